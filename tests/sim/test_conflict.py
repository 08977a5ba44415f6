"""Conflict: fights by hand, lethality that fits 2012, arms, and what strengths switch off."""

import copy
from collections.abc import Callable

import numpy as np
import pytest

from experiments.run import build
from sim.array_types import FloatArray, IntArray
from sim.model import CartelMarket
from sim.params.conflict import ConflictParams
from sim.state.conflict import Fronts
from sim.state.flows import Flows
from sim.submodels.conflict import factors
from sim.submodels.conflict import fronts as rules
from sim.submodels.conflict import process as conflict
from sim.world.load import REGIONS, load_world

PARAMS = ConflictParams()
SMALL = ("population.consumers=500", "population.firms=100")
R = len(REGIONS)
War = tuple[IntArray, IntArray, IntArray, FloatArray]


def no_war() -> War:
    none = np.zeros(0, np.int64)
    return none, none, none, np.zeros(0)


def one_war(intensity: float, region: int = 0) -> War:
    i, j, r = (np.array([x]) for x in (0, 1, region))
    return i, j, r, np.array([intensity])


def two_groups(
    hazard: float = 0.0, war: War | None = None, inside: float = 0.0, background: float = 0.4
) -> FloatArray:
    strength = np.array([[2.0], [3.0]])
    matrix = np.array([[0.0, background], [background, 0.0]])
    shaken = np.array([[hazard], [0.0]])
    within = np.array([[inside], [0.0]])
    return rules.fights(strength, shaken, within, matrix, war or no_war())[:, 0]


# ------------------------------------------------------------------------------ fights


def test_fights_match_hand_calculation() -> None:
    np.testing.assert_allclose(two_groups(), 0.4 * 2.0 * 3.0)
    np.testing.assert_allclose(two_groups(hazard=0.5), 0.4 * 6.0 * 1.5)
    np.testing.assert_allclose(two_groups(war=one_war(5.0)), (0.4 + 5.0) * 6.0)
    np.testing.assert_allclose(two_groups(0.5, one_war(5.0)), 5.4 * 6.0 * 1.5)
    np.testing.assert_allclose(two_groups(inside=0.5), [2.4 + 0.5 * 4.0, 2.4])


def test_a_war_burns_only_where_it_is_fought() -> None:
    strength, zero = np.ones((2, 3)), np.zeros((2, 3))
    deaths = rules.fights(strength, zero, zero, np.zeros((2, 2)), one_war(2.0, region=1))

    np.testing.assert_array_equal(deaths, [[0.0, 2.0, 0.0]] * 2)


def test_nobody_dies_less_than_nothing() -> None:
    assert (two_groups(hazard=-3.0, background=1.0) >= 0.0).all()


def test_larger_groups_fight_less_per_member() -> None:
    small, large = rules.strength_in(np.array([1000.0, 8000.0]), PARAMS)

    assert small == pytest.approx(1.0)
    assert large == pytest.approx(8.0**PARAMS.size_exponent)


def test_allies_fight_less_and_nobody_fights_itself() -> None:
    alliance = np.array([[0.0, 3.0], [3.0, 0.0]])
    contact = rules.contact(alliance, PARAMS)

    np.testing.assert_allclose(contact[0, 1], PARAMS.background_rivalry / 4.0)
    np.testing.assert_array_equal(np.diag(contact), 0.0)


def test_national_form_matches_hand_calculation() -> None:
    size = np.array([100.0, 200.0, 50.0])
    rivalry = np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    alliance = np.array([[0.0, 0.0, 4.0], [0.0, 0.0, 0.0], [4.0, 0.0, 0.0]])
    first = 0.001 * 100.0 * (3.0 * 200.0 + 50.0) / 5.0
    second = 0.001 * 200.0 * (3.0 * 100.0 + 50.0)
    third = 0.001 * 50.0 * (100.0 + 200.0) / 5.0

    np.testing.assert_allclose(
        rules.national_deaths(size, rivalry, alliance, 0.001), [first, second, third]
    )


# ------------------------------------------------------------------------------ fronts


def test_a_front_is_one_pair_in_one_state() -> None:
    fronts = Fronts()
    fronts.open(5, 2, 7, 3.0)
    fronts.open(2, 5, 7, 1.0)  # the same war; the higher intensity stays
    fronts.open(2, 5, 8, 1.0)
    fronts.open(4, 4, 8, 1.0)  # nobody is at war with itself

    assert fronts.slots.size == 2
    assert fronts.intensity[fronts.find(5, 2, 7)] == 3.0
    assert fronts.pair_matrix(10)[5, 2] == fronts.pair_matrix(10)[2, 5] == 3.0
    fronts.forget(5)
    assert fronts.slots.size == 0


def test_wars_cool_and_close() -> None:
    fronts = Fronts()
    fronts.open(0, 1, 0, 1.0)
    fronts.open(0, 2, 0, 0.2)
    fronts.cool(0.5, 0.15, 1.0)

    assert fronts.intensity[fronts.find(0, 1, 0)] == 0.5
    assert fronts.find(0, 2, 0) == -1
    assert fronts.age[fronts.find(0, 1, 0)] == 1.0


def test_the_weakest_front_gives_way_when_the_list_is_full() -> None:
    fronts = Fronts()
    fronts.i[:], fronts.j[:], fronts.intensity[:] = 1, 2, 9.0
    fronts.region[:] = 40
    fronts.intensity[17] = 0.5
    fronts.open(3, 4, 5, 2.0)

    assert fronts.find(3, 4, 5) == 17


# ------------------------------------------------------------------------------ lethality


def test_lethality_gives_the_deaths_of_2012() -> None:
    wanted, fights = np.array([10.0, 20.0, 5.0]), np.array([5.0, 8.0, 4.0])

    np.testing.assert_allclose(rules.fit_lethality(wanted, fights, 4.0) * fights, wanted)


def test_lethality_stays_near_the_mean_and_keeps_the_nations_deaths() -> None:
    wanted, fights = np.array([100.0, 20.0, 5.0]), np.array([0.1, 20.0, 5.0])
    lethality = rules.fit_lethality(wanted, fights, 4.0, rounds=200)

    assert (lethality * fights).sum() == pytest.approx(wanted.sum(), rel=1e-3)
    assert lethality[0] / lethality[1] < 16.1


# ------------------------------------------------------------------------------ factors


def test_shortage_raises_fights_twice_as_much_at_a_shared_border() -> None:
    inland, border = factors.shortage_factor(0.2, np.array([0.0, 1.0]), 1.0, PARAMS)

    assert np.log(inland) == pytest.approx(0.25 * 1.5 * 0.2)
    assert np.log(border) == pytest.approx(2.0 * np.log(inland))


@pytest.mark.parametrize("strength", [0.0, -1.0])
def test_strength_switches_factors_off_and_reverses_them(strength: float) -> None:
    one = np.ones(1)
    cases: dict[str, Callable[[float], FloatArray]] = {
        "shortage": lambda s: factors.shortage_factor(0.3, one, s, PARAMS),
        "deployment": lambda s: factors.deployment_factor(0.3 * one, one, s, PARAMS),
        "breakdown": lambda s: factors.breakdown_factor(0.1 * one, s, PARAMS),
    }
    for factor in cases.values():
        found = float(factor(strength)[0])
        assert found == 1.0 if strength == 0.0 else found < 1.0
        assert float(factor(1.0)[0]) > 1.0


def test_forces_add_nothing_where_one_group_rules_or_when_they_leave() -> None:
    forces = np.array([1.0, 1.0, -1.0])
    factor = factors.deployment_factor(forces, np.array([0.0, 1.0, 1.0]), 1.0, PARAMS)

    np.testing.assert_allclose(factor, [1.0, 1.0 + PARAMS.deployment_violence, 1.0])


def test_a_state_is_shared_when_nobody_holds_more_than_half() -> None:
    members = np.array([[10.0, 50.0, 75.0, 0.0], [0.0, 50.0, 25.0, 0.0]])

    np.testing.assert_allclose(factors.several_groups(members), [0.0, 1.0, 0.5, 0.0])


def test_other_sources_make_up_a_part_of_a_cut_of_us_guns() -> None:
    before = factors.guns_a_year(100.0, 100.0, PARAMS)

    assert before == pytest.approx(100.0 / PARAMS.us_gun_share)
    cut = factors.guns_a_year(50.0, 100.0, PARAMS)
    assert before - cut == pytest.approx(50.0 * (1.0 - PARAMS.gun_substitution))
    more = factors.guns_a_year(140.0, 100.0, PARAMS)
    assert more - before == pytest.approx(40.0)  # more US guns displace no others


def test_homicides_without_groups_stay_under_the_calmest_year() -> None:
    other = factors.other_homicides(
        np.array([1e6, 1e6]), np.array([[100.0, 200.0], [50.0, 60.0]]), 7e-5, 0.8
    )

    np.testing.assert_allclose(other, [70.0, 40.0])


# ------------------------------------------------------------------------------ the model


def year(*overrides: str, months: int = 12) -> tuple[CartelMarket, list[Flows]]:
    model = build([*SMALL, *overrides])
    found = []
    for _ in range(months):
        model.step()
        found.append(copy.deepcopy(model.flows))
    return model, found


def total(flows: list[Flows], name: str) -> float:
    return float(sum(np.sum(getattr(flow, name)) for flow in flows))


def test_homicides_of_2012_come_out_and_add_up() -> None:
    model, flows = year()
    world = load_world()
    published = float(world.homicides[:, list(world.homicide_years).index(2012)].sum())

    # seeds differ by 300 of 26,000 (sd), so 10% is more than eight of them
    assert total(flows, "homicides") == pytest.approx(published, rel=0.10)
    for flow in flows:
        assert flow.homicides_by_region.sum() == pytest.approx(flow.homicides)
        by_hand = model.conflict.other_homicides.sum()
        by_hand += model.params.conflict.homicides_per_death * flow.cartel_deaths
        assert flow.homicides == pytest.approx(by_hand)
    localities = model.cartels.locality_homicides.sum(axis=0)
    assert (localities <= flows[-1].homicides_by_region).all()
    assert model.conflict.homicide_rate_ratio.shape == (R,)


def test_members_change_by_what_is_counted() -> None:
    model = build(list(SMALL))
    for _ in range(36):
        before = model.cartels.members.sum()
        model.step()
        flow = model.flows
        change = flow.recruits + flow.founders - flow.cartel_deaths
        change -= flow.arrests + flow.desertions
        assert model.cartels.members.sum() == pytest.approx(before + change, abs=1e-6)
        assert (model.cartels.members >= 0.0).all()
        assert not model.cartels.members[~model.cartels.alive].any()


def test_without_rivalry_wars_kill_nobody() -> None:
    _, usual = year()
    _, calm = year("strength.conflict=0")
    _, reversed_ = year("strength.conflict=-1")

    assert total(reversed_, "cartel_deaths") < total(calm, "cartel_deaths")
    assert total(calm, "cartel_deaths") < 0.8 * total(usual, "cartel_deaths")


def test_guns_move_the_stock_always_and_deaths_by_the_mechanism() -> None:
    usual = ("calendar.policy_start=2012-02-01",)
    many = (*usual, "set.gun_supply=3")
    base, plain = year(*usual, months=24)
    more, armed = year(*many, months=24)
    _, off = year(*many, "strength.guns=0", months=24)
    _, plain_off = year(*usual, "strength.guns=0", months=24)
    _, reverse = year(*many, "strength.guns=-1", months=24)

    assert more.conflict.arms_stock.sum() > 1.05 * base.conflict.arms_stock.sum()
    assert total(armed, "cartel_deaths") > total(plain, "cartel_deaths")
    assert total(off, "cartel_deaths") == pytest.approx(total(plain_off, "cartel_deaths"))
    assert total(reverse, "cartel_deaths") < total(plain, "cartel_deaths")


def test_the_stock_of_guns_rests_at_the_flow_of_2012() -> None:
    first = build(list(SMALL)).conflict.arms_stock
    model, _ = year()

    # groups spend a little more in their first year, and buy a little more with it
    np.testing.assert_allclose(model.conflict.arms_stock, first, rtol=2e-3)
    np.testing.assert_allclose(
        year("params.conflict.guns_to_budget=0")[0].conflict.arms_stock, first, rtol=1e-9
    )


def test_rivals_are_told_from_the_fronts() -> None:
    model, _ = year(months=6)
    fronts = model.conflict.fronts
    slot = int(fronts.slots[0])

    assert conflict.n_active_fronts(model) == fronts.slots.size > 50
    assert int(fronts.j[slot]) in conflict.rivals_of(model, int(fronts.i[slot]))
    assert int(fronts.i[slot]) in model.rivals_of(int(fronts.j[slot]))


def test_unusual_arrests_and_returns_move_fights_by_their_parameters_only() -> None:
    more, usual = np.array([200.0, 100.0, 0.0]), np.array([100.0, 100.0, 100.0])
    calm = factors.arrests_factor(more, usual, 1.0, PARAMS)
    np.testing.assert_allclose(calm, [1 + PARAMS.arrests_violence, 1.0, 1 / calm[0]])
    np.testing.assert_array_equal(factors.arrests_factor(more, usual, 0.0, PARAMS), 1.0)

    each = np.array([0.0, 2e-3])  # standard deviation 1e-3
    stirred = ConflictParams(returns_violence=0.1)
    factor = factors.returns_factor(1.5 * each, each, 1.0, stirred)
    np.testing.assert_allclose(factor, [1.0, 1.1])
    back = factors.returns_factor(1.5 * each, each, -1.0, stirred)
    np.testing.assert_allclose(back, [1.0, 1 / 1.1])
    np.testing.assert_array_equal(factors.returns_factor(2 * each, each, 1.0, PARAMS), 1.0)
