"""The past of named groups as it was: births, ends, wars, truces and alliances to 2024."""

from functools import lru_cache

import numpy as np
import pandas as pd

from sim.array_types import FloatArray
from sim.arrays import where_true
from sim.kernels import wars
from sim.kernels.groups import LEAST_PRESENCE
from sim.state.state import State
from sim.state.structure import DatedPeace, DatedWar, History
from sim.submodels.structure import events as acts
from sim.submodels.structure.initial import first_home, named_places
from sim.world.load import REGIONS, World
from sim.world.tables import split_list

LAST_DATED_YEAR = 2024
MONTHS = 12
MIDDLE_OF_YEAR = 7
PARTY_MONTHS = 6.0  # a war party marches over this time
MOST_SENT = 0.02  # of a group's members, to one war in one month


@lru_cache(maxsize=8)
def read_history(world: World, start: pd.Timestamp) -> History:
    """Return the dated acts, as months since the start of the run.

    A later named group begins with the first dated war that names it if that is in its first
    year, else in the middle of that year. Groups end in December of their last year.
    """
    births, ends = [], []
    for place, name in enumerate(world.group_names):
        first = int(world.groups["first_year"].iloc[place])
        last = world.groups["last_year"].iloc[place]
        if not world.group_exists_2012[place]:
            own = world.wars[(world.wars["group_a"] == name) | (world.wars["group_b"] == name)]
            dates = [date for date in own["date"] if date.year == first]
            date = min(dates) if dates else pd.Timestamp(first, MIDDLE_OF_YEAR, 1)
            births.append((_index(date, start), place))
        if np.isfinite(last) and last <= LAST_DATED_YEAR:
            ends.append((_index(pd.Timestamp(int(last), 12, 1), start), place))
    wars = tuple(
        DatedWar(
            _index(war["date"], start),
            (str(war["group_a"]), str(war["group_b"])),
            tuple(REGIONS.index(code) for code in split_list(str(war["regions"]))),
            float(war["weight"]),
        )
        for war in world.wars.to_dict("records")
    )
    events = world.events[world.events["kind"].isin(("truce", "alliance"))]
    peaces = tuple(
        DatedPeace(
            _index(event["date"], start),
            str(event["kind"]),
            tuple(split_list(str(event["group_codes"]))),
            REGIONS.index(event["region_code"]) if event["region_code"] in REGIONS else -1,
        )
        for event in events.to_dict("records")
        if event["date"].year <= LAST_DATED_YEAR
    )
    last_month = _index(pd.Timestamp(LAST_DATED_YEAR, 12, 1), start)
    first_month = MONTHS * start.year + start.month - 1
    return History(first_month, last_month, tuple(births), tuple(ends), wars, peaces)


def _index(date: pd.Timestamp, start: pd.Timestamp) -> int:
    return (date.year - start.year) * MONTHS + date.month - start.month


def year_of(model: State) -> int:
    """Return this month's year."""
    return int(model.structure.history.first_month + model.month) // MONTHS


def is_dated(model: State) -> bool:
    """Whether this month's fate of named groups is given by dated events.

    Never where wars begin and end by themselves: then nothing but removals is dated.
    """
    return model.config.wars == "dated" and bool(
        model.month <= model.structure.history.last_month
    )


def play(model: State, draws: FloatArray) -> None:
    """Let named groups begin, end, ally and make peace as they did; first substep only.

    Parameters
    ----------
    draws
        Uniforms, one a row of the population.
    """
    history, month = model.structure.history, model.month
    if model.substep > 0 or not is_dated(model):
        return
    for place in (place for when, place in history.births if when == month):
        _begin(model, place, draws)
    for place in (place for when, place in history.ends if when == month):
        _end(model, place)
    for peace in (peace for peace in history.peaces if peace.month == month):
        _make_peace(model, peace)
    for war in (war for war in history.wars if war.start <= month):
        _wage(model, war)


def _begin(model: State, place: int, draws: FloatArray) -> None:
    """Begin a named group: out of its parent where that lives, else from nothing."""
    world, params, cartels = model.world, model.params.structure, model.cartels
    name, home = world.group_names[place], first_home(world, place)
    where = named_places(world.group_home[place], world.group_presence[place], home, params)
    from_place = int(world.group_parent[place])
    parent = acts.row_of(model, world.group_names[from_place]) if from_place >= 0 else None
    if parent is None:
        row = acts.found(model, name, params.named_founders * where, home)
    else:
        local = float(cartels.members[parent] @ (where > 0.0)) / float(
            cartels.members[parent].sum()
        )
        row = acts.divide(model, parent, params.named_split_share * local, name, draws)
        if row is not None:
            acts.settle_in(model, row, parent, where)
    if row is not None:
        cartels.named[row], cartels.home[row] = True, home
        _relate(model, place, row)


def _relate(model: State, place: int, row: int) -> None:
    """Give a new named group the rivals and allies of its first year."""
    world, params, members = model.world, model.params.structure, model.cartels.members
    for other_place in where_true(world.group_rivals[place]):
        other = acts.row_of(model, world.group_names[other_place])
        if other is None:
            continue
        shared = np.minimum(members[row], members[other])
        region = int(np.argmax(shared))
        if shared[region] >= LEAST_PRESENCE:
            acts.turn_hostile(model, row, other, region, params.split_rivalry)
    for other_place in where_true(world.group_allies[place]):
        other = acts.row_of(model, world.group_names[other_place])
        if other is not None:
            acts.befriend(model, row, other, params.allied_weight)


def _end(model: State, place: int) -> None:
    """Dissolve a named group into its largest offshoot, else into an ally or a neighbour."""
    world = model.world
    row = acts.row_of(model, world.group_names[place])
    if row is None:
        return
    children = where_true(np.asarray(world.group_parent) == place)
    rows = [acts.row_of(model, world.group_names[child]) for child in children]
    living = [child for child in rows if child is not None]
    heir = max(living, key=lambda r: float(model.cartels.members[r].sum())) if living else None
    heir = acts.heir_of(model, row) if heir is None else heir
    if heir is not None:
        acts.join(model, heir, row)
        model.flows.mergers += 1.0


def _make_peace(model: State, peace: DatedPeace) -> None:
    rows = [row for name in peace.sides if (row := acts.row_of(model, name)) is not None]
    fronts = model.conflict.fronts
    if peace.kind == "truce" and rows:
        slots = fronts.of(rows[0])
        fronts.close(slots[(fronts.region[slots] == peace.region) | (peace.region < 0)])
    if peace.kind == "alliance" and len(rows) > 1:
        acts.befriend(model, rows[0], rows[1], model.params.structure.allied_weight)


def _wage(model: State, war: DatedWar) -> None:
    """Bring a dated war to what it has built up by now in its states, and men where they lack.

    It does not cool while it is known to go on: to the year in which that knowledge ends, and
    in each state until the two make peace there. Then it is left alone.
    """
    params = model.params.conflict
    a, b = acts.row_of(model, war.sides[0]), acts.row_of(model, war.sides[1])
    months = model.month - war.start + 1
    is_known = year_of(model) <= params.wars_known_to
    if a is None or b is None or (months > params.war_ramp and not is_known):
        return
    heat = params.war_weight * war.weight * min(months / params.war_ramp, 1.0)
    for region in war.regions:
        if _is_over(model, war, region):
            continue
        wars.wage(
            model.cartels.members,
            model.cartels.alliance,
            *model.conflict.fronts.columns,
            a,
            b,
            region,
            heat,
            params.war_party,
            params.war_party / PARTY_MONTHS,
            MOST_SENT,
        )


def _is_over(model: State, war: DatedWar, region: int) -> bool:
    """Whether a truce or an alliance has ended a dated war in a state."""
    return any(
        peace.region in (region, -1)
        and war.start <= peace.month <= model.month
        and set(peace.sides[: 1 if peace.kind == "truce" else 2]) <= set(war.sides)
        for peace in model.structure.history.peaces
    )
