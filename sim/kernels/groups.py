"""Groups that share states: who starts wars, who makes friends, who wins members, who leaves.

Most pairs of groups never meet. The kernels list who is present in each state and look only at
pairs there; numbers are drawn by pair or by row and state, and only where there are odds.
"""

from typing import Final

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray, WordArray
from sim.kernels.elementary import chance_of
from sim.kernels.jit import compiled, inlined
from sim.kernels.philox import as_uniform, philox

CONTACT_SIZE: Final = 3000.0
"""Geometric mean size of two groups at which contact has its plain rate [people] (assumed)."""

MOST_CONTACT: Final = 3.0
"""Most that size multiplies contact [1] (assumed)."""

LEAST_PRESENCE: Final = 5.0
"""People; fewer is no presence."""

PAIR_STRIDE: Final = 4096
"""Pair (i, j), i < j, draws as row ``4096 i + j``; the population stays below this."""

REGION_STRIDE: Final = 64
"""Group i in region r draws as row ``64 i + r``."""

WAR, PARTING, FRIENDSHIP = 0, 1, 2
EVENT: Final = 4
"""Numbers that tell one event: kind, the two groups, uniform for its size."""


@compiled
def list_present(values: FloatArray, region: int, found: IntArray) -> int:
    """Write the rows with a positive value in a region, ascending; return how many."""
    count = 0
    for row in range(values.shape[0]):
        if values[row, region] > 0.0:
            found[count] = row
            count += 1
    return count


@compiled
def in_each_state(members: FloatArray) -> FloatArray:
    """Return the members of all groups in each state [people], shape (R,)."""
    crowd = np.zeros(members.shape[1])
    for i in range(members.shape[0]):
        for region in range(members.shape[1]):
            crowd[region] += members[i, region]
    return crowd


# ------------------------------------------------------------------------------ meetings


@compiled
def contact_rates(
    members: FloatArray, hazard: FloatArray, contact_rate: float, rates: FloatArray
) -> None:
    """Fill the rate of a new war of each pair [1/month], shape (n, n).

    ``nu x overlap x min(sqrt(M_i M_j) / 3000, 3) x (1 + 2 h)``; overlap is
    ``sum_r sqrt(share_ir share_jr)``, 1 for groups in the same states in the same parts.
    """
    n, n_regions = members.shape
    size = np.zeros(n)
    root = np.zeros(members.shape)
    present = np.empty(n, np.int64)
    rates[:] = 0.0
    for i in range(n):
        for region in range(n_regions):
            size[i] += members[i, region]
        size[i] = max(size[i], 1e-9)
        for region in range(n_regions):
            if members[i, region] > 0.0:
                root[i, region] = np.sqrt(members[i, region] / size[i])
    for region in range(n_regions):
        count = list_present(members, region, present)
        for p in range(count):
            i = present[p]
            for q in range(p, count):
                rates[i, present[q]] += root[i, region] * root[present[q], region]
    for i in range(n):
        for j in range(i, n):
            if rates[i, j] > 0.0:
                weight = min(np.sqrt(size[i] * size[j]) / CONTACT_SIZE, MOST_CONTACT)
                shaken = 1.0 + max(hazard[i] + hazard[j], -0.9)
                rates[i, j] = contact_rate * rates[i, j] * weight * shaken
                rates[j, i] = rates[i, j]


@inlined
def share_foe(rivalry: FloatArray, i: int, j: int) -> bool:
    """Whether two groups are at war with one and the same third."""
    found = False
    for k in range(rivalry.shape[0]):
        found = found or (rivalry[i, k] > 0.0 and rivalry[j, k] > 0.0)
    return found


@compiled
def meet(
    rates: FloatArray,
    members: FloatArray,
    rivalry: FloatArray,
    alliance: FloatArray,
    parting: float,
    friendship: float,
    dt: float,
    key: WordArray,
    events: FloatArray,
) -> int:
    """Write which pairs start a war, part as allies or become friends; return how many.

    One uniform a pair serves the three rare events, in parts of its range that don't meet; a
    second gives the weight of a war. Friends share a state and a foe.

    Parameters
    ----------
    rates
        Rate of a new war of each pair [1/month], shape (n, n).
    parting, friendship
        Chance that an alliance ends, and that one begins, in this step.
    key
        Of the numbers by pair, i < j.
    events
        Kind, both rows and the second uniform of each event, room for a pair each, (., 4).
    """
    n, n_regions = members.shape
    where = np.zeros(n, np.uint64)  # bit r: present in region r
    for i in range(n):
        for region in range(n_regions):
            if members[i, region] >= LEAST_PRESENCE:
                where[i] |= np.uint64(1) << np.uint64(region)
    count = 0
    for i in range(n):
        for j in range(i + 1, n):
            allied = alliance[i, j] > 0.0
            near = (where[i] & where[j]) != np.uint64(0)
            if not (allied or near or rates[i, j] > 0.0):
                continue
            at_war = rivalry[i, j] > 0.0
            if at_war and not allied:
                continue
            pair = np.uint64(PAIR_STRIDE * i + j)
            words = philox(pair, key[0], key[1], np.uint64(0), key[2], key[3])
            uniform = as_uniform(words[0])
            kind = -1
            if allied:
                if uniform > 1.0 - parting:
                    kind = PARTING
            elif uniform < chance_of(rates[i, j] * dt):
                kind = WAR
            elif near and 0.5 < uniform < 0.5 + friendship and share_foe(rivalry, i, j):
                kind = FRIENDSHIP
            if kind >= 0:
                events[count, 0], events[count, 1], events[count, 2] = kind, i, j
                events[count, 3] = as_uniform(words[1])
                count += 1
    return count


# ------------------------------------------------------------------------------ members


@compiled
def takeover(members: FloatArray, alliance: FloatArray, share: float, gain: FloatArray) -> None:
    """Fill the net gain of members from weaker groups in each state [people], (n, R).

    ``c m_i m_j / m_r (M_i - M_j) / (M_i + M_j)``: what one of a pair gains the other loses, so
    that nobody is lost; allies leave each other alone.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    alliance
        Positive for allied pairs, shape (n, n).
    share
        ``c`` in this step [1], at most a half, so that no group loses more.
    """
    n, n_regions = members.shape
    size = np.zeros(n)
    present = np.empty(n, np.int64)
    gain[:] = 0.0
    for i in range(n):
        for region in range(n_regions):
            size[i] += members[i, region]
    for region in range(n_regions):
        count = list_present(members, region, present)
        crowd = 0.0
        for p in range(count):
            crowd += members[present[p], region]
        for p in range(count):
            i = present[p]
            for q in range(p + 1, count):
                j = present[q]
                if alliance[i, j] > 0.0:
                    continue
                lead = (size[i] - size[j]) / (size[i] + size[j])
                won = share * members[i, region] * members[j, region] / crowd * lead
                gain[i, region] += won
                gain[j, region] -= won


@inlined
def is_weak(men: float, crowd: float, foothold_share: float) -> bool:
    """Whether a group has too small a part of a state's members to stay."""
    return 0.0 < men < foothold_share * crowd


@compiled
def withdraw(
    members: FloatArray,
    home: IntArray,
    contested: BoolArray,
    stays: BoolArray,
    foothold_share: float,
    odds: float,
    key: WordArray,
) -> None:
    """Let groups give up footholds that they are too weak to hold; the men go back.

    A foothold is a group's presence outside its home state. It is weak where the group has
    less than ``foothold_share`` of the state's members, and no war there keeps it.

    Parameters
    ----------
    members
        Members [people], shape (n, R); changed.
    home
        Home state of each group, shape (n,).
    contested
        Whether the group has a war in the state, shape (n, R).
    stays
        Whether a group keeps what it has, shape (n,).
    odds
        Chance to leave a weak foothold in this step.
    key
        Of the numbers by row and region.
    """
    n, n_regions = members.shape
    crowd = in_each_state(members)
    for i in range(n):
        back, rest = 0.0, 0.0
        for region in range(n_regions):
            men = members[i, region]
            weak = is_weak(men, crowd[region], foothold_share)
            if weak and not stays[i] and region != home[i] and not contested[i, region]:
                place = np.uint64(REGION_STRIDE * i + region)
                words = philox(place, key[0], key[1], np.uint64(0), key[2], key[3])
                if as_uniform(words[0]) < odds:
                    members[i, region] = 0.0
                    back += men
            rest += members[i, region]
        if back > 0.0 and rest > 0.0:
            for region in range(n_regions):
                members[i, region] *= 1.0 + back / rest
        elif back > 0.0:
            members[i, home[i]] = back


@compiled
def total(members: FloatArray) -> float:
    """Return a group's members over all states [people]."""
    found = 0.0
    for region in range(members.size):
        found += members[region]
    return found


@compiled
def move_men(members: FloatArray, region: int, men: float) -> None:
    """Move men of a group into a state, from its other states in proportion, at most half."""
    others = total(members) - members[region]
    if others > 0.0:
        moved = min(men, 0.5 * others)
        for other in range(members.size):
            if other != region:
                members[other] -= moved * members[other] / others
        members[region] += moved
