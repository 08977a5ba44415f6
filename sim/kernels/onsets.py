"""Wars that begin: the rate of each pair of groups in each state, and who draws one."""

from typing import Final

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray, WordArray
from sim.kernels.elementary import chance_of, exp, log
from sim.kernels.groups import LEAST_PRESENCE, PAIR_STRIDE
from sim.kernels.jit import compiled, inlined
from sim.kernels.philox import as_uniform, philox
from sim.kernels.wars import find

MOST_LOG_RATE: Final = 6.0
"""A bound on the sum of all terms, so that a rate stays a number."""


@inlined
def onset_rate(
    men: float,
    foe_men: float,
    terms: float,
    parity: float,
    full: float,
    base: float,
    growth: float,
) -> float:
    """Return the rate at which a pair goes to war in a state [1/month].

    ``h0 x exp(terms + b P)`` with ``x = w / w0`` up to 1 and ``(w / w0)^g`` beyond: w is the
    harmonic mean of the men of both sides, ``P = 4 p (1 - p)`` with p the share of one of them.
    """
    both = men + foe_men
    weight = 2.0 * men * foe_men / both / full
    if weight > 1.0:
        weight = exp(growth * log(weight))
    equal = 4.0 * men * foe_men / (both * both)
    return base * weight * exp(min(terms + parity * equal, MOST_LOG_RATE))


@compiled
def begin_wars(
    members: FloatArray,
    rivalry: FloatArray,
    alliance: FloatArray,
    fought: IntArray,
    of_group: FloatArray,
    is_new: BoolArray,
    of_state: FloatArray,
    fronts: tuple[IntArray, IntArray, IntArray],
    weights: FloatArray,
    dt: float,
    key: WordArray,
    begun: IntArray,
) -> int:
    """Write which pairs go to war and where; return how many.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    rivalry, alliance
        Positive for pairs at war anywhere, and for allies, who start no war, shape (n, n).
    fought
        Bit r is set where a pair has been at war in region r, shape (n, n).
    of_group
        Terms of each group in each state [log rate], shape (n, R).
    is_new
        Whether a group is new in a state, shape (n, R).
    of_state
        Terms of each state [log rate], shape (R,).
    fronts
        Both groups and the region of each war, shape (slots,).
    weights
        Base rate [1/month], men for a full rate, the weights of parity, of a new side, of a war
        elsewhere and of one here before, and the power of men beyond the full rate, shape (7,).
    key
        Of the numbers by pair and region.
    begun
        Both groups and the region of each new war, shape (most, 3).
    """
    base, full, parity, fresh, elsewhere, again, growth = weights
    n, n_regions = members.shape
    present = np.empty(n, np.int64)
    count = 0
    for region in range(n_regions):
        there = 0
        for i in range(n):
            if members[i, region] >= LEAST_PRESENCE:
                present[there] = i
                there += 1
        for p in range(there):
            i = present[p]
            for q in range(p + 1, there):
                j = present[q]
                if alliance[i, j] > 0.0:
                    continue
                terms = of_state[region] + of_group[i, region] + of_group[j, region]
                if rivalry[i, j] > 0.0:
                    if find(fronts[0], fronts[1], fronts[2], i, j, region) >= 0:
                        continue
                    terms += elsewhere
                if (fought[i, j] >> region) & 1:
                    terms += again
                if is_new[i, region] or is_new[j, region]:
                    terms += fresh
                rate = onset_rate(
                    members[i, region], members[j, region], terms, parity, full, base, growth
                )
                pair = np.uint64(PAIR_STRIDE * i + j)
                words = philox(pair, key[0], key[1], np.uint64(region), key[2], key[3])
                if as_uniform(words[0]) < chance_of(rate * dt) and count < begun.shape[0]:
                    begun[count, 0], begun[count, 1], begun[count, 2] = i, j, region
                    count += 1
    return count
