"""What each package does when: every lever over time under the main scenarios."""

import math
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from experiments.comparison.assumptions import MARK, assumption_driven_levers, note
from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY, Plan
from experiments.presentation import style
from experiments.presentation.languages import spoken, word
from experiments.presentation.wording import lever_words

COLUMNS: Final = ("scenario", "lever", "unit", "date", "value")
PANELS_ACROSS: Final = 4
YEARS_BEFORE: Final = 3
DASHES: Final[tuple[Any, ...]] = ("-", "-", (0, (2, 1)), "-", "-.")
"""So that lines on top of each other can be kept apart."""


def lever_paths(plan: Plan) -> pd.DataFrame:
    """Return the levers that each scenario moves, month by month.

    Returns
    -------
    paths
        Tidy, `COLUMNS`. No policy holds every lever that any scenario moves.
    """
    reference = plan.config(NO_POLICY)
    months = reference.calendar.months
    plain = {name: lever.monthly(months) for name, lever in reference.levers.items()}
    paths, moved = {}, set()
    for scenario in plan.scenarios:
        for name, lever in plan.config(scenario).levers.items():
            values = plain[name] if lever == reference.levers[name] else lever.monthly(months)
            if (values != plain[name]).any():
                paths[scenario, name] = values
                moved.add(name)
    paths |= {(NO_POLICY, name): plain[name] for name in plain if name in moved}
    parts = [
        pd.DataFrame(
            dict(
                zip(
                    COLUMNS,
                    (scenario, name, reference.levers[name].unit, months, values),
                    strict=True,
                )
            )
        )
        for (scenario, name), values in paths.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def timeline(comparison: Comparison) -> Figure:
    """Draw the levers that the main scenarios move, from three years before the policy."""
    paths = comparison.levers
    main = [name for name in comparison.main if name != NO_POLICY]
    names = list(dict.fromkeys(paths.loc[paths["scenario"].isin(main), "lever"]))
    n_rows = math.ceil((len(names) + 1) / PANELS_ACROSS)
    drawing = style.figure(11.5, 1.2 + 1.75 * n_rows)
    panels = drawing.subplots(n_rows, PANELS_ACROSS, squeeze=False, sharex=True).ravel()
    for axes, name in zip(panels, names, strict=False):
        _panel(axes, comparison, paths[paths["lever"] == name])
        mark = f" {MARK}" if name in assumption_driven_levers() else ""
        axes.set_title(spoken(lever_words(name)) + mark, fontsize=9)
    for axes in panels[len(names) :]:
        axes.axis("off")
    colours = zip(comparison.main, style.SERIES, DASHES, strict=False)
    lines = [
        Line2D([], [], color=colour, linestyle=dash, label=comparison.label(name))
        for name, colour, dash in colours
    ]
    panels[len(names)].legend(handles=lines, loc="upper left", fontsize=8.5)
    style.title(
        drawing,
        word("Levers over time"),
        word(
            "Each panel in the lever's own unit; x: multiples of the level of 2024. Only levers"
            " that a scenario shown moves.\nDotted line: the policies begin."
        ),
        note(names, assumption_driven_levers()) or comparison.note(comparison.main),
    )
    return drawing


def _panel(axes: Axes, comparison: Comparison, rows: pd.DataFrame) -> None:
    start = min(comparison.policy_starts.values())
    first = start - pd.DateOffset(years=YEARS_BEFORE)
    shown = rows[rows["date"] >= first]
    looks = zip(comparison.main, style.SERIES, DASHES, strict=False)
    for place, (name, colour, dash) in enumerate(looks):
        path = shown[shown["scenario"] == name]
        if name != NO_POLICY:
            path = path[path["date"] >= start - pd.DateOffset(months=1)]
        look: dict[str, Any] = {"color": colour, "linestyle": dash, "zorder": 2 + place}
        axes.plot(path["date"], path["value"], drawstyle="steps-post", **look)
    style.start_line(axes, start, 1.0)
    axes.set_ylim(bottom=min(0.0, float(shown["value"].min())))
    axes.set_ylabel(spoken(str(rows["unit"].iloc[0])), fontsize=7)
    axes.tick_params(labelsize=7)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.grid(axis="y")
