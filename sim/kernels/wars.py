"""Groups at war: strength, fights of pairs in a state, truces, and where violence falls."""

from typing import Final

import numpy as np

from sim.array_types import FloatArray, IntArray, WordArray
from sim.kernels.elementary import exp, log
from sim.kernels.groups import PAIR_STRIDE, in_each_state, list_present, move_men, total
from sim.kernels.jit import compiled, inlined
from sim.kernels.philox import as_uniform, philox

THOUSAND: Final = 1000.0
NOBODY: Final = 1e-9  # people
GOLDEN: Final = 0.618034
"""Step between the uniforms of a pair's fronts in successive regions, modulo 1."""


@compiled
def find(
    first: IntArray, second: IntArray, regions: IntArray, i: int, j: int, region: int
) -> int:
    """Return the first slot of a pair of groups in a region, -1 when there is none."""
    for slot in range(first.size):
        if first[slot] == i and second[slot] == j and regions[slot] == region:
            return slot
    return -1


@compiled
def open_front(
    first: IntArray,
    second: IntArray,
    regions: IntArray,
    intensity: FloatArray,
    age: FloatArray,
    a: int,
    b: int,
    region: int,
    heat: float,
) -> None:
    """Start a war of a pair in a state, or raise the one there to this intensity.

    When every slot is taken, the weakest front gives way.

    Parameters
    ----------
    first, second, regions, intensity, age
        Fronts, with ``first`` under 0 in free slots, shape (slots,); changed.
    """
    if a == b or heat <= 0.0:
        return
    i, j = min(a, b), max(a, b)
    there, free, weakest = -1, -1, 0
    for slot in range(first.size):
        if first[slot] == i and second[slot] == j and regions[slot] == region:
            there = slot
            break
        if free < 0 and first[slot] < 0:
            free = slot
        if intensity[slot] < intensity[weakest]:
            weakest = slot
    if there >= 0:
        intensity[there] = max(intensity[there], heat)
        return
    slot = free if free >= 0 else weakest
    first[slot], second[slot], regions[slot] = i, j, region
    intensity[slot], age[slot] = heat, 0.0


@inlined
def send_party(
    members: FloatArray, row: int, region: int, party: float, monthly: float, share: float
) -> None:
    """Move men of a group towards a war until its party is there, a part of it each month."""
    missing = party - members[row, region]
    if missing > 0.0:
        most = share * total(members[row])
        move_men(members[row], region, min(missing, monthly, most))


@compiled
def wage(
    members: FloatArray,
    alliance: FloatArray,
    first: IntArray,
    second: IntArray,
    regions: IntArray,
    intensity: FloatArray,
    age: FloatArray,
    a: int,
    b: int,
    region: int,
    heat: float,
    party: float,
    monthly: float,
    share: float,
) -> None:
    """Bring a war of two groups in a state to an intensity, with men of both there.

    An alliance between them ends.

    Parameters
    ----------
    members, alliance
        Shapes (n, R) and (n, n); changed.
    first, second, regions, intensity, age, a, b, region, heat
        As in `open_front`.
    party
        Men that a group wants there [people].
    monthly, share
        Most that arrive in a month [people], and most of the group's members that leave [1].
    """
    for row in (a, b):
        send_party(members, row, region, party, monthly, share)
    alliance[a, b] = alliance[b, a] = 0.0
    open_front(first, second, regions, intensity, age, a, b, region, heat)


@compiled
def strength(members: FloatArray, exponent: float, found: FloatArray) -> None:
    """Fill fighting strength ``x = (m / 1000)^a``: large groups fight less per member."""
    for i in range(members.size):
        found[i] = 0.0
        if members[i] > NOBODY:
            found[i] = exp(exponent * log(members[i] / THOUSAND))


@compiled
def fights(
    strengths: FloatArray,
    hazard: FloatArray,
    inside: FloatArray,
    background: FloatArray,
    first: IntArray,
    second: IntArray,
    regions: IntArray,
    intensity: FloatArray,
    deaths: FloatArray,
) -> None:
    """Fill each group's fights in each state, in units of deaths over lethality, (n, R).

    ``x_i sum_j S_ij x_j (1 + h_i + h_j) + inside_i x_i^2`` with
    ``S_ij = (s0 + R_ijr) / (1 + A_ij)``. Both sides of a pair lose the same. The second term
    is fighting inside a group: without it a removal would do nothing where one group rules.

    Parameters
    ----------
    strengths
        ``x`` of each group in each state, shape (n, R), non-negative.
    hazard
        Extra fights of a group after a removal [ratio - 1], shape (n, R).
    inside
        Fighting inside a group [1], shape (n, R).
    background
        ``s0 / (1 + A)``, shape (n, n), symmetric.
    first, second, regions, intensity
        Fronts: the rows of the two groups, region, and ``R / (1 + A)``, shape (n_fronts,).
    """
    present = np.empty(strengths.shape[0], np.int64)
    deaths[:] = 0.0
    for region in range(strengths.shape[1]):
        count = list_present(strengths, region, present)
        for p in range(count):
            i = present[p]
            own = strengths[i, region]
            deaths[i, region] += inside[i, region] * own * own
            for q in range(p + 1, count):
                j = present[q]
                blow = background[i, j] * own * strengths[j, region]
                blow *= 1.0 + hazard[i, region] + hazard[j, region]
                deaths[i, region] += blow
                deaths[j, region] += blow
    for front in range(first.size):
        i, j, region = first[front], second[front], regions[front]
        blow = intensity[front] * strengths[i, region] * strengths[j, region]
        blow *= 1.0 + hazard[i, region] + hazard[j, region]
        deaths[i, region] += blow
        deaths[j, region] += blow
    for i in range(deaths.shape[0]):
        for region in range(deaths.shape[1]):
            deaths[i, region] = max(deaths[i, region], 0.0)


@compiled
def truces(
    first: IntArray,
    second: IntArray,
    regions: IntArray,
    intensity: FloatArray,
    age: FloatArray,
    least_age: float,
    odds: float,
    key: WordArray,
    ended: IntArray,
    calm: FloatArray,
) -> int:
    """Write the fronts that truces end, and the share of fighting that stops; return how many.

    A pair draws once, as pair i < j; its fronts take that number a step apart by region, so
    that a pair rarely makes peace everywhere at once.

    Parameters
    ----------
    first, second, regions, intensity, age
        Fronts, with ``first`` under 0 in free slots, shape (slots,).
    least_age
        Months that a war lasts at least.
    ended
        Slots that end, shape (slots,).
    calm
        Share of the intensity in each state that ends, shape (R,).
    """
    count = 0
    before = np.zeros(calm.size)
    calm[:] = 0.0
    for slot in range(first.size):
        if first[slot] < 0:
            continue
        region = regions[slot]
        before[region] += intensity[slot]
        if age[slot] < least_age:
            continue
        pair = np.uint64(PAIR_STRIDE * first[slot] + second[slot])
        words = philox(pair, key[0], key[1], np.uint64(0), key[2], key[3])
        if (as_uniform(words[0]) + GOLDEN * region) % 1.0 < odds:
            calm[region] += intensity[slot]
            ended[count] = slot
            count += 1
    for region in range(calm.size):
        calm[region] /= max(before[region], 1e-9)
    return count


@compiled
def fighting(members: FloatArray, rivalry: FloatArray, found: FloatArray) -> None:
    """Fill how much rivals fight in each region, shape (R,): pairs' rivalry where both are.

    ``sum_ij s_ir s_jr rivalry_ij``, s the group's share of the region's members.
    """
    n, n_regions = members.shape
    crowd = in_each_state(members)
    found[:] = 0.0
    for i in range(n):
        for j in range(i):
            if rivalry[i, j] > 0.0:
                for region in range(n_regions):
                    both = members[i, region] * members[j, region]
                    found[region] += 2.0 * rivalry[i, j] * both
    for region in range(n_regions):
        found[region] /= max(crowd[region] * crowd[region], 1e-18)


@compiled
def localities(
    members: FloatArray,
    own: FloatArray,
    betrayal: FloatArray,
    hazard: FloatArray,
    others: FloatArray,
    homicides: FloatArray,
    part: float,
    found: FloatArray,
) -> None:
    """Fill homicides where groups live, shape (n, R): a part of the state's, more if shaken.

    The localities of a state hold ``part`` of its violence, divided between its groups by
    members. The state's own hazard is the locality's, spread thin.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    own, betrayal
        Extra fights in the locality [ratio - 1], shapes (n, R) and (n,).
    hazard
        The same in the state, shape (n, R).
    others, homicides
        Homicides without groups, and all, shape (R,).
    """
    n, n_regions = members.shape
    crowd = in_each_state(members)
    for i in range(n):
        for region in range(n_regions):
            found[i, region] = 0.0
            if members[i, region] <= 0.0:
                continue
            shaken = max(1.0 + own[i, region] + betrayal[i], 0.1)
            thin = max(1.0 + hazard[i, region], 0.1)
            fought = max(homicides[region] - others[region], 0.0)
            local = others[region] + fought * shaken / thin
            found[i, region] = part * members[i, region] / max(crowd[region], 1e-9) * local
