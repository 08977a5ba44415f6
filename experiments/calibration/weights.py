"""Weights of runs by their distance from published figures, and what they say: plain arrays.

Shapes: n runs, p figures. Outcomes and figures are logs.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from experiments.calibration.data import Figures
from sim.array_types import BoolArray, FloatArray

NORMAL_80: Final = 1.2816
NORMAL_90: Final = 1.6449
STRETCHES: Final = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""Multiples of the stated discrepancies that left-out years may choose between."""


def sizes(figures: Figures, luck: FloatArray, stretch: float) -> FloatArray:
    """Return the standard deviation of model less published, shape (p,).

    Error of the figure, stated discrepancy times ``stretch``, and seed-to-seed variation.
    """
    own = figures.table["log_error"].to_numpy(float)
    model = stretch**2 * np.diag(figures.discrepancy)
    return np.asarray(np.sqrt(own**2 + model + luck**2))


def misfit(logs: FloatArray, figures: Figures, size: FloatArray, used: BoolArray) -> FloatArray:
    """Return the misfit of each run: over series, the sum of mean squared misses, shape (n,).

    The years of a series count as one figure together: the model's errors in them are alike.

    Parameters
    ----------
    size
        Standard deviations, shape (p,).
    used
        Which figures count, shape (p,).
    """
    squares = ((logs - figures.logs) / size) ** 2
    series = figures.table["series"].to_numpy(str)
    found = np.zeros(len(logs))
    for name in np.unique(series[used]):
        found += squares[:, used & (series == name)].mean(axis=1)
    return np.where(np.isfinite(found), found, np.inf)


def weigh(misfits: FloatArray, densities: FloatArray, counts: Sequence[int]) -> FloatArray:
    """Return weights that sum to 1: likelihood over the density from which runs were drawn.

    Several waves count as one sample of the mixture of their densities (Veach & Guibas 1995,
    *SIGGRAPH*, the balance heuristic).

    Parameters
    ----------
    densities
        Of each wave, over the prior's, at every run, shape (n, n_waves).
    counts
        Runs of each wave.
    """
    shares = np.array(counts, dtype=float) / sum(counts)
    high = np.exp(-0.5 * (misfits - misfits.min()))
    raw = high / (densities @ shares)
    return truncated(raw / raw.sum())


def truncated(weights: FloatArray) -> FloatArray:
    """Return weights of which none is above the root of their number times their mean.

    A run that its waves hardly expected would else outweigh all others by chance (Ionides 2008,
    *Journal of Computational and Graphical Statistics* 17:295).
    """
    found = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    return np.asarray(found / found.sum())


def moments(logs: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return weighted means and variances of every figure, shape (p,) each."""
    is_used = weights > 0.0
    own, share = logs[is_used], weights[is_used][:, None]
    mean = (share * own).sum(axis=0)
    return mean, (share * (own - mean) ** 2).sum(axis=0)


def quantile(values: FloatArray, weights: FloatArray, share: float) -> float:
    """Return the smallest value with at least ``share`` of the weight at or below it."""
    order = np.argsort(values)
    ends = np.cumsum(weights[order]) / weights.sum()
    place = np.searchsorted(ends, share * (1.0 - 1e-12))
    return float(values[order[min(int(place), len(values) - 1)]])


def inside(
    logs: FloatArray,
    weights: FloatArray,
    figures: Figures,
    stretch: float,
    asked: BoolArray,
    reach: float = NORMAL_80,
) -> BoolArray:
    """Return whether each asked figure lies inside the predicted interval, shape (asked,).

    The prediction is normal in the log: spread of the weighted runs (their luck is in it),
    error of the figure and discrepancy.
    """
    mean, variance = moments(logs, weights)
    nothing = np.zeros(len(mean))
    spread = np.sqrt(variance + sizes(figures, nothing, stretch) ** 2)
    return np.asarray(np.abs(figures.logs - mean) <= reach * spread)[asked]


def learn_stretch(
    logs: FloatArray,
    figures: Figures,
    luck: FloatArray,
    densities: FloatArray,
    counts: Sequence[int],
    last_known: int,
    last_asked: int,
) -> tuple[float, float]:
    """Return the discrepancy's multiple whose 80% intervals hold most nearly 80% of later ones.

    Weights know figures to ``last_known``; the years after it to ``last_asked`` are asked.
    Series count alike, however many years they have.

    Returns
    -------
    stretch, coverage
    """
    years = figures.table["year"].to_numpy(int)
    known, asked = years <= last_known, (years > last_known) & (years <= last_asked)
    series = figures.table.loc[asked, "series"]
    best = (np.inf, 1.0, np.nan)
    for stretch in STRETCHES:
        size = sizes(figures, luck, stretch)
        weights = weigh(misfit(logs, figures, size, known), densities, counts)
        is_in = pd.Series(inside(logs, weights, figures, stretch, asked), index=series.index)
        coverage = float(is_in.groupby(series).mean().mean())
        best = min(best, (abs(coverage - 0.8), stretch, coverage))
    return best[1], best[2]


def rank_correlations(inputs: FloatArray, outputs: FloatArray) -> FloatArray:
    """Return Spearman's rank correlations, shape (n_inputs, n_outputs); 0 for constants."""
    ranks = [np.apply_along_axis(rankdata, 0, x) for x in (inputs, outputs)]
    scaled = []
    for rank in ranks:
        centred = rank - rank.mean(axis=0)
        length = np.sqrt((centred**2).sum(axis=0))
        scaled.append(centred / np.where(length > 0.0, length, 1.0))
    return np.asarray(scaled[0].T @ scaled[1])


def normal_crps(mean: FloatArray, spread: FloatArray, seen: FloatArray) -> FloatArray:
    """Return the continuous ranked probability score of normal forecasts.

    References
    ----------
    Gneiting & Raftery (2007), *Journal of the American Statistical Association* 102:359.
    """
    z = (seen - mean) / spread
    inner = z * (2.0 * norm.cdf(z) - 1.0) + 2.0 * norm.pdf(z) - 1.0 / np.sqrt(np.pi)
    return np.asarray(spread * inner)
