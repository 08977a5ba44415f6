"""Design files: a table of points, one row each, its columns dotted keys."""

import csv
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from hydra.errors import HydraException

from experiments.config.compose import plain_value
from experiments.config.errors import InputError, refused
from experiments.config.files import experiment_errors, sweep_errors
from experiments.config.overrides import GROUPS, form_error, group_error, read_setting

Row = dict[str, Any]
SUFFIXES: Final = (".csv", ".parquet")
MOST_POINTS: Final = 100_000
OF_THE_SWEEP: Final = ("output_dir", "design", "resume", "jobs", "workers", "debug")
"""Keys that belong to a whole sweep, not to a point."""

INDEX: Final = re.compile(r"__index_level_\d+__")
"""The column in which pandas keeps an index without a name; it sets nothing."""

OTHER_MARKS: Final = {";": "semicolons", "\t": "tabs"}

NOT_A_VALUE: Final = "{}: '{}' can't be read; allowed: one value as on the command line"


def read_design(path: Path, n_swept: int = 1) -> tuple[list[Row], list[str]]:
    """Return the rows of a Parquet or CSV file, and a sentence for each error of the file.

    An empty cell leaves its key as it is, and so does one that can't be read, so that the
    rest of its row can be checked too. Errors name row (from 1) and column. Each row makes
    ``n_swept`` points.

    Raises
    ------
    InputError
        If the file can't be read at all.
    """
    if not path.is_file() or path.suffix not in SUFFIXES:
        raise InputError([refused("design", str(path), "a .csv or .parquet file that exists")])
    columns, cells = _read_csv(path) if path.suffix == ".csv" else _read_parquet(path)
    refuse_too_many(len(cells) * n_swept)
    errors = _column_errors(path, columns)
    good = [column if not _is_refused(column) else None for column in columns]
    if not cells:
        errors.append(f"design: {path} has no rows; allowed: one row per point")
    rows = []
    for number, values in enumerate(cells, start=1):
        row: Row = {}
        rows.append(row)
        if len(values) != len(columns):
            n_cells = f"{len(values)} cells; allowed: {len(columns)}"
            errors.append(f"design: {path} row {number} has {n_cells}")
            continue
        for column, cell in zip(good, values, strict=True):
            try:
                value = None if column is None else cell_value(column, cell)
            except InputError as error:
                errors += [
                    f"design: {path} row {number}: {message}" for message in error.errors
                ]
                continue
            if column is not None and value is not None:
                row[column] = value
    return rows, errors + _experiment_errors(path, rows)


def refuse_too_many(n_points: int) -> None:
    """Refuse a sweep that is too large by its count, before any point is checked."""
    if n_points > MOST_POINTS:
        raise InputError([f"more than {MOST_POINTS} points in one sweep; split it"])


def _experiment_errors(path: Path, rows: Sequence[Row]) -> list[str]:
    """Return what keeps the experiments of a column from being points of one sweep."""
    names = dict.fromkeys(str(row["experiment"]) for row in rows if "experiment" in row)
    errors = [f for name in names for f in (*experiment_errors(name), *sweep_errors(name))]
    return [f"design: {path}: {message}" for message in errors]


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
    message = NOT_A_VALUE.format(column, text)
    if "${" in text:
        raise InputError([message])
    try:
        setting = read_setting(f"{column}={text}")
        if setting.parsed.is_sweep_override():
            raise InputError([message])
        if column in GROUPS and (choice := group_error(setting)):
            raise InputError([choice])
        if wrong := form_error(setting):
            raise InputError([wrong])
        return plain_value(setting)
    except (HydraException, ValueError, RecursionError) as error:
        raise InputError([message]) from error


def _column_errors(path: Path, columns: Sequence[str]) -> list[str]:
    errors = []
    for column in columns:
        if _is_refused(column):
            allowed = "dotted keys such as set.tariff, scenario or seed"
            errors.append(f"design: {path}: " + refused("column", column, allowed))
        if list(columns).count(column) > 1:
            errors.append(f"design: {path}: column '{column}' stands twice")
    return list(dict.fromkeys(errors))


def _is_refused(column: str) -> bool:
    is_dotted = all(name.isidentifier() for name in column.split("."))
    return not is_dotted or column.split(".")[0] == "hydra" or column in OF_THE_SWEEP


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.reader(file, strict=True) if line]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([f"design: can't read {path}: {error}"]) from error
    if not lines:
        raise InputError([f"design: {path} is empty; allowed: a header of dotted keys"])
    columns, *cells = lines
    mark = next((mark for mark in OTHER_MARKS if mark in columns[0]), "")
    if len(columns) == 1 and mark:
        what = f"design: {path} has {OTHER_MARKS[mark]} between its columns"
        raise InputError([f"{what}; allowed: commas"])
    return [column.strip() for column in columns], cells


def _read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())
        raise InputError([f"design: can't read {path}: {reason}"]) from error
    table = table.drop_columns([name for name in table.column_names if INDEX.fullmatch(name)])
    values = [column.to_pylist() for column in table.columns]
    return list(table.column_names), [list(cells) for cells in zip(*values, strict=True)]
