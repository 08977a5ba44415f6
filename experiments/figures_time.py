"""Figures over time: history and the main scenarios as fans."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments import figures_style as style
from experiments.comparison import Comparison
from experiments.ensemble_plan import NO_POLICY
from experiments.summary import MONTHS, is_level_outcome
from experiments.wording import number, outcome_words, scenario_words
from sim.world import series

OUTCOMES: Final = ("supply_doses", "recruits", "overdose_deaths", "homicides", "members")
UNITS: Final = {
    "supply_doses": "doses, last 12 months",
    "recruits": "people, last 12 months",
    "overdose_deaths": "deaths, last 12 months",
    "homicides": "deaths, last 12 months",
    "members": "people, mean of the last 12 months",
}
FAN: Final = (0.05, 0.5, 0.95)
PUBLISHED: Final = {"overdose_deaths": "us_od_deaths_all", "homicides": "mx_homicides_inegi"}
"""Published yearly counts that stand beside a panel."""


def fans(comparison: Comparison) -> Figure:
    """Draw twelve-month values of five outcomes: the median and 5-95% over seeds."""
    drawing = style.figure(11.5, 9.6)
    panels = drawing.subplots(3, 2).ravel()
    for axes, outcome in zip(panels, OUTCOMES, strict=False):
        _panel(axes, comparison, outcome)
    handles, labels = panels[0].get_legend_handles_labels()
    panels[-1].axis("off")
    panels[-1].legend(handles, labels, loc="center left", fontsize=10.5)
    style.title(
        drawing,
        "History and the main scenarios",
        "Line: median over seeds; band: 5-95% over seeds, luck only. Dotted: the policy begins."
        " Axes do not start at zero.\nCrosses: published yearly counts, at the year's end"
        " (overdose deaths of all drugs, prescribed ones too; 2025 is provisional).",
    )
    return drawing


def _panel(axes: Axes, comparison: Comparison, outcome: str) -> None:
    first = min(comparison.policy_starts.values())
    for scenario, colour in zip(comparison.main, style.SERIES, strict=False):
        start = comparison.policy_starts[scenario]
        lines = last_year(comparison.months(outcome, scenario), outcome)
        if scenario != NO_POLICY:
            lines = lines[lines.index >= start - pd.DateOffset(months=1)]
        low, middle, high = (lines.quantile(q, axis=1) for q in FAN)
        axes.fill_between(lines.index, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(
            lines.index, middle, color=colour, linewidth=1.7, label=scenario_words(scenario)
        )
    if outcome in PUBLISHED:
        _published(axes, PUBLISHED[outcome], comparison.results["date"])
    axes.axvline(first, color=style.MUTED, linestyle=":", linewidth=1.2)
    axes.set_title(outcome_words(outcome))
    axes.set_ylabel(UNITS[outcome])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.grid(axis="y")


def _published(axes: Axes, name: str, dates: pd.Series) -> None:
    """Mark published yearly counts at each December that the runs hold with its year."""
    counts = series(name)
    ends = pd.to_datetime([f"{year}-12-01" for year in counts.index])
    is_shown = (ends >= dates.min() + pd.DateOffset(months=MONTHS - 1)) & (ends <= dates.max())
    axes.plot(ends[is_shown], counts[is_shown], "x", color=style.INK, markersize=5, zorder=4)


def last_year(months: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return each month's last twelve months: sums of flows, means of levels."""
    window = months.rolling(MONTHS)
    return (window.mean() if is_level_outcome(outcome) else window.sum()).dropna(how="all")
