"""Fronts: who is at war with whom and where, and the deaths that fights cost.

A front is one pair of groups in one state. Wars are kept as a short list of fronts, not as
one number per pair: a war of two national groups then burns where it is fought, and a truce
or a split acts on a place.
"""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import clip
from sim.kernels import wars as kernels
from sim.params.conflict import ConflictParams

CAPACITY = 4096


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
    wanted: FloatArray, modelled: FloatArray, spread: float, rounds: int = 20
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
    local = clip(local, 1.0 / spread, spread)
    for _ in range(rounds):
        scale = wanted.sum() / max(float((mean * local * modelled).sum()), 1e-12)
        mean *= scale
        local = wanted / np.maximum(modelled, 1e-12) / mean
        local = clip(local, 1.0 / spread, spread)
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
