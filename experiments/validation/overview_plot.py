"""One small picture of a validation: hits by section, and scores of years no fit used.

The picture of the README is ``figures/hits_and_scores.png`` of ``experiments.validate``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from experiments.presentation.style import DOWN, INK, MUTED, PALE, UP, figure, save, title
from experiments.validation import held_out, targets
from experiments.validation.series import Row

NAME: Final = "hits_and_scores"
SECTIONS: Final = {
    "P": "Published model\nas a special case",
    "H": "History\n2012-26",
    "E": "Published episodes,\npaired runs",
    "L": "Levels 2015-19",
}
GRADES: Final = ("A", "B", "C", "level")
BLOCKS: Final = (
    (held_out.WHOLE, "2020-24 (in view)", "o", DOWN),
    (held_out.LATER, "2025-26", "D", INK),
)
FARTHEST: Final = 6.0


def draw(folder: Path, rows: Sequence[Row], scores: pd.DataFrame | None) -> None:
    """Draw the picture into a folder; without history only the hits."""
    drawing = figure(9.0, 3.9)
    panels = drawing.subplots(1, 1 if scores is None else 2, squeeze=False)[0]
    counted = [row for row in rows if row["grade"] in GRADES]
    measured = [row for row in counted if row["hit"] != targets.UNMEASURED]
    n_hit = sum(row["hit"] == targets.HIT for row in measured)
    _hits(panels[0], measured)
    if scores is not None:
        _errors(panels[1], scores)
    title(
        drawing,
        f"{n_hit} of {len(measured)} published numbers met, mostly within a factor of two",
        "Left: targets inside their band. Right: mean absolute error over that of the last"
        f" known value, below 1 is better; held at {FARTHEST:g} beyond.",
    )
    save(drawing, folder / NAME)


def _hits(axes: Axes, rows: Sequence[Row]) -> None:
    known = [key for key in SECTIONS if any(str(row["id"]).startswith(key) for row in rows)]
    for place, key in enumerate(known):
        mine = [row["hit"] == targets.HIT for row in rows if str(row["id"]).startswith(key)]
        share = sum(mine) / len(mine)
        axes.barh(place, share, color=DOWN, height=0.6)
        axes.barh(place, 1.0 - share, left=share, color=UP, height=0.6)
        text = f"{sum(mine)} of {len(mine)}"
        axes.text(0.02, place, text, color="white", va="center", fontweight="bold")
    axes.set_yticks(range(len(known)), [SECTIONS[key] for key in known])
    axes.set_ylim(len(known) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title("hit (blue) and missed (orange)", fontsize=9.5, fontweight="normal")


def _errors(axes: Axes, scores: pd.DataFrame) -> None:
    axes.axvspan(0.0, 1.0, color=PALE, alpha=0.5, zorder=0)
    axes.axvline(1.0, color=MUTED, linewidth=0.9)
    for place, (block, words, marker, colour) in enumerate(BLOCKS):
        errors = scores.loc[scores["block"] == block, "error_vs_last_value"].dropna()
        shown = np.minimum(np.sort(errors.to_numpy(float)), FARTHEST)
        rows = place + 0.5 * (np.arange(len(shown)) / max(len(shown) - 1, 1) - 0.5)
        axes.plot(shown, rows, marker, color=colour, markersize=5)
        text = f"{words}: {int((errors < 1.0).sum())} of {len(errors)} better"
        axes.text(FARTHEST, place - 0.36, text, ha="right", color=colour)
    axes.set_ylim(len(BLOCKS) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xlim(0.0, FARTHEST + 0.2)
    axes.grid(axis="x")
    axes.set_title("years that no fit used", fontsize=9.5, fontweight="normal")
