"""January 2012: supply is solved for the first demand, then every process builds its own state.

Making, moving and selling drugs balance only together. So the balance is solved first, from
the tables and the parameters alone, and each of the three builds its part from it; no process
fills another's state.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.params.markets import MarketsParams
from sim.state.balance import Balance2012, Routes2012
from sim.state.state import State
from sim.submodels import (
    conflict,
    enforcement,
    finance,
    firms,
    institutions,
    markets,
    production,
    recruitment,
    shipping,
    structure,
    treatment,
)
from sim.submodels.consumption import amounts
from sim.submodels.consumption import process as consumption
from sim.submodels.markets import abroad, opioids
from sim.submodels.production import initial as makers
from sim.submodels.shipping import routes as route_rules
from sim.submodels.shipping.routes import ABROAD_ROUTES
from sim.world.axes import DRUGS
from sim.world.drug_tables import doses_per_kg


def initialise(model: State) -> None:
    """Build the state of every process, each complete, in the order in which they read."""
    for organisations in (structure, enforcement, institutions, firms):
        organisations.build(model)
    dose_share = opioids.shares_2012(model.params.markets)
    balance = solve(model, consumption.initial_demand(model.params, dose_share))
    for supply in (production, shipping, markets):
        supply.build(model, balance)
    for others in (consumption, treatment, finance, recruitment, conflict):
        others.build(model)


def solve(model: State, demand_kg: FloatArray) -> Balance2012:
    """Return supply in balance with the first demand: nothing moves before history does.

    ``sent = demand x Mexican share / (1 - found)``.

    Parameters
    ----------
    model
        Reads the groups, the tables and the parameters; writes nothing.
    demand_kg
        Demand in the United States [pure kg/month], shape (D,).
    """
    world, params = model.world, model.params
    doses = doses_per_kg(world, amounts.doses_per_kg(params.consumption))
    routes = route_rules.routes_2012(world, params.shipping, doses)
    from_mexico = mexican_shares(params.markets)
    arriving = demand_kg * from_mexico
    sent = abroad.mexican_sales_2012(abroad.start(world, params.markets, doses))
    sent[:, 1:] /= 1.0 - routes.found[:, list(ABROAD_ROUTES)]
    sent[:, 0] = arriving / (1.0 - routes.loss)
    knows, capacity_share = makers.who_makes(model)
    return Balance2012(
        doses=doses,
        routes=routes,
        knows=knows,
        capacity_share=capacity_share,
        demand_kg=demand_kg,
        others_kg=demand_kg * (1.0 - from_mexico),
        sent_kg=sent,
        delivered_kg=_delivered(sent, routes),
        market_share=_shares(sent),
    )


def mexican_shares(params: MarketsParams) -> FloatArray:
    """Return Mexican groups' share of US supply in 2012 [1], shape (D,); none of novel ones."""
    shares = [float(getattr(params, f"mexican_share_{drug}")) for drug in DRUGS[:4]]
    return np.array([*shares, 0.0])


def _shares(sent: FloatArray) -> FloatArray:
    """Return sent kilograms over markets [1], shape (D, M); a drug not sent goes to the US."""
    total = sent.sum(axis=1)
    share = sent / np.where(total > 0.0, total, 1.0)[:, None]
    share[total <= 0.0, 0] = 1.0
    return np.asarray(share)


def _delivered(sent: FloatArray, routes: Routes2012) -> FloatArray:
    delivered = sent.copy()
    delivered[:, 0] *= 1.0 - routes.loss
    delivered[:, 1:] *= 1.0 - routes.found[:, list(ABROAD_ROUTES)]
    return delivered
