"""Wars that begin and end by themselves: the start of 2012, and one step.

The law of ``wars=own``. What UCDP saw in 2011 is where it starts; from then on nothing about
wars is dated.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from sim.array_types import FloatArray, IntArray
from sim.kernels.groups import LEAST_PRESENCE, total
from sim.rates import MONTHS_PER_YEAR
from sim.state.conflict import Fronts
from sim.state.state import State
from sim.submodels.conflict import endings, intensity, onset
from sim.submodels.conflict.fronts import fit_lethality
from sim.submodels.structure.events import move_men, row_of
from sim.world.load import REGIONS

R = len(REGIONS)
YEAR_BEFORE = 2011
LEAST_ACTIVE = 10.0  # deaths in a year
LEAST_PARTY = 200.0  # men of a side of a war that UCDP saw, where the file has none
OLD = 120.0  # months that unnamed groups have been in their states
UNNAMED_MEN = 50.0  # of the smaller side of an unnamed war
SPREADS_KEPT = 2.0  # of a war of 2012, in spreads of deadliness


def is_in_force(model: State) -> bool:
    """Whether wars begin and end by themselves in this run, and are not dated."""
    return model.config.wars == "own" and model.params.conflict.contact == "fronts"


def build(model: State, wanted: FloatArray) -> tuple[Fronts, FloatArray]:
    """Open the wars of January 2012 and fit deaths to that year; return wars and lethality.

    Parameters
    ----------
    wanted
        Deaths of members in 2012 [people/month], shape (R,).
    """
    fronts = Fronts()
    _set_tenure(model)
    seen = _open_seen(model, fronts)
    _open_drawn(model, fronts)
    _set_heats(model, fronts, seen)
    _open_hot(model, fronts, wanted)
    deaths = _deaths_of_2012(model, fronts)
    lethality = fit_lethality(wanted, deaths, model.params.wars.lethality_spread)
    return fronts, lethality


def _set_tenure(model: State) -> None:
    """Set how long groups have been in their states: named ones since they began."""
    cartels, start = model.cartels, model.months[0].year
    months = np.full(cartels.capacity, OLD)
    first = model.world.groups["first_year"].to_numpy(float)
    for place, name in enumerate(model.world.group_names):
        row = row_of(model, name)
        if row is not None:
            months[row] = max(start - first[place], 0.0) * MONTHS_PER_YEAR
    cartels.tenure[:] = np.where(cartels.members >= LEAST_PRESENCE, months[:, None], 0.0)


def _open_seen(model: State, fronts: Fronts) -> dict[int, float]:
    """Open the wars that UCDP saw in 2011; return the deaths a month of each slot."""
    table = model.world.wars_observed
    is_named = (table["code_a"] != "") & (table["code_b"] != "")
    named = table[is_named & (table["deaths_best"] >= LEAST_ACTIVE)]
    seen: dict[int, float] = {}
    for war in named[named["year"] == YEAR_BEFORE].to_dict("records"):
        a, b = row_of(model, str(war["code_a"])), row_of(model, str(war["code_b"]))
        if a is None or b is None or a == b:
            continue
        region = REGIONS.index(str(war["state"]))
        for row in (a, b):
            missing = LEAST_PARTY - float(model.cartels.members[row, region])
            if missing > 0.0:
                move_men(model, row, region, missing)
        _open(model, fronts, (a, b, region), _age(named, war))
        seen[fronts.find(a, b, region)] = float(war["deaths_best"]) / MONTHS_PER_YEAR
    return seen


def _age(named: pd.DataFrame, war: dict[Hashable, Any]) -> float:
    """Return the months that a war of 2011 has been active without a year's break."""
    same = named[
        (named["code_a"] == war["code_a"])
        & (named["code_b"] == war["code_b"])
        & (named["state"] == war["state"])
    ]
    years, first = set(same["year"]), YEAR_BEFORE
    while first - 1 in years:
        first -= 1
    return float((YEAR_BEFORE + 1 - first) * MONTHS_PER_YEAR)


def _open(
    model: State, fronts: Fronts, war: tuple[int, int, int], age: float, heat: float = 1.0
) -> None:
    """Open a war of this age [months] and deadliness."""
    a, b, region = war
    fronts.open(a, b, region, heat)
    slot = fronts.find(a, b, region)
    fronts.age[slot] = age
    model.cartels.fought[min(a, b), max(a, b)] |= 1 << region
    model.wars.usual[slot] = np.log(heat)


def _set_heats(model: State, fronts: Fronts, seen: dict[int, float]) -> None:
    """Make wars as deadly as their deaths a month need, within two spreads of the usual."""
    params = model.params.wars
    slots = np.array(list(seen), np.int64)
    heat = np.array(list(seen.values())) / np.maximum(
        2.0 * params.deaths_per_man * _matched(model, fronts, slots), 1e-9
    )
    most = SPREADS_KEPT * params.heat_spread
    level = np.clip(np.log(np.maximum(heat, 1e-9)), -most, most)
    fronts.intensity[slots], model.wars.usual[slots] = np.exp(level), level


def _matched(model: State, fronts: Fronts, slots: IntArray) -> FloatArray:
    """Return matched men of wars, more where a side lost its leader [people], (wars,)."""
    men = intensity.sides(model, fronts, slots).men
    return intensity.matched_men(*men) * intensity.shaken(model, fronts, slots)


def _open_drawn(model: State, fronts: Fronts) -> None:
    """Open a war of each drawn pair of rivals of 2012, where both have most men."""
    cartels = model.cartels
    for i, j in np.argwhere(np.triu(cartels.rivalry, 1) > 0.0):
        shared = np.minimum(cartels.members[i], cartels.members[j])
        region = int(np.argmax(shared))
        is_seen = cartels.named[i] and cartels.named[j]
        if not is_seen and shared[region] >= UNNAMED_MEN:
            _open(model, fronts, (int(i), int(j), region), MONTHS_PER_YEAR)


def _open_hot(model: State, fronts: Fronts, wanted: FloatArray) -> None:
    """Let the two largest groups of a state fight where 2012 was deadlier than is explained."""
    params, members = model.params.wars, model.cartels.members
    deaths = _deaths_of_2012(model, fronts)
    missing = wanted - deaths * params.lethality_spread
    for region in np.flatnonzero(missing > 0.0):
        first, second = (int(n) for n in np.argsort(-members[:, region], kind="stable")[:2])
        men = float(intensity.matched_men(members[first, region], members[second, region]))
        if men < UNNAMED_MEN or fronts.find(first, second, int(region)) >= 0:
            continue
        heat = float(missing[region]) / (2.0 * params.deaths_per_man * men)
        heat = min(heat, params.hottest_2012)
        _open(model, fronts, (first, second, int(region)), MONTHS_PER_YEAR, heat)


def _deaths_of_2012(model: State, fronts: Fronts) -> FloatArray:
    """Return deaths a month in each state at lethality 1, shape (R,)."""
    params, members = model.params.wars, model.cartels.members
    slots = fronts.slots
    region, men = fronts.region[slots], _matched(model, fronts, slots)
    dead = 2.0 * params.deaths_per_man * fronts.intensity[slots] * men
    found = params.member_risk * members.sum(axis=0)
    return np.asarray(found + np.bincount(region, weights=dead, minlength=R))


def _reinforce(model: State) -> None:
    """Let the weaker side of each war bring men from its other states, to match the foe.

    A part of what is missing each month, and at most a small part of the group: a war of two
    national groups then grows beyond the men that either had in the state.
    """
    params, members, fronts = model.params.wars, model.cartels.members, model.conflict.fronts
    strength = max(model.strength["conflict"], 0.0)
    for slot in fronts.slots:
        i, j, region = int(fronts.i[slot]), int(fronts.j[slot]), int(fronts.region[slot])
        gap = float(members[i, region] - members[j, region])
        weaker = j if gap > 0.0 else i
        most = params.reinforce_most * total(members[weaker]) * model.dt
        men = min(params.reinforce_rate * model.dt * abs(gap), most)
        move_men(model, weaker, region, strength * men)


def advance(model: State, inside: FloatArray, scale: FloatArray) -> None:
    """Let wars be fought, end, begin and grow or cool for one step.

    Parameters
    ----------
    inside
        Fighting inside groups [ratio - 1], shape (n, R).
    scale
        What multiplies deaths in each state, lethality and the length of the step, (R,).
    """
    arrests = onset.doublings_of_arrests(model)
    intensity.recognise(model)
    intensity.fight(model, inside, scale, onset.contested(model))
    endings.end(model, arrests)
    _reinforce(model)
    intensity.retaliate(model)
    onset.begin(model, arrests)
