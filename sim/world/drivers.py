"""Dated paths of the world outside the model (wages, encounters, prices of others ...).

Each ``sim/data/drivers/*.csv`` holds one or more drivers, one dated value a line. A
driver is history, never a policy: policies are levers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.array_types import FloatArray
from sim.world.tables import DATA_FOLDER, Column, DataError, Table, TableSpec, read_table

DAY: Final = pd.Timedelta(days=1)
MIDDLE: Final = pd.Timedelta(days=14)
"""From the first of a month to its 15th, where a month's value is read."""


@dataclass(frozen=True, eq=False)
class Driver:
    """One dated path, held flat before its first date and after its last.

    Parameters
    ----------
    name, unit
        What the value is, and its unit.
    rule
        ``linear``: straight lines between dates; ``step``: a value holds until the next.
    days
        Dates as days since 1970-01-01, rising, shape (n,).
    values
        Value on each date, in `unit`, shape (n,).
    """

    name: str
    unit: str
    rule: str
    days: FloatArray
    values: FloatArray

    def at(self, date: pd.Timestamp) -> float:
        """Return the value on a date."""
        return float(self._read(np.array([(date - pd.Timestamp(0)) / DAY]))[0])

    def monthly(self, start: pd.Timestamp, n_months: int) -> FloatArray:
        """Return the value on the 15th of each month from `start`, shape (n_months,)."""
        months = pd.date_range(start.to_period("M").to_timestamp(), periods=n_months, freq="MS")
        return self._read(np.asarray((months + MIDDLE - pd.Timestamp(0)) / DAY, dtype=float))

    def _read(self, days: FloatArray) -> FloatArray:
        if self.rule == "linear":
            return np.interp(days, self.days, self.values)
        place = np.searchsorted(self.days, days, side="right") - 1
        return self.values[np.maximum(place, 0)]


def load_drivers(folder: Path | None = None) -> dict[str, Driver]:
    """Return every driver by name, from all tables of the drivers folder.

    Parameters
    ----------
    folder
        Folder of the tables; ``sim/data/drivers`` when None. It may be empty.
    """
    drivers: dict[str, Driver] = {}
    files: dict[str, Path] = {}
    for path in sorted((folder or DATA_FOLDER / "drivers").glob("*.csv")):
        rows = read_table(path, DRIVER_SPEC)
        for name in rows["driver"].unique().tolist():
            if name in drivers:
                raise DataError(f"{path}, column driver: '{name}' is also in {files[name]}.")
            drivers[name], files[name] = _make_driver(name, rows[rows["driver"] == name]), path
    return drivers


@lru_cache(maxsize=32)
def driver_paths(start: pd.Timestamp, n_months: int) -> Mapping[str, FloatArray]:
    """Return every driver of ``sim/data/drivers`` by month, shape (n_months,), read-only.

    Read once per process and calendar.
    """
    paths = {}
    for name, driver in load_drivers().items():
        paths[name] = driver.monthly(start, n_months)
        paths[name].setflags(write=False)
    return paths


def _make_driver(name: str, rows: pd.DataFrame) -> Driver:
    days = np.asarray((rows["date"] - pd.Timestamp(0)) / DAY, dtype=float)
    first = rows.iloc[0]
    return Driver(name, first["unit"], first["rule"], days, rows["value"].to_numpy(float))


def _check_drivers(table: Table) -> None:
    previous: dict[str, pd.Series] = {}
    for row, (_, line) in enumerate(table.rows.iterrows()):
        before = previous.setdefault(line["driver"], line)
        for column in ("unit", "rule"):
            if line[column] != before[column]:
                what = f"'{line[column]}' where '{before[column]}' stands in earlier lines"
                raise table.fault(row, column, f"{what} of '{line['driver']}'")
        if line["date"] < before["date"]:
            what = f"{line['date'].date()} stands after {before['date'].date()}"
            raise table.fault(row, "date", f"{what}; the dates of a driver must rise")
        previous[line["driver"]] = line


DRIVER_SPEC: Final = TableSpec(
    about="One dated value of a driver.",
    columns={
        "driver": Column(),
        "date": Column("date"),
        "value": Column("number"),
        "unit": Column(),
        "rule": Column(allowed=("linear", "step")),
        "source": Column(),
        "confidence": Column(allowed=("verified", "estimate", "memory")),
        "note": Column(may_be_blank=True),
    },
    key=("driver", "date"),
    checks=(_check_drivers,),
)
