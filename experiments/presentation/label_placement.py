"""Labels beside points that cover neither each other nor the points."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from experiments.presentation.style import INK, MUTED
from sim.array_types import FloatArray

ANGLES: Final = np.radians([0, 180, 90, 270, 30, 150, 210, 330, 60, 120, 240, 300])
DISTANCES: Final = (9.0, 18.0, 30.0, 45.0, 65.0, 90.0, 120.0, 150.0)
LEADER_FROM: Final = 11.0
POINT_SIZE: Final = 5.0
BAR_SIZE: Final = 1.5
FONT: Final = 8.5


def place_labels(
    axes: Axes, points: FloatArray, names: Sequence[str], is_strong: Sequence[bool]
) -> None:
    """Write a name beside each point at the first free place, nearest first.

    Points far from the middle come first; a thin line leads to a label that stands off.

    Parameters
    ----------
    points
        In data, shape (n, 2); rows with NaN get no label.
    is_strong
        Whether a name is written dark; others are grey.
    """
    if not np.isfinite(points).all(axis=1).any():
        return
    drawing = axes.figure
    drawing.canvas.draw()
    scale = drawing.dpi / 72.0
    pixels = axes.transData.transform(points)
    inside = axes.get_window_extent()
    taken = [text.get_window_extent() for text in axes.texts]
    taken += [
        box for line in axes.lines if line.get_zorder() > 1 for box in _boxes(line, scale)
    ]
    middle = np.nanmean(pixels, axis=0)
    order = np.argsort(-np.hypot(*(pixels - middle).T))
    for row in order:
        if not np.isfinite(pixels[row]).all():
            continue
        colour = INK if is_strong[row] else MUTED
        text = axes.annotate(names[row], points[row], fontsize=FONT, color=colour, zorder=4)
        size = text.get_window_extent()
        text.remove()
        place = _free_place(pixels[row], size, inside, taken, scale)
        taken.append(_box(place, size))
        middle_of_box = (place - pixels[row]) / scale
        is_far = np.hypot(*_nearest(taken[-1], pixels[row])) > LEADER_FROM * scale
        axes.annotate(
            names[row],
            points[row],
            middle_of_box,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=FONT,
            color=colour,
            zorder=4,
            arrowprops={"arrowstyle": "-", "color": MUTED, "linestyle": ":", "shrinkB": 3}
            if is_far
            else None,
        )


def _boxes(line: Line2D, scale: float) -> list[Bbox]:
    """Return what a line covers: one box for an interval, else one for each point."""
    pixels = line.get_transform().transform(line.get_xydata())
    if line.get_marker() == "None" and len(pixels) > 0:
        return [Bbox([pixels.min(axis=0), pixels.max(axis=0)]).padded(BAR_SIZE * scale)]
    return [_around(point, POINT_SIZE * scale) for point in pixels if np.isfinite(point).all()]


def _free_place(
    point: FloatArray, size: Bbox, inside: Bbox, taken: list[Bbox], scale: float
) -> FloatArray:
    """Return the middle of the nearest box that covers little, within the axes."""
    best, least = point, np.inf
    for distance in DISTANCES:
        for angle in ANGLES:
            way = np.array([np.cos(angle), np.sin(angle)])
            half = np.array([size.width, size.height]) / 2.0
            place = point + way * (distance * scale + _reach(way, half))
            box = _box(place, size)
            covered = sum(_overlap(box, other) for other in taken)
            covered += box.width * box.height - _overlap(box, inside)
            if covered < least:
                best, least = place, covered
            if covered <= 0.0:
                return place
    return best


def _reach(way: FloatArray, half: FloatArray) -> float:
    """Return how far a box reaches from its middle against a direction."""
    with np.errstate(divide="ignore"):
        return float(np.min(half / np.maximum(np.abs(way), 1e-9)))


def _box(middle: FloatArray, size: Bbox) -> Bbox:
    x, y = middle
    return Bbox.from_bounds(x - size.width / 2, y - size.height / 2, size.width, size.height)


def _around(point: FloatArray, half: float) -> Bbox:
    return Bbox([point - half, point + half])


def _nearest(box: Bbox, point: FloatArray) -> FloatArray:
    """Return the way from a point to the nearest point of a box."""
    corner = np.clip(point, [box.x0, box.y0], [box.x1, box.y1])
    return np.asarray(corner - point)


def _overlap(one: Bbox, other: Bbox) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(width, 0.0) * max(height, 0.0))
