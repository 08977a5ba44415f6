"""Enforcement: effort that learns, and arrests; its month, with removals and strikes.

Arrests take members at once; hazards and splits that follow a removal belong to ``structure``.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.agents.enforcer import KINDS, EnforcerColumns
from sim.array_types import BoolArray, FloatArray, IntArray
from sim.arrays import clip, where_true
from sim.levers import over_reference
from sim.mechanisms import tempered
from sim.rates import MONTHS_PER_YEAR, approach, remaining
from sim.state.enforcement import EnforcementState
from sim.state.institutions import Institutions
from sim.state.state import State
from sim.submodels.enforcement.removals import LAST_DATED_YEAR, exposed, remove_leaders, strike
from sim.submodels.enforcement.rules import (
    LEAST_RATIO,
    expected_arrests,
    honesty,
    learned_effort,
)
from sim.world.load import REGIONS, ROUTES, World

R, L = len(REGIONS), len(ROUTES)
POOLS = ("port_of_entry", "between_ports", "sea", "parcel")
MONTHS_BEHIND = 6  # of homicides that forces follow
FORCES = slice(L + 4, L + 4 + R)  # rows of the Mexican forces, one per state


# ------------------------------------------------------------------------------ routes


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
    strike(model, strikes, strike_consent)
    remove_leaders(model, kingpin_captures, factors)
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
    factor = np.maximum(arrests * common * by_forces * exposed(model), 0.0)
    members = cartels.members[: cartels.used]
    arrested = expected_arrests(members, factor, params, model.dt)
    cartels.arrests[:] = 0.0
    cartels.arrests[: cartels.used] = arrested
    members -= arrested
    model.flows.arrests += float(arrested.sum())
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
