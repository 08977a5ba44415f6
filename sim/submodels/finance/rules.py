"""Rules of money: laundering fees, pay, and a group's cash over a step, solved exactly.

Helper of ``finance``. C groups, H laundering channels in the order of `CHANNELS`.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.mechanisms import tempered
from sim.params.finance import FinanceParams
from sim.rates import MONTHS_PER_YEAR, remaining
from sim.world.load import CHANNELS

LEAST_DRAW_RATE = 1e-9
"""A rate [1/year] that stands for none where it divides."""

MOST_MONTHS = 120.0
"""Most months of spending that cash is counted as."""


# ------------------------------------------------------------------------------ laundering


def renew_fee_pressure(
    pressure: FloatArray, sanctions: float, params: FinanceParams, dt: float
) -> FloatArray:
    """Return the rise of each channel's fee by sanctions [fraction], shape (H,).

    ``P <- P 2^(-dt/h) + j w (x - 1) dt / 12``: a listing lifts the fee where a licence can be
    lost, and the rise fades as launderers find other accounts. The level of 2024 is inside the
    base fees, so less than it lowers fees.

    Parameters
    ----------
    pressure
        Before the step, shape (H,).
    sanctions
        Sanctions [multiple of 2024].
    """
    weight = params.along("sanction_weight", CHANNELS)
    push = params.fee_jump * weight * (sanctions - 1.0) * dt / MONTHS_PER_YEAR
    return pressure * remaining(params.fee_half_life, dt) + push


def channel_fees(
    base: FloatArray,
    pressure: FloatArray,
    regulation: float,
    strength: float,
    params: FinanceParams,
) -> FloatArray:
    """Return the fee of each channel [share of the sum moved], shape (H,).

    Parameters
    ----------
    base
        Fee at the sanctions and regulation of 2024, shape (H,).
    pressure
        Rise by sanctions [fraction], shape (H,).
    regulation
        Crypto regulation [multiple of 2024].
    strength
        Strength of ``sanctions_laundering``.
    """
    rise = pressure.copy()
    rise[CHANNELS.index("crypto")] += params.crypto_fee * (regulation - 1.0)
    return clip(base * (1.0 + strength * rise), 0.0, params.fee_ceiling)


def channel_payoffs(
    fees: FloatArray, losses: FloatArray, availability: FloatArray, temperature: float
) -> FloatArray:
    """Return what a dollar in each channel is worth to the sender [1], shape (H,).

    ``1 - fee - loss + T ln availability``: what arrives, and how easily the channel can be
    had in the same unit, so that a choice at temperature T has odds proportional to
    availability and to ``exp(-fee / T)``.
    """
    return 1.0 - fees - losses + temperature * availability


# ------------------------------------------------------------------------------ pay


def cash_stress(liquidity: FloatArray, buffer: FloatArray, params: FinanceParams) -> FloatArray:
    """Return how short of cash each group is, 0-1, shape (C,).

    0 until well under its buffer, 1 at half of it.

    Parameters
    ----------
    liquidity, buffer
        Months of commitments held, and wanted, shape (C,), buffer positive.
    """
    width = params.stress_from - 0.5
    return clip((params.stress_from - liquidity / buffer) / width, 0.0, 1.0)


def income_gap(recent: FloatArray, usual: FloatArray) -> FloatArray:
    """Return the share of usual income that is missing [0-1], shape (C,)."""
    ratio = np.divide(recent, usual, out=np.ones_like(recent), where=usual > 0.0)
    return clip(1.0 - ratio, 0.0, 1.0)


def predation_markup(
    gap: FloatArray, stress: FloatArray, strengths: tuple[float, float], params: FinanceParams
) -> tuple[FloatArray, FloatArray]:
    """Return the multiples of other takings and of levies by groups short of money, (C,).

    Parameters
    ----------
    gap, stress
        Missing income and shortness of cash [0-1], shape (C,).
    strengths
        Of ``crime_diversification`` and ``cash_stress``.
    """
    takings = tempered(1.0 + params.predation * gap, strengths[0])
    levies = takings * tempered(1.0 + params.predation_in_stress * stress, strengths[1])
    return takings, levies


def pay_target(
    income: FloatArray, coverage: FloatArray, strength: float, params: FinanceParams
) -> FloatArray:
    """Return the pay that a group works towards [USD/member-year], shape (C,).

    ``pay_2012 x income^e x min(1, coverage)^c``, between a floor and a ceiling. Cuts are
    scaled by the strength of ``cash_stress``; rises aren't, they are the market for men.

    Parameters
    ----------
    income
        Net income per member over that of 2012 [1], shape (C,).
    coverage
        Liquidity over half the buffer [1], shape (C,).
    strength
        Strength of ``cash_stress``.
    """
    bend = params.wage_elasticity * np.where(income < 1.0, strength, 1.0)
    thin = clip(coverage, 0.01, 1.0) ** (params.stress_wage_elasticity * strength)
    ratio = np.maximum(income, 0.01) ** bend * thin
    return params.pay_2012 * clip(ratio, params.least_pay_share, params.most_pay_share)


# ------------------------------------------------------------------------------ cash


def months_held(cash: FloatArray, commitments: FloatArray) -> FloatArray:
    """Return the months of commitments that cash covers, at most ten years, shape (C,)."""
    yearly = np.maximum(commitments, 1.0)
    return np.minimum(MONTHS_PER_YEAR * cash / yearly, MOST_MONTHS)


def spend(
    cash: FloatArray, surplus: FloatArray, floor: FloatArray, rate: FloatArray, years: float
) -> FloatArray:
    """Return cash at the end of a step [USD], shape (C,).

    Exact solution of ``dC/dt = S - k max(C - F, 0)``: owners draw what lies above the floor.
    A path crosses the floor at most once, where the solution is pieced together; drawing at
    the end of a step instead would bias cash by its length.

    Parameters
    ----------
    cash
        Cash at the start, C [USD], shape (C,).
    surplus
        Income less costs before the draw, S [USD/year], shape (C,).
    floor
        Cash that owners leave alone, F [USD], shape (C,).
    rate
        Draw k [1/year], shape (C,).
    years
        Length of the step [years].
    """
    rate = np.maximum(rate, LEAST_DRAW_RATE)
    above = (cash > floor) | ((cash == floor) & (surplus > 0.0))
    crossing = np.where(
        above,
        _time_down(cash - floor, surplus, rate),
        _time_straight(floor - cash, surplus),
    )
    first = np.minimum(crossing, years)
    middle = np.where(
        above, _draw_path(cash, surplus, floor, rate, first), cash + surplus * first
    )
    rest = years - first
    after = np.where(
        above, middle + surplus * rest, _draw_path(middle, surplus, floor, rate, rest)
    )
    return np.where(rest > 0.0, after, middle)


def _draw_path(
    cash: FloatArray,
    surplus: FloatArray,
    floor: FloatArray,
    rate: FloatArray,
    years: FloatArray,
) -> FloatArray:
    moved = -np.expm1(-rate * years)
    return np.asarray(cash + moved * (surplus / rate - (cash - floor)))


def _time_down(excess: FloatArray, surplus: FloatArray, rate: FloatArray) -> FloatArray:
    """Return when a falling path meets the floor [years], infinite if it never does."""
    loss = np.maximum(-surplus, 0.0)
    falls = loss > 0.0
    safe = np.where(falls, loss, 1.0)
    time = np.log1p(rate * np.maximum(excess, 0.0) / safe) / rate
    return np.where(falls, time, np.inf)


def _time_straight(shortfall: FloatArray, surplus: FloatArray) -> FloatArray:
    """Return when a rising path meets the floor [years], infinite if it never does."""
    rises = surplus > 0.0
    safe = np.where(rises, surplus, 1.0)
    return np.where(rises, np.maximum(shortfall, 0.0) / safe, np.inf)
