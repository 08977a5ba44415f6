"""Design files: a table of points, one row each, its columns dotted keys."""

import csv
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from hydra.errors import HydraException

from experiments.composition import plain_value
from experiments.errors import InputError, refused
from experiments.overrides import GROUPS, group_fault, read_setting

Row = dict[str, Any]
SUFFIXES: Final = (".csv", ".parquet")
OF_THE_SWEEP: Final = ("output_dir", "design", "resume", "jobs", "workers", "debug")
"""Keys that belong to a whole sweep, not to a point."""

NOT_A_VALUE: Final = "{}: '{}' can't be read; allowed: one value as on the command line"


def read_design(path: Path) -> list[Row]:
    """Return the rows of a Parquet or CSV file; an empty cell leaves its key as it is.

    Raises
    ------
    InputError
        With every fault of the file, each with its row (from 1) and column.
    """
    if not path.is_file() or path.suffix not in SUFFIXES:
        raise InputError([refused("design", str(path), "a .csv or .parquet file that exists")])
    columns, cells = _read_csv(path) if path.suffix == ".csv" else _read_parquet(path)
    faults = _column_faults(path, columns)
    if not cells:
        faults.append(f"design: {path} has no rows; allowed: one row per point")
    rows = []
    for number, values in enumerate(cells, start=1):
        row = {}
        for column, cell in zip(columns, values, strict=True):
            try:
                value = cell_value(column, cell)
            except InputError as error:
                faults += [f"design: {path} row {number}: {fault}" for fault in error.faults]
                continue
            if value is not None:
                row[column] = value
        rows.append(row)
    if faults:
        raise InputError(faults)
    return rows


def cell_value(column: str, cell: Any) -> Any:
    """Return a cell as a plain value: text is read as on the command line; None if empty."""
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, str):
        return _from_text(column, cell.strip())
    if cell is None or isinstance(cell, bool | int):
        return cell
    raise InputError([refused(column, cell, "a number, a word, true or false")])


@lru_cache(maxsize=65_536)
def _from_text(column: str, text: str) -> Any:
    if not text:
        return None
    fault = NOT_A_VALUE.format(column, text)
    if "${" in text:
        raise InputError([fault])
    try:
        setting = read_setting(f"{column}={text}")
        if setting.parsed.is_sweep_override():
            raise InputError([fault])
        if column in GROUPS and (choice := group_fault(setting)):
            raise InputError([choice])
        return plain_value(setting)
    except HydraException as error:
        raise InputError([fault]) from error


def _column_faults(path: Path, columns: Sequence[str]) -> list[str]:
    faults = []
    for column in columns:
        is_dotted = all(name.isidentifier() for name in column.split("."))
        if not is_dotted or column.split(".")[0] == "hydra" or column in OF_THE_SWEEP:
            allowed = "dotted keys such as set.tariff, scenario or seed"
            faults.append(f"design: {path}: " + refused("column", column, allowed))
        if list(columns).count(column) > 1:
            faults.append(f"design: {path}: column '{column}' stands twice")
    return list(dict.fromkeys(faults))


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file, strict=True) if line]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([f"design: can't read {path}: {error}"]) from error
    if not lines:
        raise InputError([f"design: {path} is empty; allowed: a header of dotted keys"])
    columns, *cells = lines
    wrong = [
        f"design: {path} row {number} has {len(values)} cells; allowed: {len(columns)}"
        for number, values in enumerate(cells, start=1)
        if len(values) != len(columns)
    ]
    if wrong:
        raise InputError(wrong)
    return [column.strip() for column in columns], cells


def _read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise InputError([f"design: can't read {path}: {reason}"]) from error
    values = [column.to_pylist() for column in table.columns]
    return list(table.column_names), [list(cells) for cells in zip(*values, strict=True)]
