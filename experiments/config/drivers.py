"""Dated values that a config lays over the drivers of the outside world."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from experiments.config.errors import refused, unknown
from experiments.config.values import is_number
from sim.config import Calendar
from sim.levers import LeverError, read_date
from sim.world.drivers import Dated, known_drivers

DRIVER_FORM: Final = 'drivers.<driver>.schedule=[{from: "2026-01-01", value: 0}]'
ROW_FORM: Final = '{from: "YYYY-MM-DD", value: number}'
HINT: Final = "see --list drivers"


def read_drivers(
    entries: Mapping[str, Any], calendar: Calendar, errors: list[str]
) -> dict[str, tuple[Dated, ...]]:
    """Return the rows laid over each driver; what is wrong with them is appended to `errors`.

    Parameters
    ----------
    entries
        ``{schedule: [{from: ..., value: ...}, ...]}`` by the driver's name.
    calendar
        The run, within which all dates must lie.
    """
    read = {}
    for name, entry in entries.items():
        found = _errors(name, entry, calendar)
        errors += found
        if not found:
            read[name] = _rows(entry["schedule"])
    return read


def _errors(name: str, entry: Any, calendar: Calendar) -> list[str]:
    path = f"drivers.{name}"
    if name not in known_drivers():
        return [unknown(path, known_drivers(), HINT)]
    if not isinstance(entry, dict):
        return [refused(path, entry, DRIVER_FORM)]
    if strange := [key for key in entry if key != "schedule"]:
        return [unknown(f"{path}.{key}", ("schedule",)) for key in strange]
    path, raw = f"{path}.schedule", entry.get("schedule")
    if not isinstance(raw, list):
        return [refused(path, raw, f"a list such as [{ROW_FORM}]")]
    errors = [
        message
        for place, row in enumerate(raw)
        for message in _row_errors(f"{path}[{place}]", row)
    ]
    if errors:
        return errors
    rows = _rows(raw)
    last = calendar.end + pd.offsets.MonthEnd()
    span = f"{calendar.start.date()} to {last.date()}, the months of the run"
    outside = [
        refused(path, str(row.date.date()), span)
        for row in rows
        if not calendar.start <= row.date <= last
    ]
    return outside + [f"{path}: {message}" for message in known_drivers()[name].errors(rows)]


def _row_errors(path: str, row: Any) -> list[str]:
    if not isinstance(row, dict) or set(row) != {"from", "value"}:
        return [refused(path, row, ROW_FORM)]
    errors = []
    try:
        read_date(row["from"])
    except LeverError:
        errors.append(refused(f"{path}.from", row["from"], "a date as YYYY-MM-DD, in quotes"))
    if not is_number(row["value"]):
        errors.append(refused(f"{path}.value", row["value"], "a finite number"))
    return errors


def _rows(raw: list[dict[str, Any]]) -> tuple[Dated, ...]:
    return tuple(Dated(read_date(row["from"]), float(row["value"])) for row in raw)
