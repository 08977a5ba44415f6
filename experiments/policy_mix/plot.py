"""One figure of a mix: the whole, its sides, and each lever alone and taken out."""

from pathlib import Path
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from experiments.policy_mix import words
from experiments.policy_mix.contrasts import (
    ALONE,
    GIVEN_BACK,
    OUTCOMES,
    PRESSURE,
    TAKEN_OUT,
    UNDERMINING,
    WHOLE,
)
from experiments.presentation.style import (
    DOWN,
    INK,
    UP,
    figure,
    percent_axis,
    save,
    styled,
    title,
    zero_line,
)
from experiments.presentation.wording import outcome_words

FIGURE: Final = "mix"
HEADS: Final = {
    WHOLE: "the whole mix",
    PRESSURE: "pressing levers alone",
    UNDERMINING: "undermining levers alone",
    GIVEN_BACK: "given back by undermining",
}
ROW: Final = 0.27  # inches
COLOURS: Final = {PRESSURE: DOWN, UNDERMINING: UP}
APART: Final = 0.17


def draw(path: Path, table: pd.DataFrame, name: str) -> None:
    """Draw the parts of a mix in the year that the page tells."""
    year = words.told_year(table)
    rows = table[table["horizon"] == year]
    alone = rows[(rows["part"] == ALONE) & (rows["outcome"] == OUTCOMES[0])]
    levers = alone.sort_values(["side", "effect"], ascending=[True, True])["name"].tolist()
    with styled():
        drawing = figure(11.0, 2.2 + ROW * (len(levers) + len(HEADS) + 1))
        panels = drawing.subplots(1, len(OUTCOMES), sharey=True)
        for axes, outcome in zip(panels, OUTCOMES, strict=True):
            _panel(axes, rows[rows["outcome"] == outcome], levers)
            axes.set_title(outcome_words(outcome), fontsize=10)
        labels = [*HEADS.values(), *(lever.replace("_", " ") for lever in levers)]
        panels[0].set_yticks(_places(len(levers)), labels)
        panels[0].invert_yaxis()
        drawing.legend(handles=_legend(), loc="outside upper right", ncols=4, fontsize=8.5)
        title(
            drawing,
            f"{words.scenario(name)} taken apart: change in year {year} of the policy",
            "Bars: 90% intervals over paired seeds. Alone: only this lever. Taken out: what is"
            " lost when the lever is left out of the mix.",
        )
        save(drawing, path)


def _places(n_levers: int) -> list[float]:
    """Return where rows stand: the sums at the top, a gap, the levers."""
    return [*map(float, range(len(HEADS))), *(len(HEADS) + 0.7 + n for n in range(n_levers))]


def _panel(axes: Axes, rows: pd.DataFrame, levers: list[str]) -> None:
    zero_line(axes)
    places = _places(len(levers))
    for place, part in zip(places, HEADS, strict=False):
        _dot(axes, rows[rows["part"] == part].iloc[0], place, INK, is_full=True)
    for place, lever in zip(places[len(HEADS) :], levers, strict=True):
        for part, shift in ((ALONE, -APART), (TAKEN_OUT, APART)):
            row = rows[(rows["part"] == part) & (rows["name"] == lever)].iloc[0]
            _dot(axes, row, place + shift, COLOURS[row["side"]], is_full=part == ALONE)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    percent_axis(axes.xaxis)
    axes.tick_params(axis="x", labelsize=8)
    axes.locator_params(axis="x", nbins=4)


def _dot(axes: Axes, row: pd.Series, place: float, colour: str, *, is_full: bool) -> None:
    axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=1.4)
    face = colour if is_full else "white"
    axes.plot(row["effect"], place, "o", color=colour, markerfacecolor=face, markersize=4.5)


def _legend() -> list[Line2D]:
    def mark(label: str, colour: str, face: str) -> Line2D:
        return Line2D([], [], marker="o", color=colour, markerfacecolor=face, label=label)

    return [
        mark("presses", DOWN, DOWN),
        mark("undermines", UP, UP),
        mark("alone", INK, INK),
        mark("taken out", INK, "white"),
    ]
