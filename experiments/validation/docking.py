"""Section 1 of the targets: the published cartel-size model as a special case of ours."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from experiments.validation import targets
from experiments.validation.series import Row, between
from sim.rates import WEEKS_PER_MONTH

DOCKING_RUNS: Final[dict[str, tuple[str, ...]]] = {
    "none": (),
    "arrests": ("set.arrests=2",),
    "recruitment": ("set.recruitment=0.5",),
}
"""What each of the three runs of a seed sets from January 2022 on."""

DOCKING_OVERRIDES: Final = (
    "experiment=prieto_curiel_2023",
    'calendar.start="2012-01-01"',
    'calendar.policy_start="2022-01-01"',
    'calendar.end="2027-12-01"',
    "population.consumers=500",  # nothing here depends on users or firms
    "population.firms=100",
)
START_OF_2022, START_OF_2027 = "2021-12", "2026-12"
"""Last months before: levels are those of the end of a month, and five years lie between."""

Runs = Mapping[str, pd.DataFrame]


def measures(runs: Runs) -> dict[str, float]:
    """Return every docking number of one seed, by target id.

    Members and shares are read at the start of a year (the end of December before), deaths
    over the quarter that ends there, against which 67 and 124 a week and all changes hold.
    """
    base = runs["none"]
    found = {
        "P1": _level(base, "members", START_OF_2022),
        "P2": _weekly(base, "recruits", "2012-01", START_OF_2022),
        "P3.2012": _weekly(base, "cartel_deaths", "2012-01", "2012-03"),
        "P3.2022": _deaths(base, START_OF_2022),
        "P4.2012": _level(base, "top10_share", "2012-01"),
        "P4.2022": _level(base, "top10_share", START_OF_2022),
    }
    before = _state(base, START_OF_2022)
    unchanged = _state(base, START_OF_2027)
    for name in unchanged:
        found[f"P5.{name}"] = unchanged[name] / before[name] - 1.0
    for number, run in (("P6", "arrests"), ("P7", "recruitment")):
        after = _state(runs[run], START_OF_2027)
        for name in after:
            found[f"{number}.{name}_vs_2022"] = after[name] / before[name] - 1.0
            found[f"{number}.{name}_vs_none"] = after[name] / unchanged[name] - 1.0
    return found


def rows(seeds: Sequence[Runs]) -> list[Row]:
    """Return a row for each docking target; none is measured without runs."""
    each = [measures(runs) for runs in seeds]
    return [
        targets.judge(target, [measured[target.id] for measured in each])
        for target in targets.DOCKING
    ]


def _level(frame: pd.DataFrame, column: str, month: str) -> float:
    return float(between(frame, column, month, month).iloc[0])


def _weekly(frame: pd.DataFrame, column: str, first: str, last: str) -> float:
    return float(between(frame, column, first, last).mean()) / WEEKS_PER_MONTH


def _deaths(frame: pd.DataFrame, last: str) -> float:
    year, month = last.split("-")
    return _weekly(frame, "cartel_deaths", f"{year}-{int(month) - 2:02d}", last)


def _state(frame: pd.DataFrame, month: str) -> dict[str, float]:
    return {"members": _level(frame, "members", month), "deaths": _deaths(frame, month)}
