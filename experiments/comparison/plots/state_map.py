"""A tile map of Mexico: one square per state, so small states can be seen."""

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.comparison.results import Comparison
from experiments.presentation import style
from experiments.presentation.languages import named, spoken, word
from experiments.presentation.wording import evidence_words, is_notable, outcome_words, percent
from sim.world.axes import REGIONS
from sim.world.load import load_world

PANELS: Final = ("recruits", "homicides")
PREFERRED: Final = "current_approach"
LEAST_LIMIT: Final = 0.02
QUANTILE: Final = 0.95
UNKNOWN: Final = (0.85, 0.85, 0.85, 1.0)


def tile_map(comparison: Comparison) -> Figure:
    """Draw the change in recruitment and homicides by state under the current approach."""
    name = PREFERRED if PREFERRED in comparison.policies else comparison.policies[0]
    drawing = style.figure(12.0, 5.0)
    for axes, outcome in zip(drawing.subplots(1, 2), PANELS, strict=True):
        table = pd.concat(
            [comparison.effects(f"{outcome}[{region}]").loc[[name]] for region in REGIONS]
        ).set_axis(list(REGIONS))
        norm = _scale(table["effect_vs_no_policy"])
        _panel(axes, outcome, table, norm)
        evidence = spoken(evidence_words(f"{outcome}[{REGIONS[0]}]"))
        what = named(outcome_words(outcome))
        axes.set_title(word("{what} by state", what=what) + f" ({evidence})")
        image = style.colour_scale(norm)
        bar = drawing.colorbar(
            image, ax=axes, orientation="horizontal", fraction=0.04, pad=0.02, extend="both"
        )
        bar.ax.set_xlabel(word("change against no policy"))
        style.percent_axis(bar.ax.xaxis)
    style.title(
        drawing,
        word(
            "{name}: change by state, year {horizon} of the policy",
            name=comparison.label(name),
            horizon=comparison.horizon,
        ),
        word(
            "One square per state, roughly in its place. Bold: clear and at least 1%."
            " Colours stop at the ends of the bar."
        ),
        comparison.note([name]),
    )
    return drawing


def _scale(effects: pd.Series) -> Normalize:
    """Return a scale that is symmetric about zero and not ruled by one small state."""
    sizes = effects.abs().dropna()
    limit = max(float(sizes.quantile(QUANTILE)) if len(sizes) else 0.0, LEAST_LIMIT)
    return TwoSlopeNorm(0.0, -limit, limit)


def _panel(axes: Axes, outcome: str, table: pd.DataFrame, norm: Normalize) -> None:
    world = load_world()
    colours = style.colour_scale(norm)
    for region, row, column in zip(REGIONS, world.tile_row, world.tile_col, strict=True):
        cell: Any = table.loc[region]
        effect = float(cell["effect_vs_no_policy"])
        face = style.colour_of(colours, effect) if np.isfinite(effect) else UNKNOWN
        axes.add_patch(Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, facecolor=face))
        is_strong = is_notable(outcome, effect, cell["effect_low"], cell["effect_high"])
        weight = "bold" if is_strong else "normal"
        look: dict[str, Any] = {"ha": "center", "va": "center", "color": style.ink_on(face)}
        middle = column + 0.5
        axes.text(middle, row + 0.33, region.removeprefix("MX-"), fontsize=7.5, **look)
        axes.text(middle, row + 0.68, percent(effect), fontsize=7, fontweight=weight, **look)
    axes.set_xlim(float(world.tile_col.min()), float(world.tile_col.max() + 1))
    axes.set_ylim(float(world.tile_row.max() + 1), float(world.tile_row.min()))
    axes.set_aspect("equal", anchor="N")
    axes.axis("off")
