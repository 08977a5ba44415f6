"""Rules of price and purity in the United States.

Two parts make the log price of a pure kilogram at the border: a persistent part that drifts
with shortfalls, and a transitory part proportional to the shortfall of stocks. The
proportional part is what keeps the market stable: a stock integrates flow and the price
integrates the stock, so a price that only drifts swings for ever at any speed.

Purity falls first, and follows *supply* only: arrivals below their own trend. A market that
diluted with every shortfall of stocks would answer more demand (less treatment, say) with
weaker drugs and fewer deaths, which nobody has seen. So a cut of supply is met by dilution
while the price of what is sold hardly moves (transitory log price + log purity near 0), a
rise of demand by price. Over years dearer grams are cut more: purity falls with the persistent
log price, with a lag.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.params.markets import MarketsParams
from sim.rates import approach
from sim.world.axes import DRUGS

DEEPEST = float(np.log(0.2))
"""Purity never falls below a fifth of normal by dilution: 1995 went from 90% to 20%."""

RICHEST = 0.1
"""Purity hardly rises above normal: dealers sell the surplus, they do not give it away."""

CHEAPEST = -0.25
"""Scarcity lowers the pure price by no more than this when stocks are full."""


def shortfall(stock: FloatArray, demand: FloatArray, cover: float) -> FloatArray:
    """Return how far stocks are below what dealers want [log], shape (D,).

    ``ln(cover x demand / stock)``, where a stock counts as at least a twentieth of the wish.
    """
    wish = cover * demand
    return np.asarray(np.log(wish / np.maximum(stock, 0.05 * wish)))


def scarcity(
    transitory: FloatArray, short: FloatArray, params: MarketsParams, dt: float
) -> FloatArray:
    """Return the passing log price one step on: towards ``scarcity x shortfall``, clipped."""
    target = clip(params.scarcity * short, CHEAPEST, -DEEPEST)
    return transitory + approach(params.scarcity_time, dt) * (target - transitory)


def dilution(
    log_purity: FloatArray,
    missing: FloatArray,
    weaker: FloatArray,
    params: MarketsParams,
    dt: float,
) -> FloatArray:
    """Return the log deviation of purity one step on.

    Parameters
    ----------
    log_purity
        Log purity over normal, shape (D,).
    missing
        Log of expected over actual arrivals [log], shape (D,).
    weaker
        Log potency lost because chemicals are missing [log, 0 or below], shape (D,).
    params
        Uses ``dilution`` and ``dilution_time``.
    dt
        Length of the step in months.
    """
    target = clip(-params.dilution * missing, DEEPEST, RICHEST) + weaker
    return log_purity + approach(params.dilution_time, dt) * (target - log_purity)


def lasting(
    persistent: FloatArray,
    short: FloatArray,
    flow_gap: FloatArray,
    params: MarketsParams,
    dt: float,
) -> FloatArray:
    """Return the lasting log price one step on.

    ``persistent += dt x (k x clip(shortfall, 1.5) + k1 x clip(ln(demand / arrivals), 1))``.
    """
    drift = params.lasting_response * clip(short, -1.5, 1.5)
    drift = drift + params.flow_response * clip(flow_gap, -1.0, 1.0)
    return np.asarray(persistent + dt * drift)


def passed_through(
    persistent: FloatArray, import_share: FloatArray, params: MarketsParams
) -> FloatArray:
    """Return the lasting log price as the street sees it, shape (D,).

    Multiplicative: ``pass_through x persistent``, mark-ups in proportion. Additive:
    ``ln(1 - s + s x exp(persistent))``, mark-ups in dollars; s is the share of the retail
    price that the border price makes up. Which holds decides whether a supply cut enriches
    groups (E8).
    """
    if params.pass_through_form == "additive":
        return np.asarray(np.log(1.0 - import_share + import_share * np.exp(persistent)))
    return params.pass_through * persistent


def risk_premium(effort: float, established: FloatArray, params: MarketsParams) -> FloatArray:
    """Return the rise of retail prices with enforcement inside the US [ratio], shape (D,).

    ``effort^(elasticity x (1 - (1 - discount) x established))``: concave, small, and smaller
    still once a drug is established.

    Parameters
    ----------
    effort
        Enforcement over 2012 [1].
    established
        0 new, 1 a mass market, shape (D,).
    params
        Uses ``risk_elasticity`` and ``maturity_discount``.
    """
    power = params.risk_elasticity * (1.0 - (1.0 - params.maturity_discount) * established)
    return np.asarray(max(effort, 1e-6) ** power)


def street_purity(
    log_purity: FloatArray, mixed: FloatArray, params: MarketsParams
) -> FloatArray:
    """Return purity as sold [1], shape (D,), at most 0.98.

    ``purity_2012 x exp(log_purity - thinning x mixed)``.

    Parameters
    ----------
    log_purity
        Log deviation of purity by missing arrivals, shape (D,).
    mixed
        Lasting log price that mixtures have come to follow, with a lag of years, shape (D,).
    params
        Uses the families ``purity`` and ``thinning``.
    """
    thinned = params.along("thinning", DRUGS) * mixed
    sold = np.log(params.along("purity", DRUGS)) + log_purity - thinned
    return np.asarray(np.minimum(np.exp(sold), 0.98))
