"""Splits where wars begin by themselves: by balance and heirs, and war between equals."""

import numpy as np
from scipy.special import betaincinv

from sim.array_types import FloatArray
from sim.params.structure import StructureParams
from sim.params.wars import WarsParams
from sim.rates import MONTHS_PER_YEAR, chance
from sim.state.state import State
from sim.submodels.structure import events as acts

AT_WAR = 1.0  # any deadliness: a war of age 0 gets its own in the next step


def beta_share(draws: FloatArray, params: StructureParams) -> FloatArray:
    """Return the share of a group that leaves, from one uniform each: a beta law by inversion.

    Kept within limits, so that the larger part mostly stays the old group.
    """
    shares = betaincinv(params.split_share_a, params.split_share_b, draws)
    return np.asarray(np.clip(shares, params.split_share_least, params.split_share_most))


def balance(share: FloatArray | float) -> FloatArray:
    """Return ``4 u (1 - u)`` of the share u that would leave: 1 for halves, 0 for nobody."""
    part = np.asarray(share, float)
    return np.asarray(4.0 * part * (1.0 - part))


def split_chance(
    wing: FloatArray, leadership: FloatArray, strength: float, params: WarsParams
) -> FloatArray:
    """Return the chance that a removal divides a group, ``s / (1 + exp(-x))``, same shape.

    ``x = a + 4 u (1 - u) - c l``: u the share of the second wing, l the leadership that was
    there before the removal.

    Parameters
    ----------
    wing
        Share that would leave [1].
    leadership
        1 whole, 0 none.
    strength
        Strength of ``kingpin_fragmentation``.
    """
    odds = params.split_level + balance(wing) - params.split_leadership * leadership
    return np.asarray(np.clip(strength / (1.0 + np.exp(-odds)), 0.0, 1.0))


def plan_splits(model: State, draws: FloatArray) -> None:
    """Draw for each group that lost a leader whether it divides, and when; leaders still count.

    Parameters
    ----------
    draws
        Three uniforms a row: for whether, for when, and for the share that leaves, (3, C).
    """
    cartels, params = model.cartels, model.params.structure
    strength = model.strength["kingpin_fragmentation"]
    for capture in model.enforcement.captures:
        row = capture.row
        wing = beta_share(draws[2, row], params)
        odds = split_chance(wing, cartels.leadership[row], strength, model.params.wars)
        if cartels.alive[row] and draws[0, row] < odds:
            wait = params.split_delay_least - params.split_delay * np.log1p(-draws[1, row])
            due = min(float(cartels.split_due[row]), model.month + float(wait))
            cartels.split_due[row], cartels.wing[row] = due, float(wing)


def divide_due(model: State, draws: FloatArray) -> None:
    """Divide groups whose date has come, and some at random; equals and the betrayed fight.

    Parameters
    ----------
    draws
        Four uniforms a row: for what is kept, for splits without a removal, for the share that
        leaves where no removal has set it, and for war, shape (4, C).
    """
    cartels, params = model.cartels, model.params.structure
    by_chance = cartels.alive & (draws[1] < _random_odds(model, params))
    is_due = cartels.alive & (cartels.split_due <= model.month)
    for parent in np.flatnonzero(is_due | by_chance):
        drawn = beta_share(draws[2, parent], params)
        share = float(cartels.wing[parent] if is_due[parent] else drawn)
        cartels.split_due[parent], cartels.wing[parent] = np.inf, 0.0
        name = f"{cartels.name[parent]} {model.months[model.month]:%Y-%m}"
        is_betrayed = cartels.betrayal[parent] > 0.0
        child = acts.divide(model, int(parent), share, name, draws[0])
        if child is None:
            continue
        if is_betrayed or draws[3, parent] < balance(share):
            home = int(cartels.home[parent])
            acts.turn_hostile(model, int(parent), child, home, AT_WAR)
        else:
            acts.befriend(model, int(parent), child, params.allied_weight)


def _random_odds(model: State, params: StructureParams) -> FloatArray:
    """Return the chance of a split without a removal in this step, shape (C,)."""
    sizes = np.minimum(model.cartels.size / params.split_size, params.most_split_sizes)
    return np.asarray(
        chance(params.spontaneous_splits / MONTHS_PER_YEAR * sizes, model.dt), float
    )
