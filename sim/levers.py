"""Levers: what a government sets, as dated schedules, and how they become a number a month."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Self

import numpy as np
import pandas as pd

from sim.array_types import FloatArray

LEVER_NAMES: Final = (
    "strikes",
    "strike_consent",
    "kingpin_captures",
    "terror_designation",
    "financial_sanctions",
    "crypto_regulation",
    "tariff",
    "treatment_funding",
    "harm_reduction",
    "demand_prevention",
    "deportations",
    "deportation_criminal_share",
    "border_enforcement",
    "surveillance",
    "mexican_security",
    "gun_supply",
    "anticorruption_aid",
    "security_aid",
    "precursor_control",
    "us_partner_enforcement",
    "user_liability",
    "targeted_repression",
    "witness_protection",
    "recruitment_prevention",
    "returnee_reintegration",
    "arrests",
    "recruitment",
)
"""Every lever; a test holds the configs and ``CartelMarket.step`` to this list."""

RULES: Final = ("step", "linear")
SIGNS: Final = ("+", "-", "open")
OWNERS: Final = ("united_states", "mexico", "china", "nobody")
DIRECTIONS: Final = ("+", "-")
DAY: Final = pd.Timedelta(days=1)
DATE_FORMAT: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?")


LEAST_REFERENCE: Final = 0.05
"""Smallest value of a lever that others are compared with."""


class LeverError(ValueError):
    """A schedule that can't stand; ``errors`` holds one sentence for each error."""

    def __init__(self, errors: Sequence[str]) -> None:
        """Join the errors into one message."""
        super().__init__("; ".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Row:
    """One dated value of a schedule, and how the path goes on from it.

    ``step`` holds the value until the next date; ``linear`` ramps to the next row's value.
    ``slope`` [unit/day] keeps the pace of a ramp whose end another schedule has cut off.
    """

    date: pd.Timestamp
    value: float
    source: str
    rule: str = "step"
    slope: float | None = None


@dataclass(frozen=True)
class Effect:
    """The outcome that a lever is meant to move first, and the sign the evidence expects."""

    outcome: str
    sign: str


@dataclass(frozen=True)
class Lever:
    """One thing that a government sets, with its schedule over the years.

    Parameters
    ----------
    name, about, unit
        What is set, in a sentence, and its unit.
    bounds
        Lowest and highest value allowed.
    neutral
        Value without the policy: the level of 2024.
    acts_on
        Processes of the month that receive the number.
    mechanisms
        Contested claims that carry its effect, as in ``sim/mechanisms.py``.
    evidence, grade
        What is known about its effect, and how well: ``high``, ``medium``, ``low``,
        or ``none`` where nobody has evaluated it.
    expected_effect
        Outcome that it moves first, and the sign expected.
    rule
        How rows that name no rule of their own go on: ``step`` or ``linear``.
    schedule
        Dated values, in rising order.
    history
        The schedule before any policy was laid over it: what the model's references of 2012
        are taken from. The schedule itself where nothing was laid over it.
    owner
        The government that sets it; ``nobody`` for a what-if.
    presses
        The direction, ``+`` or ``-``, that presses groups, their money or demand; a policy
        that moves the lever the other way undermines the mix it is part of.
    """

    name: str
    about: str
    unit: str
    bounds: tuple[float, float]
    neutral: float
    acts_on: tuple[str, ...]
    mechanisms: tuple[str, ...]
    evidence: str
    grade: str
    expected_effect: Effect
    rule: str
    schedule: tuple[Row, ...]
    history: tuple[Row, ...] = ()
    owner: str = "nobody"
    presses: str = "+"

    def __post_init__(self) -> None:
        """Refuse a schedule that is empty, unordered or out of bounds."""
        object.__setattr__(self, "history", self.history or self.schedule)
        errors = schedule_errors(self.schedule, self.bounds)
        if errors:
            raise LeverError([f"{self.name}: {message}" for message in errors])

    def at(self, date: pd.Timestamp) -> float:
        """Return the value on a date; before the first date there is none."""
        return float(self._on(_days([date]))[0])

    def monthly(self, months: pd.DatetimeIndex) -> FloatArray:
        """Return the mean over the days of each month [unit], shape (n_months,).

        A change in mid-month counts by the days it has left, so that yearly sums are exact
        and a tariff of three days is three days of tariff. Months without a change hold the
        value itself, to the last bit.
        """
        ends = months + pd.offsets.MonthBegin(1)
        edges = np.append(_days(months), _days([ends[-1]]))
        values = self._on(np.arange(edges[0], edges[-1]))
        starts = (edges[:-1] - edges[0]).astype(int)
        first = values[starts]
        lengths = np.diff(edges)
        moved = np.add.reduceat(values - np.repeat(first, lengths.astype(int)), starts)
        return np.asarray(first + moved / lengths)

    def overlaid(self, rows: Sequence[Row]) -> Self:
        """Return the lever with its schedule replaced from the first date of ``rows`` on.

        Everything before that date stays as it was, so a policy can't change its own past.
        """
        if not rows:
            raise LeverError([f"{self.name}: the schedule is empty"])
        first = rows[0].date
        past = [row for row in self.schedule if row.date < first]
        if past:
            past[-1] = replace(past[-1], slope=float(self._slopes()[len(past) - 1]))
        return replace(self, schedule=(*past, *rows))

    def without_policy(self) -> Self:
        """Return the lever as history has it."""
        return replace(self, schedule=self.history)

    def _on(self, days: FloatArray) -> FloatArray:
        """Return the values on days since 1970-01-01, shape of ``days``."""
        dates = _days([row.date for row in self.schedule])
        values = np.array([row.value for row in self.schedule])
        place = np.searchsorted(dates, days, side="right") - 1
        if place.min() < 0:
            first = self.schedule[0].date.date()
            raise LeverError([f"{self.name}: has no value before {first}"])
        return np.asarray(values[place] + self._slopes()[place] * (days - dates[place]))

    def _slopes(self) -> FloatArray:
        """Return the pace after each row [unit/day]: zero unless it ramps to the next."""
        slopes = np.zeros(len(self.schedule))
        for place, (row, after) in enumerate(pairwise(self.schedule)):
            if row.rule == "linear":
                slopes[place] = (after.value - row.value) / ((after.date - row.date) / DAY)
        kept = {i: row.slope for i, row in enumerate(self.schedule) if row.slope is not None}
        slopes[list(kept)] = list(kept.values())
        return slopes


@lru_cache(maxsize=1024)
def monthly_path(lever: Lever, start: pd.Timestamp, n_months: int) -> FloatArray:
    """Return `Lever.monthly` of a calendar, read-only; kept, since runs share most levers."""
    path = lever.monthly(pd.date_range(start, periods=n_months, freq="MS"))
    path.setflags(write=False)
    return path


def over_reference(value: float, reference: float) -> float:
    """Return a lever's value as a multiple of a reference, which has a floor."""
    return value / max(reference, LEAST_REFERENCE)


def schedule_errors(rows: Sequence[Row], bounds: tuple[float, float]) -> list[str]:
    """Return one sentence for each error of a schedule: empty, unordered, out of bounds."""
    if not rows:
        return ["the schedule is empty; at least one dated value is needed"]
    low, high = bounds
    errors = [
        f"value {row.value:g} on {row.date.date()} is not allowed; allowed: {low:g} to {high:g}"
        for row in rows
        if not (math.isfinite(row.value) and low <= row.value <= high)
    ]
    for before, after in pairwise(rows):
        if after.date == before.date:
            errors.append(f"date {after.date.date()} stands twice; each date may stand once")
        elif after.date < before.date:
            errors.append(
                f"date {after.date.date()} stands after {before.date.date()}; dates must rise"
            )
    errors += [
        f"rule '{row.rule}' on {row.date.date()} is not allowed; allowed: {', '.join(RULES)}"
        for row in rows
        if row.rule not in RULES
    ]
    return errors


def read_date(value: Any) -> pd.Timestamp:
    """Return a date written as YYYY-MM-DD (or YYYY-MM, its first day).

    Raises
    ------
    LeverError
        If it is written in any other way or is not in the calendar.
    """
    text = str(value)
    if DATE_FORMAT.fullmatch(text):
        try:
            return pd.Timestamp(text)
        except ValueError:
            pass
    raise LeverError([f"'{value}' is no date; allowed: a date as YYYY-MM-DD, in quotes"])


def _days(dates: Sequence[pd.Timestamp] | pd.DatetimeIndex) -> FloatArray:
    """Return dates as days since 1970-01-01."""
    gaps = pd.DatetimeIndex(list(dates)) - pd.Timestamp(0)
    return np.asarray(gaps / DAY, dtype=np.float64)
