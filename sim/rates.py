"""Months, rates and time constants: every conversion from a rate to a step, in one place.

The model's unit of time is the month. ``dt`` is the length of one step in months: 1, or
``1 / substeps`` when a month is split.
"""

from functools import lru_cache

import numpy as np

from sim.array_types import FloatArray

MONTHS_PER_YEAR = 12.0
WEEKS_PER_MONTH = 365.25 / 7.0 / 12.0


def per_month(rate_per_year: float) -> float:
    """Return a yearly rate as a monthly one."""
    return rate_per_year / MONTHS_PER_YEAR


def chance(rate: float | FloatArray, dt: float) -> FloatArray:
    """Return the chance that an event of ``rate`` [1/month] happens within ``dt`` months.

    ``1 - exp(-rate x dt)``: the one way in which a hazard becomes a chance, so that a month
    split into steps gives the same chance as a whole one.
    """
    return np.asarray(-np.expm1(-np.asarray(rate) * dt))


@lru_cache(maxsize=4096)
def approach(time_constant: float, dt: float) -> float:
    """Return the share of a gap closed in ``dt`` months at a time constant in months.

    ``1 - exp(-dt / time_constant)``; a time constant of zero closes the gap at once.
    """
    return 1.0 if time_constant <= 0.0 else float(-np.expm1(-dt / time_constant))


@lru_cache(maxsize=4096)
def remaining(half_life: float, dt: float) -> float:
    """Return the share left after ``dt`` months of decay with a half-life in months."""
    return 0.0 if half_life <= 0.0 else float(2.0 ** (-dt / half_life))


def add_fading(memory: float, news: float, half_life: float, dt: float) -> float:
    """Return a memory after ``dt`` months in which ``news`` came evenly, both fading.

    What came early has faded a little by the end, so that a steady stream leaves the same
    memory whatever the length of the step.
    """
    left = remaining(half_life, dt)
    if half_life <= 0.0:
        return news
    return float(memory * left + news * (1.0 - left) * half_life / (np.log(2.0) * dt))
