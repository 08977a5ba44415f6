"""What groups do: divide, make friends and enemies, join, begin, spread."""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import clip, where_true
from sim.kernels import groups as kernels
from sim.kernels.groups import LEAST_PRESENCE
from sim.state.state import State
from sim.submodels import finance


def row_of(model: State, name: str) -> int | None:
    """Return the row of the living group of this name."""
    if name not in model.cartels.name:
        return None
    row = model.cartels.name.index(name)
    return row if model.cartels.alive[row] else None


# ------------------------------------------------------------------------------ the acts


def divide(model: State, parent: int, share: float, name: str, draws: FloatArray) -> int | None:
    """Let a part of a group leave as a new one; return its row, None when there is no room.

    The new group takes its share of every stock, copies its parent's habits and beliefs, and
    keeps each war and alliance with a chance. Whether they fight each other is the caller's.

    Parameters
    ----------
    draws
        Uniforms, one a row of the population.
    """
    cartels, params = model.cartels, model.params.structure
    child: int | None = cartels.free_row()
    if child is None:
        return None
    cartels.split(parent, child, share, name)
    cartels.usual_size[child] = cartels.members[child].sum()
    keeps = (draws < params.split_inherits) & cartels.alive
    keeps[[parent, child]] = False
    cartels.alliance[child] = np.where(keeps, cartels.alliance[parent], 0.0)
    cartels.alliance[:, child] = cartels.alliance[child]
    fronts = model.conflict.fronts
    for slot in fronts.of(parent):
        other = int(fronts.i[slot] + fronts.j[slot] - parent)
        region = int(fronts.region[slot])
        if keeps[other] and cartels.members[child, region] >= LEAST_PRESENCE:
            fronts.open(child, other, region, float(fronts.intensity[slot]))
    model.flows.splits += 1.0
    return child


def befriend(model: State, a: int, b: int, weight: float) -> None:
    """Make two groups allies and end their wars."""
    cartels, fronts = model.cartels, model.conflict.fronts
    cartels.alliance[a, b] = cartels.alliance[b, a] = max(weight, float(cartels.alliance[a, b]))
    slots = fronts.of(a)
    fronts.close(slots[(fronts.i[slots] == b) | (fronts.j[slots] == b)])


def turn_hostile(model: State, a: int, b: int, region: int, intensity: float) -> None:
    """Start a war of two groups in a state; an alliance between them ends."""
    model.cartels.alliance[a, b] = model.cartels.alliance[b, a] = 0.0
    model.conflict.fronts.open(a, b, region, intensity)


def join(model: State, heir: int, gone: int) -> None:
    """Let a group join another with everything it has; its wars end."""
    model.conflict.fronts.forget(gone)
    model.cartels.absorb(heir, gone)


def found(model: State, name: str, place: FloatArray, home: int) -> int | None:
    """Begin a group without a parent, with these members in each state; return its row."""
    cartels = model.cartels
    row: int | None = cartels.free_row()
    if row is None:
        return None
    cartels.begin(row, name)
    cartels.members[row] = place
    cartels.home[row] = home
    cartels.usual_size[row] = cartels.members[row].sum()
    if cartels.pay[cartels.rows].any():
        finance.initialise_money(model, np.array([row]))
        cartels.copy_outlook(row, _neighbour_of(model, row))
        cartels.entry_pay[row] = cartels.pay[row] / model.params.finance.entry_ratio
    model.flows.founders += float(place.sum())
    return row


def _neighbour_of(model: State, row: int) -> int:
    """Return the row of the strongest other group at a group's home, or anywhere."""
    cartels = model.cartels
    others = np.where(cartels.alive, cartels.members[:, cartels.home[row]], 0.0)
    others[row] = 0.0
    if not others.any():
        others = np.where(cartels.alive, cartels.size, 0.0)
        others[row] = 0.0
    return int(np.argmax(others))


def heir_of(model: State, row: int) -> int | None:
    """Return who takes over an ending group: its strongest ally nearby, else a neighbour.

    The ally with most members in its states; without one, the largest other group there; in an
    empty land, the largest of all.
    """
    cartels = model.cartels
    weight = cartels.members @ cartels.members[row]
    weight = np.where(cartels.alive, weight + 1e-9 * cartels.size, 0.0)
    weight[row] = 0.0
    allied = np.where(cartels.alliance[row] > 0.0, weight, 0.0)
    best = allied if allied.max() > 0.0 else weight
    return int(np.argmax(best)) if best.max() > 0.0 else None


def settle_in(model: State, child: int, parent: int, place: FloatArray) -> None:
    """Exchange members of a new group and its parent so that it lives where it should.

    State by state nobody is gained or lost, and both keep their size as far as the parent's
    states allow.

    Parameters
    ----------
    place
        Wanted share of the new group's members in each state, sums to 1, shape (R,).
    """
    members = model.cartels.members
    both = members[child] + members[parent]
    size = float(members[child].sum())
    taken = np.minimum(size * place, 0.9 * both)
    for _ in range(4):
        room = np.where(place > 0.0, 0.9 * both - taken, 0.0)
        if room.sum() <= 0.0:
            break
        taken = taken + np.minimum(room, (size - taken.sum()) * room / room.sum())
    rest = size - taken.sum()
    spare = both - taken
    taken = clip(taken + rest * spare / max(float(spare.sum()), 1e-9), 0.0, both)
    members[parent] = both - taken
    members[child] = taken


def move_men(model: State, row: int, region: int, men: float) -> None:
    """Move men of a group into a state, from its other states in proportion."""
    kernels.move_men(model.cartels.members[row], region, men)


def neighbours_to_enter(model: State, row: int) -> IntArray:
    """Return states next to a group's own where it isn't yet."""
    present = model.cartels.members[row] >= LEAST_PRESENCE
    reach = model.world.neighbours[present].any(axis=0) & ~present
    return where_true(reach)
