"""Recruitment: joining, returnees, programmes and desertion, by hand and in the model."""

import numpy as np
import pytest

from experiments.run import build
from sim.array_types import FloatArray
from sim.kernels import recruitment as kernels
from sim.model import CartelMarket
from sim.params.recruitment import RecruitmentParams
from sim.submodels import recruitment as rules

SMALL = (
    "population.consumers=2000",
    "population.firms=400",
    "calendar.policy_start=2014-01-01",
    "calendar.end=2016-12-01",
)
PARAMS = RecruitmentParams()


@pytest.fixture(scope="module")
def trunk() -> CartelMarket:
    """History to the end of 2013."""
    return build(SMALL).run_to(24)


def voluntary_joining(
    pay_gaps: FloatArray, earnings_gaps: FloatArray, params: RecruitmentParams
) -> FloatArray:
    responses = params.pay_response, params.earnings_response
    return np.array(
        [
            [kernels.voluntary_joining(pay, earned, *responses) for earned in earnings_gaps]
            for pay in pay_gaps
        ]
    )


def recruits(
    trunk: CartelMarket, *overrides: str, months: int = 12, flow: str = "recruits"
) -> float:
    model = trunk.branch(build([*SMALL, *overrides]).config)
    total = 0.0
    for _ in range(months):
        model.step()
        total += getattr(model.flows, flow)
    return total


# ------------------------------------------------------------------------------ rules


def test_joining_is_as_in_2012_where_nothing_changed() -> None:
    joining = voluntary_joining(np.zeros(4), np.zeros(32), PARAMS)

    np.testing.assert_array_equal(joining, np.ones((4, 32)))


def test_joining_by_hand() -> None:
    params = RecruitmentParams(earnings_response=3e-4, pay_response=0.5)

    joining = voluntary_joining(np.array([-400.0]), np.full(32, 1000.0), params)

    assert joining[0, 0] == pytest.approx(np.exp(3e-4 * (0.5 * -400.0 - 1000.0)))


def test_joining_rises_with_pay_and_falls_with_legal_earnings() -> None:
    pay, earnings = np.linspace(-5000.0, 20_000.0, 9), np.linspace(-3000.0, 3000.0, 32)

    joining = voluntary_joining(pay, earnings, PARAMS)

    assert (np.diff(joining, axis=0) > 0.0).all()
    assert (np.diff(joining, axis=1) < 0.0).all()


def test_nobody_joins_where_all_who_could_are_members() -> None:
    men = np.array([1000.0, 1000.0, 1000.0])
    left = rules.men_left(np.array([0.0, 125.0, 400.0]), men, PARAMS)

    np.testing.assert_allclose(left, [1.0, 0.5, 0.0])


def test_a_territory_that_fills_draws_fewer() -> None:
    members = np.array([500.0, 1000.0, 2000.0, 8000.0])

    drawn = rules.crowding(members, np.full(4, 1000.0), PARAMS)

    assert drawn[1] == pytest.approx(1.0)
    assert (np.diff(drawn) < 0.0).all()
    everybody_alike = RecruitmentParams(territory_exponent=PARAMS.territory_exponent)
    everybody_alike.territory_exponent = 1.0
    np.testing.assert_allclose(rules.crowding(members, members[1], everybody_alike), 1.0)


USUAL = (np.array(0.010), np.array(0.002))
"""Chances to join in 2012, with and without a record."""


def test_returnees_by_hand() -> None:
    joined = rules.returnee_recruits(206_233.0, 0.18, (0.0, 0.0), USUAL, PARAMS)

    assert joined == pytest.approx((206_233.0 * 0.18 * 10.0 + 206_233.0 * 0.82 * 2.0) / 1000.0)


def test_reintegration_takes_those_with_a_record_first_and_never_more_than_return() -> None:
    def joined(places: float) -> float:
        held = rules.held_shares(100_000.0, 0.2, places)
        return float(rules.returnee_recruits(100_000.0, 0.2, held, USUAL, PARAMS))

    some, all_with_record, all_of_them = joined(5000.0), joined(20_000.0), joined(100_000.0)

    kept = PARAMS.reintegration_effect
    assert joined(0.0) - some == pytest.approx(kept * 50.0)
    assert joined(0.0) - all_with_record == pytest.approx(kept * 200.0)
    assert all_of_them == pytest.approx((1.0 - kept) * joined(0.0))
    assert joined(1e6) == pytest.approx(all_of_them)


def test_a_returnee_weighs_a_group_against_work_and_the_way_north() -> None:
    def chance(pay_gap: float, contacts: float, earnings_gap: float) -> float:
        pull = rules.pull_of_groups(np.array([pay_gap]), np.array([contacts]), PARAMS)
        return float(rules.returnee_chance(10.0, pull, np.array([earnings_gap]), PARAMS)[0])

    assert chance(0.0, 1.0, 0.0) == pytest.approx(0.010)
    # pay + 2,000 USD: the free four fifths are drawn by exp(0.0003 x 0.5 x 2,000) = 1.350
    forced, free = PARAMS.forced_share, 1.0 - PARAMS.forced_share
    pull = forced + free * np.exp(0.3)
    assert chance(2000.0, 1.0, 0.0) == pytest.approx(0.01 * pull / (0.01 * pull + 0.99))
    # four times the members where he returns: twice the draw
    assert chance(0.0, 4.0, 0.0) == pytest.approx(0.02 / (0.02 + 0.99))
    # legal earnings down by 1,000 USD: work draws exp(-0.3), the north as before
    others = 0.99 * (0.7 * np.exp(-0.3) + 0.3)
    assert chance(0.0, 1.0, -1000.0) == pytest.approx(0.01 / (0.01 + others))


def test_more_returnees_join_where_groups_are_and_when_work_is_short(
    trunk: CartelMarket,
) -> None:
    usual, idle = (trunk.branch(build(SMALL).config) for _ in range(2))
    idle.firm_state.expected_earnings = usual.firm_state.expected_earnings - 500.0
    before, after = (model_chances(model)[0] for model in (usual, idle))

    assert (after > before).all()
    grown = trunk.branch(build(SMALL).config)
    grown.cartels.members[:, 0] *= 4.0
    assert model_chances(grown)[0][0] > model_chances(usual)[0][0]
    assert (model_chances(grown)[0][1:] <= before[1:]).all()


def model_chances(model: CartelMarket) -> tuple[FloatArray, FloatArray]:
    return rules._returnee_chances(model, model.cartels.members.sum(axis=0))


def test_places_cover_at_most_everybody() -> None:
    assert rules.covered_share(0.0, 0.0, 1e7, PARAMS) == 0.0
    assert rules.covered_share(3e6, 266_000.0, 1e6, PARAMS) == 1.0
    open_only = rules.covered_share(266_000.0, 266_000.0, 1e7, PARAMS)
    assert open_only == pytest.approx(0.42 * 266_000.0 / 1e7)


def test_fifty_thousand_places_are_targeted_and_the_rest_of_a_large_programme_is_open() -> None:
    def covered(places: float) -> float:
        return rules.covered_share(places, 266_000.0, 1e7, PARAMS)

    # 266,000 open and 50,000 targeted count as 266,000 + 10 x 50,000 men like any
    assert covered(316_000.0) == pytest.approx(0.42 * 766_000.0 / 1e7)
    # 569,000 open and 50,000 targeted: 303,000 more open places add as many, no more
    assert covered(619_000.0) == pytest.approx(0.42 * (569_000.0 + 500_000.0) / 1e7)


# ------------------------------------------------------------------------------ the month


def test_nobody_joins_where_no_group_works() -> None:
    model = build(SMALL)
    yucatan = 30
    model.cartels.members[:, yucatan] = 0.0

    model.step()

    # a group may enter or send men there, but recruiters must be there first
    assert model.flows.recruits_by_region[yucatan] == 0.0


def test_recruits_by_state_sum_to_all(trunk: CartelMarket) -> None:
    model = trunk.branch(build(SMALL).config)
    model.step()

    total = model.flows.recruits_by_region.sum()
    assert total == pytest.approx(model.flows.recruits, rel=1e-12)


def test_the_recruitment_lever_scales_the_flow(trunk: CartelMarket) -> None:
    model, half = (
        trunk.branch(build([*SMALL, f"set.recruitment={value}"]).config) for value in (1, 0.5)
    )
    model.step()
    half.step()

    assert half.flows.recruits == pytest.approx(0.5 * model.flows.recruits, rel=1e-9)


@pytest.mark.parametrize("strength", [1, 0, -1])
def test_deportations_bring_recruits_by_strength(strength: int) -> None:
    switch = f"strength.deportation_recruits={strength}"
    history = build([*SMALL, switch]).run_to(24)
    few = history.branch(build([*SMALL, switch, "set.deportations=0"]).config)
    many = history.branch(build([*SMALL, switch, "set.deportations=800000"]).config)
    few.step()
    many.step()

    rise = many.flows.recruits - few.flows.recruits
    record = 0.42  # share with a record in January 2014
    with_record, without = model_chances(history)
    where = history.world.returnee_share / history.world.returnee_share.sum()
    each = where @ (record * with_record + (1.0 - record) * without)
    in_month = 800_000.0 * float(each) / 12.0
    places = 0.5 * 10.0 * 4000.0 / 1000.0 / 12.0  # reintegration of 2014, those with a record
    # reversed, a state can lose no more than all of its recruits, so a part is lost
    slack = (0.3 if strength < 0 else 0.02) * in_month * abs(strength)
    assert rise == pytest.approx(strength * in_month, abs=2.0 * places + 1.0 + slack)


def test_programmes_lower_joining_and_their_strength_switches_them_off() -> None:
    for strength, sign in ((1, -1.0), (0, 0.0), (-1, 1.0)):
        switch = f"strength.recruitment_prevention={strength}"
        history = build([*SMALL, switch]).run_to(24)
        without = recruits(history, switch, "set.recruitment_prevention=0", months=3)
        places = recruits(history, switch, "set.recruitment_prevention=1000000", months=3)
        assert np.sign(round(places / without - 1.0, 9)) == sign


def test_a_pay_cut_makes_members_leave_in_proportion(trunk: CartelMarket) -> None:
    model = trunk.branch(build(SMALL).config)
    model.cartels.entry_pay[:] = 0.9 * model.params.recruitment.entry_pay_2012

    left = rules._deserters(model).sum() / model.cartels.members.sum()

    assert left == pytest.approx(-np.expm1(-0.005), rel=1e-9)


def test_members_of_2022_and_recruits_come_near_the_published() -> None:
    model = build(["population.consumers=2000", "population.firms=400"]).run_to(132)

    results = model.results()
    members = results["members"]["2021-12-01"]
    weekly = results["recruits"].mean() * 12.0 / 52.18
    assert 150_000.0 < members < 200_000.0
    assert 300.0 < weekly < 460.0
