"""A policy named by the values of its levers, and from when they hold."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from experiments.comparison.assumptions import moved_levers
from experiments.config.compose import Resolved
from experiments.ensembles.plan import CUSTOM, NO_POLICY, Plan
from experiments.presentation.languages import Text, capital, joined, listed, month, named, said
from experiments.presentation.wording import lever_words, scenario_words
from sim.levers import Lever

MOST_DATES: Final = 3
MOST_IN_A_NAME: Final = 2
HELD: Final = 1e-9
Steps = list[tuple[int, float]]


def levers_set(resolved: Resolved) -> list[str]:
    """Return the levers that the user set by hand."""
    tree = resolved.tree
    by_hand = [name for name, value in tree["set"].items() if value is not None]
    dated = [name for name, lever in tree["levers"].items() if lever["schedule"] is not None]
    return list(dict.fromkeys([*by_hand, *dated]))


def names(plan: Plan, resolved: Resolved) -> dict[str, Text]:
    """Return the name of levers set by hand, where they were run: ``Tariff 25``."""
    if CUSTOM not in plan.scenarios:
        return {}
    levers = plan.config(CUSTOM).levers
    parts = [_short(plan, levers[name]) for name in levers_set(resolved)[:MOST_IN_A_NAME]]
    n_more = len(levers_set(resolved)) - len(parts)
    text = joined(parts)
    if n_more:
        text = said("{levers} and {n} more", levers=text, n=n_more)
    if resolved.scenario != NO_POLICY:
        base = named(scenario_words(resolved.scenario))
        return {CUSTOM: said("{base} with {levers}", base=base, levers=text)}
    return {CUSTOM: capital(text)}


def in_full(plan: Plan, scenario: str, only: Sequence[str] = ()) -> Text:
    """Return each lever that a scenario moves with its values and dates.

    Parameters
    ----------
    only
        Levers to name; all that it moves where empty.
    """
    levers = plan.config(scenario).levers
    moved = [name for name in moved_levers(plan, scenario) if not only or name in only]
    if not moved:
        return said("no lever is moved")
    return joined([_with_values(plan, levers[name]) for name in moved], "; ")


def setting(plan: Plan, scenario: str, only: Sequence[str]) -> Text:
    """Return a policy for a sentence: ``tariff = 25 from January 2025``."""
    levers = plan.config(scenario).levers
    moved = [name for name in moved_levers(plan, scenario) if name in only]
    return listed([_set(plan, levers[name]) for name in moved])


def late(plan: Plan) -> list[Text]:
    """Return a warning where levers set by hand move later than the policy date.

    Years count from that date, so that the second year would hold months without the policy.
    """
    if CUSTOM not in plan.policy_starts:
        return []
    levers, months = plan.config(CUSTOM).levers, plan.trunk.calendar.months
    firsts = [_steps(plan, levers[name])[0][0] for name in moved_levers(plan, CUSTOM)]
    start = plan.policy_starts[CUSTOM]
    if not firsts or months[min(firsts)] <= start:
        return []
    begins = months[min(firsts)]
    return [
        said(
            "Years count from {start}, but the levers set by hand move from {begins} on, so"
            " that year 2 is not their second year; calendar.policy_start={date} counts from"
            " there.",
            start=month(start),
            begins=month(begins),
            date=str(begins.date()),
        )
    ]


def _set(plan: Plan, lever: Lever) -> Text:
    steps = _steps(plan, lever)
    (first, value), is_changing = steps[0], len(steps) > 1
    english = "{lever} = {value} from {month}"
    if is_changing:
        english = "{lever} = {value} from {month}, changed later"
    return said(
        english,
        lever=lever_words(lever.name),
        value=_number(value),
        month=month(plan.trunk.calendar.months[first]),
    )


def _with_values(plan: Plan, lever: Lever) -> Text:
    """Return ``tariff 25 (in 2024: 1; headline points) from January 2025``."""
    months, steps = plan.trunk.calendar.months, _steps(plan, lever)
    dated = [
        said("{value} from {month}", value=_number(value), month=month(months[place]))
        for place, value in steps[:MOST_DATES]
    ]
    text = said(
        "{lever}: {values} (2024: {usual}; unit: {unit})",
        lever=lever_words(lever.name),
        values=joined(dated),
        usual=_number(lever.neutral),
        unit=named(lever.unit),
    )
    n_more = len(steps) - len(dated)
    return text + said(", then {n} more changes", n=n_more) if n_more else text


def _short(plan: Plan, lever: Lever) -> Text:
    """Return ``tariff 25``; a path that goes on changing shows its last value."""
    steps = _steps(plan, lever)
    values = Text(*(2 * [_number(steps[-1][1])]))
    if len(steps) > 1:
        values = said("up to {value}", value=values)
    return lever_words(lever.name) + " " + values


def _steps(plan: Plan, lever: Lever) -> Steps:
    """Return month and value of each change of a lever, from where it leaves no policy."""
    months = plan.trunk.calendar.months
    path = lever.monthly(months)
    usual = plan.config(NO_POLICY).levers[lever.name].monthly(months)
    differs = np.abs(path - usual) > HELD
    if not differs.any():
        return [(int(months.searchsorted(plan.policy_starts[CUSTOM])), float(path[-1]))]
    first = int(differs.argmax())
    changes = np.flatnonzero(np.abs(np.diff(path)) > HELD) + 1
    places = [first, *(int(place) for place in changes if place > first)]
    return [(place, float(path[place])) for place in places]


def _number(value: float) -> str:
    return f"{value:,.10g}"
