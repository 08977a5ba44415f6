"""Levers that no evaluation stands behind, and the sign that marks what moves them."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

from experiments.config.compose import compose
from experiments.ensembles.plan import NO_POLICY, Plan
from experiments.presentation.languages import joined, named, said, word
from sim.config import ModelConfig

NO_EVALUATION: Final = "none"
"""The grade of a lever whose effect nobody has evaluated."""

MARK: Final = "†"
NOTE: Final = "† assumption-driven: no evaluation exists of {levers}."


@cache
def assumption_driven_levers() -> tuple[str, ...]:
    """Return the levers whose file says ``grade: none``."""
    levers = compose([]).model.levers.values()
    return tuple(lever.name for lever in levers if lever.grade == NO_EVALUATION)


def moved_levers(plan: Plan, scenario: str) -> list[str]:
    """Return the levers that a scenario moves away from no policy."""
    return moved_between(plan.config(NO_POLICY), plan.config(scenario))


def moved_between(reference: ModelConfig, config: ModelConfig) -> list[str]:
    """Return the levers whose paths differ between two configs of one calendar."""
    months = reference.calendar.months
    return [
        name
        for name, lever in config.levers.items()
        if lever != reference.levers[name]
        and (lever.monthly(months) != reference.levers[name].monthly(months)).any()
    ]


def assumption_driven(plan: Plan) -> list[str]:
    """Return the scenarios that move a lever for which no evaluation exists."""
    assumed = set(assumption_driven_levers())
    return [name for name in plan.scenarios if assumed & set(moved_levers(plan, name))]


def rests_on_assumption(tree: Mapping[str, Any]) -> bool:
    """Whether a run's config sets a lever for which no evaluation exists, by any way."""
    by_hand = [name for name, value in tree["set"].items() if value is not None]
    dated = [name for name, lever in tree["levers"].items() if lever["schedule"]]
    moved = {*(tree["scenario"]["schedules"] or {}), *by_hand, *dated}
    return bool(moved & set(assumption_driven_levers()))


def note(names: Collection[str], marked: Collection[str]) -> str:
    """Return what the sign means where one of the names bears it, else nothing."""
    if not set(names) & set(marked):
        return ""
    *levers, last = (named(name.replace("_", " ")) for name in assumption_driven_levers())
    return word(NOTE, levers=joined(levers) + said(" or {last}", last=last))
