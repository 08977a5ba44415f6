"""Section 2 of the targets, the single numbers after use: H6, H7 and H8."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation import targets
from experiments.validation.history_numbers import (
    MILLION,
    PERCENT,
    Point,
    graded,
    mean_of,
    ports_point,
    total_of,
)
from experiments.validation.series import FENTANYL_DEATHS, NOTICED, Measure, Row, between, total
from experiments.validation.targets import PRICES_2018, Target, value

PESOS_2021: Final = 20.3
INTERVAL: Final = ("low", "published", "high")


def points() -> list[Point]:
    """Return the numbers of H6 to H8, each with the way to measure it in one run."""
    return [*_precursors(), *_trades(), *later()]


def coverage(rows: Sequence[Row]) -> Row:
    """Return the share of the published numbers of H8 inside the seeds' 90% interval."""
    later = [row for row in rows if str(row["id"]).startswith("H8.")]
    numbers = np.array([[float(str(row[name])) for name in INTERVAL] for row in later])
    low, published, high = numbers.T
    what = f"share of {len(later)} numbers of 2025-26 in the seeds' 90% interval"
    target = Target("H8.coverage_seeds", "info", what, 0.9, *targets.COVERAGE, "TARGETS H8")
    return targets.judge(target, float(((low <= published) & (published <= high)).mean()))


# -------------------------------------------------------------- H6 the precursor shock


def change(frame: pd.DataFrame, column: str) -> float:
    """Return the change from the second quarter of 2023 to the last of 2024."""
    before = between(frame, column, "2023-04", "2023-06").mean()
    after = between(frame, column, "2024-10", "2024-12").mean()
    return float(after / before) - 1.0


def months_until(values: pd.Series, change: float) -> float:
    """Return the months after June 2023 until a column has changed by a share, inf if never.

    Three-month means ending in the month, against that of the second quarter of 2023. A month
    is what the model resolves: a lead within one month is no lead.
    """
    smooth = values.rolling(3).mean().loc["2023-06-01":"2025-06-01"].to_numpy(float)
    reached = np.flatnonzero((smooth / smooth[0] - 1.0) / change >= 1.0)
    return float(reached[0]) if reached.size else math.inf


def purity_lead(frame: pd.DataFrame, other: pd.Series, change: float) -> float:
    """Return the months by which purity falls a tenth before ``other`` changes by a share.

    Minus infinity if purity does not fall.
    """
    purity = months_until(frame["us_purity[fentanyl]"], -NOTICED)
    return months_until(other, change) - purity if purity < math.inf else -math.inf


def price_by_weight(frame: pd.DataFrame) -> pd.Series:
    """Return the retail price of fentanyl as sold, diluted [USD/kg]."""
    return frame["us_retail_price[fentanyl]"] * frame["us_purity[fentanyl]"]


def _precursors() -> list[Point]:
    purity = value("us_fentanyl_powder_purity", 2024) / value("us_fentanyl_powder_purity", 2023)
    return [
        (
            Target(
                "H6.deaths",
                "A",
                "synthetic-opioid deaths, Q4 2024 against Q2 2023: down over a third",
                math.nan,
                -0.60,
                -1.0 / 3.0,
                "TARGETS H6; lower end ours",
            ),
            lambda frame: change(frame, FENTANYL_DEATHS),
        ),
        (
            Target(
                "H6.order",
                "A",
                "months by which purity falls a tenth before deaths do",
                math.nan,
                1.0,
                24.0,
                "TARGETS H6: purity first, by a month at least",
            ),
            lambda frame: purity_lead(frame, frame[FENTANYL_DEATHS], -NOTICED),
        ),
        (
            Target(
                "H6.order_price",
                "B",
                "months by which purity falls a tenth before the price by weight rises one",
                math.nan,
                1.0,
                24.0,
                "series.md: purity moves before price, by a month at least",
            ),
            lambda frame: purity_lead(frame, price_by_weight(frame), NOTICED),
        ),
        graded(
            "H6.purity",
            "B",
            "fentanyl purity 2024 against 2023",
            purity - 1.0,
            growth("us_purity[fentanyl]", 2023, 2024),
            "us_fentanyl_powder_purity",
        ),
    ]


# ------------------------------------------------ H7 trades, arms and work, rough levels


def growth(column: str, first: int, last: int, *, is_fiscal: bool = False) -> Measure:
    """Return a measure of the change between two years."""

    def measure(frame: pd.DataFrame) -> float:
        after = total(frame, column, last, is_fiscal=is_fiscal)
        return after / total(frame, column, first, is_fiscal=is_fiscal) - 1.0

    return measure


def _sign(id_: str, what: str, published: float, measure: Measure, source: str) -> Point:
    """Return a point that asks for the right sign only."""
    low, high = (0.0, math.inf) if published > 0.0 else (-1.0, 0.0)
    return Target(id_, "C", what, published, low, high, source), measure


def _trades() -> list[Point]:
    extortion_usd = 36.0 / PESOS_2021 * PRICES_2018
    fuel_usd = value("mx_fuel_theft_value_oce", 2018) / 1_000.0 * PRICES_2018
    fuel = targets.published("mx_fuel_theft_volume")
    jobs = targets.published("mx_imss_formal_jobs")
    complaints = targets.published("mx_extortion_victims_reported")
    guns = value("mx_firearms_trafficked_mcdougal", 2011)
    extortion = "revenue[extortion]"
    return [
        graded(
            "H7.extortion",
            "C",
            "extortion revenue 2021, bn USD of 2024",
            extortion_usd,
            total_of(extortion, 2021, 1e-9),
            "trades.csv: 36 bn pesos (11-80) at 20.3, 2018 to 2024 prices",
        ),
        _sign(
            "H7.extortion_growth",
            "extortion revenue 2015-23, sign",
            complaints[2023] / complaints[2015] - 1.0,
            growth(extortion, 2015, 2023),
            "mx_extortion_victims_reported",
        ),
        graded(
            "H7.fuel_theft",
            "C",
            "fuel theft revenue 2018, bn USD of 2024",
            fuel_usd,
            total_of("revenue[fuel_theft]", 2018, 1e-9),
            "mx_fuel_theft_value_oce, at transfer prices",
        ),
        _sign(
            "H7.fuel_theft_fall",
            "fuel theft 2018-19, sign",
            fuel[2019] / fuel[2018] - 1.0,
            growth("revenue[fuel_theft]", 2018, 2019),
            "mx_fuel_theft_volume",
        ),
        _sign(
            "H7.fuel_theft_return",
            "fuel theft 2019-23, sign",
            fuel[2023] / fuel[2019] - 1.0,
            growth("revenue[fuel_theft]", 2019, 2023),
            "mx_fuel_theft_volume",
        ),
        graded(
            "H7.firearms",
            "C",
            "guns in use by groups 2015, against the yearly flow south",
            guns,
            mean_of("arms_stock", 2015),
            "mx_firearms_trafficked_mcdougal",
        ),
        graded(
            "H7.jobs",
            "C",
            "formal jobs at the end of 2019, million",
            jobs[2019],
            lambda frame: float(frame["formal_jobs"].loc["2019-12-01"]) / MILLION,
            "mx_imss_formal_jobs",
        ),
        _sign(
            "H7.jobs_growth",
            "formal jobs 2013-19, sign",
            jobs[2019] / jobs[2013] - 1.0,
            growth("formal_jobs", 2013, 2019),
            "mx_imss_formal_jobs",
        ),
        graded(
            "H7.returnees",
            "C",
            "people returned to Mexico 2015",
            value("mx_repatriation_events", 2015),
            lambda frame: total(frame, "returnees", 2015),
            "mx_repatriation_events; an input of the model, no outcome",
        ),
    ]


# ------------------------------------------------- H8 2025-26 under the realised policies


def twelve_months(column: str, last: str) -> Measure:
    """Return a measure of the sum of the twelve months that end with ``last`` (YYYY-MM)."""

    def measure(frame: pd.DataFrame) -> float:
        end = pd.Timestamp(f"{last}-01")
        return float(frame.loc[end - pd.DateOffset(months=11) : end, column].sum())

    return measure


def _half(year: int) -> Measure:
    return lambda frame: float(between(frame, "homicides", f"{year}-01", f"{year}-06").sum())


def later() -> list[Point]:
    """Return the numbers of 2025-26, that no fit used."""
    land = "land_gross_kg[fentanyl]"
    halves = targets.published("mx_homicides_inegi_h1")
    crossings = targets.published("usbp_swb_encounters")
    poe = value("cbp_swb_share_poe_fentanyl", 2025) / PERCENT
    return [
        graded(
            "H8.deaths_all",
            "B",
            "all overdose deaths 2025 (provisional)",
            value("us_od_deaths_all", 2025),
            total_of("overdose_deaths", 2025),
            "us_od_deaths_all",
        ),
        graded(
            "H8.deaths_synthetic",
            "B",
            "deaths with a synthetic opioid 2025 (provisional)",
            value("us_od_deaths_synthetic_opioids", 2025),
            total_of(FENTANYL_DEATHS, 2025),
            "us_od_deaths_synthetic_opioids",
        ),
        graded(
            "H8.deaths_cocaine",
            "B",
            "deaths with cocaine, year to August 2025",
            value("us_od_deaths_cocaine_12m_aug", 2025),
            twelve_months("overdose_deaths[cocaine]", "2025-08"),
            "us_od_deaths_cocaine_12m_aug",
        ),
        graded(
            "H8.deaths_psychostimulants",
            "B",
            "deaths with psychostimulants, year to August 2025",
            value("us_od_deaths_psychostimulants_12m_aug", 2025),
            twelve_months("overdose_deaths[methamphetamine]", "2025-08"),
            "us_od_deaths_psychostimulants_12m_aug",
        ),
        graded(
            "H8.fentanyl_kg",
            "B",
            "gross kg of fentanyl, southwest border, FY2025",
            value("cbp_swb_seizures_fentanyl_kg", 2025),
            lambda frame: total(frame, land, 2025, is_fiscal=True),
            "cbp_swb_seizures_fentanyl_kg",
        ),
        graded(
            "H8.fentanyl_kg_fytd",
            "B",
            "same, October 2025 to August 2026",
            value("cbp_swb_seizures_fentanyl_kg_fytd", 2026),
            lambda frame: float(between(frame, land, "2025-10", "2026-08").sum()),
            "cbp_swb_seizures_fentanyl_kg_fytd",
        ),
        ports_point(
            "H8.fentanyl_ports",
            "fentanyl",
            range(2025, 2026),
            poe,
            "cbp_swb_share_poe_fentanyl",
        ),
        graded(
            "H8.homicides",
            "B",
            "homicides in Mexico, first half of 2025",
            float(halves[2025]),
            _half(2025),
            "mx_homicides_inegi_h1",
        ),
        graded(
            "H8.homicides_change",
            "B",
            "homicides, first half of 2025 against 2024",
            float(halves[2025] / halves[2024]) - 1.0,
            lambda frame: _half(2025)(frame) / _half(2024)(frame) - 1.0,
            "mx_homicides_inegi_h1",
        ),
        graded(
            "H8.jobs",
            "B",
            "formal jobs at the end of 2025, million",
            value("mx_imss_formal_jobs", 2025),
            lambda frame: float(frame["formal_jobs"].loc["2025-12-01"]) / MILLION,
            "mx_imss_formal_jobs",
        ),
        graded(
            "H8.crossings",
            "B",
            "crossings FY2023-25, against revenue of migrant smuggling",
            float(crossings[2025] / crossings[2023]) - 1.0,
            growth("revenue[migrant_smuggling]", 2023, 2025, is_fiscal=True),
            "usbp_swb_encounters",
        ),
    ]
