"""Enforcers: agencies with a budget, effort on their targets, and beliefs about payoff."""

from dataclasses import dataclass, field

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.population import Column, Columns, RowAgent

KINDS = (
    "us_border",  # one per route of ROUTES: effort on that route
    "us_treasury",
    "us_drug_investigators",
    "us_military",
    "us_police",
    "mexican_forces",  # one per region of REGIONS
    "mexican_prosecutors",
)


@dataclass
class EnforcerColumns(Columns):
    """State of every enforcer, shape (n_enforcers,)."""

    kind: IntArray = field(init=False)  # index into KINDS
    place: IntArray = field(init=False)  # route or region index, -1 for nationwide
    budget: FloatArray = field(init=False)  # multiple of its 2012 level
    effort: FloatArray = field(init=False)  # effort on its target, multiple of 2012
    catch: FloatArray = field(init=False)  # smoothed value of its own catches
    belief: FloatArray = field(init=False)  # payoff of effort relative to its peers
    corruption: FloatArray = field(init=False)  # 0..1

    @classmethod
    def empty(cls, capacity: int) -> "EnforcerColumns":
        """Return ``capacity`` rows in use, budgets and efforts at 1."""
        columns = cls(alive=np.ones(capacity, bool), life=np.ones(capacity, np.int32))
        for name in ("kind", "place"):
            setattr(columns, name, np.full(capacity, -1, np.int64))
        for name in ("budget", "effort"):
            setattr(columns, name, np.ones(capacity))
        for name in ("catch", "belief", "corruption"):
            setattr(columns, name, np.zeros(capacity))
        return columns


class Enforcer(RowAgent):
    """One agency. Attributes read and write its row of ``model.enforcers``."""

    population = "enforcers"

    kind = Column()
    place = Column()
    budget = Column()
    effort = Column()
    catch = Column()
    belief = Column()
    corruption = Column()

    @property
    def kind_name(self) -> str:
        """Kind of agency in words."""
        return KINDS[self.kind]
