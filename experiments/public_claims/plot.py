"""One figure of claims: each effect in multiples of the smallest that matters."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from experiments.presentation.style import (
    DOWN,
    INK,
    MUTED,
    PALE,
    UP,
    figure,
    save,
    styled,
    title,
)
from experiments.public_claims.verdicts import CONTESTED, NOT_SUPPORTED, SUPPORTED, UNDECIDED

FIGURE: Final = "claims"
FARTHEST: Final = 10.0
ROW: Final = 0.3  # inches
COLOURS: Final = {SUPPORTED: DOWN, NOT_SUPPORTED: UP, UNDECIDED: MUTED, CONTESTED: "#cc79a7"}
MARKS: Final = {"agents": "o", "written": "s", "nominal": "x"}


def draw(path: Path, table: pd.DataFrame) -> None:
    """Draw every claim's effect as it is, and with its mechanisms off and reversed."""
    order = {verdict: place for place, verdict in enumerate(COLOURS)}
    rows = table.sort_values("verdict", key=lambda column: column.map(order), kind="stable")
    with styled():
        drawing = figure(10.0, 1.9 + ROW * len(rows))
        axes = drawing.subplots()
        axes.axvspan(-1.0, 1.0, color=PALE, alpha=0.5, linewidth=0)
        axes.axvline(0.0, color=INK, linewidth=0.9)
        for place, (_, row) in enumerate(rows.iterrows()):
            _line(axes, row, float(place))
        names = [name.replace("_", " ") for name in rows["claim"]]
        axes.set_yticks(range(len(rows)), names)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(-FARTHEST * 1.05, FARTHEST * 1.05)
        axes.set_xlabel(
            "effect in the claimed direction, multiples of the smallest that matters"
        )
        axes.tick_params(axis="y", length=0)
        drawing.legend(handles=_legend(), loc="outside lower center", ncols=4, fontsize=8.5)
        title(drawing, "Public claims in the model")
        save(drawing, path)


def _line(axes: Axes, row: pd.Series, place: float) -> None:
    unit = max(float(row["smallest"]), 1e-6) * (-1.0 if row["direction"] == "-" else 1.0)
    for name, shift, size in (("off", 0.22, 3.5), ("reversed", 0.22, 3.5)):
        value = np.clip(row[name] / unit, -FARTHEST, FARTHEST)
        shape = "|" if name == "off" else "4"
        axes.plot(value, place + shift, shape, color=INK, markersize=size + 3, alpha=0.7)
    ends = np.clip([row["as_is_low"] / unit, row["as_is_high"] / unit], -FARTHEST, FARTHEST)
    value = np.clip(row["as_is"] / unit, -FARTHEST, FARTHEST)
    colour = COLOURS[row["verdict"]]
    axes.plot(ends, [place, place], color=colour, linewidth=1.8)
    axes.plot(value, place, MARKS[row["decided_by"]], color=colour, markersize=6)


def _legend() -> list[Line2D]:
    found = [
        Line2D([], [], color=colour, linewidth=3, label=verdict)
        for verdict, colour in COLOURS.items()
    ]
    words = {"agents": "agents decide", "written": "written line", "nominal": "nominal"}
    found += [
        Line2D([], [], color=INK, marker=mark, linestyle="", label=words[name])
        for name, mark in MARKS.items()
    ]
    found.append(Line2D([], [], color=INK, marker="|", linestyle="", label="mechanisms off"))
    found.append(Line2D([], [], color=INK, marker="4", linestyle="", label="reversed"))
    return found
