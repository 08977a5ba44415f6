"""Conflict's rules: what multiplies fights in a state, and what of homicides groups cause."""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.mechanisms import tempered
from sim.params.conflict import ConflictParams


def other_homicides(
    world_population: FloatArray, counts: FloatArray, rate: float, most: float
) -> FloatArray:
    """Return homicides without groups [1/year], shape (R,).

    ``rate`` per person, but at most a part of a state's calmest year: they don't change.

    Parameters
    ----------
    world_population
        People in 2012, shape (R,).
    counts
        Homicides by state and year, shape (R, years).
    rate
        Homicides per person and year.
    most
        Part of the calmest year that they are at most [1].
    """
    return np.asarray(np.minimum(rate * world_population, most * counts.min(axis=1)))


def shortage_factor(
    surprise: float, doubled: FloatArray, strength: float, params: ConflictParams
) -> FloatArray:
    """Return how a shortage of cocaine multiplies fights, shape (R,).

    ``exp(s e b (p - p_usual))``: e per log of lost supply, over the loss that a rise of the
    price shows; twice that in border states with several groups. A glut calms.

    Parameters
    ----------
    surprise
        Log price less its usual value.
    doubled
        1 in a border state with several groups, else 0, shape (R,).
    strength
        Strength of ``conflict``.
    """
    answer = params.shortage_violence * params.shortage_per_price * surprise
    by_region = answer * (1.0 + (params.border_shortage - 1.0) * doubled)
    return np.asarray(
        np.exp(strength * clip(by_region, -params.shortage_limit, params.shortage_limit))
    )


def deployment_factor(
    forces: FloatArray, several: FloatArray, strength: float, params: ConflictParams
) -> FloatArray:
    """Return how new forces multiply fights, shape (R,): ``1 + s d F several``.

    Parameters
    ----------
    forces
        Forces above what groups are used to, as a fraction, shape (R,).
    several
        0 where one group rules, 1 where no group has more than half of the members.
    """
    change = params.deployment_violence * np.maximum(forces, 0.0) * several
    return np.asarray(np.maximum(1.0 + strength * change, params.least_deployment_factor))


def several_groups(members: FloatArray) -> FloatArray:
    """Return how far a state is shared between groups, 0-1, shape (R,).

    ``2 (1 - largest share)``, at most 1.
    """
    total = members.sum(axis=0)
    largest = members.max(axis=0) / np.maximum(total, 1e-9)
    return np.asarray(clip(2.0 * (1.0 - largest), 0.0, 1.0) * (total > 0.0))


def guns_a_year(us_guns: float, us_guns_2012: float, params: ConflictParams) -> float:
    """Return guns that reach groups in a year, when a part of a US cut is made up elsewhere.

    ``U + O + u max(U_2012 - U, 0)``, where O is the other sources' flow of 2012. More US guns
    displace no others.
    """
    others = us_guns_2012 * (1.0 - params.us_gun_share) / params.us_gun_share
    made_up = params.gun_substitution * max(us_guns_2012 - us_guns, 0.0)
    return max(us_guns + others + made_up, 0.0)


def breakdown_factor(fall: FloatArray, strength: float, params: ConflictParams) -> FloatArray:
    """Return how broken protection multiplies fights, shape (R,).

    Officials who stop selling protection leave groups without a referee, for a while.

    Parameters
    ----------
    fall
        Corruption below its usual value [0-1], shape (R,).
    """
    broken = clip(fall / params.breakdown_fall, 0.0, 1.0)
    return np.asarray(tempered(1.0 + params.protection_breakdown, strength) ** broken)


def arrests_factor(
    arrests: FloatArray, usual: FloatArray, strength: float, params: ConflictParams
) -> FloatArray:
    """Return how more arrests than usual multiply fights, shape (R,).

    ``(1 + e)^(s log2(arrests / usual))``, within a limit of doublings: most of those
    arrested are of the middle ranks, and whether that calms or shakes a group is disputed.

    Parameters
    ----------
    arrests, usual
        People a month, now and over the last months, shape (R,).
    strength
        Strength of ``kingpin_fragmentation``.
    """
    doublings = np.log2(np.maximum(arrests, 1e-9) / np.maximum(usual, 1e-9))
    effect = tempered(1.0 + params.arrests_violence, strength)
    limit = params.arrests_limit
    return np.asarray(effect ** clip(doublings, -limit, limit))


def returns_factor(
    returns: FloatArray, returns_2012: FloatArray, strength: float, params: ConflictParams
) -> FloatArray:
    """Return how people sent back multiply fights by themselves, shape (R,).

    ``(1 + e)^(s z)``: z is returns above those of 2012 for each inhabitant, over the spread of
    2012 between states, within a limit.

    Parameters
    ----------
    returns, returns_2012
        People a year for each inhabitant, shape (R,).
    strength
        Strength of ``deportation_recruits``.
    """
    spread = max(float(returns_2012.std()), 1e-12)
    effect = tempered(1.0 + params.returns_violence, strength)
    limit = params.returns_limit
    return np.asarray(effect ** clip((returns - returns_2012) / spread, -limit, limit))


def licit_price_factor(price: float, strength: float, params: ConflictParams) -> float:
    """Return how the price of licit crops multiplies fights.

    ``price^(s e)``: growers worth robbing draw groups (e over 0), work that pays keeps men
    out of them (e under 0).

    Parameters
    ----------
    price
        Price of crops over 2012 [1].
    strength
        Strength of ``crime_diversification``.
    """
    return float(price ** (strength * params.licit_price_violence))
