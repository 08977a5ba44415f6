"""Rules of enforcement: where effort goes, how many are arrested, who is picked."""

import numpy as np

from sim.array_types import FloatArray
from sim.params.enforcement import EnforcementParams
from sim.rates import WEEKS_PER_MONTH

MOST_PER_STEP = 16
"""Removals or strikes drawn in one step: the width of the draws."""

LEAST_RATIO = 0.05
"""Least share of a reference that anything is compared with: a guard."""


def learned_effort(
    catch: FloatArray, catch_2012: FloatArray, weight: FloatArray, params: EnforcementParams
) -> FloatArray:
    """Return the effort that a pool wants on each target, mean 1 by weight.

    ``xi + (1 - xi) (C / C_2012)^theta / mean``: part at random, the rest towards targets that
    yielded more than they used to.
    """
    ratio = np.where(catch_2012 > 0.0, catch / np.where(catch_2012 > 0.0, catch_2012, 1.0), 1.0)
    pull = np.maximum(ratio, LEAST_RATIO) ** params.catch_exponent
    mean = float(pull @ weight / weight.sum())
    return np.asarray(params.random_effort + (1.0 - params.random_effort) * pull / mean)


def expected_arrests(
    members: FloatArray, factor: FloatArray, params: EnforcementParams, dt: float
) -> FloatArray:
    """Return arrests of each group's members in each region [people], shape (C, R).

    ``eta (C / C0)^b m / C x factor_r``: exponent 0 is a fixed capacity, 1 a rate per member.

    Parameters
    ----------
    members
        Members [people], shape (C, R).
    factor
        Multiple of 2012 by region, shape (R,).
    """
    total = float(members.sum())
    if total <= 0.0:
        return np.zeros_like(members)
    capacity = params.arrests_per_week * WEEKS_PER_MONTH * dt
    scale = (total / params.members_reference) ** params.arrest_exponent
    return np.asarray(np.minimum(members, capacity * scale * members / total * factor))


def poisson_count(uniform: float, mean: float) -> int:
    """Return a Poisson count by inversion of one uniform, at most ``MOST_PER_STEP``."""
    count, term = 0, float(np.exp(-mean))
    cumulative = term
    while uniform > cumulative and count < MOST_PER_STEP:
        count += 1
        term *= mean / count
        cumulative += term
    return count


def honesty(corruption: FloatArray) -> FloatArray:
    """Return the share of officials who cannot be bought [1], shape (R,), at least 0.01."""
    return np.maximum(1.0 - corruption, 0.01)


def exposure(now: FloatArray, usual: FloatArray, params: EnforcementParams) -> FloatArray:
    """Return how far groups are open to arrest in each state [ratio to the usual], shape (R,).

    ``((1 - k_r) / (1 - k_r)_usual)^n``: officials whom groups bought in a state warn and shield
    them there, and nowhere else.
    """
    return np.asarray((now / usual) ** params.captures_to_honesty)


def pick_rows(uniforms: FloatArray, weights: FloatArray) -> list[int]:
    """Return rows drawn in proportion to weights, one for each uniform."""
    cumulative = np.cumsum(weights)
    if cumulative[-1] <= 0.0:
        return []
    picks = np.searchsorted(cumulative, uniforms * cumulative[-1], side="right")
    return [int(pick) for pick in np.minimum(picks, weights.size - 1)]
