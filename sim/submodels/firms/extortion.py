"""Extortion of firms: demands, propensity to pay, levies, and the payers that labour adds.

Helper of ``firms``. F firm agents, R regions. Firms behind an agent are counted
(``sim.kernels.firms``), never drawn as one yes or no: otherwise a few large agents decide the
national sum.
"""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import clip
from sim.mechanisms import tempered
from sim.params.firms import FirmsParams


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
    return float(clip(params.pay_rate * (1.0 + change), 0.0, 1.0))


def steady_payers(
    firms: FloatArray, hazard: FloatArray, propensity: float, stop: float
) -> FloatArray:
    """Return how many of the firms pay in balance, ``N a p / (a p + b)``."""
    start = hazard * propensity
    return firms * start / (start + stop)


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
