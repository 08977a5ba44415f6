"""Firms: exports, extortion, compliance and violence set jobs and what the young can earn.

Weighted firms of three strata (exporters, other formal firms, micro firms) in each region.
Rules are in ``firms_extortion`` and ``firms_labour``; this file keeps the state and the order.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.firm import SECTORS
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach
from sim.submodels import firms_extortion as extortion
from sim.submodels import firms_labour as labour
from sim.submodels import trades
from sim.submodels.firms_start import (
    DOMESTIC,
    EXPORTER,
    MICRO,
    R,
    fighting,
    make_columns,
    start_state,
)

if TYPE_CHECKING:
    from sim.model import CartelMarket

LEAST_FIGHTING = 1e-6
"""Fighting under which a region has no war that could end."""

LULL = 0.5
"""Wars that cool by less than this share of the usual fighting are no pact."""


# ------------------------------------------------------------------------------ build


def build(model: "CartelMarket") -> None:
    """Create the firms, and extortion in balance with the labour of 2012."""
    trades.assign_labour(model)
    model.firms = make_columns(model)
    model.firm_state = start_state(model)
    _start_extortion(model)
    state = model.firm_state
    _employ(model)
    _offer(model)
    state.expected_earnings_2012 = state.expected_earnings.copy()


def _start_extortion(model: "CartelMarket") -> None:
    """Put payers, levies and closures at the balance of 2012."""
    columns, params = model.firms, model.params.firms
    propensity = extortion.pay_propensity(0.0, 1.0, params)
    steady = extortion.steady_payers(
        columns.firms, _hazard(model), propensity, MONTHS_PER_YEAR / params.payment_months
    )
    columns.paying = np.round(steady)
    _set_levies(model, np.ones(R))
    columns.usual_exit = _extra_exit(model)
    _collect_levies(model, deportations=model.lever_2012("deportations"))


# ------------------------------------------------------------------------------ advance


def advance(
    model: "CartelMarket", *, tariff: float, terror_designation: float, deportations: float
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
    params, state = model.params.firms, model.firm_state
    state.designation += approach(params.designation_time, model.dt) * (
        terror_designation - state.designation
    )
    _trade_shock(model, tariff)
    _hear_violence(model)
    _extort(model)
    _collect_levies(model, deportations)
    _employ(model)
    _offer(model)
    model.flows["firms_closed"] += state.closed_firms
    model.flows["compliance_cost"] += state.compliance_cost


def _trade_shock(model: "CartelMarket", tariff: float) -> None:
    """Move the gap of output that tariffs and their announcement open."""
    params, state = model.params.firms, model.firm_state
    news = max(abs(tariff - state.last_tariff), model.driver("tariff_announcement"))
    state.uncertainty = labour.renew_uncertainty(state.uncertainty, news, params, model.dt)
    points = params.effective_to_headline * (tariff - model.lever_2012("tariff"))
    loss = labour.tariff_loss(points, state.uncertainty, params)
    state.loss_felt, state.loss_absorbed = labour.follow_loss(
        state.loss_felt, state.loss_absorbed, loss, params, model.dt
    )
    strength = model.strength["tariffs_unemployment_recruitment"]
    state.gdp_gap = strength * (state.loss_felt - state.loss_absorbed)
    state.last_tariff = tariff


def _hear_violence(model: "CartelMarket") -> None:
    """Follow homicides and fighting, as far as other processes know them."""
    params, state, dt = model.params.firms, model.firm_state, model.dt
    ratio = getattr(getattr(model, "conflict", None), "homicide_rate_ratio", None)
    if ratio is not None:
        now = np.clip(ratio, 0.1, 10.0)
        state.violence += approach(params.violence_time, dt) * (now - state.violence)
    now = fighting(model)
    known = state.usual_fighting > LEAST_FIGHTING
    kept = np.divide(now, state.usual_fighting, out=np.ones(R), where=known)
    stopped = np.clip((1.0 - kept - LULL) / (1.0 - LULL), 0.0, 1.0)
    state.collusion += approach(params.collusion_time, dt) * (stopped - state.collusion)
    state.usual_fighting += approach(params.usual_fighting_time, dt) * (
        now - state.usual_fighting
    )


def _hazard(model: "CartelMarket") -> FloatArray:
    """Return the demands that each agent's firms meet [1/year], shape (F,)."""
    columns = model.firms
    extortable = columns.sector != EXPORTER
    hazard = extortion.demand_hazard(_pressure(model), model.params.firms)
    return np.where(extortable, hazard[columns.region], 0.0)


def _pressure(model: "CartelMarket") -> FloatArray:
    """Return extortionists per firm over the national mean of 2012 [1], shape (R,)."""
    columns = model.firms
    firms = columns.firms * (columns.sector != EXPORTER)
    by_region = np.maximum(extortion.sum_by_region(firms, columns.region, R), 1.0)
    per_firm = trades.extortion_labour(model) / by_region
    return np.asarray(per_firm / model.firm_state.labour_per_firm)


def _set_levies(model: "CartelMarket", predation: FloatArray) -> None:
    """Set each stratum's levy: its trend, collusion, and predation by groups short of money."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
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
    columns.levy = trend[columns.sector] * (markup * predation)[columns.region]


def _compliance_share(model: "CartelMarket") -> FloatArray:
    """Return what a listing costs each agent's firms [share of sales], shape (F,)."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    full = params.compliance_cost / 100.0 * state.designation
    full *= model.strength["fto_material_support"]
    other = (columns.sector == DOMESTIC) & state.exposed[columns.region]
    weight = np.where(columns.sector == EXPORTER, 1.0, params.compliance_other * other)
    return np.asarray(full * weight)


def _extra_exit(model: "CartelMarket") -> FloatArray:
    columns, params, state = model.firms, model.params.firms, model.firm_state
    listed = model.strength["fto_material_support"]
    paying = np.minimum(columns.paying / columns.firms, 1.0)
    propensity = extortion.pay_propensity(state.designation, listed, params)
    attacked = (params.retaliation - 1.0) * state.designation
    return extortion.extra_exit(
        levy=columns.levy,
        paying=paying,
        refusals=_hazard(model) * (1.0 - propensity) * (1.0 - paying),
        retaliation=1.0 + listed * attacked,
        compliance=_compliance_share(model),
        strength=model.strength["extortion_firms"],
        params=params,
    )


def _extort(model: "CartelMarket") -> None:
    """Let groups ask, firms pay, refuse or stop paying, and some close."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    years = model.dt / MONTHS_PER_YEAR
    propensity = extortion.pay_propensity(
        state.designation, model.strength["fto_material_support"], params
    )
    _set_levies(model, model.finance.extra_extortion)
    expected = extortion.expected_payers(
        columns.paying,
        columns.firms,
        _hazard(model) * propensity,
        MONTHS_PER_YEAR / params.payment_months,
        years,
    )
    luck = model.stream("firms").random(columns.capacity)
    extra = _extra_exit(model)
    columns.paying = np.minimum(extortion.count(expected, luck), np.floor(columns.firms))
    columns.firms = extortion.renew_firms(
        columns.firms, columns.firms_2012, extra, columns.usual_exit, (params.turnover, years)
    )
    state.closed_firms = float((extra * columns.firms).sum()) * years


def _collect_levies(model: "CartelMarket", deportations: float) -> None:
    """Set sales, levies and what another extortionist would bring."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    columns.sales = columns.sales_2012 * columns.firms / columns.firms_2012 * _demand(model)
    per_firm = columns.sales / columns.firms * columns.levy
    levies = extortion.sum_by_region(columns.paying * per_firm, columns.region, R)
    victims = deportations * params.returnee_victims / 1000.0
    victims *= model.strength["deportation_recruits"]
    returned = model.world.migrant_route_exposure
    levies += victims * params.ransom * returned / returned.sum()
    state.levies = np.where(trades.extortion_labour(model) > 0.0, np.maximum(levies, 0.0), 0.0)
    state.extorted_firms = extortion.sum_by_region(columns.paying, columns.region, R)
    worth = extortion.sum_by_region(columns.firms * per_firm, columns.region, R)
    payable = columns.firms * (columns.sector != EXPORTER)
    worth /= np.maximum(extortion.sum_by_region(payable, columns.region, R), 1.0)
    propensity = extortion.pay_propensity(
        state.designation, model.strength["fto_material_support"], params
    )
    state.marginal_levy = worth * extortion.marginal_payers(
        _pressure(model), state.labour_per_firm, propensity, params
    )


def _demand(model: "CartelMarket") -> FloatArray:
    """Return a firm's sales over those of 2012 [1], shape (F,): growth, tariffs, payments."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    weights = labour.exposure_weights(state.export_share, params)
    weight = np.where(columns.sector == EXPORTER, *weights)
    dropped = params.payment_drop * state.designation * columns.export_exposure
    dropped *= model.strength["fto_material_support"]
    growth = (1.0 + params.sales_growth) ** model.year_fraction()
    return np.asarray(growth * (1.0 + weight * state.gdp_gap) * (1.0 - dropped))


def _employ(model: "CartelMarket") -> None:
    """Set the jobs of every firm: baseline, firms left, output gap and violence."""
    columns, params, state = model.firms, model.params.firms, model.firm_state
    growth = model.driver("formal_jobs_baseline") / columns.jobs_2012.sum()
    exporters, others = labour.exposure_weights(state.export_share, params)
    is_exporter = columns.sector == EXPORTER
    gap = params.jobs_per_gdp * state.gdp_gap * np.where(is_exporter, exporters, others)
    violence = labour.violence_factor(
        state.violence, model.strength["extortion_firms"], params
    )[columns.region]
    left = columns.firms / columns.firms_2012
    kept = left * (1.0 + gap) * np.where(is_exporter, 1.0, violence)
    columns.jobs = columns.jobs_2012 * growth * kept
    share = _compliance_share(model)
    columns.compliance = share * columns.sales
    paying = columns.paying / columns.firms
    borne = columns.levy * paying * (1.0 - params.pass_through)
    columns.margin = params.usual_margin - borne - share
    state.jobs = extortion.sum_by_region(columns.jobs, columns.region, R)
    state.baseline = growth * extortion.sum_by_region(columns.jobs_2012, columns.region, R)
    state.compliance_cost = float(columns.compliance.sum()) * model.dt / MONTHS_PER_YEAR


def _offer(model: "CartelMarket") -> None:
    """Set what a young man out of school can expect, and how many are idle."""
    params, state = model.params.firms, model.firm_state
    lost = 1.0 - state.jobs / state.baseline
    state.expected_earnings, share = labour.expected_earnings(
        lost, model.world.informality, model.driver("real_wage_index"), params
    )
    men = model.world.men_15_29_in(int(model.months[model.month].year))
    state.idle = share * params.out_of_school * men
