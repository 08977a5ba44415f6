"""Where the runs of an ensemble lie: draws of the priors, and those an emulator prefers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from experiments.calibration.runs import Job
from experiments.ensembles.members import effective_size, systematic
from sim.array_types import FloatArray, IntArray
from sim.priors import Priors, draw_forms, parameter_set

FIRST_SEED: Final = 5_000_000
"""Seeds of these runs start here, far from those of fits and experiments."""

CHUNK: Final = 10_000
SHARPNESS: Final = (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05)
MANY: Final = 2.0


@dataclass(frozen=True)
class Places:
    """Where runs lie: numbers, standard normal under the prior, (n, k), and forms, (n, f)."""

    z: FloatArray
    forms: IntArray

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.z)

    def take(self, chosen: np.ndarray) -> "Places":
        """Return some of the places."""
        return Places(self.z[chosen], self.forms[chosen])


def joined(parts: list[Places]) -> Places:
    """Return several lists of places as one."""
    return Places(
        np.vstack([part.z for part in parts]), np.vstack([part.forms for part in parts])
    )


def from_prior(priors: Priors, n: int, seed: int) -> Places:
    """Return ``n`` independent draws of the prior."""
    random = np.random.default_rng([seed, n])
    return Places(priors.draw(n, random), draw_forms(n, random))


@dataclass(frozen=True)
class Preference:
    """How a wave prefers places: ``exp(-sharpness (misfit - least) / 2)``, at most 1.

    Parameters
    ----------
    misfit
        Expected misfit at places, shape (n,).
    mean
        Mean height over the prior: what makes ``prior x height / mean`` a density.
    """

    misfit: Callable[[Places], FloatArray]
    sharpness: float
    least: float
    mean: float

    def density(self, places: Places) -> FloatArray:
        """Return the wave's density over the prior's, shape (n,)."""
        return heights(self.misfit(places), self.sharpness, self.least) / self.mean


def heights(misfit: FloatArray, sharpness: float, least: float) -> FloatArray:
    """Return how much places are preferred, in (0, 1]."""
    return np.exp(-0.5 * sharpness * np.maximum(misfit - least, 0.0))


def preferred(
    priors: Priors, n: int, seed: int, misfit: Callable[[Places], FloatArray], tries: int
) -> tuple[Places, Preference]:
    """Return ``n`` draws of the prior times a height that falls with the expected misfit.

    The sharpness is the largest of `SHARPNESS` that leaves the draws of the prior worth
    ``MANY n`` equal ones, so that hardly any is kept twice.
    """
    n_chunks = -(-tries // CHUNK)
    found = [misfit(from_prior(priors, CHUNK, seed + 1 + number)) for number in range(n_chunks)]
    whole = np.concatenate(found)
    least = float(whole.min())
    for sharpness in SHARPNESS:
        high = heights(whole, sharpness, least)
        if effective_size(high) >= MANY * n:
            break
    chosen = systematic(high, n)
    parts = []
    for number in np.unique(chosen // CHUNK):
        part = from_prior(priors, CHUNK, seed + 1 + int(number))
        parts.append(part.take(chosen[chosen // CHUNK == number] % CHUNK))
    return joined(parts), Preference(misfit, sharpness, least, float(high.mean()))


def jobs(priors: Priors, places: Places, first: int) -> list[Job]:
    """Return one run a place, each with a seed of its own from ``FIRST_SEED + first`` on."""
    found = []
    for number, (z, forms) in enumerate(zip(places.z, places.forms, strict=True)):
        own = parameter_set(priors, z, forms)
        numbers = tuple(own.numbers.items())
        names, values = zip(*numbers, strict=True)
        found.append(Job(names, values, FIRST_SEED + first + number, tuple(own.forms.items())))
    return found
