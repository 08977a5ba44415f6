"""Splits where wars begin by themselves: by balance and heirs, and war between equals."""

from functools import cache

import numpy as np
from scipy.special import betaincinv

from sim.array_types import FloatArray
from sim.params.structure import StructureParams
from sim.params.wars import WarsParams
from sim.rates import MONTHS_PER_YEAR, chance
from sim.state.state import State
from sim.submodels.conflict.onset import success
from sim.submodels.structure import events as acts
from sim.world.load import World
from sim.world.tables import split_list

LAST_DATED_YEAR = 2024
SIZE = 5000.0  # people; a group of the middle rank among national ones
AT_WAR = 1.0  # any deadliness: a war of age 0 gets its own in the next step


@cache
def heads_removed(world: World) -> dict[str, frozenset[int]]:
    """Return the years in which each named group lost its head, by ``groups.csv``."""
    years = zip(world.groups["short"], world.groups["leader_removals"], strict=True)
    return {name: frozenset(int(y) for y in split_list(str(row))) for name, row in years}


def leadership_left(
    before: FloatArray, name: str, year: int, is_dated: bool, model: State
) -> FloatArray:
    """Return a group's leadership after a removal, by whether its head went or a lieutenant.

    Of dated removals ``groups.csv`` says which took the head; a drawn one counts as a mean.
    """
    params = model.params.wars
    heads = heads_removed(model.world).get(name, frozenset())
    is_head = float(year in heads) if is_dated else params.head_share
    lost = is_head + (1.0 - is_head) * params.lieutenant_loss
    return np.asarray(before * (1.0 - lost))


def keep_heads(model: State, before: FloatArray) -> None:
    """Set what leadership each group that lost a leader has left.

    Parameters
    ----------
    before
        Leadership before the removals of this step, shape (C,).
    """
    left, month = before, model.months[model.month]
    for capture in model.enforcement.captures:
        name, row = model.cartels.name[capture.row], capture.row
        is_dated = month.year <= LAST_DATED_YEAR
        left[row] = leadership_left(left[row], name, month.year, is_dated, model)
        model.cartels.leadership[row] = left[row]


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
    wing: FloatArray,
    leadership: FloatArray,
    size: FloatArray,
    strength: float,
    params: WarsParams,
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
    odds = odds + params.split_size * np.log(np.maximum(size, 1.0) / SIZE)
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
        odds = split_chance(
            wing, cartels.leadership[row], cartels.size[row], strength, model.params.wars
        )
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
        _go_on_with_wars(model, int(parent), child)
        if is_betrayed or draws[3, parent] < balance(share):
            home = int(cartels.home[parent])
            acts.turn_hostile(model, int(parent), child, home, AT_WAR)
        else:
            acts.befriend(model, int(parent), child, params.allied_weight)


def _go_on_with_wars(model: State, parent: int, child: int) -> None:
    """Let the wars that a new group keeps be as old and as deadly as they were."""
    fronts = model.conflict.fronts
    for slot in fronts.of(child):
        other = int(fronts.i[slot] + fronts.j[slot] - child)
        before = fronts.find(parent, other, int(fronts.region[slot]))
        if before >= 0:
            fronts.age[slot] = fronts.age[before]
            model.wars.usual[slot] = model.wars.usual[before]
            model.wars.lost[:, slot] = 0.0


def franchise(model: State, draws: FloatArray) -> None:
    """Let local groups go over to a larger group at their home that outgrows the others.

    A local group's rate is ``q sum_j w_j s_j``: w_j is the part of the men in its home state
    that are of a group j of several times its size, s_j how far j outgrows all groups. Who it
    joins is drawn by the same weights.

    Parameters
    ----------
    draws
        Two uniforms a row: for whether, and for whom, shape (2, C).
    """
    cartels, params = model.cartels, model.params.wars
    size = cartels.size
    rate = params.franchise_rate * max(model.strength["conflict"], 0.0)
    lucky = success(model) * cartels.leadership**params.franchise_leadership
    patrons = np.flatnonzero(cartels.alive & (lucky > 0.0) & (size >= params.franchise_patron))
    locals_ = np.flatnonzero(cartels.alive & (size < params.franchise_local) & (size > 0.0))
    homes = cartels.home[locals_]
    crowd = np.maximum(cartels.members.sum(axis=0), 1e-9)
    pull = np.cumsum(
        (cartels.members[patrons] / crowd * lucky[patrons, None])[:, homes], axis=0
    )
    if not pull.size:
        return
    goes = draws[0, locals_] < chance(rate * pull[-1], model.dt)
    for place in np.flatnonzero(goes):
        row, sums = int(locals_[place]), pull[:, place]
        first = int(np.searchsorted(sums, draws[1, row] * sums[-1], side="right"))
        acts.join(model, int(patrons[min(first, patrons.size - 1)]), row)
        model.flows.mergers += 1.0


def _random_odds(model: State, params: StructureParams) -> FloatArray:
    """Return the chance of a split without a removal in this step, shape (C,)."""
    sizes = np.minimum(model.cartels.size / params.split_size, params.most_split_sizes)
    return np.asarray(
        chance(params.spontaneous_splits / MONTHS_PER_YEAR * sizes, model.dt), float
    )
