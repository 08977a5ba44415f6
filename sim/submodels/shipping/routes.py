"""Rules of routes: what is found, what a route costs and returns, and how loads are sized."""

import numpy as np

from sim.array_types import BoolArray, FloatArray
from sim.arrays import clip
from sim.params.shipping import ShippingParams
from sim.state.balance import Routes2012
from sim.state.shipping import RouteCosts
from sim.world.axes import DRUGS, ROUTES, ROUTES_ABROAD
from sim.world.drug_tables import (
    FENTANYL,
    NOVEL,
    drug_values,
    like_fentanyl_per_dose,
)
from sim.world.load import World

CARIBBEAN = ROUTES.index("caribbean/sea")
PARCEL = ROUTES.index("air/parcel")
ABROAD_ROUTES = tuple(ROUTES.index(name) for name in ROUTES_ABROAD)
"""Their places among ``ROUTES``."""

FOUND_PARAMETERS = {
    "port_of_entry": "found_port_of_entry",
    "between_ports": "found_between_ports",
    "pacific/sea": "found_pacific",
    "caribbean/sea": "found_caribbean",
    "parcel": "found_parcel",
    "texas/between_ports": "found_between_ports_texas",
    "container/europe": "found_europe",
    "container/asia_pacific": "found_asia_pacific",
    "overland": "found_mexico",
}


def found_2012(params: ShippingParams) -> FloatArray:
    """Return the share of a typical flow found on each route in 2012 [1], shape (L,)."""
    shares = []
    for route in ROUTES:
        name = FOUND_PARAMETERS.get(route) or FOUND_PARAMETERS[route.split("/")[1]]
        shares.append(float(getattr(params, name)))
    return np.array(shares)


def search_rate(params: ShippingParams) -> FloatArray:
    """Return the rate of finding a 2012 load at the effort of 2012 [1], shape (D, L)."""
    rate = -np.log1p(-found_2012(params))
    return np.asarray(params.along("bulk", DRUGS)[:, None] * rate)


def found_share(
    rate: FloatArray, effort: FloatArray, load: FloatArray, exponent: float
) -> FloatArray:
    """Return the share of a flow that is found: ``1 - exp(-rate x effort x load^exponent)``.

    The random-search law [koopman1980]: each further patrol finds less than the one before,
    and no effort finds more than everything. A chance per kilogram moved, so free of the
    length of a step.

    Parameters
    ----------
    rate
        Rate at the effort and load of 2012 [1], shape (D, L).
    effort
        Multiple of the effort of 2012 [1], shape (L,).
    load
        Multiple of the load of 2012 [1], shape (..., D, L).
    exponent
        How fast larger loads draw attention.
    """
    return np.asarray(-np.expm1(-rate * effort * load**exponent))


def log_best_load(
    effort: FloatArray, price_ratio: FloatArray, moving_cost: FloatArray, params: ShippingParams
) -> FloatArray:
    """Return the log of the load that pays most over that of 2012 [log], shape (D, L).

    A trip's cost is spread over the load, and larger loads are found more often:
    ``ln load = (ln moving - ln effort - ln price) / (1 + exponent)``, within a limit.

    Parameters
    ----------
    effort
        Multiple of 2012 on each route [1], shape (L,).
    price_ratio, moving_cost
        Border price and cost of a trip over 2012 [1], shape (D,).
    params
        Uses ``load_exponent`` and ``load_limit``.
    """
    pull = np.log(moving_cost / price_ratio)[:, None] - np.log(np.maximum(effort, 1e-6))
    limit = params.load_limit
    return np.asarray(clip(pull / (1.0 + params.load_exponent), -limit, limit))


def base_shares(world: World, params: ShippingParams) -> FloatArray:
    """Return Mexican groups' 2012 flow to the US over routes [1], shape (D, L), rows sum to 1.

    Observed shares of 2012, but without what others send: Chinese mail is taken out of
    fentanyl (its shares are those of the first seizures, 2019-23, and a small parcel share),
    and most of the Caribbean out of cocaine. Novel opioids travel as fentanyl does.
    """
    base = np.zeros((len(DRUGS), len(ROUTES)))
    base[:4] = world.route_share_2012.T
    base[FENTANYL] = world.route_seizure_share[:, FENTANYL]
    base[:, CARIBBEAN] *= params.caribbean_scale
    to_us = world.route_market[:, 0]
    base = np.where(to_us, np.maximum(base, params.base_floor), 0.0)
    others = np.delete(np.arange(len(ROUTES)), PARCEL)
    base /= base.sum(axis=1, keepdims=True)
    base[FENTANYL, others] *= (1.0 - params.parcel_fentanyl_2012) / base[FENTANYL, others].sum()
    base[FENTANYL, PARCEL] = params.parcel_fentanyl_2012
    base[NOVEL] = base[FENTANYL]
    return base


def route_costs(world: World, params: ShippingParams, base: FloatArray) -> RouteCosts:
    """Return what routes cost, such that the loads of 2012 were the best ones.

    The trip costs ``exponent x rate x exp(-rate)`` of the price: with any other value an
    adapted load would lose money. The rest of ``transport`` does not depend on the load.
    """
    rate = search_rate(params)
    trip = params.load_exponent * rate * np.exp(-rate)
    rest = params.along("transport", DRUGS) - (base * trip).sum(axis=1)
    fixed = np.maximum(rest, 0.001) / (base @ world.cost_index)
    return RouteCosts(fixed=fixed, trip=trip, cost_index=world.cost_index)


def routes_2012(world: World, params: ShippingParams, doses: FloatArray) -> Routes2012:
    """Return flows, prices, losses and costs of the routes in January 2012."""
    base = base_shares(world, params)
    costs = route_costs(world, params, base)
    rate = search_rate(params)
    found = -np.expm1(-rate)
    price = drug_values(world, "start_2012_border_wholesale")
    price = like_fentanyl_per_dose(price, doses)
    cost = route_cost(
        costs,
        load=np.ones(base.shape),
        moving_cost=np.ones(len(DRUGS)),
        diverted=np.zeros(base.shape),
        detour_cost=0.0,
    )
    return Routes2012(
        base_share=base,
        costs=costs,
        search_rate=rate,
        found=found,
        payoff=1.0 - found - cost,
        price=price,
        loss=(base * found).sum(axis=1),
        transport=price * (base * cost).sum(axis=1),
    )


def route_cost(
    costs: RouteCosts,
    *,
    load: FloatArray,
    moving_cost: FloatArray,
    diverted: FloatArray,
    detour_cost: float,
) -> FloatArray:
    """Return the cost of a kilogram by route, as share of the 2012 border price.

    Parameters
    ----------
    costs
        Costs of 2012.
    load
        Multiple of the load of 2012 [1], shape (..., D, L).
    moving_cost
        Cost of moving over 2012 [1], shape (D,).
    diverted
        Part of a route's flow that is not its own of 2012 [1], shape (D, L).
    detour_cost
        Rise of the fixed part on what was diverted [1].
    """
    fixed = fixed_cost(costs, diverted, detour_cost)
    return np.asarray((fixed + costs.trip / load) * moving_cost[:, None])


def fixed_cost(costs: RouteCosts, diverted: FloatArray, detour_cost: float) -> FloatArray:
    """Return the part of `route_cost` that doesn't depend on the load, shape (D, L)."""
    return costs.fixed[:, None] * costs.cost_index * (1.0 + detour_cost * diverted)


def diverted_share(share: FloatArray, base: FloatArray) -> FloatArray:
    """Return the part of each route's flow above its own of 2012 [1]: ``1 - base / share``."""
    busy = (share > base) & (share > 0.0)
    return np.where(busy, 1.0 - base / np.where(busy, share, 1.0), 0.0)


def crowding(share: FloatArray, base: FloatArray) -> FloatArray:
    """Return a route's share above that of 2012 [1]: ``max(0, share / base - 1)``."""
    open_routes = base > 0.0
    return np.where(
        open_routes, np.maximum(share / np.where(open_routes, base, 1.0) - 1.0, 0.0), 0.0
    )


def weights_by_access(
    base: FloatArray, access: FloatArray, volume: FloatArray, rounds: int = 60
) -> FloatArray:
    """Return each group's route weights [1], shape (n, D, L), rows summing to 1.

    A group prefers routes whose feeder states it works in; routes are then scaled so that
    the volumes of all groups together give the national shares of 2012 (iterative
    proportional fitting).

    Parameters
    ----------
    base
        National shares [1], shape (D, L).
    access
        Preference [1], shape (n, L).
    volume
        Each group's share of the volume [1], shape (n, D); zero columns stay unfitted.
    rounds
        Rounds of fitting; the error falls by about half in each.
    """
    scale = np.ones_like(base)
    fitted = volume.sum(axis=0) > 0.0
    weights = np.empty((access.shape[0], *base.shape))
    for _ in range(rounds):
        weights = access[:, None, :] * (base * scale)
        weights /= weights.sum(axis=2, keepdims=True)
        total = np.einsum("nd,ndl->dl", volume, weights)
        adjust = fitted[:, None] & (total > 0.0)
        scale *= np.where(adjust, base / np.where(adjust, total, 1.0), 1.0)
    return weights


def feeder_ratio(
    feeder: BoolArray, traffic: FloatArray, traffic_2012: FloatArray
) -> FloatArray:
    """Return traffic through each state's routes over that of 2012 [1], shape (R,).

    1 where a state feeds no route.

    Parameters
    ----------
    feeder
        Whether a region feeds a route, shape (L, R).
    traffic, traffic_2012
        Traffic by route, any one unit, shape (L,).
    """
    now, then = traffic @ feeder, traffic_2012 @ feeder
    return np.where(then > 0.0, now / np.where(then > 0.0, then, 1.0), 1.0)
