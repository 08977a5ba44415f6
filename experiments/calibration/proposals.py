"""Where the runs of an ensemble lie: draws of the priors, and those an emulator prefers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from experiments.calibration.runs import Job
from sim.array_types import FloatArray, IntArray
from sim.priors import Priors, draw_forms, parameter_set

FIRST_SEED: Final = 5_000_000
"""Seeds of these runs start here, far from those of fits and experiments."""

CHUNK: Final = 10_000


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


def preferred(
    priors: Priors, n: int, seed: int, height: Callable[[Places], FloatArray], tries: int
) -> tuple[Places, float]:
    """Return draws of the prior times ``height``, and the mean height over the prior.

    Of ``tries`` draws of the prior, ``n`` are kept with a chance in proportion to their height
    (systematic, so that a place is rarely kept twice).

    Returns
    -------
    places
        ``n`` places.
    mean
        Mean height of all draws: what makes ``prior x height / mean`` a density.
    """
    parts, heights = [], []
    for number in range(-(-tries // CHUNK)):
        part = from_prior(priors, CHUNK, seed + 1 + number)
        high = height(part)
        is_kept = high > 1e-12 * max(float(high.max()), 1e-300)
        parts.append(part.take(is_kept))
        heights.append(high[is_kept])
    all_heights = np.concatenate(heights)
    ends = np.cumsum(all_heights) / all_heights.sum()
    steps = (np.arange(n) + 0.5) / n
    chosen = np.minimum(np.searchsorted(ends, steps, side="right"), len(ends) - 1)
    n_tried = CHUNK * -(-tries // CHUNK)
    return joined(parts).take(chosen), float(all_heights.sum() / n_tried)


def jobs(priors: Priors, places: Places, first: int) -> list[Job]:
    """Return one run a place, each with a seed of its own from ``FIRST_SEED + first`` on."""
    found = []
    for number, (z, forms) in enumerate(zip(places.z, places.forms, strict=True)):
        own = parameter_set(priors, z, forms)
        numbers = tuple(own.numbers.items())
        names, values = zip(*numbers, strict=True)
        found.append(Job(names, values, FIRST_SEED + first + number, tuple(own.forms.items())))
    return found
