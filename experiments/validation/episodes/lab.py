"""One seed's history, and paired runs that leave it: one thing changed, the rest the same."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

import numpy as np
import pandas as pd

from sim.config import CHOICES, AdaptationSwitches, ModelConfig
from sim.levers import Row
from sim.model import CartelMarket
from sim.params import Params

END: Final = pd.Timestamp("2034-12-01")
"""Last month that an episode may reach."""

Act = Callable[[CartelMarket, int], None]
"""What is done to a branched model before its step of month 0, 1, ... after the branch."""

Watch = Callable[[CartelMarket], Mapping[str, float]]
"""What is read off a model after each step, beside its outcomes."""


@dataclass(frozen=True)
class Change:
    """What one arm of an experiment has that history has not.

    Parameters
    ----------
    times
        Levers whose path is multiplied from the branch on.
    to
        Levers that are set from the branch on.
    params
        Parameters, ``group.name``, that are multiplied from the branch on.
    act
        One-time events and whatever else is done by hand.
    frozen
        Choices that groups don't adapt from the branch on.
    """

    times: Mapping[str, float] = field(default_factory=dict)
    to: Mapping[str, float] = field(default_factory=dict)
    params: Mapping[str, float] = field(default_factory=dict)
    act: Act | None = None
    frozen: tuple[str, ...] = ()


@dataclass
class Lab:
    """The history of one seed, kept at every month from which an experiment leaves it.

    ``config`` is a run of history without a policy, to `END`.
    """

    config: ModelConfig
    marks: dict[int, CartelMarket] = field(default_factory=dict)

    def at(self, date: str) -> CartelMarket:
        """Return history up to the start of a month (YYYY-MM); not to be stepped."""
        months = self.config.calendar.months
        month = cast("int", months.get_loc(pd.Timestamp(f"{date}-01")))
        if month not in self.marks:
            before = [known for known in self.marks if known < month]
            start = (
                self.marks[max(before)].branch(self.config)
                if before
                else CartelMarket(self.config)
            )
            self.marks[month] = start.run_to(month)
        return self.marks[month]

    def run(
        self,
        date: str,
        months: int,
        change: Change | None = None,
        watch: Watch | None = None,
        *,
        before: bool = False,
    ) -> pd.DataFrame:
        """Return the months of one arm: outcomes, and what was watched.

        Arms of one date share their random numbers and the date on which a policy begins:
        that of the branch, or with ``before`` the usual one, which then comes later.
        """
        change = change or Change()
        start = self.at(date)
        model = start.branch(self._config(start.month, change, before=before))
        if change.params:
            model.params = with_factors(model, change.params)
        seen = []
        for number in range(months):
            if change.act is not None:
                change.act(model, number)
            model.step()
            seen.append({} if watch is None else dict(watch(model)))
        frame = pd.DataFrame(model.records[start.month :], model.months[start.month :][:months])
        return frame.join(pd.DataFrame(seen, frame.index))

    def _config(self, month: int, change: Change, *, before: bool) -> ModelConfig:
        """Return the config of an arm, whose policy begins in this month or later."""
        months = self.config.calendar.months
        date = months[month]
        levers = dict(self.config.levers)
        for name in (*change.times, *change.to):
            path = levers[name].monthly(months)[month:] * change.times.get(name, 1.0)
            path = np.full_like(path, change.to[name]) if name in change.to else path
            rows = [
                Row(*dated, "experiment") for dated in zip(months[month:], path, strict=True)
            ]
            levers[name] = levers[name].overlaid(rows)
        switches = AdaptationSwitches(**{name: name not in change.frozen for name in CHOICES})
        calendar = self.config.calendar
        calendar = calendar if before else replace(calendar, policy_start=date)
        return replace(self.config, levers=levers, adaptation=switches, calendar=calendar)


def with_factors(model: CartelMarket, factors: Mapping[str, float]) -> Params:
    """Return a copy of a model's parameters, some of them multiplied."""
    params = copy.deepcopy(model.params)
    for key, factor in factors.items():
        group, name = key.split(".")
        values = getattr(params, group)
        setattr(values, name, factor * getattr(values, name))
    return params


def total(frame: pd.DataFrame, columns: str | Sequence[str], first: int, last: int) -> float:
    """Return the sum of columns over months ``first`` to ``last - 1`` after the branch."""
    names = [columns] if isinstance(columns, str) else list(columns)
    return float(frame[names].iloc[first:last].to_numpy().sum())


def change_of(
    moved: pd.DataFrame,
    base: pd.DataFrame,
    columns: str | Sequence[str],
    first: int,
    last: int,
) -> float:
    """Return how far the sum over some months differs from the base [ratio - 1]."""
    return total(moved, columns, first, last) / total(base, columns, first, last) - 1.0


def homicides_in(regions: Sequence[str]) -> list[str]:
    """Return the columns of homicides in these states."""
    return [f"homicides[{region}]" for region in regions]
