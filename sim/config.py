"""Everything that defines one run, as plain Python objects."""

from dataclasses import dataclass, field

import pandas as pd

from sim.levers import Lever
from sim.mechanisms import MECHANISMS
from sim.params import Params
from sim.world.drivers import Dated

START = pd.Timestamp("2012-01-01")
END = pd.Timestamp("2030-12-01")
POLICY_START = pd.Timestamp("2025-01-01")
WARS = ("dated", "own")
"""Laws of wars: those of the past are dated, or all begin and end by themselves."""

CHOICES = ("routes", "drugs", "markets", "trades", "channels", "capacity")


@dataclass(frozen=True)
class Calendar:
    """First and last month, the month a policy begins, the steps within a month.

    Every run starts in January 2012, the month whose balance is known; results are reported
    from ``report_from`` on.
    """

    start: pd.Timestamp = START
    end: pd.Timestamp = END
    policy_start: pd.Timestamp = POLICY_START
    substeps: int = 1
    report_from: pd.Timestamp = START

    @property
    def months(self) -> pd.DatetimeIndex:
        """The first day of every month of the run."""
        return pd.date_range(self.start, self.end, freq="MS", name="date")


@dataclass(frozen=True)
class PopulationSizes:
    """How many agents of each kind a run starts with."""

    consumers: int = 10_000
    firms: int = 2_000
    cartels: int = 150


@dataclass(frozen=True)
class AdaptationSwitches:
    """Which choices cartels adapt; a choice that is off is frozen when the policy begins."""

    routes: bool = True
    drugs: bool = True
    markets: bool = True
    trades: bool = True
    channels: bool = True
    capacity: bool = True


@dataclass
class ModelConfig:
    """One run: seed, calendar, sizes, switches, strengths, parameters, levers and drivers.

    ``drivers`` holds dated values that replace a driver's path from their first date on.
    """

    levers: dict[str, Lever]
    seed: int = 1
    calendar: Calendar = field(default_factory=Calendar)
    population: PopulationSizes = field(default_factory=PopulationSizes)
    adaptation: AdaptationSwitches = field(default_factory=AdaptationSwitches)
    strength: dict[str, float] = field(default_factory=lambda: dict.fromkeys(MECHANISMS, 1.0))
    params: Params = field(default_factory=Params)
    network_csv: str | None = None
    wars: str = "dated"
    drivers: dict[str, tuple[Dated, ...]] = field(default_factory=dict)
