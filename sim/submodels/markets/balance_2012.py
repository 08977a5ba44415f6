"""January 2012 in balance: stocks, flows, capacity and normal margins from the first demand."""

import numpy as np

from sim.array_types import FloatArray
from sim.rates import approach
from sim.state.state import State
from sim.submodels import production
from sim.submodels.markets import abroad
from sim.submodels.production.rules import capacity_use
from sim.submodels.shipping.routes import ABROAD_ROUTES
from sim.world.axes import DRUGS
from sim.world.drug_tables import COCAINE, HEROIN, METHAMPHETAMINE

BALANCED = [HEROIN, METHAMPHETAMINE, COCAINE]
"""Drugs whose price was normal in 2012; a new drug's price was far above what it required."""


def solve(model: State) -> None:
    """Solve supply for the first month's demand, so that nothing moves before history does.

    ``sent = demand x Mexican share / (1 - found)``; capacity is what makes all that is sent,
    at the usual use; the normal margin of old drugs is what the price of 2012 leaves. Runs
    after ``consumption.build``, whose ``demand_kg`` is one step of first demand.
    """
    state, params = model.markets, model.params.markets
    demand = np.asarray(model.consumption.demand_kg, dtype=float) / model.dt
    from_mexico = _mexican_shares(model)
    state.demand_seen = np.maximum(demand, 1e-9)
    state.us_stock_kg = params.cover * state.demand_seen
    state.others_2012 = demand * (1.0 - from_mexico)
    state.trend.first = np.log(state.demand_seen)
    state.trend.second = state.trend.first.copy()
    sent = _sent_2012(model, demand * from_mexico)
    total = sent.sum(axis=1)
    share = sent / np.where(total > 0.0, total, 1.0)[:, None]
    share[total <= 0.0, 0] = 1.0
    model.shipping.abroad_share = share
    _set_margins(model)
    _fill_groups(model, total)
    _set_traffic(model, sent)


def _mexican_shares(model: State) -> FloatArray:
    """Return Mexican groups' share of US supply in 2012 [1], shape (D,); none of novel ones."""
    params = model.params.markets
    shares = [float(getattr(params, f"mexican_share_{drug}")) for drug in DRUGS[:4]]
    return np.array([*shares, 0.0])


def _sent_2012(model: State, arriving: FloatArray) -> FloatArray:
    """Return what groups send to each market [pure kg/month], shape (D, M)."""
    lost = model.shipping.q[:, list(ABROAD_ROUTES)]
    sent = abroad.mexican_sales_2012(model.markets.abroad)
    sent[:, 1:] /= 1.0 - lost
    sent[:, 0] = arriving / (1.0 - model.shipping.loss_2012)
    return np.asarray(sent)


def _set_margins(model: State) -> None:
    """Set the normal margin of old drugs, and how far above it new drugs start."""
    state, shipping = model.production, model.shipping
    state.net_2012 = shipping.price_2012 * (1.0 - shipping.loss_2012)
    left = state.net_2012 - state.cost_2012 - state.transport_2012
    state.normal_margin[BALANCED] = left[BALANCED]
    if (state.normal_margin <= 0.0).any():
        worst = DRUGS[int(np.argmin(state.normal_margin))]
        raise ValueError(f"{worst} costs more than its border price of 2012; lower its costs")
    production.set_costs(model)
    state.mu_2012 = state.net_2012 / state.required_price


def _fill_groups(model: State, total: FloatArray) -> None:
    """Give groups the capacity, stocks, shares and beliefs of a steady start."""
    cartels, state, rows = model.cartels, model.production, model.cartels.rows
    use = capacity_use(np.log(state.mu_2012), model.params.production)
    weight = cartels.capacity_kg[rows]
    cartels.capacity_kg[rows] = weight * (total / use)
    pipeline = approach(model.params.production.use_of_pipeline, model.dt)
    cartels.stock_kg[rows] = weight * total * model.dt * (1.0 / pipeline - 1.0)
    cartels.drug_share[rows] = production.effort_shares(model, rows)
    cartels.labour_2012[rows] = production.labour(model, rows)
    cartels.market_share[rows] = model.shipping.abroad_share
    cartels.margin_belief[rows] = np.log(state.mu_2012)
    weights = cartels.route_weight[rows]
    lost = model.shipping.q
    cartels.border_loss[rows] = (weights * lost).sum(axis=2)
    cartels.drug_payoff[rows] = np.log(state.mu_2012)
    cartels.drug_belief[rows] = np.log(state.mu_2012)


def _set_traffic(model: State, sent: FloatArray) -> None:
    """Keep the traffic of 2012 by route, which spillovers are measured against."""
    shipping = model.shipping
    flow = (sent[:, :1] * shipping.base_share).T
    flow[list(ABROAD_ROUTES)] = sent[:, 1:].T
    shipping.traffic_2012 = flow @ shipping.price_2012
    shipping.route_flow = flow * model.dt
    shipping.caught_value = (shipping.q * shipping.route_flow.T).T @ shipping.price_2012
    delivered = sent.copy()
    delivered[:, 0] *= 1.0 - shipping.loss_2012
    delivered[:, 1:] *= 1.0 - shipping.q[:, list(ABROAD_ROUTES)]
    shipping.delivered_kg = delivered * model.dt
    cartels, rows = model.cartels, model.cartels.rows
    weight = cartels.capacity_kg[rows]
    total = weight.sum(axis=0)
    weight = weight / np.where(total > 0.0, total, 1.0)
    cartels.delivered_kg[rows] = weight[:, :, None] * shipping.delivered_kg
    made = sent.sum(axis=1) * model.dt
    cartels.making_cost[rows] = (weight * made) @ model.production.unit_cost
    moved = made * model.production.transport_2012
    cartels.shipping_cost[rows] = (weight * moved).sum(axis=1)
