"""Wars of the model's own, counted as UCDP would count them, so that both can be compared.

Needs ``wars=own``: only then does the model book deaths by war.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from experiments.calibration.war_panel import LEAST_DEATHS, Panel
from sim.model import CartelMarket
from sim.world.load import REGIONS

LEAST_PAIR: Final = 25.0
"""Deaths a year from which UCDP counts a pair at all."""


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
