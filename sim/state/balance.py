"""January 2012 in balance: what the first states of several processes are built from."""

from dataclasses import dataclass

from sim.array_types import BoolArray, FloatArray
from sim.state.shipping import RouteCosts


@dataclass(frozen=True)
class Routes2012:
    """Routes to the United States and abroad; D drugs, L routes.

    Attributes
    ----------
    base_share
        US-bound flow over routes [1], (D, L).
    costs
        Costs as shares of the border price.
    search_rate
        Rate of finding a load [1], (D, L).
    found
        Share of a flow that is found [1], (D, L).
    payoff
        Return of a kilogram by route as share of the border price [1], (D, L).
    price
        Border price [USD/kg], (D,).
    loss
        Share of the US-bound flow that is found [1], (D,).
    transport
        Cost of moving a kilogram to the United States [USD/kg], (D,).
    """

    base_share: FloatArray
    costs: RouteCosts
    search_rate: FloatArray
    found: FloatArray
    payoff: FloatArray
    price: FloatArray
    loss: FloatArray
    transport: FloatArray


@dataclass(frozen=True)
class Balance2012:
    """Supply that meets the first demand; n groups, D drugs, M markets.

    Attributes
    ----------
    doses
        Doses in a pure kilogram [dose/kg], (D,).
    routes
        Routes, their prices and losses.
    knows
        Whether a group makes or buys a drug, (n, D).
    capacity_share
        Share of a group in the nation's capacity [1], (n, D).
    demand_kg
        Demand in the United States [pure kg/month], (D,).
    others_kg
        Part of it that others bring [pure kg/month], (D,).
    sent_kg, delivered_kg
        What groups send to each market, and what arrives [pure kg/month], (D, M).
    market_share
        What they send over markets [1], (D, M).
    """

    doses: FloatArray
    routes: Routes2012
    knows: BoolArray
    capacity_share: FloatArray
    demand_kg: FloatArray
    others_kg: FloatArray
    sent_kg: FloatArray
    delivered_kg: FloatArray
    market_share: FloatArray
