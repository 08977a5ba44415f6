"""Structure: who there is in 2012, and how groups answer removals, divide, join and end."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.run import build
from sim.array_types import FloatArray
from sim.kernels import groups as kernels
from sim.model import CartelMarket
from sim.params.structure import StructureParams
from sim.state.enforcement import Capture
from sim.state.structure import DatedPeace, DatedWar
from sim.streams import draw_key
from sim.submodels.structure import dated_events as past
from sim.submodels.structure import events as acts
from sim.submodels.structure import initial as start
from sim.submodels.structure import own as splits
from sim.submodels.structure import process as structure
from sim.world.load import REGIONS, load_world

PARAMS = StructureParams()
SMALL = ("population.consumers=500", "population.firms=100")


def make(*overrides: str) -> CartelMarket:
    return build([*SMALL, *overrides])


def name_row(model: CartelMarket, name: str) -> int:
    row = acts.row_of(model, name)
    assert row is not None
    return row


# ------------------------------------------------------------------------------ 2012


def test_the_groups_of_2012() -> None:
    cartels = make().cartels
    rows = cartels.rows

    assert rows.size == 150
    assert cartels.named[rows].sum() == 18
    assert cartels.size.sum() == pytest.approx(PARAMS.members_2012)
    top = np.sort(cartels.size)[::-1][:10].sum() / cartels.size.sum()
    assert top == pytest.approx(0.52, abs=0.01)
    assert name_row(make(), "Sinaloa") == 0
    states = (cartels.members[rows] > 0.0).sum(axis=1)
    assert 1.6 < states.mean() < 2.6
    assert (cartels.members[rows, cartels.home[rows]] > 0.0).all()


def test_relations_are_mutual_and_never_with_oneself() -> None:
    cartels = make().cartels

    for matrix in (cartels.rivalry, cartels.alliance):
        np.testing.assert_array_equal(matrix, matrix.T)
        np.testing.assert_array_equal(np.diag(matrix), 0.0)
    assert (np.triu(cartels.rivalry) > 0.0).sum() == round(PARAMS.rival_pairs)
    assert (np.triu(cartels.alliance) > 0.0).sum() == round(PARAMS.allied_pairs)


def test_local_lethality_is_bounded() -> None:
    lethality = make().conflict.lethality

    assert lethality.max() / lethality.min() < 16.1


@pytest.mark.parametrize("n", [20, 60, 300])
def test_any_number_of_groups_can_be_built(n: int) -> None:
    model = make(f"population.cartels={n}")
    model.step()

    assert model.cartels.size.sum() > 100_000.0
    assert model.cartels.capacity >= n + 250


def test_sizes_fall_with_rank_and_sum_up() -> None:
    size = start.group_sizes(100, 10, np.zeros(100), PARAMS)

    assert size.sum() == pytest.approx(PARAMS.members_2012)
    assert size[0] / size[9] == pytest.approx(10.0)


def test_the_state_named_first_has_three_parts() -> None:
    home, presence = np.zeros(len(REGIONS), bool), np.zeros(len(REGIONS), bool)
    home[[1, 2]], presence[[1, 2, 3, 4]] = True, True
    share = start.named_places(home, presence, 2, PARAMS)

    np.testing.assert_allclose(share[[1, 2, 3, 4]], [0.15, 0.45, 0.2, 0.2])


def test_pairs_are_drawn_once_and_never_the_forbidden() -> None:
    draws = np.random.default_rng(1).random((6, 6))
    taken = np.zeros((6, 6), bool)
    taken[0, 1] = True
    pairs = start.draw_pairs(np.ones((6, 6)), taken, 14, draws)

    assert len({tuple(pair) for pair in pairs}) == 14
    assert (0, 1) not in {tuple(pair) for pair in pairs}
    assert (pairs[:, 0] < pairs[:, 1]).all()


# ------------------------------------------------------------------------------ rules


def test_hazards_never_fall_at_a_removal_and_follow_the_strength() -> None:
    old = np.array([0.0, 0.5])

    np.testing.assert_allclose(structure.raise_hazard(old, 0.3, 1.0), [0.3, 0.5])
    np.testing.assert_allclose(structure.raise_hazard(old, 0.3, 0.0), old)
    np.testing.assert_allclose(structure.raise_hazard(old, 0.25, -1.0), [-0.2, 0.5])


def test_shares_that_leave_average_a_fifth() -> None:
    shares = splits.beta_share((np.arange(1000.0) + 0.5) / 1000.0, PARAMS)

    assert 0.02 <= shares.min() < shares.max() <= 0.6
    assert shares.mean() == pytest.approx(0.2, abs=0.03)


def test_takeover_conserves_members_and_spares_allies() -> None:
    members = np.array([[100.0, 0.0], [50.0, 80.0], [10.0, 40.0]])
    gain = structure.takeover(members, np.zeros((3, 3)), 0.01, 1.0)

    np.testing.assert_allclose(gain.sum(axis=0), 0.0, atol=1e-12)
    assert gain[2].sum() < 0.0
    np.testing.assert_array_equal(structure.takeover(members, np.ones((3, 3)), 0.01, 1.0), 0.0)
    by_hand = 0.01 * 100.0 * 50.0 / 160.0 * (100.0 - 130.0) / 230.0
    by_hand += 0.01 * 100.0 * 10.0 / 160.0 * (100.0 - 50.0) / 150.0
    assert gain[0, 0] == pytest.approx(by_hand)


def test_groups_that_grow_enter_more_states() -> None:
    size = np.array([4000.0, 4000.0])
    rates = structure.entry_rates(size, np.array([4600.0, 3400.0]), PARAMS)

    np.testing.assert_allclose(rates, PARAMS.entry_rate * np.array([PARAMS.entry_idle, 1.0]))


def test_growth_that_all_groups_share_sends_none_abroad() -> None:
    size = np.array([4000.0, 4000.0])
    rates = structure.entry_rates(size, 0.8 * size, PARAMS)

    np.testing.assert_allclose(rates, PARAMS.entry_rate * PARAMS.entry_idle)


def test_footholds_are_weak_away_from_home_and_out_of_war() -> None:
    members = np.array([[1000.0, 10.0, 10.0, 0.0], [20.0, 900.0, 900.0, 500.0]])
    before = members.copy()
    contested = np.zeros((2, 4), bool)
    contested[0, 2] = True
    kernels.withdraw(
        members,
        np.array([0, 1]),
        contested,
        np.zeros(2, bool),
        PARAMS.foothold_share,
        1.0,
        draw_key(1, "structure/withdrawals", 3),
    )

    left = (before > 0.0) & (members == 0.0)
    np.testing.assert_array_equal(left, [[False, True, False, False], [True, *[False] * 3]])
    np.testing.assert_allclose(members.sum(axis=1), before.sum(axis=1))


def test_groups_that_never_meet_start_no_war() -> None:
    members = np.array([[3000.0, 0.0], [0.0, 3000.0], [3000.0, 0.0]])
    rates = structure.contact_rates(members, np.zeros(3), PARAMS)

    assert rates[0, 1] == 0.0
    assert rates[0, 2] == pytest.approx(PARAMS.contact_rate)


# ------------------------------------------------------------------------------ removals


def remove(model: CartelMarket, name: str, kind: str = "capture") -> int:
    row = name_row(model, name)
    model.enforcement.captures = [Capture(row, int(model.cartels.home[row]), kind)]
    draws = np.zeros((2, model.cartels.capacity))
    structure._answer_removals(model, draws)
    return row


def test_a_removal_shakes_home_most_and_a_killing_more() -> None:
    model = make()
    model.cartels.hazard[:] = 0.0
    row = remove(model, "CAF")
    hazard, home = model.cartels.hazard[row], model.cartels.home[row]

    assert hazard[home] == pytest.approx(PARAMS.capture_home)
    others = np.delete(hazard, home)
    np.testing.assert_allclose(others, PARAMS.capture_elsewhere * PARAMS.capture_home)
    local = model.cartels.locality_hazard[row]
    np.testing.assert_allclose(local * PARAMS.capture_home, hazard * PARAMS.capture_locality)
    assert model.cartels.leadership[row] == 0.0
    remove(model, "CAF", "kill")
    assert model.cartels.hazard[row, home] == pytest.approx(
        PARAMS.kill_ratio * PARAMS.capture_home
    )


def test_the_rivalry_of_halves_has_its_declared_mean_among_those_that_fight() -> None:
    draws = (np.arange(20_000) + 0.5) / 20_000
    hostile = draws[draws < PARAMS.split_hostile] / PARAMS.split_hostile

    found = np.array([structure.split_rivalry(float(draw), PARAMS) for draw in hostile])

    assert found.min() >= PARAMS.least_split_rivalry
    assert found.mean() == pytest.approx(PARAMS.split_rivalry, rel=0.01)
    assert len(found) / len(draws) == pytest.approx(PARAMS.split_hostile, abs=1e-3)


@pytest.mark.parametrize("strength", [0.0, -1.0])
def test_the_mechanism_off_or_reversed_shakes_and_splits_nobody(strength: float) -> None:
    model = make(f"strength.kingpin_fragmentation={strength}")
    row = remove(model, "group 30")

    assert (model.cartels.hazard[row] <= 0.0).all()
    assert (model.cartels.hazard[row].any()) == (strength < 0.0)
    assert np.isinf(model.cartels.split_due[row])


def test_unnamed_groups_get_a_date_to_divide_and_named_ones_only_after_2024() -> None:
    model = make()

    assert np.isfinite(model.cartels.split_due[remove(model, "group 30")])
    assert np.isinf(model.cartels.split_due[remove(model, "CAF")])
    model.month = 160
    assert np.isfinite(model.cartels.split_due[remove(model, "CAF")])


# ------------------------------------------------------------------------------ acts


def stocks(model: CartelMarket) -> FloatArray:
    cartels = model.cartels
    return np.array(
        [
            cartels.members.sum(),
            cartels.stock_kg.sum(),
            cartels.cash.sum(),
            cartels.capacity_kg.sum(),
        ]
    )


def test_dividing_and_joining_conserve_everything() -> None:
    model = make()
    for _ in range(2):
        model.step()
    before = stocks(model)
    parent = name_row(model, "Gulf")
    home = np.zeros(len(REGIONS))
    home[model.cartels.home[parent]] = 1.0
    child = acts.divide(model, parent, 0.25, "new", np.zeros(model.cartels.capacity))
    assert child is not None
    acts.settle_in(model, child, parent, home)

    np.testing.assert_allclose(stocks(model), before)
    assert model.cartels.size[child] == pytest.approx(model.cartels.size[parent] / 3.0)
    assert model.cartels.members[child].argmax() == model.cartels.home[parent]
    acts.turn_hostile(model, parent, child, 27, 4.0)
    assert model.conflict.fronts.find(parent, child, 27) >= 0
    acts.join(model, parent, child)
    np.testing.assert_allclose(stocks(model), before)
    assert not model.cartels.alive[child]
    assert model.conflict.fronts.of(child).size == 0


def test_a_full_population_divides_no_more() -> None:
    model = make()
    model.cartels.alive[:] = True

    assert acts.divide(model, 0, 0.2, "new", np.zeros(model.cartels.capacity)) is None
    assert acts.found(model, "new", np.ones(len(REGIONS)), 0) is None


def test_friends_make_peace() -> None:
    model = make()
    fronts = model.conflict.fronts
    slot = int(fronts.slots[0])
    a, b = int(fronts.i[slot]), int(fronts.j[slot])
    acts.befriend(model, a, b, 1.8)

    assert model.cartels.alliance[a, b] == model.cartels.alliance[b, a] == 1.8
    assert not ((fronts.i == a) & (fronts.j == b)).any()


def test_a_founded_group_has_habits_and_pay() -> None:
    model = make()
    model.step()
    row = acts.found(model, "gang", np.eye(len(REGIONS))[10] * 80.0, 10)

    assert model.cartels.size[row] == 80.0
    assert model.cartels.trade_share[row].sum() == pytest.approx(1.0)
    assert model.cartels.pay[row] > 0.0
    assert model.flows.founders >= 80.0


def test_a_founded_group_reckons_with_the_prices_and_losses_around_it() -> None:
    model = make()
    model.run_to(2)
    cartels, place = model.cartels, np.eye(len(REGIONS))[10] * 80.0
    at_home = np.where(cartels.alive, cartels.members[:, 10], 0.0)
    free = cartels.free_row()
    cartels.net_price[free], cartels.border_loss[free] = 7.0, 7.0  # of who held the row before

    row = acts.found(model, "gang", place, 10)

    strongest = int(np.argmax(at_home))
    assert row == free
    np.testing.assert_array_equal(cartels.net_price[row], cartels.net_price[strongest])
    np.testing.assert_array_equal(cartels.border_loss[row], cartels.border_loss[strongest])
    assert np.median(cartels.net_price[row]) > 1_000.0  # USD/kg


def test_a_founded_group_with_nobody_around_reckons_as_the_largest_one() -> None:
    model = make()
    model.run_to(2)
    cartels = model.cartels
    cartels.members[:, 10] = 0.0

    row = acts.found(model, "gang", np.eye(len(REGIONS))[10] * 80.0, 10)

    largest = int(np.argmax(cartels.size))
    np.testing.assert_array_equal(cartels.route_payoff[row], cartels.route_payoff[largest])
    assert largest != row


def test_men_who_move_are_the_same_men() -> None:
    model = make()
    before = model.cartels.members[0].sum()
    acts.move_men(model, 0, 31, 300.0)

    assert model.cartels.members[0].sum() == pytest.approx(before)
    assert model.cartels.members[0, 31] >= 300.0


# ------------------------------------------------------------------------------ history


def test_history_is_read_from_the_tables() -> None:
    world = load_world()
    history = past.read_history(world, make().months[0])
    births = {world.group_names[place]: month for month, place in history.births}
    ends = {world.group_names[place]: month for month, place in history.ends}

    assert births["NuevaPlaza"] == 12 * 5 + 2  # March 2017
    assert births["Mayiza"] == 12 * 12 + 8  # September 2024
    assert ends["Templarios"] == 12 * 5 + 11
    assert history.last_month == 12 * 12 + 11
    assert {war.sides for war in history.wars} >= {("CJNG", "Sinaloa"), ("CSRL", "CJNG")}


def test_named_groups_begin_and_end_as_dated() -> None:
    model = make("calendar.end=2020-12-01").run_to(108)
    names = {model.cartels.name[row] for row in model.cartels.rows}

    assert {"CDN", "CSRL", "Chapitos", "CU", "Caborca"} <= names
    assert not {"LFM", "Templarios", "Zetas"} & names
    # 2012 to 2020: 140 to 190 groups over seeds, about 168 (sd 4)
    assert 140 <= model.cartels.rows.size <= 200


def test_a_dated_war_is_fought_where_it_was() -> None:
    model = make("calendar.end=2016-12-01").run_to(42)  # June 2015; no truce in a first year
    fronts = model.conflict.fronts
    cjng, sinaloa = name_row(model, "CJNG"), name_row(model, "Sinaloa")

    for region in ("MX-BCN", "MX-ZAC", "MX-CHH"):
        assert fronts.find(cjng, sinaloa, REGIONS.index(region)) >= 0
        assert model.cartels.members[cjng, REGIONS.index(region)] > 100.0
    assert model.cartels.alliance[cjng, sinaloa] == 0.0


def test_a_dated_war_holds_while_it_is_known_to_go_on() -> None:
    model = make("calendar.end=2020-12-01", "params.conflict.wars_known_to=2019").run_to(96)
    fronts = model.conflict.fronts
    cjng, sinaloa = name_row(model, "CJNG"), name_row(model, "Sinaloa")
    place = cjng, sinaloa, REGIONS.index("MX-ZAC")
    params = model.params.conflict

    height = float(fronts.intensity[fronts.find(*place)])
    assert height == pytest.approx(7.0 * params.war_weight, rel=0.05)
    model.run_to(98)
    slot = fronts.find(*place)
    assert slot < 0 or fronts.intensity[slot] < height  # left alone from 2020 on


def test_a_truce_ends_a_dated_war_in_its_state() -> None:
    model = make()
    war = DatedWar(0, ("CJNG", "LNFM"), (3, 4), 13.0)
    model.structure.history = replace(
        model.structure.history, peaces=(DatedPeace(5, "truce", ("LNFM",), 3),)
    )
    model.month = 4
    assert not past._is_over(model, war, 3)
    model.month = 5
    assert past._is_over(model, war, 3)
    assert not past._is_over(model, war, 4)


def test_groups_give_up_footholds_and_take_their_men_back() -> None:
    model = make("params.structure.withdrawal_rate=0.2", "calendar.end=2030-12-01").run_to(2)
    cartels = model.cartels
    row = next(int(row) for row in cartels.rows if not cartels.named[row])
    away = (int(cartels.home[row]) + 1) % len(REGIONS)
    cartels.members[row] = 0.0
    cartels.members[row, cartels.home[row]], cartels.members[row, away] = 900.0, 5.0
    for month in range(3, 60):
        model.month = month
        structure._withdraw(model)

    assert cartels.members[row, away] == 0.0
    assert float(cartels.members[row].sum()) == pytest.approx(905.0)


def test_without_births_and_deaths_the_groups_stay() -> None:
    still = {
        "spontaneous_splits": 0,
        "new_gangs": 0,
        "exit_tiny": 0,
        "exit_small": 0,
        "merger_chance": 0,
    }
    model = make(
        *(f"params.structure.{name}={value}" for name, value in still.items()),
        "strength.kingpin_fragmentation=0",
    )
    names = [model.cartels.name[row] for row in model.cartels.rows]
    model.run_to(20)

    assert [model.cartels.name[row] for row in model.cartels.rows] == names
