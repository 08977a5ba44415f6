"""Total overdose deaths beside the published totals, year by year.

The published totals hold prescribed drugs too, so they are no target; they are shown because
many years lie outside what the runs give.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation import targets
from experiments.validation.series import Frames, columns_of, matrix, relative_error
from experiments.validation.targets import FIT_YEARS, HELD_OUT_YEARS, SeriesTarget

TOTAL: Final = SeriesTarget(
    "H1.all",
    "info",
    "overdose deaths, all drugs (the published totals hold prescribed drugs too)",
    "us_od_deaths_all",
    ("overdose_deaths",),
    0.02,
)
BAND: Final = (0.05, 0.95)


@dataclass(frozen=True)
class Total:
    """One year's deaths: published, and the middle and 5-95% band of the runs."""

    year: int
    published: float
    simulated: float
    low: float
    high: float

    @property
    def is_inside(self) -> bool:
        """Whether the published total lies in the band."""
        return self.low <= self.published <= self.high


def totals(frames: Frames) -> list[Total]:
    """Return the years of 2012-24 that are published."""
    simulated = matrix(TOTAL, frames)
    observed = targets.published(TOTAL.series)
    return [
        Total(
            year,
            float(observed[year]),
            float(simulated[year].mean()),
            *(float(end) for end in simulated[year].quantile(list(BAND))),
        )
        for year in columns_of(simulated)
    ]


def n_outside(years: list[Total]) -> int:
    """Return how many published totals lie outside the band."""
    return sum(not year.is_inside for year in years)


def error_over_last_value(frames: Frames) -> float:
    """Return the error of 2020-24 over that of repeating 2019; below 1 the model is better."""
    simulated = matrix(TOTAL, frames)
    observed = targets.published(TOTAL.series)
    years = [year for year in columns_of(simulated) if year in HELD_OUT_YEARS]
    last = np.full(len(years), float(observed[FIT_YEARS[-1]]))
    actual = observed[years].to_numpy(float)
    return relative_error(simulated[years].mean().to_numpy(float), last, actual)


def mean_of(years: list[Total], block: range) -> pd.Series:
    """Return means over a block of years: published, simulated, low and high."""
    rows = [
        (year.published, year.simulated, year.low, year.high)
        for year in years
        if year.year in block
    ]
    names = ["published", "simulated", "low", "high"]
    return pd.DataFrame(rows, columns=names).mean()
