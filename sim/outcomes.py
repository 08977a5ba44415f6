"""Every outcome, declared and computed once: name, unit, kind and meaning."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim import policy_cost
from sim.array_types import FloatArray
from sim.checks import refuse_the_impossible
from sim.state.flows import FLOW_NAMES
from sim.state.state import State
from sim.submodels import conflict
from sim.world.axes import DRUGS, MARKETS, OUTGOINGS, REGIONS, TRADES, US_ROUTES

Value = float | FloatArray
ACTIVE_ROUTE_SHARE = 0.02


@dataclass(frozen=True)
class Evidence:
    """What stands behind an outcome: a grade, a line of why, and targets compared with it.

    ``rows`` holds ids of targets, or the part before the first dot for all of them.
    """

    grade: str
    why: str
    rows: tuple[str, ...] = ()


GRADES: dict[str, str] = {
    "A": "a series fitted on some years and scored on later ones",
    "B": "single published figures, or another model's, compared",
    "C": "order of magnitude or direction only",
    "none": "nothing to compare with",
}


@dataclass(frozen=True)
class Outcome:
    """One declared outcome.

    ``kind`` is ``flow`` (summed over a period) or ``level`` (averaged over it); ``axis`` names
    the members of a family such as ``seized_kg[fentanyl]``, empty for a single number;
    ``evidence`` says what it was compared with.
    """

    name: str
    unit: str
    kind: str
    about: str
    value: Callable[[State], Value]
    axis: tuple[str, ...] = ()
    evidence: Evidence = field(kw_only=True)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the result columns that this outcome fills."""
        return [f"{self.name}[{member}]" for member in self.axis] or [self.name]


class Units(dict[str, str]):
    """Units by column; pandas copies what stands in ``attrs`` at every turn, this only once."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Units":
        """Return itself: nobody changes units."""
        return self


def _flow(name: str) -> Callable[[State], Value]:
    """Return a reader of one flow of the month."""
    if name not in FLOW_NAMES:
        raise KeyError(name)
    return lambda model: getattr(model.flows, name)


def _shares(values: FloatArray) -> FloatArray:
    """Return values as shares of their sum, all zero where the sum is zero."""
    total = values.sum()
    return values / total if total > 0.0 else np.zeros_like(values)


def _top_ten_share(model: State) -> float:
    sizes = np.sort(model.cartels.size[model.cartels.rows])[::-1]
    return float(sizes[:10].sum() / sizes.sum()) if sizes.sum() > 0.0 else 0.0


def _route_shares(model: State) -> FloatArray:
    """Return each route's share of US-bound doses attempted."""
    return _shares(np.asarray(model.flows.route_doses))


def _liquidity(model: State) -> float:
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
        evidence=Evidence(
            "B",
            "No count exists of what arrives; use, seizures and price each touch it.",
            ("H5", "E6"),
        ),
    ),
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "People who join criminal groups in Mexico (headline: recruitment).",
        _flow("recruits"),
        evidence=Evidence(
            "B", "Known only through a published model of cartel sizes.", ("P2", "E19")
        ),
    ),
    Outcome(
        "us_supply_kg",
        "kg/month",
        "flow",
        "Pure drug delivered to the United States, all suppliers.",
        _flow("us_arrivals_kg"),
        DRUGS,
        evidence=Evidence(
            "B",
            "Consumption of single years stands behind it; arrivals are never seen.",
            ("H5",),
        ),
    ),
    Outcome(
        "made_kg",
        "kg/month",
        "flow",
        "Pure drug made or bought by Mexican groups.",
        _flow("made_kg"),
        DRUGS,
        evidence=Evidence(
            "none", "Estimates of crops and seizures disagree; nothing is compared.", ()
        ),
    ),
    Outcome(
        "exports_kg",
        "kg/month",
        "flow",
        "Pure drug that Mexican groups deliver to each market.",
        _flow("exports_kg"),
        MARKETS,
        evidence=Evidence("none", "No published flow by market is compared.", ()),
    ),
    Outcome(
        "seized_kg",
        "kg/month",
        "flow",
        "Pure drug seized on the way to the United States.",
        _flow("seized_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Pure weight rests on the gross weight seized and on assumed purity.", ("H3",)
        ),
    ),
    Outcome(
        "seized_gross_kg",
        "kg/month",
        "flow",
        "Gross weight seized, as agencies report it.",
        _flow("seized_gross_kg"),
        DRUGS,
        evidence=Evidence(
            "A", "Yearly seizures at the border, later years scored; few years to fit.", ("H3",)
        ),
    ),
    Outcome(
        "us_retail_price",
        "USD/pure kg",
        "level",
        "US retail price of a pure kilogram, 2024 dollars.",
        lambda model: model.markets.retail_price,
        DRUGS,
        evidence=Evidence(
            "B",
            "Prices of single years, and the price answer to published shocks.",
            ("L.price_cocaine", "E9", "E10"),
        ),
    ),
    Outcome(
        "us_purity",
        "share",
        "level",
        "Purity of the drug as sold in the United States.",
        lambda model: model.markets.purity,
        DRUGS,
        evidence=Evidence(
            "B",
            "Fentanyl purity 2023-24, and one shock to methamphetamine.",
            ("H6.purity", "E9.purity"),
        ),
    ),
    Outcome(
        "fentanyl_share",
        "share",
        "level",
        "Share of illicit opioid doses that is fentanyl or another synthetic.",
        lambda model: float(model.markets.fentanyl_share),
        evidence=Evidence("B", "The replacement of heroin, dated by deaths.", ("H2",)),
    ),
    Outcome(
        "consumption_kg",
        "kg/month",
        "flow",
        "Pure drug used in the United States.",
        _flow("consumption_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Tonnes used in 2016, fentanyl in 2021.", ("H5.consumption_heroin",)
        ),
    ),
    Outcome(
        "us_spending",
        "USD/month",
        "flow",
        "Spending of US users by class of drug, 2024 dollars.",
        _flow("us_spending_by_class"),
        ("opioid", "cocaine", "methamphetamine"),
        evidence=Evidence(
            "B", "Spending of 2016 by drug; methamphetamine is low.", ("H5.spending_opioid",)
        ),
    ),
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths, each counted once.",
        _flow("overdose_deaths"),
        evidence=Evidence(
            "A",
            "Four drugs fitted to 2012-19, later years scored; their sum is judged.",
            ("H1", "H8.deaths_all", "L.overdose_all"),
        ),
    ),
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths that involve the drug; one death may count in several.",
        _flow("overdose_deaths_by_drug"),
        DRUGS,
        evidence=Evidence(
            "A",
            "Fitted to 2012-19, later years scored.",
            ("H1", "H6.deaths", "H8.deaths_synthetic"),
        ),
    ),
    Outcome(
        "dependent_users",
        "people",
        "level",
        "Dependent users in the United States, not in treatment.",
        lambda model: float(model.consumption.dependent_users),
        evidence=Evidence("B", "Heavy users of 2016 by drug.", ("H5.heavy_users_opioid",)),
    ),
    Outcome(
        "in_treatment",
        "people",
        "level",
        "People in treatment in the United States.",
        lambda model: float(model.treatment.in_treatment),
        evidence=Evidence(
            "B",
            "Deaths saved by places are compared, the number in treatment is not.",
            ("E12", "E13"),
        ),
    ),
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "Recruits by Mexican state.",
        _flow("recruits_by_region"),
        REGIONS,
        evidence=Evidence(
            "none", "No recruits are known by state; only who joins where jobs are lost.", ()
        ),
    ),
    Outcome(
        "desertions",
        "people/month",
        "flow",
        "Members who leave of their own will.",
        _flow("desertions"),
        evidence=Evidence("none", "Nobody counts those who leave.", ()),
    ),
    Outcome(
        "arrests",
        "people/month",
        "flow",
        "Members arrested.",
        _flow("arrests"),
        evidence=Evidence(
            "B",
            "Admissions to prison 2015-19, another count of nearly the same.",
            ("L.arrests",),
        ),
    ),
    Outcome(
        "cartel_deaths",
        "deaths/month",
        "flow",
        "Members killed.",
        _flow("cartel_deaths"),
        evidence=Evidence(
            "A",
            "Deaths between groups (UCDP) fitted to 2012-19, later years scored.",
            ("H4.cartel_deaths",),
        ),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides in Mexico, of all kinds.",
        _flow("homicides"),
        evidence=Evidence(
            "A",
            "Fitted to 2012-19, later years scored; the last value is a hard rival.",
            ("H4.homicides", "H8.homicides"),
        ),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides by Mexican state.",
        _flow("homicides_by_region"),
        REGIONS,
        evidence=Evidence(
            "B",
            "Some episodes at home and near; the ranking of states is not scored.",
            ("E1", "E4", "E5"),
        ),
    ),
    Outcome(
        "members",
        "people",
        "level",
        "Members of criminal groups.",
        lambda model: float(model.cartels.size[model.cartels.rows].sum()),
        evidence=Evidence(
            "B",
            "One published estimate of members, and a published model.",
            ("P1", "L.members"),
        ),
    ),
    Outcome(
        "n_cartels",
        "groups",
        "level",
        "Criminal groups.",
        lambda model: float(model.cartels.rows.size),
        evidence=Evidence(
            "B",
            "One count of armed groups, and groups gained after captures.",
            ("L.groups", "E3.groups"),
        ),
    ),
    Outcome(
        "top10_share",
        "share",
        "level",
        "Share of members in the ten largest groups.",
        _top_ten_share,
        evidence=Evidence(
            "B", "Known only through a published model of cartel sizes.", ("P4",)
        ),
    ),
    Outcome(
        "active_fronts",
        "fronts",
        "level",
        "Pairs of groups that fight in a state.",
        lambda model: float(conflict.n_active_fronts(model)),
        evidence=Evidence("none", "No count of wars is compared.", ()),
    ),
    Outcome(
        "active_routes",
        "routes",
        "level",
        "Routes with more than 2% of US-bound doses.",
        lambda model: float((_route_shares(model) > ACTIVE_ROUTE_SHARE).sum()),
        evidence=Evidence(
            "B", "The sign after more interdiction, from a published model.", ("E6",)
        ),
    ),
    Outcome(
        "route_share",
        "share",
        "level",
        "Share of US-bound doses on each route.",
        lambda model: _route_shares(model)[: len(US_ROUTES)],
        US_ROUTES,
        evidence=Evidence(
            "B",
            "The share seized at ports of entry, drug by drug.",
            ("H3.fentanyl_ports", "H8.fentanyl_ports"),
        ),
    ),
    Outcome(
        "market_share",
        "share",
        "level",
        "Share of Mexican groups' delivered kilograms by market.",
        lambda model: _shares(np.asarray(model.flows.exports_kg)),
        MARKETS,
        evidence=Evidence("none", "No published split by market is compared.", ()),
    ),
    Outcome(
        "revenue",
        "USD/month",
        "flow",
        "Gross revenue of criminal groups by trade, 2024 dollars.",
        _flow("revenue_by_trade"),
        TRADES,
        evidence=Evidence(
            "C",
            "Orders of magnitude and directions of extortion, fuel theft, smuggling.",
            ("H7", "L.revenue_trafficking", "E17"),
        ),
    ),
    Outcome(
        "net_income",
        "USD/month",
        "flow",
        "Revenue less product, laundering, bribes, arms, overhead and pay.",
        _flow("net_income"),
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
    Outcome(
        "laundering_fee",
        "share",
        "level",
        "Mean fee on laundered money.",
        lambda model: float(model.finance.fee),
        evidence=Evidence("C", "Published ranges of two years.", ("E21",)),
    ),
    Outcome(
        "liquidity_months",
        "months",
        "level",
        "Months of commitments that groups hold in cash.",
        _liquidity,
        evidence=Evidence("none", "Nothing is published.", ()),
    ),
    Outcome(
        "firms_extorted",
        "firms",
        "level",
        "Firms that pay a levy.",
        lambda model: float(model.firms.paying.sum()),
        evidence=Evidence(
            "C",
            "Only the growth of reported extortion, by its revenue.",
            ("H7.extortion_growth", "E18"),
        ),
    ),
    Outcome(
        "firms_closed",
        "firms/month",
        "flow",
        "Firms that close because of levies, refusals or compliance.",
        _flow("firms_closed"),
        evidence=Evidence("none", "Closures are not published by cause.", ()),
    ),
    Outcome(
        "compliance_cost",
        "USD/month",
        "flow",
        "What firms spend on compliance with designation.",
        _flow("compliance_cost"),
        evidence=Evidence("none", "Designation is new; nothing is published.", ()),
    ),
    Outcome(
        "formal_jobs",
        "jobs",
        "level",
        "Formal jobs in Mexico.",
        lambda model: float(model.firms.jobs.sum()),
        evidence=Evidence(
            "B", "Insured jobs of 2015-19 and 2025.", ("H7.jobs", "H8.jobs", "L.formal_jobs")
        ),
    ),
    Outcome(
        "idle_youth",
        "people",
        "level",
        "Men of 15-29 neither at work nor at school.",
        lambda model: float(model.firm_state.idle.sum()),
        evidence=Evidence(
            "none", "An input in 2012, moved by rules that nothing is compared with.", ()
        ),
    ),
    Outcome(
        "cooperation",
        "index 0-1",
        "level",
        "US-Mexican security cooperation.",
        lambda model: float(model.institutions.cooperation),
        evidence=Evidence("none", "An index of the model; nobody measures it.", ()),
    ),
    Outcome(
        "corruption",
        "index 0-1",
        "level",
        "Corruption of officials, mean over states by population.",
        lambda model: float(
            np.average(model.institutions.corruption, weights=model.world.population)
        ),
        evidence=Evidence("none", "An index of the model; nobody measures it.", ()),
    ),
    Outcome(
        "arms_stock",
        "guns",
        "level",
        "Guns in use by criminal groups.",
        lambda model: float(np.sum(model.conflict.arms_stock)),
        evidence=Evidence(
            "C",
            "The yearly flow of guns south, as an order of magnitude.",
            ("H7.firearms", "E16"),
        ),
    ),
    Outcome(
        "captures",
        "captures/month",
        "flow",
        "Leaders removed.",
        _flow("captures"),
        evidence=Evidence("none", "Known captures of 2012-24 are given to the model.", ()),
    ),
    Outcome(
        "splits",
        "splits/month",
        "flow",
        "Groups that divide.",
        _flow("splits"),
        evidence=Evidence("B", "Groups gained after captures.", ("E3.groups",)),
    ),
    Outcome(
        "strike_events",
        "strikes/month",
        "flow",
        "Military strikes.",
        _flow("strike_events"),
        evidence=Evidence("none", "A policy, counted.", ()),
    ),
    Outcome(
        "policy_cost_usd",
        "USD/month",
        "flow",
        "Public money for the levers, above their level of 2024; tariffs are a transfer.",
        _flow("policy_cost_usd"),
        evidence=Evidence("none", "Budgets are assumed unit costs; nothing is compared.", ()),
    ),
    Outcome(
        "founders",
        "people/month",
        "flow",
        "Members that new groups begin with; not counted among recruits.",
        _flow("founders"),
        evidence=Evidence("none", "New groups are dated or drawn; nothing is compared.", ()),
    ),
    Outcome(
        "delivered_kg",
        "kg/month",
        "flow",
        "Pure drug that Mexican groups deliver, to all markets.",
        _flow("delivered_kg_mexican"),
        DRUGS,
        evidence=Evidence("none", "No published flow to all markets is compared.", ()),
    ),
    Outcome(
        "seized_abroad_kg",
        "kg/month",
        "flow",
        "Pure drug of Mexican groups seized on the way to other markets.",
        lambda model: np.maximum(model.flows.seized_kg_mexican - model.flows.seized_kg, 0.0),
        DRUGS,
        evidence=Evidence("none", "No published flow to other markets is compared.", ()),
    ),
    Outcome(
        "groups_stock_kg",
        "kg",
        "level",
        "Pure drug in the hands of Mexican groups at the end of the month.",
        lambda model: model.cartels.stock_kg[model.cartels.rows].sum(axis=0),
        DRUGS,
        evidence=Evidence("none", "Nobody has seen the stocks.", ()),
    ),
    Outcome(
        "us_sales_kg",
        "kg/month",
        "flow",
        "Pure drug that dealers sell in the United States.",
        _flow("us_sales_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Use of single years, of which sales are the other side.", ("H5",)
        ),
    ),
    Outcome(
        "us_stock_kg",
        "kg",
        "level",
        "Pure drug in the stocks of dealers in the United States at the end of the month.",
        lambda model: model.markets.us_stock_kg,
        DRUGS,
        evidence=Evidence(
            "none", "Fitted to how fast prices answer; nobody has seen the stocks.", ()
        ),
    ),
    Outcome(
        "cash",
        "USD",
        "level",
        "Cash of criminal groups at the end of the month, 2024 dollars.",
        lambda model: float(model.cartels.cash[model.cartels.rows].sum()),
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
    Outcome(
        "outgoings",
        "USD/month",
        "flow",
        "What criminal groups' money goes to, 2024 dollars.",
        _flow("outgoings"),
        OUTGOINGS,
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
)

UNITS = Units({column: outcome.unit for outcome in OUTCOMES for column in outcome.columns})
"""Unit of each result column."""


def evidence_of(column: str) -> Evidence:
    """Return what stands behind a result column."""
    return next(outcome.evidence for outcome in OUTCOMES if column in outcome.columns)


def collect(model: State, policy: dict[str, float]) -> dict[str, float]:
    """Return every outcome of the month that ends, by column name; stop if one can't be."""
    model.flows.policy_cost_usd = policy_cost.monthly_cost(policy, model.config.levers)
    record: dict[str, float] = {}
    for outcome in OUTCOMES:
        value = outcome.value(model)
        if outcome.axis:
            values = np.broadcast_to(np.asarray(value, float), (len(outcome.axis),))
            record.update(zip(outcome.columns, values.tolist(), strict=True))
        else:
            record[outcome.name] = float(value)
    refuse_the_impossible(model, record)
    return record
