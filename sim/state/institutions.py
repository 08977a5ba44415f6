"""What ``institutions`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray


@dataclass
class Institutions:
    """Cooperation, corruption and the memories behind them."""

    cooperation: float
    corruption: FloatArray
    anger: float  # share of the public that strikes have angered
    tariff_threat: float
    designation_threat: float
    aid: float
    anticorruption: float
    bribes: FloatArray
    last_tariff: float  # headline points
    tariff_change: float  # since the last step [headline points]
    last_designation: float


@dataclass
class InstitutionsState(Institutions):
    """Institutions of the run, and as they would be under the levers of history.

    Both see the same bribes. What ``usual`` says of the last dated month is what later months
    are compared with, so that no date of a policy is needed.
    """

    usual: Institutions
