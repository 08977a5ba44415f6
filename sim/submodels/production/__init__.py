"""Making and buying drugs: capacity, its use and growth, know-how and chemicals."""

from sim.submodels.production.process import (
    advance,
    build,
    capacity_shares,
    effort_shares,
    labour,
    move_capacity,
)

__all__ = ["advance", "build", "capacity_shares", "effort_shares", "labour", "move_capacity"]
