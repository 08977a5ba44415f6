"""Waves of runs, each nearer to history, and the posterior that the last ones give."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration.data import Points
from experiments.calibration.emulator import (
    Emulator,
    Likelihood,
    convergence,
    fit_emulator,
    prior_design,
    refocused_design,
    sample,
)
from experiments.calibration.priors import EDGE, Prior
from experiments.calibration.runs import Job, Runner
from experiments.config.errors import RunError
from sim.array_types import FloatArray

WIDEN: Final = 1.6
"""Later waves spread this much wider than the posterior of the wave before."""

NEAR: Final = 6.0
"""Runs of earlier waves are kept where their misfit is under this many times the median's."""

N_CHAINS: Final = 100
N_STEPS: Final = 3_000
TRIED_PLACES: Final = 8_192
FIRST_SEED: Final = 100_000
"""Seeds of fitting runs start here, far from those that experiments use."""


@dataclass(frozen=True)
class Plan:
    """How much to run: sizes of the waves, draws of the posterior, and the seed of both."""

    waves: tuple[int, ...]
    draws: int
    seed: int


@dataclass(frozen=True)
class Fit:
    """What a calibration found.

    Parameters
    ----------
    chains
        Places visited, standard normal under the prior, shape (n_steps, n_chains, k).
    draws
        Places drawn evenly from the chains, shape (n_draws, k).
    simulated
        Log outcomes of real runs at the draws, shape (n_draws, n_points).
    prior_z, prior_runs
        Places of the first wave's runs, shape (n, k), and their log outcomes, (n, n_points).
    """

    prior: Prior
    points: Points
    likelihood: Likelihood
    chains: FloatArray
    draws: FloatArray
    simulated: FloatArray
    prior_z: FloatArray
    prior_runs: FloatArray
    acceptance: float
    n_runs: int
    n_failed: int

    @property
    def point(self) -> FloatArray:
        """The parameter values used by default: at the posterior mean, shape (k,)."""
        return self.prior.values(self.chains.mean(axis=(0, 1)))

    @property
    def values(self) -> FloatArray:
        """Parameter values of the draws, shape (n_draws, k)."""
        return self.prior.values(self.draws)


def posterior(
    emulator: Emulator, points_logs: FloatArray, error: FloatArray, seed: int
) -> tuple[Likelihood, FloatArray, float]:
    """Return the likelihood, chains of shape (n_steps, n_chains, k), and their acceptance."""
    likelihood = Likelihood(emulator, points_logs, error)
    k = emulator.centre.size
    tried = np.vstack(
        [
            prior_design(TRIED_PLACES, k, seed),
            emulator.centre + 0.7 * emulator.scale * prior_design(TRIED_PLACES, k, seed + 1),
        ]
    )
    heights = likelihood.log(tried) - 0.5 * (tried**2).sum(axis=1)
    best = tried[np.argsort(-heights)[:N_CHAINS]]
    chains, acceptance = sample(likelihood, best, N_STEPS, seed)
    return likelihood, chains, acceptance


def fit(runner: Runner, prior: Prior, points: Points, plan: Plan) -> Fit:
    """Run the waves, sample the posterior of the last, and run the model at its draws.

    Raises
    ------
    RunError
        If too few runs of a wave end well.
    """
    k = len(prior.paths)
    z = prior_design(plan.waves[0], k, plan.seed)
    known_z, known_logs, n_failed = np.empty((0, k)), np.empty((0, len(points.table))), 0
    prior_z, prior_runs = known_z, known_logs
    for number, n in enumerate(plan.waves):
        logs = runner.run(_jobs(prior, z, number), f"wave {number + 1} of {len(plan.waves)}")
        ended = np.isfinite(logs).all(axis=1)
        n_failed += int((~ended).sum())
        if ended.sum() < max(8, n // 2):
            raise RunError(f"wave {number + 1}: {int(ended.sum())} of {n} runs ended well")
        if number == 0:
            prior_z, prior_runs = z[ended], logs[ended]
        known_z = np.vstack([known_z, z[ended]])
        known_logs = np.vstack([known_logs, logs[ended]])
        chosen = near_history(known_logs, points, len(known_z) - int(ended.sum()))
        emulator = fit_emulator(known_z[chosen], known_logs[chosen])
        likelihood, chains, acceptance = posterior(
            emulator, points.logs, points.covariance, plan.seed + number
        )
        if number + 1 < len(plan.waves):
            draws = chains[:: max(1, len(chains) // 50)].reshape(-1, k)
            z = refocused_design(draws, plan.waves[number + 1], WIDEN, plan.seed + 10 + number)
    flat = chains.reshape(-1, k)
    draws = flat[np.linspace(0, len(flat) - 1, plan.draws).astype(int)]
    checks = runner.run(_jobs(prior, draws, len(plan.waves)), "posterior draws")
    whole = np.isfinite(checks).all(axis=1)
    return Fit(
        prior=prior,
        points=points,
        likelihood=likelihood,
        chains=chains,
        draws=draws[whole],
        simulated=checks[whole],
        prior_z=prior_z,
        prior_runs=prior_runs,
        acceptance=acceptance,
        n_runs=len(known_z) + len(draws),
        n_failed=n_failed + int((~whole).sum()),
    )


def near_history(logs: FloatArray, points: Points, n_before: int) -> np.ndarray:
    """Return which runs teach the emulator: all of the last wave, and earlier ones near it.

    Parameters
    ----------
    logs
        Log outcomes, shape (n, n_points), the last wave's at the end.
    n_before
        Number of runs of earlier waves.
    """
    misfit = (((logs - points.logs) ** 2) / np.diag(points.covariance)).sum(axis=1)
    limit = NEAR * np.median(misfit[n_before:])
    return (np.arange(len(logs)) >= n_before) | (misfit <= limit)


def _jobs(prior: Prior, z: FloatArray, wave: int) -> list[Job]:
    """Return one job a place, each with a seed of its own."""
    first = FIRST_SEED * (wave + 1)
    return [
        Job(prior.paths, tuple(float(one) for one in row), first + number)
        for number, row in enumerate(prior.values(z))
    ]


# ------------------------------------------------------------------------- diagnostics


def parameter_table(fit: Fit) -> pd.DataFrame:
    """Return one row a parameter: bounds, prior and posterior, what was learnt, at a bound.

    ``learnt`` is 1 less the posterior's variance over the prior's, on the prior's own scale:
    0 where history says nothing. ``at_bound`` holds where the posterior's median keeps less
    than a twentieth of the range from a bound, or lies beyond nineteen in twenty of the prior.
    """
    prior, flat = fit.prior, fit.chains.reshape(-1, fit.draws.shape[1])
    normal = np.random.default_rng(1).standard_normal((20_000, flat.shape[1]))
    before, after = prior.values(normal), prior.values(flat)
    scale_reduction = convergence(fit.chains)
    rows = []
    for column, path in enumerate(prior.paths):
        low, high = prior.low[column], prior.high[column]
        first, last = (np.quantile(x[:, column], (0.05, 0.5, 0.95)) for x in (before, after))
        edge = EDGE * (high - low)
        outside = abs(float(np.median(flat[:, column]))) > 1.96
        is_at_bound = last[1] - low < edge or high - last[1] < edge or outside
        rows.append(
            {
                "parameter": path,
                "low": low,
                "high": high,
                "prior_05": first[0],
                "prior_50": first[1],
                "prior_95": first[2],
                "posterior_05": last[0],
                "posterior_50": last[1],
                "posterior_95": last[2],
                "point": fit.point[column],
                "learnt": 1.0 - float(flat[:, column].var()),
                "at_bound": bool(is_at_bound),
                "scale_reduction": scale_reduction[column],
            }
        )
    return pd.DataFrame(rows)


def fit_table(fit: Fit) -> pd.DataFrame:
    """Return one row a fitted figure: published, and real runs before and after the fit.

    ``miss`` is the log of published over the posterior's median in standard errors of figure
    and model together.
    """
    size = np.sqrt(np.diag(fit.points.covariance))
    table = fit.points.table[["series", "year", "value"]].rename(columns={"value": "published"})
    for name, logs in (("prior", fit.prior_runs), ("posterior", fit.simulated)):
        quantiles = np.exp(np.quantile(logs, (0.05, 0.5, 0.95), axis=0))
        for place, row in zip(("05", "50", "95"), quantiles, strict=True):
            table[f"{name}_{place}"] = row
    miss = (fit.points.logs - np.median(fit.simulated, axis=0)) / size
    return table.assign(error=size, miss=miss)


def emulator_check(fit: Fit) -> float:
    """Return how far real runs at the draws stand from the emulator, in its own scatter.

    Root mean square over runs and figures: near 1 where the emulator tells the truth.
    """
    emulator = fit.likelihood.emulator
    misses = fit.simulated - emulator.mean(fit.draws)
    spread = np.sqrt(
        (1.0 + emulator.doubt(fit.draws))[:, None] * np.diag(emulator.scatter)[None, :]
    )
    return float(np.sqrt(((misses / spread) ** 2).mean()))


def recovery(fit: Fit, plan: Plan, n: int) -> pd.DataFrame:
    """Fit data that the model made itself, and see whether the truth is found again.

    ``n`` runs of the first wave, drawn from the prior, are taken out in turn; each, with errors
    of figures and model added, stands for history, and an emulator of the other runs fits it.
    One row a data set and parameter: truth, the fit's 5, 50 and 95%, all on the prior's
    standard normal scale, and the truth's rank among draws.
    """
    prior, points, z, logs = fit.prior, fit.points, fit.prior_z, fit.prior_runs
    random = np.random.default_rng(plan.seed)
    spread = np.linalg.cholesky(points.covariance)
    rows = []
    for place in random.choice(len(z), n, replace=False):
        others = np.arange(len(z)) != place
        emulator = fit_emulator(z[others], logs[others])
        history = logs[place] + spread @ random.standard_normal(len(points.table))
        _, chains, _ = posterior(emulator, history, points.covariance, int(place))
        flat = chains.reshape(-1, z.shape[1])
        found = np.quantile(flat, (0.05, 0.5, 0.95), axis=0)
        rank = (flat < z[place]).mean(axis=0)
        for column, path in enumerate(prior.paths):
            rows.append(
                {
                    "data_set": int(place),
                    "parameter": path,
                    "truth": z[place, column],
                    "fit_05": found[0, column],
                    "fit_50": found[1, column],
                    "fit_95": found[2, column],
                    "rank": rank[column],
                }
            )
    return pd.DataFrame(rows)


def recovery_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each parameter how often its 90% interval holds the truth, and correlation."""

    def of(part: pd.DataFrame) -> pd.Series:
        inside = (part["fit_05"] <= part["truth"]) & (part["truth"] <= part["fit_95"])
        correlation = np.corrcoef(part["truth"], part["fit_50"])[0, 1]
        return pd.Series({"covered_90": inside.mean(), "correlation": correlation})

    columns = ["truth", "fit_05", "fit_50", "fit_95"]
    return pd.DataFrame(table.groupby("parameter", sort=False)[columns].apply(of))
