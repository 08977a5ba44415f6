"""Wars that begin and end by themselves: rates by hand, and what moves them."""

import copy
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.config.errors import InputError
from experiments.run import build
from sim.array_types import FloatArray, IntArray
from sim.kernels.onsets import begin_wars, onset_rate
from sim.model import CartelMarket
from sim.params.wars import WarsParams
from sim.state.structure import History
from sim.streams import draw_key
from sim.submodels.conflict import endings, intensity, onset, own
from sim.submodels.enforcement import FORCES
from sim.submodels.structure import own as splits

SMALL = ("wars=own", "population.consumers=500", "population.firms=100")
PARAMS = WarsParams()
FULL, BASE = 500.0, 0.001


@pytest.fixture(scope="module")
def lived() -> CartelMarket:
    """A run of eighteen months, with wars that go on."""
    return build(
        [*SMALL, "seed=5", "set.targeted_repression=0.5", "calendar.policy_start=2012-01-01"]
    ).run_to(18)


@pytest.fixture
def model(lived: CartelMarket) -> CartelMarket:
    return copy.deepcopy(lived)


def used(model: CartelMarket) -> int:
    return int(model.cartels.rows[-1]) + 1


def without(model: CartelMarket, mechanism: str) -> CartelMarket:
    """Return the same world with one mechanism off."""
    twin = copy.deepcopy(model)
    twin.strength = {**twin.strength, mechanism: 0.0}
    return twin


# ------------------------------------------------------------------------------ beginnings


def test_the_rate_of_a_pair_matches_hand_calculation() -> None:
    equals = onset_rate(1000.0, 1000.0, 0.3, 1.0, FULL, BASE, 0.0)
    assert equals == pytest.approx(BASE * np.exp(0.3 + 1.0))
    assert onset_rate(1000.0, 1000.0, 0.3, 1.0, FULL, BASE, 0.5) / equals == pytest.approx(
        np.sqrt(1000.0 / FULL)
    )

    unequal = onset_rate(300.0, 100.0, 0.0, 1.0, FULL, BASE, 0.5)
    weight = 2 * 300 * 100 / 400 / FULL
    assert unequal == pytest.approx(BASE * weight * np.exp(4 * 0.75 * 0.25))


def begun(
    members: FloatArray,
    *,
    alliance: FloatArray | None = None,
    fought: IntArray | None = None,
    weights: FloatArray | None = None,
    month: int = 0,
    terms: float = 0.0,
) -> IntArray:
    n, regions = members.shape
    none = np.full(4, -1, np.int64)
    found = np.empty((64, 3), np.int64)
    count = begin_wars(
        members,
        np.zeros((n, n)),
        np.zeros((n, n)) if alliance is None else alliance,
        np.zeros((n, n), np.int64) if fought is None else fought,
        np.zeros((n, regions)),
        np.zeros((n, regions), bool),
        np.full(regions, terms),
        (none, none, none),
        np.array([1.0, FULL, *[0.0] * 5]) if weights is None else weights,
        1.0,
        draw_key(1, "test", month),
        found,
    )
    return found[:count]


def test_wars_begin_at_their_rate_between_foes_who_share_a_state_and_never_between_allies() -> (
    None
):
    members = np.array([[1000.0, 0.0], [1000.0, 0.0], [0.0, 1000.0]])
    quarter = np.array([0.25, FULL, *[0.0] * 5])
    months = 4_000

    wars = [begun(members, weights=quarter, month=month) for month in range(months)]

    assert all(set(map(tuple, found)) <= {(0, 1, 0)} for found in wars)
    share, odds = np.mean([len(found) for found in wars]), 1.0 - np.exp(-0.25)
    error = np.sqrt(odds * (1.0 - odds) / months)
    assert share == pytest.approx(odds, abs=4 * error)  # false alarm: 1 in 16,000 seeds

    allied = np.zeros((3, 3))
    allied[0, 1] = allied[1, 0] = 1.0
    assert not any(len(begun(members, alliance=allied, month=month)) for month in range(50))


def test_wars_come_back_where_they_were_and_nowhere_else() -> None:
    members = np.full((2, 2), 1000.0)
    fought = np.zeros((2, 2), np.int64)
    fought[0, 1] = 1 << 1
    sure_again = np.array([1e-3, FULL, 0.0, 0.0, 0.0, 50.0, 0.0])  # to the bound of all terms

    wars = [begun(members, fought=fought, weights=sure_again, month=m) for m in range(40)]

    regions = np.concatenate([found[:, 2] for found in wars])
    assert (regions == 1).sum() > 2  # e^6 times 0.001 a month: 13 expected; 1 in 40,000
    assert (regions == 0).sum() <= 2  # 0.04 expected: 1 in 100,000 for more


def test_income_lies_where_members_are() -> None:
    members = np.array([[30.0, 10.0], [0.0, 5.0]])
    revenue = np.array([[3.0, 1.0], [10.0, 0.0]])

    np.testing.assert_allclose(onset.income_by_state(members, revenue), [3.0, 11.0])


# ------------------------------------------------------- what moves beginnings and ends


def moved(
    model: CartelMarket,
    change: Callable[[CartelMarket], None],
    read: Callable[[CartelMarket], FloatArray],
    mechanism: str,
) -> list[FloatArray]:
    """Return how much a change moves a reading, and with the mechanism off."""
    found = []
    for world in (model, without(model, mechanism)):
        before, after = copy.deepcopy(world), copy.deepcopy(world)
        change(after)
        found.append(read(after) - read(before))
    return found


def state_terms(model: CartelMarket) -> FloatArray:
    arrests = onset.doublings_of_arrests(model)
    return onset.state_terms(model, used(model), arrests)


def ends(model: CartelMarket) -> FloatArray:
    slots = model.conflict.fronts.slots
    return endings.end_rates(model, slots, onset.doublings_of_arrests(model))


def more_money(model: CartelMarket) -> None:
    model.cartels.revenue *= 2.0


def more_forces(model: CartelMarket) -> None:
    model.enforcement.deployment = model.enforcement.deployment + 1.0


def more_arrests(model: CartelMarket) -> None:
    model.cartels.arrests *= 1.5
    model.conflict.usual_arrests = model.conflict.usual_arrests * 1.0


def fewer_leaders(model: CartelMarket) -> None:
    model.cartels.leadership[:] = 0.0


def more_dead(model: CartelMarket) -> None:
    model.wars.lost *= 3.0


def test_money_begins_wars() -> None:
    model = build([*SMALL, "seed=5"]).run_to(3)
    on, off = moved(model, more_money, state_terms, "conflict")

    np.testing.assert_allclose(on, PARAMS.onset_stake * np.log(2.0))
    assert not off.any()


def test_rents_of_territory_make_wars_deadlier() -> None:
    def richer(model: CartelMarket) -> None:
        model.wars.rents = 2.0 * model.wars.rents

    model = build([*SMALL, "seed=5"]).run_to(3)
    model.params = replace(model.params, wars=replace(model.params.wars, stake_memory=60.0))
    for world in (model, without(model, "conflict")):
        poor, rich = copy.deepcopy(world), copy.deepcopy(world)
        richer(rich)
        ratio = onset.contested(rich) / onset.contested(poor)
        kept = np.exp(-1.0 / 60.0)  # of what was seen before this month
        if world.strength["conflict"]:
            assert (ratio > (2.0 * kept * 0.9) ** PARAMS.heat_stake).all()
            assert (ratio < 2.0**PARAMS.heat_stake).all()
        else:
            np.testing.assert_array_equal(ratio, 1.0)


def test_who_outgrows_the_rest_attacks(model: CartelMarket) -> None:
    def grow(world: CartelMarket) -> None:
        world.cartels.usual_size[world.cartels.rows[0]] *= 0.5

    def read(world: CartelMarket) -> FloatArray:
        return np.asarray(onset.group_terms(world, used(world))[world.cartels.rows[0]])

    on, off = moved(model, grow, read, "conflict")

    assert (on > 0.0).all()
    assert not off.any()


def test_forces_that_aim_at_the_violent_begin_fewer_wars_and_end_more(
    model: CartelMarket,
) -> None:
    model.enforcement.deployment = np.zeros_like(model.enforcement.deployment)
    for read, is_up in ((state_terms, False), (ends, True)):
        on, off = moved(model, more_forces, read, "security_deployment")
        assert (on > 0.0).all() if is_up else (on < 0.0).all()
        assert not off.any()

    model.wars.targeted = 0.0
    assert not moved(model, more_forces, state_terms, "security_deployment")[0].any()


def test_arrests_begin_wars_where_they_are_blanket_and_end_them_where_they_aim(
    model: CartelMarket,
) -> None:
    for read in (state_terms, ends):
        on, off = moved(model, more_arrests, read, "kingpin_fragmentation")
        assert (on >= 0.0).all()
        assert on.any()
        assert not off.any()


def test_a_lost_leader_begins_wars(model: CartelMarket) -> None:
    def read(world: CartelMarket) -> FloatArray:
        return onset.group_terms(world, used(world))

    model.cartels.leadership[:] = 1.0
    model.cartels.usual_size[:] = model.cartels.size  # nobody outgrows the rest
    on, off = moved(model, fewer_leaders, read, "kingpin_fragmentation")

    assert (on[model.cartels.rows] > 0.0).all()
    assert not off.any()


def test_the_dead_end_wars(model: CartelMarket) -> None:
    on, off = moved(model, more_dead, ends, "conflict")

    assert (on >= 0.0).all()
    assert on.any()
    assert not off.any()


def test_guns_act_through_the_dead_and_not_where_they_have_no_strength() -> None:
    def lost(*more: str) -> list[FloatArray]:
        arms = 'levers.gun_supply.schedule=[{from: "2012-02-01", value: 3.0}]'
        return [
            build([*SMALL, "seed=5", *more, *lever]).run_to(14).wars.lost
            for lever in ((), (arms,))
        ]

    usual, armed = lost()
    assert armed.sum() > usual.sum()

    usual, armed = lost("strength.guns=0")
    np.testing.assert_array_equal(usual, armed)


def test_without_its_strength_no_war_begins_and_none_kills() -> None:
    model = build([*SMALL, "seed=5", "strength.conflict=0"])
    for _ in range(6):
        model.step()
        assert not model.wars.dead.any()
        assert model.wars.begun == 0


def test_forces_follow_homicides_of_the_last_half_year() -> None:
    calm, hot = (build([*SMALL, "seed=5"]).run_to(2) for _ in range(2))
    hot.conflict.recent[:, 3] *= 2.0
    calm.step()
    hot.step()

    more = hot.enforcers.effort[FORCES] / calm.enforcers.effort[FORCES]
    assert more[3] > 1.0
    assert (np.delete(more, 3) < 1.0).all()  # the whole effort stays as it was


# ------------------------------------------------------------------------------ deaths, men


def test_a_peaceful_split_costs_no_life() -> None:
    scale, risk = np.array([1.5]), 0.01
    whole = intensity.member_deaths(np.array([[1000.0]]), np.zeros((1, 1)), risk, scale)
    halves = intensity.member_deaths(np.full((2, 1), 500.0), np.zeros((2, 1)), risk, scale)

    assert halves.sum() == pytest.approx(whole.sum())
    assert whole.sum() == pytest.approx(15.0)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.8])
def test_a_peaceful_split_of_a_side_costs_no_life_in_its_war(part: float) -> None:
    def matched(members: list[float], wars: list[tuple[int, int]]) -> float:
        i, j = np.array(wars).T
        region = np.zeros(len(wars), np.int64)
        sides = intensity.divided(np.array(members)[:, None], i, j, region)
        return float(intensity.matched_men(*sides).sum())

    one = matched([900.0, 400.0], [(0, 1)])
    two = matched([900.0 * part, 400.0, 900.0 * (1.0 - part)], [(0, 1), (1, 2)])

    assert one == pytest.approx(900.0 * 400.0 / 1300.0)
    assert two == pytest.approx(one)


def test_deaths_are_linear_in_men() -> None:
    men = intensity.matched_men(np.array([400.0]), np.array([100.0]))
    assert men == pytest.approx(80.0)

    halves = 2.0 * intensity.matched_men(np.array([200.0]), np.array([50.0]))
    assert halves == pytest.approx(men)


def test_fights_lose_the_dead_and_nobody_else(model: CartelMarket) -> None:
    before = model.cartels.members.sum()
    intensity.fight(model, np.zeros((used(model), 32)), np.ones(32), np.ones(32))

    assert model.cartels.deaths.sum() > 0.0
    assert model.cartels.members.sum() == pytest.approx(before - model.cartels.deaths.sum())
    assert (model.cartels.members >= 0.0).all()


def test_the_stronger_side_wins_men_of_the_weaker() -> None:
    members = np.array([[100.0], [400.0]])

    assert intensity.change_sides(members, 0, 1, 0, 10.0) == 10.0
    np.testing.assert_allclose(members, [[90.0], [410.0]])
    assert intensity.change_sides(members, 0, 1, 0, 1e9) == pytest.approx(0.25 * 90.0)


def test_a_new_war_has_its_own_deadliness_with_mean_one() -> None:
    model = build([*SMALL, "seed=1"])
    fronts = model.conflict.fronts
    fronts.close(fronts.slots)
    for pair in range(2_000):
        fronts.open(pair % 300, 301 + pair // 300, pair % 32, 7.0)
    intensity.recognise(model)

    heat, spread = fronts.intensity[fronts.slots], model.params.wars.heat_spread
    error = np.sqrt(np.expm1(spread**2) / heat.size)
    assert heat.mean() == pytest.approx(1.0, abs=4 * error)
    assert np.log(heat).std() == pytest.approx(spread, rel=0.1)


# ------------------------------------------------------------------------------ splits


def test_the_chance_of_a_split_matches_hand_calculation() -> None:
    params = replace(PARAMS, split_level=0.1, split_leadership=2.0, split_size=0.5)
    wing, lead = np.array([0.5, 0.1]), np.array([1.0, 0.0])
    size = splits.SIZE * np.array([1.0, np.e])
    found = splits.split_chance(wing, lead, size, 1.0, params)

    hand = [1 / (1 + np.exp(-(0.1 + 1.0 - 2.0))), 1 / (1 + np.exp(-(0.1 + 0.36 + 0.5)))]
    np.testing.assert_allclose(found, hand)
    assert not splits.split_chance(wing, lead, size, 0.0, params).any()


def test_a_head_is_worth_more_than_a_lieutenant(model: CartelMarket) -> None:
    def left(name: str, year: int, *, is_dated: bool = True) -> float:
        return float(splits.leadership_left(np.array(0.8), name, year, is_dated, model))

    params = model.params.wars
    assert left("Zetas", 2013) == 0.0  # the year that groups.csv gives
    assert left("Zetas", 2014) == pytest.approx(0.8 * (1.0 - params.lieutenant_loss))
    lost = params.head_share + (1.0 - params.head_share) * params.lieutenant_loss
    assert left("Zetas", 2026, is_dated=False) == pytest.approx(0.8 * (1.0 - lost))


def test_local_groups_go_over_to_who_outgrows_the_rest_and_nobody_is_lost(
    model: CartelMarket,
) -> None:
    cartels = model.cartels
    patron = int(np.argmax(cartels.size))
    cartels.leadership[:] = 1.0
    cartels.usual_size[:] = 2.0 * cartels.size  # all shrink alike, but one
    cartels.usual_size[patron] = 0.5 * cartels.size[patron]
    model.params = replace(model.params, wars=replace(model.params.wars, franchise_rate=0.5))
    draws = np.zeros((2, cartels.capacity))
    draws[0] = 1e-9
    alone, total, before = without(model, "conflict"), cartels.size.sum(), cartels.alive.sum()

    splits.franchise(model, draws)
    assert cartels.alive.sum() < before
    assert cartels.size.sum() == pytest.approx(total)

    splits.franchise(alone, draws)
    assert alone.cartels.alive.sum() == before


# ------------------------------------------------------------------------------ the law


def test_nothing_about_wars_is_dated() -> None:
    plain = build([*SMALL, "seed=3"])
    bare = build([*SMALL, "seed=3"])
    past = bare.structure.history
    bare.structure.history = History(past.first_month, past.last_month, (), (), (), ())

    plain.run_to(40)
    bare.run_to(40)

    assert plain.results().equals(bare.results())


def test_the_dated_law_is_another_and_the_default() -> None:
    assert build(["population.consumers=500"]).config.wars == "dated"
    assert own.is_in_force(build(SMALL))


def test_a_law_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="wars: 'ours'"):
        build(["wars=ours"])


def test_a_branch_can_not_change_the_law(model: CartelMarket) -> None:
    with pytest.raises(ValueError, match="wars"):
        model.branch(replace(model.config, wars="dated"))
