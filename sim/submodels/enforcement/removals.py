"""Removals of leaders, dated ones of the past and drawn ones, and strikes."""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.rates import MONTHS_PER_YEAR, add_fading
from sim.state.enforcement import Capture
from sim.state.state import State
from sim.submodels.enforcement.rules import (
    MOST_PER_STEP,
    exposure,
    honesty,
    pick_rows,
    poisson_count,
)
from sim.submodels.structure.events import row_of
from sim.world.load import REGIONS, World

LAST_DATED_YEAR = 2024
"""Last year whose removals are those of ``events.csv``."""


class Removal(NamedTuple):
    """One dated line of the past: codes of the groups, how, how many leaders, and where."""

    codes: str
    kind: str
    leaders: int
    region: str


def exposed(model: State) -> FloatArray:
    """Return how far groups are open to arrest in each state [ratio to the usual], (R,)."""
    now = honesty(model.institutions.corruption)
    return exposure(now, model.enforcement.usual_honesty, model.params.enforcement)


def strike(model: State, strikes: float, consent: float) -> None:
    """Draw strikes on the largest groups: capacity out of work, sometimes a leader killed."""
    state, params, cartels = model.enforcement, model.params.enforcement, model.cartels
    strength = model.strength["strikes_backlash"]
    draws = model.uniforms("enforcement/strikes", 1 + 2 * MOST_PER_STEP, 1)[:, 0]
    count = poisson_count(draws[0], strikes / MONTHS_PER_YEAR * model.dt)
    largest = _largest(model) if count else np.zeros(0, np.int64)
    for number in range(count):
        row = int(largest[int(draws[1 + number] * largest.size)])
        loss = strength * params.capacity_loss_per_strike
        cartels.disruption[row] += loss * (1.0 - cartels.disruption[row])
        if draws[1 + MOST_PER_STEP + number] < params.strike_leader_chance:
            _take_leader(model, Capture(row, int(cartels.home[row]), "strike"))
    state.recent_strikes = add_fading(
        state.recent_strikes, count * (1.0 - consent), params.strike_memory, model.dt
    )
    state.campaign = min(strikes / MONTHS_PER_YEAR, 1.0)
    model.flows.strike_events += float(count)


def _largest(model: State) -> IntArray:
    """Return the rows of the groups that strikes aim at, the largest first."""
    sizes = model.cartels.size * model.cartels.alive
    most = int(model.params.enforcement.strike_targets)
    return np.asarray(np.argsort(-sizes, kind="stable")[:most])


def remove_leaders(model: State, kingpin_captures: float, factors: dict[str, float]) -> None:
    """Remove leaders: dated ones of the past, drawn ones beyond them and afterwards.

    In dated years a policy that lowers the rate spares some of the dated leaders by chance,
    one that raises it adds drawn ones. Experiments may order others.
    """
    state, params, cartels = model.enforcement, model.params.enforcement, model.cartels
    draws = model.uniforms("enforcement/captures", 1 + 3 * MOST_PER_STEP, 1)[:, 0]
    rate = kingpin_captures * params.capture_rate_scale * max(factors["deals"], 0.0)
    rate *= factors["cooperation"] ** params.captures_to_cooperation
    size = cartels.size * cartels.alive
    weights = size * exposed(model)[cartels.home]  # officials of a leader's home warn him
    rate *= float(weights.sum() / max(float(size.sum()), 1e-9))
    rate *= factors["tools"] * max(factors["surveillance"], 0.0)
    if model.calendar_year <= LAST_DATED_YEAR:
        dated_in_year = _dated_count(model)
        kept = min(1.0, rate / dated_in_year) if dated_in_year else 1.0
        for number, capture in enumerate(_dated(model)):
            if draws[1 + 2 * MOST_PER_STEP + number % MOST_PER_STEP] < kept:
                _take_leader(model, capture)
        rate = max(rate - dated_in_year, 0.0)
    count = poisson_count(draws[0], rate / MONTHS_PER_YEAR * model.dt)
    rows = pick_rows(draws[1 : 1 + count], weights) if count else []
    betrayed = 1.0 - 1.0 / max(factors["deals"], 1.0)
    strength = model.strength["witness_protection"]
    for row in rows:
        cartels.betrayal[row] += strength * betrayed * (params.betrayal_multiplier - 1.0)
        _take_leader(model, Capture(row, int(cartels.home[row]), "capture"))
    for row in state.ordered:
        _take_leader(model, Capture(row, int(cartels.home[row]), "capture"))
    state.ordered = []


@cache
def dated_removals(world: World) -> dict[tuple[int, int], list[Removal]]:
    """Return the removals of ``events.csv`` by year and month, read once per process."""
    events = world.events[world.events["leaders_removed"] > 0]
    found: dict[tuple[int, int], list[Removal]] = {}
    for event in events.to_dict("records"):
        kind = "kill" if event["kind"] == "kill" else "capture"
        removal = Removal(
            str(event["group_codes"]),
            kind,
            int(event["leaders_removed"]),
            str(event["region_code"]),
        )
        found.setdefault((event["date"].year, event["date"].month), []).append(removal)
    return found


def _dated(model: State) -> list[Capture]:
    """Return the removals of ``events.csv`` that fall in this month; first substep only."""
    month = model.calendar_year, model.month_of_year
    captures = []
    if model.substep == 0:
        for removal in dated_removals(model.world).get(month, ()):
            row = _row_of(model, removal.codes)
            if row is None and model.config.wars == "own":
                row = _largest_in(model, removal.region)
            if row is not None:
                home = int(model.cartels.home[row])
                captures += [Capture(row, home, removal.kind)] * removal.leaders
    return captures


def _largest_in(model: State, region: str) -> int | None:
    """Return the row of the largest group of a region, or of all where none is named.

    Where wars are not dated, later groups never begin as they did; a leader removed from one
    of them is then taken from the largest group there.
    """
    members = model.cartels.members * model.cartels.alive[:, None]
    there = members[:, REGIONS.index(region)] if region in REGIONS else members.sum(axis=1)
    return int(np.argmax(there)) if there.max() > 0.0 else None


def _dated_count(model: State) -> float:
    """Return how many removals of this calendar year are dated."""
    year, removals = model.calendar_year, dated_removals(model.world)
    now = [removal for (when, _), rows in removals.items() if when == year for removal in rows]
    return float(sum(removal.leaders for removal in now))


def _row_of(model: State, codes: str) -> int | None:
    """Return the row of the first group of a list that is alive, if any."""
    rows = (row_of(model, code.strip()) for code in codes.split(";"))
    return next((row for row in rows if row is not None), None)


def _take_leader(model: State, capture: Capture) -> None:
    """Book one removal: guards arrested, capacity out of work, the group on the list."""
    params, cartels, row = model.params.enforcement, model.cartels, capture.row
    taken = params.capture_member_loss * cartels.members[row]
    cartels.members[row] -= taken
    model.flows.arrests += float(taken.sum())
    loss = model.strength["kingpin_fragmentation"] * params.capacity_loss_on_removal
    cartels.disruption[row] += loss * (1.0 - cartels.disruption[row])
    model.enforcement.captures.append(capture)
    model.flows.captures += 1.0
