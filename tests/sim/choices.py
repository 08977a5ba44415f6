"""The kernels of choices as functions of whole arrays, which return what they change."""

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import choices
from sim.submodels.adaptation import Pace


def learn(belief: FloatArray, payoff: FloatArray, shares: FloatArray, pace: Pace) -> FloatArray:
    found = _wide(belief.copy())
    slow = pace.learn * pace.rumour
    more = _wide(payoff), _wide(shares), pace.learn, slow, pace.used_share
    choices.learn(np.arange(len(found)), found, *more)
    return found.reshape(belief.shape)


def adapt(
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    *,
    moved: float | FloatArray,
    free: float = 1.0,
) -> FloatArray:
    found = _wide(shares.copy())
    part = np.empty(len(found))
    part[:] = np.ravel(moved)
    rows, options = np.arange(len(found)), shares.shape[-1]
    choices.adapt(rows, options, found, _wide(weight), _wide(advantage), part, free)
    return found.reshape(shares.shape)


def limit_redirection(old: FloatArray, new: FloatArray, allowed: float) -> FloatArray:
    found = _wide(new.copy())
    choices.limit_redirection(np.arange(len(found)), old.shape[-1], _wide(old), found, allowed)
    return found.reshape(new.shape)


def log_ratio(belief: FloatArray, reference: FloatArray, floor: float) -> FloatArray:
    held = _wide(belief)
    before = _wide(reference) if reference.ndim == belief.ndim else reference.reshape(1, -1)
    out = np.empty(held.shape)
    choices.log_ratio(np.arange(len(held)), held, before, floor, 1.0, out)
    return out.reshape(belief.shape)


def _wide(array: FloatArray) -> FloatArray:
    """Return groups by options, a view; a single group's options are one row."""
    return array.reshape(1 if array.ndim == 1 else len(array), -1)
