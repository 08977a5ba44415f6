"""Extortion of firms: demands, payers as counts behind weighted firms, levies and closures.

Helper of ``firms``. F firm agents, R regions. Firms behind an agent are counted, never drawn
as one yes or no: otherwise a few large agents decide the national sum.
"""

import numpy as np

from sim.calendar import FloatArray
from sim.mechanisms import tempered
from sim.params.firms import FirmsParams
from sim.population import IntArray

LEAST_EXTRA_EXIT = -0.08


def demand_hazard(pressure: FloatArray, params: FirmsParams) -> FloatArray:
    """Return how often a firm is asked to pay [1/year].

    ``h0 (1 - exp(-s z)) / (1 - exp(-s))``: h0 at the mean pressure of 2012, saturating since
    a shop can't be asked every day by everybody.

    Parameters
    ----------
    pressure
        Extortionists per firm over the national mean of 2012, z [1].
    """
    bend = params.demand_saturation
    shape = np.expm1(-bend * pressure) / np.expm1(-bend)
    return np.asarray(params.demand_hazard * shape)


def pay_propensity(designation: float, strength: float, params: FirmsParams) -> float:
    """Return the share of firms that pay when asked [1].

    Parameters
    ----------
    designation
        Terrorist listing as felt [0-1].
    strength
        Strength of ``fto_material_support``.
    """
    change = strength * params.designation_pay_change * designation
    return float(np.clip(params.pay_rate * (1.0 + change), 0.0, 1.0))


def steady_payers(
    firms: FloatArray, hazard: FloatArray, propensity: float, stop: float
) -> FloatArray:
    """Return how many of the firms pay in balance, ``N a p / (a p + b)``."""
    start = hazard * propensity
    return firms * start / (start + stop)


def expected_payers(
    paying: FloatArray,
    firms: FloatArray,
    start: FloatArray,
    stop: float,
    years: float,
) -> FloatArray:
    """Return the expected number of payers after a step.

    The exact solution of the two-state chain with start and stop hazards: turning each hazard
    into a chance by itself would bias the stock by its step length.

    Parameters
    ----------
    paying, firms
        Payers and all firms behind each agent, shape (F,).
    start
        Hazard that a firm begins to pay [1/year], shape (F,).
    stop
        Hazard that a payer stops [1/year].
    years
        Length of the step [years].
    """
    total = start + stop
    moved = -np.expm1(-total * years)
    return paying + moved * (firms * start / total - paying)


def count(expected: FloatArray, luck: FloatArray) -> FloatArray:
    """Return whole numbers with the given means: ``floor(mean + u)``.

    Parameters
    ----------
    expected
        Means, non-negative.
    luck
        Uniform numbers of the full width of the population.
    """
    return np.floor(expected + luck)


def levy_share(start: float, ceiling: float, years: float, growth: float) -> float:
    """Return the levy as a share of a payer's sales in a year without predation.

    Logistic from its value in 2012 to a ceiling: exponential growth fits 2018 and is absurd
    by 2031.

    Parameters
    ----------
    start, ceiling
        Share in 2012 and in the end [1].
    years
        Years since 2012.
    growth
        [1/year].
    """
    top = ceiling / start
    return float(start * top / (1.0 + (top - 1.0) * np.exp(-growth * years)))


def collusion_markup(collusion: FloatArray, strength: float, params: FirmsParams) -> FloatArray:
    """Return the levy's multiple where rivals have stopped fighting, shape (R,).

    Parameters
    ----------
    collusion
        Share of the usual fighting that has stopped [0-1], shape (R,).
    strength
        Strength of ``extortion_firms``.
    """
    return tempered(1.0 + params.collusion_effect * collusion, strength)


def extra_exit(
    *,
    levy: FloatArray,
    paying: FloatArray,
    refusals: FloatArray,
    retaliation: float,
    compliance: FloatArray,
    strength: float,
    params: FirmsParams,
) -> FloatArray:
    """Return closures above the usual turnover [1/year], shape (F,).

    Levies that can't be passed on to prices, attacks on those who refuse, and compliance with
    a listing; the first two scaled by the strength of ``extortion_firms``.

    Parameters
    ----------
    levy
        Levy as share of a payer's sales, shape (F,).
    paying
        Share of firms that pay, shape (F,).
    refusals
        Refusals per firm [1/year], shape (F,).
    retaliation
        Attacks on those who refuse over those of 2012 [ratio].
    compliance
        Compliance as share of sales (also the exit rate that it brings), shape (F,).
    strength
        Strength of ``extortion_firms``.
    """
    borne = 100.0 * levy * paying * (1.0 - params.pass_through)
    crime = (
        params.exit_per_levy_point * borne + params.exit_per_refusal * retaliation * refusals
    )
    return np.maximum(strength * crime + compliance, LEAST_EXTRA_EXIT)


def renew_firms(
    firms: FloatArray,
    firms_2012: FloatArray,
    extra: FloatArray,
    usual: FloatArray,
    rates: tuple[float, float],
) -> FloatArray:
    """Return the number of firms after a step, shape (F,).

    Openings replace the closures of 2012; extra closures lower the stock. Exact solution of
    ``dF/dt = (e + x_2012) F_2012 - (e + x) F``.

    Parameters
    ----------
    firms, firms_2012
        Firms now and in 2012, shape (F,).
    extra, usual
        Extra closures now and in 2012, x and x_2012 [1/year], shape (F,).
    rates
        Usual turnover e [1/year] and the length of the step [years].
    """
    turnover, years = rates
    goal = firms_2012 * (turnover + usual) / (turnover + extra)
    return firms - np.expm1(-(turnover + extra) * years) * (goal - firms)


def marginal_payers(
    pressure: FloatArray, labour_per_firm: float, propensity: float, params: FirmsParams
) -> FloatArray:
    """Return the payers that one more extortionist adds in the end [firm/person], shape (R,).

    The slope of `steady_payers` in labour, which exists at zero labour too.

    Parameters
    ----------
    pressure
        Extortionists per firm over the national mean of 2012, shape (R,).
    labour_per_firm
        That mean [person/firm].
    propensity
        Share that pays when asked [1].
    """
    bend, stop = params.demand_saturation, 12.0 / params.payment_months
    slope = params.demand_hazard * bend * np.exp(-bend * pressure) / -np.expm1(-bend)
    start = demand_hazard(pressure, params) * propensity
    return np.asarray(propensity * stop / (start + stop) ** 2 * slope / labour_per_firm)


def sum_by_region(values: FloatArray, region: IntArray, n_regions: int) -> FloatArray:
    """Return the sums of firm agents' values by region, shape (R,)."""
    return np.bincount(region, weights=values, minlength=n_regions)
