"""Which runs take a mix apart: subsets of its levers, and other policies for the same money."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations

import numpy as np
import pandas as pd

from experiments.comparison.assumptions import moved_between
from experiments.config.compose import Resolved
from experiments.config.errors import InputError, nearest, refused
from experiments.config.overrides import options
from experiments.ensembles.own_plans import scenario_at
from experiments.ensembles.plan import NO_POLICY, without_policy
from sim.config import ModelConfig
from sim.levers import OWNERS, Lever, Row
from sim.policy_cost import usd_per_lever_unit

RIVAL, MONEY_ON = "rival", "money_on"
Levers = frozenset[str]


@dataclass(frozen=True)
class Mix:
    """A scenario that is taken apart, beside the same months without it."""

    name: str
    reference: ModelConfig
    whole: ModelConfig

    @cached_property
    def levers(self) -> list[str]:
        """The levers that it moves."""
        return moved_between(self.reference, self.whole)

    @cached_property
    def months(self) -> pd.DatetimeIndex:
        """The months of the policy."""
        calendar = self.whole.calendar
        return calendar.months[calendar.months >= calendar.policy_start]

    @cached_property
    def undermining(self) -> Levers:
        """The levers that it moves, on the whole, against the direction that presses."""
        return frozenset(name for name in self.levers if self._push(name) < 0.0)

    def _push(self, name: str) -> float:
        """Return how far a lever is moved in the direction that presses [lever unit]."""
        lever = self.whole.levers[name]
        moved = lever.monthly(self.months) - self.reference.levers[name].monthly(self.months)
        return float(moved.sum()) * (1.0 if lever.presses == "+" else -1.0)

    def owned(self) -> dict[str, Levers]:
        """Return the levers that each government moves, of those that move any."""
        owner = {name: self.whole.levers[name].owner for name in self.levers}
        found = {one: frozenset(n for n in owner if owner[n] == one) for one in OWNERS}
        return {one: levers for one, levers in found.items() if levers}

    def with_levers(self, names: Collection[str]) -> ModelConfig:
        """Return the reference with some of the mix's levers."""
        own = {name: self.whole.levers[name] for name in names}
        return replace(self.reference, levers={**self.reference.levers, **own})


def mix_of(resolved: Resolved) -> Mix:
    """Return the mix that a config asks for.

    Raises
    ------
    InputError
        If it moves no lever.
    """
    reference, _ = without_policy(resolved)
    found = Mix(resolved.scenario, reference, resolved.model)
    if not found.levers:
        known = ", ".join(name for name in options("scenario") if name != NO_POLICY)
        raise InputError([refused("scenario", resolved.scenario, f"one of policy: {known}")])
    return found


def key_of(levers: Collection[str]) -> str:
    """Return the name of the run of some levers; that of none is the reference."""
    return "+".join(sorted(levers)) or NO_POLICY


def subsets(mix: Mix) -> set[Levers]:
    """Return every set of levers to run: none, all, one, all but one, sides, governments."""
    every = frozenset(mix.levers)
    found = {frozenset(), every, mix.undermining, every - mix.undermining}
    found |= {frozenset([name]) for name in every} | {every - {name} for name in every}
    return found | {union(group) for group in coalitions(list(mix.owned().values()))}


def coalitions(groups: Sequence[Levers]) -> list[tuple[Levers, ...]]:
    """Return every choice of groups, none and all among them."""
    sizes = (combinations(groups, size) for size in range(len(groups) + 1))
    return list(chain.from_iterable(sizes))


def union(groups: Collection[Levers]) -> Levers:
    """Return the levers of some groups."""
    return frozenset().union(*groups)


# ------------------------------------------------------------------------ equal money


def new_money(config: ModelConfig, months: pd.DatetimeIndex) -> float:
    """Return what a policy spends above 2024, mean over some months [USD/year].

    Levers that cost less than in 2024 do not pay for the others: a cut is no budget.
    """
    spent = 0.0
    for name, usd in usd_per_lever_unit().items():
        lever = config.levers[name]
        spent += float(np.maximum(usd * (lever.monthly(months) - lever.neutral), 0.0).mean())
    return spent


def for_the_same_money(
    mix: Mix, rivals: Mapping[str, ModelConfig], budget: float
) -> dict[str, ModelConfig]:
    """Return other policies that cost a budget [USD/year]: each rival scaled, each lever alone.

    A lever stops at its bounds, so that some spend less. None where nothing is spent.
    """
    if budget <= 0.0:
        return {}
    found = {}
    for name, config in rivals.items():
        cost = new_money(config, mix.months)
        if cost > 0.0:
            found[f"{RIVAL}:{name}"] = scaled(mix.reference, config, budget / cost)
    for name, usd in usd_per_lever_unit().items():
        if usd:
            lever = mix.reference.levers[name]
            value = float(np.clip(lever.neutral + budget / usd, *lever.bounds))
            row = Row(mix.whole.calendar.policy_start, value, "for the same money")
            levers = {**mix.reference.levers, name: lever.overlaid([row])}
            found[f"{MONEY_ON}:{name}"] = replace(mix.reference, levers=levers)
    return found


def scaled(reference: ModelConfig, config: ModelConfig, factor: float) -> ModelConfig:
    """Return a policy with each lever's distance from its level of 2024 scaled."""
    start = config.calendar.policy_start
    levers = {
        name: scaled_lever(config.levers[name], factor, start)
        for name in moved_between(reference, replace(config, calendar=reference.calendar))
    }
    return replace(reference, levers={**reference.levers, **levers})


def scaled_lever(lever: Lever, factor: float, start: pd.Timestamp) -> Lever:
    """Return a lever whose dated values from a date on stand so many times as far from 2024."""

    def moved(row: Row) -> Row:
        if row.date < start:
            return row
        value = lever.neutral + factor * (row.value - lever.neutral)
        slope = None if row.slope is None else factor * row.slope
        return replace(row, value=float(np.clip(value, *lever.bounds)), slope=slope)

    return replace(lever, schedule=tuple(map(moved, lever.schedule)))


def rivals_of(resolved: Resolved, mix: Mix) -> dict[str, ModelConfig]:
    """Return the scenarios that are scaled to cost what the mix costs.

    Raises
    ------
    InputError
        If one does not exist.
    """
    asked, known = resolved.option("rivals"), options("scenario")
    names = [asked] if isinstance(asked, str) else asked
    if not isinstance(names, list):
        raise InputError([refused("rivals", asked, "a list of scenarios, [] for none")])
    errors = [
        f"rivals: there is no '{name}'; see --list scenarios{nearest(str(name), known)}"
        for name in names
        if name not in known
    ]
    if errors:
        raise InputError(errors)
    return {
        name: scenario_at(resolved, name, mix.whole.calendar.policy_start, {})
        for name in names
        if name != mix.name
    }
