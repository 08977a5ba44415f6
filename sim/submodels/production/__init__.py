"""Making and buying drugs: capacity, its use and growth, know-how and chemicals."""

from sim.submodels.production.process import (
    advance,
    build,
    effort_shares,
    labour,
    move_capacity,
    set_costs,
)

__all__ = ["advance", "build", "effort_shares", "labour", "move_capacity", "set_costs"]
