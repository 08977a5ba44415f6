"""Markets: prices and purity in the United States before use, sales and stocks after it.

Price comes before demand and demand before sales, all within the month: with demand a month
late the market swings.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.params.markets import MarketsParams
from sim.rates import approach
from sim.state.balance import Balance2012
from sim.state.markets import Abroad, MarketsState, Trend
from sim.state.state import State
from sim.submodels.markets import abroad, opioids, prices
from sim.submodels.shipping.routes import ABROAD_ROUTES
from sim.world.axes import DRUGS, MARKETS
from sim.world.drug_tables import (
    COCAINE,
    FENTANYL,
    METHAMPHETAMINE,
    NOVEL,
    OPIOIDS,
    drug_values,
    like_fentanyl_per_dose,
)

D, M = len(DRUGS), len(MARKETS)
OTHERS_ANSWER_PRICE = np.array([drug not in ("fentanyl", "novel_opioid") for drug in DRUGS])
"""Mail-order synthetics follow their own dated path; other suppliers answer the price."""

SMALLEST = 1e-9
"""Kilograms that stand for none where a logarithm is taken."""


def build(model: State, start: Balance2012) -> None:
    """Set prices, purity, dose shares and stocks of January 2012, and pay for a first step."""
    params, world, doses = model.params.markets, model.world, model.production.doses
    retail = like_fentanyl_per_dose(drug_values(world, "start_2012_us_retail"), doses)
    dose_price = (retail / doses)[list(OPIOIDS)]
    shares = opioids.shares_2012(params)
    away = abroad.start(world, params, start.doses)
    demand_seen = np.maximum(start.demand_kg, SMALLEST)
    model.markets = MarketsState(
        log_price_persistent=np.zeros(D),
        log_price_transitory=np.zeros(D),
        log_price_mixed=np.zeros(D),
        log_purity=np.zeros(D),
        us_stock_kg=params.cover * demand_seen,
        demand_seen=demand_seen,
        others_2012=start.others_kg,
        others_kg=np.zeros(D),
        arrivals_kg=np.zeros(D),
        for_sale_kg=np.zeros(D),
        sales_kg=np.zeros(D),
        border_price=start.routes.price.copy(),
        retail_price=retail.copy(),
        retail_2012=retail,
        purity=params.along("purity", DRUGS),
        border_purity=_border_purity(model, np.zeros(D)),
        purity_used=params.along("purity", DRUGS),
        fentanyl_share=float(shares[0] + shares[2]),
        dose_share=shares,
        appeal=opioids.appeal_for(shares, dose_price, params.opioid_substitution),
        log_price=np.zeros(3),
        dose_price_2012=opioids.mean_dose_price(shares, dose_price),
        trend=Trend(np.log(demand_seen), np.log(demand_seen)),
        abroad=away,
        net_price_2012=np.ones((D, M)),
        market_payoff_2012=np.ones((D, M)),
        openness=_openness(away, params),
    )
    _start_payoffs(model)


def _openness(away: Abroad, params: MarketsParams) -> FloatArray:
    """Return how open each market is to each drug [1], shape (D, M)."""
    openness = (away.demand_2012 > 0.0).astype(float)
    openness[:, 0] = 1.0
    openness[[FENTANYL, NOVEL], abroad.OVERSEAS] *= params.fentanyl_export
    return openness


def _start_payoffs(model: State) -> None:
    """Set what markets pay in 2012, and let groups believe it."""
    state, shipping, cartels = model.markets, model.shipping, model.cartels
    kept = np.empty((D, M))
    kept[:, 0] = 1.0 - shipping.loss_2012
    kept[:, 1:] = 1.0 - shipping.q[:, list(ABROAD_ROUTES)]
    state.net_price_2012 = kept * prices_by_market(model)
    state.market_payoff_2012 = state.net_price_2012 - _moving_costs(model)
    pay_groups(model)
    set_payoffs(model)
    cartels.market_belief[cartels.rows] = cartels.market_payoff[cartels.rows]


# ----------------------------------------------------------------- before use: prices


def set_prices(model: State) -> None:
    """Set this month's price, purity and dose shares from arrivals and expected stocks."""
    state, params = model.markets, model.params.markets
    _receive(model)
    demand, dt = np.maximum(state.demand_seen, SMALLEST), model.dt
    arrivals = np.maximum(state.arrivals_kg / dt, SMALLEST)
    stock = state.us_stock_kg + state.arrivals_kg - demand * dt
    short = prices.shortfall(stock, demand, params.cover)
    missing = state.trend.expected - np.log(arrivals)
    state.log_price_transitory = prices.scarcity(state.log_price_transitory, short, params, dt)
    state.log_purity = prices.dilution(state.log_purity, missing, _weaker(model), params, dt)
    state.log_price_persistent = prices.lasting(
        state.log_price_persistent, short, np.log(demand / arrivals), params, dt
    )
    state.trend.follow(np.log(arrivals), approach(params.dilution_trend, dt))
    state.border_price = model.shipping.price_2012 * np.exp(state.log_border_price)
    state.log_price_mixed += approach(params.thinning_time, dt) * (
        state.log_price_persistent - state.log_price_mixed
    )
    state.purity = prices.street_purity(state.log_purity, state.log_price_mixed, params)
    turned_over = approach(params.cover, dt)  # dealers hold so many months of sales
    state.purity_used += turned_over * (state.purity - state.purity_used)
    state.border_purity = _border_purity(model, state.log_purity)
    _set_retail(model)


def _receive(model: State) -> None:
    """Add what Mexican groups and others bring this step.

    Others: ``N x dated path x exp(eta x clip(log border price, 1))``; mail-order synthetics
    follow their path only.
    """
    state, params = model.markets, model.params.markets
    path = np.array([model.driver(f"other_{drug}") for drug in DRUGS])
    answer = np.exp(params.others_elasticity * clip(state.log_border_price, -1.0, 1.0))
    answer = np.where(OTHERS_ANSWER_PRICE, answer, 1.0)
    state.others_kg = state.others_2012 * path * answer * model.dt
    state.arrivals_kg = model.shipping.delivered_kg[:, 0] + state.others_kg
    most = 1.0 - (1.0 - params.most_of_stock) ** model.dt
    state.for_sale_kg = most * (state.us_stock_kg + state.arrivals_kg)


def _weaker(model: State) -> FloatArray:
    """Return the log potency lost where missing chemicals are answered by a weaker drug."""
    missing = np.maximum(0.0, 1.0 - model.production.availability)
    chance = model.params.production.weaker_product
    strength = model.strength["precursor_control"]
    return np.asarray(strength * np.log1p(-chance * np.minimum(missing, 1.0)))


def _border_purity(model: State, log_purity: FloatArray) -> FloatArray:
    """Return the pure share of gross weight at the border: dated, and part of any dilution."""
    params = model.params.markets
    purity = np.array(
        [
            model.driver("border_purity_fentanyl")
            if drug == "fentanyl"
            else float(getattr(params, f"border_purity_{drug}"))
            for drug in DRUGS
        ]
    )
    return np.asarray(np.minimum(purity * np.exp(params.cut_before_border * log_purity), 1.0))


def _set_retail(model: State) -> None:
    """Carry the border price to the street, and share opioid doses by their price."""
    state, params = model.markets, model.params.markets
    import_share = model.shipping.price_2012 / state.retail_2012
    passed = prices.passed_through(state.log_price_persistent, import_share, params)
    markup = np.ones(D)
    for drug in ("fentanyl", "methamphetamine"):
        markup[DRUGS.index(drug)] = model.driver(f"us_markup_{drug}")
    markup[NOVEL] = markup[FENTANYL]
    established = np.ones(D)
    synthetic = state.dose_share[[0, 2]] / params.established_doses
    established[[FENTANYL, NOVEL]] = np.minimum(synthetic, 1.0)
    effort = float(model.enforcement.us_effort)
    risk = prices.risk_premium(effort, established, params)
    risk = np.exp(model.strength["risk_compensation"] * np.log(risk))
    state.retail_price = (
        state.retail_2012 * np.exp(passed + state.log_price_transitory) * risk * markup
    )
    dose_price = (state.retail_price / model.production.doses)[list(OPIOIDS)]
    state.dose_share = opioids.dose_shares(state.appeal, dose_price, params.opioid_substitution)
    state.appeal = opioids.grow_used_to(
        state.appeal, state.dose_share, approach(params.habit_time, model.dt)
    )
    state.fentanyl_share = float(state.dose_share[0] + state.dose_share[2])
    mean = opioids.mean_dose_price(state.dose_share, dose_price) / state.dose_price_2012
    ratio = state.retail_price / state.retail_2012
    state.log_price = np.log(np.array([mean, ratio[COCAINE], ratio[METHAMPHETAMINE]]))


# ------------------------------------------------------------------ after use: sales


def settle(model: State) -> None:
    """Sell what was used, no more than was for sale; pay the groups; clear markets abroad."""
    state, params, dt = model.markets, model.params.markets, model.dt
    demand = np.asarray(model.consumption.demand_kg, dtype=float)
    stock = state.us_stock_kg + state.arrivals_kg
    state.sales_kg = np.asarray(model.consumption.used_kg, dtype=float)
    state.us_stock_kg = np.maximum(stock - state.sales_kg, 0.0)
    seen = approach(params.demand_memory, dt) * (demand / dt - state.demand_seen)
    state.demand_seen = np.maximum(state.demand_seen + seen, SMALLEST)
    abroad.clear(
        state.abroad,
        model.shipping.delivered_kg / dt,
        years=model.year_fraction(),
        elasticity=params.others_abroad_elasticity,
        closed=approach(params.price_time_abroad, dt),
    )
    pay_groups(model)
    set_payoffs(model)
    model.flows.us_arrivals_kg += state.arrivals_kg
    model.flows.us_sales_kg += state.sales_kg
    model.flows.us_arrivals_doses += float(state.arrivals_kg @ model.production.doses)


def prices_by_market(model: State) -> FloatArray:
    """Return what groups are paid for a kilogram in each market [USD/kg], shape (D, M)."""
    state, params = model.markets, model.params.markets
    paid = state.abroad.price_2012 * np.exp(state.abroad.log_price)
    paid[:, abroad.OVERSEAS] *= 1.0 - params.incumbent_cost
    paid[:, 0] = state.border_price
    return np.asarray(paid)


def pay_groups(model: State) -> None:
    """Write each group's drug sales and cost of product of this step."""
    paid = prices_by_market(model)
    cartels = model.cartels
    cartels.border_revenue[:] = np.einsum("ndm,dm->nd", cartels.delivered_kg, paid)
    cartels.product_cost[:] = cartels.making_cost + cartels.shipping_cost


def set_payoffs(model: State) -> None:
    """Set what a kilogram shipped brings in each market, for next month's choices."""
    shipping, cartels = model.shipping, model.cartels
    rows = cartels.rows
    away = list(ABROAD_ROUTES)
    kept = np.empty((rows.size, D, M))
    kept[:, :, 0] = 1.0 - cartels.border_loss[rows]
    kept[:, :, 1:] = 1.0 - shipping.q[:, away]
    net = kept * prices_by_market(model)
    cartels.net_price[rows] = net
    cartels.market_payoff[rows] = net - _moving_costs(model)


def _moving_costs(model: State) -> FloatArray:
    """Return what moving a kilogram to each market costs [USD/kg], shape (D, M)."""
    shipping = model.shipping
    moving = np.empty((D, M))
    moving[:, 0] = model.production.transport_2012
    index = shipping.costs.cost_index[list(ABROAD_ROUTES)]
    moving[:, 1:] = (shipping.costs.fixed * shipping.price_2012)[:, None] * index
    return np.asarray(moving * shipping.moving_cost[:, None])
