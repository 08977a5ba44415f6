"""Every outcome, declared and computed once: name, unit, kind and meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import policy_cost
from sim.calendar import FloatArray
from sim.submodels import conflict
from sim.world import DRUGS, MARKETS, REGIONS, ROUTES, TRADES

if TYPE_CHECKING:
    from sim.model import CartelMarket

Value = float | FloatArray
ACTIVE_ROUTE_SHARE = 0.02
US_ROUTES = ROUTES[:11]  # the others lead elsewhere


@dataclass(frozen=True)
class Outcome:
    """One declared outcome.

    ``kind`` is ``flow`` (summed over a period) or ``level`` (averaged over it); ``axis`` names
    the members of a family such as ``seized_kg[fentanyl]``, empty for a single number.
    """

    name: str
    unit: str
    kind: str
    about: str
    value: Callable[["CartelMarket"], Value]
    axis: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the result columns that this outcome fills."""
        return [f"{self.name}[{member}]" for member in self.axis] or [self.name]


def _flow(name: str) -> Callable[["CartelMarket"], Value]:
    """Return a reader of one flow of the month."""
    return lambda model: model.flows[name]


def _shares(values: FloatArray) -> FloatArray:
    """Return values as shares of their sum, all zero where the sum is zero."""
    total = values.sum()
    return values / total if total > 0.0 else np.zeros_like(values)


def _top_ten_share(model: "CartelMarket") -> float:
    sizes = np.sort(model.cartels.size[model.cartels.rows])[::-1]
    return float(sizes[:10].sum() / sizes.sum()) if sizes.sum() > 0.0 else 0.0


def _route_shares(model: "CartelMarket") -> FloatArray:
    """Return each route's share of US-bound doses attempted."""
    return _shares(np.asarray(model.flows["route_doses"]))


def _liquidity(model: "CartelMarket") -> float:
    """Return months of commitments in hand, over all groups together."""
    columns = model.cartels
    rows = columns.rows
    commitments = float(columns.commitments[rows].sum())
    return 12.0 * float(columns.cash[rows].sum()) / commitments if commitments > 0.0 else 0.0


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "supply_doses",
        "doses/month",
        "flow",
        "Dose-equivalents of all drugs delivered to the United States (headline: supply).",
        _flow("us_arrivals_doses"),
    ),
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "People who join criminal groups in Mexico (headline: recruitment).",
        _flow("recruits"),
    ),
    Outcome(
        "us_supply_kg",
        "kg/month",
        "flow",
        "Pure drug delivered to the United States, all suppliers.",
        _flow("us_arrivals_kg"),
        DRUGS,
    ),
    Outcome(
        "made_kg",
        "kg/month",
        "flow",
        "Pure drug made or bought by Mexican groups.",
        _flow("made_kg"),
        DRUGS,
    ),
    Outcome(
        "exports_kg",
        "kg/month",
        "flow",
        "Pure drug that Mexican groups deliver to each market.",
        _flow("exports_kg"),
        MARKETS,
    ),
    Outcome(
        "seized_kg",
        "kg/month",
        "flow",
        "Pure drug seized on the way to the United States.",
        _flow("seized_kg"),
        DRUGS,
    ),
    Outcome(
        "seized_gross_kg",
        "kg/month",
        "flow",
        "Gross weight seized, as agencies report it.",
        _flow("seized_gross_kg"),
        DRUGS,
    ),
    Outcome(
        "us_retail_price",
        "USD/pure kg",
        "level",
        "US retail price of a pure kilogram, 2024 dollars.",
        lambda model: model.markets.retail_price,
        DRUGS,
    ),
    Outcome(
        "us_purity",
        "share",
        "level",
        "Purity of the drug as sold in the United States.",
        lambda model: model.markets.purity,
        DRUGS,
    ),
    Outcome(
        "fentanyl_share",
        "share",
        "level",
        "Share of illicit opioid doses that is fentanyl or another synthetic.",
        lambda model: float(model.markets.fentanyl_share),
    ),
    Outcome(
        "consumption_kg",
        "kg/month",
        "flow",
        "Pure drug used in the United States.",
        _flow("consumption_kg"),
        DRUGS,
    ),
    Outcome(
        "us_spending",
        "USD/month",
        "flow",
        "Spending of US users by class of drug, 2024 dollars.",
        _flow("us_spending_by_class"),
        ("opioid", "cocaine", "methamphetamine"),
    ),
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths, each counted once.",
        _flow("overdose_deaths"),
    ),
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths that involve the drug; one death may count in several.",
        _flow("overdose_deaths_by_drug"),
        DRUGS,
    ),
    Outcome(
        "dependent_users",
        "people",
        "level",
        "Dependent users in the United States, not in treatment.",
        lambda model: float(model.consumption.dependent_users),
    ),
    Outcome(
        "in_treatment",
        "people",
        "level",
        "People in treatment in the United States.",
        lambda model: float(model.treatment.in_treatment),
    ),
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "Recruits by Mexican state.",
        _flow("recruits_by_region"),
        REGIONS,
    ),
    Outcome(
        "desertions",
        "people/month",
        "flow",
        "Members who leave of their own will.",
        _flow("desertions"),
    ),
    Outcome("arrests", "people/month", "flow", "Members arrested.", _flow("arrests")),
    Outcome(
        "cartel_deaths",
        "deaths/month",
        "flow",
        "Members killed.",
        _flow("cartel_deaths"),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides in Mexico, of all kinds.",
        _flow("homicides"),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides by Mexican state.",
        _flow("homicides_by_region"),
        REGIONS,
    ),
    Outcome(
        "members",
        "people",
        "level",
        "Members of criminal groups.",
        lambda model: float(model.cartels.size[model.cartels.rows].sum()),
    ),
    Outcome(
        "n_cartels",
        "groups",
        "level",
        "Criminal groups.",
        lambda model: float(model.cartels.rows.size),
    ),
    Outcome(
        "top10_share",
        "share",
        "level",
        "Share of members in the ten largest groups.",
        _top_ten_share,
    ),
    Outcome(
        "active_fronts",
        "fronts",
        "level",
        "Pairs of groups that fight in a state.",
        lambda model: float(conflict.n_active_fronts(model)),
    ),
    Outcome(
        "active_routes",
        "routes",
        "level",
        "Routes with more than 2% of US-bound doses.",
        lambda model: float((_route_shares(model) > ACTIVE_ROUTE_SHARE).sum()),
    ),
    Outcome(
        "route_share",
        "share",
        "level",
        "Share of US-bound doses on each route.",
        lambda model: _route_shares(model)[: len(US_ROUTES)],
        US_ROUTES,
    ),
    Outcome(
        "market_share",
        "share",
        "level",
        "Share of Mexican groups' delivered kilograms by market.",
        lambda model: _shares(np.asarray(model.flows["exports_kg"])),
        MARKETS,
    ),
    Outcome(
        "revenue",
        "USD/month",
        "flow",
        "Gross revenue of criminal groups by trade, 2024 dollars.",
        _flow("revenue_by_trade"),
        TRADES,
    ),
    Outcome(
        "net_income",
        "USD/month",
        "flow",
        "Revenue less product, laundering, bribes, arms, overhead and pay.",
        _flow("net_income"),
    ),
    Outcome(
        "laundering_fee",
        "share",
        "level",
        "Mean fee on laundered money.",
        lambda model: float(model.finance.fee),
    ),
    Outcome(
        "liquidity_months",
        "months",
        "level",
        "Months of commitments that groups hold in cash.",
        _liquidity,
    ),
    Outcome(
        "firms_extorted",
        "firms",
        "level",
        "Firms that pay a levy.",
        lambda model: float(model.firms.paying.sum()),
    ),
    Outcome(
        "firms_closed",
        "firms/month",
        "flow",
        "Firms that close because of levies, refusals or compliance.",
        _flow("firms_closed"),
    ),
    Outcome(
        "compliance_cost",
        "USD/month",
        "flow",
        "What firms spend on compliance with designation.",
        _flow("compliance_cost"),
    ),
    Outcome(
        "formal_jobs",
        "jobs",
        "level",
        "Formal jobs in Mexico.",
        lambda model: float(model.firms.jobs.sum()),
    ),
    Outcome(
        "idle_youth",
        "people",
        "level",
        "Men of 15-29 neither at work nor at school.",
        lambda model: float(model.firm_state.idle.sum()),
    ),
    Outcome(
        "cooperation",
        "index 0-1",
        "level",
        "US-Mexican security cooperation.",
        lambda model: float(model.institutions.cooperation),
    ),
    Outcome(
        "corruption",
        "index 0-1",
        "level",
        "Corruption of officials, mean over states by population.",
        lambda model: float(
            np.average(model.institutions.corruption, weights=model.world.population)
        ),
    ),
    Outcome(
        "arms_stock",
        "guns",
        "level",
        "Guns in use by criminal groups.",
        lambda model: float(np.sum(model.conflict.arms_stock)),
    ),
    Outcome("captures", "captures/month", "flow", "Leaders removed.", _flow("captures")),
    Outcome("splits", "splits/month", "flow", "Groups that divide.", _flow("splits")),
    Outcome(
        "strike_events", "strikes/month", "flow", "Military strikes.", _flow("strike_events")
    ),
    Outcome(
        "policy_cost_usd",
        "USD/month",
        "flow",
        "Public money for the levers, above their level of 2024; tariffs are a transfer.",
        _flow("policy_cost_usd"),
    ),
)

REGIONAL = tuple(
    f"{name}[{region}]" for name in ("recruits", "homicides") for region in REGIONS
)


def collect(model: "CartelMarket", policy: dict[str, float]) -> dict[str, float]:
    """Return every outcome of the month that ends, by column name."""
    model.flows["policy_cost_usd"] = policy_cost.monthly_cost(policy, model.config.levers)
    record: dict[str, float] = {}
    for outcome in OUTCOMES:
        value = outcome.value(model)
        if outcome.axis:
            values = np.broadcast_to(np.asarray(value, float), (len(outcome.axis),))
            record.update(zip(outcome.columns, values.tolist(), strict=True))
        else:
            record[outcome.name] = float(value)
    return record
