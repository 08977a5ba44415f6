"""Wars of the model's own, counted as UCDP would count them, so that both can be compared.

Needs ``wars=own``: only then does the model book deaths by war.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from experiments.calibration.war_panel import LEAST_DEATHS, Panel
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.world.load import REGIONS

LEAST_PAIR: Final = 25.0
"""Deaths a year from which UCDP counts a pair at all."""

LAST_YEAR_RUN: Final = 2035


@dataclass
class WarCount:
    """Deaths of both sides by year, state and pair, added up month by month."""

    deaths: dict[tuple[int, str, str, str], float] = field(
        default_factory=lambda: defaultdict(float)
    )

    def add(self, model: CartelMarket) -> None:
        """Add the dead of the month that has just been lived."""
        year = int(model.months[model.month - 1].year)
        for (a, b, region), dead in zip(model.wars.fought, model.wars.dead, strict=True):
            first, second = sorted((int(a), int(b)))
            self.deaths[year, REGIONS[region], str(first), str(second)] += float(dead)

    def panel(self, last_year: int) -> Panel:
        """Return the count as a panel: pairs under 25 deaths a year are not seen."""
        rows = [(*key, value) for key, value in self.deaths.items() if key[0] <= last_year]
        names = ["year", "state", "side_a", "side_b", "deaths_best"]
        table = pd.DataFrame(rows, columns=pd.Index(names))
        of_pair = table.groupby(["year", "side_a", "side_b"])["deaths_best"].transform("sum")
        table = table[of_pair >= LEAST_PAIR].reset_index(drop=True)
        table = table.assign(code_a="", code_b="", active=table["deaths_best"] >= LEAST_DEATHS)
        empty = pd.DataFrame({"year": pd.Series(dtype=int)})
        removals = pd.DataFrame(columns=pd.Index(["group", "year", "month"]))
        return Panel(table, empty, removals, empty, last_year)


@dataclass(frozen=True)
class WarRun:
    """One seed: its wars as UCDP would count them, yearly homicides under both laws, CJNG."""

    count: WarCount
    homicides: pd.Series
    dated_homicides: pd.Series
    members: pd.Series
    place_of_cjng: float
    """Rank of CJNG among all groups by size in January 2020; NaN where it is gone."""


def war_run(config: ModelConfig) -> WarRun:
    """Run one seed under both laws and count its wars."""
    model, count, place = CartelMarket(replace(config, wars="own")), WarCount(), float("nan")
    while model.month < len(model.months):
        if model.months[model.month].year == 2020 and model.months[model.month].month == 1:
            place = _place(model, "CJNG")
        model.step()
        count.add(model)
    dated = CartelMarket(replace(config, wars="dated")).run()
    own = model.results()
    return WarRun(
        count,
        _by_year(own, "homicides"),
        _by_year(dated, "homicides"),
        own["members"].groupby(pd.DatetimeIndex(own.index).year).mean(),
        place,
    )


def _by_year(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column].groupby(pd.DatetimeIndex(frame.index).year).sum()


def _place(model: CartelMarket, name: str) -> float:
    """Return a group's rank by size, 1 for the largest; NaN where it no longer exists."""
    cartels = model.cartels
    if name not in cartels.name:
        return float("nan")
    size = cartels.size
    return float((size > size[cartels.name.index(name)]).sum() + 1)
