"""How wars end: with age, by victory, in exhaustion, under pressure that aims at them."""

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.rates import MONTHS_PER_YEAR, chance
from sim.state.state import State
from sim.streams import uniforms_of
from sim.submodels.conflict.intensity import places, sides
from sim.submodels.conflict.onset import targeted_forces

VICTORY = 0.75  # share of both sides' men from which one side has won
NOBODY_LEFT = 5.0  # people; a side with fewer fights no more


def end_rates(model: State, slots: IntArray, arrests: FloatArray) -> FloatArray:
    """Return the rate at which each war ends [1/month], shape (wars,).

    ``g0 (1 + age)^-c exp(c1 V + c2 D - c4 u + c3 tau (F + a))``: age in years, V whether one
    side has won, D the share of its men that the weaker side lost in a year, u the log of how
    deadly the war usually is, F and a doublings of forces and of arrests, tau the share of
    both that is targeted.

    Parameters
    ----------
    arrests
        Doublings of arrests over the usual, shape (R,).
    """
    params, strength, fronts = model.params.wars, model.strength, model.conflict.fronts
    region = fronts.region[slots]
    first = model.cartels.members[fronts.i[slots], region]
    second = model.cartels.members[fronts.j[slots], region]
    stronger = sides(model, fronts, slots).strength
    share = stronger.max(axis=0) / np.maximum(stronger.sum(axis=0), 1e-9)
    weaker = np.minimum(first, second)
    lost = np.where(first < second, model.wars.lost[0, slots], model.wars.lost[1, slots])
    toll = lost / np.maximum(weaker + lost, 1e-9)
    terms = strength["conflict"] * (
        params.end_victory * (share >= VICTORY)
        + params.end_toll * toll
        - params.end_deadly * model.wars.usual[slots]
    )
    aimed = model.wars.targeted * strength["kingpin_fragmentation"] * arrests
    forces = strength["security_deployment"] * targeted_forces(model)
    terms = terms + params.end_targeted * (forces + aimed)[region]
    old = (1.0 + fronts.age[slots] / MONTHS_PER_YEAR) ** -params.end_age
    return np.asarray(params.end_rate * old * np.exp(terms))


def end(model: State, arrests: FloatArray) -> None:
    """End wars by chance, and those of a side that is gone; a victor takes men of the beaten.

    Parameters
    ----------
    arrests
        Doublings of arrests over the usual, shape (R,).
    """
    fronts = model.conflict.fronts
    slots = fronts.slots
    if not slots.size:
        return
    draws = uniforms_of(model.draw_key("conflict/endings"), 1, places(model, slots))[0]
    odds = chance(end_rates(model, slots, arrests), model.dt)
    is_over = (draws < odds) | _is_empty(model, slots)
    for slot in slots[is_over]:
        _settle(model, int(slot))
    fronts.age[slots] += model.dt
    fronts.close(slots[is_over])
    model.wars.ended += int(is_over.sum())


def _is_empty(model: State, slots: IntArray) -> BoolArray:
    """Whether a side of a war has nobody left in the state, shape (wars,)."""
    fronts, members = model.conflict.fronts, model.cartels.members
    region = fronts.region[slots]
    weaker = np.minimum(members[fronts.i[slots], region], members[fronts.j[slots], region])
    return np.asarray(weaker < NOBODY_LEFT)


def _settle(model: State, slot: int) -> None:
    """Let a victor take its part of the beaten side's men in the state."""
    fronts, members = model.conflict.fronts, model.cartels.members
    i, j, region = int(fronts.i[slot]), int(fronts.j[slot]), int(fronts.region[slot])
    first, second = (float(side[0]) for side in sides(model, fronts, np.array([slot])).strength)
    winner, loser = (i, j) if first >= second else (j, i)
    if max(first, second) >= VICTORY * (first + second) > 0.0:
        moved = model.params.wars.win_rest * float(members[loser, region])
        members[loser, region] -= moved
        members[winner, region] += moved
