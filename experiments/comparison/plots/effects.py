"""Figures of effects: ranked, offset, scatter and table."""

import math
from collections.abc import Sequence
from textwrap import fill
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from experiments.comparison.results import Comparison
from experiments.presentation import style
from experiments.presentation.label_placement import place_labels
from experiments.presentation.languages import spoken, word
from experiments.presentation.wording import (
    evidence_words,
    is_notable,
    outcome_words,
    percent,
    reading_order,
)
from sim.array_types import BoolArray

HEADLINES: Final = ("supply_doses", "recruits")
TABLE_OUTCOMES: Final = (
    "supply_doses",
    "recruits",
    "overdose_deaths",
    "homicides",
    "members",
    "cartel_deaths",
    "dependent_users",
    "us_retail_price[fentanyl]",
    "net_income",
    "formal_jobs",
    "corruption",
    "cooperation",
)
TABLE_LIMIT: Final = 0.10
EFFECT: Final = ["effect_vs_no_policy", "effect_low", "effect_high"]
OFFSET_LIMITS: Final = (-1.0, 2.0)
ROW_HEIGHT: Final = 0.27
SMALL: Final = 0.005
NOTE_WIDTH: Final = 125
HEAD_WIDTH: Final = 12
LONGEST_TITLE: Final = 40


def after(horizon: int) -> str:
    """Return a horizon in words."""
    return word("year {horizon} of the policy", horizon=horizon)


def ranked(comparison: Comparison) -> Figure:
    """Draw each scenario's effect on the two headlines, ranked, with intervals."""
    height = 1.9 + ROW_HEIGHT * len(comparison.policies)
    drawing = style.figure(11.0, height)
    for axes, outcome in zip(drawing.subplots(1, 2), HEADLINES, strict=True):
        rows = comparison.effects(outcome).loc[comparison.policies]
        rows = rows.sort_values("effect_vs_no_policy", ascending=False)
        _dots(axes, outcome, rows, [comparison.label(str(name)) for name in rows.index])
        axes.set_title(titled(outcome))
        axes.set_xlabel(word("change against no policy") + ", " + after(comparison.horizon))
    style.title(
        drawing,
        word("Effect of each policy on supply and recruitment"),
        word(
            "Dot: mean of paired runs; bar: 90% interval ({doubt})."
            " Hollow: not clear, or under 1%.",
            doubt=comparison.doubt,
        ),
        comparison.note(comparison.policies),
    )
    return drawing


def titled(outcome: str) -> str:
    """Return an outcome in words, with what stands behind it."""
    what, evidence = spoken(outcome_words(outcome)), spoken(evidence_words(outcome))
    between = "\n" if len(what) + len(evidence) > LONGEST_TITLE else " "
    return f"{what}{between}({evidence})"


def _dots(axes: Axes, outcome: str, rows: pd.DataFrame, names: Sequence[str]) -> None:
    for place, (_, row) in enumerate(rows.iterrows()):
        effect, low, high = row["effect_vs_no_policy"], row["effect_low"], row["effect_high"]
        clear = is_notable(outcome, effect, low, high)
        colour = (style.UP if effect > 0 else style.DOWN) if clear else style.MUTED
        if not math.isnan(low):
            axes.plot([low, high], [place, place], color=colour, linewidth=2.0, zorder=2)
        face = colour if clear else "white"
        axes.plot(
            effect, place, "o", color=colour, markerfacecolor=face, markersize=6, zorder=3
        )
    style.zero_line(axes)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="both")
    style.percent_axis(axes.xaxis)


def offsets(comparison: Comparison) -> Figure:
    """Draw the share of each effect that adaptation takes back, by horizon."""
    tables = {outcome: _offset_table(comparison, outcome) for outcome in HEADLINES}
    n_rows = max(1, *(len(table) for table in tables.values()))
    drawing = style.figure(11.0, 2.4 + ROW_HEIGHT * n_rows)
    panels = drawing.subplots(1, 2, sharex=True)
    for axes, (outcome, table) in zip(panels, tables.items(), strict=True):
        _offset_panel(axes, table, comparison)
        _offset_intervals(axes, outcome, table, comparison)
        axes.set_title(titled(outcome))
        axes.set_xlabel(word("share of the effect taken back"))
    handles, labels = panels[0].get_legend_handles_labels()
    if handles:
        drawing.legend(handles, labels, ncols=len(handles), loc="outside upper right")
    style.title(
        drawing,
        word("Adaptation offset"),
        word(
            "0: adaptation changes nothing; 100%: it undoes the effect; beyond: it turns it"
            " round; below 0: it adds to it.\nOnly where the effect with choices frozen is"
            " clear and at least 0.5%. Bars: 90% interval of year {horizon}. Arrows: beyond"
            " the axis.",
            horizon=comparison.horizon,
        ),
        comparison.note(comparison.policies),
    )
    return drawing


def _offset_table(comparison: Comparison, outcome: str) -> pd.DataFrame:
    """Return offsets, scenarios in rows (ranked by the last known), horizons in columns."""
    columns = {h: comparison.offsets(outcome, h) for h in comparison.horizons}
    table = pd.DataFrame(columns).dropna(how="all")
    last = table.ffill(axis=1).iloc[:, -1]
    return table.loc[last.sort_values(ascending=False).index]


def _offset_panel(axes: Axes, table: pd.DataFrame, comparison: Comparison) -> None:
    low, high = OFFSET_LIMITS
    for place, horizon in enumerate(comparison.horizons):
        values = table[horizon].to_numpy() if len(table) else np.empty(0)
        shown = np.clip(values, low, high)
        is_inside = shown == values
        rows = np.arange(len(values)) + 0.22 * (1 - place)
        colour = ("#56b4e9", "#0072b2", "#222222")[place]
        marker = "osD"[place]
        words = word("year {year}", year=horizon)
        axes.plot(shown[is_inside], rows[is_inside], marker, color=colour, label=words)
        for edge, arrow in ((low, "<"), (high, ">")):
            is_beyond = ~is_inside & (shown == edge)
            axes.plot(shown[is_beyond], rows[is_beyond], arrow, color=colour)
    style.zero_line(axes)
    axes.axvline(1.0, color=style.MUTED, linewidth=0.9, linestyle="--", zorder=1)
    axes.set_yticks(range(len(table)), [comparison.label(str(name)) for name in table.index])
    axes.set_ylim(-0.7, max(len(table), 1) - 0.3)
    axes.set_xlim(low - 0.1, high + 0.1)
    axes.grid(axis="both")
    axes.tick_params(axis="y", length=0)
    style.percent_axis(axes.xaxis, sign="")
    if table.empty:
        nothing = word("no policy with a clear effect")
        axes.text(0.5, 0.5, nothing, ha="center", transform=axes.transAxes)


def _offset_intervals(
    axes: Axes, outcome: str, table: pd.DataFrame, comparison: Comparison
) -> None:
    """Draw the interval of each offset of the main horizon, up to the edge of the axis."""
    effects = comparison.effects(outcome)
    place = comparison.horizons.index(comparison.horizon)
    for row, name in enumerate(table.index):
        ends = effects.loc[name, ["offset_low", "offset_high"]].to_numpy(float)
        if math.isfinite(ends[0]) and not math.isnan(table[comparison.horizon].iloc[row]):
            at = row + 0.22 * (1 - place)
            look: dict[str, Any] = {"color": style.MUTED, "linewidth": 1.2, "zorder": 1}
            axes.plot(np.clip(ends, *OFFSET_LIMITS), [at, at], **look)


def scatter(comparison: Comparison) -> Figure:
    """Draw supply against recruitment, each policy a point, the quadrants named.

    Policies that move neither by 0.5% are small points at the middle, named below the figure.
    """
    x, y = (comparison.effects(outcome).loc[comparison.policies] for outcome in HEADLINES[::-1])
    points = np.column_stack([x["effect_vs_no_policy"], y["effect_vs_no_policy"]])
    is_small = np.abs(points).max(axis=1) < SMALL
    is_known = _clear(x) | _clear(y)
    drawing = style.figure(10.0, 7.8)
    axes = drawing.subplots()
    axes.plot(*points[is_small].T, "o", color=style.MUTED, markersize=3, zorder=3)
    for row in np.flatnonzero(~is_small):
        _cross(axes, x.iloc[row], y.iloc[row], style.DOWN if is_known[row] else style.MUTED)
    style.zero_line(axes)
    style.zero_line(axes, is_vertical=False)
    axes.margins(0.16)
    axes.grid()
    style.percent_axis(axes.xaxis)
    style.percent_axis(axes.yaxis)
    recruits = word("change in recruitment against no policy")
    axes.set_xlabel(f"{recruits}, {after(comparison.horizon)}")
    axes.set_ylabel(word("change in supply to the US (doses)"))
    _quadrants(axes)
    words = [comparison.label(name) for name in comparison.policies]
    note = word(
        "Lines: 90% intervals ({doubt}). Grey: no clear effect on either.",
        doubt=comparison.doubt,
    )
    small = ", ".join(name for name, flag in zip(words, is_small, strict=True) if flag)
    if small:
        note += word(" Small points, under 0.5% on both: {small}.", small=small)
    style.title(
        drawing,
        word("Supply and recruitment under each policy"),
        fill(note, NOTE_WIDTH),
        comparison.note(comparison.policies),
    )
    kept = np.flatnonzero(~is_small)
    place_labels(axes, points[kept], [words[row] for row in kept], is_known[kept].tolist())
    return drawing


def _clear(rows: pd.DataFrame) -> BoolArray:
    return np.asarray((rows["effect_low"] > 0.0) | (rows["effect_high"] < 0.0))


def _cross(axes: Axes, x: pd.Series, y: pd.Series, colour: str) -> None:
    at = (x["effect_vs_no_policy"], y["effect_vs_no_policy"])
    thin: dict[str, Any] = {"color": colour, "linewidth": 1.1, "alpha": 0.6, "zorder": 2}
    if not math.isnan(x["effect_low"]):
        axes.plot([x["effect_low"], x["effect_high"]], [at[1], at[1]], **thin)
        axes.plot([at[0], at[0]], [y["effect_low"], y["effect_high"]], **thin)
    axes.plot(*at, "o", color=colour, markersize=6, zorder=3)


def _quadrants(axes: Axes) -> None:
    """Name the four corners."""
    words = {
        (0, 0): "less supply, fewer recruits",
        (1, 0): "less supply, more recruits",
        (0, 1): "more supply, fewer recruits",
        (1, 1): "more supply, more recruits",
    }
    for (right, top), text in words.items():
        axes.text(
            0.99 if right else 0.01,
            0.99 if top else 0.01,
            word(text),
            ha="right" if right else "left",
            va="top" if top else "bottom",
            transform=axes.transAxes,
            fontsize=10.5,
            fontstyle="italic",
            color="#777777",
        )


def heat_table(comparison: Comparison) -> Figure:
    """Draw effects as a table of colours, scenarios by outcomes."""
    known = set(comparison.details["outcome"])
    outcomes = [outcome for outcome in TABLE_OUTCOMES if outcome in known]
    names = reading_order(comparison.policies)
    by_outcome = [comparison.effects(outcome).loc[names] for outcome in outcomes]
    values = np.column_stack([rows["effect_vs_no_policy"] for rows in by_outcome])
    is_strong = np.column_stack(
        [
            [is_notable(outcome, *row) for row in rows[EFFECT].to_numpy(float)]
            for outcome, rows in zip(outcomes, by_outcome, strict=True)
        ]
    )
    drawing = style.figure(12.0, 2.3 + 0.29 * len(comparison.policies))
    axes = drawing.subplots()
    norm = TwoSlopeNorm(0.0, -TABLE_LIMIT, TABLE_LIMIT)
    shown = np.ma.masked_invalid(np.clip(values, -TABLE_LIMIT, TABLE_LIMIT))
    shown = np.ma.where(is_strong, shown, 0.0)
    image = axes.imshow(shown, cmap=style.DIVERGING, norm=norm, aspect="auto")
    for column, rows in enumerate(by_outcome):
        for place, (_, row) in enumerate(rows.iterrows()):
            face = style.colour_of(image, shown[place, column])
            _cell(axes, (column, place), row, face, is_strong=bool(is_strong[place, column]))
    axes.set_xticks(
        range(len(outcomes)),
        [fill(spoken(outcome_words(name)), HEAD_WIDTH) for name in outcomes],
    )
    axes.set_yticks(range(len(names)), [comparison.label(name) for name in names])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", labelsize=8.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    bar = drawing.colorbar(image, ax=axes, fraction=0.02, pad=0.01, extend="both")
    style.percent_axis(bar.ax.yaxis)
    style.title(
        drawing,
        word("Change of each outcome against no policy") + ", " + after(comparison.horizon),
        word(
            "Bold and coloured: the 90% interval ({doubt}) leaves out zero and the change is"
            " large enough to matter.\nColours stop at ±10%.",
            doubt=comparison.doubt,
        ),
        comparison.note(comparison.policies),
    )
    return drawing


def _cell(
    axes: Axes, at: tuple[int, int], row: pd.Series, face: style.Colour, *, is_strong: bool
) -> None:
    """Write an effect on its colour, bold where clear and large enough to matter."""
    text = percent(float(row["effect_vs_no_policy"]))
    weight = "bold" if is_strong else "normal"
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8, "fontweight": weight}
    axes.text(*at, text, color=style.ink_on(face), **look)
