"""The rules of choice on arrays of any shape: groups first, options last."""

import numpy as np
from numpy.typing import ArrayLike

from sim.array_types import FloatArray, IntArray
from sim.kernels import choices
from sim.submodels.adaptation import Pace


def learn(belief: FloatArray, payoff: FloatArray, shares: FloatArray, pace: Pace) -> FloatArray:
    """Return beliefs moved towards payoffs."""
    (new, seen, used), rows = _wide(belief, payoff, shares)
    slow = pace.learn * pace.rumour
    choices.learn(rows, new, seen, used, pace.learn, slow, pace.used_share)
    return new.reshape(belief.shape)


def adapt(
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    *,
    moved: ArrayLike,
    free: float = 1.0,
) -> FloatArray:
    """Return shares one step on."""
    (new, base, lead), rows = _wide(shares, weight, advantage)
    part = np.empty((*shares.shape[:-1], 1))
    part[...] = moved
    choices.adapt(rows, shares.shape[-1], new, base, lead, part.reshape(-1), free)
    return new.reshape(shares.shape)


def log_ratio(belief: FloatArray, reference: FloatArray, floor: float) -> FloatArray:
    """Return the log of a believed payoff over its reference."""
    (seen, before), rows = _wide(belief, np.broadcast_to(reference, belief.shape))
    out = np.empty(seen.shape)
    choices.log_ratio(rows, seen, before, floor, 1.0, out)
    return out.reshape(belief.shape)


def limit_redirection(
    old: FloatArray, new: FloatArray, largest: float, years: float
) -> FloatArray:
    """Return shares whose part outside of the first market rises no faster than allowed."""
    (before, after), rows = _wide(old, new)
    choices.limit_redirection(rows, old.shape[-1], before, after, largest * years / 2.0)
    return after.reshape(old.shape)


def _wide(*columns: FloatArray) -> tuple[list[FloatArray], IntArray]:
    """Return copies with one choice a row, and the numbers of the rows."""
    wide = [np.array(column, float).reshape(-1, column.shape[-1]) for column in columns]
    return wide, np.arange(len(wide[0]))
