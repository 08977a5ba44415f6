"""What the ensemble is worth: later years against rivals, series left out, truths recovered."""

from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration import weights as weighing
from experiments.calibration.data import Figures
from experiments.calibration.ensemble import Ensemble
from experiments.ensembles.members import effective_size
from sim.array_types import FloatArray
from sim.priors import FORMS, Priors

FEWEST_YEARS: Final = 4
DAMPING: Final = 0.8
"""Share of last year's drift that is left a year later, set beforehand."""

LEAST_SPREAD: Final = 0.02


def later_years(one: Ensemble) -> pd.DataFrame:
    """Return a row for each series: coverage and skill in years that the weights don't know.

    Scores are in logs. ``skill`` is one less the model's continuous ranked probability score
    over the rival's: above 0 the model is better. Rivals know the same years: the last value, a
    log-linear trend, and a walk whose mean drift fades by `DAMPING` a year; their spreads are
    those of their own errors one year ahead, growing with the root of the years ahead.
    """
    table = one.figures.table
    mean, variance = weighing.moments(one.logs, one.weights)
    nothing = np.zeros(len(mean))
    spread = np.sqrt(variance + weighing.sizes(one.figures, nothing, one.stretch) ** 2)
    rows = []
    for name in dict.fromkeys(table["series"]):
        is_own = (table["series"] == name).to_numpy()
        later = is_own & ~one.known()
        before = is_own & one.known()
        if not later.any():
            continue
        seen = one.figures.logs[later]
        own = weighing.normal_crps(mean[later], spread[later], seen)
        reach = weighing.NORMAL_80 * spread[later]
        row = {
            "series": name,
            "years": int(later.sum()),
            "inside_80": float((np.abs(seen - mean[later]) <= reach).mean()),
            "crps": float(own.mean()),
        }
        known, years = one.figures.logs[before], table["year"].to_numpy(int)
        for rival, (centre, width) in rivals(years[before], known, years[later]).items():
            score = float(weighing.normal_crps(centre, width, seen).mean())
            row[f"skill_{rival}"] = 1.0 - row["crps"] / score
        rows.append(row)
    return pd.DataFrame(rows)


def rivals(
    years: np.ndarray, logs: FloatArray, asked: np.ndarray
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return centre and spread of the rivals in the asked years; none with too few years."""
    if len(logs) < FEWEST_YEARS:
        return {}
    ahead = (asked - years[-1]).astype(float)
    steps = np.diff(logs)
    drift = float(steps.mean())
    slope, level = np.polyfit(years.astype(float), logs, 1)
    left = logs - (level + slope * years)
    faded = drift * DAMPING * (1.0 - DAMPING**ahead) / (1.0 - DAMPING)
    return {
        "last_value": (np.full(len(asked), logs[-1]), _grown((steps**2).mean(), ahead)),
        "trend": (level + slope * asked, _grown((left**2).mean(), ahead)),
        "damped_walk": (logs[-1] + faded, _grown(steps.var(), ahead)),
    }


def _grown(variance: float, ahead: FloatArray) -> FloatArray:
    found: FloatArray = np.maximum(np.sqrt(float(variance)), LEAST_SPREAD) * np.sqrt(ahead)
    return found


def left_out(one: Ensemble) -> pd.DataFrame:
    """Return, for each fitted series, how many of its years weights without it foresee."""
    rows = []
    series = one.figures.table["series"].to_numpy(str)
    for name in dict.fromkeys(series[one.known()]):
        is_own = one.known() & (series == name)
        weights = one.weights_of(one.known() & (series != name))
        is_in = weighing.inside(one.logs, weights, one.figures, one.stretch, is_own)
        mean, _ = weighing.moments(one.logs, weights)
        rows.append(
            {
                "series": name,
                "years": int(is_own.sum()),
                "inside_80": float(is_in.mean()),
                "model_over_published": float(np.exp((mean - one.figures.logs)[is_own].mean())),
                "effective": effective_size(weights),
            }
        )
    return pd.DataFrame(rows)


def learnt(one: Ensemble, priors: Priors) -> pd.DataFrame:
    """Return what history taught of each number: shift and variance on the prior's scale.

    ``learnt`` is one less the weighted variance over the prior's. ``noise`` is what the finite
    effective size alone makes of it, one standard error.
    """
    z, weights = one.places.z, one.weights
    mean = weights @ z
    variance = weights @ (z - mean) ** 2
    rows = pd.DataFrame(
        {
            "number": priors.paths,
            "shift": mean,
            "learnt": 1.0 - variance,
            "noise": np.sqrt(2.0 / one.effective),
        }
    )
    strength = (rows["shift"].abs() + rows["learnt"].clip(lower=0.0)).to_numpy()
    return rows.iloc[np.argsort(-strength, kind="stable")].reset_index(drop=True)


def forms_learnt(found: tuple[Ensemble, ...]) -> pd.DataFrame:
    """Return prior weight of every value of every form, and its weight in each ensemble."""
    rows = []
    for column, form in enumerate(FORMS):
        for place, (value, weight) in enumerate(form.weights.items()):
            row = {"form": form.key, "value": str(value), "prior": weight}
            for one in found:
                is_own = one.places.forms[:, column] == place
                row[f"to_{one.last_year}"] = float(one.weights[is_own].sum())
            rows.append(row)
    return pd.DataFrame(rows)


def recovery(one: Ensemble, n: int, seed: int, active: list[int]) -> pd.DataFrame:
    """Return how well weights find truths that the model made itself.

    ``n`` runs of the prior stand for history in turn, with errors of figures and model added;
    all other runs are weighed by them. A row a data set: effective size, the share of active
    numbers inside their 90% interval, and the weight given to the true value of each form
    together with its prior weight, averaged.
    """
    random = np.random.default_rng(seed)
    size = weighing.sizes(one.figures, np.zeros(len(one.luck)), one.stretch)
    n_prior = one.counts[0]
    rows = []
    for truth in random.choice(n_prior, min(n, n_prior), replace=False):
        history = one.logs[truth] + size * random.standard_normal(len(size))
        weights = one.weights_of(one.known(), history)
        weights[truth] = 0.0
        weights /= weights.sum()
        z = one.places.z
        is_in = [
            weighing.quantile(z[:, k], weights, 0.05)
            <= z[truth, k]
            <= weighing.quantile(z[:, k], weights, 0.95)
            for k in active
        ]
        same = one.places.forms == one.places.forms[truth]
        prior = [
            list(form.weights.values())[int(one.places.forms[truth, column])]
            for column, form in enumerate(FORMS)
        ]
        rows.append(
            {
                "data_set": int(truth),
                "effective": effective_size(weights),
                "inside_90": float(np.mean(is_in)),
                "weight_of_true_forms": float((weights @ same).mean()),
                "prior_of_true_forms": float(np.mean(prior)),
            }
        )
    return pd.DataFrame(rows)


def predictive(figures: Figures, logs: FloatArray) -> pd.DataFrame:
    """Return each figure beside 5, 50 and 95% of runs of the prior."""
    ended = np.isfinite(logs).all(axis=1)
    low, middle, high = np.exp(np.quantile(logs[ended], (0.05, 0.5, 0.95), axis=0))
    table = figures.table[["series", "year"]].assign(published=figures.table["value"])
    is_in = (low <= table["published"]) & (table["published"] <= high)
    return table.assign(low_5=low, median=middle, high_95=high, inside=is_in)
