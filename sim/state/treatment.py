"""What ``treatment`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass, field

import numpy as np

from sim.agents.consumer import CLASSES, OPIOID, RX
from sim.array_types import FloatArray


@dataclass
class TreatmentState:
    """Places, access and people treated. Places are for medication, so for opioids only."""

    places: float  # people on medication
    access: float  # wish to enter over 2012
    usual_amount: float  # what opioid users are used to: log mean amount
    treated_by_class: FloatArray = field(default_factory=lambda: np.zeros(len(CLASSES)))
    utilisation: float = 0.0

    @property
    def in_treatment(self) -> float:
        """People in treatment, all classes."""
        return float(self.treated_by_class.sum())

    @property
    def on_medication(self) -> float:
        """People in treatment for opioids, prescribed or illicit."""
        return float(self.treated_by_class[[RX, OPIOID]].sum())
