"""Fronts: who is at war with whom and where, and the deaths that fights cost.

A front is one pair of groups in one state. Wars are kept as a short list of fronts, not as
one number per pair: a war of two national groups then burns where it is fought, and a truce
or a split acts on a place.
"""

from dataclasses import dataclass, field

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import wars as kernels
from sim.params.conflict import ConflictParams
from sim.population import BoolArray, IntArray

CAPACITY = 4096


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
        return np.flatnonzero(self.i >= 0)

    def find(self, a: int, b: int, region: int) -> int:
        """Return the slot of a pair in a state, -1 where they aren't at war."""
        return kernels.find(self.i, self.j, self.region, min(a, b), max(a, b), region)

    def open(self, a: int, b: int, region: int, intensity: float) -> None:
        """Start a war of a pair in a state, or raise the one there to this intensity.

        When every slot is taken, the weakest front gives way.
        """
        if a == b or intensity <= 0.0:
            return
        slot = self.find(a, b, region)
        if slot >= 0:
            self.intensity[slot] = max(self.intensity[slot], intensity)
            return
        free = np.flatnonzero(self.i < 0)
        slot = int(free[0]) if free.size else int(np.argmin(self.intensity))
        self.i[slot], self.j[slot] = min(a, b), max(a, b)
        self.region[slot], self.intensity[slot], self.age[slot] = region, intensity, 0.0

    def close(self, slots: IntArray | BoolArray) -> None:
        """Free these slots."""
        self.i[slots] = -1
        self.j[slots] = -1
        self.intensity[slots] = 0.0
        self.age[slots] = 0.0

    def of(self, row: int) -> IntArray:
        """Return the slots in which a group fights."""
        return np.flatnonzero((self.i == row) | (self.j == row))

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


def strength_in(members: FloatArray, params: ConflictParams) -> FloatArray:
    """Return fighting strength of members [people], in the same shape."""
    found = np.empty(members.shape)
    kernels.strength(members.ravel(), params.size_exponent, found.ravel())
    return found


def contact(alliance: FloatArray, params: ConflictParams) -> FloatArray:
    """Return how much each pair fights without a war, ``s0 / (1 + A_ij)``; not with itself."""
    matrix = params.background_rivalry / (1.0 + alliance)
    np.fill_diagonal(matrix, 0.0)
    return np.asarray(matrix)


def fights(
    strength: FloatArray,
    hazard: FloatArray,
    inside: FloatArray,
    background: FloatArray,
    war: tuple[IntArray, IntArray, IntArray, FloatArray],
) -> FloatArray:
    """Return each group's fights in each state, in units of deaths over lethality, (n, R).

    Arguments as in `sim.kernels.wars.fights`; ``war`` is the fronts as four arrays.
    """
    deaths = np.empty(strength.shape)
    kernels.fights(strength, hazard, inside, background, *war, deaths)
    return deaths


def fit_lethality(
    wanted: FloatArray, modelled: FloatArray, spread: float, passes: int = 20
) -> FloatArray:
    """Return deaths per unit of fights in each state, so that 2012 comes out, shape (R,).

    Each state's factor stays within ``spread`` of the mean, since the file of groups is too
    thin in some states; the nation's total is kept by rescaling.

    Parameters
    ----------
    wanted
        Deaths of members in 2012 [people/month], shape (R,).
    modelled
        Fights in the first month, shape (R,), non-negative.
    """
    mean = wanted.sum() / max(float(modelled.sum()), 1e-12)
    local = wanted / np.maximum(modelled, 1e-12) / mean
    local = np.clip(local, 1.0 / spread, spread)
    for _ in range(passes):
        scale = wanted.sum() / max(float((mean * local * modelled).sum()), 1e-12)
        mean *= scale
        local = wanted / np.maximum(modelled, 1e-12) / mean
        local = np.clip(local, 1.0 / spread, spread)
    return np.asarray(mean * local)


def national_deaths(
    size: FloatArray, rivalry: FloatArray, alliance: FloatArray, theta: float
) -> FloatArray:
    """Return deaths of each group in the published national form [people/step], shape (n,).

    ``theta C_i sum_j S_ij C_j``, ``S_ij = (rivalry_ij + 1) / (total alliance of i + 1)``,
    ``S_ii = 0``. The allied weight is the group's total, so ``S`` isn't symmetric, and every
    pair fights a little.

    References
    ----------
    Prieto-Curiel, Campedelli & Hope (2023) [prieto_curiel2023].
    """
    pairs = rivalry + 1.0
    np.fill_diagonal(pairs, 0.0)
    shelter = alliance.sum(axis=1) + 1.0
    return np.asarray(theta * size * (pairs @ size) / shelter)
