"""What ``institutions`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray


@dataclass
class InstitutionsState:
    """Cooperation, corruption and the memories behind them."""

    cooperation: float
    corruption: FloatArray
    strike_memory: float
    tariff_threat: float
    designation_threat: float
    aid: float
    anticorruption: float
    bribes: FloatArray
    last_tariff: float
    last_designation: float
