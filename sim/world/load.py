"""The world as data: axes, tables and the arrays built from them.

Axes are named constant tuples; `World` holds every array over them, each with its unit and
shape. Nothing here moves during a run, so all models of a process share one `World`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pandas as pd

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.world.arrays import (
    group_arrays,
    people_arrays,
    region_arrays,
    route_arrays,
)
from sim.world.axes import (
    CHANNELS,
    CORRIDORS,
    DRUGS,
    MARKETS,
    REGION_NAMES,
    REGIONS,
    ROUTES,
    SEIZED_DRUGS,
    TRADES,
)
from sim.world.drivers import Driver, load_drivers
from sim.world.specs import TABLES
from sim.world.tables import DATA_FOLDER, DataError, nearest, read_table, split_list

__all__ = [
    "CHANNELS",
    "CORRIDORS",
    "DATA_FOLDER",
    "DRUGS",
    "MARKETS",
    "MEN_CENSUS_OVER_CONAPO",
    "REGIONS",
    "REGION_NAMES",
    "ROUTES",
    "SEIZED_DRUGS",
    "TABLES",
    "TRADES",
    "DataError",
    "Driver",
    "World",
    "load_drivers",
    "load_table",
    "load_world",
    "series",
    "split_list",
]

MEN_CENSUS_OVER_CONAPO: Final = 0.905
"""Men 15-29 of the census and surveys for each one counted by CONAPO (15.2 of 16.8 million).

`World` holds the CONAPO count; multiply by this to work on the census base. Never mix the two.
"""


def load_table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """Read and check one table.

    Parameters
    ----------
    name
        A name in `TABLES`; the file is ``<name>.csv``.
    folder
        Where the file lies; ``sim/data`` when None.

    Returns
    -------
    rows
        One row per line of the file, in its order.
    """
    if name not in TABLES:
        known = sorted(TABLES)
        raise DataError(
            f"'{name}' is no table{nearest(name, known)}; tables: {', '.join(known)}"
        )
    return read_table((folder or DATA_FOLDER) / f"{name}.csv", TABLES[name])


@dataclass(frozen=True, eq=False)
class World:
    """Everything that is read from tables and never changes in a run.

    R = 32 regions, L = 14 routes, G = 30 named groups, Y = 21 years (2010-2030).
    Drugs on a second axis of length 4 are `SEIZED_DRUGS`. Arrays are read-only, and the
    tables must not be written to.

    Attributes
    ----------
    neighbours
        Whether two regions share a border [1], shape (R, R), symmetric, no diagonal.
    tile_row, tile_col
        Place on the tile map [1], shape (R,).
    borders_us
        Whether a region touches the US [1], shape (R,).
    years
        Years of the two arrays below, 2010 to 2030, shape (Y,).
    population_by_year
        People at mid-year, CONAPO [person], shape (R, Y).
    men_15_29_by_year
        Men aged 15-29 at mid-year, **CONAPO count** [person], shape (R, Y); 10% above
        census and surveys, see `MEN_CENSUS_OVER_CONAPO`. Projected from 2020.
    population, men_15_29
        The same in 2012 [person], shape (R,).
    homicide_years
        2010 to 2024, shape (15,).
    homicides
        Homicides a year, series ``inegi_best``: by place, scaled to INEGI's national total
        [person/year], shape (R, 15).
    formal_jobs
        Jobs insured by IMSS, December 2019 [job], shape (R,). The capital is too high:
        IMSS counts where the employer is registered.
    informality
        Share of workers in informal jobs about 2019 [1], shape (R,).
    export_exposure
        Export-plant workers over formal jobs, 2019 [1], shape (R,).
    fuel_theft_exposure, migrant_route_exposure
        Relative exposure, largest = 1 [1], shape (R,).
    capture_exposure
        The same for captured business: mining, farming, timber [1], shape (R,).
    returnee_share
        Share of returned people by region of origin [1], shape (R,), sums to 1.
    route_corridor, route_mode
        The two halves of each route's name, length L.
    route_feeder
        Whether a region feeds a route [1], shape (L, R).
    route_market
        Whether a route serves a market [1], shape (L, 4).
    route_seizure_share
        Share of gross weight seized, fiscal 2019-23 [1], shape (L, 4), sums to 1 per drug;
        0 where a route does not serve the US.
    route_share_2012
        Share of seized and judged flow about 2012 [1], shape (L, 4), sums to 1 per drug.
        **Trap**: 0.70 of fentanyl by parcel is Chinese mail and 0.44 of cocaine by the
        Caribbean mostly other countries' groups; Mexican groups hold about 0.05 and 0.04.
    cost_index
        Cost of a load, California port = 1 [1], shape (L,).
    group_names
        Short names of the named groups, length G, order of ``groups.csv``.
    group_exists_2012
        Whether the group exists at the start of 2012 (the first 18) [1], shape (G,).
    group_home, group_presence
        Whether a region is home to, or worked by, a group [1], shape (G, R).
    group_trade_share
        Share of a group's labour in each trade [1], shape (G, 5), rows sum to 1.
    group_drugs
        Whether a group deals in a drug [1], shape (G, 5).
    group_parent
        Row of the group it left, -1 where none [1], shape (G,).
    group_rivals, group_allies
        Mutual rivalry and alliance in 2012 (later groups: first year) [1], shape (G, G).
    generated_home_weight
        Chance that a generated group has its home in a region [1], shape (R,), sums to 1.
    series, states, groups, group_facts, routes, route_seizures, drugs, markets, users,
    trades, lever_history, events, wars, wars_observed, costs, labour, effects, firm_sizes,
    policy_packages
        The tables themselves; `TABLES` says what a row is.
    """

    neighbours: BoolArray
    tile_row: IntArray
    tile_col: IntArray
    borders_us: BoolArray
    years: IntArray
    population_by_year: FloatArray
    men_15_29_by_year: FloatArray
    population: FloatArray
    men_15_29: FloatArray
    homicide_years: IntArray
    homicides: FloatArray
    formal_jobs: FloatArray
    informality: FloatArray
    export_exposure: FloatArray
    fuel_theft_exposure: FloatArray
    migrant_route_exposure: FloatArray
    capture_exposure: FloatArray
    returnee_share: FloatArray
    route_corridor: tuple[str, ...]
    route_mode: tuple[str, ...]
    route_feeder: BoolArray
    route_market: BoolArray
    route_seizure_share: FloatArray
    route_share_2012: FloatArray
    cost_index: FloatArray
    group_names: tuple[str, ...]
    group_exists_2012: BoolArray
    group_home: BoolArray
    group_presence: BoolArray
    group_trade_share: FloatArray
    group_drugs: BoolArray
    group_parent: IntArray
    group_rivals: BoolArray
    group_allies: BoolArray
    generated_home_weight: FloatArray
    series: pd.DataFrame
    states: pd.DataFrame
    groups: pd.DataFrame
    group_facts: pd.DataFrame
    routes: pd.DataFrame
    route_seizures: pd.DataFrame
    drugs: pd.DataFrame
    markets: pd.DataFrame
    users: pd.DataFrame
    trades: pd.DataFrame
    lever_history: pd.DataFrame
    events: pd.DataFrame
    costs: pd.DataFrame
    wars: pd.DataFrame
    wars_observed: pd.DataFrame
    labour: pd.DataFrame
    effects: pd.DataFrame
    firm_sizes: pd.DataFrame
    policy_packages: pd.DataFrame

    def __copy__(self) -> Self:
        """Return itself: nothing in it changes."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return itself, so that a copied model shares the one world."""
        return self

    def population_in(self, year: int) -> FloatArray:
        """Return people per region in a year [person], shape (R,); flat outside 2010-2030."""
        return self.population_by_year[:, self._column(year)]

    def men_15_29_in(self, year: int) -> FloatArray:
        """Return men 15-29 per region, CONAPO count [person], shape (R,); flat outside."""
        return self.men_15_29_by_year[:, self._column(year)]

    def _column(self, year: int) -> int:
        return min(max(year - int(self.years[0]), 0), len(self.years) - 1)


@cache
def load_world(folder: Path | None = None) -> World:
    """Read every table and build the world; read once per process.

    Parameters
    ----------
    folder
        Where the tables lie; ``sim/data`` when None.
    """
    tables = {name: load_table(name, folder) for name in TABLES}
    _check_men_totals(tables, (folder or DATA_FOLDER) / "states.csv")
    arrays = (
        region_arrays(tables["states"])
        | people_arrays(tables["men_15_29_state_year"], tables["homicides_state_year"])
        | route_arrays(tables["routes"])
        | group_arrays(tables["groups"], tables["generated_groups"])
    )
    for array in arrays.values():
        if isinstance(array, np.ndarray):
            array.setflags(write=False)
    kept: dict[str, Any] = {
        name: rows for name, rows in tables.items() if name in World.__dataclass_fields__
    }
    return World(**arrays, **kept)


def series(series_id: str, geography: str | None = None) -> pd.Series:
    """Return one published series by year.

    Parameters
    ----------
    series_id
        A name in ``series.csv``.
    geography
        Needed only where one series covers several places.

    Returns
    -------
    values
        In the unit of the table, indexed by year, rising.
    """
    rows = load_world().series
    known = sorted(rows["series_id"].unique())
    if series_id not in known:
        raise DataError(f"series.csv has no series '{series_id}'{nearest(series_id, known)}.")
    chosen = rows[rows["series_id"] == series_id]
    if geography is not None:
        chosen = chosen[chosen["geography"] == geography]
    if chosen.empty or chosen["year"].duplicated().any():
        places = rows.loc[rows["series_id"] == series_id, "geography"].unique()
        raise DataError(f"series '{series_id}' needs one geography of: {'; '.join(places)}.")
    return chosen.set_index("year")["value"].sort_index().rename(series_id)


def _check_men_totals(tables: dict[str, pd.DataFrame], path: Path) -> None:
    men = tables["men_15_29_state_year"]
    of_2020 = men[men["year"] == 2020].set_index("code")["men_15_29"]
    for row, (code, value) in enumerate(
        zip(tables["states"]["code"], tables["states"]["men_15_29_2020"], strict=True)
    ):
        if value != of_2020[code]:
            raise DataError(
                f"{path}, line {row + 2}, column men_15_29_2020: {value:g} where"
                f" men_15_29_state_year.csv has {of_2020[code]:g} for {code}."
            )
