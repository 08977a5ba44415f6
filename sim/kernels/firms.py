"""A month of firms, row by row, and their sums by region.

A firm reads its own row and tables by stratum and region that were made before any firm acts;
sums are taken afterwards in the order of the rows.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import FloatArray, IntArray
from sim.kernels.elementary import chance_of
from sim.kernels.jit import compiled, inlined
from sim.kernels.philox import as_uniform, philox

LEAST_EXTRA_EXIT: Final = -0.08
"""Least extra exit [1/year], so that a reversed strength leaves exits positive."""

SUMS: Final = ("levies", "payers", "worth", "payable", "jobs", "closed", "compliance")
"""Rows of `totals`: what is levied, who pays, the levies if all paid, and so on."""

EXPORTER: Final = 0
FIRST_BLOCK: Final = np.uint64(0)


class Rates(NamedTuple):
    """What is equal for all firms in a step."""

    years: float
    """Length of the step [years]."""
    propensity: float
    """Share of firms that pay when asked [1]."""
    stop: float
    """Hazard that a payer stops [1/year]."""
    turnover: float
    """Usual closures [1/year]."""
    borne: float
    """Share of a levy that can't be passed on to prices [1]."""
    per_point: float
    """Closures per point of levy borne [1/year]."""
    per_refusal: float
    """Closures per refusal, with today's attacks on those who refuse [1]."""
    crime: float
    """Strength of ``extortion_firms``."""
    payments_lost: float
    """Share of exports whose payment a listing stops [1]."""
    usual_margin: float
    """Profit as share of sales without crime and listing."""


@inlined
def expected_payers(
    paying: float, firms: float, start: float, stop: float, years: float
) -> float:
    """Return the expected number of payers after a step.

    The exact solution of the two-state chain with hazards to start and stop [1/year]: turning
    each into a chance by itself would bias the stock by its step length.
    """
    total = start + stop
    return paying + chance_of(total * years) * (firms * start / total - paying)


@inlined
def count(expected: float, uniform: float) -> float:
    """Return a whole number with the given mean, ``floor(mean + u)``."""
    return float(np.floor(expected + uniform))


@inlined
def extra_exit(
    levy: float, part: float, asked: float, compliance: float, rates: Rates
) -> float:
    """Return closures above the usual turnover [1/year].

    Levies that can't be passed on to prices, attacks on those who refuse, and compliance with
    a listing; the first two scaled by the strength of ``extortion_firms``.

    Parameters
    ----------
    levy
        Levy as share of a payer's sales.
    part
        Share of firms that pay.
    asked
        Demands [1/year].
    compliance
        Compliance as share of sales (also the exit rate that it brings).
    """
    refusals = asked * (1.0 - rates.propensity) * (1.0 - part)
    crime = rates.per_point * (100.0 * levy * part * rates.borne) + rates.per_refusal * refusals
    return max(rates.crime * crime + compliance, LEAST_EXTRA_EXIT)


@inlined
def renewed(
    firms: float, firms_2012: float, extra: float, usual: float, turnover: float, years: float
) -> float:
    """Return the number of firms after a step.

    Openings replace the closures of 2012; extra closures lower the stock. Exact solution of
    ``dF/dt = (e + x_2012) F_2012 - (e + x) F``.
    """
    goal = firms_2012 * (turnover + usual) / (turnover + extra)
    return firms + chance_of((turnover + extra) * years) * (goal - firms)


@compiled
def start(
    region: IntArray,
    sector: IntArray,
    firms: FloatArray,
    paying: FloatArray,
    levies: FloatArray,
    asked: FloatArray,
    compliance: FloatArray,
    rates: Rates,
    levy: FloatArray,
    usual_exit: FloatArray,
) -> None:
    """Set levies and the closures from crime of the first month; as `extort`."""
    for i in range(region.size):
        s, r = sector[i], region[i]
        levy[i] = levies[s, r]
        part = min(paying[i] / firms[i], 1.0)
        usual_exit[i] = extra_exit(levy[i], part, asked[s, r], compliance[s, r], rates)


@compiled
def extort(
    first: int,
    stop: int,
    region: IntArray,
    sector: IntArray,
    firms_2012: FloatArray,
    usual_exit: FloatArray,
    levies: FloatArray,
    asked: FloatArray,
    compliance: FloatArray,
    rates: Rates,
    key: NDArray[np.uint64],
    firms: FloatArray,
    paying: FloatArray,
    levy: FloatArray,
    closed: FloatArray,
) -> None:
    """Let firms be asked, pay, refuse or stop paying, and some close.

    Parameters
    ----------
    first, stop
        Rows that act, the last of them ``stop - 1``.
    region, sector, firms_2012, usual_exit
        Columns that are read, shape (F,).
    levies, asked, compliance
        Levy as share of a payer's sales, demands [1/year] and compliance as share of sales,
        shape (strata, R).
    key
        Of the process ``firms``; a row draws one number.
    firms, paying, levy, closed
        Columns that are written, shape (F,); closures [firm/year].
    """
    for i in range(first, stop):
        s, r = sector[i], region[i]
        levy[i] = levies[s, r]
        part = min(paying[i] / firms[i], 1.0)
        extra = extra_exit(levy[i], part, asked[s, r], compliance[s, r], rates)
        expected = expected_payers(
            paying[i], firms[i], asked[s, r] * rates.propensity, rates.stop, rates.years
        )
        words = philox(np.uint64(i), key[0], key[1], FIRST_BLOCK, key[2], key[3])
        paying[i] = min(count(expected, as_uniform(words[0])), np.floor(firms[i]))
        firms[i] = renewed(
            firms[i], firms_2012[i], extra, usual_exit[i], rates.turnover, rates.years
        )
        closed[i] = extra * firms[i]


@compiled
def operate(
    first: int,
    stop: int,
    region: IntArray,
    sector: IntArray,
    firms: FloatArray,
    firms_2012: FloatArray,
    sales_2012: FloatArray,
    jobs_2012: FloatArray,
    export_exposure: FloatArray,
    paying: FloatArray,
    levy: FloatArray,
    demand: FloatArray,
    output: FloatArray,
    compliance_share: FloatArray,
    rates: Rates,
    sales: FloatArray,
    jobs: FloatArray,
    compliance: FloatArray,
    margin: FloatArray,
) -> None:
    """Let firms sell, employ and comply.

    Parameters
    ----------
    first, stop
        Rows that act, the last of them ``stop - 1``.
    demand
        A firm's sales over those of 2012 without payments lost, shape (strata,).
    output
        A firm's jobs over those of 2012, shape (strata, R).
    compliance_share
        Compliance as share of sales, shape (strata, R).
    sales, jobs, compliance, margin
        Columns that are written, shape (F,).
    """
    for i in range(first, stop):
        s, r = sector[i], region[i]
        left = firms[i] / firms_2012[i]
        paid = demand[s] * (1.0 - rates.payments_lost * export_exposure[i])
        sales[i] = sales_2012[i] * left * paid
        jobs[i] = jobs_2012[i] * left * output[s, r]
        compliance[i] = compliance_share[s, r] * sales[i]
        borne = levy[i] * (paying[i] / firms[i]) * rates.borne
        margin[i] = rates.usual_margin - borne - compliance_share[s, r]


@compiled
def totals(
    region: IntArray,
    sector: IntArray,
    firms: FloatArray,
    paying: FloatArray,
    levy: FloatArray,
    sales: FloatArray,
    jobs: FloatArray,
    closed: FloatArray,
    compliance: FloatArray,
    out: FloatArray,
) -> None:
    """Add up firms by region in the order of their rows, shape (SUMS, R)."""
    out[:] = 0.0
    for i in range(region.size):
        r = region[i]
        per_firm = sales[i] / firms[i] * levy[i]
        out[0, r] += paying[i] * per_firm
        out[1, r] += paying[i]
        out[2, r] += firms[i] * per_firm
        if sector[i] != EXPORTER:
            out[3, r] += firms[i]
        out[4, r] += jobs[i]
        out[5, r] += closed[i]
        out[6, r] += compliance[i]
