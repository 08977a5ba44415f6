"""Outcomes of routes and markets: how flows are spread."""

import numpy as np

from sim.array_types import FloatArray
from sim.outcomes.declare import Evidence, Outcome, shares
from sim.state.state import State
from sim.world.axes import MARKETS, US_ROUTES

ACTIVE_ROUTE_SHARE = 0.02


def _route_shares(model: State) -> FloatArray:
    """Return each route's share of US-bound doses attempted."""
    return shares(np.asarray(model.flows.route_doses))


ROUTES: tuple[Outcome, ...] = (
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
        lambda model: shares(np.asarray(model.flows.exports_kg)),
        MARKETS,
        evidence=Evidence("none", "No published split by market is compared.", ()),
    ),
)
