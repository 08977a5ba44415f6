"""Shipping: what is found, what routes return, and kilograms that add up."""

import numpy as np
import pandas as pd
import pytest

from sim.array_types import IntArray
from sim.params.shipping import ShippingParams
from sim.submodels.shipping import routes as r
from sim.world.axes import ROUTES
from sim.world.load import load_world
from tests.fakes.supply import LAND, Stub

PARAMS = ShippingParams()
WORLD = load_world()


def test_the_search_law_by_hand_and_at_its_limits() -> None:
    rate = np.array([[0.0, 0.1, 0.1]])
    found = r.found_share(rate, np.array([1.0, 2.0, 1e9]), np.array([[1.0, 4.0, 1.0]]), 0.5)

    np.testing.assert_allclose(found, [[0.0, 1 - np.exp(-0.4), 1.0]])


def test_more_effort_finds_less_than_in_proportion() -> None:
    once = r.found_share(np.array([[0.2]]), np.array([1.0]), np.array([[1.0]]), 0.5)
    twice = r.found_share(np.array([[0.2]]), np.array([2.0]), np.array([[1.0]]), 0.5)

    assert once < twice < 2.0 * once


def test_base_shares_are_mexican_shares() -> None:
    base = r.base_shares(WORLD, PARAMS)

    np.testing.assert_allclose(base.sum(axis=1), 1.0)
    assert base[0, ROUTES.index("air/parcel")] == pytest.approx(0.05)
    assert base[3, ROUTES.index("caribbean/sea")] < 0.1
    assert (base[:, 11:] == 0.0).all()


def test_transport_costs_add_up_to_what_is_declared() -> None:
    base = r.base_shares(WORLD, PARAMS)
    costs = r.route_costs(WORLD, PARAMS, base)
    cost = r.route_cost(
        costs,
        load=np.ones((5, 14)),
        moving_cost=np.ones(5),
        diverted=np.zeros((5, 14)),
        detour_cost=0.1,
    )

    np.testing.assert_allclose(
        (base * cost).sum(axis=1)[1:4],
        [PARAMS.transport_heroin, PARAMS.transport_methamphetamine, PARAMS.transport_cocaine],
    )


def test_crowding_and_detours_start_above_the_2012_share() -> None:
    share, base = np.array([0.4, 0.1, 0.0]), np.array([0.2, 0.2, 0.0])

    np.testing.assert_allclose(r.crowding(share, base), [1.0, 0.0, 0.0])
    np.testing.assert_allclose(r.diverted_share(share, base), [0.5, 0.0, 0.0])


def test_access_shapes_groups_and_keeps_the_national_shares() -> None:
    rng = np.random.default_rng(1)
    base = rng.dirichlet(np.ones(4), size=2)
    access = np.where(rng.random((30, 4)) < 0.5, 1.0, 0.3)
    volume = rng.dirichlet(np.ones(30), size=2).T

    weights = r.weights_by_access(base, access, volume)

    np.testing.assert_allclose(weights.sum(axis=2), 1.0)
    np.testing.assert_allclose(np.einsum("nd,ndl->dl", volume, weights), base, atol=1e-6)
    held = weights[access[:, 0] == 1.0, 0, 0].mean()
    assert held > weights[access[:, 0] < 1.0, 0, 0].mean()


def test_feeder_states_see_the_traffic_of_their_routes() -> None:
    feeder = np.array([[True, False, False], [True, True, False]])

    ratio = r.feeder_ratio(feeder, np.array([2.0, 1.0]), np.array([1.0, 1.0]))

    np.testing.assert_allclose(ratio, [1.5, 1.0, 1.0])


@pytest.mark.parametrize("substeps", [1, 3])
def test_kilograms_add_up_every_month(substeps: int) -> None:
    model = Stub(substeps=substeps)
    for _ in range(30):
        stock = model.cartels.stock_kg.sum(axis=0)
        us_stock = model.markets.us_stock_kg.copy()
        model.step()
        flows = model.flows
        used = flows.delivered_kg_mexican + flows.seized_kg_mexican
        used = used + model.cartels.stock_kg.sum(axis=0) - stock
        np.testing.assert_allclose(flows.made_kg, used, rtol=1e-9, atol=1e-9)
        sold = flows.us_arrivals_kg - flows.us_sales_kg
        np.testing.assert_allclose(model.markets.us_stock_kg - us_stock, sold, atol=1e-6)
        assert model.markets.us_stock_kg.min() >= 0.0


def test_the_start_leaves_no_jump_in_seizures_or_traffic() -> None:
    model = Stub(history=False)
    start = model.shipping.caught_value.copy()
    model.step(1)

    np.testing.assert_allclose(model.shipping.caught_value[:11], start[:11], rtol=0.02)
    np.testing.assert_allclose(model.shipping.feeder_pressure, 1.0, atol=0.02)
    np.testing.assert_allclose(model.shipping.spillover_violence, 1.0, atol=0.01)


@pytest.mark.parametrize("times", [2.0, 4.0])
def test_interdiction_has_the_published_pattern(times: float) -> None:
    # E6: seized up, load per seizure down, routes equal or up, supply down by less
    still, pressed = Stub(history=False).step(6), Stub(history=False).step(6)
    pressed.enforcement.route_effort = np.where(LAND, times, 1.0)
    still.step(24)
    pressed.step(24)
    rows = pressed.cartels.rows

    def gross(m: Stub) -> pd.Series:
        return (
            m.results[["gross_heroin", "gross_methamphetamine", "gross_cocaine"]]
            .iloc[-12:]
            .sum()
        )

    assert (gross(pressed) > 1.1 * gross(still)).all()
    assert pressed.cartels.load_size[rows][:, 1:4, 0].mean() < 0.7
    delivered = pressed.shipping.delivered_kg[1:4, 0] / still.shipping.delivered_kg[1:4, 0]
    assert ((delivered < 1.0) & (delivered > 1.0 - 0.09 * (times - 1.0))).all()

    def active(m: Stub) -> IntArray:
        flow = m.shipping.route_flow[:11, 1:4]
        return (flow / flow.sum(axis=0) > 0.02).sum(axis=0)

    assert (active(pressed) >= active(still)).all()


def test_traffic_moved_elsewhere_shows_in_feeder_states() -> None:
    model = Stub().step(3)
    only_california = np.array([route.startswith("california") for route in ROUTES])
    model.enforcement.route_effort = np.where(only_california, 6.0, 1.0)
    model.step(12)
    feeder = model.world.route_feeder
    elsewhere = feeder[ROUTES.index("texas_west/port_of_entry")]
    elsewhere = elsewhere & ~feeder[only_california].any(axis=0)

    assert model.shipping.feeder_pressure[elsewhere].min() > 1.02
    assert model.shipping.spillover_violence[elsewhere].min() > 1.0
