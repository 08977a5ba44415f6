"""The one rule of adaptation: by hand, at its limits, and never against the chooser."""

import copy

import numpy as np
import pytest

from sim.submodels.shipping import routes
from tests.fakes.choosing import adapted, learned, limited, log_ratio
from tests.fakes.supply import LAND, Stub


def test_beliefs_follow_payoffs_and_unused_options_more_slowly() -> None:
    belief = learned(
        np.array([1.0, 1.0]),
        np.array([2.0, 2.0]),
        np.array([1.0, 0.0]),
        pace=0.5,
        rumour=0.5,
        used_share=0.01,
    )

    np.testing.assert_allclose(belief, [1.5, 1.25])


def test_desired_shares_match_hand_calculation() -> None:
    now, weight = np.array([0.1, 0.9]), np.array([0.6, 0.4])
    shares = adapted(now, weight, np.array([np.log(2.0), 0.0]), moved=1.0)

    np.testing.assert_allclose(shares, [1.2 / 1.6, 0.4 / 1.6])


def test_shares_survive_extremes_and_groups_without_weight_keep_theirs() -> None:
    weight = np.array([[0.5, 0.5], [0.0, 0.0], [0.0, 1.0]])
    gain = np.array([[1e6, -1e6], [0.0, 0.0], [1e6, -1e6]])
    shares = adapted(np.full((3, 2), 0.5), weight, gain, moved=1.0)

    np.testing.assert_allclose(shares, [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]], atol=1e-8)


def test_shares_move_part_of_the_way_and_still_sum_to_one() -> None:
    new = adapted(np.array([0.5, 0.5]), np.array([0.5, 0.5]), np.array([5.0, 0.0]), moved=0.2)

    assert new.sum() == pytest.approx(1.0)
    assert 0.5 < new[0] < 0.61


def test_no_advantage_moves_nothing_and_a_reversed_one_moves_back() -> None:
    weight = np.array([0.7, 0.3])

    np.testing.assert_allclose(adapted(weight, weight, np.zeros(2), moved=0.5), weight)
    assert adapted(weight, weight, np.array([1.0, 0.0]), moved=0.5)[0] > 0.7
    assert adapted(weight, weight, np.array([-1.0, 0.0]), moved=0.5)[0] < 0.7


def test_max_of_share_and_floor_gives_logistic_entry() -> None:
    # floor 1%, advantage of one temperature, time constant 18: 10% at month 37 (lessons)
    share, when = np.array([1.0, 0.0]), None
    for month in range(1, 120):
        weight = np.maximum(share, 0.01)
        share = adapted(share, weight, np.array([0.0, 1.0]), moved=1 - np.exp(-1 / 18))
        when = when or (month if share[1] > 0.1 else None)

    assert when == pytest.approx(37, abs=4)
    assert share[1] > 0.8


def test_redirection_is_no_faster_than_allowed() -> None:
    old, new = np.array([[0.9, 0.1]]), np.array([[0.5, 0.5]])

    slowed = limited(old, new, 0.15 / 2.0)
    back = limited(new, old, 0.15 / 2.0)

    np.testing.assert_allclose(slowed, [[0.825, 0.175]])
    np.testing.assert_allclose(back, old)


def test_log_ratio_ignores_what_has_no_reference() -> None:
    ratio = log_ratio(np.array([2.0, 5.0, -1.0]), np.array([1.0, 0.0, 1.0]), 0.05)

    np.testing.assert_allclose(ratio, [np.log(2.0), 0.0, np.log(0.05)])


@pytest.mark.parametrize("seed", range(20))
def test_with_exact_beliefs_no_choice_lowers_the_choosers_margin(seed: int) -> None:
    # a softmax from weights w raises the mean advantage: E_w[u e^u] / E_w[e^u] >= E_w[u]
    rng = np.random.default_rng(seed)
    weight, gain = rng.dirichlet(np.ones(6)), rng.normal(size=6)

    new = adapted(weight, weight, gain / 0.3, moved=rng.random(), free=rng.random())

    assert new @ gain >= weight @ gain - 1e-12


def test_the_best_load_is_best_and_that_of_2012_was() -> None:
    model = Stub()
    params, state = model.params.shipping, model.shipping
    grid = np.exp(np.linspace(-1.5, 1.5, 601))
    for effort, tolerance in ((1.0, 0.01), (2.0, 0.12)):
        found = -np.expm1(-state.search_rate[..., None] * effort * grid**params.load_exponent)
        best = grid[np.argmin(found + state.costs.trip[..., None] / grid, axis=2)]
        rule = np.exp(routes.log_best_load(np.full(14, effort), np.ones(5), np.ones(5), params))
        np.testing.assert_allclose(best[:, :8], rule[:, :8], rtol=tolerance)


@pytest.mark.parametrize("choice", ["routes", "markets"])
def test_adapting_to_a_land_surge_earns_more_than_standing_still(choice: str) -> None:
    surged = Stub().step(6)
    surged.enforcement.route_effort = np.where(LAND, 3.0, 1.0)
    frozen = copy.deepcopy(surged)
    frozen.frozen = {choice}
    surged.step(24)
    frozen.step(24)

    price = frozen.markets.border_price / frozen.shipping.price_2012
    cartels, rows = surged.cartels, surged.cartels.rows
    still = frozen.cartels
    payoff = surged.cartels.route_payoff[rows]
    if choice == "routes":
        load = np.stack([cartels.load_size[rows], still.load_size[rows]])
        params = surged.params.shipping
        found = routes.found_share(
            surged.shipping.search_rate, surged.enforcement.route_effort, load, 0.5
        )
        trip = surged.shipping.costs.trip / load / price[:, None]
        assert params.load_exponent == 0.5
        worth = -(found + trip)  # the part of the return that loads decide
        change = (cartels.route_share[rows] * worth[0]).sum(2) - (
            still.route_share[rows] * worth[1]
        ).sum(2)
        assert change[:, :4].min() > 0.0
    else:
        gain = log_ratio(
            surged.cartels.market_payoff[rows], surged.markets.market_payoff_2012, 0.05
        )
        shift = cartels.market_share[rows] - still.market_share[rows]
        assert (shift * gain).sum() >= -1e-6
    assert np.isfinite(payoff).all()


@pytest.mark.parametrize(
    ("choice", "column"),
    [
        ("routes", "route_share"),
        ("routes", "load_size"),
        ("drugs", "drug_share"),
        ("markets", "market_share"),
        ("trades", "trade_share"),
        ("channels", "channel_share"),
    ],
)
def test_a_frozen_choice_stands_still_and_a_free_one_moves(choice: str, column: str) -> None:
    model = Stub().step(3)
    model.enforcement.route_effort = np.where(LAND, 4.0, 1.0)
    model.cartels.trade_payoff[:, 1] *= 2.0
    model.cartels.channel_payoff[:, 0] -= 0.05
    free = copy.deepcopy(model).step(12)
    model.frozen = {choice}
    before = getattr(model.cartels, column).copy()
    model.step(12)

    tolerance = 0.02 if column == "drug_share" else 0.0
    if column == "drug_share":  # drug shares also follow capacity, which grows unevenly
        model.frozen = {"drugs", "capacity"}
        before = getattr(model.cartels, column).copy()
        model.step(12)
    np.testing.assert_allclose(getattr(model.cartels, column), before, atol=tolerance)
    assert np.abs(getattr(free.cartels, column) - before).max() > 1e-4


def test_route_strength_zero_keeps_routes_and_minus_one_turns_them_round() -> None:
    shares, loads = {}, {}
    for strength in (1.0, 0.0, -1.0):
        model = Stub()
        model.strength["balloon_routes"] = strength
        model.enforcement.route_effort = np.where(LAND, 3.0, 1.0)
        model.step(12)
        flow = model.shipping.route_flow[:11, 3]
        shares[strength] = flow[LAND[:11]].sum() / flow.sum()
        loads[strength] = np.log(model.cartels.load_size[model.cartels.rows][:, 3, 0]).mean()
    start = Stub().step(1).shipping.route_flow[:11, 3]

    assert shares[0.0] == pytest.approx(start[LAND[:11]].sum() / start.sum(), abs=2e-3)
    assert shares[1.0] < shares[0.0] < shares[-1.0]
    assert loads[1.0] < -0.1 < loads[0.0] < 0.1 < loads[-1.0]


def test_dominant_groups_change_trades_more_slowly() -> None:
    model = Stub().step(1)
    model.cartels.trade_payoff[:, 1] *= 2.0
    before = model.cartels.trade_share.copy()
    model.step(6)
    gained = (model.cartels.trade_share - before)[model.cartels.rows, 1]

    assert 0.0 < gained[0] < gained[10]


def test_a_split_divides_capacity_and_keeps_habits() -> None:
    model = Stub().step(3)
    whole = model.cartels.capacity_kg[0].copy()
    child = model.cartels.free_row()
    assert child is not None
    model.cartels.split(0, child, 0.3, "child")
    model.cartels.members[child] = 100.0
    np.testing.assert_allclose(model.cartels.capacity_kg[[0, child]].sum(axis=0), whole)
    model.step(3)

    assert model.cartels.capacity_kg[child].sum() > 0.0
    assert model.cartels.route_share[child].sum(axis=1) == pytest.approx(np.ones(5))


def test_a_new_group_without_parent_gets_routes_and_markets() -> None:
    model = Stub().step(2)
    row = model.cartels.free_row()
    assert row is not None
    model.cartels.begin(row, "new")
    model.cartels.members[row, 3] = 50.0
    model.step(2)

    np.testing.assert_allclose(model.cartels.route_share[row].sum(axis=1), 1.0)
    np.testing.assert_allclose(model.cartels.market_share[row].sum(axis=1), 1.0)
