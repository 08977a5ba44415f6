"""How deadly wars are: linear in men, of their own deadliness, with retaliation."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.array_types import FloatArray, IntArray
from sim.kernels.groups import PAIR_STRIDE, REGION_STRIDE
from sim.rates import MONTHS_PER_YEAR, remaining
from sim.state.conflict import Fronts
from sim.state.state import State
from sim.streams import uniforms_of

LEAST_SHAKEN = 0.1
MOST_LOST = 0.25  # of a side's men in a state, in one step


def matched_men(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return ``m_i m_j / (m_i + m_j)`` [people]: twice the men on both sides, twice the dead.

    A war that is fought by two halves of each side, each against one half of the other, costs
    as many lives as before; a war inside a group of which a part u leaves, ``u (1 - u)`` of it.
    """
    both = first + second
    return np.asarray(first * second / np.maximum(both, 1e-9))


def lead(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the lead of one side over the other, ``(m_i - m_j) / (m_i + m_j)``, -1 to 1."""
    return np.asarray((first - second) / np.maximum(first + second, 1e-9))


def places(model: State, slots: IntArray) -> IntArray:
    """Return the number of a pair in a state, which its random numbers go by, (slots,)."""
    fronts = model.conflict.fronts
    pair = PAIR_STRIDE * fronts.i[slots] + fronts.j[slots]
    return np.asarray(REGION_STRIDE * pair + fronts.region[slots], np.int64)


def recognise(model: State) -> None:
    """Give wars that just began a deadliness of their own, log-normal, mean 1."""
    state, fronts = model.wars, model.conflict.fronts
    slots = fronts.slots
    new = slots[fronts.age[slots] == 0.0]
    if not new.size:
        return
    draws = uniforms_of(model.draw_key("conflict/deadliness"), 1, places(model, new))[0]
    spread = model.params.wars.heat_spread
    state.usual[new] = spread * ndtri(draws) - 0.5 * spread**2
    state.lost[:, new] = 0.0
    fronts.intensity[new] = np.exp(state.usual[new])
    state.begun += new.size
    model.cartels.fought[fronts.i[new], fronts.j[new]] |= 1 << fronts.region[new]


def retaliate(model: State) -> None:
    """Move each war's deadliness: part of its deviation stays, the rest is drawn.

    The log is an autoregression around the war's own level, with a stationary spread; the
    level is lowered by half the variance, so that the mean stays.
    """
    state, params, fronts = model.wars, model.params.wars, model.conflict.fronts
    slots = fronts.slots
    if not slots.size:
        return
    kept = params.retaliation**model.dt
    spread = params.heat_month_spread
    level = state.usual[slots] - 0.5 * spread**2
    draws = uniforms_of(model.draw_key("conflict/retaliation"), 1, places(model, slots))[0]
    kick = spread * np.sqrt(1.0 - kept**2) * ndtri(draws)
    now = np.log(np.maximum(fronts.intensity[slots], 1e-9))
    fronts.intensity[slots] = np.exp(level + kept * (now - level) + kick)


class Sides(NamedTuple):
    """Who stands on either side of each war, shapes (wars,) and (wars, n)."""

    men: FloatArray
    """Men that each side brings, allies with it [people], shape (2, wars)."""
    strength: FloatArray
    """The same less what a side without a leader is worth, shape (2, wars)."""
    part: FloatArray
    """Each group's part of its side's men, sums to 1 on each side, shape (2, wars, n)."""


def divided(
    members: FloatArray, i: IntArray, j: IntArray, region: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return the men that both sides of each war send to it [people], shapes (wars,).

    A group with several wars in a state divides its men there over its foes by their men, so
    that nobody fights twice and no division of a group in peace costs a life.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    i, j, region
        Both groups and the state of each war, shape (wars,).
    """
    first, second = members[i, region], members[j, region]
    regions = members.shape[1]
    keys = np.concatenate([i * regions + region, j * regions + region])
    foes = np.bincount(keys, weights=np.concatenate([second, first]), minlength=members.size)
    sent = np.concatenate([first * second, first * second]) / np.maximum(foes[keys], 1e-9)
    return sent[: i.size], sent[i.size :]


def sides(model: State, fronts: Fronts, slots: IntArray) -> Sides:
    """Return the sides of wars: the groups themselves and allies without a war in the state.

    An ally helps with a part of its men, and never against an ally of its own; a group divides
    what its allies bring as it divides its own men.
    """
    params, cartels = model.params.wars, model.cartels
    used = int(cartels.rows[-1]) + 1
    members = cartels.members[:used]
    i, j, region = fronts.i[slots], fronts.j[slots], fronts.region[slots]
    free = members.copy()
    free[i, region] = free[j, region] = 0.0
    help_share = params.ally_help * max(model.strength["conflict"], 0.0)
    free = help_share * free[:, region].T
    allied = cartels.alliance[:used, :used] > 0.0
    own = divided(members, i, j, region)
    order = np.arange(slots.size)
    part, men = np.zeros((2, slots.size, used)), np.zeros((2, slots.size))
    for side, (us, them) in enumerate(((i, j), (j, i))):
        sent = own[side] / np.maximum(members[us, region], 1e-9)
        part[side] = free * (allied[us] & ~allied[them]) * sent[:, None]
        part[side, order, us] = own[side]
        men[side] = part[side].sum(axis=1)
        part[side] /= np.maximum(men[side], 1e-9)[:, None]
    lost = 1.0 - cartels.leadership[np.stack([i, j])]
    shock = model.strength["kingpin_fragmentation"] * params.win_leadership * lost
    return Sides(men, men * np.exp(-shock), part)


def shaken(model: State, fronts: Fronts, slots: IntArray) -> FloatArray:
    """Return how lost leaders of both sides multiply a war's deaths, shape (wars,)."""
    hazard, region = model.cartels.hazard, fronts.region[slots]
    more = hazard[fronts.i[slots], region] + hazard[fronts.j[slots], region]
    return np.asarray(np.maximum(1.0 + more, LEAST_SHAKEN))


def war_deaths(model: State, slots: IntArray, men: FloatArray, scale: FloatArray) -> FloatArray:
    """Return the dead of one side of each war in a step [people], shape (wars,).

    ``k R m_i m_j / (m_i + m_j)``, more where a side lost its leader; both sides lose as many,
    at most a quarter of the smaller side's men.

    Parameters
    ----------
    men
        Men of both sides [people], shape (2, wars).
    scale
        What multiplies deaths in each state, lethality and the length of the step, (R,).
    """
    params, fronts = model.params.wars, model.conflict.fronts
    rate = params.deaths_per_man * fronts.intensity[slots] * scale[fronts.region[slots]]
    rate = rate * shaken(model, fronts, slots)
    rate = rate * max(model.strength["conflict"], 0.0)
    dead = rate * matched_men(men[0], men[1])
    return np.asarray(np.minimum(dead, MOST_LOST * men.min(axis=0)))


def member_deaths(
    members: FloatArray, inside: FloatArray, risk: float, scale: FloatArray
) -> FloatArray:
    """Return deaths outside wars in a step [people], shape (n, R): linear in members.

    ``d m (1 + I)``, I the fighting inside a group that lost its leader.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    inside
        ``I`` [ratio - 1], shape (n, R).
    risk
        ``d`` [1/month].
    scale
        What multiplies deaths in each state, lethality and the length of the step, (R,).
    """
    unrest = np.maximum(1.0 + inside, LEAST_SHAKEN)
    return np.asarray(np.minimum(risk * members * unrest * scale, MOST_LOST * members))


def fight(model: State, inside: FloatArray, scale: FloatArray, contested: FloatArray) -> None:
    """Take out the dead of wars and of other fights, and let men change to the stronger side.

    Parameters
    ----------
    inside, scale
        As in `member_deaths`.
    contested
        What rents at stake multiply deaths of wars by in each state [ratio], shape (R,).
    """
    params, cartels, fronts, state = (
        model.params.wars,
        model.cartels,
        model.conflict.fronts,
        model.wars,
    )
    used = len(inside)
    members = cartels.members
    deaths = np.zeros_like(members)
    deaths[:used] = member_deaths(members[:used], inside, params.member_risk, scale)
    slots = fronts.slots
    both = sides(model, fronts, slots)
    dead = war_deaths(model, slots, both.men, scale * contested)
    i, j, region = fronts.i[slots], fronts.j[slots], fronts.region[slots]
    for place, state_of_war in enumerate(region):
        parts = both.part[0, place] + both.part[1, place]
        deaths[: len(parts), state_of_war] += dead[place] * parts
    _book(model, slots, 2.0 * dead)
    state.lost *= remaining(MONTHS_PER_YEAR * np.log(2.0), model.dt)
    state.lost[:, slots] += dead
    moved = params.win_men * dead * lead(*both.strength)
    cartels.deaths[:] = np.minimum(deaths, 0.5 * members)
    members -= cartels.deaths
    for slot, men in enumerate(moved):
        winner, loser = (i[slot], j[slot]) if men > 0.0 else (j[slot], i[slot])
        change_sides(members, int(loser), int(winner), int(region[slot]), abs(float(men)))


def _book(model: State, slots: IntArray, dead: FloatArray) -> None:
    """Note who fought whom where this month, and the dead of both sides."""
    state, fronts, life = model.wars, model.conflict.fronts, model.cartels.life
    rows = np.stack([fronts.i[slots], fronts.j[slots]], axis=1)
    sides = np.column_stack([rows + PAIR_STRIDE * life[rows], fronts.region[slots]])
    if model.substep == 0:
        state.fought, state.dead = sides, dead
    else:
        state.fought = np.concatenate([state.fought, sides])
        state.dead = np.concatenate([state.dead, dead])


def change_sides(
    members: FloatArray, loser: int, winner: int, region: int, men: float
) -> float:
    """Move men in a state from one group to another, at most a quarter of those there."""
    moved = min(men, MOST_LOST * float(members[loser, region]))
    members[loser, region] -= moved
    members[winner, region] += moved
    return moved
