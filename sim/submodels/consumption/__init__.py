"""Process 7, consumption: who starts, how much is used at this month's price, and who dies."""

from sim.submodels.consumption.process import (
    FARTHEST_PRICE,
    advance,
    build,
    prevention,
    publish_demand,
)

__all__ = ["FARTHEST_PRICE", "advance", "build", "prevention", "publish_demand"]
