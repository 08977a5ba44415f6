"""Enforcement: effort that learns, arrests, removals of leaders, and strikes.

Removals of the past are dated (``events.csv``, to 2024) and drawn afterwards. Arrests take
members at once; hazards and splits that follow a removal belong to ``structure``.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.agents.enforcer import KINDS, EnforcerColumns
from sim.array_types import BoolArray, FloatArray, IntArray
from sim.arrays import clip, where_true
from sim.levers import over_reference
from sim.mechanisms import tempered
from sim.params.enforcement import EnforcementParams
from sim.rates import MONTHS_PER_YEAR, WEEKS_PER_MONTH, add_fading, approach, remaining
from sim.state.enforcement import Capture, EnforcementState
from sim.state.institutions import Institutions
from sim.state.state import State
from sim.submodels.structure.events import row_of
from sim.world.load import REGIONS, ROUTES, World

R, L = len(REGIONS), len(ROUTES)
LAST_DATED_YEAR = 2024
MOST_PER_STEP = 16  # removals or strikes drawn in one step, the width of the draws
POOLS = ("port_of_entry", "between_ports", "sea", "parcel")
LEAST_RATIO = 0.05
MONTHS_BEHIND = 6  # of homicides that forces follow
FORCES = slice(L + 4, L + 4 + R)  # rows of the Mexican forces, one per state


class Removal(NamedTuple):
    """One dated line of the past: codes of the groups, how, how many leaders, and where."""

    codes: str
    kind: str
    leaders: int
    region: str


# ------------------------------------------------------------------------------ rules


class RouteModes(NamedTuple):
    """Routes by mode: rows of each pool of agents, and masks of shape (L,)."""

    pools: list[IntArray]
    is_land: BoolArray
    is_open: BoolArray
    """Seen from the air."""
    is_between: BoolArray


@cache
def route_modes(world: World) -> RouteModes:
    """Return routes by mode, read once per process."""
    modes = np.array(world.route_mode)
    return RouteModes(
        pools=[where_true(modes == pool) for pool in POOLS],
        is_land=np.isin(modes, POOLS[:2]),
        is_open=np.isin(modes, ("between_ports", "sea")),
        is_between=modes == "between_ports",
    )


def learned_effort(
    catch: FloatArray, catch_2012: FloatArray, weight: FloatArray, params: EnforcementParams
) -> FloatArray:
    """Return the effort that a pool wants on each target, mean 1 by weight.

    ``xi + (1 - xi) (C / C_2012)^theta / mean``: part at random, the rest towards targets that
    yielded more than they used to.
    """
    ratio = np.where(catch_2012 > 0.0, catch / np.where(catch_2012 > 0.0, catch_2012, 1.0), 1.0)
    pull = np.maximum(ratio, LEAST_RATIO) ** params.catch_exponent
    mean = float(pull @ weight / weight.sum())
    return np.asarray(params.random_effort + (1.0 - params.random_effort) * pull / mean)


def expected_arrests(
    members: FloatArray, factor: FloatArray, params: EnforcementParams, dt: float
) -> FloatArray:
    """Return arrests of each group's members in each region [people], shape (C, R).

    ``eta (C / C0)^b m / C x factor_r``: exponent 0 is a fixed capacity, 1 a rate per member.

    Parameters
    ----------
    members
        Members [people], shape (C, R).
    factor
        Multiple of 2012 by region, shape (R,).
    """
    total = float(members.sum())
    if total <= 0.0:
        return np.zeros_like(members)
    capacity = params.arrests_per_week * WEEKS_PER_MONTH * dt
    scale = (total / params.members_reference) ** params.arrest_exponent
    return np.asarray(np.minimum(members, capacity * scale * members / total * factor))


def poisson_count(uniform: float, mean: float) -> int:
    """Return a Poisson count by inversion of one uniform, at most ``MOST_PER_STEP``."""
    count, term = 0, float(np.exp(-mean))
    cumulative = term
    while uniform > cumulative and count < MOST_PER_STEP:
        count += 1
        term *= mean / count
        cumulative += term
    return count


def honesty(corruption: FloatArray) -> FloatArray:
    """Return the share of officials who cannot be bought [1], shape (R,), at least 0.01."""
    return np.maximum(1.0 - corruption, 0.01)


def exposure(now: FloatArray, usual: FloatArray, params: EnforcementParams) -> FloatArray:
    """Return how far groups are open to arrest in each state [ratio to the usual], shape (R,).

    ``((1 - k_r) / (1 - k_r)_usual)^n``: officials whom groups bought in a state warn and shield
    them there, and nowhere else.
    """
    return np.asarray((now / usual) ** params.captures_to_honesty)


def pick_rows(uniforms: FloatArray, weights: FloatArray) -> list[int]:
    """Return rows drawn in proportion to weights, one for each uniform."""
    cumulative = np.cumsum(weights)
    if cumulative[-1] <= 0.0:
        return []
    picks = np.searchsorted(cumulative, uniforms * cumulative[-1], side="right")
    return [int(pick) for pick in np.minimum(picks, weights.size - 1)]


# ------------------------------------------------------------------------------ build


def build(model: State) -> None:
    """Create the agencies and the state of January 2012."""
    kinds = [KINDS.index("us_border")] * L
    kinds += [KINDS.index(kind) for kind in KINDS[1:5]]
    kinds += [KINDS.index("mexican_forces")] * R + [KINDS.index("mexican_prosecutors")]
    columns = EnforcerColumns.empty(len(kinds))
    columns.kind[:] = kinds
    columns.place[:L] = np.arange(L)
    columns.place[L + 4 : L + 4 + R] = np.arange(R)
    model.enforcers = columns
    usual = np.full(R, model.baseline_lever("arrests"))
    model.cartels.arrests[:] = expected_arrests(
        model.cartels.members, usual, model.params.enforcement, model.dt
    )
    model.enforcement = EnforcementState(
        route_effort=np.ones(L),
        us_effort=1.0,
        deployment=np.zeros(R),
        presence=np.ones(R),
        usual_presence=np.ones(R),
        recent_strikes=0.0,
        campaign=0.0,
        severity=1.0,
    )


# ------------------------------------------------------------------------------ a step


def advance(  # noqa: PLR0913 - one number for each lever that acts here
    model: State,
    *,
    border_enforcement: float,
    surveillance: float,
    strikes: float,
    kingpin_captures: float,
    mexican_security: float,
    us_partner_enforcement: float,
    witness_protection: float,
    terror_designation: float,
    strike_consent: float,
    arrests: float,
) -> None:
    """Move effort, arrest members, remove leaders, strike."""
    state = model.enforcement
    state.captures = []
    _deploy(model, mexican_security)
    _search_routes(model, border_enforcement, surveillance)
    _press_distributors(model, us_partner_enforcement)
    factors = _factors(model, surveillance, witness_protection, terror_designation)
    _arrest(model, arrests, factors)
    _strike(model, strikes, strike_consent)
    _remove_leaders(model, kingpin_captures, factors)
    model.cartels.betrayal *= remaining(model.params.enforcement.betrayal_half_life, model.dt)
    _record_agencies(model, strikes, witness_protection)


def _deploy(model: State, mexican_security: float) -> None:
    """Set the forces in each state; only what is new there moves violence."""
    state, params = model.enforcement, model.params.enforcement
    ratio = over_reference(mexican_security, model.baseline_lever("mexican_security"))
    state.presence = ratio * model.enforcers.effort[FORCES]
    state.deployment = clip(state.presence / state.usual_presence - 1.0, -1.0, 3.0)
    closed = approach(params.deployment_memory, model.dt)
    state.usual_presence += closed * (state.presence - state.usual_presence)
    state.usual_presence = np.maximum(state.usual_presence, LEAST_RATIO)


def _search_routes(model: State, border_enforcement: float, surveillance: float) -> None:
    """Set effort on each route: budget, learning from catches, aircraft and soldiers."""
    state, params = model.enforcement, model.params.enforcement
    columns, strength = model.enforcers, model.strength["security_deployment"]
    caught = model.shipping.caught_value / model.dt
    if not columns.belief[:L].any():  # the first step: what 2012 catches
        columns.belief[:L] = caught
        columns.catch[:L] = caught
    closed = approach(params.catch_memory, model.dt)
    columns.catch[:L] += closed * (caught - columns.catch[:L])
    modes = route_modes(model.world)
    for rows in modes.pools:
        weight = np.maximum(columns.belief[rows], 1e-9)
        wanted = learned_effort(columns.catch[rows], columns.belief[rows], weight, params)
        columns.effort[rows] += approach(params.effort_time, model.dt) * (
            wanted - columns.effort[rows]
        )
    columns.budget[:L] = np.where(
        modes.is_land,
        over_reference(border_enforcement, model.baseline_lever("border_enforcement")),
        1.0,
    )
    seen = over_reference(surveillance, model.baseline_lever("surveillance"))
    doublings = float(np.log2(max(seen, LEAST_RATIO)))
    gain = 1.0 + strength * params.drone_detection_gain * doublings * modes.is_open
    soldiers = np.log2(np.maximum(state.presence / state.usual_presence, LEAST_RATIO)).mean()
    gain = gain * np.where(
        modes.is_between, tempered(params.border_force_gain, strength * soldiers), 1.0
    )
    state.route_effort = np.maximum(columns.budget[:L] * columns.effort[:L] * gain, 0.0)


def _press_distributors(model: State, us_partner_enforcement: float) -> None:
    """Set effort in the US tier: arrests, and the cases that arrested distributors bring."""
    state, params = model.enforcement, model.params.enforcement
    ratio = over_reference(
        us_partner_enforcement, model.baseline_lever("us_partner_enforcement")
    )
    follow_on = model.strength["us_partners"] * params.cooperator_yield
    effort = max(ratio * (1.0 + follow_on * ratio) / (1.0 + follow_on), 0.0)
    state.us_effort = effort


def _factors(
    model: State, surveillance: float, witness_protection: float, designation: float
) -> dict[str, float]:
    """Return what scales removals and arrests, each over its level without policy."""
    state, params, strength = model.enforcement, model.params.enforcement, model.strength
    levels = _levels(model.institutions, surveillance, witness_protection, designation)
    _follow_history(model)
    reference = state.reference
    deals = levels["deals"] - reference["deals"]
    state.severity = 1.0 - strength["witness_protection"] * (
        params.sentence_discount * params.cooperating_share * deals
    )
    return {
        "cooperation": levels["cooperation"] / reference["cooperation"],
        "surveillance": 1.0
        + strength["security_deployment"]
        * params.captures_per_surveillance_doubling
        * float(np.log2(levels["surveillance"] / reference["surveillance"])),
        "deals": 1.0
        + strength["witness_protection"]
        * params.follow_on_captures
        * params.court_efficiency
        * deals,
        "tools": float(
            tempered(
                params.legal_tool_capture_multiplier,
                strength["fto_material_support"] * (designation - reference["designation"]),
            )
        ),
    }


def _levels(
    institutions: Institutions, surveillance: float, deals: float, designation: float
) -> dict[str, float]:
    """Return what removals and arrests follow."""
    return {
        "cooperation": max(float(institutions.cooperation), 0.01),
        "surveillance": max(surveillance, LEAST_RATIO),
        "deals": deals,
        "designation": designation,
    }


def _follow_history(model: State) -> None:
    """Move the references along the dated past, as the levers of history have it.

    They stay at the last dated month: what happened before is in the dates, and a policy is
    compared with history whenever it begins.
    """
    state = model.enforcement
    if model.calendar_year > LAST_DATED_YEAR:
        return
    names = ("surveillance", "witness_protection", "terror_designation", "mexican_security")
    *levers, forces = (model.without_policy(name) for name in names)
    state.reference = _levels(model.institutions.usual, *levers)
    state.usual_honesty = honesty(model.institutions.usual.corruption)
    ratio = over_reference(forces, model.baseline_lever("mexican_security"))
    presence = float(np.mean(ratio * model.enforcers.effort[FORCES]))
    state.reference["presence"] = max(presence, LEAST_RATIO)


def _arrest(model: State, arrests: float, factors: dict[str, float]) -> None:
    """Take members out, more where forces are present, and let the forces learn."""
    state, params, cartels = model.enforcement, model.params.enforcement, model.cartels
    strength = model.strength["security_deployment"]
    by_forces = np.maximum(state.presence, LEAST_RATIO) ** (
        strength * params.arrest_elasticity_to_deployment
    )
    if params.arrest_exponent > 0.0:
        by_forces = by_forces / _usual_forces_effect(model, strength)
    common = 1.0 + params.arrests_to_cooperation * (factors["cooperation"] - 1.0)
    factor = np.maximum(arrests * common * by_forces * _exposed(model), 0.0)
    cartels.arrests[:] = expected_arrests(cartels.members, factor, params, model.dt)
    cartels.members -= cartels.arrests
    model.flows.arrests += float(cartels.arrests.sum())
    drawn_by = _what_draws_forces(model)
    columns = model.enforcers
    if not columns.belief[FORCES].any():
        columns.belief[FORCES] = columns.catch[FORCES] = drawn_by
    closed = approach(params.catch_memory, model.dt)
    columns.catch[FORCES] += closed * (drawn_by - columns.catch[FORCES])
    wanted = learned_effort(
        columns.catch[FORCES], columns.belief[FORCES], columns.belief[FORCES] + 1e-9, params
    )
    columns.effort[FORCES] += approach(params.effort_time, model.dt) * (
        wanted - columns.effort[FORCES]
    )


def _exposed(model: State) -> FloatArray:
    """Return how far groups are open to arrest in each state [ratio to the usual], (R,)."""
    now = honesty(model.institutions.corruption)
    return exposure(now, model.enforcement.usual_honesty, model.params.enforcement)


def _what_draws_forces(model: State) -> FloatArray:
    """Return what forces follow from state to state [people/month], shape (R,).

    Arrests made, where wars are dated; where they begin by themselves, homicides of the half
    year before this month.
    """
    if model.config.wars == "own":
        return np.asarray(model.conflict.recent[1 : 1 + MONTHS_BEHIND].mean(axis=0))
    return np.asarray(model.cartels.arrests.sum(axis=0) / model.dt)


def _usual_forces_effect(model: State, strength: float) -> float:
    """Return the part of the growth of forces since 2012 that brought no more arrests.

    The forces grew 2.6-fold from 2012 to 2024 while extraditions and federal arrests did not;
    only a change against history, and after it against the last dated month, counts.
    """
    usual, params = model.enforcement.reference["presence"], model.params.enforcement
    return float(usual ** (strength * params.arrest_elasticity_to_deployment))


def _strike(model: State, strikes: float, consent: float) -> None:
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


def _remove_leaders(model: State, kingpin_captures: float, factors: dict[str, float]) -> None:
    """Remove leaders: dated ones of the past, drawn ones beyond them and afterwards.

    In dated years a policy that lowers the rate spares some of the dated leaders by chance,
    one that raises it adds drawn ones. Experiments may order others.
    """
    state, params, cartels = model.enforcement, model.params.enforcement, model.cartels
    draws = model.uniforms("enforcement/captures", 1 + 3 * MOST_PER_STEP, 1)[:, 0]
    rate = kingpin_captures * params.capture_rate_scale * max(factors["deals"], 0.0)
    rate *= factors["cooperation"] ** params.captures_to_cooperation
    size = cartels.size * cartels.alive
    weights = size * _exposed(model)[cartels.home]  # officials of a leader's home warn him
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
    month = model.months[model.month]
    captures = []
    if model.substep == 0:
        for removal in dated_removals(model.world).get((month.year, month.month), ()):
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


def _record_agencies(model: State, strikes: float, witness_protection: float) -> None:
    """Let the nationwide agencies show what they do, for whoever looks at agents."""
    columns, first = model.enforcers, L
    columns.effort[first + 1 : first + 4] = (
        model.enforcement.us_effort,
        strikes / MONTHS_PER_YEAR,
        model.enforcement.us_effort,
    )
    columns.effort[L + 4 + R] = witness_protection
    columns.corruption[FORCES] = model.institutions.corruption
