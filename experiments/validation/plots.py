"""Figures of a validation: one for each history series, and an overview of every target."""

import math
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
from experiments.validation import overview_plot, targets
from experiments.validation.series import (
    Frames,
    Row,
    columns_of,
    intervals,
    matrix,
    yearly,
)
from experiments.validation.targets import FIT_YEARS, HELD_OUT_YEARS, SeriesTarget
from experiments.validation.words import GRADE_WORDS, plain, sentence, spelt_out

FARTHEST: Final = 4.0
"""Half bands from the middle at which a point of the overview is held back at the edge."""

ROW_HEIGHT: Final = 0.19
LABEL: Final = 62
"""Letters of a target's words that stand beside its row."""


def draw_all(
    folder: Path, frames: Frames, rows: Sequence[Row], scores: pd.DataFrame | None
) -> None:
    """Draw the overviews into a new folder, and every series where history was run."""
    folder.mkdir()
    with styled():
        for target in targets.HISTORY if frames else ():
            draw_series(folder / target.id.replace(".", "_"), target, frames)
        draw_overview(folder / "overview", rows)
        overview_plot.draw(folder, rows, scores)


# ------------------------------------------------------------------------- one series


def draw_series(path: Path, target: SeriesTarget, frames: Frames) -> None:
    """Draw one series: published points with their band, and the model with its 80%."""
    simulated = matrix(target, frames)
    observed = targets.published(target.series)
    known = observed.loc[list(simulated.columns)]
    low, high = intervals(target, known, simulated, with_misses=True)
    every = pd.DataFrame(
        [yearly(frame, target.columns, is_fiscal=target.is_fiscal) for frame in frames]
    )
    drawing = figure(6.8, 4.0)
    axes = drawing.add_subplot()
    _shade(axes, columns_of(every))
    axes.plot(every.columns, every.mean(), color=DOWN, linewidth=2, label="model, mean")
    for _, seed in every.iterrows():
        axes.plot(every.columns, seed, color=DOWN, linewidth=0.6, alpha=0.35)
    _interval(axes, low, high)
    _points(axes, target, observed)
    axes.set_ylim(0.0, 1.1 * axes.get_ylim()[1])
    axes.set_ylabel(f"{target.unit} a year")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y")
    axes.set_xlabel("US fiscal year (from October)" if target.is_fiscal else "year")
    axes.legend(loc="upper left", fontsize=8)
    words = f"band: {GRADE_WORDS[target.grade]}; data: {target.series}; thin lines: seeds"
    name = target.what.removeprefix("gross kg of ").split(",")[0]
    title(drawing, sentence(name), words)
    save(drawing, path)


def _shade(axes: Axes, years: Sequence[int]) -> None:
    """Shade the held-out years, and the years after them."""
    held_out, later = HELD_OUT_YEARS, HELD_OUT_YEARS[-1] + 0.5
    axes.set_xlim(FIT_YEARS[0] - 0.6, years[-1] + 0.6)
    axes.axvspan(held_out[0] - 0.5, later, color="#f0f0f0", zorder=0)
    axes.axvspan(later, years[-1] + 0.6, color="#e2e2e2", zorder=0)
    top: dict[str, Any] = {
        "transform": axes.get_xaxis_transform(),
        "fontsize": 8,
        "color": "#555555",
    }
    axes.text(FIT_YEARS[-1] + 0.4, 0.97, "fit", ha="right", va="top", **top)
    axes.text(later - 0.1, 0.97, "held out", ha="right", va="top", **top)
    axes.text(later + 0.1, 0.97, "later", ha="left", va="top", **top)


def _interval(axes: Axes, low: pd.Series, high: pd.Series) -> None:
    years = low.index.to_numpy(float)
    style: dict[str, Any] = {
        "color": DOWN,
        "alpha": 0.18,
        "linewidth": 0,
        "label": "80%, seeds and fit misses",
    }
    if len(years) == years[-1] - years[0] + 1:
        axes.fill_between(years, low, high, **style)
    else:
        axes.vlines(years, low, high, color=DOWN, alpha=0.18, linewidth=8, label=style["label"])


def _points(axes: Axes, target: SeriesTarget, observed: pd.Series) -> None:
    shown = observed[observed.index >= FIT_YEARS[0]]
    bands = np.array([targets.band(target.grade, float(level)) for level in shown])
    reach = np.abs(bands.T - shown.to_numpy())
    axes.errorbar(
        shown.index,
        shown,
        yerr=reach,
        fmt="o",
        markersize=4.5,
        color=INK,
        ecolor=MUTED,
        elinewidth=1,
        capsize=2,
        label="published, band",
        zorder=4,
    )


# --------------------------------------------------------------------------- overview


def in_half_bands(row: Row, value: float) -> float:
    """Return where a value stands in its band: -1 its low end, 1 its high end."""
    low, high = float(str(row["band_low"])), float(str(row["band_high"]))
    if not all(map(math.isfinite, (low, high, value))):
        inside = low <= value <= high
        return 0.0 if inside else math.copysign(FARTHEST, value - max(low, min(high, 0.0)))
    place = (value - (low + high) / 2.0) / ((high - low) / 2.0)
    return float(np.clip(place, -FARTHEST, FARTHEST))


def draw_overview(path: Path, rows: Sequence[Row]) -> None:
    """Draw where the model stands in the band of every target, hits and misses apart."""
    counted = [row for row in rows if row["grade"] in ("A", "B", "C")]
    levels = [row for row in rows if row["grade"] == "level"]
    half = (len(counted) + len(levels) + 1) // 2
    listed = spelt_out([*counted, *levels])
    drawing = figure(15.0, 1.4 + ROW_HEIGHT * half)
    columns = drawing.subplots(1, 2)
    for axes, part in zip(columns, (listed[:half], listed[half:]), strict=True):
        _draw_part(axes, part)
    n_hit = sum(row["hit"] == targets.HIT for row in listed)
    n = sum(row["hit"] != targets.UNMEASURED for row in listed)
    words = "position in the band: -1 low end, 1 high end; held at the edge beyond; cross: miss"
    title(drawing, f"{n_hit} of {n} targets and levels hit", words)
    save(drawing, path)


def _draw_part(axes: Axes, rows: Sequence[Row]) -> None:
    axes.axvspan(-1.0, 1.0, color=PALE, alpha=0.6, zorder=0)
    for place, row in enumerate(rows):
        if row["hit"] == targets.UNMEASURED:
            axes.text(0.0, place, "not measured", ha="center", va="center", fontsize=7)
            continue
        ends = [in_half_bands(row, float(str(row[name]))) for name in ("low", "high")]
        is_hit = row["hit"] == targets.HIT
        colour = DOWN if is_hit else UP
        axes.plot(ends, [place, place], color=colour, linewidth=1.2, alpha=0.6)
        centre = in_half_bands(row, float(str(row["simulated"])))
        axes.plot(centre, place, "o" if is_hit else "X", color=colour, markersize=5)
    names = [shorten(plain(str(row["what"])), LABEL, placeholder="…") for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=7.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-FARTHEST - 0.2, FARTHEST + 0.2)
    axes.grid(axis="y", linewidth=0.4)
