"""Choices of groups: beliefs, shares and loads moved by one step, and where labour goes."""

from typing import Final

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.kernels.elementary import exp, log
from sim.kernels.jit import compiled, inlined

FAR: Final = 20.0
"""Bound of the exponent, so that a hopeless option gets a share of zero and no overflow."""


@compiled
def learn(
    rows: IntArray,
    belief: FloatArray,
    payoff: FloatArray,
    shares: FloatArray,
    fast: float,
    slow: float,
    used_share: float,
) -> None:
    """Move beliefs towards payoffs, slower where an option is not in use.

    Parameters
    ----------
    rows
        Groups that learn.
    belief, payoff, shares
        By group and option, shape (C, options); beliefs change.
    fast, slow
        Part of the gap closed in this step: of options in use, and of others [1].
    used_share
        Share above which an option is in use [1].
    """
    for i in rows:
        for k in range(belief.shape[1]):
            speed = fast if shares[i, k] > used_share else slow
            belief[i, k] = belief[i, k] + speed * (payoff[i, k] - belief[i, k])


@inlined
def desired_share(
    pull: float, pulls: float, weight: float, weights: float, free: float
) -> float:
    """Return the share that an option should have [1], the part that isn't free as usual."""
    return free * (pull / pulls) + (1.0 - free) * (weight / weights)


@compiled
def adapt(
    rows: IntArray,
    options: int,
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    moved: FloatArray,
    free: float,
) -> None:
    """Move shares towards ``weight x exp(advantage)``, normalised; the rule of every choice.

    The largest advantage is taken off first, so that nothing overflows. Choices without any
    weight stay as they are.

    Parameters
    ----------
    rows
        Groups that choose.
    options
        Options of a choice; a group's row holds one choice after the other.
    shares, weight
        By group and option, shape (C, choices x options); shares change.
    advantage
        In units of the temperature [1], of the chosen rows, shape (n, choices x options).
    moved
        Part of the gap closed in this step, shape (n,).
    free
        Part of the activity that is free to move; the rest keeps its weights.
    """
    width = shares.shape[1]
    pull, best, pulls, usual = np.empty((4, width))  # loops over all options vectorise
    for j in range(rows.size):
        share, base, lead = shares[rows[j]], weight[rows[j]], advantage[j]
        for first in range(0, width, options):
            most, total = -FAR, 0.0
            for k in range(first, first + options):
                total += base[k]
                most = max(most, lead[k] if base[k] > 0.0 else -FAR)
            best[first : first + options] = most
            usual[first : first + options] = total if total > 0.0 else np.inf
        for k in range(width):
            pull[k] = base[k] * exp(min(max(lead[k] - best[k], -FAR), 0.0))
        for first in range(0, width, options):
            total = 0.0
            for k in range(first, first + options):
                total += pull[k]
            pulls[first : first + options] = total if total > 0.0 else np.inf
        for k in range(width):
            goal = desired_share(pull[k], pulls[k], base[k], usual[k], free)
            moves = share[k] + moved[j] * (goal - share[k])
            share[k] = moves if usual[k] < np.inf else share[k]


@compiled
def above(
    rows: IntArray,
    belief: FloatArray,
    reference: FloatArray,
    steepness: float,
    out: FloatArray,
) -> None:
    """Set how far beliefs lie above one reference (options,), times a steepness; (n, options).

    Parameters
    ----------
    belief
        By group and option, shape (C, options).
    """
    for j in range(rows.size):
        for k in range(reference.size):
            out[j, k] = (belief[rows[j], k] - reference[k]) * steepness


@compiled
def log_ratio(
    rows: IntArray,
    belief: FloatArray,
    reference: FloatArray,
    floor: float,
    steepness: float,
    out: FloatArray,
) -> None:
    """Set the log of a believed payoff over its reference, times a steepness, (n, options).

    0 where there is no reference.

    Parameters
    ----------
    belief
        By group and option, shape (C, options).
    reference
        The same, or one row for all groups, shape (1, options).
    floor
        Least ratio [1].
    """
    own = reference.shape[0] > 1
    for j in range(rows.size):
        i = rows[j]
        for k in range(belief.shape[1]):
            before = reference[i if own else 0, k]
            ratio = log(max(belief[i, k] / before, floor)) if before > 0.0 else 0.0
            out[j, k] = ratio * steepness


@compiled
def floored(
    rows: IntArray,
    shares: FloatArray,
    floor: FloatArray,
    can: BoolArray,
    out: FloatArray,
) -> None:
    """Set weights with which something new can begin, ``max(share, floor)``; (C, options).

    Nil where a group can't take an option up, and where it has no shares at all.

    Parameters
    ----------
    shares, can
        By group and option, shape (C, options).
    floor
        By option, shape (options,).
    """
    for i in rows:
        total = 0.0
        for k in range(floor.size):
            total += shares[i, k]
        for k in range(floor.size):
            is_open = can[i, k] and total > 0.0
            out[i, k] = max(shares[i, k], floor[k]) if is_open else 0.0


@compiled
def limit_redirection(
    rows: IntArray, markets: int, old: FloatArray, shares: FloatArray, allowed: float
) -> None:
    """Let the part outside of the first market rise no faster than allowed.

    Parameters
    ----------
    markets
        Markets of a drug; a group's row holds one drug after the other.
    old
        Shares of the chosen rows before, shape (n, drugs x markets).
    shares
        Shares after the choice, of all groups; changed.
    allowed
        Largest rise in this step [1].
    """
    for j in range(rows.size):
        i = rows[j]
        for first in range(0, old.shape[1], markets):
            rise = (1.0 - shares[i, first]) - (1.0 - old[j, first])
            kept = allowed / max(rise, 1e-12) if rise > allowed else 1.0
            for k in range(first, first + markets):
                shares[i, k] = old[j, k] + kept * (shares[i, k] - old[j, k])


@compiled
def uninitialised(table: FloatArray, rows: IntArray, out: BoolArray) -> None:
    """Set which of these rows of a table (n_rows, n) hold nothing positive in sum."""
    for j in range(rows.size):
        total = 0.0
        for k in range(table.shape[1]):
            total += table[rows[j], k]
        out[j] = total <= 0.0


@compiled
def resize_loads(rows: IntArray, load: FloatArray, log_target: FloatArray, part: float) -> None:
    """Move the logs of load sizes part of the way to their targets.

    Parameters
    ----------
    rows
        Groups that size their loads.
    load
        Multiples of the load of 2012, shape (C, D x L); changed.
    log_target
        Shape (D x L,).
    part
        Part of the gap closed in this step [1].
    """
    goal = log_target.copy()
    change = np.empty(goal.size)  # in loops of their own, exponential and logarithm vectorise
    for i in rows:
        own = load[i]
        for k in range(goal.size):
            change[k] = part * (goal[k] - log(own[k]))
        for k in range(goal.size):
            own[k] = own[k] * exp(change[k])


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
