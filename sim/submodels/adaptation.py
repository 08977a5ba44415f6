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
from sim.rates import approach
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


def learn(belief: FloatArray, payoff: FloatArray, shares: FloatArray, pace: Pace) -> FloatArray:
    """Return beliefs moved towards payoffs, slower where an option is not in use.

    Parameters
    ----------
    belief, payoff
        Same unit and shape (..., options).
    shares
        Shares in use now [1], same shape.
    pace
        Uses ``learn``, ``rumour`` and ``used_share``.
    """
    out = np.empty(belief.shape)
    choices.learn(
        np.ravel(belief),
        np.ravel(payoff),
        np.ravel(shares),
        pace.learn,
        pace.learn * pace.rumour,
        pace.used_share,
        out.reshape(-1),
    )
    return out


def adapt(
    shares: FloatArray,
    weight: FloatArray,
    advantage: FloatArray,
    *,
    moved: float | FloatArray,
    free: float = 1.0,
) -> FloatArray:
    """Return shares one step on: the rule of every choice.

    Rows without any weight stay as they are.

    Parameters
    ----------
    shares
        Shares now [1], shape (..., options).
    weight
        Weight of each option at no advantage [1], same shape.
    advantage
        Advantage in units of the temperature [1], same shape.
    moved
        Part of the gap closed in this step [1].
    free
        Part of the activity that is free to move; the rest keeps its weights.
    """
    out = np.empty(shares.shape)
    wide = (-1, shares.shape[-1])
    part = np.empty((*shares.shape[:-1], 1))
    part[...] = moved
    choices.adapt(
        shares.reshape(wide),
        weight.reshape(wide),
        advantage.reshape(wide),
        part.reshape(-1),
        free,
        out.reshape(wide),
    )
    return out


def log_ratio(belief: FloatArray, reference: FloatArray, floor: float) -> FloatArray:
    """Return the log of a believed payoff over its reference, 0 where there is none."""
    out = np.empty(belief.shape)
    full = np.broadcast_to(reference, belief.shape)
    choices.log_ratio(np.ravel(belief), np.ravel(full), floor, out.reshape(-1))
    return out


def limit_redirection(
    old: FloatArray, new: FloatArray, largest: float, years: float
) -> FloatArray:
    """Return market shares whose part outside the first market rises no faster than allowed.

    Parameters
    ----------
    old, new
        Shares before and after the choice [1], shape (..., M); the first market is the US.
    largest
        Largest rise of the part elsewhere in two years [1].
    years
        Length of the step in years.
    """
    rise = (1.0 - new[..., 0]) - (1.0 - old[..., 0])
    allowed = largest * years / 2.0
    kept = np.where(rise > allowed, allowed / np.maximum(rise, 1e-12), 1.0)
    return old + kept[..., None] * (new - old)


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
    pace = _pace(model, "routes")
    shares = cartels.route_share[rows]
    payoff = cartels.route_payoff[rows]
    belief = learn(cartels.route_belief[rows], payoff, shares, pace)
    cartels.route_belief[rows] = belief
    if model.is_frozen("routes"):
        return
    strength = model.strength["balloon_routes"]
    advantage = (belief - model.shipping.payoff_2012) * (strength / params.temperature_routes)
    weight = cartels.route_weight[rows]
    cartels.route_share[rows] = adapt(
        shares, weight, advantage, moved=pace.shift, free=params.displacement_share
    )
    loads = cartels.load_size[rows]
    log_target = strength * shipping.log_best_load(model)
    choices.resize_loads(loads.reshape(rows.size, -1), log_target.reshape(-1), pace.shift)
    cartels.load_size[rows] = loads


def _adapt_drugs(model: State, rows: IntArray) -> None:
    """Move effort, and with it capacity, between the drugs that a group knows."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _pace(model, "drugs")
    shares = production.effort_shares(model, rows)
    payoff = cartels.drug_payoff[rows]
    belief = learn(cartels.drug_belief[rows], payoff, shares, pace)
    cartels.drug_belief[rows] = belief
    cartels.drug_share[rows] = shares
    if model.is_frozen("drugs"):
        return
    knows = cartels.knows[rows]
    weight = np.where(knows, np.maximum(shares, params.floor_drugs), 0.0)
    weight = np.where(shares.sum(axis=1, keepdims=True) > 0.0, weight, 0.0)
    mean = (shares * belief).sum(axis=1, keepdims=True)
    strength = model.strength["potency_substitution"]
    advantage = (belief - mean) * (strength / params.temperature_drugs)
    cartels.drug_share[rows] = adapt(shares, weight, advantage, moved=pace.shift)
    production.move_capacity(model, rows, old=shares, new=cartels.drug_share[rows])


def _adapt_markets(model: State, rows: IntArray) -> None:
    """Move sales between the United States, home and overseas."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _pace(model, "markets")
    shares = cartels.market_share[rows]
    payoff = cartels.market_payoff[rows]
    belief = learn(cartels.market_belief[rows], payoff, shares, pace)
    cartels.market_belief[rows] = belief
    if model.is_frozen("markets"):
        return
    ratio = log_ratio(belief, model.markets.market_payoff_2012, params.payoff_floor)
    strength = model.strength["market_diversification"]
    weight = np.maximum(shares, params.floor_markets * model.markets.openness)
    new = adapt(
        shares, weight, ratio * (strength * params.redirect_elasticity), moved=pace.shift
    )
    cartels.market_share[rows] = limit_redirection(
        shares, new, params.largest_redirect, model.dt / 12.0
    )


def _adapt_trades(model: State, rows: IntArray, dominant: BoolArray) -> None:
    """Move labour between trades, challengers faster than the largest groups."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _pace(model, "trades")
    shares = cartels.trade_share[rows]
    payoff = cartels.trade_payoff[rows]
    cartels.trade_belief[rows] = learn(cartels.trade_belief[rows], payoff, shares, pace)
    if model.is_frozen("trades"):
        return
    ratio = log_ratio(
        cartels.trade_belief[rows], cartels.trade_reference[rows], params.payoff_floor
    )
    strength = model.strength["crime_diversification"]
    slow = approach(params.shift_trades * params.dominant_slowness, model.dt)
    cartels.trade_share[rows] = adapt(
        shares,
        cartels.trade_weight[rows],
        ratio * (strength * params.trade_exponent),
        moved=np.where(dominant[rows], slow, pace.shift)[:, None],
    )


def _adapt_channels(model: State, rows: IntArray) -> None:
    """Move money between the channels of laundering."""
    cartels, params = model.cartels, model.params.adaptation
    pace = _pace(model, "channels")
    shares = cartels.channel_share[rows]
    payoff = cartels.channel_payoff[rows]
    cartels.channel_belief[rows] = learn(cartels.channel_belief[rows], payoff, shares, pace)
    if model.is_frozen("channels"):
        return
    gain = cartels.channel_belief[rows] - cartels.channel_reference[rows]
    cartels.channel_share[rows] = adapt(
        shares,
        cartels.channel_weight[rows],
        gain / params.temperature_channels,
        moved=pace.shift,
    )
