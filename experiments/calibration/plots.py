"""Figures of a calibration: what was learnt, what is fitted, what is found again."""

from pathlib import Path
from textwrap import fill
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from experiments.calibration.waves import Fit, recovery_summary
from experiments.presentation.style import DOWN, INK, MUTED, UP, figure, save, styled, title

COLUMNS: Final = 5
BINS: Final = 30


def draw_all(
    folder: Path,
    fit: Fit,
    parameters: pd.DataFrame,
    figures: pd.DataFrame,
    recovered: pd.DataFrame,
) -> None:
    """Draw every figure into a new folder."""
    folder.mkdir()
    with styled():
        draw_parameters(folder / "prior_posterior", fit, parameters)
        draw_fit(folder / "fit", figures)
        draw_recovery(folder / "recovery", recovered)


def _grid(n: int, height: float) -> tuple[Figure, list[Axes]]:
    rows = -(-n // COLUMNS)
    drawing = figure(2.6 * COLUMNS, 0.7 + height * rows)
    axes = list(np.ravel(drawing.subplots(rows, COLUMNS)))
    for spare in axes[n:]:
        spare.set_axis_off()
    return drawing, axes[:n]


def draw_parameters(path: Path, fit: Fit, parameters: pd.DataFrame) -> None:
    """Draw the prior and the posterior of every parameter, and the point used by default."""
    normal = np.random.default_rng(1).standard_normal((20_000, len(parameters)))
    before, after = fit.prior.values(normal), fit.prior.values(fit.chains)
    after = after.reshape(-1, len(parameters))
    drawing, panels = _grid(len(parameters), 1.55)
    for column, (axes, row) in enumerate(
        zip(panels, parameters.to_dict("records"), strict=True)
    ):
        edges = np.linspace(row["low"], row["high"], BINS + 1).tolist()
        for values, colour, alpha in ((before, MUTED, 0.35), (after, DOWN, 0.6)):
            axes.hist(values[:, column], edges, density=True, color=colour, alpha=alpha)
        axes.axvline(row["point"], color=INK, linewidth=1)
        group, name = str(row["parameter"]).split(".")
        words = f"{group}\n{name}" + (" — at a bound" if row["at_bound"] else "")
        axes.set_title(words, fontsize=7.5, color=UP if row["at_bound"] else INK)
        axes.set_yticks([])
        axes.tick_params(labelsize=7)
    note = "grey: prior; blue: posterior; line: the point used by default; axes span the bounds"
    title(drawing, "What history of 2012-2019 teaches about each parameter", note)
    save(drawing, path)


def draw_fit(path: Path, figures: pd.DataFrame) -> None:
    """Draw every fitted series: published, and real runs before and after the fit."""
    series = list(dict.fromkeys(figures["series"]))
    drawing, panels = _grid(len(series), 1.9)
    for axes, name in zip(panels, series, strict=True):
        part = figures[figures["series"] == name]
        years = part["year"].to_numpy(float)
        for when, colour, shift in (("prior", MUTED, -0.12), ("posterior", DOWN, 0.12)):
            low, mid, high = (part[f"{when}_{place}"] for place in ("05", "50", "95"))
            axes.vlines(years + shift, low, high, color=colour, linewidth=3, alpha=0.5)
            axes.plot(years + shift, mid, "_", color=colour, markersize=7)
        error = part["published"] * (1.0 - np.exp(-1.645 * part["error"]))
        more = part["published"] * (np.exp(1.645 * part["error"]) - 1.0)
        axes.errorbar(
            years, part["published"], yerr=[error, more], fmt="o", color=INK, markersize=3.5
        )
        axes.set_title(fill(name.replace("_", " "), 30), fontsize=7.5)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.4g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_xlim(years.min() - 0.8, years.max() + 0.8)
        axes.tick_params(labelsize=7)
        axes.set_xticks(years[:: max(1, len(years) // 3)])
    note = "black: published, its error; grey: prior, blue: posterior, 90% of real runs"
    title(drawing, "The fitted figures", note)
    save(drawing, path)


def draw_recovery(path: Path, recovered: pd.DataFrame) -> None:
    """Draw truth against fit for data that the model made itself."""
    summary = recovery_summary(recovered)
    drawing, panels = _grid(len(summary), 2.0)
    for axes, (name, row) in zip(panels, summary.iterrows(), strict=True):
        part = recovered[recovered["parameter"] == name]
        reach = np.abs(part[["fit_05", "fit_95"]].sub(part["fit_50"], axis=0).to_numpy().T)
        axes.errorbar(
            part["truth"],
            part["fit_50"],
            yerr=reach,
            fmt="o",
            markersize=3,
            color=DOWN,
            ecolor=DOWN,
            elinewidth=0.6,
        )
        axes.plot([-3, 3], [-3, 3], color=MUTED, linewidth=0.8)
        axes.set_xlim(-3.1, 3.1)
        axes.set_ylim(-3.1, 3.1)
        group, own = str(name).split(".")
        axes.set_title(f"{group}\n{own}: {row['covered_90']:.0%}", fontsize=7.5)
        axes.tick_params(labelsize=7)
    note = "across: truth; up: fit and 90%; prior's standard deviations; share that holds it"
    title(drawing, "Parameters found again in data that the model made", note)
    save(drawing, path)
