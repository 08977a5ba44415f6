"""What a worker process does: one pair of runs, boiled down to yearly numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from experiments.cli.warmup import prepare
from experiments.comparison.effects import BEFORE, HORIZONS, is_level_outcome
from experiments.ensembles.plan import Arm
from experiments.ensembles.runner import run_seed
from sim.array_types import FloatArray
from sim.config import ModelConfig

MONTHS: Final = 12
PERIODS: Final = (BEFORE, *HORIZONS)
"""The year before the policy, and the first, second and fifth year of it."""


@dataclass(frozen=True)
class Pair:
    """Policy and reference on one seed.

    ``periods`` has shape (2, n_periods, n_outcomes), NaN for a period that the run does not
    reach; ``years`` shape (2, n_years, n_outcomes): sums of flows and means of levels.
    """

    periods: FloatArray
    years: FloatArray


def make_pair(
    trunk: ModelConfig,
    arms: Sequence[Arm],
    names: tuple[str, str],
    seed: int,
    history: Path | None,
) -> Pair:
    """Run policy and reference from their shared history; where they are one, run once.

    Parameters
    ----------
    names
        Scenario of the policy and of its reference, both among the arms.
    """
    shared, *runs = run_seed(trunk, arms, seed, history=history)
    policy = next(arm for arm in arms if arm.scenario == names[0])
    found = {}
    for run in runs:
        months = trunk.calendar.months
        table = np.vstack([shared.table[: run.first], run.table])
        found[run.scenario] = (table, months[: len(table)], run.columns)
    start = policy.config.calendar.policy_start
    parts = [_yearly(*found[scenario], start) for scenario in names]
    return Pair(*(np.stack(both) for both in zip(*parts, strict=True)))


def _yearly(
    table: FloatArray, months: pd.DatetimeIndex, columns: Sequence[str], start: pd.Timestamp
) -> tuple[FloatArray, FloatArray]:
    """Return a run's periods around the policy date, and its calendar years."""
    divisor = np.where([is_level_outcome(column) for column in columns], MONTHS, 1)
    begun = int(months.searchsorted(start))
    firsts = [begun + MONTHS * (period - 1) for period in PERIODS]
    years = range(0, len(months) - MONTHS + 1, MONTHS)
    sums = [[_sum(table, first) for first in rows] for rows in (firsts, years)]
    return np.array(sums[0]) / divisor, np.array(sums[1]) / divisor


def _sum(table: FloatArray, first: int) -> FloatArray:
    """Return the sum over twelve months, NaN where the run has fewer."""
    if first < 0 or first + MONTHS > len(table):
        return np.full(table.shape[1], np.nan)
    return np.asarray(table[first : first + MONTHS].sum(axis=0))


def prepare_worker() -> bool:
    """Load the model and compile its inner loops; return when both are at hand."""
    prepare()
    return True
