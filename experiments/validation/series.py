"""Section 2 of the targets: history's yearly series, single numbers, and held-out scores.

A *frame* is what one run returns: one row per month, one column per outcome, with the columns
of ``experiments.validate.observe`` beside them. Frames of several seeds come as a list.
"""

import math
from collections.abc import Callable, Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation import targets
from experiments.validation.targets import FIT_YEARS, HELD_OUT_YEARS, SeriesTarget, Target

Frames = Sequence[pd.DataFrame]
Measure = Callable[[pd.DataFrame], float]
Row = dict[str, object]

MONTHS: Final = 12
FIRST_FISCAL_MONTH: Final = 10
NORMAL_80: Final = 1.2816
"""Half width of a normal 80% interval, in standard deviations."""

FEWEST_TREND_YEARS: Final = 3
NOTICED: Final = 0.10
"""A fall that counts as one, against the second quarter of 2023."""

FENTANYL_DEATHS, HEROIN_DEATHS = "overdose_deaths[fentanyl]", "overdose_deaths[heroin]"


# ------------------------------------------------------------------- months into years


def years_of(frame: pd.DataFrame, *, is_fiscal: bool = False) -> pd.Index:
    """Return each month's year; US fiscal years begin in October of the year before."""
    dates = pd.DatetimeIndex(frame.index)
    later = np.asarray(dates.month >= FIRST_FISCAL_MONTH, dtype=int)
    years: pd.Index = pd.Index(
        np.asarray(dates.year) + (later if is_fiscal else 0), name="year"
    )
    return years


def yearly(
    frame: pd.DataFrame, columns: Sequence[str], *, is_fiscal: bool = False
) -> pd.Series:
    """Return the sum of the columns over each year that has all its twelve months."""
    months = frame[list(columns)].sum(axis=1).groupby(years_of(frame, is_fiscal=is_fiscal))
    return months.sum()[months.size() == MONTHS]


def total(frame: pd.DataFrame, column: str, year: int, *, is_fiscal: bool = False) -> float:
    """Return one year's sum; NaN if the run lacks the column or the year."""
    if column not in frame.columns:
        return math.nan
    return float(yearly(frame, [column], is_fiscal=is_fiscal).get(year, math.nan))


def mean(frame: pd.DataFrame, column: str, year: int) -> float:
    """Return one calendar year's mean."""
    return total(frame, column, year) / MONTHS


def between(frame: pd.DataFrame, column: str, first: str, last: str) -> pd.Series:
    """Return the months of a column from ``first`` to ``last``, both included (YYYY-MM)."""
    return frame.loc[f"{first}-01" : f"{last}-01", column]


# --------------------------------------------------------------------- yearly series


def matrix(target: SeriesTarget, frames: Frames) -> pd.DataFrame:
    """Return simulated yearly values: one row per seed, one column per published year."""
    rows = [yearly(frame, target.columns, is_fiscal=target.is_fiscal) for frame in frames]
    wide = pd.DataFrame(rows).reset_index(drop=True)
    years = [year for year in targets.published(target.series).index if year in wide.columns]
    return wide[[year for year in years if year in (*FIT_YEARS, *HELD_OUT_YEARS)]]


def columns_of(simulated: pd.DataFrame) -> list[int]:
    """Return the years that are columns."""
    return [int(year) for year in simulated.columns]


def series_rows(target: SeriesTarget, frames: Frames) -> list[Row]:
    """Return the rows of one series: level of the fit and held-out years, and its scores."""
    simulated = matrix(target, frames)
    observed = targets.published(target.series).loc[list(simulated.columns)]
    rows = []
    for name, years in (("fit", FIT_YEARS), ("held_out", HELD_OUT_YEARS)):
        chosen = [year for year in columns_of(simulated) if year in years]
        if chosen:
            rows.append(_block_row(target, name, observed[chosen], simulated[chosen]))
    rows.append(_years_row(target, observed, simulated))
    return rows + score_rows(target, observed, simulated)


def span(years: Sequence[int]) -> str:
    """Return years in words: 2012-19, or 2016, 2019 where some are missing."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1] % 100:02d}"
    return ", ".join(map(str, years))


def _block_row(
    target: SeriesTarget, name: str, observed: pd.Series, simulated: pd.DataFrame
) -> Row:
    level = float(observed.mean())
    low, high = targets.band(target.grade, level)
    what = f"{target.what}, mean of {span(list(observed.index))}"
    row = Target(f"{target.id}.{name}", target.grade, what, level, low, high, target.series)
    return targets.judge(row, simulated.mean(axis=1))


def _years_row(target: SeriesTarget, observed: pd.Series, simulated: pd.DataFrame) -> Row:
    bands = [targets.band(target.grade, float(level)) for level in observed]
    low, high = np.array(bands).T
    inside = ((simulated >= low) & (simulated <= high)).mean(axis=1)
    what = f"{target.what}, share of {len(observed)} years in the band"
    least = targets.SHARE_OF_YEARS
    return targets.judge(
        Target(f"{target.id}.years", target.grade, what, 1.0, least, 1.0, target.series), inside
    )


# ----------------------------------------------------------------------- held-out scores


def carried_forward(observed: pd.Series) -> float:
    """Return the last published value of the fit years; NaN if there is none."""
    before = [year for year in observed.index if year in FIT_YEARS]
    return float(observed[before[-1]]) if before else math.nan


def log_linear_trend(
    observed: pd.Series, years: Sequence[int], known: Collection[int] = FIT_YEARS
) -> np.ndarray:
    """Return the straight line through the logs of the known years, drawn on to ``years``."""
    fit = observed[[year for year in observed.index if year in known]]
    if len(fit) < FEWEST_TREND_YEARS:
        return np.full(len(years), math.nan)
    slope, level = np.polyfit(np.asarray(fit.index, float), np.log(fit), 1)
    return np.asarray(np.exp(level + slope * np.asarray(years, float)))


def relative_error(simulated: np.ndarray, rival: np.ndarray, observed: np.ndarray) -> float:
    """Return the mean absolute error over a rival's; below 1 beats it."""
    return float(np.abs(simulated - observed).mean() / np.abs(rival - observed).mean())


def intervals(
    target: SeriesTarget, observed: pd.Series, simulated: pd.DataFrame, *, with_misses: bool
) -> tuple[pd.Series, pd.Series]:
    """Return an 80% interval for each year, normal in the log.

    Its spread is that of the runs: seed-to-seed variation, and with a posterior the doubt
    about fitted parameters. ``with_misses`` adds the model's own root mean square miss in the
    fit years, or the noise of the observation where that is larger, for what no parameter
    mends. With a posterior the two overlap, so that the interval is rather wide than narrow.
    """
    logs = np.log(simulated.clip(lower=1e-9))
    centre, variance = logs.mean(), logs.var(ddof=0)
    if with_misses:
        variance = variance + fit_miss(target, observed, simulated) ** 2
    reach = NORMAL_80 * np.sqrt(variance)
    return np.exp(centre - reach), np.exp(centre + reach)


def fit_miss(target: SeriesTarget, observed: pd.Series, simulated: pd.DataFrame) -> float:
    """Return the root mean square miss [log] of the fit years, or the noise where larger."""
    fit = [year for year in columns_of(simulated) if year in FIT_YEARS]
    if not fit:
        return target.noise
    centre = np.log(simulated[fit].clip(lower=1e-9)).mean()
    rms = math.sqrt(float(((np.log(observed[fit]) - centre) ** 2).mean()))
    return max(rms, target.noise)


def score_rows(target: SeriesTarget, observed: pd.Series, simulated: pd.DataFrame) -> list[Row]:
    """Return the held-out scores of one series: against two rivals, and coverage."""
    years = [year for year in columns_of(simulated) if year in HELD_OUT_YEARS]
    if not years:
        return []
    actual = observed[years].to_numpy(float)
    last = np.full(len(years), carried_forward(observed))
    rivals = {
        "vs_last_value": ("last value", last),
        "vs_trend": ("trend", log_linear_trend(observed, years)),
    }
    rows = []
    for name, (words, rival) in rivals.items():
        each = [relative_error(seed, rival, actual) for seed in simulated[years].to_numpy()]
        forecast = simulated[years].mean().to_numpy()
        together = relative_error(forecast, rival, actual)
        odds = f"{sum(ratio < 1.0 for ratio in each)} of {len(each)} seeds win"
        odds = "too few fit years" if math.isnan(together) else odds
        what = f"{span(years)} error over that of the {words}; {odds}"
        rows.append(_score(target, name, what, each, together))
    for name, with_misses in (("coverage", True), ("coverage_seeds", False)):
        rows.append(_coverage_row(target, name, observed, simulated, with_misses))
    return rows


def _score(
    target: SeriesTarget, name: str, what: str, each: list[float], together: float
) -> Row:
    """Return a score whose headline is that of the mean forecast, the interval over seeds."""
    row = targets.judge(
        Target(f"{target.id}.{name}", "score", what, math.nan, 0.0, 1.0, target.series), each
    )
    if row["hit"] == targets.UNMEASURED:
        return row
    verdict = targets.HIT if together < 1.0 else targets.MISS
    return row | {"simulated": together, "hit": verdict}


def _coverage_row(
    target: SeriesTarget,
    name: str,
    observed: pd.Series,
    simulated: pd.DataFrame,
    with_misses: bool,
) -> Row:
    low, high = intervals(target, observed, simulated, with_misses=with_misses)
    years = [year for year in columns_of(simulated) if year in HELD_OUT_YEARS]
    inside = (observed[years] >= low[years]) & (observed[years] <= high[years])
    what = "share of held-out years in the 80% interval of " + (
        "runs and fit misses" if with_misses else "runs alone"
    )
    grade = "score" if with_misses else "info"
    row = Target(f"{target.id}.{name}", grade, what, 0.8, *targets.COVERAGE, target.series)
    return targets.judge(row, float(inside.mean()))


def table_of_years(frames: Frames) -> pd.DataFrame:
    """Return every year of every series: published, simulated, interval, block, in band."""
    lines = []
    for target in targets.HISTORY:
        simulated = matrix(target, frames)
        observed = targets.published(target.series)
        low, high = intervals(target, observed[simulated.columns], simulated, with_misses=True)
        for year in columns_of(simulated):
            level, band = (
                float(simulated[year].mean()),
                targets.band(target.grade, observed[year]),
            )
            lines.append(
                {
                    "id": target.id,
                    "series": target.series,
                    "year": year,
                    "block": "fit" if year in FIT_YEARS else "held out",
                    "published": observed[year],
                    "simulated": level,
                    "low_80": low[year],
                    "high_80": high[year],
                    "is_in_band": band[0] <= level <= band[1],
                }
            )
    return pd.DataFrame(lines)
