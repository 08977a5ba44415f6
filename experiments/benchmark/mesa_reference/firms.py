"""Firms as ordinary Mesa objects, by the rules of extortion, closure, sales and jobs.

Tariffs, violence and the pressure of a region are the market's own; what a firm does in a
month is done by the firm, in one round of `shuffle_do`.
"""

import math
from typing import Any

import mesa
import numpy as np

from sim.agents.firm import SECTORS
from sim.kernels.firms import LEAST_EXTRA_EXIT
from sim.mechanisms import tempered
from sim.model import CartelMarket
from sim.rates import MONTHS_PER_YEAR, approach
from sim.submodels.finance import trades
from sim.submodels.firms import extortion, labour
from sim.submodels.firms import process as firms
from sim.submodels.firms.initial import DOMESTIC, EXPORTER, MICRO, R

COLUMNS = ("region", "sector", "firms", "firms_2012", "jobs_2012", "sales_2012")
MORE_COLUMNS = ("export_exposure", "paying", "usual_exit")


class Firm(mesa.Agent):
    """Firms of one region and stratum: asked to pay, closing, selling, employing."""

    firms = paying = jobs = sales = compliance = margin = levy = 0.0

    def __init__(self, model: "Firms", **values: float) -> None:
        """Keep the state as attributes."""
        super().__init__(model)
        for name, value in values.items():
            setattr(self, name, value)

    def step(self) -> None:
        """Live one month."""
        month, region, sector = self.model.month, self.region, self.sector
        self.levy = month.levy[sector] * month.markup[region]
        asked = 0.0 if sector == EXPORTER else month.asked[region]
        compliance = month.compliance[sector][region]
        self._pay(month, asked, compliance)
        self._sell(month)
        self._employ(month, compliance)

    def _pay(self, month: "FirmMonth", asked: float, compliance: float) -> None:
        """Be asked to pay; start, refuse or stop; and some close."""
        start = asked * month.propensity
        total = start + month.stop
        moved = -math.expm1(-total * month.years)
        expected = self.paying + moved * (self.firms * start / total - self.paying)
        part = min(self.paying / self.firms, 1.0)
        borne = 100.0 * self.levy * part * (1.0 - month.pass_through)
        refusals = asked * (1.0 - month.propensity) * (1.0 - part)
        crime = month.per_point * borne + month.per_refusal * refusals
        extra = max(month.crime_strength * crime + compliance, LEAST_EXTRA_EXIT)
        self.paying = min(math.floor(expected + self.random.random()), math.floor(self.firms))
        leaving = month.turnover + extra
        goal = self.firms_2012 * (month.turnover + self.usual_exit) / leaving
        self.firms -= math.expm1(-leaving * month.years) * (goal - self.firms)
        month.closed += extra * self.firms

    def _sell(self, month: "FirmMonth") -> None:
        """Sell, and hand over levies."""
        region, sector = self.region, self.sector
        demand = month.demand[sector] * (1.0 - month.payments_lost * self.export_exposure)
        self.sales = self.sales_2012 * self.firms / self.firms_2012 * demand
        per_firm = self.sales / self.firms * self.levy
        month.levies[region] += self.paying * per_firm
        month.payers[region] += self.paying
        month.worth[region] += self.firms * per_firm
        if sector != EXPORTER:
            month.payable[region] += self.firms

    def _employ(self, month: "FirmMonth", compliance: float) -> None:
        """Employ people, and count what is left."""
        kept = self.firms / self.firms_2012 * month.output[self.sector]
        if self.sector != EXPORTER:
            kept *= month.violence[self.region]
        self.jobs = self.jobs_2012 * month.growth * kept
        self.compliance = compliance * self.sales
        borne = self.levy * self.paying / self.firms * (1.0 - month.pass_through)
        self.margin = month.usual_margin - borne - compliance
        month.jobs[self.region] += self.jobs
        month.spent += self.compliance


class FirmMonth:
    """One month: numbers by region and stratum that firms read, and sums that they add to."""

    def __init__(self, market: CartelMarket, payable: list[float], jobs_2012: float) -> None:
        """Work out the month from the state of the market."""
        params, state = market.params.firms, market.firm_state
        listed = market.strength["fto_material_support"]
        self.years, self.closed, self.spent = market.dt / MONTHS_PER_YEAR, 0.0, 0.0
        sums = ([0.0] * R for _ in range(5))
        self.levies, self.payers, self.worth, self.payable, self.jobs = sums
        pressure = trades.extortion_labour(market) / np.maximum(np.array(payable), 1.0)
        pressure /= state.labour_per_firm
        self.asked = extortion.demand_hazard(pressure, params).tolist()
        self.propensity = extortion.pay_propensity(state.designation, listed, params)
        self.stop = MONTHS_PER_YEAR / params.payment_months
        years, growth = market.year_fraction(), params.levy_growth
        self.levy = [0.0] * len(SECTORS)
        self.levy[DOMESTIC] = extortion.levy_share(
            params.levy_domestic, params.levy_domestic_ceiling, years, growth
        )
        self.levy[MICRO] = extortion.levy_share(
            params.levy_micro, params.levy_micro_ceiling, years, growth
        )
        self.crime_strength = market.strength["extortion_firms"]
        markup = tempered(1.0 + params.collusion_effect * state.collusion, self.crime_strength)
        self.markup = (markup * market.finance.extra_extortion).tolist()
        self.pass_through, self.turnover = params.pass_through, params.turnover
        self.per_point = params.exit_per_levy_point
        attacked = 1.0 + listed * (params.retaliation - 1.0) * state.designation
        self.per_refusal = params.exit_per_refusal * attacked
        full = params.compliance_cost / 100.0 * state.designation * listed
        other = (full * params.compliance_other * state.exposed).tolist()
        self.compliance = [[0.0] * R for _ in SECTORS]
        self.compliance[EXPORTER], self.compliance[DOMESTIC] = [full] * R, other
        self._price_output(market, jobs_2012)

    def _price_output(self, market: CartelMarket, jobs_2012: float) -> None:
        """Set what sales and jobs follow."""
        params, state = market.params.firms, market.firm_state
        exporters, others = labour.exposure_weights(state.export_share, params)
        weights = [
            exporters if sector == EXPORTER else others for sector in range(len(SECTORS))
        ]
        trend = (1.0 + params.sales_growth) ** market.year_fraction()
        self.demand = [trend * (1.0 + weight * state.gdp_gap) for weight in weights]
        gap = params.jobs_per_gdp * state.gdp_gap
        self.output = [1.0 + gap * weight for weight in weights]
        listed = market.strength["fto_material_support"]
        self.payments_lost = params.payment_drop * state.designation * listed
        self.violence = labour.violence_factor(
            state.violence, self.crime_strength, params
        ).tolist()
        self.growth = market.driver("formal_jobs_baseline") / jobs_2012
        self.usual_margin = params.usual_margin


class Firms(mesa.Model):
    """The firms of a market as objects; `advance` stands in for its process."""

    def __init__(self, market: CartelMarket) -> None:
        """Make an object of every row."""
        super().__init__(rng=int(market.config.seed) + 2)
        columns, names = market.firms, (*COLUMNS, *MORE_COLUMNS)
        lists = [getattr(columns, name).tolist() for name in names]
        for values in zip(*lists, strict=True):
            Firm(self, **dict(zip(names, values, strict=True)))
        payable = columns.firms * (columns.sector != EXPORTER)
        self.payable = extortion.sum_by_region(payable, columns.region, R).tolist()
        self.jobs_2012 = extortion.sum_by_region(columns.jobs_2012, columns.region, R)
        self.month: Any = None

    def advance(
        self,
        market: CartelMarket,
        *,
        tariff: float,
        terror_designation: float,
        deportations: float,
    ) -> None:
        """Stand in for ``firms.advance``."""
        params, state = market.params.firms, market.firm_state
        closer = approach(params.designation_time, market.dt)
        state.designation += closer * (terror_designation - state.designation)
        firms._trade_shock(market, tariff)
        firms._update_perceived_violence(market)
        self.month = FirmMonth(market, self.payable, float(self.jobs_2012.sum()))
        self.agents.shuffle_do("step")
        self._publish(market, deportations)
        firms._offer(market)
        market.flows.firms_closed += state.closed_firms
        market.flows.compliance_cost += state.compliance_cost

    def _publish(self, market: CartelMarket, deportations: float) -> None:
        """Hand the sums over firms to the market."""
        params, state, month = market.params.firms, market.firm_state, self.month
        self.payable = month.payable
        labourers = trades.extortion_labour(market)
        victims = deportations * params.returnee_victims / 1000.0
        victims *= market.strength["deportation_recruits"]
        returned = market.world.migrant_route_exposure
        ransoms = victims * params.ransom * returned / returned.sum()
        levies = np.maximum(np.array(month.levies) + ransoms, 0.0)
        state.levies = np.where(labourers > 0.0, levies, 0.0)
        state.extorted_firms = np.array(month.payers)
        payable = np.maximum(np.array(month.payable), 1.0)
        pressure = labourers / payable / state.labour_per_firm
        state.marginal_levy = (
            np.array(month.worth)
            / payable
            * extortion.marginal_payers(
                pressure, state.labour_per_firm, month.propensity, params
            )
        )
        state.jobs, state.baseline = np.array(month.jobs), month.growth * self.jobs_2012
        state.closed_firms = month.closed * month.years
        state.compliance_cost = month.spent * month.years
        columns, own = market.firms, list(self.agents)
        columns.paying[:] = [firm.paying for firm in own]
        columns.jobs[:] = [firm.jobs for firm in own]

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which process of the market."""
        return {(firms, "advance"): self.advance}
