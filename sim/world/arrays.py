"""The arrays of `sim.world.World`, built from checked tables."""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim.array_types import BoolArray, FloatArray
from sim.world.axes import DRUGS, MARKETS, REGIONS, SEIZED_DRUGS, TRADES
from sim.world.tables import split_list

START_YEAR: Final = 2012
HOMICIDE_SERIES: Final = "inegi_best"


def _membership(cells: pd.Series, names: tuple[str, ...]) -> BoolArray:
    """Return which names stand in each ``;`` list, shape (rows, names)."""
    return np.array([[name in split_list(cell) for name in names] for cell in cells])


def _weights(cells: pd.Series, names: tuple[str, ...]) -> FloatArray:
    """Return the weight of each name in cells like ``Gulf:2;Zetas:1``, 0 where absent."""
    pairs = [dict(part.split(":") for part in split_list(cell)) for cell in cells]
    return np.array([[float(row.get(name, 0)) for name in names] for row in pairs])


def region_arrays(states: pd.DataFrame) -> dict[str, Any]:
    """Return what `World` holds per region."""
    plain = {
        "informality": "informality_rate",
        "export_exposure": "manufacturing_export_exposure",
        "capture_exposure": "illegal_mining_or_agri_capture_exposure",
    } | {
        name: name
        for name in (
            "gdp_share",
            "security_force_per_100k",
            "fuel_theft_exposure",
            "migrant_route_exposure",
            "drug_production_exposure",
            "returnee_share",
            "extortion_rate",
        )
    }
    arrays: dict[str, Any] = {name: states[col].to_numpy(float) for name, col in plain.items()}
    for share in ("gdp_share", "returnee_share"):
        arrays[share] = arrays[share] / arrays[share].sum()
    return arrays | {
        "neighbours": _membership(states["neighbours"], REGIONS),
        "tile_row": states["tile_row"].to_numpy(np.int64),
        "tile_col": states["tile_col"].to_numpy(np.int64),
        "borders_us": states["borders_us"].to_numpy(bool),
        "border_corridor": tuple(states["border_corridor"]),
        "coast": tuple(states["coast"]),
        "formal_jobs": 1000.0 * states["formal_jobs_2019"].to_numpy(float),
    }


def people_arrays(men: pd.DataFrame, homicides: pd.DataFrame) -> dict[str, Any]:
    """Return people, young men and homicides per region and year."""

    def by_region(rows: pd.DataFrame, values: str) -> pd.DataFrame:
        return rows.pivot_table(values, index="code", columns="year").loc[list(REGIONS)]

    killed = by_region(homicides[homicides["series"] == HOMICIDE_SERIES], "homicides")
    population = by_region(men, "population_midyear").to_numpy(float)
    men_15_29 = by_region(men, "men_15_29").to_numpy(float)
    years = np.sort(men["year"].unique()).astype(np.int64)
    start = int(np.flatnonzero(years == START_YEAR)[0])
    return {
        "years": years,
        "population_by_year": population,
        "men_15_29_by_year": men_15_29,
        "population": population[:, start].copy(),
        "men_15_29": men_15_29[:, start].copy(),
        "homicide_years": killed.columns.to_numpy(np.int64),
        "homicides": killed.to_numpy(float),
    }


def route_arrays(routes: pd.DataFrame) -> dict[str, Any]:
    """Return what `World` holds per route."""

    def by_drug(prefix: str) -> FloatArray:
        shares = routes[[f"{prefix}_{drug}" for drug in SEIZED_DRUGS]].fillna(0).to_numpy(float)
        return np.asarray(shares / shares.sum(axis=0))

    plain = [
        f"{what}_{end}" for what in ("enforcement", "cost") for end in ("index", "low", "high")
    ]
    plain += ["seized_share_of_flow", "seized_share_low", "seized_share_high"]
    plain += ["bulk_sensitivity"]
    plain += [
        f"inspection_{what}_{year}" for what in ("cars", "trucks") for year in (2012, 2024)
    ]
    arrays: dict[str, Any] = {name: routes[name].to_numpy(float) for name in plain}
    return arrays | {
        "route_corridor": tuple(routes["corridor"]),
        "route_mode": tuple(routes["mode"]),
        "route_feeder": _membership(routes["feeder_states"], REGIONS),
        "route_market": _membership(routes["markets"], MARKETS),
        "route_controllers_2012": tuple(
            tuple(split_list(cell)) for cell in routes["controllers_2012"]
        ),
        "route_seizure_share": by_drug("share_seized_fy2019_23"),
        "route_share_2012": by_drug("share_2012"),
        "route_staff": routes["staff"].to_numpy(float),
        "route_capacity_class": tuple(routes["capacity_class"]),
    }


def group_arrays(groups: pd.DataFrame, generated: pd.DataFrame) -> dict[str, Any]:
    """Return what `World` holds per named group, and the homes of generated ones."""
    names = tuple(groups["short"])
    weight = generated["weight"].to_numpy(float)
    return {
        "group_names": names,
        "group_exists_2012": groups["first_year"].to_numpy() <= START_YEAR,
        "group_relative_size_2012": groups["relative_size_2012"].to_numpy(float),
        "group_home": _membership(groups["home_states"], REGIONS),
        "group_presence": _membership(groups["presence_states"], REGIONS),
        "group_trade_share": groups[list(TRADES)].to_numpy(float),
        "group_drugs": _membership(groups["drugs"], DRUGS),
        "group_parent": np.array(
            [names.index(parent) if parent in names else -1 for parent in groups["parent"]]
        ),
        "group_rivals": _membership(groups["rivals"], names),
        "group_allies": _membership(groups["allies"], names),
        "group_rivals_2020": _weights(groups["rivals_2020"], names),
        "group_allies_2020": _weights(groups["allies_2020"], names),
        "generated_home_weight": weight / weight.sum(),
    }
