"""The levels table: means of 2015-2019, simulated against published, within a factor of two."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation import targets
from experiments.validation.history_numbers import MILLION, SHORT
from experiments.validation.series import MONTHS, Frames, Row, span, yearly
from experiments.validation.targets import PRICES_2016, PRICES_2018, Target

LEVEL_YEARS: Final = range(2015, 2020)
ARRESTED_SHARE: Final = 0.05
PESOS_2018: Final = 19.24
FUEL_SHARE: Final = 0.55
BILLION_USD: Final = "bn USD of 2024"
USD_PER_GRAM: Final = "2024 USD per pure g"
FROM_2018: Final = f"2018 USD x {PRICES_2018:.3f}"


@dataclass(frozen=True)
class Level:
    """One level: the published numbers by year, and how both sides come to one unit.

    Parameters
    ----------
    published
        Published numbers by year, in their own unit.
    unit
        Unit of the comparison.
    conversion
        How the published number becomes that unit, in words.
    factor
        The same as a number.
    columns
        Result columns added up; the second of two divides where ``how`` is ``ratio``.
    how
        ``sum`` over the year, ``mean`` of its months, ``december``'s value.
    scale
        From the model's unit to that of the comparison.
    """

    id: str
    what: str
    series: str
    published: pd.Series
    unit: str
    conversion: str
    factor: float
    columns: tuple[str, ...]
    how: str
    scale: float = 1.0
    is_fiscal: bool = False


def years_in(series: pd.Series) -> pd.Series:
    """Return the published years of 2015-2019."""
    return series[series.index.isin(list(LEVEL_YEARS))]


def between_years(series: pd.Series) -> pd.Series:
    """Return 2015-2019 on a straight line through the logs of a sparse series' points."""
    logs = np.interp(list(LEVEL_YEARS), series.index.to_numpy(float), np.log(series))
    return pd.Series(np.exp(logs), index=list(LEVEL_YEARS))


def _read(series: str) -> pd.Series:
    return years_in(targets.published(series))


def levels() -> list[Level]:
    """Return every level to compare."""
    return [*_people(), *_deaths(), *_drugs(), *_money()]


def _people() -> list[Level]:
    members = between_years(targets.published("mx_cartel_members"))
    return [
        Level(
            "members",
            "members of criminal groups",
            "mx_cartel_members",
            members,
            "people",
            "on a log line from 2012 to 2022",
            1.0,
            ("members",),
            "mean",
        ),
        Level(
            "groups",
            "criminal groups",
            "mx_armed_groups_borderlandbeat",
            _read("mx_armed_groups_borderlandbeat"),
            "groups",
            "as published",
            1.0,
            ("n_cartels",),
            "mean",
        ),
        Level(
            "arrests",
            "members arrested a year",
            "mx_prison_admissions",
            _read("mx_prison_admissions"),
            "people",
            "x 0.05 of all admissions (recalled)",
            ARRESTED_SHARE,
            ("arrests",),
            "sum",
        ),
        Level(
            "formal_jobs",
            "formal jobs at year end",
            "mx_imss_formal_jobs",
            _read("mx_imss_formal_jobs"),
            "million",
            "as published",
            1.0,
            ("formal_jobs",),
            "december",
            1.0 / MILLION,
        ),
    ]


def _deaths() -> list[Level]:
    found = [
        Level(
            "homicides",
            "homicides in Mexico",
            "mx_homicides_inegi",
            _read("mx_homicides_inegi"),
            "deaths",
            "as published",
            1.0,
            ("homicides",),
            "sum",
        ),
        Level(
            "cartel_deaths",
            "members killed; UCDP between cartels",
            "mx_ucdp_nonstate_deaths",
            _read("mx_ucdp_nonstate_deaths"),
            "deaths",
            "as published",
            1.0,
            ("cartel_deaths",),
            "sum",
        ),
    ]
    names = {
        "overdose_deaths": "all",
        "overdose_deaths[fentanyl]": "synthetic_opioids",
        "overdose_deaths[heroin]": "heroin",
        "overdose_deaths[cocaine]": "cocaine",
        "overdose_deaths[methamphetamine]": "psychostimulants",
    }
    for column, name in names.items():
        series = f"us_od_deaths_{name}"
        what = f"US overdose deaths, {name.replace('_', ' ')}"
        found.append(
            Level(
                f"overdose_{name}",
                what,
                series,
                _read(series),
                "deaths",
                "as published; co-use counted in each class",
                1.0,
                (column,),
                "sum",
            )
        )
    return found


def _drugs() -> list[Level]:
    found = []
    for drug, short in SHORT.items():
        series = f"cbp_swb_seizures_{short}_kg"
        found.append(
            Level(
                f"seized_{drug}",
                f"{drug} seized, southwest border, gross",
                series,
                _read(series),
                "kg, fiscal year",
                "as published; model's land border",
                1.0,
                (f"land_gross_kg[{drug}]",),
                "sum",
                is_fiscal=True,
            )
        )
    for drug, short in list(SHORT.items())[1:]:
        series = f"us_consumption_{short}_pure"
        found.append(
            Level(
                f"consumption_{drug}",
                f"{drug} used in the US",
                series,
                _read(series),
                "kg pure",
                "tonnes x 1,000",
                1_000.0,
                (f"consumption_kg[{drug}]",),
                "sum",
            )
        )
    return found


def _money() -> list[Level]:
    return [*_spending_and_prices(), *_surveyed_prices(), *_revenue()]


def _spending_and_prices() -> list[Level]:
    found = []
    for short, drug, sold in (
        ("heroin", "opioid", "heroin"),
        ("cocaine", "cocaine", "cocaine"),
        ("meth", "methamphetamine", "methamphetamine"),
    ):
        series = f"us_expenditure_{short}"
        spent, used = _read(series), _read(f"us_consumption_{short}_pure")
        found += [
            Level(
                f"spending_{drug}",
                f"US spending on {drug}",
                series,
                spent,
                BILLION_USD,
                FROM_2018,
                PRICES_2018,
                (f"us_spending[{drug}]",),
                "sum",
                1e-9,
            ),
            Level(
                f"price_{sold}",
                f"retail price of {sold}: spending over use",
                f"{series} / us_consumption_{short}_pure",
                spent / used,
                USD_PER_GRAM,
                f"bn USD a tonne x 1,000 = USD a g; {FROM_2018}",
                1_000.0 * PRICES_2018,
                (f"us_retail_price[{sold}]",),
                "mean",
                1e-3,
            ),
        ]
    return found


def _surveyed_prices() -> list[Level]:
    return [
        Level(
            f"price_{drug}_dea",
            f"price of {drug}, {scope}",
            series,
            _read(series),
            USD_PER_GRAM,
            f"{year} USD x {inflation:.3f} (recalled)",
            inflation,
            (f"us_retail_price[{drug}]",),
            "mean",
            1e-3,
        )
        for drug, scope, series, year, inflation in (
            ("heroin", "retail", "us_heroin_price_pure_gram", 2016, PRICES_2016),
            ("methamphetamine", "all purchases", "us_meth_price_pure_gram", 2018, PRICES_2018),
        )
    ]


def _revenue() -> list[Level]:
    exports = "mx_cartel_drug_export_revenue_range"
    low, high = (targets.value(f"{exports}_{end}", 2019) for end in ("low", "high"))
    rows = (
        (
            "trafficking",
            f"{exports}_*",
            pd.Series({2019: math.sqrt(low * high)}),
            f"geometric mean of {low:.0f} and {high:.0f} bn; {FROM_2018}",
            PRICES_2018,
        ),
        (
            "extortion",
            "trades.csv: revenue 2018",
            pd.Series({2018: 12.0}),
            f"bn pesos (5-25) / {PESOS_2018}; {FROM_2018}",
            PRICES_2018 / PESOS_2018,
        ),
        (
            "fuel_theft",
            "mx_fuel_theft_value_oce",
            _read("mx_fuel_theft_value_oce"),
            f"m USD / 1,000 x {FUEL_SHARE} kept by groups (0.35-0.75); {FROM_2018}",
            FUEL_SHARE * PRICES_2018 / 1_000.0,
        ),
    )
    return [
        Level(
            f"revenue_{trade}",
            f"revenue from {trade.replace('_', ' ')}",
            series,
            published,
            BILLION_USD,
            words,
            factor,
            (f"revenue[{trade}]",),
            "sum",
            1e-9,
        )
        for trade, series, published, words, factor in rows
    ]


# ----------------------------------------------------------------------- both sides


def converted(level: Level) -> float:
    """Return the published mean in the unit of the comparison."""
    return float(level.published.mean()) * level.factor


def simulated(level: Level, frame: pd.DataFrame) -> float:
    """Return the model's mean over the published years; NaN if it has no such outcome."""
    if any(column not in frame.columns for column in level.columns):
        return math.nan
    years = list(level.published.index)
    if level.how == "december":
        dates = [pd.Timestamp(year, 12, 1) for year in years]
        return float(frame.loc[dates][list(level.columns)].sum(axis=1).mean()) * level.scale
    by_year = yearly(frame, level.columns, is_fiscal=level.is_fiscal).reindex(years)
    of_month = MONTHS if level.how == "mean" else 1
    return float(by_year.mean()) / of_month * level.scale


def rows(frames: Frames) -> tuple[list[Row], pd.DataFrame]:
    """Return the target rows, and the table with units and conversions in full."""
    found, lines = [], []
    for level in levels():
        known = converted(level)
        low, high = targets.band("level", known)
        years = span(list(level.published.index))
        what = f"{level.what} [{level.unit}], {years} ({level.series})"
        target = Target(f"L.{level.id}", "level", what, known, low, high, level.series)
        row = targets.judge(target, [simulated(level, frame) for frame in frames])
        found.append(row)
        lines.append(
            {
                "id": row["id"],
                "what": level.what,
                "series": level.series,
                "years": years,
                "published_as_given": float(level.published.mean()),
                "conversion": level.conversion,
                "unit": level.unit,
                "published": known,
                "simulated": row["simulated"],
                "ratio": float(str(row["simulated"])) / known,
                "hit": row["hit"],
            }
        )
    return found, pd.DataFrame(lines)
