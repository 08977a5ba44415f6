"""Episodes of violence: leaders taken (E1-E4), soldiers (E5), guns (E16), a truce (E18)."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from experiments.validation.episodes.lab import Act, Change, Lab, change_of, homicides_in, total
from sim.agents.enforcer import KINDS
from sim.array_types import IntArray
from sim.kernels.groups import LEAST_PRESENCE
from sim.model import CartelMarket
from sim.rates import MONTHS_PER_YEAR
from sim.submodels.structure import events as acts
from sim.world.load import REGIONS

Values = dict[str, float]

FREE: Final = "2025-01"
"""From here on chance, not the dated past, decides on removals, splits and wars."""

N_LEADERS: Final = 6
CALM: Final = 0.16
"""Part of a removal's hazard that is left at home two years later."""

YEAR: Final = 12
HALF_YEAR: Final = 6
BORDER: Final = ("MX-BCN", "MX-SON", "MX-CHH", "MX-COA", "MX-NLE", "MX-TAM")


# ------------------------------------------------------------------ one leader


def family(model: CartelMarket, name: str) -> IntArray:
    """Return the rows of a group and of those that split from it."""
    names = model.cartels.name
    rows = [row for row in model.cartels.rows if (names[row] + " ").startswith(name + " ")]
    return np.array(rows, dtype=np.int64)


def localities_of(model: CartelMarket, name: str, home: int) -> tuple[float, float]:
    """Return this month's homicides in a group's home locality, and in its other localities.

    Localities hold 10 to 15% of a state's violence; the published samples are municipal.
    """
    by_region = model.cartels.locality_homicides[family(model, name)].sum(axis=0)
    return float(by_region[home]), float(by_region.sum() - by_region[home])


def leader_taken(lab: Lab) -> Values:
    """Take the leader of each of six large groups, one at a time (E1, E2).

    The study dates months from a capture and compares with those before it, so the groups are
    the largest that have lost no leader for two years: others are still shaken by the last.
    """
    model = lab.at(FREE)
    start = model.cartels
    shaken = start.locality_hazard[np.arange(start.capacity), start.home]
    is_calm = shaken < CALM * model.params.structure.capture_locality
    order = np.argsort(-start.size, kind="stable")
    largest = [row for row in order if is_calm[row]][:N_LEADERS]
    homes = {start.name[row]: int(start.home[row]) for row in largest}

    def watch(model: CartelMarket) -> Mapping[str, float]:
        found = {}
        for name, home in homes.items():
            found[f"locality {name}"], found[f"places {name}"] = localities_of(
                model, name, home
            )
        return found

    base = lab.run(FREE, YEAR, None, watch)
    sums = np.zeros((3, 2))
    for row in largest:
        name = start.name[row]
        away = [REGIONS[r] for r in np.flatnonzero(start.members[row] < LEAST_PRESENCE)]
        moved = lab.run(FREE, YEAR, Change(act=take_leader(int(row))), watch)
        for column, frame in enumerate((moved, base)):
            sums[:, column] += (
                total(frame, f"locality {name}", 0, YEAR),
                total(frame, f"places {name}", 0, HALF_YEAR),
                total(frame, homicides_in(away), 0, HALF_YEAR),
            )
    home, same, elsewhere = sums[:, 0] / sums[:, 1] - 1.0
    return {"E1": home, "E2.same_group": same, "E2.elsewhere": elsewhere}


def take_leader(row: int) -> Act:
    """Return an event that takes a group's leader in the first month."""

    def act(model: CartelMarket, number: int) -> None:
        if number == 0:
            model.enforcement.ordered.append(row)

    return act


# ---------------------------------------------------------------- many leaders, a split


def many_captures(lab: Lab) -> Values:
    """Aim at 25 leaders in four years, and at none (E3)."""
    months = 4 * YEAR
    base = lab.run(FREE, months, Change(to={"kingpin_captures": 0.0}))
    moved = lab.run(FREE, months, Change(to={"kingpin_captures": 25.0 / 4.0}))
    captures = total(moved, "captures", 0, months) - total(base, "captures", 0, months)
    extra = total(moved, "homicides", 0, months) - total(base, "homicides", 0, months)
    groups = float(moved["n_cartels"].iloc[-1] - base["n_cartels"].iloc[-1])
    return {"E3.deaths": extra / captures, "E3.groups": groups}


def large_split(lab: Lab) -> Values:
    """Take Sinaloa's leader and let it divide as in 2024, 20 months before it did (E4).

    The halves are those of the war of 2024: the sons' wing, which has been a group of its own
    and an ally since 2017, and the rest. Without that wing a new one leaves.
    """
    date, name = "2023-01", "Sinaloa"
    parent = acts.row_of(lab.at(date), name)
    if parent is None:
        return dict.fromkeys(("E4.rise", "E4.times", "E4.year"), float("nan"))
    home = int(lab.at(date).cartels.home[parent])

    def act(model: CartelMarket, number: int) -> None:
        if number > 0:
            return
        params = model.params.structure
        model.enforcement.ordered.append(parent)
        wing = acts.row_of(model, "Chapitos")
        if wing is None:
            uniforms = np.full(model.cartels.capacity, 0.5)
            wing = acts.divide(model, parent, params.named_split_share, "Faction", uniforms)
        if wing is not None:
            acts.turn_hostile(model, parent, wing, home, params.big_split_rivalry)

    base, moved = lab.run(date, 15), lab.run(date, 15, Change(act=act))
    column = f"homicides[{REGIONS[home]}]"
    gap = (moved[column] - base[column]).to_numpy()
    return {
        "E4.rise": float(gap[2:6].mean()),
        "E4.times": 1.0 + change_of(moved, base, column, 2, 6),
        "E4.year": float(gap[12:15].mean()),
    }


# ------------------------------------------------------------------------------ soldiers


def soldiers(lab: Lab) -> Values:
    """Double the forces in a state for a year, in four of the deadliest states (E5).

    Then do the same where one group has been handed nine tenths of the members, in both arms.
    """
    date = "2013-01"
    start = lab.at(date)
    rate = start.conflict.recent.sum(axis=0) / start.world.population
    several, several_base, one, one_base, people = 0.0, 0.0, 0.0, 0.0, 0.0
    base = lab.run(date, YEAR)
    for region in np.argsort(-rate)[:4]:
        column = homicides_in([REGIONS[region]])
        moved = lab.run(date, YEAR, Change(act=deploy(start, [int(region)])))
        several += total(moved, column, 0, YEAR)
        several_base += total(base, column, 0, YEAR)
        people += float(start.world.population[region])
        ruled = rule_by_one(int(region))
        one_base += total(lab.run(date, YEAR, Change(act=ruled)), column, 0, YEAR)
        act = both(ruled, deploy(start, [int(region)]))
        one += total(lab.run(date, YEAR, Change(act=act)), column, 0, YEAR)
    share = several / several_base - 1.0
    return {
        "E5.several": (several - several_base) / people * 1e5,
        "E5.one_rules": (one / one_base - 1.0) / share if share else float("nan"),
    }


def deploy(start: CartelMarket, regions: Sequence[int]) -> Act:
    """Return forces in some states held at twice their level of the start."""
    forces = np.flatnonzero(start.enforcers.kind == KINDS.index("mexican_forces"))
    rows = forces[list(regions)]
    doubled = 2.0 * start.enforcers.effort[rows]

    def act(model: CartelMarket, _number: int) -> None:
        model.enforcers.effort[rows] = doubled

    return act


def rule_by_one(region: int) -> Act:
    """Return an event that hands nine tenths of a state's members to its largest group."""

    def act(model: CartelMarket, number: int) -> None:
        if number == 0:
            members = model.cartels.members[:, region]
            crowd, largest = float(members.sum()), int(np.argmax(members))
            rest = crowd - float(members[largest])
            model.cartels.members[:, region] = 0.1 * crowd * members / max(rest, 1e-9)
            model.cartels.members[largest, region] = 0.9 * crowd

    return act


def both(*parts: Act) -> Act:
    """Return one act made of several."""

    def act(model: CartelMarket, number: int) -> None:
        for part in parts:
            part(model, number)

    return act


# ------------------------------------------------------------------- guns and a truce


def ban_lapse(lab: Lab) -> Values:
    """Let two fifths more guns come from the United States (E16)."""
    date, months = "2013-01", 3 * YEAR
    base = lab.run(date, months)
    moved = lab.run(date, months, Change(times={"gun_supply": 1.4}))
    columns = homicides_in(BORDER)
    extra = total(moved, columns, YEAR, months) - total(base, columns, YEAR, months)
    return {"E16": extra / (months / MONTHS_PER_YEAR - 1.0)}


def truce(lab: Lab) -> Values:
    """Make allies of all groups at war (E18)."""

    def act(model: CartelMarket, number: int) -> None:
        if number == 0:
            weight = model.params.structure.allied_weight
            for a, b in np.argwhere(np.triu(model.cartels.rivalry, 1) > 0.0):
                acts.befriend(model, int(a), int(b), weight)

    base, moved = lab.run(FREE, YEAR), lab.run(FREE, YEAR, Change(act=act))
    return {
        "E18.violence": change_of(moved, base, "homicides", 0, YEAR),
        "E18.extortion": change_of(moved, base, "revenue[extortion]", 3, YEAR),
    }
