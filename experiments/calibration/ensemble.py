"""Waves of whole parameter sets, weighed by history: the ensemble for scores and for answers.

1. Draw every uncertain number and form from its prior; run 2012-2024 with the policies that
   happened.
2. Screen: rank correlations of every input with every figure choose the active ones.
3. An emulator on these says where the misfit is small; the next wave draws the prior there.
   All other inputs keep their priors.
4. Weigh all runs together. A run's weight is its likelihood, from its own outcomes and not
   the emulator's, over the density that its waves gave it.

The first ensemble knows figures to 2019, and its waves too; the second one knows those to 2024.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration import weights as weighing
from experiments.calibration.data import Figures
from experiments.calibration.emulator import Emulator, fit_emulator
from experiments.calibration.proposals import (
    FIRST_SEED,
    Places,
    Preference,
    from_prior,
    jobs,
    joined,
    preferred,
)
from experiments.calibration.runs import Job, Runner
from experiments.config.errors import RunError
from experiments.ensembles.members import effective_size
from sim.array_types import BoolArray, FloatArray, IntArray
from sim.priors import FORMS, Priors

MOST_ACTIVE: Final = 32
CLEAR: Final = 4.0
"""Standard errors by which a rank correlation must leave zero for an input to be active."""

FARTHEST: Final = 2.0
"""Outcomes farther from published [log] teach the emulator no more than this."""

TRIES: Final = 300_000
N_LUCK: Final = 16
LUCK_SEED: Final = FIRST_SEED + 500_000
LEAST_EFFECTIVE: Final = 50.0
"""Equal sets that weights must be worth; discrepancies are stretched until they are."""


@dataclass(frozen=True)
class Plan:
    """Runs of the prior, and of the waves for 2019 and for 2024; sets to keep; the seed."""

    prior: int
    scored: int
    answers: int
    members: int
    seed: int
    tries: int = TRIES


@dataclass(frozen=True)
class Wave:
    """Runs of one wave: where they lie and their log outcomes, shape (n, p)."""

    places: Places
    logs: FloatArray
    preference: Preference | None


@dataclass(frozen=True)
class Ensemble:
    """All runs with weights that know figures to ``last_year``.

    Parameters
    ----------
    densities
        Of each wave over the prior's, shape (n, n_waves).
    stretch, coverage
        Multiple of the stated discrepancies, learnt from left-out years, and the share of those
        years inside the 80% interval with it.
    blunt
        The multiple in the weights: the first from ``stretch`` on with which they are worth
        `LEAST_EFFECTIVE` equal sets. Above ``stretch`` the runs are too few for what history
        could tell, and intervals are wider than they need be.
    """

    last_year: int
    waves: tuple[Wave, ...]
    figures: Figures
    luck: FloatArray
    densities: FloatArray
    stretch: float
    coverage: float
    blunt: float

    @property
    def counts(self) -> list[int]:
        """Runs of each wave."""
        return [len(wave.places) for wave in self.waves]

    @cached_property
    def places(self) -> Places:
        """Where all runs lie."""
        return joined([wave.places for wave in self.waves])

    @cached_property
    def logs(self) -> FloatArray:
        """Log outcomes of all runs, shape (n, p)."""
        return np.vstack([wave.logs for wave in self.waves])

    def known(self) -> BoolArray:
        """Return which figures the weights know, shape (p,)."""
        return self.figures.table["year"].to_numpy(int) <= self.last_year

    def misfits(self, used: BoolArray, truth: FloatArray | None = None) -> FloatArray:
        """Return misfits of all runs from the published or other figures, shape (n,)."""
        size = weighing.sizes(self.figures, self.luck, self.blunt)
        shift = 0.0 if truth is None else truth - self.figures.logs
        return weighing.misfit(self.logs - shift, self.figures, size, used)

    def weights_of(self, used: BoolArray, truth: FloatArray | None = None) -> FloatArray:
        """Return weights that know some figures alone, or figures made up."""
        return weighing.weigh(self.misfits(used, truth), self.densities, self.counts)

    @cached_property
    def weights(self) -> FloatArray:
        """Weights that know every figure to the last year, shape (n,)."""
        return self.weights_of(self.known())

    @property
    def effective(self) -> float:
        """How many equal runs the weighted ones are worth."""
        return effective_size(self.weights)

    def kept(self, least: int) -> IntArray:
        """Return the runs that are kept as members: the ``least`` with the largest weights."""
        return np.sort(np.argsort(-self.weights, kind="stable")[:least])


def build(
    runner: Runner, priors: Priors, figures: Figures, plan: Plan, years: tuple[int, int]
) -> tuple[Ensemble, Ensemble]:
    """Run all waves and return the ensembles for scores and for answers.

    Raises
    ------
    RunError
        If fewer than half of the first wave's runs end well.
    """
    luck = seed_to_seed(runner, priors)
    places = from_prior(priors, plan.prior, plan.seed)
    logs = runner.run(jobs(priors, places, 0), "wave 1, the prior")
    if np.isfinite(logs).all(axis=1).mean() < 0.5:
        raise RunError("more than half of the runs of the prior failed")
    waves = [Wave(places, logs, None)]
    found = []
    for number, (n, last_year) in enumerate(
        zip((plan.scored, plan.answers), years, strict=True)
    ):
        first = 1_000 * 100 * (number + 1)
        height = expected_misfit(waves, figures, luck, last_year)
        seed = plan.seed + 1_000 * (number + 1)
        places, preference = preferred(priors, n, seed, height, plan.tries)
        words = f"wave {number + 2}, near history to {last_year}"
        logs = runner.run(jobs(priors, places, first), words)
        waves.append(Wave(places, logs, preference))
        found.append(weighed(waves, figures, luck, last_year))
    return found[0], found[1]


def weighed(
    waves: Sequence[Wave], figures: Figures, luck: FloatArray, last_year: int
) -> Ensemble:
    """Return an ensemble whose discrepancy is learnt from the years before its last.

    To 2019: weights of 2012-16 against 2017-19. To 2024: weights to 2019 against 2020-24.
    """
    places = joined([wave.places for wave in waves])
    columns = [
        np.ones(len(places)) if wave.preference is None else wave.preference.density(places)
        for wave in waves
    ]
    densities = np.stack(columns, axis=1)
    logs = np.vstack([wave.logs for wave in waves])
    counts = [len(wave.places) for wave in waves]
    before = {2019: 2016}.get(last_year, 2019)
    stretch, coverage = weighing.learn_stretch(
        logs, figures, luck, densities, counts, before, last_year
    )
    own = (last_year, tuple(waves), figures, luck, densities, stretch, coverage)
    for blunt in (one for one in weighing.STRETCHES if one >= stretch):
        found = Ensemble(*own, blunt)
        if found.effective >= LEAST_EFFECTIVE:
            break
    return found


def seed_to_seed(runner: Runner, priors: Priors) -> FloatArray:
    """Return the standard deviation of log outcomes over seeds at the priors' medians."""
    middle = Places(np.zeros((1, len(priors.paths))), np.zeros((1, len(FORMS)), dtype=int))
    [job] = jobs(priors, middle, 0)
    again = [Job(job.paths, job.values, LUCK_SEED + n, job.forms) for n in range(N_LUCK)]
    logs = runner.run(again, "seed-to-seed variation")
    return np.asarray(np.nanstd(logs, axis=0, ddof=1))


# ------------------------------------------------------------------- screen and emulate


def design(places: Places) -> tuple[FloatArray, list[str]]:
    """Return one column for each number and each other value of a form, shape (n, m)."""
    columns, names = [places.z], []
    for column, form in enumerate(FORMS):
        for place, value in list(enumerate(form.weights))[1:]:
            columns.append((places.forms[:, column] == place).astype(float)[:, None])
            names.append(f"{form.key}={value}")
    return np.hstack(columns), names


def screen(inputs: FloatArray, logs: FloatArray) -> FloatArray:
    """Return the largest rank correlation of each input with any figure, shape (m,)."""
    return np.abs(weighing.rank_correlations(inputs, logs)).max(axis=1)


@dataclass(frozen=True)
class ExpectedMisfit:
    """The misfit that an emulator expects of places; picklable, as workers ask."""

    emulator: Emulator
    active: IntArray
    figures: Figures
    size: FloatArray
    used: BoolArray

    def __call__(self, places: Places) -> FloatArray:
        """Return expected misfits, shape (n,)."""
        inputs, _ = design(places)
        means = self.emulator.mean(inputs[:, self.active])
        logs = np.tile(self.figures.logs, (len(places), 1))
        logs[:, self.used] = means
        return weighing.misfit(logs, self.figures, self.size, self.used)


def expected_misfit(
    waves: Sequence[Wave], figures: Figures, luck: FloatArray, last_year: int
) -> ExpectedMisfit:
    """Return what the runs so far teach about the misfit to figures of a year and before."""
    used = figures.table["year"].to_numpy(int) <= last_year
    places = joined([wave.places for wave in waves])
    logs = np.vstack([wave.logs for wave in waves])
    ended = np.isfinite(logs).all(axis=1)
    near = np.clip(logs[ended], figures.logs - FARTHEST, figures.logs + FARTHEST)[:, used]
    inputs, _ = design(places.take(ended))
    strongest = screen(inputs, near)
    clear = CLEAR / np.sqrt(len(near))
    order = np.argsort(-strongest, kind="stable")[:MOST_ACTIVE]
    active = np.sort(order[strongest[order] > clear])
    if len(active) == 0:
        active = np.sort(order[:2])
    emulator = fit_emulator(inputs[:, active], near)
    size = weighing.sizes(figures, luck, 1.0)
    size[used] = np.sqrt(size[used] ** 2 + np.diag(emulator.scatter))
    return ExpectedMisfit(emulator, active, figures, size, used)


def correlation_table(priors: Priors, wave: Wave, figures: Figures) -> pd.DataFrame:
    """Return each input's strongest rank correlation with a figure, strongest first."""
    ended = np.isfinite(wave.logs).all(axis=1)
    inputs, names = design(wave.places.take(ended))
    found = weighing.rank_correlations(inputs, wave.logs[ended])
    places = np.abs(found).argmax(axis=1)
    rows = pd.DataFrame(
        {
            "input": [*priors.paths, *names],
            "correlation": found[np.arange(len(found)), places],
            "figure": [figures.names[place] for place in places],
        }
    )
    order = np.argsort(-rows["correlation"].abs().to_numpy(), kind="stable")
    return rows.iloc[order].reset_index(drop=True)
