"""What ``consumption`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass, field

import numpy as np

from sim.agents.consumer import CLASSES, STATES, ConsumerColumns
from sim.array_types import FloatArray
from sim.kernels import consumers as kernels
from sim.world.axes import DRUGS

N_CLASSES, N_STATES = len(CLASSES), len(STATES)


@dataclass
class ConsumptionState:
    """What consumption keeps beside the rows of ``model.consumers``."""

    blocks: tuple[slice, ...]  # rows of each class
    usual_weight: FloatArray  # people of a row in 2012, (class, state)
    reference_risk: float  # death rate of dependent opioid users in 2012 [1/year]
    initial_demand_kg_per_month: FloatArray  # (D,), at 2012 prices
    school_reach: float
    perceived_risk: float  # two-year log mean of that death rate [1/year]
    at_risk: float  # people outside the rows, in reach of a start
    stable: FloatArray  # people long recovered, (class,)
    demand_kg: FloatArray = field(default_factory=lambda: np.zeros(len(DRUGS)))  # this step
    used_kg: FloatArray = field(default_factory=lambda: np.zeros(len(DRUGS)))  # of it, sold
    used_doses: float = 0.0  # opioid doses this step
    opioid_amount: float = 1.0  # mean amount of dependent opioid users over 2012
    expected_deaths: float = 0.0  # people, this step
    users: FloatArray = field(default_factory=lambda: np.zeros((N_CLASSES, N_STATES)))

    @property
    def dependent_users(self) -> float:
        """Dependent users who are not in treatment, all classes [people]."""
        return float(self.users[:, kernels.DEPENDENT].sum())

    def count(self, consumers: ConsumerColumns) -> None:
        """Count people by class and state again after rows have moved."""
        kernels.count_people(consumers.people, self.users)
