"""From finished pairs to what the page shows: effects, offsets, series and bands.

A whole answer is computed by the functions of ``experiments.compare``, so its numbers are
those of the report. Before that the interval is the same but for one thing: until every draw
of the parameters has all its seeds, seed-to-seed variation is counted as doubt about the
parameters, so early intervals are a little too wide rather than too narrow.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from experiments.comparison.effects import (
    HORIZONS,
    mean_interval,
    offset_interval,
    ratio_interval,
)
from experiments.workshop.jobs import Job
from experiments.workshop.pairs import PERIODS, Pair
from sim.array_types import FloatArray
from sim.outcomes import OUTCOMES
from sim.world.axes import REGIONS

DIGITS: Final = 6
POLICY, REFERENCE = 0, 1
REGIONAL: Final = frozenset(
    column for outcome in OUTCOMES if outcome.axis == REGIONS for column in outcome.columns
)
Triple = tuple[FloatArray, FloatArray, FloatArray]
Both = tuple[FloatArray, FloatArray]
Columns = dict[str, dict[str, list[float | None]]]


@cache
def columns() -> tuple[str, ...]:
    """Return the names of all result columns, in the order of an array's last axis."""
    return tuple(column for outcome in OUTCOMES for column in outcome.columns)


def answer(job: Job, graphs: Sequence[str]) -> dict[str, Any]:
    """Return all that the page shows of a job as it stands.

    Parameters
    ----------
    graphs
        Outcomes to be returned as yearly series; a family's name for all its members.
    """
    question = job.question
    found: dict[str, Any] = {
        "digest": question.digest,
        "name": question.name,
        "start": str(question.start.date()),
        "first_year": int(question.plan.trunk.calendar.start.year),
        "pairs": len(job.pairs),
        "of": len(question.plan.seeds),
        "frozen": len(job.frozen),
        "done": job.is_whole,
        "error": job.error,
    }
    if job.pairs:
        groups = Groups(job, job.pairs)
        found["effects"] = effects(job, groups)
        found["series"] = series(groups, graphs)
    return found


class Groups:
    """Arrays of the pairs that are there, and how their seeds share draws."""

    def __init__(self, job: Job, pairs: dict[int, Pair]) -> None:
        """Stack pairs by seed: axis 0 is policy and reference, the last axis the seeds."""
        question = job.question
        step = question.seeds_a_draw or 1
        self.seeds = sorted(pairs)
        self.is_whole = len(pairs) == len(question.plan.seeds)
        self.has_draws = question.seeds_a_draw is not None
        self.draws = np.array([question.plan.seeds.index(s) // step for s in self.seeds])
        self.step = step
        self.periods = np.stack([pairs[s].periods for s in self.seeds], axis=-1)
        self.years = np.stack([pairs[s].years for s in self.seeds], axis=-1)

    def by_draw(self, values: FloatArray) -> FloatArray:
        """Return the mean over the seeds of each draw (last axis)."""
        parts = [values[..., self.draws == d].mean(axis=-1) for d in np.unique(self.draws)]
        return np.stack(parts, axis=-1)

    def ratio(self, values: FloatArray, base: FloatArray) -> Triple:
        """Return relative changes and intervals, shape (rows,) each."""
        if not self.has_draws:
            return ratio_interval(values, base)
        if self.is_whole:
            return ratio_interval(values, base, self.step)
        return self._wider(ratio_interval(self.by_draw(values), self.by_draw(base)))

    def offset(self, moving: Both, still: Both) -> Triple:
        """Return shares that adaptation takes back and intervals, shape (rows,) each."""
        if not self.has_draws:
            return offset_interval(moving, still)
        if self.is_whole:
            return offset_interval(moving, still, self.step)
        own = (self.by_draw(moving[0]), self.by_draw(moving[1]))
        frozen = (self.by_draw(still[0]), self.by_draw(still[1]))
        return self._wider(offset_interval(own, frozen))

    def mean(self, values: FloatArray) -> Triple:
        """Return means and intervals, shape of ``values`` but for its last axis."""
        if not self.has_draws:
            return mean_interval(values)
        if self.is_whole:
            return mean_interval(values, self.step)
        return self._wider(mean_interval(self.by_draw(values)))

    def _wider(self, triple: Triple) -> Triple:
        """Return the interval of the truth from that of a mean over draws, one seed a draw."""
        middle, low, high = triple
        factor = math.sqrt(len(np.unique(self.draws)) + 1.0)
        return middle, middle - factor * (middle - low), middle + factor * (high - middle)


def effects(job: Job, groups: Groups) -> dict[str, Columns]:
    """Return, by horizon and outcome, changes against no policy and the year before."""
    both = sorted(set(job.pairs) & set(job.frozen))
    moving = Groups(job, {s: job.pairs[s] for s in both}) if both else None
    still = Groups(job, {s: job.frozen[s] for s in both}) if both else None
    found = {}
    for place, horizon in enumerate(PERIODS):
        if horizon not in HORIZONS or np.isnan(groups.periods[:, place]).all():
            continue
        policy, base = groups.periods[POLICY, place], groups.periods[REFERENCE, place]
        before = groups.periods[POLICY, 0]
        table = {
            "v": groups.ratio(policy, base),
            "s": groups.ratio(policy, before),
            "m": groups.mean(policy),
            "b": groups.mean(base),
        }
        if moving is not None and still is not None:
            own = (moving.periods[POLICY, place], moving.periods[REFERENCE, place])
            frozen = (still.periods[POLICY, place], still.periods[REFERENCE, place])
            table["o"] = moving.offset(own, frozen)
            table["f"] = moving.ratio(*frozen)
        found[str(horizon)] = {
            key: {
                name: rounded([part[at] for part in triple])
                for at, name in enumerate(columns())
                if key in ("v", "b") or name not in REGIONAL
            }
            for key, triple in table.items()
        }
    return found


def series(groups: Groups, graphs: Sequence[str]) -> dict[str, Any]:
    """Return yearly means and intervals of outcomes, with and without the policy."""
    names = columns()
    members = {o.name: o.columns for o in OUTCOMES if o.axis}
    found = {}
    for graph in graphs:
        wanted = [graph] if graph in names else members.get(graph, [])
        if graph in members and graph not in names:
            wanted = members[graph]
        for column in wanted:
            at = names.index(column)
            found[column] = {
                key: [rounded(part[:, at]) for part in groups.mean(groups.years[arm])]
                for key, arm in (("policy", POLICY), ("base", REFERENCE))
            }
    return found


def rounded(values: Any) -> list[float | None]:
    """Return numbers with a few digits, None where there is none."""
    return [float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None for value in values]
