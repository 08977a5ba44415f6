"""The rules of a choice on arrays of any shape, for tests: copies go in and out."""

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import choices


def learned(
    belief: FloatArray,
    payoff: FloatArray,
    shares: FloatArray,
    *,
    pace: float,
    rumour: float,
    used_share: float,
) -> FloatArray:
    """Return beliefs moved towards payoffs, shape (..., options)."""
    wide = (-1, belief.shape[-1])
    out = np.array(belief, float).reshape(wide)
    gain, used = (np.array(one, float).reshape(wide) for one in (payoff, shares))
    choices.learn(np.arange(len(out)), out, gain, used, pace, pace * rumour, used_share)
    return out.reshape(belief.shape)


def adapted(
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    *,
    moved: float,
    free: float = 1.0,
) -> FloatArray:
    """Return shares one step on, shape (..., options)."""
    options = shares.shape[-1]
    out, base, lead = (
        np.array(one, float).reshape(-1, options) for one in (shares, weight, advantage)
    )
    rows, part = np.arange(len(out)), np.full(len(out), float(moved))
    choices.adapt(rows, options, out, base, lead, part, free)
    return out.reshape(shares.shape)


def log_ratio(belief: FloatArray, reference: FloatArray, floor: float) -> FloatArray:
    """Return the log of a believed payoff over its reference, shape (..., options)."""
    full = np.broadcast_to(reference, belief.shape)
    wide = (-1, belief.shape[-1])
    one, other = (np.array(part, float).reshape(wide) for part in (belief, full))
    out = np.empty(one.shape)
    choices.log_ratio(np.arange(len(one)), one, other, floor, 1.0, out)
    return out.reshape(belief.shape)


def limited(old: FloatArray, new: FloatArray, allowed: float) -> FloatArray:
    """Return market shares that leave the first market no faster than allowed, (n, markets)."""
    out = np.array(new, float)
    choices.limit_redirection(np.arange(len(out)), out.shape[1], old, out, allowed)
    return out
