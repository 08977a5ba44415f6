"""Finance: income by trade, laundering, spending, cash, pay, and what each trade would pay.

Every dollar is booked: income equals spending plus the change of cash, exactly. Rules are in
``rules``, rents of the trades in ``trades``; this file keeps the books.
"""

import numpy as np

from sim.array_types import IntArray
from sim.arrays import clip, where_true
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.finance import FinanceState
from sim.state.state import State
from sim.submodels.finance import income as incomes
from sim.submodels.finance import rules, trades
from sim.submodels.finance.books import Books
from sim.world.axes import OUTGOINGS
from sim.world.load import CHANNELS, REGIONS, TRADES

R, K, H = len(REGIONS), len(TRADES), len(CHANNELS)
TRAFFICKING, EXTORTION = TRADES.index("trafficking"), trades.EXTORTION


# ------------------------------------------------------------------------------ build


def build(model: State) -> None:
    """Create the books, with every group in balance on the market's first sales."""
    cartels, params = model.cartels, model.params.finance
    capacity, rows = cartels.capacity, cartels.rows
    shares = params.along("channel_share", CHANNELS)
    cartels.channel_share[rows] = shares / shares.sum()
    noise = model.stream("finance/buffers").standard_normal(capacity)
    spread = clip(params.buffer_spread * noise, -1.0, 1.0)
    cartels.buffer[rows] = (params.liquidity_buffer * np.exp(spread))[rows]
    cartels.pay[rows] = params.pay_2012
    cartels.entry_pay[rows] = params.pay_2012 / params.entry_ratio
    model.finance = FinanceState(
        fee=0.0,
        channel_fee=np.zeros(H),
        fee_pressure=np.zeros(H),
        extra_extortion=np.ones(R),
        bribes_by_region=np.zeros(R),
        bribes_2012=np.zeros(R),
        productivity=incomes.fit_productivity(model),
        cost_ratio_2012=incomes.cost_ratio(model),
        spending={},
    )
    _start_groups(model)


def _start_groups(model: State) -> None:
    """Start every group in balance: cash at its buffer, pay it can afford, no drift of cash.

    A group whose income can't carry the usual pay starts with less, down to the floor; its
    owners draw nothing.
    """
    cartels, state, params = model.cartels, model.finance, model.params.finance
    _set_channels(model, model.baseline_lever("crypto_regulation"))
    books = _open_books(model)
    rows, size = books.rows, books.size
    least = params.least_pay_share * params.pay_2012
    affordable = (books.net - books.overhead - books.arms) / size
    pay = clip(affordable, least, params.pay_2012)
    books.pay = pay * size
    income = np.maximum(books.net, 0.0) / size
    bend = (params.pay_2012 / pay) ** (1.0 / params.wage_elasticity)
    cartels.pay[rows], cartels.pay_reference[rows] = pay, np.maximum(income * bend, 1.0)
    cartels.usual_net_revenue[rows] = income
    cartels.commitments[rows] = books.commitments
    cartels.cash[rows] = books.commitments * cartels.buffer[rows] / MONTHS_PER_YEAR
    cartels.liquidity[rows] = rules.months_held(cartels.cash[rows], books.commitments)
    spare = np.maximum(0.5 * cartels.cash[rows], 1.0)
    cartels.draw_rate[rows] = np.maximum(books.surplus, 0.0) / spare
    cartels.net_revenue[rows] = books.net
    _publish(model, books)
    state.bribes_2012 = state.bribes_by_region.copy()
    incomes.value_trades(model, books)
    cartels.trade_reference[rows] = cartels.trade_payoff[rows]
    cartels.trade_belief[rows] = cartels.trade_payoff[rows]
    cartels.trade_weight[rows] = cartels.trade_share[rows]
    cartels.channel_belief[rows] = cartels.channel_payoff[rows]
    cartels.channel_reference[rows] = cartels.channel_payoff[rows]
    cartels.channel_weight[rows] = cartels.channel_share[rows]


def initialise_money(model: State, rows: IntArray) -> None:
    """Give new groups the habits of the groups around them: trades, channels, pay, buffer.

    Called for groups that begin without a parent; a group that splits copies its parent's.
    """
    cartels = model.cartels
    has_habits = cartels.alive & (cartels.pay > 0.0)
    has_habits[rows] = False
    old = where_true(has_habits)
    weight = cartels.members[rows] @ cartels.members[old].T + 1e-9
    weight /= weight.sum(axis=1, keepdims=True)
    for name in (
        "trade_share",
        "trade_belief",
        "trade_reference",
        "trade_weight",
        "channel_share",
        "channel_belief",
        "channel_reference",
        "channel_weight",
        "pay",
        "pay_reference",
        "usual_net_revenue",
        "buffer",
        "draw_rate",
        "liquidity",
    ):
        column = getattr(cartels, name)
        column[rows] = weight @ column[old]
    cartels.entry_pay[rows] = cartels.pay[rows] / model.params.finance.entry_ratio


# ------------------------------------------------------------------------------ advance


def advance(model: State, *, financial_sanctions: float, crypto_regulation: float) -> None:
    """Book one step's money: income, costs, the owners' draw, cash and next step's pay.

    Parameters
    ----------
    model
        Writes the money columns of ``model.cartels`` and ``model.finance``.
    financial_sanctions, crypto_regulation
        Multiples of 2024.
    """
    state, params = model.finance, model.params.finance
    newcomers = model.cartels.rows[model.cartels.pay[model.cartels.rows] <= 0.0]
    if newcomers.size:
        initialise_money(model, newcomers)
    state.fee_pressure = rules.renew_fee_pressure(
        state.fee_pressure, financial_sanctions, params, model.dt
    )
    _set_channels(model, crypto_regulation)
    books = _open_books(model)
    _set_pay(model, books)
    _pay_in_arrears(model, books)
    _settle_cash(model, books)
    _publish(model, books)
    incomes.value_trades(model, books)
    _update_cash_stress(model, books)


def _set_channels(model: State, crypto_regulation: float) -> None:
    """Set fees and what a dollar is worth in each channel."""
    state, params = model.finance, model.params.finance
    strength = model.strength["sanctions_laundering"]
    base = np.array([model.driver(f"channel_fee_{name}") for name in CHANNELS])
    state.channel_fee = rules.channel_fees(
        base, state.fee_pressure, crypto_regulation, strength, params
    )
    available = np.array([model.driver(f"channel_availability_{name}") for name in CHANNELS])
    tightened = crypto_regulation - model.baseline_lever("crypto_regulation")
    available[CHANNELS.index("crypto")] -= strength * params.crypto_friction * tightened
    losses = params.loss_scale * params.along("loss", CHANNELS)
    model.cartels.channel_payoff[:] = rules.channel_payoffs(
        state.channel_fee, losses, available, model.params.adaptation.temperature_channels
    )


def _open_books(model: State) -> Books:
    """Return the step's income and costs at the pay of the last step."""
    cartels, params, state = model.cartels, model.params.finance, model.finance
    rows = cartels.rows
    size = np.maximum(cartels.size[rows], 1e-6)
    rents = incomes.rents_of(model, rows)
    gross = incomes.gross_income(model, rows, rents)
    drugs = gross[:, TRAFFICKING]
    product = incomes.product_share(model) * drugs
    moved = drugs + params.other_proceeds_share * (gross.sum(axis=1) - drugs)
    losses = params.loss_scale * params.along("loss", CHANNELS)
    share = cartels.channel_share[rows]
    fees = moved * (share @ state.channel_fee)
    state.fee = float(fees.sum() / max(moved.sum(), 1e-9))
    reference = np.maximum(cartels.pay_reference[rows], 1.0) * size
    wealth = np.where(
        cartels.pay_reference[rows] > 0.0, cartels.net_revenue[rows] / reference, 1
    )
    arming = clip(wealth, 0.1, 10.0) ** params.wage_elasticity
    return Books(
        rows=rows,
        size=size,
        gross=gross,
        product=product,
        fees=fees,
        seized=moved * (share @ losses),
        bribes=params.bribe_share * (gross.sum(axis=1) - product),
        arms=params.arms * size * arming,
        overhead=params.overhead * size,
        pay=cartels.pay[rows] * size,
        rents=rents,
    )


def _set_pay(model: State, books: Books) -> None:
    """Move pay towards what income and cash allow."""
    cartels, params = model.cartels, model.params.finance
    rows = books.rows
    closer = approach(params.gap_time, model.dt)
    cartels.net_revenue[rows] += closer * (books.net - cartels.net_revenue[rows])
    income = np.maximum(cartels.net_revenue[rows], 0.0) / books.size
    cartels.income_gap[rows] = rules.income_gap(income, cartels.usual_net_revenue[rows])
    slow = approach(params.usual_time, model.dt)
    cartels.usual_net_revenue[rows] += slow * (income - cartels.usual_net_revenue[rows])
    target = rules.pay_target(
        income / np.maximum(cartels.pay_reference[rows], 1.0),
        2.0 * cartels.liquidity[rows] / np.maximum(cartels.buffer[rows], 0.1),
        model.strength["cash_stress"],
        params,
    )
    cartels.pay[rows] += approach(params.pay_time, model.dt) * (target - cartels.pay[rows])
    books.pay = cartels.pay[rows] * books.size


def _pay_in_arrears(model: State, books: Books) -> None:
    """Cut pay, then overhead, arms and bribes, before cash would turn negative.

    Those who think of joining see what is paid, not what is promised.
    """
    years = model.dt / MONTHS_PER_YEAR
    short = np.maximum(-(model.cartels.cash[books.rows] / years + books.surplus), 0.0)
    if short.any():
        for name in ("pay", "overhead", "arms", "bribes"):
            cost = getattr(books, name)
            cut = np.minimum(short, cost)
            setattr(books, name, cost - cut)
            short = short - cut
    paid = books.pay / books.size
    model.cartels.entry_pay[books.rows] = paid / model.params.finance.entry_ratio


def _settle_cash(model: State, books: Books) -> None:
    """Let owners draw, and book every dollar of the step."""
    cartels, params, state = model.cartels, model.params.finance, model.finance
    rows, years = books.rows, model.dt / MONTHS_PER_YEAR
    before = cartels.cash[rows]
    floor = 0.5 * cartels.buffer[rows] * cartels.commitments[rows] / MONTHS_PER_YEAR
    after = rules.spend(before, books.surplus, floor, cartels.draw_rate[rows], years)
    after = np.maximum(after, 0.0)
    draw = before + books.surplus * years - after
    cartels.cash[rows] = after
    usual = approach(params.commitment_time, model.dt)
    cartels.commitments[rows] += usual * (books.commitments - cartels.commitments[rows])
    cartels.liquidity[rows] = rules.months_held(after, cartels.commitments[rows])
    state.spending = {
        name: float(getattr(books, name).sum()) * years for name in OUTGOINGS[:-1]
    }
    state.spending["draw"] = float(draw.sum())
    flows = model.flows
    by_trade = books.gross.sum(axis=0)
    flows.money_in += float(by_trade.sum()) * years
    flows.money_out += sum(state.spending.values())
    flows.outgoings += np.array([state.spending[name] for name in OUTGOINGS])
    flows.seized_cash += state.spending["seized"]
    flows.net_income += float(books.surplus.sum()) * years
    flows.revenue_by_trade += by_trade * years


def _publish(model: State, books: Books) -> None:
    """Store what other processes read."""
    cartels, state = model.cartels, model.finance
    rows = books.rows
    cartels.revenue[rows] = books.gross
    cartels.arms_budget[rows] = books.arms
    state.bribes_by_region = (books.bribes / books.size) @ cartels.members[rows]


def _update_cash_stress(model: State, books: Books) -> None:
    """Set how short of cash groups are, and what that does to levies where they extort."""
    cartels, params, state = model.cartels, model.params.finance, model.finance
    rows = books.rows
    cartels.cash_stress[rows] = rules.cash_stress(
        cartels.liquidity[rows], np.maximum(cartels.buffer[rows], 0.1), params
    )
    _, levies = incomes.markups(model, rows)
    members, extorting = cartels.members[rows], cartels.trade_share[rows, EXTORTION]
    labour = extorting @ members
    levied = (levies * extorting) @ members
    state.extra_extortion = np.divide(levied, labour, out=np.ones(R), where=labour > 0.0)
