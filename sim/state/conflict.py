"""What ``conflict`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass, field

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.arrays import where_true
from sim.kernels import wars as kernels
from sim.world.load import REGIONS

CAPACITY = 4096
R = len(REGIONS)


@dataclass
class Fronts:
    """The list of fronts; slots with ``i < 0`` are free."""

    i: IntArray = field(default_factory=lambda: np.full(CAPACITY, -1, np.int64))
    j: IntArray = field(default_factory=lambda: np.full(CAPACITY, -1, np.int64))
    region: IntArray = field(default_factory=lambda: np.zeros(CAPACITY, np.int64))
    intensity: FloatArray = field(default_factory=lambda: np.zeros(CAPACITY))  # rivalry units
    age: FloatArray = field(default_factory=lambda: np.zeros(CAPACITY))  # months

    @property
    def slots(self) -> IntArray:
        """Slots in use, ascending."""
        return where_true(self.i >= 0)

    @property
    def columns(self) -> tuple[IntArray, IntArray, IntArray, FloatArray, FloatArray]:
        """The list as kernels read and write it."""
        return self.i, self.j, self.region, self.intensity, self.age

    def find(self, a: int, b: int, region: int) -> int:
        """Return the slot of a pair in a state, -1 where they aren't at war."""
        return kernels.find(self.i, self.j, self.region, min(a, b), max(a, b), region)

    def open(self, a: int, b: int, region: int, intensity: float) -> None:
        """Start a war of a pair in a state, or raise the one there to this intensity.

        When every slot is taken, the weakest front gives way.
        """
        kernels.open_front(*self.columns, a, b, region, intensity)

    def close(self, slots: IntArray | BoolArray) -> None:
        """Free these slots."""
        self.i[slots] = -1
        self.j[slots] = -1
        self.intensity[slots] = 0.0
        self.age[slots] = 0.0

    def of(self, row: int) -> IntArray:
        """Return the slots in which a group fights."""
        return where_true((self.i == row) | (self.j == row))

    def forget(self, row: int) -> None:
        """Close every front of a group."""
        self.close(self.of(row))

    def cool(self, share: float, least: float, months: float) -> None:
        """Let every war cool by a share and close those that fall under the least."""
        self.intensity *= 1.0 - share
        self.age[self.i >= 0] += months
        self.close((self.i >= 0) & (self.intensity < least))

    def pair_matrix(self, capacity: int) -> FloatArray:
        """Return the largest intensity of each pair over states, (capacity, capacity)."""
        matrix = np.zeros((capacity, capacity))
        slots = self.slots
        np.maximum.at(matrix, (self.i[slots], self.j[slots]), self.intensity[slots])
        return np.maximum(matrix, matrix.T)


@dataclass
class ConflictState:
    """Fronts, and what violence depends on and leaves behind.

    What arms cost in 2012 is set in the first step and not when the state is built: groups'
    spending follows from their first sales.
    """

    fronts: Fronts
    lethality: FloatArray  # (R,) deaths per unit of fights and month
    other_homicides: FloatArray  # (R,) a month, no group involved
    homicides_2012: FloatArray  # (R,) a month
    arms_stock: FloatArray  # (R,) guns in use
    arms_stock_2012: FloatArray
    arms_budget_2012: float  # [USD/year], 0 until groups have spent
    us_guns_2012: float  # a year
    usual_cocaine_price: float  # log price
    usual_corruption: FloatArray  # (R,)
    usual_arrests: FloatArray  # (R,) people a month
    rule_of_law: FloatArray  # (R,) log gain of a strong body
    collusion: FloatArray  # (R,) 0-1, share of fights that truces ended
    homicide_rate_ratio: FloatArray  # (R,) last 12 months over 2012
    recent: FloatArray  # (12, R) homicides a month
    multiplier: FloatArray = field(default_factory=lambda: np.ones(R))  # of fights, this step
