"""Consumers in the United States: weighted people by class and state of use."""

from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np

from sim.array_types import ByteArray, FloatArray, SingleArray
from sim.kernels.consumers import People
from sim.population import Column, Columns, RowAgent

CLASSES = ("rx", "opioid", "cocaine", "methamphetamine")
_OF_KERNELS = attrgetter(*People._fields)
STATES = ("occasional", "dependent", "treatment", "recovered")
RX, OPIOID, COCAINE, METH = range(len(CLASSES))


@dataclass
class ConsumerColumns(Columns):
    """State of every consumer agent, shape (n_rows,); free rows have weight 0."""

    weight: FloatArray = field(init=False)  # people
    drug_class: ByteArray = field(init=False)  # index into CLASSES
    state: ByteArray = field(init=False)  # index into STATES
    tolerance: FloatArray = field(init=False)  # log dose
    habit: FloatArray = field(init=False)  # log amount
    market_rank: SingleArray = field(init=False)  # z, high where fentanyl comes early
    cocaine_rank: SingleArray = field(init=False)  # co-use rank in [0, 1]
    meth_rank: SingleArray = field(init=False)  # co-use rank in [0, 1]
    willing_rank: SingleArray = field(init=False)  # willingness to enter treatment, [0, 1]
    months_in_state: SingleArray = field(init=False)
    months_since_treatment: SingleArray = field(init=False)  # large when never treated
    fate: ByteArray = field(init=False)  # what became of a row when rows moved

    @classmethod
    def empty(cls, capacity: int) -> "ConsumerColumns":
        """Return ``capacity`` free rows."""
        columns = cls(alive=np.zeros(capacity, bool), life=np.zeros(capacity, np.int32))
        for name in ("drug_class", "state", "fate"):
            setattr(columns, name, np.zeros(capacity, np.int8))
        for name in ("weight", "tolerance", "habit"):
            setattr(columns, name, np.zeros(capacity))
        for name in (
            "market_rank",
            "cocaine_rank",
            "meth_rank",
            "willing_rank",
            "months_in_state",
            "months_since_treatment",
        ):
            setattr(columns, name, np.zeros(capacity, np.float32))
        return columns

    @property
    def people(self) -> People:
        """The columns that kernels read and write."""
        return People._make(_OF_KERNELS(self))


class Consumer(RowAgent):
    """One consumer agent. Attributes read and write its row of ``model.consumers``."""

    population = "consumers"

    weight = Column()
    drug_class = Column()
    state = Column()
    tolerance = Column()
    habit = Column()
    market_rank = Column()
    willing_rank = Column()
    months_in_state = Column()
    months_since_treatment = Column()

    @property
    def is_dependent(self) -> bool:
        """Whether these people are dependent and not in treatment."""
        return STATES[self.state] == "dependent"

    @property
    def is_in_treatment(self) -> bool:
        """Whether these people are in treatment."""
        return STATES[self.state] == "treatment"
