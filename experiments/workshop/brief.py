"""A one-page brief as PDF, in English or Spanish: what was asked, found and decided."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from experiments.config.errors import InputError, refused
from experiments.workshop.catalogue import text
from experiments.workshop.exports import command_line
from experiments.workshop.question import Question

TEMPLATE: Final = Path(__file__).parent / "brief.typ"
FIELDS: Final = ("title", "hypothesis", "finding", "decision")
LANGUAGES: Final = ("en", "es")
LONGEST: Final = 1200
HEADLINES: Final = (
    "supply_doses",
    "recruits",
    "overdose_deaths",
    "homicides",
    "net_income",
    "policy_cost_usd",
)
SMALL: Final = 0.001


def read_texts(raw: Any) -> dict[str, str]:
    """Return the language and the room's texts.

    Raises
    ------
    InputError
        If they are of another form or too long.
    """
    if not isinstance(raw, Mapping):
        raise InputError([refused("brief", str(raw)[:80], ", ".join(("lang", *FIELDS)))])
    errors = []
    language = raw.get("lang", "en")
    if language not in LANGUAGES:
        errors.append(refused("brief.lang", str(language)[:80], ", ".join(LANGUAGES)))
    for field in FIELDS:
        value = raw.get(field, "")
        if not isinstance(value, str) or len(value) > LONGEST:
            allowed = f"a text of at most {LONGEST} letters"
            errors.append(refused(f"brief.{field}", str(value)[:40], allowed))
    if errors:
        raise InputError(errors)
    return {"lang": str(language)} | {field: str(raw.get(field, "")) for field in FIELDS}


def render(question: Question, found: Mapping[str, Any], texts: Mapping[str, str]) -> bytes:
    """Return the brief of an answer as PDF."""
    facts = facts_of(question, found, texts)
    body = typst.compile(
        TEMPLATE.read_bytes(), format="pdf", sys_inputs={"facts": json.dumps(facts)}
    )
    assert isinstance(body, bytes)
    return body


def facts_of(
    question: Question, found: Mapping[str, Any], texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return everything that the brief prints, as words."""
    language = texts["lang"]
    words = _words(language)
    horizon = max(found.get("effects", {"0": None}), key=int)
    table = found.get("effects", {}).get(horizon, {})
    rows = []
    for outcome in HEADLINES:
        if outcome in table.get("v", {}):
            change = said(table["v"][outcome], language)
            rows.append([text("outcome_names", outcome, outcome)[language], change])
    share = table.get("o", {}).get("recruits", [None])[0]
    if share is not None:
        rows.append([words["offset"], f"{round(100 * share)}%"])
    return {
        "lang": language,
        "words": words,
        "texts": {field: texts[field] for field in FIELDS},
        "year": words["year"].format(year=int(horizon)) if table else words["no_answer"],
        "rows": rows,
        "pairs": words["pairs"].format(pairs=found["pairs"], of=found["of"]),
        "command": f"uv run python -m experiments.run {command_line(question)}",
        "digest": question.digest,
    }


def said(triple: Sequence[float | None], language: str) -> str:
    """Return a change with its interval, digits as its doubt allows."""
    words, (value, low, high) = _words(language), triple
    if value is None or not math.isfinite(value):
        return "–"
    if max(abs(part) for part in (value, low or 0.0, high or 0.0)) < SMALL:
        return words["nothing"]
    if low is None or high is None:
        return _percent(value, 0 if abs(value) >= 0.1 else 1)
    decimals = 0 if (high - low) > 0.02 or abs(value) >= 0.1 else 1
    ends = [_percent(part, decimals) for part in (value, low, high)]
    return words["interval"].format(value=ends[0], low=ends[1], high=ends[2])


def _percent(value: float, decimals: int) -> str:
    shown = f"{100 * value:+.{decimals}f}".replace("-", "−")
    if shown.strip("+−0.") == "":
        shown = "0"
    return f"{shown}%"


@cache
def _words(language: str) -> dict[str, str]:
    path = Path(__file__).parent / "brief_words.json"
    found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found[language]
