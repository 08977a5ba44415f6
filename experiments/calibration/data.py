"""What calibration may see of history, 2012 to 2019, and how wrong each side may be.

`fit_points` is the only way from ``series.csv`` into the fit, and it refuses later years.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation.series import yearly
from experiments.validation.targets import PRICES_2018
from sim.array_types import FloatArray
from sim.world.specs import TABLES
from sim.world.tables import DATA_FOLDER, read_table

FIRST_YEAR: Final = 2012
LAST_YEAR: Final = 2019
YEARS_ALIKE: Final = 0.7
"""Correlation of the model's own errors between one year of a series and the next."""


@dataclass(frozen=True)
class Family:
    """Series that share a model discrepancy.

    Parameters
    ----------
    discrepancy
        How far the best parameters may still be off [log standard deviation]: our judgement.
    why
        The reason for that size.
    """

    name: str
    discrepancy: float
    why: str


DEATHS = Family("overdose deaths", 0.15, "four classes of users stand for all")
SHARES = Family("shares with opioids", 0.05, "co-use is one driver for all states")
SEIZURES = Family("seizures", 0.30, "attention by drug and single large loads are not modelled")
USE = Family("use and spending of 2016", 0.20, "heavy use is not dependence; one price a drug")
HOMICIDES = Family("homicides", 0.10, "wars are dated by files, states by one sum")
BATTLES = Family("deaths between groups", 0.40, "press counts name few pairs")
FAMILIES: Final = (DEATHS, SHARES, SEIZURES, USE, HOMICIDES, BATTLES)


@dataclass(frozen=True)
class Source:
    """One series to fit, and the model's side of it.

    Parameters
    ----------
    columns
        Columns of a run that are added up over the year.
    over
        Columns whose yearly sum divides; a ratio if given.
    scale
        From the model's unit to the published one.
    from_year
        First year that a run covers and that the fit uses.
    """

    series: str
    family: Family
    columns: tuple[str, ...]
    over: tuple[str, ...] = ()
    scale: float = 1.0
    is_fiscal: bool = False
    from_year: int = FIRST_YEAR


def _sources() -> list[Source]:
    found = [
        Source(f"us_od_deaths_{name}", DEATHS, (f"overdose_deaths[{drug}]",))
        for name, drug in (
            ("synthetic_opioids", "fentanyl"),
            ("heroin", "heroin"),
            ("cocaine", "cocaine"),
            ("psychostimulants", "methamphetamine"),
        )
    ]
    found += [
        Source(
            f"us_od_share_{name}_deaths_with_opioid",
            SHARES,
            (f"deaths_with_opioid[{drug}]",),
            (f"overdose_deaths[{drug}]",),
            100.0,
        )
        for name, drug in (("cocaine", "cocaine"), ("psychostimulant", "methamphetamine"))
    ]
    for name, drug, user in (
        ("fentanyl", "fentanyl", ""),
        ("heroin", "heroin", "opioid"),
        ("meth", "methamphetamine", "methamphetamine"),
        ("cocaine", "cocaine", "cocaine"),
    ):
        # The fiscal year 2012 began before the model does.
        seized = f"cbp_swb_seizures_{name}_kg"
        land = (f"land_gross_kg[{drug}]",)
        found.append(Source(seized, SEIZURES, land, is_fiscal=True, from_year=FIRST_YEAR + 1))
        if user:
            used, spent = (f"consumption_kg[{drug}]",), (f"us_spending[{user}]",)
            heavy = (f"heavy_users[{user}]",)
            price = 1e-9 / PRICES_2018
            found += [
                Source(f"us_consumption_{name}_pure", USE, used, scale=1e-3),
                Source(f"us_expenditure_{name}", USE, spent, scale=price),
                Source(f"us_users_{name}_4plus_days", USE, heavy, scale=1e-6 / 12.0),
            ]
    return [
        *found,
        Source("mx_homicides_inegi", HOMICIDES, ("homicides",)),
        Source("mx_ucdp_nonstate_deaths", BATTLES, ("cartel_deaths",)),
    ]


SOURCES: Final = tuple(_sources())


@dataclass(frozen=True)
class Figures:
    """Published figures, one row each: series, year, value, log_error, family."""

    table: pd.DataFrame

    @property
    def names(self) -> list[str]:
        """``series year`` of every point."""
        return [f"{row.series} {row.year}" for row in self.table.itertuples()]

    @property
    def logs(self) -> FloatArray:
        """Logs of the published values, shape (n_points,)."""
        return np.log(self.table["value"].to_numpy(float))

    @cached_property
    def covariance(self) -> FloatArray:
        """Errors of the figures and discrepancy of the model, shape (n_points, n_points).

        Errors of the figures are independent; the model's are alike from year to year within
        a series (`YEARS_ALIKE`) and independent between series.
        """
        return np.diag(self.table["log_error"].to_numpy(float) ** 2) + self.discrepancy

    @property
    def discrepancy(self) -> FloatArray:
        """The model's part of the covariance."""
        years = self.table["year"].to_numpy(float)
        series = self.table["series"].to_numpy(str)
        apart = np.abs(years[:, None] - years[None, :])
        alike = np.where(series[:, None] == series[None, :], YEARS_ALIKE**apart, 0.0)
        size = {family.name: family.discrepancy for family in FAMILIES}
        each = self.table["family"].map(size).to_numpy(float)
        return alike * np.outer(each, each)


@dataclass(frozen=True)
class Points(Figures):
    """Published figures that the fit of 2012-2019 may see."""

    def __post_init__(self) -> None:
        """Refuse any figure that is held out, wherever it came from."""
        years = self.table["year"]
        if len(years) == 0 or years.min() < FIRST_YEAR or years.max() > LAST_YEAR:
            raise ValueError(f"only figures of {FIRST_YEAR}-{LAST_YEAR} may be fitted")


def fit_points(last_year: int = LAST_YEAR, sources: Sequence[Source] = SOURCES) -> Points:
    """Return the published figures that may be fitted.

    Raises
    ------
    ValueError
        If ``last_year`` is after 2019: those years are held out.
    """
    if last_year > LAST_YEAR:
        raise ValueError(f"years after {LAST_YEAR} are held out; {last_year} can't be fitted")
    return Points(figures(last_year, sources).table)


def figures(last_year: int, sources: Sequence[Source] = SOURCES) -> Figures:
    """Return the published figures to a year; those after 2019 are for scores and answers."""
    rows = read_table(DATA_FOLDER / "series.csv", TABLES["series"])
    rows = rows[(rows["year"] <= last_year) & rows["log_error"].notna()]
    parts = []
    for source in sources:
        part = rows[(rows["series_id"] == source.series) & (rows["year"] >= source.from_year)]
        part = part[["series_id", "year", "value", "log_error"]].sort_values("year")
        parts.append(part.assign(family=source.family.name))
    table = pd.concat(parts, ignore_index=True).rename(columns={"series_id": "series"})
    return Figures(table)


def simulated_logs(frame: pd.DataFrame, points: Figures) -> FloatArray:
    """Return the log of the model's side of every point, shape (n_points,).

    Nothing where there must be something counts as a thousandth of a unit.
    """
    of_series = {source.series: source for source in SOURCES}
    values = {}
    for name in dict.fromkeys(points.table["series"]):
        source = of_series[name]
        by_year = yearly(frame, source.columns, is_fiscal=source.is_fiscal) * source.scale
        if source.over:
            by_year = by_year / yearly(frame, source.over, is_fiscal=source.is_fiscal)
        values[name] = by_year
    found = [
        float(values[series].get(year, np.nan))
        for series, year in zip(points.table["series"], points.table["year"], strict=True)
    ]
    return np.log(np.maximum(found, 1e-3))
