"""How groups adapt: one rule for routes, drugs, markets, trades and channels.

Beliefs follow payoffs, desired shares follow beliefs, shares follow desired shares
(experience-weighted attraction with inertia [camerer1999]):

    belief  += (1 - exp(-dt / tau_learn)) x (payoff - belief)
    desired  = weight x exp(advantage), normalised
    shares  += (1 - exp(-dt / tau_shift)) x (desired - shares)

The five choices differ in three things only:

========  ==========================  =================================================
choice    weight                      advantage
========  ==========================  =================================================
routes    shares of 2012              belief less its 2012 value, as share of the price
drugs     max(share, floor)           log margin less the group's mean over its drugs
markets   max(share, floor)           log of belief over its 2012 value
trades    shares at the start         log of marginal return over its own start
channels  shares at the start         cost per dollar less its start
========  ==========================  =================================================

Fixed weights explain why unused options stay unused, and only changes move shares;
``max(share, floor)`` gives logistic entry of something new. A strength multiplies the
advantage: 0 leaves shares as they are, -1 turns the answer round.
"""

from dataclasses import dataclass

import numpy as np

from sim.agents.cartel import Cartel
from sim.array_types import BoolArray, FloatArray, IntArray
from sim.kernels import choices
from sim.population import activate
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.state import State
from sim.submodels import production, shipping

LARGEST = 3
"""Groups that count as dominant when trades change."""


@dataclass(frozen=True)
class Pace:
    """Parts of a gap closed in one step: of beliefs, of shares, and of unused beliefs."""

    learn: float
    shift: float
    rumour: float
    used_share: float


def _flat(column: FloatArray) -> FloatArray:
    """Return a column as groups by options: a view, shape (C, options)."""
    return column.reshape(len(column), -1)


def _learn(model: State, choice: str, rows: IntArray, *columns: FloatArray) -> Pace:
    """Move beliefs towards payoffs, slower where an option is not in use; return the pace.

    Parameters
    ----------
    columns
        Beliefs, payoffs and shares in use, of one unit, shape (C, ...).
    """
    pace = _pace(model, choice)
    belief, payoff, shares = map(_flat, columns)
    slow = pace.learn * pace.rumour
    choices.learn(rows, belief, payoff, shares, pace.learn, slow, pace.used_share)
    return pace


# ---------------------------------------------------------------------------- the month


def advance(model: State) -> None:
    """Let every group learn from last month's payoffs and shift its shares.

    A group reads its own row and what was known before anybody chose, so that groups may
    choose together or one by one.
    """
    rows = model.cartels.rows
    _initialise_newcomers(model, rows)
    dominant = largest(model.cartels.size, rows)

    def act(first: int, stop: int) -> None:
        own = rows[(rows >= first) & (rows < stop)]
        _adapt_routes(model, own)
        _adapt_drugs(model, own)
        _adapt_markets(model, own)
        _adapt_trades(model, own, dominant)
        _adapt_channels(model, own)

    activate(model, Cartel, act)


def largest(size: FloatArray, rows: IntArray) -> BoolArray:
    """Return which rows, of all, hold a group among the ``LARGEST``; ties count."""
    least = np.sort(size[rows])[-LARGEST:].min(initial=np.inf)
    return np.asarray(size >= least)


def _pace(model: State, choice: str) -> Pace:
    params = model.params.adaptation
    return Pace(
        learn=approach(float(getattr(params, f"learn_{choice}")), model.dt),
        shift=approach(float(getattr(params, f"shift_{choice}")), model.dt),
        rumour=params.rumour,
        used_share=params.used_share,
    )


def _initialise_newcomers(model: State, rows: IntArray) -> None:
    """Give groups that have no weights yet (all at the start; new ones later) their first."""
    cartels = model.cartels
    new = _uninitialised_rows(cartels.route_weight, rows)
    if new.size:
        shipping.start_routes(model, new)
    new = _uninitialised_rows(cartels.market_share, rows)
    if new.size:
        shipping.start_markets(model, new)
    _initialise_money_choice(model, rows, "trade")
    _initialise_money_choice(model, rows, "channel")


def _uninitialised_rows(table: FloatArray, rows: IntArray) -> IntArray:
    """Return those of the rows whose values in a table are nil."""
    out = np.empty(rows.size, bool)
    choices.uninitialised(table.reshape(len(table), -1), rows, out)
    return rows[out]


def _initialise_money_choice(model: State, rows: IntArray, kind: str) -> None:
    cartels = model.cartels
    shares = getattr(cartels, f"{kind}_share")
    weight = getattr(cartels, f"{kind}_weight")
    payoff = getattr(cartels, f"{kind}_payoff")
    new = _uninitialised_rows(weight, rows)
    if new.size:
        known = np.abs(payoff[new]).sum(axis=1) > 0.0
        new = new[(shares[new].sum(axis=1) > 0.0) & known]
        weight[new] = shares[new]
        getattr(cartels, f"{kind}_belief")[new] = payoff[new]
        getattr(cartels, f"{kind}_reference")[new] = payoff[new]


def _adapt_routes(model: State, rows: IntArray) -> None:
    """Move loads between routes, and size them anew."""
    cartels, params = model.cartels, model.params.adaptation
    shares, belief = _flat(cartels.route_share), _flat(cartels.route_belief)
    pace = _learn(model, "routes", rows, belief, cartels.route_payoff, shares)
    if model.is_frozen("routes"):
        return
    strength = model.strength["balloon_routes"]
    advantage = np.empty((rows.size, shares.shape[1]))
    steepness = strength / params.temperature_routes
    choices.above(rows, belief, model.shipping.payoff_2012.ravel(), steepness, advantage)
    choices.adapt(
        rows,
        cartels.route_share.shape[2],
        shares,
        _flat(cartels.route_weight),
        advantage,
        np.full(rows.size, pace.shift),
        params.displacement_share,
    )
    log_target = strength * shipping.log_best_load(model)
    choices.resize_loads(rows, _flat(cartels.load_size), log_target.ravel(), pace.shift)


def _adapt_drugs(model: State, rows: IntArray) -> None:
    """Move effort, and with it capacity, between the drugs that a group knows."""
    cartels, params = model.cartels, model.params.adaptation
    shares = production.effort_shares(model, rows)
    cartels.drug_share[rows] = shares
    pace = _learn(
        model, "drugs", rows, cartels.drug_belief, cartels.drug_payoff, cartels.drug_share
    )
    if model.is_frozen("drugs"):
        return
    weight, options = np.empty(cartels.drug_share.shape), shares.shape[1]
    floor = np.full(options, params.floor_drugs)
    choices.floored(rows, cartels.drug_share, floor, cartels.knows, weight)
    belief = cartels.drug_belief[rows]
    mean = (shares * belief).sum(axis=1, keepdims=True)
    strength = model.strength["potency_substitution"]
    advantage = (belief - mean) * (strength / params.temperature_drugs)
    moved = np.full(rows.size, pace.shift)
    choices.adapt(rows, options, cartels.drug_share, weight, advantage, moved, 1.0)
    production.move_capacity(model, rows, old=shares, new=cartels.drug_share[rows])


def _adapt_markets(model: State, rows: IntArray) -> None:
    """Move sales between the United States, home and overseas."""
    cartels, params = model.cartels, model.params.adaptation
    shares, belief = _flat(cartels.market_share), _flat(cartels.market_belief)
    pace = _learn(model, "markets", rows, belief, cartels.market_payoff, shares)
    if model.is_frozen("markets"):
        return
    strength, old = model.strength["market_diversification"], shares[rows]
    weight, ratio = np.empty(shares.shape), np.empty(old.shape)
    floor = (params.floor_markets * model.markets.openness).ravel()
    choices.floored(rows, shares, floor, np.ones(shares.shape, bool), weight)
    choices.log_ratio(
        rows,
        belief,
        model.markets.market_payoff_2012.reshape(1, -1),
        params.payoff_floor,
        strength * params.redirect_elasticity,
        ratio,
    )
    markets, moved = cartels.market_share.shape[2], np.full(rows.size, pace.shift)
    choices.adapt(rows, markets, shares, weight, ratio, moved, 1.0)
    allowed = params.largest_redirect * (model.dt / MONTHS_PER_YEAR) / 2.0
    choices.limit_redirection(rows, markets, old, shares, allowed)


def _adapt_trades(model: State, rows: IntArray, dominant: BoolArray) -> None:
    """Move labour between trades, challengers faster than the largest groups."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _learn(
        model, "trades", rows, cartels.trade_belief, cartels.trade_payoff, cartels.trade_share
    )
    if model.is_frozen("trades"):
        return
    strength = model.strength["crime_diversification"]
    options = cartels.trade_share.shape[1]
    ratio = np.empty((rows.size, options))
    choices.log_ratio(
        rows,
        cartels.trade_belief,
        cartels.trade_reference,
        params.payoff_floor,
        strength * params.trade_exponent,
        ratio,
    )
    slow = approach(params.shift_trades * params.dominant_slowness, model.dt)
    moved = np.where(dominant[rows], slow, pace.shift)
    choices.adapt(rows, options, cartels.trade_share, cartels.trade_weight, ratio, moved, 1.0)


def _adapt_channels(model: State, rows: IntArray) -> None:
    """Move money between the channels of laundering."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _learn(
        model,
        "channels",
        rows,
        cartels.channel_belief,
        cartels.channel_payoff,
        cartels.channel_share,
    )
    if model.is_frozen("channels"):
        return
    gain = cartels.channel_belief[rows] - cartels.channel_reference[rows]
    choices.adapt(
        rows,
        cartels.channel_share.shape[1],
        cartels.channel_share,
        cartels.channel_weight,
        gain / params.temperature_channels,
        np.full(rows.size, pace.shift),
        1.0,
    )
