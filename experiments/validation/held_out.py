"""Scores on years that no fit used: 2020-24, with and without the pandemic, and 2025-26.

Rivals know every published year before the block begins, and nothing of the policies. Errors
of several years are averaged before they are divided, so that large years count for more.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation import recent_numbers, targets
from experiments.validation.series import (
    NORMAL_80,
    Frames,
    Row,
    columns_of,
    fit_miss,
    intervals,
    log_linear_trend,
    matrix,
    relative_error,
    span,
)
from experiments.validation.targets import FIT_YEARS, HELD_OUT_YEARS, SeriesTarget
from sim.array_types import FloatArray

PANDEMIC: Final = (2020, 2021)
LATER: Final = "2025-26"
WHOLE, DURING, WITHOUT = "2020-24", "2020-21", "2022-24"
BLOCKS: Final[dict[str, tuple[int, ...]]] = {
    WHOLE: tuple(HELD_OUT_YEARS),
    DURING: PANDEMIC,
    WITHOUT: tuple(year for year in HELD_OUT_YEARS if year not in PANDEMIC),
}
COLUMNS: Final = (
    "block",
    "id",
    "what",
    "years",
    "published",
    "simulated",
    "error_vs_last_value",
    "error_vs_trend",
    "coverage_80",
    "crps",
    "crps_vs_last_value",
)
ELEVEN_MONTHS: Final = 11.0 / 12.0
PERCENT: Final = 0.01
EARLIER: Final[dict[str, tuple[str, float]]] = {
    "H8.deaths_all": ("us_od_deaths_all", 1.0),
    "H8.deaths_synthetic": ("us_od_deaths_synthetic_opioids", 1.0),
    "H8.deaths_cocaine": ("us_od_deaths_cocaine", 1.0),
    "H8.deaths_psychostimulants": ("us_od_deaths_psychostimulants", 1.0),
    "H8.fentanyl_kg": ("cbp_swb_seizures_fentanyl_kg", 1.0),
    "H8.fentanyl_kg_fytd": ("cbp_swb_seizures_fentanyl_kg", ELEVEN_MONTHS),
    "H8.fentanyl_ports": ("cbp_swb_share_poe_fentanyl", PERCENT),
    "H8.homicides": ("mx_homicides_inegi_h1", 1.0),
    "H8.jobs": ("mx_imss_formal_jobs", 1.0),
}
"""Published series whose years to 2024 the rivals of a number know, and its scale; numbers
that are changes have one rival, no change."""


def crps(ensemble: FloatArray, observed: FloatArray) -> FloatArray:
    """Return the continuous ranked probability score of an ensemble; 0 is perfect.

    ``E|X - y| - E|X - X'| / 2``: the area between the ensemble's distribution and the step at
    the observation. For one member it is the absolute error, so it compares with forecasts
    that are a single number.

    Parameters
    ----------
    ensemble
        Simulated values, members by years.
    observed
        Published values, one a year.

    References
    ----------
    Gneiting & Raftery (2007), *Journal of the American Statistical Association* 102:359.
    """
    error = np.abs(ensemble - observed).mean(axis=0)
    pairs = np.abs(ensemble[:, None, :] - ensemble[None, :, :]).mean(axis=(0, 1))
    return np.asarray(error - pairs / 2.0)


def table(frames: Frames) -> pd.DataFrame:
    """Return the scores of every series and number, `COLUMNS`, blocks in order."""
    rows = [
        row
        for block, years in BLOCKS.items()
        for target in targets.HISTORY
        for row in _series_rows(target, block, years, frames)
    ]
    return pd.DataFrame([*rows, *_later_rows(frames)], columns=list(COLUMNS))


def _series_rows(
    target: SeriesTarget, block: str, asked: Sequence[int], frames: Frames
) -> list[Row]:
    simulated = matrix(target, frames)
    observed = targets.published(target.series).loc[list(simulated.columns)]
    years = [year for year in columns_of(simulated) if year in asked]
    if not years:
        return []
    actual = observed[years].to_numpy(float)
    before = observed[[year for year in observed.index if year in FIT_YEARS]]
    low, high = intervals(target, observed, simulated, with_misses=True)
    is_inside = (observed[years] >= low[years]) & (observed[years] <= high[years])
    last = np.full(len(years), float(before.iloc[-1]) if len(before) else math.nan)
    row = _scores(
        simulated[years].to_numpy(float), actual, last, log_linear_trend(observed, years)
    )
    what = target.what.split(", against")[0]
    named = {"block": block, "id": target.id, "what": what, "years": span(years)}
    return [named | row | {"coverage_80": float(is_inside.mean())}]


def _later_rows(frames: Frames) -> list[Row]:
    rows = []
    for number, measure in recent_numbers.later():
        values = np.array([[measure(frame)] for frame in frames], dtype=float)
        actual = np.array([number.published])
        before, miss = _known(number.id), _fit_miss(number.id, frames)
        last = np.array([0.0 if before is None else float(before.iloc[-1])])
        trend = np.array([math.nan])
        if before is not None:
            trend = log_linear_trend(before, [HELD_OUT_YEARS[-1] + 1], known=before.index)
        low, high = _interval(values, miss)
        row = _scores(values, actual, last, trend)
        row["coverage_80"] = float(low <= number.published <= high)
        rows.append({"block": LATER, "id": number.id, "what": number.what, "years": ""} | row)
    return rows


def _scores(
    simulated: FloatArray, actual: FloatArray, last: FloatArray, trend: FloatArray
) -> Row:
    score = float(crps(simulated, actual).mean())
    forecast = simulated.mean(axis=0)
    return {
        "published": float(actual.mean()),
        "simulated": float(forecast.mean()),
        "error_vs_last_value": relative_error(forecast, last, actual),
        "error_vs_trend": relative_error(forecast, trend, actual),
        "crps": score,
        "crps_vs_last_value": score / float(np.abs(last - actual).mean()),
    }


def _known(id_: str) -> pd.Series | None:
    """Return what rivals of a number of 2025-26 know, in its unit; None for a change."""
    if id_ not in EARLIER:
        return None
    name, scale = EARLIER[id_]
    return targets.published(name).loc[FIT_YEARS[0] : HELD_OUT_YEARS[-1]] * scale


def _fit_miss(id_: str, frames: Frames) -> float:
    """Return the model's root mean square log miss of 2012-19 in the same series, else 0."""
    series = EARLIER.get(id_, ("", 0.0))[0].removesuffix("_h1")
    for target in targets.HISTORY:
        if target.series == series:
            simulated = matrix(target, frames)
            return fit_miss(target, targets.published(series), simulated)
    return 0.0


def _interval(values: FloatArray, miss: float) -> tuple[float, float]:
    """Return an 80% interval: normal in the log where all are positive, else as they are."""
    if (values <= 0.0).any():
        reach = NORMAL_80 * float(values.std())
        return float(values.mean()) - reach, float(values.mean()) + reach
    logs = np.log(values)
    centre, reach = float(logs.mean()), NORMAL_80 * math.sqrt(float(logs.var()) + miss**2)
    return math.exp(centre - reach), math.exp(centre + reach)


def summary(scores: pd.DataFrame, block: str) -> dict[str, str]:
    """Return how often the model wins in a block, in words."""
    rows = scores[scores["block"] == block]
    words = {}
    for column in ("error_vs_last_value", "error_vs_trend", "crps_vs_last_value"):
        known = rows[column].dropna()
        words[column] = f"{int((known < 1.0).sum())} of {len(known)}"
    words["coverage_80"] = f"{rows['coverage_80'].mean():.0%}"
    return words
