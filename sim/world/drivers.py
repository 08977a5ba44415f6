"""Dated paths of the world outside the model (wages, encounters, prices of others ...).

Each ``sim/data/drivers/*.csv`` holds one or more drivers, one dated value a line. A
driver is history, never a policy: policies are levers. A run may lay dated values of its own
over a driver (``ModelConfig.drivers``): another world, in which policies are tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.array_types import FloatArray
from sim.world.tables import DATA_FOLDER, Column, DataError, Table, TableSpec, read_table

DAY: Final = pd.Timedelta(days=1)
MIDDLE: Final = pd.Timedelta(days=14)
"""From the first of a month to its 15th, where a month's value is read."""


@dataclass(frozen=True)
class Dated:
    """One value that a run lays over a driver, and its date."""

    date: pd.Timestamp
    value: float


Overrides = Mapping[str, tuple[Dated, ...]]
"""Dated values by the name of the driver that they replace."""


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
    about
        What the table says of it: its first note, else its first source.
    """

    name: str
    unit: str
    rule: str
    days: FloatArray
    values: FloatArray
    about: str

    def at(self, date: pd.Timestamp) -> float:
        """Return the value on a date."""
        return float(self._read(np.array([(date - pd.Timestamp(0)) / DAY]))[0])

    def monthly(self, start: pd.Timestamp, n_months: int) -> FloatArray:
        """Return the value on the 15th of each month from `start`, shape (n_months,)."""
        months = pd.date_range(start.to_period("M").to_timestamp(), periods=n_months, freq="MS")
        return self._read(np.asarray((months + MIDDLE - pd.Timestamp(0)) / DAY, dtype=float))

    def monthly_under(
        self, rows: Sequence[Dated], start: pd.Timestamp, n_months: int
    ) -> FloatArray:
        """Return `monthly` with the path replaced from the first date of `rows` on.

        The rows go on by the driver's own rule; earlier months keep their value to the bit.
        """
        days = np.array([(row.date - pd.Timestamp(0)) / DAY for row in rows])
        own = replace(self, days=days, values=np.array([row.value for row in rows]))
        months = pd.date_range(start, periods=n_months, freq="MS") + MIDDLE
        is_before = np.asarray(months < rows[0].date)
        return np.where(is_before, self.monthly(start, n_months), own.monthly(start, n_months))

    def errors(self, rows: Sequence[Dated]) -> list[str]:
        """Return one sentence for each error of rows that a run lays over this driver."""
        if not rows:
            return ["the schedule is empty; at least one dated value is needed"]
        is_positive = bool((self.values > 0.0).all())
        allowed = "a positive number" if is_positive else "a finite number"
        errors = [
            f"value {row.value:g} on {row.date.date()} is not allowed; allowed: {allowed}"
            for row in rows
            if not np.isfinite(row.value) or (is_positive and row.value <= 0.0)
        ]
        return errors + [
            f"date {after.date.date()} stands after {before.date.date()}; dates must rise"
            for before, after in pairwise(rows)
            if after.date <= before.date
        ]

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


@cache
def known_drivers() -> Mapping[str, Driver]:
    """Return every driver of ``sim/data/drivers``; read once per process."""
    return load_drivers()


@lru_cache(maxsize=32)
def driver_paths(start: pd.Timestamp, n_months: int) -> Mapping[str, FloatArray]:
    """Return every driver of ``sim/data/drivers`` by month, shape (n_months,), read-only.

    Read once per process and calendar.
    """
    paths = {}
    for name, driver in known_drivers().items():
        paths[name] = driver.monthly(start, n_months)
        paths[name].setflags(write=False)
    return paths


def paths_under(
    overrides: Overrides, start: pd.Timestamp, n_months: int
) -> Mapping[str, FloatArray]:
    """Return `driver_paths` with a run's own values laid over them.

    Raises
    ------
    ValueError
        If there is no such driver, or its values can't stand.
    """
    paths = driver_paths(start, n_months)
    if not overrides:
        return paths
    own = {}
    for name, rows in overrides.items():
        if name not in paths:
            raise ValueError(f"drivers.{name}: there is no driver '{name}'")
        driver = known_drivers()[name]
        if errors := driver.errors(rows):
            raise ValueError(f"drivers.{name}: {'; '.join(errors)}")
        own[name] = driver.monthly_under(rows, start, n_months)
        own[name].setflags(write=False)
    return {**paths, **own}


def _make_driver(name: str, rows: pd.DataFrame) -> Driver:
    days = np.asarray((rows["date"] - pd.Timestamp(0)) / DAY, dtype=float)
    first = rows.iloc[0]
    values = rows["value"].to_numpy(float)
    about = str(first["source"] if pd.isna(first["note"]) else first["note"] or first["source"])
    return Driver(name, first["unit"], first["rule"], days, values, about)


def _check_drivers(table: Table) -> None:
    previous: dict[str, pd.Series] = {}
    for row, (_, line) in enumerate(table.rows.iterrows()):
        before = previous.setdefault(line["driver"], line)
        for column in ("unit", "rule"):
            if line[column] != before[column]:
                what = f"'{line[column]}' where '{before[column]}' stands in earlier lines"
                raise table.error(row, column, f"{what} of '{line['driver']}'")
        if line["date"] < before["date"]:
            what = f"{line['date'].date()} stands after {before['date'].date()}"
            raise table.error(row, "date", f"{what}; the dates of a driver must rise")
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
