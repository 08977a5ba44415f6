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


def region_arrays(states: pd.DataFrame) -> dict[str, Any]:
    """Return what `World` holds per region."""
    plain = {
        "informality": "informality_rate",
        "export_exposure": "manufacturing_export_exposure",
        "capture_exposure": "illegal_mining_or_agri_capture_exposure",
        "fuel_theft_exposure": "fuel_theft_exposure",
        "migrant_route_exposure": "migrant_route_exposure",
    }
    arrays: dict[str, Any] = {name: states[col].to_numpy(float) for name, col in plain.items()}
    returnees = states["returnee_share"].to_numpy(float)
    return arrays | {
        "returnee_share": returnees / returnees.sum(),
        "neighbours": _membership(states["neighbours"], REGIONS),
        "tile_row": states["tile_row"].to_numpy(np.int64),
        "tile_col": states["tile_col"].to_numpy(np.int64),
        "borders_us": states["borders_us"].to_numpy(bool),
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

    return {
        "cost_index": routes["cost_index"].to_numpy(float),
        "route_corridor": tuple(routes["corridor"]),
        "route_mode": tuple(routes["mode"]),
        "route_feeder": _membership(routes["feeder_states"], REGIONS),
        "route_market": _membership(routes["markets"], MARKETS),
        "route_seizure_share": by_drug("share_seized_fy2019_23"),
        "route_share_2012": by_drug("share_2012"),
    }


def group_arrays(groups: pd.DataFrame, generated: pd.DataFrame) -> dict[str, Any]:
    """Return what `World` holds per named group, and the homes of generated ones."""
    names = tuple(groups["short"])
    weight = generated["weight"].to_numpy(float)
    return {
        "group_names": names,
        "group_exists_2012": groups["first_year"].to_numpy() <= START_YEAR,
        "group_home": _membership(groups["home_states"], REGIONS),
        "group_presence": _membership(groups["presence_states"], REGIONS),
        "group_trade_share": groups[list(TRADES)].to_numpy(float),
        "group_drugs": _membership(groups["drugs"], DRUGS),
        "group_parent": np.array(
            [names.index(parent) if parent in names else -1 for parent in groups["parent"]]
        ),
        "group_rivals": _membership(groups["rivals"], names),
        "group_allies": _membership(groups["allies"], names),
        "generated_home_weight": weight / weight.sum(),
    }
