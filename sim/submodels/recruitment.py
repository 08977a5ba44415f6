"""Recruitment: who joins, who returns and joins, what programmes prevent, who deserts.

    recruits = rho m [f + (1 - f) v g] n,   n = (1 - m_r / (q M_r)) over its 2012 value
    v = exp(b (k (pay - pay_2012) - (earnings - earnings_2012))) x risks
    g = 2 / (1 + exp(-1.5 (x - 1))),  x = (m_r,2012 / m_r)^(1 - phi)

Joining is exposure to recruiters (members) times the chance to join: a forced part f and a
voluntary part that falls with legal earnings and risks, rises with pay, and falls as a
territory fills. Where there are no members nobody joins, and where the men who could ever
join (a share q of the M_r young men) are all members, nobody is left.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.kernels import recruitment as kernels
from sim.mechanisms import tempered
from sim.params.recruitment import RecruitmentParams
from sim.rates import MONTHS_PER_YEAR, WEEKS_PER_MONTH, approach, chance
from sim.state.recruitment import RecruitmentState
from sim.state.state import State

LEAST_MEMBERS = 1e-6  # people, so that an empty state is as full as it was
LEAST_LEFT = 0.05
"""Share of the men of 2012 below which a state's pool is never counted: a guard."""


# ------------------------------------------------------------------------------ rules


def crowding(
    members: FloatArray, members_2012: FloatArray, params: RecruitmentParams
) -> FloatArray:
    """Return how a territory's fullness scales joining [ratio], shape (R,), 1 as in 2012."""
    fewest = max(params.crowding_from, LEAST_MEMBERS)
    ratio = np.maximum(members_2012, fewest) / np.maximum(members, fewest)
    share = ratio ** (1.0 - params.territory_exponent)
    share = clip(share, params.crowding_least, params.crowding_most)
    return np.asarray(2.0 / (1.0 + np.exp(-params.crowding_slope * (share - 1.0))))


def men_left(members: FloatArray, men: FloatArray, params: RecruitmentParams) -> FloatArray:
    """Return the part of the men who could ever join that is not yet in [1], shape (R,)."""
    return clip(1.0 - members / (params.reachable_men * men), 0.0, 1.0)


def covered_share(
    places: float, open_places: float, pool: float, params: RecruitmentParams
) -> float:
    """Return the part of would-be recruits that programme places hold [1], at most 1.

    Open places reach them like anybody. Of the places beyond the open programme the first are
    targeted, as many as can be, and the rest are open too.
    """
    targeted = min(max(places - open_places, 0.0), params.most_targeted_places)
    risk = places - targeted + params.targeted_risk * targeted
    return min(risk * params.programme_male_share / pool, 1.0)


def pull_of_groups(
    pay_gap: FloatArray, contacts: FloatArray, params: RecruitmentParams
) -> FloatArray:
    """Return how strongly groups draw a returnee, as a multiple of 2012, shape (R,).

    ``c^e [f + (1 - f) exp(b k (pay - pay_2012))]``: men come to know a group through its
    members where they return; pay draws those whom nobody forces.

    Parameters
    ----------
    pay_gap
        Entry pay over that of 2012 [USD/year], shape (R,).
    contacts
        Share of all members who are in the state, over that of 2012 [ratio], shape (R,).
    """
    drawn = np.exp(params.earnings_response * params.pay_response * pay_gap)
    free = 1.0 - params.forced_share
    return np.asarray(contacts**params.contacts_exponent * (params.forced_share + free * drawn))


def returnee_chance(
    per_1000: float, pull: FloatArray, earnings_gap: FloatArray, params: RecruitmentParams
) -> FloatArray:
    """Return the chance that a returnee chooses a group [1], shape (R,).

    He chooses between a group, lawful work at home and the way north again, each in
    proportion to its draw (a logit): ``w g / (w g + (1 - w)[(1 - n) exp(b E) + n])``, ``w`` as
    in 2012, ``E`` expected lawful earnings over 2012 [USD/year], ``n`` the share that goes
    north again.
    """
    usual = per_1000 / 1000.0
    work = np.exp(params.earnings_response * earnings_gap)
    north = params.north_again_share
    others = (1.0 - usual) * ((1.0 - north) * work + north)
    return np.asarray(usual * pull / (usual * pull + others))


def returnee_recruits(
    deportees: float | FloatArray,
    record_share: float,
    held: tuple[float, float],
    chances: tuple[FloatArray, FloatArray],
    params: RecruitmentParams,
) -> FloatArray:
    """Return recruits among deportees [people], in the time that the deportees are counted.

    Parameters
    ----------
    held
        Share of deportees with and without a record whom a reintegration place holds.
    chances
        Chance to join of those with and without a record [1].
    """
    kept = params.reintegration_effect
    with_record = record_share * (1.0 - kept * held[0]) * chances[0]
    without = (1.0 - record_share) * (1.0 - kept * held[1]) * chances[1]
    return np.asarray(deportees * (with_record + without))


def held_shares(deportees: float, record_share: float, places: float) -> tuple[float, float]:
    """Return the share of deportees with and without a record who hold a place.

    Places are taken by returnees with a record first.
    """
    with_record = deportees * record_share
    without = deportees - with_record
    held_record = min(places, with_record)
    held_other = min(places - held_record, without)
    return held_record / max(with_record, 1e-9), held_other / max(without, 1e-9)


# ------------------------------------------------------------------------------ build


def build(model: State) -> None:
    """Remember where members were in 2012."""
    members = model.cartels.members.sum(axis=0)
    model.recruitment = RecruitmentState(
        members_2012=members.copy(),
        men_left_2012=np.maximum(
            men_left(members, model.world.men_15_29, model.params.recruitment), LEAST_LEFT
        ),
        arrest_risk=0.0,
        death_risk=0.0,
        risk_2012=(0.0, 0.0),
    )


# ------------------------------------------------------------------------------ a step


def advance(
    model: State,
    *,
    deportations: float,
    deportation_criminal_share: float,
    recruitment_prevention: float,
    returnee_reintegration: float,
    recruitment: float,
) -> None:
    """Add recruits and take deserters out."""
    if model.params.recruitment.crowding == "quadratic":
        _advance_docking(model, recruitment)
        return
    used = model.cartels.used
    joined = recruitment * _joining(model, recruitment_prevention)
    returned = recruitment * _returnees(
        model, deportations, deportation_criminal_share, returnee_reintegration
    )
    joined = np.maximum(joined + returned, 0.0)
    deserted = _deserters(model)
    model.cartels.members[:used] += joined - deserted
    _book(model, joined, float(deserted.sum()))
    model.flows.returnee_recruits += float(returned.sum())


def _joining(model: State, places: float) -> FloatArray:
    """Return recruits by group and region before returnees [people], rows in use, (n, R)."""
    state, params, strength = model.recruitment, model.params.recruitment, model.strength
    cartels, firms = model.cartels, model.firm_state
    used = cartels.used
    members = cartels.members[:used]
    by_region = members.sum(axis=0)
    backlash = strength["strikes_backlash"] * model.enforcement.recent_strikes
    lift = _risks(model) * float(tempered(params.strike_multiplier, backlash))
    kept_out = 1.0 - float(np.exp(-params.earnings_response * params.programme_income))
    lift *= 1.0 - strength["recruitment_prevention"] * kept_out * _covered(model, places)
    men = model.world.men_15_29_in(model.calendar_year)
    reach = params.recruits_per_member * model.dt * np.exp(cartels.fitness[:used])
    joined = np.empty_like(members)
    kernels.join(
        members,
        reach * cartels.alive[:used],
        cartels.entry_pay[:used] - params.entry_pay_2012,
        firms.expected_earnings - firms.expected_earnings_2012,
        crowding(by_region, state.members_2012, params),
        men_left(by_region, men, params) / state.men_left_2012,
        men,
        kernels.Rates(
            pay_response=params.pay_response,
            earnings_response=params.earnings_response,
            lift=lift,
            forced_share=params.forced_share,
            at_home=params.placed_at_home,
        ),
        joined,
    )
    return np.asarray(joined)


def _covered(model: State, places: float) -> float:
    """Return the part of would-be recruits in programme places."""
    params = model.params.recruitment
    year = model.calendar_year
    pool = model.params.firms.out_of_school * float(model.world.men_15_29_in(year).sum())
    usual = model.without_policy("recruitment_prevention")
    open_places = usual if year <= 2024 else params.open_places_2024
    return covered_share(places, min(places, open_places), pool, params)


def _risks(model: State) -> float:
    """Update perceived risks; return how arrest, death and sentences scale joining [ratio]."""
    state, params = model.recruitment, model.params.recruitment
    cartels, used = model.cartels, model.cartels.used
    members = max(float(cartels.members[:used].sum()), 1.0)
    arrest = float(cartels.arrests.sum()) / members / model.dt
    death = float(cartels.deaths.sum()) / members / model.dt
    if death <= 0.0:  # nobody has fought yet: the first step, or conflict is off
        return 1.0
    if state.risk_2012 == (0.0, 0.0):
        state.risk_2012 = (max(arrest, 1e-6), death)
        state.arrest_risk, state.death_risk = state.risk_2012
    closed = approach(params.risk_memory, model.dt)
    state.arrest_risk += closed * (arrest - state.arrest_risk)
    state.death_risk += closed * (death - state.death_risk)
    usual_arrest, usual_death = state.risk_2012
    ratio = max(state.arrest_risk / usual_arrest, 0.05) * (state.death_risk / usual_death)
    return float((ratio * max(model.enforcement.severity, 0.05)) ** params.risk_elasticity)


def _returnees(
    model: State, deportations: float, record_share: float, places: float
) -> FloatArray:
    """Return deportees who join [people], rows in use, (n, R), by members where they return."""
    params, members = model.params.recruitment, model.cartels.members[: model.cartels.used]
    by_region = members.sum(axis=0)
    where = model.world.returnee_share * (by_region > 0.0)
    where = where / max(float(where.sum()), 1e-12)
    in_year = returnee_recruits(
        deportations * where,
        record_share,
        held_shares(deportations, record_share, places),
        _returnee_chances(model, by_region),
        params,
    )
    joined = model.strength["deportation_recruits"] * in_year / MONTHS_PER_YEAR * model.dt
    return np.asarray(joined / np.where(by_region > 0.0, by_region, 1.0) * members)


def _returnee_chances(model: State, by_region: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the chance to join of returnees with and without a record, shape (R,) each."""
    params, cartels, firms = model.params.recruitment, model.cartels, model.firm_state
    fewest = max(params.crowding_from, LEAST_MEMBERS)
    there = np.maximum(by_region, 1e-9)
    pay_gap = (cartels.entry_pay - params.entry_pay_2012) @ cartels.members / there
    here, usual = (
        np.maximum(members, fewest) / max(float(members.sum()), fewest)
        for members in (by_region, model.recruitment.members_2012)
    )
    pull = pull_of_groups(pay_gap, here / usual, params)
    earnings_gap = firms.expected_earnings - firms.expected_earnings_2012
    return (
        returnee_chance(params.recruits_per_1000_with_record, pull, earnings_gap, params),
        returnee_chance(params.recruits_per_1000_without_record, pull, earnings_gap, params),
    )


def _deserters(model: State) -> FloatArray:
    """Return members who leave over pay cuts [people], rows in use, shape (n, R)."""
    params, used = model.params.recruitment, model.cartels.used
    cut = np.maximum(1.0 - model.cartels.entry_pay[:used] / params.entry_pay_2012, 0.0)
    rate = model.strength["cash_stress"] * params.desertion_per_tenth * 10.0 * cut
    leave = chance(np.maximum(rate, 0.0), model.dt)
    return np.asarray(leave[:, None] * model.cartels.members[:used])


def _advance_docking(model: State, recruitment: float) -> None:
    """Take one explicit step of ``rho C_i - omega C_i^2`` [prieto_curiel2023]."""
    params, cartels = model.params.recruitment, model.cartels
    weeks = WEEKS_PER_MONTH * model.dt
    joined = recruitment * params.docking_rate_per_week * weeks * cartels.members
    leave = params.docking_crowding_per_week * weeks * cartels.size
    deserted = np.minimum(leave, 1.0)[:, None] * cartels.members
    cartels.members += joined - deserted
    _book(model, joined, float(deserted.sum()))


def _book(model: State, joined: FloatArray, deserted: float) -> None:
    model.flows.recruits += float(joined.sum())
    model.flows.recruits_by_region += joined.sum(axis=0)
    model.flows.desertions += deserted
