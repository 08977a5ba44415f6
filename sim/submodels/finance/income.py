"""Income of the groups: what each trade brings, and what one more member in it would bring.

Helper of ``finance``. n groups in use, K trades, R regions.
"""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.rates import MONTHS_PER_YEAR
from sim.state.state import State
from sim.submodels.finance import rules, trades
from sim.submodels.finance.books import Books, Rents
from sim.world.load import CHANNELS, REGIONS, TRADES

R, K = len(REGIONS), len(TRADES)
TRAFFICKING, EXTORTION = TRADES.index("trafficking"), trades.EXTORTION
MILLION = 1e6
MOST_COST_SHARE = 0.75
"""Most of drug income that costs can take: a guard where prices collapse."""


def opportunities(model: State) -> tuple[FloatArray, FloatArray]:
    """Return ceilings [USD/year], shape (3, R), and yields over those of 2012, shape (3,)."""
    params = model.params.finance
    guard = np.exp(model.driver("pipeline_guard"))
    toll = model.driver("migrant_toll") / params.toll_2012
    crossings = model.driver("border_encounters") / params.encounters_2012
    growth = np.array([guard, crossings * toll, model.driver("captured_ceiling")])
    ceiling = MILLION * params.along("ceiling", trades.RENT_TRADES) * growth
    spread = np.stack([exposure / exposure.sum() for exposure in trades.exposures(model)])
    return ceiling[:, None] * spread, np.array(
        [guard * model.driver("fuel_opportunity"), toll, 1.0]
    )


def cost_ratio(model: State) -> float:
    """Return supply's own cost over border sales, all groups [1]; 0 without sales."""
    sales = float(model.cartels.border_revenue.sum())
    return float(model.cartels.product_cost.sum()) / sales if sales > 0.0 else 0.0


def product_share(model: State) -> float:
    """Return the cost of making and moving drugs as a share of drug income [1].

    The level is declared, its changes are those of supply:
    ``c ((1 - link) + link x ratio / ratio_2012)``.
    """
    params, start = model.params.finance, model.finance.cost_ratio_2012
    relative = cost_ratio(model) / start if start > 0.0 else 1.0
    share = params.product_cost_share * (1.0 + params.product_cost_link * (relative - 1.0))
    return min(max(share, 0.0), MOST_COST_SHARE)


def rents_of(model: State, rows: IntArray) -> Rents:
    """Return what there is to take in this step, and how labour spreads over regions."""
    members = model.cartels.members[rows]
    weights = (trades.regional_weights(members, one) for one in trades.exposures(model))
    return Rents(*opportunities(model), tuple(weights))


def gross_income(model: State, rows: IntArray, rents: Rents) -> FloatArray:
    """Return gross income by trade [USD/year], shape (n, K)."""
    cartels, params, state = model.cartels, model.params.finance, model.finance
    members, shares = cartels.members[rows], cartels.trade_share[rows]
    size = members.sum(axis=1)
    gross = np.zeros((rows.size, K))
    border = cartels.border_revenue[rows].sum(axis=1) * MONTHS_PER_YEAR / model.dt
    drugs = size * shares[:, TRAFFICKING]
    pool = (params.drug_revenue_factor - 1.0) * border.sum()
    gross[:, TRAFFICKING] = border + pool * drugs / max(float(drugs.sum()), 1e-9)
    extorting = shares[:, EXTORTION]
    rate = trades.per_worker(model.firm_state.levies, extorting @ members)
    gross[:, EXTORTION] = extorting * (members @ rate)
    takings, _ = markups(model, rows)
    for place, weight in enumerate(rents.weights):
        column = trades.RENT_COLUMNS[place]
        at_work = size * shares[:, column]
        labour = at_work @ weight
        rho = state.productivity[place] * rents.growth[place]
        rate = trades.per_worker(trades.rent(labour, rents.ceilings[place], rho), labour)
        gross[:, column] = takings * at_work * (weight @ rate)
    return gross


def markups(model: State, rows: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the multiples of takings and of levies by groups short of money, shape (n,)."""
    cartels = model.cartels
    strengths = model.strength["crime_diversification"], model.strength["cash_stress"]
    return rules.predation_markup(
        cartels.income_gap[rows], cartels.cash_stress[rows], strengths, model.params.finance
    )


def value_trades(model: State, books: Books) -> None:
    """Set the net return of one more member in each trade, shape (C, K).

    Marginal, not mean: the mean return of drugs is far above all others, but another man adds
    little where routes and buyers are the limit.
    """
    cartels, params, state = model.cartels, model.params.finance, model.finance
    rows, members = books.rows, cartels.members[books.rows]
    kept = 1.0 - params.bribe_share
    losses = float((params.loss_scale * params.along("loss", CHANNELS)).mean())
    drugs = books.size * np.maximum(cartels.trade_share[rows, TRAFFICKING], 1e-3)
    net_drugs = kept * (1.0 - product_share(model)) - state.fee - losses
    payoff = np.zeros((rows.size, K))
    payoff[:, TRAFFICKING] = (
        params.labour_exponent * net_drugs * books.gross[:, TRAFFICKING] / drugs
    )
    net = kept - params.other_proceeds_share * (state.fee + losses)
    present = trades.regional_weights(members, np.ones(R))
    takings, _ = markups(model, rows)
    payoff[:, EXTORTION] = net * (present @ model.firm_state.marginal_levy)
    rents = books.rents
    for place, weight in enumerate(rents.weights):
        column = trades.RENT_COLUMNS[place]
        labour = (books.size * cartels.trade_share[rows, column]) @ weight
        rho = state.productivity[place] * rents.growth[place]
        slope = trades.marginal_rent(labour, rents.ceilings[place], rho)
        payoff[:, column] = net * takings * (weight @ slope)
    cartels.trade_payoff[rows] = payoff


def fit_productivity(model: State) -> FloatArray:
    """Return yields at which the trades' first-month revenue is that of 2012, shape (3,)."""
    params, cartels = model.params.finance, model.cartels
    goals = MILLION * params.along("revenue", trades.RENT_TRADES)
    ceilings, growth = opportunities(model)
    shares = cartels.trade_share[cartels.rows]
    fitted = []
    for place, exposure in enumerate(trades.exposures(model)):
        weight = trades.regional_weights(cartels.members[cartels.rows], exposure)
        at_work = cartels.size[cartels.rows] * shares[:, trades.RENT_COLUMNS[place]]
        rho = trades.fit_productivity(at_work @ weight, ceilings[place], goals[place])
        fitted.append(rho / growth[place])
    return np.array(fitted)
