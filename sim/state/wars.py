"""What wars that begin and end by themselves keep: half of each front, and states."""

from dataclasses import dataclass, field

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.state.conflict import CAPACITY
from sim.world.load import REGIONS

R = len(REGIONS)


@dataclass
class WarsState:
    """Beside each slot of ``Fronts``: how deadly the war usually is, and what it has cost.

    A war of age 0 is new, and gets a deadliness of its own in the next step.
    """

    usual: FloatArray = field(default_factory=lambda: np.zeros(CAPACITY))  # log deadliness
    lost: FloatArray = field(default_factory=lambda: np.zeros((2, CAPACITY)))  # men, in a year
    fought: IntArray = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    """Both sides (row, and a stride for each life of a row) and the region, this month."""
    dead: FloatArray = field(default_factory=lambda: np.zeros(0))
    """Dead of both sides in each of these wars, this month [people]."""
    usual_income: FloatArray = field(default_factory=lambda: np.zeros(R))  # [USD/year], 0: none
    rents: FloatArray = field(default_factory=lambda: np.zeros(R))
    """What a member brings from territory [USD/year], 12-month mean."""
    rents_2012: FloatArray = field(default_factory=lambda: np.zeros(R))  # 0: not yet known
    targeted: float = 0.0
    """Share of forces and arrests that is aimed at those who fight most, this month."""
    begun: int = 0  # wars, ever
    ended: int = 0
