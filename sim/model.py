"""The model: build, and one month as a table of contents."""

from collections import defaultdict
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim import outcomes
from sim.agents.cartel import Cartel
from sim.agents.consumer import Consumer
from sim.agents.enforcer import Enforcer
from sim.agents.firm import Firm
from sim.config import ModelConfig
from sim.population import RowAgent
from sim.streams import random_stream
from sim.submodels import (
    adaptation,
    conflict,
    consumption,
    enforcement,
    finance,
    firms,
    institutions,
    markets,
    production,
    recruitment,
    shipping,
    structure,
    treatment,
)
from sim.world import load_world

AGENT_KINDS: tuple[type[RowAgent], ...] = (Cartel, Firm, Enforcer, Consumer)


class CartelMarket(mesa.Model):
    """Cartels, firms, enforcers and consumers in one market under a government's levers.

    Parameters
    ----------
    config
        Everything that defines the run; two models with equal configs give equal bytes.
    """

    def __init__(self, config: ModelConfig) -> None:
        """Build the world of the first month, in balance."""
        super().__init__(rng=int(config.seed))
        self.config = config
        self.params = config.params
        self.strength = config.strength
        self.world = load_world()
        self.months = config.calendar.months
        self.dt = 1.0 / config.calendar.substeps
        self.month = 0
        self.substep = 0
        self.flows: dict[str, Any] = defaultdict(float)
        self.history: list[dict[str, float]] = []
        self._drivers = {
            name: driver.monthly(self.months[0], len(self.months))
            for name, driver in self.world.drivers.items()
        }
        self._levers = {
            name: lever.monthly(self.months) for name, lever in config.levers.items()
        }
        structure.build(self)  # cartels, presence, relations
        enforcement.build(self)
        institutions.build(self)
        production.build(self)
        shipping.build(self)
        markets.build(self)
        consumption.build(self)
        treatment.build(self)
        firms.build(self)
        finance.build(self)
        recruitment.build(self)
        conflict.build(self)
        adaptation.build(self)

    def step(self) -> None:
        """Advance one month: one line per process, in causal order."""
        self.flows.clear()
        policy = {name: float(path[self.month]) for name, path in self._levers.items()}
        for self.substep in range(self.config.calendar.substeps):
            institutions.advance(self)
            enforcement.advance(self)
            adaptation.advance(self)
            production.advance(self)
            shipping.advance(self)
            markets.set_prices(self)
            consumption.advance(self)
            treatment.advance(self)
            markets.settle(self)
            firms.advance(self)
            finance.advance(self)
            recruitment.advance(self)
            conflict.advance(self)
            structure.advance(self)
        outcomes.collect(self, policy)
        self.month += 1
