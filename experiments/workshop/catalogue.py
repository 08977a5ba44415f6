"""What the page can turn and show: levers, presets, mechanisms, parameters, outcomes, history.

Every text comes in English and Spanish. English is that of the configs and declarations, but
for short names in ``english.json``; Spanish stands in ``spanish.json``, and a test finds what
is missing there.
"""

import hashlib
import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.comparison.assumptions import assumption_driven_levers
from experiments.comparison.effects import HORIZONS
from experiments.config.overrides import options
from experiments.ensembles.posterior import point
from experiments.presentation.wording import outcome_words, reading_order, scenario_words
from experiments.storage.trunk_cache import fingerprint
from experiments.validation import targets
from experiments.workshop.answers import REGIONAL
from experiments.workshop.question import Sizes, composed
from sim import policy_cost
from sim.config import CHOICES, END, POLICY_START, START, ModelConfig
from sim.levers import Lever
from sim.mechanisms import MECHANISMS
from sim.outcomes import OUTCOMES
from sim.params import ParamInfo, registry
from sim.world.tables import DATA_FOLDER

FOLDER: Final = Path(__file__).parent
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "security": (
        "strikes",
        "strike_consent",
        "kingpin_captures",
        "terror_designation",
        "surveillance",
        "mexican_security",
        "targeted_repression",
    ),
    "border": ("border_enforcement", "precursor_control", "gun_supply"),
    "money": ("financial_sanctions", "crypto_regulation"),
    "trade": (
        "tariff",
        "deportations",
        "deportation_criminal_share",
        "returnee_reintegration",
    ),
    "health": (
        "treatment_funding",
        "harm_reduction",
        "demand_prevention",
        "us_partner_enforcement",
        "user_liability",
    ),
    "institutions": ("anticorruption_aid", "security_aid", "witness_protection"),
    "communities": ("recruitment_prevention", "arrests", "recruitment"),
}
REACH: Final = {
    "strikes": 24,
    "kingpin_captures": 12,
    "financial_sanctions": 3,
    "crypto_regulation": 2,
    "tariff": 50,
    "treatment_funding": 2,
    "harm_reduction": 2,
    "demand_prevention": 2,
    "deportations": 800_000,
    "border_enforcement": 3,
    "surveillance": 8,
    "mexican_security": 2,
    "gun_supply": 2,
    "anticorruption_aid": 3,
    "security_aid": 6,
    "us_partner_enforcement": 2.5,
    "recruitment_prevention": 1_000_000,
    "returnee_reintegration": 100_000,
    "arrests": 3,
    "recruitment": 2,
}
"""Right end of a slider where the lever's bound lies far beyond what was ever seen."""

MORE_HISTORY: Final = {
    "overdose_deaths": ("us_od_deaths_all", 1.0),
    "formal_jobs": ("mx_imss_formal_jobs", 1e6),
}
"""Published series of levels and totals that the fit does not use."""

MOST_FOUND: Final = 24
Text = dict[str, str]


@cache
def written(language: str) -> dict[str, dict[str, str]]:
    """Return the texts written for the page in a language, by section and name."""
    path = FOLDER / f"{language}.json"
    words: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return words


def text(section: str, name: str, english: str) -> Text:
    """Return a text in both languages; ``english`` is that of the declarations."""
    return {
        "en": written("english").get(section, {}).get(name, english),
        "es": written("spanish").get(section, {}).get(name, ""),
    }


def catalogue(sizes: Sizes) -> dict[str, Any]:
    """Return everything that the page needs to know once."""
    config = composed(()).model
    return {
        "version": version(),
        "pairs": sizes.pairs,
        "quick": sizes.quick,
        "policy_start": str(POLICY_START.date()),
        "first_year": START.year,
        "last_year": END.year,
        "horizons": list(HORIZONS),
        "groups": [
            {"name": group, "levers": [lever(config.levers[name]) for name in names]}
            for group, names in GROUPS.items()
        ],
        "presets": presets(),
        "mechanisms": [
            {"name": name, "label": text("mechanism_names", name, _words(name))}
            | {"about": text("mechanisms", name, about)}
            for name, about in MECHANISMS.items()
        ],
        "choices": [
            {"name": name, "label": text("choices", name, _words(name))} for name in CHOICES
        ],
        "parameters": parameters(config),
        "outcomes": outcomes(),
        "states": states(),
        "history": history(),
    }


@cache
def version() -> str:
    """Return a short name of this version of the model and the page, as links carry it."""
    config = composed(()).model
    return hashlib.sha256(fingerprint(config, 1).encode()).hexdigest()[:8]


def lever(lever: Lever) -> dict[str, Any]:
    """Return one lever: its slider, its marked levels and its card."""
    past = [row for row in lever.schedule if row.date < POLICY_START]
    low, high = lever.bounds
    name = lever.name
    return {
        "name": name,
        "label": text("lever_names", name, _words(name)),
        "about": text("levers", name, lever.about),
        "unit": text("units", lever.unit, lever.unit),
        "low": low,
        "high": min(float(REACH.get(name, high)), high),
        "bound": high,
        "neutral": lever.neutral,
        "seen": [min(row.value for row in past), max(row.value for row in past)],
        "grade": lever.grade,
        "evidence": text("evidence", name, lever.evidence),
        "assumed": name in assumption_driven_levers(),
        "mechanisms": list(lever.mechanisms),
        "acts_on": list(lever.acts_on),
        "expected": {"outcome": lever.expected_effect.outcome}
        | {"sign": lever.expected_effect.sign},
        "sources": list(dict.fromkeys(row.source for row in past))[-3:],
        "history": [[str(row.date.date()), row.value] for row in lever.schedule],
        "costed": name in policy_cost.usd_per_lever_unit(),
    }


def presets() -> list[dict[str, Any]]:
    """Return every scenario with its story and its schedules on calendar dates."""
    usual = composed(("scenario=no_policy",)).model
    found = []
    for name in reading_order(options("scenario")):
        resolved = composed((f"scenario={name}",))
        about = str(resolved.tree["scenario"]["about"])
        found.append(
            {
                "name": name,
                "label": text("preset_names", name, scenario_words(name)),
                "about": text("presets", name, about),
                "start": str(resolved.model.calendar.policy_start.date()),
                "levers": _schedules(resolved.model, usual),
            }
        )
    return found


def _schedules(config: ModelConfig, usual: ModelConfig) -> dict[str, list[list[Any]]]:
    """Return the dated values of every lever that a scenario moves."""
    return {
        name: [
            [str(row.date.date()), row.value, row.rule]
            for row in lever.schedule
            if row.date >= POLICY_START
        ]
        for name, lever in config.levers.items()
        if lever.schedule != usual.levers[name].schedule
    }


def parameters(config: ModelConfig) -> list[dict[str, Any]]:
    """Return the fitted parameters, whose doubt the intervals hold, and may be changed."""
    infos = {f"{info.group}.{info.name}": info for info in registry()}
    return [_parameter(infos[path], config) for path in point()]


def behind(mechanisms: Collection[str], words: str) -> list[dict[str, Any]]:
    """Return numbers that carry some mechanisms, or whose description holds some words.

    Assumed ones come first: they have no more than their bounds behind them. Their
    descriptions are those of the declarations, in English.
    """
    config = composed(()).model
    asked = words.lower().split()

    def is_meant(info: ParamInfo) -> bool:
        if not info.bounds or info.choices:
            return False
        said = f"{info.group}.{info.name} {info.about}".lower()
        is_found = bool(asked) and all(word in said for word in asked)
        return is_found or info.mechanism in mechanisms

    found = sorted(filter(is_meant, registry()), key=lambda info: info.status != "assumed")
    return [_parameter(info, config) for info in found[:MOST_FOUND]]


def _parameter(info: ParamInfo, config: ModelConfig) -> dict[str, Any]:
    path = f"{info.group}.{info.name}"
    return {
        "name": path,
        "label": text("parameter_names", path, _words(info.name)),
        "about": text("parameters", path, info.about),
        "unit": info.unit,
        "value": getattr(getattr(config.params, info.group), info.name),
        "bounds": list(info.bounds or ()),
        "status": info.status,
        "source": info.source,
        "mechanism": info.mechanism,
    }


def outcomes() -> list[dict[str, Any]]:
    """Return every outcome column but those by state, with unit, kind and evidence."""
    found = []
    for outcome in OUTCOMES:
        for column in outcome.columns:
            if column in REGIONAL:
                continue
            member = column.partition("[")[2].rstrip("]")
            label = text("outcome_names", outcome.name, outcome_words(outcome.name))
            if member:
                own = text("members", member, member.replace("_", " ").replace("/", ", "))
                label = {lang: f"{label[lang]}: {own[lang]}" for lang in label}
            about = text("outcomes", outcome.name, outcome.about)
            found.append(
                {
                    "name": column,
                    "family": outcome.name if member else "",
                    "label": label,
                    "about": about,
                    "unit": text("units", outcome.unit, outcome.unit),
                    "kind": outcome.kind,
                    "grade": outcome.evidence.grade,
                }
            )
    return found


def states() -> list[dict[str, Any]]:
    """Return Mexico's states with their places on a map of tiles."""
    table = pd.read_csv(DATA_FOLDER / "states.csv")
    kept = ["code", "name", "abbreviation", "tile_row", "tile_col"]
    shown = table[kept].set_axis(["code", "name", "short", "row", "column"], axis=1)
    return json.loads(shown.to_json(orient="records"))  # type: ignore[no-any-return]


def history() -> dict[str, list[list[float]]]:
    """Return published yearly values by outcome, to be drawn behind the model's."""
    found = {
        target.columns[0]: targets.published(target.series)
        for target in targets.HISTORY
        if len(target.columns) == 1 and not target.is_fiscal
    }
    for outcome, (series, scale) in MORE_HISTORY.items():
        found[outcome] = scale * targets.published(series)
    return {
        outcome: [
            [int(year), float(value)]
            for year, value in zip(values.index.tolist(), values.tolist(), strict=True)
            if year >= START.year
        ]
        for outcome, values in found.items()
    }


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
