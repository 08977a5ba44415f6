"""What a month adds up: every flow that processes book and outcomes read, once."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.agents.consumer import CLASSES
from sim.array_types import FloatArray
from sim.world.axes import DRUGS, MARKETS, OUTGOINGS, REGIONS, ROUTES, TRADES


def _zeros(*axes: tuple[str, ...]) -> Any:
    """Declare a flow over axes, zero at the start of a month."""
    shape = tuple(len(axis) for axis in axes)
    return field(default_factory=lambda: np.zeros(shape))


@dataclass
class Flows:
    """Sums over the steps of one month; ``clear`` begins the next."""

    # people
    recruits: float = 0.0
    recruits_by_region: FloatArray = _zeros(REGIONS)
    returnee_recruits: float = 0.0
    founders: float = 0.0  # of groups that begin without a parent
    desertions: float = 0.0
    arrests: float = 0.0
    cartel_deaths: float = 0.0
    homicides: float = 0.0
    homicides_by_region: FloatArray = _zeros(REGIONS)
    consumer_entries: float = 0.0
    consumer_exits: float = 0.0
    overdose_deaths: float = 0.0
    opioid_deaths: float = 0.0
    overdose_deaths_by_drug: FloatArray = _zeros(DRUGS)  # mentions on certificates
    cocaine_deaths_with_opioid: float = 0.0
    methamphetamine_deaths_with_opioid: float = 0.0
    nonfatal_near_seizures: float = 0.0
    # events
    captures: float = 0.0
    strike_events: float = 0.0
    splits: float = 0.0
    mergers: float = 0.0
    offshoots: float = 0.0
    firms_closed: float = 0.0
    # drugs: pure kilograms where nothing else is said
    made_kg: FloatArray = _zeros(DRUGS)
    delivered_kg_mexican: FloatArray = _zeros(DRUGS)
    exports_kg: FloatArray = _zeros(MARKETS)
    seized_kg: FloatArray = _zeros(DRUGS)
    seized_kg_mexican: FloatArray = _zeros(DRUGS)  # of groups, on the way to any market
    seized_gross_kg: FloatArray = _zeros(DRUGS)  # gross
    seized_gross_by_route_kg: FloatArray = _zeros(ROUTES, DRUGS)  # gross
    route_doses: FloatArray = _zeros(ROUTES)
    us_arrivals_kg: FloatArray = _zeros(DRUGS)
    us_arrivals_doses: float = 0.0
    us_sales_kg: FloatArray = _zeros(DRUGS)
    consumption_kg: FloatArray = _zeros(DRUGS)
    consumption_doses: float = 0.0  # opioids
    # money, in dollars
    us_spending_by_class: FloatArray = _zeros(CLASSES[1:])  # illicit: opioid, cocaine, meth
    money_in: float = 0.0
    money_out: float = 0.0
    outgoings: FloatArray = _zeros(OUTGOINGS)
    seized_cash: float = 0.0
    net_income: float = 0.0
    revenue_by_trade: FloatArray = _zeros(TRADES)
    compliance_cost: float = 0.0
    treatment_cost_usd: float = 0.0
    policy_cost_usd: float = 0.0

    def clear(self) -> None:
        """Begin a month: every flow is zero again."""
        for name in FLOW_NAMES:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                value.fill(0.0)
            else:
                setattr(self, name, 0.0)


FLOW_NAMES = tuple(entry.name for entry in dataclasses.fields(Flows))
