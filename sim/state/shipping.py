"""What ``shipping`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray
from sim.world.axes import DRUGS, MARKETS, REGIONS, ROUTES

D, L, M, R = len(DRUGS), len(ROUTES), len(MARKETS), len(REGIONS)


@dataclass(frozen=True)
class RouteCosts:
    """Costs of 2012 as shares of the border price of 2012 [1].

    ``fixed`` (D,) times ``cost_index`` (L,) does not depend on the load; ``trip`` (D, L) is
    for a load of 2012 and falls in proportion as loads grow.
    """

    fixed: FloatArray
    trip: FloatArray
    cost_index: FloatArray


@dataclass
class ShippingState:
    """Flows are pure kg of this step; D drugs, L routes, M markets.

    Attributes
    ----------
    delivered_kg
        Arrived in each market, (D, M).
    seized_kg
        Found on the way to the United States, (D,).
    route_flow
        Sent by each route, found or not, (L, D).
    q
        Share found, by drug and route, mean over the flow, (D, L).
    caught_value
        Value of what was found on each route at 2012 border prices [USD], (L,).
    moving_cost
        Cost of moving over that of 2012 [1], (D,).
    feeder_pressure
        Value of the traffic through each state's routes over 2012 [1], (R,).
    spillover_violence
        Homicide that this traffic brings, over 2012 [ratio], (R,).
    price_2012
        Border price of 2012 [USD/kg], (D,).
    base_share, payoff_2012
        US-bound shares and payoffs of 2012, (D, L).
    loss_2012
        Share of the flow found in 2012, (D,).
    bulk_per_dose
        Gross bulk of a dose at the border, heroin 1 [1], (D,).
    traffic_2012
        Value sent by each route in a month of 2012 [USD/month], (L,).
    costs, search_rate
        Costs and rates of finding of 2012.
    abroad_share
        Share of sales by market that a new group starts with, (D, M).
    """

    delivered_kg: FloatArray
    seized_kg: FloatArray
    route_flow: FloatArray
    q: FloatArray
    caught_value: FloatArray
    moving_cost: FloatArray
    feeder_pressure: FloatArray
    spillover_violence: FloatArray
    price_2012: FloatArray
    base_share: FloatArray
    payoff_2012: FloatArray
    loss_2012: FloatArray
    bulk_per_dose: FloatArray
    traffic_2012: FloatArray
    costs: RouteCosts
    search_rate: FloatArray
    abroad_share: FloatArray
