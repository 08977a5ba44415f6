"""An emulator of the model, a likelihood on it, and a sampler: plain arrays, no model runs.

Shapes: n runs, k parameters, p points. Parameters come as ``z``, standard normal under the
prior; outcomes as logs.
"""

from dataclasses import dataclass
from typing import Final

import emcee
import numpy as np
from scipy.linalg import cho_factor, cho_solve, eigh
from scipy.stats import norm, qmc

from sim.array_types import FloatArray

CROSS_SHRINK: Final = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Penalties tried on squares and products of two parameters."""

FIRST_SHRINK: Final = 0.1
"""Penalty on straight terms."""

WIDEST_Z: Final = 3.0
SNOOKER_SHARE: Final = 0.1
JITTER: Final = 1e-4


# ------------------------------------------------------------------------------ design


def prior_design(n: int, k: int, seed: int) -> FloatArray:
    """Return ``n`` places spread evenly over the prior (scrambled Sobol), shape (n, k)."""
    sampler = qmc.Sobol(k, rng=np.random.default_rng(seed))
    uniform = sampler.random_base2(max(1, int(np.ceil(np.log2(n)))))[:n]
    return np.asarray(np.clip(norm.ppf(uniform), -WIDEST_Z, WIDEST_Z))


def refocused_design(draws: FloatArray, n: int, widen: float, seed: int) -> FloatArray:
    """Return ``n`` places spread over a widened normal around posterior draws, (n, k)."""
    centre = draws.mean(axis=0)
    spread = np.linalg.cholesky(np.cov(draws.T) + 1e-6 * np.eye(draws.shape[1]))
    z = centre + widen * prior_design(n, draws.shape[1], seed) @ spread.T
    return np.clip(z, -WIDEST_Z, WIDEST_Z)


# ---------------------------------------------------------------------------- emulator


def terms(z: FloatArray) -> FloatArray:
    """Return constant, straight terms, squares and products, shape (n, 1 + 2k + k(k-1)/2)."""
    upper = np.triu_indices(z.shape[1], 1)
    ones = np.ones((len(z), 1))
    return np.hstack([ones, z, z**2 - 1.0, z[:, upper[0]] * z[:, upper[1]]])


@dataclass(frozen=True)
class Emulator:
    """A quadratic in the parameters for the log of every outcome, fitted to model runs.

    Parameters
    ----------
    weights
        Coefficients, shape (n_terms, p).
    inverse
        Inverse of the penalised cross product of terms, shape (n_terms, n_terms).
    scatter
        Covariance of what the quadratic leaves over, shape (p, p): seed-to-seed variation
        and lack of fit.
    left_out
        Residual of every run from a fit without it, shape (n, p).
    """

    centre: FloatArray
    scale: FloatArray
    weights: FloatArray
    inverse: FloatArray
    scatter: FloatArray
    left_out: FloatArray
    shrink: float

    def mean(self, z: FloatArray) -> FloatArray:
        """Return expected log outcomes, shape (n, p)."""
        found: FloatArray = self._terms(z) @ self.weights
        return found

    def doubt(self, z: FloatArray) -> FloatArray:
        """Return the variance of the mean as a multiple of ``scatter``, shape (n,)."""
        x = self._terms(z)
        return np.asarray(((x @ self.inverse) * x).sum(axis=1))

    def slopes(self, z: FloatArray) -> FloatArray:
        """Return derivatives of log outcomes to parameters at one place, shape (p, k)."""
        step = 1e-3
        shifts = step * np.eye(len(z))
        return np.asarray((self.mean(z + shifts) - self.mean(z - shifts)) / (2.0 * step)).T

    def _terms(self, z: FloatArray) -> FloatArray:
        return terms((np.atleast_2d(z) - self.centre) / self.scale)


def fit_emulator(z: FloatArray, logs: FloatArray) -> Emulator:
    """Fit an emulator; the penalty on curves is the one that predicts left-out runs best.

    Parameters
    ----------
    z
        Places of the runs, shape (n, k).
    logs
        Log outcomes of the runs, shape (n, p); every run finite.
    """
    centre, scale = z.mean(axis=0), np.maximum(z.std(axis=0), 1e-6)
    x = terms((z - centre) / scale)
    k = z.shape[1]
    best = None
    unit = np.maximum(logs.std(axis=0), 1e-9)
    for shrink in CROSS_SHRINK:
        penalty = np.full(x.shape[1], shrink)
        penalty[: k + 1] = FIRST_SHRINK
        penalty[0] = 1e-9
        inverse = cho_solve(cho_factor(x.T @ x + np.diag(penalty)), np.eye(x.shape[1]))
        weights = inverse @ (x.T @ logs)
        leverage = ((x @ inverse) * x).sum(axis=1)
        left_out = (logs - x @ weights) / np.maximum(1.0 - leverage, 1e-3)[:, None]
        error = float(((left_out / unit) ** 2).mean())
        if best is None or error < best[0]:
            # Left-out residuals hold the doubt about the mean too; take that part off.
            share = 1.0 / (1.0 + leverage / np.maximum(1.0 - leverage, 1e-3))
            kept = left_out * np.sqrt(share)[:, None]
            scatter = kept.T @ kept / len(z) + JITTER**2 * np.eye(logs.shape[1])
            best = (error, Emulator(centre, scale, weights, inverse, scatter, left_out, shrink))
    assert best is not None
    return best[1]


# -------------------------------------------------------------------------- likelihood


@dataclass(frozen=True)
class Likelihood:
    """How likely observed logs are at a place: normal, the model replaced by an emulator.

    Its covariance is ``error + (1 + doubt(z)) x scatter``: errors of the figures and the
    model's discrepancy; seed-to-seed variation and lack of fit; doubt about the
    emulator's mean.
    """

    emulator: Emulator
    observed: FloatArray
    error: FloatArray

    def __post_init__(self) -> None:
        """Bring error and scatter into axes where both are diagonal, once."""
        sizes, axes = eigh(self.emulator.scatter, self.error)
        object.__setattr__(self, "_sizes", np.maximum(sizes, 0.0))
        object.__setattr__(self, "_axes", axes)
        constant = np.linalg.slogdet(self.error)[1] + len(self.observed) * np.log(2.0 * np.pi)
        object.__setattr__(self, "_constant", float(constant))

    def log(self, z: FloatArray) -> FloatArray:
        """Return the log likelihood at every place, shape (n,)."""
        misses = self.observed - self.emulator.mean(z)
        return self.log_of_misses(misses, 1.0 + self.emulator.doubt(z))

    def log_of_misses(self, misses: FloatArray, times: FloatArray) -> FloatArray:
        """Return the log density of misses, shape (n, p), with ``times`` the scatter, (n,)."""
        sizes, axes = self.__dict__["_sizes"], self.__dict__["_axes"]
        variance = 1.0 + np.outer(times, sizes)
        square = (misses @ axes) ** 2 / variance
        whole = (square + np.log(variance)).sum(axis=1) + self.__dict__["_constant"]
        return np.asarray(-0.5 * whole)

    def misfit(self, z: FloatArray) -> FloatArray:
        """Return the squared standardised distance to the observed, shape (n,)."""
        misses = self.observed - self.emulator.mean(z)
        times = 1.0 + self.emulator.doubt(z)
        sizes, axes = self.__dict__["_sizes"], self.__dict__["_axes"]
        found: FloatArray = ((misses @ axes) ** 2 / (1.0 + np.outer(times, sizes))).sum(axis=1)
        return found


# ----------------------------------------------------------------------------- sampler


def log_posterior(likelihood: Likelihood, z: FloatArray) -> FloatArray:
    """Return the log posterior up to a constant; places beyond ``WIDEST_Z`` are ruled out."""
    found = likelihood.log(z) - 0.5 * (z**2).sum(axis=1)
    return np.where((np.abs(z) > WIDEST_Z).any(axis=1), -np.inf, found)


def sample(
    likelihood: Likelihood, start: FloatArray, n_steps: int, seed: int
) -> tuple[FloatArray, float]:
    """Return chains of differential-evolution MCMC (emcee) and their acceptance rate.

    Parameters
    ----------
    start
        One place for each chain, shape (n_chains, k).
    n_steps
        Steps of every chain; the first half is thrown away.

    Returns
    -------
    chains
        Shape (n_steps // 2, n_chains, k).
    """
    random_state = np.random.RandomState(seed).get_state()  # as emcee asks
    moves = [
        (emcee.moves.DEMove(), 1.0 - SNOOKER_SHARE),
        (emcee.moves.DESnookerMove(), SNOOKER_SHARE),
    ]
    sampler = emcee.EnsembleSampler(
        *start.shape,
        lambda z: log_posterior(likelihood, z),
        moves=moves,
        vectorize=True,
    )
    inside = np.clip(start, -WIDEST_Z + 0.01, WIDEST_Z - 0.01)
    sampler.run_mcmc(emcee.State(inside, random_state=random_state), n_steps)
    chains = np.asarray(sampler.get_chain(discard=n_steps - n_steps // 2))
    return chains, float(sampler.acceptance_fraction.mean())


def convergence(chains: FloatArray) -> FloatArray:
    """Return the potential scale reduction of every parameter; 1 where chains agree."""
    n_steps = len(chains)
    within = chains.var(axis=0, ddof=1).mean(axis=0)
    between = n_steps * chains.mean(axis=0).var(axis=0, ddof=1)
    found: FloatArray = np.sqrt(((n_steps - 1) / n_steps * within + between / n_steps) / within)
    return found
