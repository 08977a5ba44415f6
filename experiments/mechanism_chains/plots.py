"""Figures of chains: a panel for each link, with the mechanism on and off."""

from pathlib import Path
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from experiments.mechanism_chains.definitions import CHAINS, OFF, ON, RATIO, START, Chain, Link
from experiments.presentation.style import (
    MUTED,
    UP,
    figure,
    percent_axis,
    save,
    styled,
    title,
    zero_line,
)

LOOKS: Final = {ON: (UP, "mechanism on"), OFF: (MUTED, "mechanism off")}
ACROSS: Final = 3


def draw(found: pd.DataFrame, folder: Path) -> None:
    """Draw every chain as a PNG file of its name."""
    with styled():
        for chain in CHAINS:
            _draw(chain, found[found["chain"] == chain.name], folder / chain.name)


def _draw(chain: Chain, rows: pd.DataFrame, path: Path) -> None:
    drawing = figure(8.4, 4.4)
    panels = drawing.subplots(-(-len(chain.links) // ACROSS), ACROSS, squeeze=False).ravel()
    for number, (axes, link) in enumerate(zip(panels, chain.links, strict=False), start=1):
        _panel(axes, link, rows[rows["link"] == number])
        axes.set_title(f"{number}  {link.what}", fontsize=9.5)
    panels[0].legend(fontsize=8)
    title(
        drawing,
        chain.claim,
        f"What {chain.policy} from {START} changes, seed by seed; quarters of a year.",
        f"Band: 90% interval over seeds. Mechanism: {chain.mechanism.replace('_', ' ')}.",
    )
    save(drawing, path, formats=("png",))


def _panel(axes: Axes, link: Link, rows: pd.DataFrame) -> None:
    for state, (colour, words) in LOOKS.items():
        mine = rows[rows["mechanism"] == state]
        axes.fill_between(
            mine["quarter"], mine["low"], mine["high"], color=colour, alpha=0.2, linewidth=0
        )
        axes.plot(mine["quarter"], mine["effect"], color=colour, linewidth=1.8, label=words)
    zero_line(axes, is_vertical=False)
    axes.set_xticks([1, 4, 8, 12])
    axes.tick_params(labelsize=8)
    axes.grid(axis="y")
    if link.how == RATIO:
        percent_axis(axes.yaxis)
    else:
        axes.set_ylabel(link.unit, fontsize=8)
