"""A stand-in for the model with the same interface: levers move outcomes by fixed amounts."""

import copy
from typing import Self, cast
from zlib import crc32

import numpy as np
import pandas as pd

from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.outcomes import OUTCOMES

SCALES = {
    "supply_doses": 1.4e8,
    "recruits": 350.0 * 1.0,
    "overdose_deaths": 6500.0,
    "homicides": 2600.0,
    "members": 1.7e5,
}
COLUMNS = [column for outcome in OUTCOMES for column in outcome.columns]


def fake_market(config: ModelConfig) -> CartelMarket:
    """Return a stand-in where a model is asked for."""
    return cast(CartelMarket, FakeMarket(config))


class FakeMarket:
    """Months of noise around levels that levers move; frozen choices let them move more."""

    def __init__(self, config: ModelConfig) -> None:
        self.month = 0
        self.records: list[FloatArray] = []
        self.config = config

    @property
    def months(self) -> pd.DatetimeIndex:
        return self.config.calendar.months

    def run_to(self, month: int) -> Self:
        while self.month < month:
            self.records.append(self._record())
            self.month += 1
        return self

    def branch(self, config: ModelConfig, *, has_new_rules: bool = False) -> Self:
        assert config.seed == self.config.seed
        twin = copy.copy(self)
        twin.records = list(self.records)
        twin.config = config
        return twin

    def run(self) -> pd.DataFrame:
        self.run_to(len(self.months))
        return self.results()

    def results(self) -> pd.DataFrame:
        frame = pd.DataFrame(np.array(self.records), columns=COLUMNS)
        return frame.set_axis(self.months[: self.month], axis=0).rename_axis("date")

    def _record(self) -> FloatArray:
        today = self.months[self.month]
        rng = np.random.default_rng([self.config.seed, self.month])
        noise = 1.0 + 0.04 * rng.standard_normal(len(COLUMNS))
        is_frozen = (
            not self.config.adaptation.routes and today >= self.config.calendar.policy_start
        )
        push = np.zeros(len(COLUMNS))
        for lever in self.config.levers.values():
            low, high = lever.bounds
            size = (lever.at(today) - lever.neutral) / (high - low)
            if size and today.year > 2024:
                effects = np.random.default_rng(crc32(lever.name.encode())).normal(
                    0, 0.5, len(COLUMNS)
                )
                push += size * effects * (1.6 if is_frozen else 1.0)
        if self.config.adaptation.capacity is False and is_frozen:
            push *= 1.1
        luck = 1.0 + 0.02 * np.random.default_rng(
            [self.config.seed, int(1e6 * np.abs(push).sum())]
        ).standard_normal(len(COLUMNS)) * (push != 0)
        found: FloatArray = self._scale() * noise * luck * np.exp(push)
        return found

    @staticmethod
    def _scale() -> FloatArray:
        def scale(column: str) -> float:
            name = column.split("[")[0]
            value = SCALES.get(name, 100.0)
            return value / 32.0 if column.endswith("]") else value

        return np.array([0.0 if c == "strike_events" else scale(c) for c in COLUMNS])
