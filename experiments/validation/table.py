"""The printed table of a validation: targets by section, notes on scores, counts of hits."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from experiments.presentation.text_table import Rows, table
from experiments.validation import targets
from experiments.validation.series import Row
from sim.params import registry
from sim.world.tables import DATA_FOLDER

HEADER: Final = ("id", "grade", "published", "band", "simulated", "90% interval", "hit", "what")
WIDTH: Final = 180
SIZED_LATER: Final = "calibrated on H6|in view|after the excess of 2020-21"
"""What a driver says whose size was set with later years known."""

IN_VIEW: Final = "2020-24"
"""What the source of a parameter says that was set with the held-out years in view."""


def _is_history(row: Row) -> bool:
    return str(row["id"]).startswith("H") and row["grade"] in ("A", "B", "C")


SECTIONS: Final[dict[str, Callable[[Row], bool]]] = {
    "1. The published cartel-size model as a special case": lambda row: str(
        row["id"]
    ).startswith("P"),
    "2. History under the realised policies": _is_history,
    "2. Held-out years 2020-24": lambda row: (
        str(row["id"]).startswith("H") and row["grade"] in ("score", "info")
    ),
    "3. Episodes, as paired runs": lambda row: str(row["id"]).startswith("E"),
    "Levels of 2015-19, within a factor of two": lambda row: row["grade"] == "level",
    "For information: the full model beside section 1": lambda row: str(row["id"]).startswith(
        "I"
    ),
}


def printed(rows: Sequence[Row]) -> str:
    """Return the rows by section as aligned tables, with notes and the count of hits."""
    cells = [_cells(row) for row in rows]
    sizes = [max(map(len, column)) for column in zip(HEADER, *cells, strict=True)][:-1]
    parts = []
    for title, belongs in SECTIONS.items():
        chosen = [cell for cell, row in zip(cells, rows, strict=True) if belongs(row)]
        if chosen:
            padded: Rows = [_padded(cell, sizes) for cell in chosen]
            parts.append(f"{title}\n\n{table(_padded(HEADER, sizes), padded, WIDTH)}")
        if chosen and title.endswith(IN_VIEW):
            parts.append(notes())
    return "\n\n".join([*parts, counted(rows)])


def notes() -> str:
    """Return what a reader must know of the held-out scores, in words."""
    names = set_in_view()
    declared = ", ".join(names) if names else "none says so"
    return (
        "An error below 1 beats the rival. The 80% interval holds the spread of runs (seeds,\n"
        "and 25 parameters with uncertainty=posterior) and the model's own misses of 2012-19.\n"
        "Not fully held out: structure and dated supply shocks were chosen by people who knew\n"
        f"these years. Parameters and drivers set with them in view ({len(names)}): {declared}."
    )


def set_in_view() -> list[str]:
    """Return parameters and drivers whose source says that 2020-24 was in view."""
    parameters = [
        f"{info.group}.{info.name}"
        for info in registry()
        if IN_VIEW in info.source and "view" in info.source
    ]
    return [*parameters, *(f"driver {name}" for name in drivers_in_view())]


def drivers_in_view() -> list[str]:
    """Return the drivers whose source or note says that later years set their size."""
    files = sorted((DATA_FOLDER / "drivers").glob("*.csv"))
    rows = pd.concat([pd.read_csv(path) for path in files])
    words = rows["source"].fillna("") + " " + rows["note"].fillna("")
    return list(dict.fromkeys(rows.loc[words.str.contains(SIZED_LATER), "driver"]))


def counted(rows: Sequence[Row]) -> str:
    """Return the count of hits by grade, and over the targets of grades A to C."""
    lines = [
        (grade, f"{n_hit} of {n}", str(missing), targets.GRADES[grade])
        for grade, n_hit, n, missing in targets.counts(rows)
    ]
    graded = [count for count in targets.counts(rows) if count[0] in ("A", "B", "C")]
    n_hit, n, missing = (sum(int(count[place]) for count in graded) for place in (1, 2, 3))
    lines.append(("A to C", f"{n_hit} of {n}", str(missing), "asked for: at least 9 in 10"))
    return table(("grade", "hits", "not measured", "what a hit is"), lines)


def _padded(cells: Sequence[str], sizes: Sequence[int]) -> tuple[str, ...]:
    return (*(cell.ljust(size) for cell, size in zip(cells, sizes, strict=False)), cells[-1])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        str(row["id"]),
        str(row["grade"]),
        number(row["published"]),
        span(row["band_low"], row["band_high"]),
        number(row["simulated"]),
        span(row["low"], row["high"]),
        str(row["hit"]),
        str(row["what"]),
    )


def number(value: object) -> str:
    """Return a number as a person would write it."""
    known = float(str(value))
    if math.isnan(known):
        return "-"
    if math.isinf(known):
        return "never"
    return f"{known:,.0f}" if abs(known) >= 1_000 else f"{known:.3g}"


def span(low: object, high: object) -> str:
    """Return a band or an interval in words."""
    first, last = float(str(low)), float(str(high))
    if math.isnan(first):
        return "-"
    if math.isinf(last):
        return f"over {number(first)}"
    return f"{number(first)} to {number(last)}"
