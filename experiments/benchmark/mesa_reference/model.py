"""The same month with agents as ordinary Mesa objects, and what it costs against columns.

Objects stand in for consumers (consumption and treatment), for firms, and for groups where
they fight, choose and meet; what has no agents, and what groups do else, is the market's own
code in both.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final, Self

from experiments.benchmark.mesa_reference.choices import Choices
from experiments.benchmark.mesa_reference.firms import Firms
from experiments.benchmark.mesa_reference.groups import Groups
from experiments.benchmark.mesa_reference.meetings import Meetings
from experiments.benchmark.mesa_reference.people import People
from experiments.benchmark.timing import cpu, swapped, timed
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.submodels.conflict import fronts

FIGHTS: Final = {"fights": (fronts, "fights")}
COVERED: Final = {
    "people": ("consumption", "treatment"),
    "firms": ("firms",),
    "fights": ("fights",),
    "choices": ("adaptation",),
    "meetings": ("structure",),
}
"""Processes that objects take over, by the key of their goal."""

CHUNK: Final = 12


@dataclass
class ObjectMarket:
    """A market whose consumers, firms and groups are Mesa objects."""

    market: CartelMarket
    people: People
    firms: Firms
    groups: Groups
    choices: Choices
    meetings: Meetings

    @classmethod
    def of(cls, config: ModelConfig) -> Self:
        """Build the market of a config and an object for each of its agents."""
        market = CartelMarket(config)
        groups = Groups(), Choices(), Meetings()
        return cls(market, People(market), Firms(market), *groups)

    def run_to(self, month: int) -> Self:
        """Step until ``month`` months have passed."""
        with self.standing_in():
            self.market.run_to(month)
        return self

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Let the objects do what the processes do, while the context lasts."""
        parts = (self.people, self.firms, self.groups, self.choices, self.meetings)
        replacements: dict[tuple[Any, str], Any] = {}
        for part in parts:
            replacements |= part.replacements()
        with swapped(replacements):
            yield


def against_objects(config: ModelConfig, months: int) -> dict[str, float]:
    """Return CPU time with objects over that with columns: of a run, and of what they cover.

    Both live the same months in turn, a year each at a time.
    """
    objects = ObjectMarket.of(config)
    markets = CartelMarket(config), objects.market
    spent = {name: [0.0, 0.0] for name in ("whole", *COVERED)}

    def add(side: int, year_end: int) -> None:
        with objects.standing_in() if side else nullcontext(), timed(FIGHTS) as parts:
            spent["whole"][side] += cpu(lambda: markets[side].run_to(year_end))
        for name, processes in COVERED.items():
            spent[name][side] += sum(parts[process] for process in processes)

    for first in range(0, months, CHUNK):
        for side in (0, 1):
            add(side, min(first + CHUNK, months))
    return {name: slow / fast for name, (fast, slow) in spent.items()}
