"""Readable tables of what there is to turn and to read, without building anything."""

from collections.abc import Callable, Sequence
from typing import Final

from experiments.comparison.assumptions import assumption_driven_levers, note
from experiments.config.compose import compose
from experiments.config.errors import InputError, nearest
from experiments.config.overrides import options
from experiments.presentation.text_table import table
from sim.mechanisms import LINKS_WITHOUT_STRENGTH, MECHANISMS
from sim.params import registry
from sim.world.drivers import known_drivers

Rows = list[tuple[str, ...]]


def print_list(what: str) -> None:
    """Print one table; refuse a table that does not exist."""
    if what not in TABLES:
        known = ", ".join(TABLES)
        raise InputError(
            [f"--list: '{what}' is no table; allowed: {known}{nearest(what, TABLES)}"]
        )
    header, rows = TABLES[what]()
    print(table(header, rows))


def _levers() -> tuple[Sequence[str], Rows]:
    rows: Rows = []
    for lever in compose([]).model.levers.values():
        low, high = lever.bounds
        effect = f"{lever.expected_effect.outcome} {lever.expected_effect.sign}"
        acts_on = ", ".join(lever.acts_on)
        about = f"{lever.about} Acts on {acts_on}. Source: {lever.evidence} ({lever.grade})."
        if lever.name in LINKS_WITHOUT_STRENGTH:
            about += f" No strength scales: {LINKS_WITHOUT_STRENGTH[lever.name]}."
        bounds, neutral = f"{_number(low)} to {_number(high)}", _number(lever.neutral)
        rows.append((lever.name, lever.unit, bounds, neutral, effect, about))
    return ("lever", "unit", "bounds", "2024", "expected", "about"), rows


def _number(value: float) -> str:
    return f"{value:.10g}"


def _scenarios() -> tuple[Sequence[str], Rows]:
    rows: Rows = []
    for name in options("scenario"):
        scenario = compose([f"scenario={name}"]).tree["scenario"]
        moved = list(scenario["schedules"] or {})
        mark = note(moved, assumption_driven_levers())
        about = f"{scenario['about']} Sets {', '.join(moved) or 'nothing'}. {mark}".rstrip()
        rows.append((name, about))
    return ("scenario", "about"), rows


def _outcomes() -> tuple[Sequence[str], Rows]:
    from sim.outcomes import OUTCOMES

    rows: Rows = []
    for outcome in OUTCOMES:
        members = f" One of: {', '.join(outcome.axis)}." if outcome.axis else ""
        evidence = outcome.evidence
        named = f" ({', '.join(evidence.rows)})" if evidence.rows else ""
        why = f" Evidence: {evidence.why}{named}"
        name = f"{outcome.name}[...]" if outcome.axis else outcome.name
        about = outcome.about + members + why
        rows.append((name, outcome.unit, outcome.kind, evidence.grade, about))
    return ("outcome", "unit", "kind", "evidence", "about"), rows


def _parameters() -> tuple[Sequence[str], Rows]:
    rows: Rows = []
    for info in registry():
        allowed = " | ".join(info.choices or ())
        if info.bounds is not None:
            allowed = f"{_number(info.bounds[0])} to {_number(info.bounds[1])}"
        value = _number(info.default) if isinstance(info.default, float) else str(info.default)
        about = f"{info.about} Source: {info.source} ({info.status})."
        rows.append((f"params.{info.group}.{info.name}", value, info.unit, allowed, about))
    return ("parameter", "default", "unit", "bounds", "about"), rows


def _mechanisms() -> tuple[Sequence[str], Rows]:
    counts = dict.fromkeys(MECHANISMS, 0)
    for info in registry():
        if info.mechanism is not None:
            counts[info.mechanism] = counts.get(info.mechanism, 0) + 1
    rows: Rows = [
        (f"strength.{name}", "1", "-2 to 2", str(counts[name]), about)
        for name, about in MECHANISMS.items()
    ]
    return ("mechanism", "default", "bounds", "parameters", "claim"), rows


def _drivers() -> tuple[Sequence[str], Rows]:
    rows: Rows = []
    for name, driver in sorted(known_drivers().items()):
        ends = (_number(float(driver.values[0])), _number(float(driver.values[-1])))
        rows.append((name, driver.unit, *ends, driver.about))
    return ("driver", "unit", "first value", "last value", "about"), rows


TABLES: Final[dict[str, Callable[[], tuple[Sequence[str], Rows]]]] = {
    "levers": _levers,
    "scenarios": _scenarios,
    "outcomes": _outcomes,
    "parameters": _parameters,
    "mechanisms": _mechanisms,
    "drivers": _drivers,
}
