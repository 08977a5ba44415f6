"""Choices of groups: beliefs, shares and loads moved by one step, and where labour goes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.array_types import FloatArray
from sim.kernels.elementary import exp, log
from sim.kernels.jit import compiled

FAR: Final = 20.0
"""Bound of the exponent, so that a hopeless option gets a share of zero and no overflow."""


@compiled
def learn(
    belief: FloatArray,
    payoff: FloatArray,
    shares: FloatArray,
    fast: float,
    slow: float,
    used_share: float,
    out: FloatArray,
) -> None:
    """Move beliefs towards payoffs, slower where an option is not in use; all shape (n,)."""
    for i in range(belief.size):
        speed = fast if shares[i] > used_share else slow
        out[i] = belief[i] + speed * (payoff[i] - belief[i])


@compiled
def adapt(
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    moved: FloatArray,
    free: float,
    out: FloatArray,
) -> None:
    """Move shares towards ``weight x exp(advantage)``, normalised.

    The largest advantage is taken off first, so that nothing overflows. Rows without any
    weight stay as they are.

    Parameters
    ----------
    shares, weight, advantage, out
        Shape (n, options).
    moved
        Part of the gap closed in this step, shape (n,).
    free
        Part of the activity that is free to move; the rest keeps its weights.
    """
    n, options = shares.shape
    for i in range(n):
        best, usual = -FAR, 0.0
        for k in range(options):
            usual += weight[i, k]
            if weight[i, k] > 0.0:
                best = max(best, advantage[i, k])
        if usual <= 0.0:
            for k in range(options):
                out[i, k] = shares[i, k]
            continue
        pulls = 0.0
        for k in range(options):
            out[i, k] = weight[i, k] * exp(min(max(advantage[i, k] - best, -FAR), 0.0))
        for k in range(options):
            pulls += out[i, k]
        for k in range(options):
            desired = free * (out[i, k] / pulls) + (1.0 - free) * (weight[i, k] / usual)
            out[i, k] = shares[i, k] + moved[i] * (desired - shares[i, k])


@compiled
def uninitialised(table: FloatArray, rows: NDArray[np.int64], out: NDArray[np.bool_]) -> None:
    """Set which of these rows of a table (n_rows, n) hold nothing positive in sum."""
    for j in range(rows.size):
        total = 0.0
        for k in range(table.shape[1]):
            total += table[rows[j], k]
        out[j] = total <= 0.0


@compiled
def log_ratio(belief: FloatArray, reference: FloatArray, floor: float, out: FloatArray) -> None:
    """Set the log of a believed payoff over its reference, 0 where there is none; (n,)."""
    for i in range(belief.size):
        known = reference[i] > 0.0
        out[i] = log(max(belief[i] / reference[i], floor)) if known else 0.0


@compiled
def resize_loads(load: FloatArray, log_target: FloatArray, part: float) -> None:
    """Move the logs of load sizes part of the way to their targets.

    Parameters
    ----------
    load
        Multiples of the load of 2012, shape (n, D x L); changed.
    log_target
        Shape (D x L,).
    part
        Part of the gap closed in this step [1].
    """
    n, sizes = load.shape
    for i in range(n):
        for k in range(sizes):
            load[i, k] *= exp(part * (log_target[k] - log(load[i, k])))


@compiled
def regional_weights(members: FloatArray, exposure: FloatArray, out: FloatArray) -> None:
    """Set how each group spreads one trade's labour over regions; see `trades`.

    Parameters
    ----------
    members, out
        Shape (C, R).
    exposure
        Shape (R,).
    """
    n, regions = members.shape
    for i in range(n):
        drawn, total = 0.0, 0.0
        for r in range(regions):
            drawn += members[i, r] * exposure[r]
            total += members[i, r]
        for r in range(regions):
            if drawn > 0.0:
                out[i, r] = members[i, r] * exposure[r] / drawn
            elif total > 0.0:
                out[i, r] = members[i, r] / total
            else:
                out[i, r] = 0.0
