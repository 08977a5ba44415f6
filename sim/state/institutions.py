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
    last_tariff: float  # headline points
    tariff_change: float  # since the last step [headline points]
    last_designation: float
