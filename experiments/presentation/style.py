"""The look of every figure: colours that colour-blind readers can tell apart, and saving."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

INK: Final = "#222222"
MUTED: Final = "#8a8a8a"
PALE: Final = "#d9d9d9"
UP: Final = "#d55e00"
DOWN: Final = "#0072b2"
SERIES: Final = ("#4d4d4d", "#d55e00", "#cc79a7", "#009e73", "#0072b2")
"""Okabe & Ito's colours, the reference in grey."""

DIVERGING: Final = "PuOr_r"
"""Violet falls, orange rises; safe for all common kinds of colour blindness."""

Colour = tuple[float, float, float, float]
DARK: Final = 0.45
"""Luminance below which white letters read better than black ones."""

DPI: Final = 150
STYLE: Final[dict[Any, Any]] = {
    "font.size": 9.5,
    "font.family": "DejaVu Sans",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    "figure.titlesize": 13,
    "figure.titleweight": "bold",
    "pdf.fonttype": 42,
    "svg.hashsalt": "cartel-market",
}


def styled() -> AbstractContextManager[None]:
    """Return a context in which figures are drawn and saved."""
    return mpl.rc_context(STYLE)


def figure(width: float, height: float) -> Figure:
    """Return an empty figure [inch] that keeps its labels apart."""
    return Figure(figsize=(width, height), layout="constrained")


def title(drawing: Figure, text: str, *notes: str) -> None:
    """Put a title at the left of a figure, and notes below everything, a line each."""
    drawing.suptitle(text, x=0.01, ha="left")
    note = "\n".join(line for line in notes if line)
    if note:
        drawing.supxlabel(note, x=0.01, ha="left", fontsize=8.5, color="#555555")


def percent_axis(axis: Any, sign: str = "+") -> None:
    """Write an axis of fractions as percent, rises with a sign unless it is empty."""

    def text(value: float, _: int) -> str:
        return "0" if abs(value) < 1e-9 else f"{100 * value:{sign}.3g}%".replace("-", "−")

    axis.set_major_formatter(FuncFormatter(text))


def start_line(axes: Axes, date: pd.Timestamp, width: float) -> None:
    """Mark the first month of a policy on an axis of dates."""
    place = float(date2num(date))  # type: ignore[no-untyped-call]
    axes.axvline(place, color=MUTED, linestyle=":", linewidth=width)


def zero_line(axes: Axes, *, is_vertical: bool = True) -> None:
    """Draw the line of no effect."""
    line = axes.axvline if is_vertical else axes.axhline
    line(0.0, color=INK, linewidth=0.9, zorder=1)


def save(drawing: Figure, path: Path, *, formats: tuple[str, ...] = ("png", "pdf")) -> None:
    """Save a figure under a path without suffix; the same figure gives the same bytes."""
    for kind in formats:
        metadata = {"CreationDate": None} if kind == "pdf" else {"Software": None}
        drawing.savefig(path.with_suffix(f".{kind}"), dpi=DPI, metadata=metadata)


def colour_scale(norm: Normalize) -> ScalarMappable:
    """Return the diverging colours over a scale."""
    return ScalarMappable(norm, DIVERGING)


def colour_of(scale: ScalarMappable, value: float) -> Colour:
    """Return the colour of a value on a scale."""
    red, green, blue, opacity = map(float, np.ravel(scale.to_rgba(np.ma.asarray(value))))
    return red, green, blue, opacity


def ink_on(face: Colour) -> str:
    """Return the colour of letters that can be read on a face."""
    red, green, blue, _ = face
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < DARK else INK
