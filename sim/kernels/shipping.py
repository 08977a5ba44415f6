"""Loads of groups over routes: what is sent, found and delivered, and what a route returns.

Sums over groups are taken in the order of their rows, over routes in the order of `ROUTES`.
"""

from typing import NamedTuple

from sim.array_types import FloatArray, IntArray
from sim.kernels.jit import compiled


class Loads(NamedTuple):
    """A step's loads by group, each written here: shapes (C, D, M) and (C, D)."""

    stock_kg: FloatArray
    """In hand; what is shipped leaves it."""
    shipped_kg: FloatArray
    """Sent to each market."""
    delivered_kg: FloatArray
    """Arrived in each market."""
    border_loss: FloatArray
    """Share of US-bound kg that is found [1]."""


class Sums(NamedTuple):
    """The same over all groups, added to what is here.

    Shapes (D, M), (D, M), (D,), (D, L) and (D, L).
    """

    shipped: FloatArray
    delivered: FloatArray
    lost: FloatArray
    """Shipped and not delivered."""
    sent: FloatArray
    """By US-bound route, found or not."""
    caught: FloatArray
    """By US-bound route."""


@compiled
def ship(
    rows: IntArray,
    pipeline: float,
    market_share: FloatArray,
    route_share: FloatArray,
    found: FloatArray,
    found_abroad: FloatArray,
    loads: Loads,
    sums: Sums,
) -> None:
    """Send the pipeline to its markets, and lose what is found.

    Parameters
    ----------
    rows
        Groups that ship; the loads of all others are nil.
    pipeline
        Part of the stock that is sent in this step [1].
    market_share, route_share
        Of all groups [1], shapes (C, D, M) and (C, D, L).
    found
        Share found on each route, of the groups that ship [1], shape (n, D, L).
    found_abroad
        Share found on the way to each other market [1], shape (D, M - 1).
    """
    n_drugs, n_markets = market_share.shape[1:]
    loads.shipped_kg[:] = 0.0
    loads.delivered_kg[:] = 0.0
    for j in range(rows.size):
        i = rows[j]
        for d in range(n_drugs):
            ready, gone = pipeline * loads.stock_kg[i, d], 0.0
            for m in range(n_markets):
                kg = ready * market_share[i, d, m]
                gone += kg
                loads.shipped_kg[i, d, m] = kg
                sums.shipped[d, m] += kg
                if m > 0:
                    loads.delivered_kg[i, d, m] = kg * (1.0 - found_abroad[d, m - 1])
            loads.stock_kg[i, d] -= gone
            sent, caught, loss = 0.0, 0.0, 0.0
            for route in range(route_share.shape[2]):
                share = route_share[i, d, route]
                kg = loads.shipped_kg[i, d, 0] * share
                taken = kg * found[j, d, route]
                sent += kg
                caught += taken
                loss += share * found[j, d, route]
                sums.sent[d, route] += kg
                sums.caught[d, route] += taken
            loads.border_loss[i, d] = loss
            loads.delivered_kg[i, d, 0] = sent - caught
            for m in range(n_markets):
                kg = loads.delivered_kg[i, d, m]
                sums.delivered[d, m] += kg
                sums.lost[d] += loads.shipped_kg[i, d, m] - kg


class Costs(NamedTuple):
    """What a kilogram costs, as shares of the border price of 2012."""

    fixed: FloatArray
    """Whatever the load, shape (D, L)."""
    trip: FloatArray
    """With a load of 2012; it falls in proportion as loads grow, shape (D, L)."""
    moving: FloatArray
    """Cost of moving over that of 2012 [1], shape (D,)."""
    price_ratio: FloatArray
    """Border price over that of 2012 [1], shape (D,)."""
    crowding: FloatArray
    """Congestion of a route [share of the price], shape (D, L)."""
    price: FloatArray
    """Border price of 2012 [USD/kg], shape (D,)."""
    abroad: FloatArray
    """Cost on the way to each other market [USD/kg], shape (D, M - 1)."""


@compiled
def price_routes(
    rows: IntArray,
    found: FloatArray,
    load: FloatArray,
    route_share: FloatArray,
    shipped: FloatArray,
    costs: Costs,
    payoff: FloatArray,
    shipping_cost: FloatArray,
) -> None:
    """Set what each route returned, and the cost of the loads.

    ``1 - found - cost / price_ratio - crowding``, as share of today's border price.

    Parameters
    ----------
    rows, found, route_share
        As in `ship`.
    load
        Load size over that of 2012 [1], shape (C, D, L).
    shipped
        Sent to each market [kg], shape (C, D, M).
    payoff, shipping_cost
        Set here, shapes (C, D, L) and (C,) [USD]; the cost of those who don't ship is nil.
    """
    n_drugs, n_routes = costs.fixed.shape
    shipping_cost[:] = 0.0
    for j in range(rows.size):
        i, spent = rows[j], 0.0
        for d in range(n_drugs):
            to_us = shipped[i, d, 0] * costs.price[d]
            for route in range(n_routes):
                cost = costs.fixed[d, route] + costs.trip[d, route] / load[i, d, route]
                cost *= costs.moving[d]
                gain = 1.0 - found[j, d, route] - cost / costs.price_ratio[d]
                payoff[i, d, route] = gain - costs.crowding[d, route]
                spent += to_us * route_share[i, d, route] * cost
            for m in range(costs.abroad.shape[1]):
                spent += shipped[i, d, m + 1] * costs.abroad[d, m]
        shipping_cost[i] = spent
