"""Shipping: loads over routes to the United States and abroad, and what is found of them."""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import clip
from sim.kernels import shipping as kernels
from sim.mechanisms import tempered
from sim.rates import approach
from sim.state.balance import Balance2012
from sim.state.shipping import ShippingState
from sim.state.state import State
from sim.submodels import production
from sim.submodels.shipping import routes
from sim.submodels.shipping.routes import ABROAD_ROUTES
from sim.world.axes import DRUGS, MARKETS, REGIONS, ROUTES
from sim.world.drug_tables import drug_values

D, L, M, R = len(DRUGS), len(ROUTES), len(MARKETS), len(REGIONS)


def build(model: State, start: Balance2012) -> None:
    """Set routes, their costs, the groups' access to them and the flows of 2012."""
    first, sent = start.routes, start.sent_kg
    flow = (sent[:, :1] * first.base_share).T
    flow[list(ABROAD_ROUTES)] = sent[:, 1:].T
    route_flow = flow * model.dt
    model.shipping = ShippingState(
        delivered_kg=start.delivered_kg * model.dt,
        seized_kg=np.zeros(D),
        route_flow=route_flow,
        q=first.found.copy(),
        caught_value=(first.found * route_flow.T).T @ first.price,
        moving_cost=np.ones(D),
        feeder_pressure=np.ones(R),
        spillover_violence=np.ones(R),
        price_2012=first.price,
        base_share=first.base_share,
        payoff_2012=first.payoff,
        loss_2012=first.loss,
        bulk_per_dose=drug_values(model.world, "bulk_index_gross"),
        traffic_2012=flow @ first.price,
        costs=first.costs,
        search_rate=first.search_rate,
        abroad_share=start.market_share,
    )
    _start_groups(model, start)


def _start_groups(model: State, start: Balance2012) -> None:
    """Give groups the routes of their territory, the markets of 2012 and a step's traffic."""
    cartels, state, rows = model.cartels, model.shipping, model.cartels.rows
    weights = routes.weights_by_access(
        state.base_share, _access(model, rows), start.capacity_share
    )
    cartels.route_weight[rows] = weights
    cartels.route_share[rows] = weights
    cartels.route_belief[rows] = state.payoff_2012
    cartels.route_payoff[rows] = state.payoff_2012
    cartels.load_size[rows] = 1.0
    cartels.market_share[rows] = state.abroad_share
    cartels.border_loss[rows] = (weights * state.q).sum(axis=2)
    part = production.capacity_shares(model)
    cartels.delivered_kg[rows] = part[:, :, None] * state.delivered_kg
    moved = start.sent_kg.sum(axis=1) * model.dt * start.routes.transport
    cartels.shipping_cost[rows] = (part * moved).sum(axis=1)


def start_routes(model: State, rows: IntArray) -> None:
    """Give new groups the routes of their territory, today's payoffs and 2012 loads."""
    cartels, state = model.cartels, model.shipping
    nobody = np.zeros((rows.size, D))
    weights = routes.weights_by_access(state.base_share, _access(model, rows), nobody, rounds=1)
    cartels.route_weight[rows] = weights
    cartels.route_share[rows] = weights
    cartels.route_belief[rows] = state.payoff_2012
    cartels.load_size[rows] = 1.0


def start_markets(model: State, rows: IntArray) -> None:
    """Let new groups sell where groups sold in 2012, and believe today's net prices."""
    model.cartels.market_share[rows] = model.shipping.abroad_share
    model.cartels.market_belief[rows] = model.cartels.market_payoff[rows]


def _access(model: State, rows: IntArray) -> FloatArray:
    """Return the groups' preference for routes by presence in feeder states, shape (n, L)."""
    present = (model.cartels.members[rows] > 0.0).astype(float)
    reach = present @ model.world.route_feeder.T.astype(float)
    return np.where(reach > 0.0, 1.0, model.params.shipping.absent_access)


def log_best_load(model: State) -> FloatArray:
    """Return the log of the best load over that of 2012 at today's effort and price, (D, L)."""
    state = model.shipping
    return routes.log_best_load(
        np.asarray(model.enforcement.route_effort),
        model.markets.border_price / state.price_2012,
        state.moving_cost,
        model.params.shipping,
    )


# ---------------------------------------------------------------------------- the month


def advance(model: State) -> None:
    """Ship the pipeline, lose what is found, and learn what each route returned."""
    cartels, params, state = model.cartels, model.params.shipping, model.shipping
    rows = cartels.rows
    _set_moving_cost(model)
    effort = np.asarray(model.enforcement.route_effort)
    exponent = params.load_exponent
    found = routes.found_share(state.search_rate, effort, cartels.load_size[rows], exponent)
    abroad = list(ABROAD_ROUTES)
    found_abroad = routes.found_share(
        state.search_rate[:, abroad], effort[abroad], np.ones((D, len(abroad))), 1.0
    )
    sums = kernels.Sums(*(np.zeros(shape) for shape in ((D, M), (D, M), D, (D, L), (D, L))))
    kernels.ship(
        rows,
        approach(model.params.production.use_of_pipeline, model.dt),
        cartels.market_share,
        cartels.route_share,
        found,
        found_abroad,
        kernels.Loads(
            cartels.stock_kg, cartels.shipped_kg, cartels.delivered_kg, cartels.border_loss
        ),
        sums,
    )
    _store(model, sums)
    _price_routes(model, rows, sent=sums.sent, found=found)
    _store_routes(model, sums, mean_found=found.mean(axis=0), found_abroad=found_abroad)
    _record(model, sums.caught)


def _set_moving_cost(model: State) -> None:
    for drug in ("methamphetamine",):
        moving = model.driver(f"moving_cost_{drug}")
        model.shipping.moving_cost[DRUGS.index(drug)] = moving


def _store(model: State, sums: kernels.Sums) -> None:
    """Keep what arrived in all."""
    state = model.shipping
    state.delivered_kg = sums.delivered
    model.flows.delivered_kg_mexican += state.delivered_kg.sum(axis=1)
    model.flows.exports_kg += state.delivered_kg.sum(axis=0)
    model.flows.seized_kg_mexican += sums.lost


def _store_routes(
    model: State, sums: kernels.Sums, *, mean_found: FloatArray, found_abroad: FloatArray
) -> None:
    """Keep flows, shares found and catches by route."""
    state = model.shipping
    flow, lost = sums.sent.copy(), sums.caught.copy()
    moved = flow > 0.0
    q = np.where(moved, lost / np.where(moved, flow, 1.0), mean_found)
    abroad = list(ABROAD_ROUTES)
    away = sums.shipped[:, 1:]
    q[:, abroad] = found_abroad
    flow[:, abroad] = away
    lost[:, abroad] = away * found_abroad
    state.q, state.route_flow = q, flow.T
    state.seized_kg = sums.caught.sum(axis=1)
    state.caught_value = state.price_2012 @ lost


def _price_routes(model: State, rows: IntArray, *, sent: FloatArray, found: FloatArray) -> None:
    """Return of each route, and the cost of this step's loads.

    Return as share of today's border price:
    ``1 - found - cost x P_2012 / P - congestion x crowding``. Shares of the price, never of
    the margin: cocaine's margin is thin, and the groups would chase every tenth of it.
    """
    params, state, cartels = model.params.shipping, model.shipping, model.cartels
    total = sent.sum(axis=1)
    share = sent / np.where(total > 0.0, total, 1.0)[:, None]
    diverted = routes.diverted_share(share, state.base_share)
    abroad = state.costs.fixed[:, None] * state.costs.cost_index[list(ABROAD_ROUTES)]
    costs = kernels.Costs(
        fixed=routes.fixed_cost(state.costs, diverted, params.detour_cost),
        trip=state.costs.trip,
        moving=state.moving_cost,
        price_ratio=model.markets.border_price / state.price_2012,
        crowding=params.congestion * routes.crowding(share, state.base_share),
        price=state.price_2012,
        abroad=abroad * (state.moving_cost * state.price_2012)[:, None],
    )
    kernels.price_routes(
        rows,
        found,
        cartels.load_size,
        cartels.route_share,
        cartels.shipped_kg,
        costs,
        cartels.route_payoff,
        cartels.shipping_cost,
    )


def _record(model: State, caught: FloatArray) -> None:
    """Write the month's flows, and the traffic that feeder states see."""
    state, params = model.shipping, model.params.shipping
    by_route = caught.T / model.markets.border_purity
    model.flows.seized_kg += state.seized_kg
    model.flows.seized_gross_kg += by_route.sum(axis=0)
    model.flows.seized_gross_by_route_kg += by_route
    to_us = model.world.route_market[:, 0]
    model.flows.route_doses += np.where(to_us, state.route_flow @ model.production.doses, 0.0)
    traffic = state.route_flow @ model.markets.border_price / model.dt
    ratio = routes.feeder_ratio(model.world.route_feeder, traffic, state.traffic_2012)
    state.feeder_pressure = ratio
    rise = clip(ratio - 1.0, -1.0, 1.0)
    strength = model.strength["balloon_routes"]
    state.spillover_violence = tempered(params.spillover_violence, strength) ** rise
