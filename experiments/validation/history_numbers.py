"""Section 2 of the targets, the single numbers: H2, the shares of H3 at ports, and H5."""

import math
from collections.abc import Sequence
from typing import Final

import pandas as pd

from experiments.validation import targets
from experiments.validation.series import (
    FENTANYL_DEATHS,
    HEROIN_DEATHS,
    Frames,
    Measure,
    Row,
    mean,
    total,
    yearly,
    years_of,
)
from experiments.validation.targets import PRICES_2018, Target, value

Point = tuple[Target, Measure]

MILLION: Final = 1e6
KG_PER_TONNE: Final = 1_000.0
PERCENT: Final = 100.0
PORT_YEARS: Final = range(2019, 2024)
SHORT: Final[dict[str, str]] = {
    "fentanyl": "fentanyl",
    "heroin": "heroin",
    "methamphetamine": "meth",
    "cocaine": "cocaine",
}
"""Names of drugs in the ids of published series."""


def rows(numbers: Sequence[Point], frames: Frames) -> list[Row]:
    """Return a row for every single number."""
    return [
        targets.judge(target, [measure(frame) for frame in frames])
        for target, measure in numbers
    ]


def points() -> list[Point]:
    """Return the numbers of H2, H3 and H5, each with the way to measure it in one run."""
    return [*_heroin_to_fentanyl(), *_ports(), *_use()]


def graded(
    id_: str, grade: str, what: str, published: float, measure: Measure, source: str
) -> Point:
    """Return a number with the usual band of its grade."""
    return Target(id_, grade, what, published, *targets.band(grade, published), source), measure


# ---------------------------------------------------------------- H2 heroin to fentanyl


def synthetic_share(synthetic: pd.Series, heroin: pd.Series) -> pd.Series:
    """Return synthetic opioids' share of deaths with heroin or a synthetic, one year a row.

    The synthetic deaths of 2012 are taken off first: nearly all were pharmaceutical.
    """
    illicit = (synthetic - synthetic.loc[2012]).clip(lower=0.0)
    share: pd.Series = illicit / (illicit + heroin)
    return share


def crossing(share: pd.Series, level: float) -> float:
    """Return the year, to a fraction, in which a share first reaches a level; inf if never."""
    reached = share.index[share >= level]
    if len(reached) == 0:
        return math.inf
    year = int(reached[0])
    if year - 1 not in share.index:
        return float(year)
    before, after = float(share.loc[year - 1]), float(share.loc[year])
    return year - 1 + (level - before) / (after - before)


def years_to_replace(share: pd.Series) -> float:
    """Return the years from 5% to 90%; infinite if 90% is never reached."""
    end = crossing(share, 0.90)
    return end - crossing(share, 0.05) if math.isfinite(end) else math.inf


def _simulated_share(frame: pd.DataFrame) -> pd.Series:
    share = synthetic_share(yearly(frame, [FENTANYL_DEATHS]), yearly(frame, [HEROIN_DEATHS]))
    return share.loc[2012:2024]


def _heroin_to_fentanyl() -> list[Point]:
    share = synthetic_share(
        targets.published("us_od_deaths_synthetic_opioids").loc[2012:2024],
        targets.published("us_od_deaths_heroin").loc[2012:2024],
    )
    source = "us_od_deaths_synthetic_opioids, us_od_deaths_heroin; TARGETS H2"
    return [
        (
            Target(
                "H2.start",
                "B",
                "fentanyl's share of opioid doses 2013, near 0",
                math.nan,
                0.0,
                0.10,
                "TARGETS H2; band ours",
            ),
            lambda frame: mean(frame, "fentanyl_share", 2013),
        ),
        (
            Target(
                "H2.end",
                "B",
                "synthetic share of deaths with heroin or synthetic 2022, 2012 level off",
                float(share.loc[2022]),
                0.80,
                1.0,
                f"{source}; about 90%, band ours",
            ),
            lambda frame: float(_simulated_share(frame).loc[2022]),
        ),
        graded(
            "H2.years",
            "B",
            "years from 5% to 90% of those deaths",
            years_to_replace(share),
            lambda frame: years_to_replace(_simulated_share(frame)),
            source,
        ),
    ]


# ----------------------------------------------------------------- H3 shares at the ports


def ports_share(frame: pd.DataFrame, drug: str, years: range) -> float:
    """Return the share of gross weight at the land border that is seized at ports of entry."""
    fiscal = years_of(frame, is_fiscal=True)
    chosen = fiscal.isin(list(years))
    land = float(frame.loc[chosen, f"land_gross_kg[{drug}]"].sum())
    ports = float(frame.loc[chosen, f"ports_gross_kg[{drug}]"].sum())
    return ports / land if land > 0.0 else math.nan


def ports_point(id_: str, drug: str, years: range, published: float, series: str) -> Point:
    """Return a point whose band is a factor of two on what is *not* seized at ports."""
    low, high = (1.0 - part for part in reversed(targets.by_factor(1.0 - published, 2.0)))
    words = f"FY{years[0]}" + (f"-{years[-1] % 100}" if len(years) > 1 else "")
    what = f"share of {drug} seized at ports, {words}; x2 on the rest"
    target = Target(id_, "B", what, published, low, high, series)
    return target, lambda frame: ports_share(frame, drug, years)


def _ports() -> list[Point]:
    found = []
    for drug, short in SHORT.items():
        series = f"cbp_swb_share_poe_{short}"
        level = float(targets.published(series).loc[list(PORT_YEARS)].mean()) / PERCENT
        found.append(ports_point(f"H3.{drug}_ports", drug, PORT_YEARS, level, series))
    return found


# ------------------------------------------------------------ H5 use and spending in 2016


def total_of(column: str, year: int, scale: float = 1.0) -> Measure:
    """Return a measure of one year's sum, in another unit."""
    return lambda frame: total(frame, column, year) * scale


def mean_of(column: str, year: int, scale: float = 1.0) -> Measure:
    """Return a measure of one year's mean, in another unit."""
    return lambda frame: mean(frame, column, year) * scale


def _use() -> list[Point]:
    found = [
        graded(
            f"H5.consumption_{drug}",
            "B",
            f"pure tonnes of {drug} used in 2016",
            value(f"us_consumption_{short}_pure", 2016),
            total_of(f"consumption_kg[{drug}]", 2016, 1.0 / KG_PER_TONNE),
            f"us_consumption_{short}_pure",
        )
        for drug, short in list(SHORT.items())[1:]
    ]
    fentanyl = Target(
        "H5.consumption_fentanyl",
        "B",
        "pure tonnes of fentanyl used in 2021",
        value("us_consumption_fentanyl_pure", 2021),
        2.0,
        9.0,
        "us_consumption_fentanyl_pure: use 2-9",
    )
    found.append((fentanyl, total_of("consumption_kg[fentanyl]", 2021, 1.0 / KG_PER_TONNE)))
    for short, column in (
        ("heroin", "opioid"),
        ("cocaine", "cocaine"),
        ("meth", "methamphetamine"),
    ):
        found += [
            graded(
                f"H5.spending_{column}",
                "B",
                f"spending on {column} 2016, bn USD of 2024",
                value(f"us_expenditure_{short}", 2016) * PRICES_2018,
                total_of(f"us_spending[{column}]", 2016, 1e-9),
                f"us_expenditure_{short}, 2018 USD x {PRICES_2018:.3f}",
            ),
            graded(
                f"H5.heavy_users_{column}",
                "B",
                f"million who use {column} on 4+ days a month, 2016; dependent users",
                value(f"us_users_{short}_4plus_days", 2016),
                mean_of(f"heavy_users[{column}]", 2016, 1.0 / MILLION),
                f"us_users_{short}_4plus_days",
            ),
        ]
    return found
