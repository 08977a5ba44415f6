"""The page of claims: verdicts first, then each claim with its evidence in the model."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.config.compose import Resolved
from experiments.presentation.html import embedded, filled
from experiments.presentation.text_table import table as text_table
from experiments.presentation.wording import outcome_words, percent_interval, scenario_words
from experiments.public_claims.claim import Claim, Policy
from experiments.public_claims.verdicts import VERDICTS
from experiments.storage.output import git_commit

WORDS: Final = {
    "agents": "choices of agents",
    "written": "a written line",
    "nominal": "nominal: nothing reads it",
}
SIGNS: Final = {"+": "rises by", "-": "falls by", "none": "moves by less than"}
MEANINGS: Final = {
    "supported": "the whole 90% interval lies beyond the smallest change that matters",
    "contested": "supported or not, depending on a parameter inside its bounds",
    "undecided": "the interval holds both what would support it and what would not",
    "not supported": "the whole interval falls short of the smallest change that matters",
}
Row = dict[str, Any]


def in_short(table: pd.DataFrame) -> str:
    """Return verdicts and effects as text for a terminal."""
    rows = [
        (str(row.claim), str(row.verdict), str(row.decided_by), _points(row, "as_is"))
        for row in table.itertuples()
    ]
    return text_table(["claim", "verdict", "decided by", "effect"], rows, width=140)


def render(
    table: pd.DataFrame, claims: Sequence[Claim], picture: Path, resolved: Resolved
) -> str:
    """Return the page as HTML."""
    by_verdict = [
        {
            "verdict": verdict,
            "n": int((table["verdict"] == verdict).sum()),
            "meaning": MEANINGS[verdict],
        }
        for verdict in VERDICTS
    ]
    pairs = zip(claims, table.itertuples(), strict=True)
    return filled(
        "claims.html.j2",
        counts=by_verdict,
        n_written=int((table["decided_by"] != "agents").sum()),
        n_claims=len(table),
        rows=[_row(claim, row) for claim, row in pairs],
        figure=embedded(picture),
        n_seeds=int(table["n"].max()),
        quick=resolved.quick,
        commit=git_commit() or "unknown (no git)",
    )


def _row(claim: Claim, row: Any) -> Row:
    return {
        "name": claim.name,
        "text": claim.text,
        "verdict": row.verdict,
        "test": f"{outcome_words(claim.outcome)} {SIGNS[claim.direction]}"
        f" {100.0 * claim.smallest:g}%{'' if claim.direction == 'none' else ' or more'},"
        f" year {claim.horizon}, {_policy(claim.policy)} against {_policy(claim.reference)}",
        "effects": [
            {"text": _points(row, name), "value": getattr(row, name)}
            for name in ("as_is", "off", "reversed")
        ],
        "flipped": f"{row.flips}: {_points(row, 'flipped')}" if claim.flips else "",
        "mechanisms": ", ".join(claim.mechanisms).replace("_", " ") or "none",
        "rests": row.rests_on_mechanisms,
        "decided": WORDS[claim.decided_by],
        "is_marked": claim.decided_by != "agents",
        "because": claim.because,
    }


def _policy(policy: Policy) -> str:
    levers = [f"{name.replace('_', ' ')} {value:g}" for name, value in policy.levers]
    without = [f"without {name.replace('_', ' ')}" for name in policy.without]
    words = scenario_words(policy.scenario)
    if policy.scenario == "no_policy":
        words = "no policy"
    return ", ".join([words, *levers, *without])


def _points(row: Any, name: str) -> str:
    values = (getattr(row, name), getattr(row, f"{name}_low"), getattr(row, f"{name}_high"))
    if math.isinf(values[0]):
        return "rises from nothing"
    return percent_interval(*map(float, values))
