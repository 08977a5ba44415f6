"""Every table of ``sim/data``: what each column may hold, and how a table is read.

A table is read as text, checked cell by cell against its `TableSpec`, then checked as a
whole (keys, totals, symmetry). The first error raises `DataError` with one sentence that
names file, line, column, value and what is allowed.
"""

import csv
import io
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

import pandas as pd

DATA_FOLDER: Final = Path(__file__).resolve().parents[1] / "data"
HEADER_LINES: Final = 2
"""Line number of a table's first row of data: the header is line 1."""

Kind = Literal["text", "number", "integer", "date"]


class DataError(Exception):
    """A table that is missing or damaged; the message names file, line and column."""


@dataclass(frozen=True)
class Column:
    """What the cells of one column may hold.

    Parameters
    ----------
    kind
        How a cell is read.
    low, high
        Bounds of a number, both included.
    allowed
        The only texts allowed; empty means any text.
    is_list
        The cell holds several texts joined by ``;``, each checked against `allowed`.
    may_be_blank
        Whether the cell may be empty. A blank number becomes NaN.
    """

    kind: Kind = "text"
    low: float = -math.inf
    high: float = math.inf
    allowed: tuple[str, ...] = ()
    is_list: bool = False
    may_be_blank: bool = False

    def __str__(self) -> str:
        """Say in words what is allowed."""
        if self.allowed:
            shown = ", ".join(self.allowed[:8]) + (", ..." if len(self.allowed) > 8 else "")
            return f"{'one or more' if self.is_list else 'one'} of {shown}"
        if self.kind == "date":
            return "a date as YYYY-MM-DD"
        if self.kind == "text":
            return "a text that is not blank"
        name = "a whole number" if self.kind == "integer" else "a number"
        if math.isinf(self.low) and math.isinf(self.high):
            return name
        if math.isinf(self.high):
            return f"{name} of at least {self.low:g}"
        return f"{name} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Table:
    """A table's rows with the file they came from, so that a check can name a cell."""

    path: Path
    rows: pd.DataFrame

    def error(self, row: int | None, column: str, what: str) -> DataError:
        """Return the error for one cell, or for a whole column if `row` is None."""
        line = "" if row is None else f", line {row + HEADER_LINES}"
        return DataError(f"{self.path}{line}, column {column}: {what}.")


Check = Callable[[Table], None]


@dataclass(frozen=True)
class TableSpec:
    """What one table holds.

    Parameters
    ----------
    about
        What one row is, and any trap in using it.
    columns
        The columns that must be there.
    key
        Columns that together tell the rows apart.
    ordered
        Triples (low, value, high) of columns that must stand in that order.
    checks
        Further checks on the whole table.
    """

    about: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    ordered: tuple[tuple[str, str, str], ...] = ()
    checks: tuple[Check, ...] = field(default=())


def read_table(path: Path, spec: TableSpec) -> pd.DataFrame:
    """Read one table and check it against its declaration.

    Returns
    -------
    rows
        One row per line of the file, in its order; numbers as float, whole numbers
        without blanks as int, dates as timestamps, the rest as text ("" where blank).
    """
    header, cells = _split_cells(path, _read_text(path))
    _check_header(path, header, spec)
    rows = pd.DataFrame(cells, columns=pd.Index(header), dtype=str)
    table = Table(path, rows)
    for name, column in spec.columns.items():
        rows[name] = _read_column(table, name, column)
    _check_key(table, spec.key)
    for triple in spec.ordered:
        _check_ordered(table, triple)
    for check in spec.checks:
        check(table)
    return rows


def nearest(name: str, known: list[str]) -> str:
    """Return "; nearest: a, b" for a misspelt name, or nothing when none is near."""
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return f"; nearest: {', '.join(near)}" if near else ""


def split_list(cell: str) -> list[str]:
    """Return the parts of a cell that joins several texts by ``;``."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}, line {line}: not valid UTF-8 text; save it so.") from error


def _split_cells(path: Path, text: str) -> tuple[list[str], list[list[str]]]:
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise DataError(f"{path}: not a comma-separated table ({error}).") from error
    if len(lines) < HEADER_LINES:
        raise DataError(f"{path}: holds no rows; a header and at least one row are needed.")
    header, *cells = lines
    for number, line in enumerate(cells, start=HEADER_LINES):
        if len(line) != len(header):
            raise DataError(
                f"{path}, line {number}: {len(line)} cells where the header has {len(header)}."
            )
    return header, cells


def _check_header(path: Path, header: list[str], spec: TableSpec) -> None:
    for name in header:
        if header.count(name) > 1:
            raise DataError(f"{path}, line 1, column {name}: stands there twice.")
    for name in spec.columns:
        if name not in header:
            raise DataError(f"{path}, line 1, column {name}: missing{nearest(name, header)}.")


def _read_column(table: Table, name: str, column: Column) -> pd.Series:
    cells = table.rows[name].str.strip()
    texts = cells.tolist()
    wrong = {cell for cell in set(texts) if not _is_allowed(cell, column)}
    for row, cell in enumerate(texts if wrong else ()):
        if cell in wrong:
            shown = f"'{cell}'" if cell else "blank"
            raise table.error(row, name, f"{shown} where {column} is needed")
    if column.kind == "date":
        return pd.to_datetime(cells, format="%Y-%m-%d")
    if column.kind in {"number", "integer"}:
        numbers = pd.to_numeric(cells.where(cells != ""))
        return numbers.astype(float) if column.kind == "number" else numbers
    return cells


def _is_allowed(cell: str, column: Column) -> bool:
    if not cell:
        return column.may_be_blank
    if column.kind == "text":
        parts = split_list(cell) if column.is_list else [cell]
        return not column.allowed or all(part in column.allowed for part in parts)
    if column.kind == "date":
        return _is_date(cell)
    try:
        number = float(cell)
    except ValueError:
        return False
    is_whole = column.kind == "number" or number.is_integer()
    return is_whole and math.isfinite(number) and column.low <= number <= column.high


def _is_date(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _check_key(table: Table, key: tuple[str, ...]) -> None:
    repeated = table.rows.duplicated(list(key))
    if repeated.any():
        row = int(repeated.to_numpy().argmax())
        values = ", ".join(str(table.rows[name].iloc[row]) for name in key)
        raise table.error(row, "+".join(key), f"'{values}' stands in an earlier line too")


def _check_ordered(table: Table, triple: tuple[str, str, str]) -> None:
    columns = (table.rows[name].tolist() for name in triple)
    for row, (low, value, high) in enumerate(zip(*columns, strict=True)):
        if low > value or value > high:
            what = f"{value:g} lies outside {low:g} to {high:g}"
            raise table.error(row, triple[1], what)
