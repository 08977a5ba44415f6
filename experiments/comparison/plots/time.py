"""Figures over time: history and the main scenarios as fans."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.comparison.effects import MONTHS, is_level_outcome
from experiments.comparison.plots.effects import titled
from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY
from experiments.presentation import style
from experiments.presentation.languages import counted, spoken, word
from experiments.presentation.wording import number
from sim.world.load import series

OUTCOMES: Final = ("supply_doses", "recruits", "overdose_deaths", "homicides", "members")
UNITS: Final = {
    "supply_doses": "doses, last 12 months",
    "recruits": "people, last 12 months",
    "overdose_deaths": "deaths, last 12 months",
    "homicides": "deaths, last 12 months",
    "members": "people, mean of the last 12 months",
}
MOST_YEARS: Final = 5
FAN: Final = (0.05, 0.5, 0.95)
PUBLISHED: Final = {"overdose_deaths": "us_od_deaths_all", "homicides": "mx_homicides_inegi"}
"""Published yearly counts that stand beside a panel."""


def fans(comparison: Comparison) -> Figure:
    """Draw five outcomes since 2012, and beside each what the scenarios change."""
    drawing = style.figure(11.5, 14.5)
    rows = drawing.subplots(len(OUTCOMES), 2, width_ratios=(1.25, 1.0))
    for (levels, changes), outcome in zip(rows, OUTCOMES, strict=True):
        _levels(levels, comparison, outcome)
        _changes(changes, comparison, outcome)
    rows[0][0].legend(loc="best", fontsize=8.5)
    style.title(
        drawing,
        word("History and the main scenarios"),
        word(
            "Left: values; right: change against no policy, seed by seed. Line: median over"
            " seeds; band: 5-95% over seeds, {doubt}.\nDotted: the policy begins. Left axes do"
            " not start at zero. Crosses: published yearly counts, at the year's end"
            " (overdose deaths\nof all drugs, prescribed ones too; 2025 is provisional).",
            doubt=comparison.doubt,
        ),
        comparison.note(comparison.main),
    )
    return drawing


def _levels(axes: Axes, comparison: Comparison, outcome: str) -> None:
    """Draw the last twelve months of an outcome, history once."""
    for scenario, colour in zip(comparison.main, style.SERIES, strict=False):
        lines = last_year(comparison.months(outcome, scenario), outcome)
        if scenario != NO_POLICY:
            lines = lines[lines.index >= _month_before(comparison, scenario)]
        _fan(axes, lines, colour, comparison.label(scenario))
    if outcome in PUBLISHED:
        _published(axes, PUBLISHED[outcome], comparison.results["date"])
    _finish(axes, comparison)
    axes.set_title(titled(outcome))
    axes.set_ylabel(word(UNITS[outcome]))
    write = FuncFormatter(lambda value, _: spoken(counted(number(value))))
    axes.yaxis.set_major_formatter(write)


def _changes(axes: Axes, comparison: Comparison, outcome: str) -> None:
    """Draw the relative change of an outcome against no policy, seed by seed."""
    reference = last_year(comparison.months(outcome, NO_POLICY), outcome)
    for scenario, colour in list(zip(comparison.main, style.SERIES, strict=False))[1:]:
        lines = last_year(comparison.months(outcome, scenario), outcome) / reference - 1.0
        lines = lines[lines.index >= _month_before(comparison, scenario)]
        _fan(axes, lines, colour)
    style.zero_line(axes, is_vertical=False)
    _finish(axes, comparison)
    axes.set_title(word("change against no policy"), fontweight="normal", fontsize=10)
    dates = comparison.results["date"]
    n_years = dates.max().year - min(comparison.policy_starts.values()).year + 1
    step = 1 + n_years // MOST_YEARS
    axes.xaxis.set_major_locator(YearLocator(step))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))  # type: ignore[no-untyped-call]
    style.percent_axis(axes.yaxis)


def _fan(axes: Axes, lines: pd.DataFrame, colour: str, label: str = "") -> None:
    low, middle, high = (lines.quantile(q, axis=1) for q in FAN)
    axes.fill_between(lines.index, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(lines.index, middle, color=colour, linewidth=1.7, label=label)


def _finish(axes: Axes, comparison: Comparison) -> None:
    for start in sorted(set(comparison.policy_starts.values())):
        style.start_line(axes, start, 1.2)
    axes.grid(axis="y")


def _month_before(comparison: Comparison, scenario: str) -> pd.Timestamp:
    return comparison.policy_starts[scenario] - pd.DateOffset(months=1)


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
