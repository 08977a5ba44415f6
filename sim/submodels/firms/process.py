"""Firms: exports, extortion, compliance and violence set jobs and what the young can earn.

Weighted firms of three strata (exporters, other formal firms, micro firms) in each region.
What a firm does is in ``sim.kernels.firms``, what holds for all in ``extortion`` and
``labour``; this file keeps the state and the order.
"""

from dataclasses import dataclass

import numpy as np

from sim.agents.firm import SECTORS, Firm
from sim.array_types import FloatArray
from sim.arrays import clip
from sim.kernels import firms as kernels
from sim.population import activate
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.state import State
from sim.submodels.finance import trades
from sim.submodels.firms import extortion, labour
from sim.submodels.firms.initial import (
    DOMESTIC,
    EXPORTER,
    MICRO,
    R,
    fighting,
    make_columns,
    start_state,
)

LEAST_FIGHTING = 1e-6
"""Fighting under which a region has no war that could end."""

LULL = 0.5
"""Wars that cool by less than this share of the usual fighting are no pact."""


# ------------------------------------------------------------------------------ build


@dataclass
class Month:
    """What firms meet in a step: by stratum and region, shape (strata, R), or equal for all."""

    asked: FloatArray
    """Demands [1/year]."""
    levies: FloatArray
    """Levy as share of a payer's sales."""
    compliance: FloatArray
    """Compliance with a listing as share of sales."""
    demand: FloatArray
    """Sales of a firm over those of 2012, shape (strata,)."""
    output: FloatArray
    """Jobs of a firm over those of 2012."""
    growth: float
    """Formal jobs over those of 2012 without crime and tariffs."""
    rates: kernels.Rates


def build(model: State) -> None:
    """Create the firms, and extortion in balance with the labour of 2012."""
    trades.assign_labour(model)
    model.firms = make_columns(model)
    model.firm_state = start_state(model)
    columns, state = model.firms, model.firm_state
    labourers = trades.extortion_labour(model)
    month = _month(model, labourers, np.ones(R))
    _start_extortion(model, month)
    _operate(model, month, 0, columns.capacity)
    closed = np.zeros(columns.capacity)
    _add_up(model, month, labourers, closed, deportations=model.baseline_lever("deportations"))
    _offer(model)
    state.expected_earnings_2012 = state.expected_earnings.copy()


def _start_extortion(model: State, month: Month) -> None:
    """Put payers, levies and closures at the balance of 2012."""
    columns, rates = model.firms, month.rates
    asked = month.asked[columns.sector, columns.region]
    steady = extortion.steady_payers(columns.firms, asked, rates.propensity, rates.stop)
    columns.paying = np.round(steady)
    kernels.start(
        columns.region,
        columns.sector,
        columns.firms,
        columns.paying,
        month.levies,
        month.asked,
        month.compliance,
        rates,
        columns.levy,
        columns.usual_exit,
    )


# ------------------------------------------------------------------------------ advance


def advance(
    model: State, *, tariff: float, terror_designation: float, deportations: float
) -> None:
    """Move firms, jobs and expected earnings by one step.

    Parameters
    ----------
    model
        Writes ``model.firms`` and ``model.firm_state``.
    tariff
        Headline points.
    terror_designation
        0-1.
    deportations
        People a year, some of whom are extorted on return.
    """
    params, state, columns = model.params.firms, model.firm_state, model.firms
    state.designation += approach(params.designation_time, model.dt) * (
        terror_designation - state.designation
    )
    _trade_shock(model, tariff)
    _update_perceived_violence(model)
    labourers = trades.extortion_labour(model)
    month = _month(model, labourers, model.finance.extra_extortion)
    key, closed = model.draw_key("firms"), np.zeros(columns.capacity)

    def act(first: int, stop: int) -> None:
        kernels.extort(
            first,
            stop,
            columns.region,
            columns.sector,
            columns.firms_2012,
            columns.usual_exit,
            month.levies,
            month.asked,
            month.compliance,
            month.rates,
            key,
            columns.firms,
            columns.paying,
            columns.levy,
            closed,
        )
        _operate(model, month, first, stop)

    activate(model, Firm, act)
    _add_up(model, month, labourers, closed, deportations)
    _offer(model)
    model.flows.firms_closed += state.closed_firms
    model.flows.compliance_cost += state.compliance_cost


def _trade_shock(model: State, tariff: float) -> None:
    """Move the gap of output that tariffs and their announcement open."""
    params, state = model.params.firms, model.firm_state
    change = abs(model.institutions.tariff_change)
    news = max(change, model.driver("tariff_announcement"))
    state.uncertainty = labour.renew_uncertainty(state.uncertainty, news, params, model.dt)
    points = params.effective_share_of_headline * (tariff - model.baseline_lever("tariff"))
    loss = labour.tariff_loss(points, state.uncertainty, params)
    state.loss_felt, state.loss_absorbed = labour.follow_loss(
        state.loss_felt, state.loss_absorbed, loss, params, model.dt
    )
    strength = model.strength["tariffs_unemployment_recruitment"]
    state.gdp_gap = strength * (state.loss_felt - state.loss_absorbed)


def _update_perceived_violence(model: State) -> None:
    """Follow homicides and fighting, as far as other processes know them."""
    params, state, dt = model.params.firms, model.firm_state, model.dt
    ratio = getattr(getattr(model, "conflict", None), "homicide_rate_ratio", None)
    if ratio is not None:
        now = clip(ratio, 0.1, 10.0)
        state.violence += approach(params.violence_time, dt) * (now - state.violence)
    now = fighting(model)
    known = state.usual_fighting > LEAST_FIGHTING
    kept = np.divide(now, state.usual_fighting, out=np.ones(R), where=known)
    stopped = clip((1.0 - kept - LULL) / (1.0 - LULL), 0.0, 1.0)
    state.collusion += approach(params.collusion_time, dt) * (stopped - state.collusion)
    state.usual_fighting += approach(params.usual_fighting_time, dt) * (
        now - state.usual_fighting
    )


def _pressure(model: State, labourers: FloatArray, payable: FloatArray) -> FloatArray:
    """Return extortionists per firm over the national mean of 2012 [1], shape (R,).

    Parameters
    ----------
    labourers
        Members who extort firms [person], shape (R,).
    payable
        Firms that can be extorted, shape (R,).
    """
    per_firm = labourers / np.maximum(payable, 1.0)
    return np.asarray(per_firm / model.firm_state.labour_per_firm)


def _month(model: State, labourers: FloatArray, predation: FloatArray) -> Month:
    """Return what firms meet in this step.

    Parameters
    ----------
    labourers
        Members who extort firms [person], shape (R,).
    predation
        Multiple of levies by groups short of money, shape (R,).
    """
    columns, params, state = model.firms, model.params.firms, model.firm_state
    payable = columns.firms * (columns.sector != EXPORTER)
    payable = extortion.sum_by_region(payable, columns.region, R)
    asked = np.zeros((len(SECTORS), R))
    asked[[DOMESTIC, MICRO]] = extortion.demand_hazard(
        _pressure(model, labourers, payable), params
    )
    growth = model.driver("formal_jobs_baseline") / columns.jobs_2012.sum()
    exporters, others = labour.exposure_weights(state.export_share, params)
    weight = np.full(len(SECTORS), others)
    weight[EXPORTER] = exporters
    trend = (1.0 + params.sales_growth) ** model.year_fraction()
    output = np.empty((len(SECTORS), R))
    output[:] = growth * (1.0 + params.jobs_per_gdp * state.gdp_gap * weight)[:, None]
    output[[DOMESTIC, MICRO]] *= labour.violence_factor(
        state.violence, model.strength["extortion_firms"], params
    )
    return Month(
        asked=asked,
        levies=_levies(model, predation),
        compliance=_compliance_share(model),
        demand=trend * (1.0 + weight * state.gdp_gap),
        output=output,
        growth=growth,
        rates=_rates(model),
    )


def _rates(model: State) -> kernels.Rates:
    params, designation = model.params.firms, model.firm_state.designation
    listed = model.strength["fto_material_support"]
    attacked = 1.0 + listed * (params.retaliation - 1.0) * designation
    return kernels.Rates(
        years=model.dt / MONTHS_PER_YEAR,
        propensity=extortion.pay_propensity(designation, listed, params),
        stop=MONTHS_PER_YEAR / params.payment_months,
        turnover=float(params.turnover),
        borne=1.0 - params.pass_through,
        per_point=float(params.exit_per_levy_point),
        per_refusal=float(params.exit_per_refusal * attacked),
        crime=float(model.strength["extortion_firms"]),
        payments_lost=float(params.payment_drop * designation * listed),
        usual_margin=float(params.usual_margin),
    )


def _levies(model: State, predation: FloatArray) -> FloatArray:
    """Return levies: a stratum's trend, collusion, and predation by groups short of money."""
    params, state = model.params.firms, model.firm_state
    years = model.year_fraction()
    trend = np.zeros(len(SECTORS))
    for sector, start, ceiling in (
        (DOMESTIC, params.levy_domestic, params.levy_domestic_ceiling),
        (MICRO, params.levy_micro, params.levy_micro_ceiling),
    ):
        trend[sector] = extortion.levy_share(start, ceiling, years, params.levy_growth)
    markup = extortion.collusion_markup(
        state.collusion, model.strength["extortion_firms"], params
    )
    return trend[:, None] * (markup * predation)


def _compliance_share(model: State) -> FloatArray:
    """Return what a listing costs [share of sales]: exporters, and others where exposed."""
    params, state = model.params.firms, model.firm_state
    full = params.compliance_cost / 100.0 * state.designation
    full *= model.strength["fto_material_support"]
    share = np.zeros((len(SECTORS), R))
    share[EXPORTER] = full
    share[DOMESTIC] = full * params.compliance_other * state.exposed
    return share


def _operate(model: State, month: Month, first: int, stop: int) -> None:
    """Let the firms of some rows sell, employ and comply."""
    columns = model.firms
    kernels.operate(
        first,
        stop,
        columns.region,
        columns.sector,
        columns.firms,
        columns.firms_2012,
        columns.sales_2012,
        columns.jobs_2012,
        columns.export_exposure,
        columns.paying,
        columns.levy,
        month.demand,
        month.output,
        month.compliance,
        month.rates,
        columns.sales,
        columns.jobs,
        columns.compliance,
        columns.margin,
    )


def _add_up(
    model: State,
    month: Month,
    labourers: FloatArray,
    closed: FloatArray,
    deportations: float,
) -> None:
    """Set what firms add up to, and what another extortionist would bring."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    sums = np.empty((len(kernels.SUMS), R))
    kernels.totals(
        columns.region,
        columns.sector,
        columns.firms,
        columns.paying,
        columns.levy,
        columns.sales,
        columns.jobs,
        closed,
        columns.compliance,
        sums,
    )
    levies, state.extorted_firms, worth, payable, state.jobs, closures, compliance = sums
    victims = deportations * params.returnee_victims / 1000.0
    victims *= model.strength["deportation_recruits"]
    returned = model.world.migrant_route_exposure
    levies = levies + victims * params.ransom * returned / returned.sum()
    state.levies = np.where(labourers > 0.0, np.maximum(levies, 0.0), 0.0)
    state.marginal_levy = (
        worth
        / np.maximum(payable, 1.0)
        * extortion.marginal_payers(
            _pressure(model, labourers, payable),
            state.labour_per_firm,
            month.rates.propensity,
            params,
        )
    )
    jobs_2012 = extortion.sum_by_region(columns.jobs_2012, columns.region, R)
    state.baseline = month.growth * jobs_2012
    state.closed_firms = float(closures.sum()) * month.rates.years
    state.compliance_cost = float(compliance.sum()) * month.rates.years


def _offer(model: State) -> None:
    """Set what a young man out of school can expect, and how many are idle."""
    params, state = model.params.firms, model.firm_state
    lost = 1.0 - state.jobs / state.baseline
    state.expected_earnings, share = labour.expected_earnings(
        lost, model.world.informality, model.driver("real_wage_index"), params
    )
    men = model.world.men_15_29_in(model.calendar_year)
    state.idle = share * params.out_of_school * men
