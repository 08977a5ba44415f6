"""Institutions: cooperation between the two governments, and corruption of officials.

Two slow quantities that other processes read: ``model.institutions.cooperation`` [index 0-1]
and ``model.institutions.corruption`` [0-1], shape (R,).
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.params.institutions import InstitutionsParams
from sim.rates import MONTHS_PER_YEAR, approach, remaining
from sim.state.institutions import Institutions, InstitutionsState
from sim.state.state import State
from sim.world.load import REGIONS

SMALLEST_BRIBES = 0.05
"""Share of the mean of 2012 that a state without bribes then is compared with: a guard."""

LARGEST_RATIO = 50.0
"""Most that bribes count over those of 2012: a guard against states near zero then."""


# ------------------------------------------------------------------------------ rules


def renew_anger(
    anger: float, unilateral: float, consented: float, params: InstitutionsParams, dt: float
) -> float:
    """Return how much of the public is angered by strikes, 0-1.

    Anger fades with a half-life, and each strike angers a share of those who are not angered
    yet, so that sixty strikes a year do not weigh sixty times one: ``O <- 1 - (1 - O H)
    (1 - a)^n``. Where the share is negative (a strike that is cheered), anger falls below 0
    by the same rule, at most to -1.

    Parameters
    ----------
    anger
        Share before the step [1].
    unilateral, consented
        Strikes in this step without and with Mexico's consent [strikes].
    """
    share = -params.cooperation_per_strike
    n = unilateral + params.anger_of_consented * consented
    kept = float((1.0 - abs(share)) ** n)
    faded = anger * remaining(params.cooperation_half_life, dt)
    return faded * kept + float(np.sign(share)) * (1.0 - kept)


def renew_threat(threat: float, news: float, time: float, dt: float) -> float:
    """Return how present a threat is, 0-1: news lifts it at once, then it fades.

    Only what is newly announced threatens; a measure that is in force is no longer a threat
    to be bought off. So the lasting effect of a tariff or a listing on cooperation is nil, and
    the sign of their effect on enforcement isn't built in.
    """
    return max(threat * (1.0 - approach(time, dt)), min(max(news, 0.0), 1.0))


def chosen_cooperation(
    base: float,
    *,
    anger: float,
    threat: float,
    aid: float,
    strength: float,
    params: InstitutionsParams,
) -> float:
    """Return the cooperation that Mexico's government would choose now [index 0-1].

    It weighs what cooperation ``c`` brings, ``B c``, against the votes that it costs,
    ``c^2 / 2 / (1 - s O)``: the more of the public is angry, the dearer each step is. Best is
    ``c* = B (1 - s O)`` with ``B = base + s d_t T + d_a log2 A``: security and habit, threats
    that cooperation may avert, and aid, which counts by doublings.

    Parameters
    ----------
    base
        What security and habit make it worth [index].
    anger, threat
        O and T [0-1].
    aid
        Security aid as felt, A [multiple of 2024].
    strength
        Strength of ``strikes_backlash``.
    """
    doublings = float(np.log2(max(aid, params.least_aid)))
    worth = base + strength * params.cooperation_per_threat * threat
    worth += params.cooperation_per_aid_doubling * doublings
    best = worth * (1.0 - strength * anger)
    return float(clip(best, params.least_cooperation, 1.0))


def step_towards(now: float, chosen: float, params: InstitutionsParams, dt: float) -> float:
    """Return cooperation after a month's step towards what the government chose [index].

    Withdrawing takes a law or an order, reopening takes trust: each goes by steps, and the
    second by smaller ones.
    """
    if chosen < now:
        return max(chosen, now - params.withdrawal_a_month * dt)
    return min(chosen, now + params.reopening_a_month * dt)


def corruption_target(
    bribes: FloatArray, anticorruption: float, strength: float, params: InstitutionsParams
) -> FloatArray:
    """Return where corruption settles in each region [0-1], shape (R,).

    ``logit k* = logit k_2012 + b ln(bribes) - s g (AC - AC_2012)``; the logit keeps it
    between 0 and 1.

    Parameters
    ----------
    bribes
        Bribes per head over the last year, as a multiple of 2012, shape (R,), positive.
    anticorruption
        Anti-corruption work as felt, less that of 2012 [multiple of 2024].
    strength
        Strength of ``anticorruption_aid``.
    """
    odds = params.corruption_2012 / (1.0 - params.corruption_2012)
    logit = np.log(odds) + params.bribe_exponent * np.log(bribes)
    logit = logit - strength * params.anticorruption_gain * anticorruption
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def bribe_ratio(now: FloatArray, reference: FloatArray) -> FloatArray:
    """Return bribes per head as a multiple of 2012, shape (R,).

    Regions that hardly saw bribes in 2012 are compared with a twentieth of the national
    mean, so that no region divides by nothing.

    Parameters
    ----------
    now, reference
        Bribes per head now and in 2012 [USD/person/year], shape (R,).
    """
    floor = SMALLEST_BRIBES * max(float(reference.mean()), 1e-9)
    ratio = np.maximum(now, floor) / np.maximum(reference, floor)
    return np.minimum(ratio, LARGEST_RATIO)


# ------------------------------------------------------------------------------ the model


def build(model: State) -> None:
    """Create the institutions of the first month."""
    params = model.params.institutions
    aid = model.baseline_lever("security_aid")
    cooperation = chosen_cooperation(
        model.driver("cooperation_base"),
        anger=0.0,
        threat=0.0,
        aid=aid,
        strength=model.strength["strikes_backlash"],
        params=params,
    )
    usual = Institutions(
        cooperation=cooperation,
        corruption=np.full(len(REGIONS), params.corruption_2012),
        anger=0.0,
        tariff_threat=0.0,
        designation_threat=0.0,
        aid=aid,
        anticorruption=model.baseline_lever("anticorruption_aid"),
        bribes=np.ones(len(REGIONS)),
        last_tariff=model.baseline_lever("tariff"),
        tariff_change=0.0,
        last_designation=model.baseline_lever("terror_designation"),
    )
    model.institutions = InstitutionsState(**vars(usual), usual=usual)


def advance(
    model: State,
    *,
    strikes: float,
    strike_consent: float,
    tariff: float,
    terror_designation: float,
    anticorruption_aid: float,
    security_aid: float,
) -> None:
    """Move cooperation and corruption by one step.

    Parameters
    ----------
    model
        Writes ``model.institutions``; reads last step's bribes.
    strikes
        Strikes a year.
    strike_consent
        Share of them that Mexico agrees to.
    tariff
        Headline points; only a rise is news.
    terror_designation
        0-1; only a rise is news.
    anticorruption_aid, security_aid
        Multiples of 2024.
    """
    policy = {
        "strikes": strikes,
        "strike_consent": strike_consent,
        "tariff": tariff,
        "terror_designation": terror_designation,
        "anticorruption_aid": anticorruption_aid,
        "security_aid": security_aid,
    }
    _feel_bribes(model)
    _move(model, model.institutions, policy)
    history = {name: model.without_policy(name) for name in policy}
    _move(model, model.institutions.usual, history)


def _move(model: State, state: Institutions, levers: dict[str, float]) -> None:
    """Move cooperation and corruption by one step under the levers of a month."""
    params, dt = model.params.institutions, model.dt
    strikes = levers["strikes"] * dt / MONTHS_PER_YEAR
    consented = strikes * levers["strike_consent"]
    state.anger = renew_anger(state.anger, strikes - consented, consented, params, dt)
    _hear_threats(model, state, levers["tariff"], levers["terror_designation"])
    state.aid += approach(params.aid_time, dt) * (levers["security_aid"] - state.aid)
    chosen = chosen_cooperation(
        model.driver("cooperation_base"),
        anger=state.anger,
        threat=min(state.tariff_threat + state.designation_threat, 1.0),
        aid=state.aid,
        strength=model.strength["strikes_backlash"],
        params=params,
    )
    state.cooperation = step_towards(state.cooperation, chosen, params, dt)
    _corrupt(model, state, levers["anticorruption_aid"])


def _hear_threats(
    model: State, state: Institutions, tariff: float, terror_designation: float
) -> None:
    params, dt = model.params.institutions, model.dt
    state.tariff_change = tariff - state.last_tariff
    announced = max(state.tariff_change, model.driver("tariff_announcement"))
    state.tariff_threat = renew_threat(
        state.tariff_threat, announced / params.full_threat, params.tariff_threat_time, dt
    )
    state.designation_threat = renew_threat(
        state.designation_threat,
        terror_designation - state.last_designation,
        params.designation_threat_time,
        dt,
    )
    state.last_tariff, state.last_designation = tariff, terror_designation


def _feel_bribes(model: State) -> None:
    """Follow bribes per head, over those of 2012."""
    state, memory = model.institutions, model.params.institutions.bribe_memory
    year = model.calendar_year
    now = model.finance.bribes_by_region / model.world.population_in(year)
    reference = model.finance.bribes_2012 / model.world.population
    ratio = bribe_ratio(now, reference)
    state.bribes = state.bribes + approach(memory, model.dt) * (ratio - state.bribes)
    state.usual.bribes = state.bribes


def _corrupt(model: State, state: Institutions, anticorruption_aid: float) -> None:
    params, dt = model.params.institutions, model.dt
    state.anticorruption += approach(params.anticorruption_time, dt) * (
        anticorruption_aid - state.anticorruption
    )
    target = corruption_target(
        state.bribes,
        state.anticorruption - model.baseline_lever("anticorruption_aid"),
        model.strength["anticorruption_aid"],
        params,
    )
    closed = approach(params.corruption_time, dt)
    state.corruption = state.corruption + closed * (target - state.corruption)
