"""What the model must reproduce: every target, its band, its grade and where both come from.

Published series are read from ``sim/data/series.csv``; nothing here is fed to the model.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.world.specs import TABLES
from sim.world.tables import DATA_FOLDER, read_table

COLUMNS: Final = (
    "id",
    "grade",
    "what",
    "published",
    "band_low",
    "band_high",
    "simulated",
    "low",
    "high",
    "hit",
)
HIT, MISS, UNMEASURED = "hit", "miss", "not measured"
GRADES: Final[dict[str, str]] = {
    "A": "inside the stated band",
    "B": "right sign, within a factor of two",
    "C": "right sign or order of magnitude",
    "score": "held-out years 2020-24: beats both rivals, interval covers",
    "level": "mean of 2015-19 within a factor of two",
    "info": "shown for comparison; not counted as a target",
}
PRICES_2018: Final = 313.689 / 251.107
"""US consumer prices of 2024 over 2018 (CPI-U, yearly means, Bureau of Labor Statistics)."""

PRICES_2016: Final = 313.689 / 240.007
"""US consumer prices of 2024 over 2016 (CPI-U, yearly means)."""


@dataclass(frozen=True)
class Target:
    """One number to reproduce; ``published`` may be NaN where only a band is known."""

    id: str
    grade: str
    what: str
    published: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class SeriesTarget:
    """A yearly series to reproduce.

    Parameters
    ----------
    columns
        Result columns that are added up.
    unit
        Unit of both sides, a year.
    noise
        Error of the observation [log], as ``evidence/series.md`` states it.
    is_fiscal
        The published year runs from October to September.
    """

    id: str
    grade: str
    what: str
    series: str
    columns: tuple[str, ...]
    noise: float
    unit: str = "deaths"
    is_fiscal: bool = False


# ------------------------------------------------------------------------------- bands


def within(value: float, share: float) -> tuple[float, float]:
    """Return the band of plus or minus a share of a value."""
    reach = abs(value) * share
    return value - reach, value + reach


def by_factor(value: float, factor: float) -> tuple[float, float]:
    """Return the band from a value over a factor to the value times it; the sign must hold."""
    low, high = sorted((value / factor, value * factor))
    return low, high


def band(grade: str, value: float) -> tuple[float, float]:
    """Return the band of a grade where TARGETS states none of its own.

    A: plus or minus 25%. B and levels: a factor of two. C: the same order of magnitude, a
    factor of the square root of ten each way.
    """
    if grade == "A":
        return within(value, 0.25)
    return by_factor(value, math.sqrt(10.0) if grade == "C" else 2.0)


# --------------------------------------------------- section 1: the published special case

DOCKING_SOURCE: Final = "Prieto-Curiel, Campedelli & Hope 2023, Science 381:1312"


def _docking(id_: str, grade: str, what: str, published: float, reach: float) -> Target:
    low, high = published - reach, published + reach
    return Target(id_, grade, what, published, low, high, DOCKING_SOURCE)


DOCKING: Final[tuple[Target, ...]] = (
    Target("P1", "A", "members 2022", 173_800, 160_000, 185_000, DOCKING_SOURCE),
    Target("P2", "A", "recruits a week, mean 2012-22", 359, 340, 375, DOCKING_SOURCE),
    _docking("P3.2012", "A", "members killed a week, 2012", 67, 0.12 * 67),
    _docking("P3.2022", "A", "members killed a week, 2022", 124, 0.12 * 124),
    _docking("P4.2012", "B", "share of the ten largest groups, 2012", 0.52, 0.05),
    _docking("P4.2022", "B", "share of the ten largest groups, 2022", 0.56, 0.05),
    _docking("P5.members", "A", "no change to 2027, members against 2022", 0.23, 0.03),
    _docking("P5.deaths", "A", "no change to 2027, deaths against 2022", 0.36, 0.06),
    _docking("P6.members_vs_2022", "A", "arrests x2, members against 2022", 0.06, 0.03),
    _docking("P6.deaths_vs_2022", "A", "arrests x2, deaths against 2022", 0.02, 0.05),
    _docking("P6.members_vs_none", "A", "arrests x2, members against no change", -0.14, 0.03),
    _docking("P6.deaths_vs_none", "A", "arrests x2, deaths against no change", -0.25, 0.05),
    _docking("P7.members_vs_2022", "A", "recruitment x0.5, members against 2022", -0.10, 0.03),
    _docking("P7.deaths_vs_2022", "A", "recruitment x0.5, deaths against 2022", -0.26, 0.05),
    _docking(
        "P7.members_vs_none", "A", "recruitment x0.5, members against no change", -0.27, 0.03
    ),
    _docking(
        "P7.deaths_vs_none", "A", "recruitment x0.5, deaths against no change", -0.46, 0.05
    ),
)

# ------------------------------------------------------------------ section 2: history

FIT_YEARS: Final = range(2012, 2020)
HELD_OUT_YEARS: Final = range(2020, 2025)
SHARE_OF_YEARS: Final = 0.8
"""Least share of a series' years inside its band: our reading, TARGETS sets none."""

COVERAGE: Final = (0.6, 1.0)
"""What "about 80%" allows with the five held-out years that a series has."""

HISTORY: Final[tuple[SeriesTarget, ...]] = (
    SeriesTarget(
        "H1.synthetic",
        "A",
        "deaths with a synthetic opioid",
        "us_od_deaths_synthetic_opioids",
        ("overdose_deaths[fentanyl]",),
        0.02,
    ),
    SeriesTarget(
        "H1.heroin",
        "B",
        "deaths with heroin",
        "us_od_deaths_heroin",
        ("overdose_deaths[heroin]",),
        0.02,
    ),
    SeriesTarget(
        "H1.cocaine",
        "B",
        "deaths with cocaine",
        "us_od_deaths_cocaine",
        ("overdose_deaths[cocaine]",),
        0.02,
    ),
    SeriesTarget(
        "H1.psychostimulants",
        "B",
        "deaths with psychostimulants",
        "us_od_deaths_psychostimulants",
        ("overdose_deaths[methamphetamine]",),
        0.02,
    ),
    *(
        SeriesTarget(
            f"H3.{drug}_kg",
            "B",
            f"gross kg of {drug} seized at the southwest border",
            f"cbp_swb_seizures_{short}_kg",
            (f"land_gross_kg[{drug}]",),
            0.15,
            "gross kg",
            is_fiscal=True,
        )
        for drug, short in (
            ("fentanyl", "fentanyl"),
            ("heroin", "heroin"),
            ("methamphetamine", "meth"),
            ("cocaine", "cocaine"),
        )
    ),
    SeriesTarget(
        "H4.homicides", "A", "homicides in Mexico", "mx_homicides_inegi", ("homicides",), 0.02
    ),
    SeriesTarget(
        "H4.cartel_deaths",
        "B",
        "members killed, against UCDP deaths between cartels",
        "mx_ucdp_nonstate_deaths",
        ("cartel_deaths",),
        0.15,
    ),
)

# ----------------------------------------------------------------------------- judging


@cache
def _series() -> dict[str, pd.Series]:
    rows = read_table(DATA_FOLDER / "series.csv", TABLES["series"])
    return {
        str(name): group.set_index("year")["value"]
        for name, group in rows.groupby("series_id", sort=False)
    }


def published(series: str) -> pd.Series:
    """Return a published series by year.

    Raises
    ------
    ValueError
        If the table has no such series, or several rows for one year.
    """
    found = _series().get(series)
    if found is None:
        raise ValueError(f"series.csv has no series '{series}'")
    if found.index.has_duplicates:
        raise ValueError(f"series.csv has several rows a year for '{series}'")
    return found


def value(series: str, year: int) -> float:
    """Return one published value."""
    return float(published(series).loc[year])


def judge(target: Target, simulated: ArrayLike) -> dict[str, object]:
    """Return a row of ``targets.csv``: mean and 90% interval over seeds, hit or miss.

    An infinite value means that an event never came: it can't hit. NaN means that the model
    has no such outcome.
    """
    values = np.atleast_1d(np.asarray(simulated, dtype=float))
    row = {
        "id": target.id,
        "grade": target.grade,
        "what": target.what,
        "published": target.published,
        "band_low": target.low,
        "band_high": target.high,
    }
    if values.size == 0 or np.isnan(values).any():
        return row | dict.fromkeys(("simulated", "low", "high"), math.nan) | {"hit": UNMEASURED}
    with np.errstate(invalid="ignore"):
        mean = float(values.mean())
        is_finite = bool(np.isfinite(values).all())
        low, high = np.quantile(values, (0.05, 0.95)) if is_finite else (math.nan, math.nan)
    hit = HIT if target.low <= mean <= target.high else MISS
    return row | {"simulated": mean, "low": float(low), "high": float(high), "hit": hit}


def counts(rows: Sequence[dict[str, object]]) -> list[tuple[str, int, int, int]]:
    """Return for each grade its name, hits, rows measured and rows not measured."""
    found = []
    for grade in GRADES:
        verdicts = [row["hit"] for row in rows if row["grade"] == grade]
        n_hit, n_unmeasured = verdicts.count(HIT), verdicts.count(UNMEASURED)
        if verdicts:
            found.append((grade, n_hit, len(verdicts) - n_unmeasured, n_unmeasured))
    return found
