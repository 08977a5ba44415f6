"""Shipping: loads over routes to the United States and abroad, and what is found of them."""

from sim.submodels.shipping.process import (
    advance,
    build,
    log_best_load,
    start_markets,
    start_routes,
)

__all__ = ["advance", "build", "log_best_load", "start_markets", "start_routes"]
