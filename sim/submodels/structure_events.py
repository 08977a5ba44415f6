"""What happens to groups: how one divides, joins, begins or ends, and dated cases of it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.calendar import FloatArray
from sim.population import IntArray
from sim.submodels import finance
from sim.submodels.structure_build import first_home, named_places
from sim.tables import split_list
from sim.world import REGIONS

if TYPE_CHECKING:
    from sim.model import CartelMarket

LAST_DATED = pd.Timestamp("2024-12-31")
LEAST_PRESENCE = 5.0  # people; fewer is no presence
MIDDLE_OF_YEAR = 7


def row_of(model: "CartelMarket", name: str) -> int | None:
    """Return the row of the living group of this name."""
    for row in model.cartels.rows:
        if model.cartels.name[int(row)] == name:
            return int(row)
    return None


def is_dated(model: "CartelMarket") -> bool:
    """Whether this month's fate of named groups is given by dated events."""
    return bool(model.months[model.month] <= LAST_DATED)


# ------------------------------------------------------------------------------ the acts


def divide(
    model: "CartelMarket", parent: int, share: float, name: str, luck: FloatArray
) -> int | None:
    """Let a part of a group leave as a new one; return its row, None when there is no room.

    The new group takes its share of every stock, copies its parent's habits and beliefs, and
    keeps each war and alliance with a chance. Whether they fight each other is the caller's.

    Parameters
    ----------
    luck
        Uniforms, one a row of the population.
    """
    cartels, params = model.cartels, model.params.structure
    child = cartels.free_row()
    if child is None:
        return None
    cartels.split(parent, child, share, name)
    cartels.fitness[child] = 0.0
    cartels.leadership[child] = 1.0
    copy_memories(model, child, parent)
    keeps = (luck < params.split_inherits) & cartels.alive
    keeps[[parent, child]] = False
    cartels.alliance[child] = np.where(keeps, cartels.alliance[parent], 0.0)
    cartels.alliance[:, child] = cartels.alliance[child]
    fronts = model.conflict.fronts
    for slot in fronts.of(parent):
        other = int(fronts.i[slot] + fronts.j[slot] - parent)
        region = int(fronts.region[slot])
        if keeps[other] and cartels.members[child, region] >= LEAST_PRESENCE:
            fronts.open(child, other, region, float(fronts.intensity[slot]))
    model.flows["splits"] += 1.0
    return child


def befriend(model: "CartelMarket", a: int, b: int, weight: float) -> None:
    """Make two groups allies and end their wars."""
    cartels, fronts = model.cartels, model.conflict.fronts
    cartels.alliance[a, b] = cartels.alliance[b, a] = max(weight, float(cartels.alliance[a, b]))
    slots = fronts.of(a)
    fronts.close(slots[(fronts.i[slots] == b) | (fronts.j[slots] == b)])


def turn_hostile(model: "CartelMarket", a: int, b: int, region: int, intensity: float) -> None:
    """Start a war of two groups in a state; an alliance between them ends."""
    model.cartels.alliance[a, b] = model.cartels.alliance[b, a] = 0.0
    model.conflict.fronts.open(a, b, region, intensity)


def join(model: "CartelMarket", heir: int, gone: int) -> None:
    """Let a group join another with everything it has; its wars end."""
    model.conflict.fronts.forget(gone)
    model.cartels.absorb(heir, gone)
    forget_memories(model, gone)


def found(model: "CartelMarket", name: str, place: FloatArray, home: int) -> int | None:
    """Begin a group without a parent, with these members in each state; return its row."""
    cartels = model.cartels
    row = cartels.free_row()
    if row is None:
        return None
    cartels.begin(row, name)
    cartels.members[row] = place
    cartels.home[row] = home
    cartels.leadership[row] = 1.0
    forget_memories(model, row)
    if cartels.pay[cartels.rows].any():
        finance.equip(model, np.array([row]))
        others = cartels.members[:, home] * cartels.alive
        others[row] = 0.0
        copy_memories(model, row, int(np.argmax(others)))
        model.finance.entry_pay[row] = cartels.pay[row] / model.params.finance.entry_ratio
    model.flows["founders"] += float(place.sum())
    return row


def heir_of(model: "CartelMarket", row: int) -> int | None:
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


def copy_memories(model: "CartelMarket", child: int, parent: int) -> None:
    """Give a new group what others reckoned for the group it comes from."""
    for owner, names in (
        (model.finance, ("trade_payoff", "channel_payoff", "entry_pay", "stress", "gap")),
        (model.shipping, ("route_payoff",)),
        (model.markets, ("market_payoff",)),
        (model.production, ("drug_payoff",)),
    ):
        for name in names:
            values = getattr(owner, name)
            values[child] = values[parent]
    model.structure.usual_size[child] = model.cartels.size[child]
    model.structure.split_due[child] = np.inf
    model.enforcement.betrayal[child] = 0.0


def forget_memories(model: "CartelMarket", row: int) -> None:
    """Clear what processes remember about a row that changes hands."""
    model.structure.split_due[row] = np.inf
    model.structure.usual_size[row] = model.cartels.size[row]
    model.enforcement.betrayal[row] = 0.0
    model.finance.stress[row] = 0.0
    model.finance.gap[row] = 0.0


def settle_in(model: "CartelMarket", child: int, parent: int, place: FloatArray) -> None:
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
    taken = taken + rest * spare / max(float(spare.sum()), 1e-9)
    members[parent] = both - taken
    members[child] = taken


# ------------------------------------------------------------------------------ dated events


def dated_births(model: "CartelMarket") -> dict[int, pd.Timestamp]:
    """Return the month in which each later named group begins, by place in ``groups.csv``.

    The first dated war that names it if that is in its first year, else the middle of it.
    """
    world = model.world
    births = {}
    for place in np.flatnonzero(~np.asarray(world.group_exists_2012)):
        name = world.group_names[place]
        year = int(world.groups["first_year"].iloc[place])
        own = world.wars[(world.wars["group_a"] == name) | (world.wars["group_b"] == name)]
        dates = [date for date in own["date"] if date.year == year]
        date = min(dates) if dates else pd.Timestamp(year, MIDDLE_OF_YEAR, 1)
        births[int(place)] = date.to_period("M").to_timestamp()
    return births


def play_dated(model: "CartelMarket", luck: FloatArray) -> None:
    """Let named groups begin, end, ally and make peace as they did; first substep only.

    Parameters
    ----------
    luck
        Uniforms, one a row of the population.
    """
    if model.substep > 0 or not is_dated(model) or not model.structure.has_history:
        return
    for place, month in model.structure.births.items():
        if month == model.months[model.month]:
            _begin_named(model, place, luck)
    _end_named(model)
    events = model.world.events
    now = events[events["date"].dt.to_period("M") == model.months[model.month].to_period("M")]
    for event in now.itertuples():
        _play(
            model, str(event.kind), split_list(str(event.group_codes)), str(event.region_code)
        )
    _wage_dated_wars(model)


def _begin_named(model: "CartelMarket", place: int, luck: FloatArray) -> None:
    world, params, cartels = model.world, model.params.structure, model.cartels
    name, home = world.group_names[place], first_home(world, place)
    where = named_places(world.group_home[place], world.group_presence[place], home, params)
    from_place = int(world.group_parent[place])
    parent = row_of(model, world.group_names[from_place]) if from_place >= 0 else None
    if parent is None:
        row = found(model, name, params.named_founders * where, home)
    else:
        row = divide(model, parent, params.named_split_share, name, luck)
        if row is not None:
            settle_in(model, row, parent, where)
    if row is None:
        return
    cartels.named[row], cartels.home[row] = True, home
    for other_place in np.flatnonzero(world.group_rivals[place]):
        other = row_of(model, world.group_names[other_place])
        if other is not None:
            shared = np.minimum(cartels.members[row], cartels.members[other])
            region = int(np.argmax(shared))
            if shared[region] >= LEAST_PRESENCE:
                turn_hostile(model, row, other, region, params.split_rivalry)
    for other_place in np.flatnonzero(world.group_allies[place]):
        other = row_of(model, world.group_names[other_place])
        if other is not None:
            befriend(model, row, other, params.allied_weight)


def _end_named(model: "CartelMarket") -> None:
    """Dissolve named groups in the last month of their last year, into their offshoots."""
    month = model.months[model.month]
    if month.month != 12:
        return
    for place, last in enumerate(model.world.groups["last_year"]):
        row = row_of(model, model.world.group_names[place])
        if row is None or not np.isfinite(last) or int(last) != month.year:
            continue
        heirs = [
            heir
            for child in np.flatnonzero(np.asarray(model.world.group_parent) == place)
            if (heir := row_of(model, model.world.group_names[child])) is not None
        ]
        heir = max(heirs, key=lambda r: float(model.cartels.size[r])) if heirs else None
        heir = heir_of(model, row) if heir is None else heir
        if heir is not None:
            join(model, heir, row)
            model.flows["mergers"] += 1.0


def _play(model: "CartelMarket", kind: str, codes: list[str], region_code: str) -> None:
    """Play a dated truce or alliance."""
    rows = [row for code in codes if (row := row_of(model, code)) is not None]
    fronts = model.conflict.fronts
    if kind == "truce" and rows and region_code in REGIONS:
        slots = fronts.of(rows[0])
        fronts.close(slots[fronts.region[slots] == REGIONS.index(region_code)])
    if kind == "alliance" and len(rows) > 1:
        befriend(model, rows[0], rows[1], model.params.structure.allied_weight)


def _wage_dated_wars(model: "CartelMarket") -> None:
    """Build up the wars of ``wars.csv``: each month of the ramp adds its part."""
    params, wars = model.params.conflict, model.world.wars
    month = model.months[model.month]
    for war in wars.itertuples():
        age = (month.year - war.date.year) * 12 + month.month - war.date.month
        if not 0 <= age < params.war_ramp:
            continue
        a, b = row_of(model, str(war.group_a)), row_of(model, str(war.group_b))
        if a is None or b is None:
            continue
        part = params.war_weight * float(war.weight) / params.war_ramp
        for code in split_list(str(war.regions)):
            region = REGIONS.index(code)
            for row in (a, b):
                _send_party(model, row, region)
            slot = model.conflict.fronts.find(a, b, region)
            before = float(model.conflict.fronts.intensity[slot]) if slot >= 0 else 0.0
            model.cartels.alliance[a, b] = model.cartels.alliance[b, a] = 0.0
            model.conflict.fronts.open(a, b, region, before + part)


def _send_party(model: "CartelMarket", row: int, region: int) -> None:
    """Move men of a group into a state where it is at war but hardly there."""
    members, most = model.cartels.members, model.params.conflict.war_party
    if members[row, region] < 0.25 * most:
        move_men(model, row, region, min(most, 0.1 * float(members[row].sum())))


def move_men(model: "CartelMarket", row: int, region: int, men: float) -> None:
    """Move men of a group into a state, from its other states in proportion."""
    members = model.cartels.members[row]
    others = members.copy()
    others[region] = 0.0
    total = float(others.sum())
    if total > 0.0:
        moved = min(men, 0.5 * total)
        members -= moved * others / total
        members[region] += moved


def neighbours_to_enter(model: "CartelMarket", row: int) -> IntArray:
    """Return states next to a group's own where it isn't yet."""
    present = model.cartels.members[row] >= LEAST_PRESENCE
    reach = model.world.neighbours[present].any(axis=0) & ~present
    return np.flatnonzero(reach)
