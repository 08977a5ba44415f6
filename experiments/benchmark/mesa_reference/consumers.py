"""Illicit opioid users written twice: as ordinary Mesa objects, and by the model's own rules.

Covers what a month does to a user: habit, amount, local supply, tolerance, the hazard of an
overdose, and deaths thinned from the people behind an agent. Starts, moves between states and
treatment are left out of both.
"""

import math
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np

from sim.agents.consumer import OPIOID, ConsumerColumns
from sim.array_types import FloatArray
from sim.kernels import consumers as kernels
from sim.model import CartelMarket
from sim.params.consumption import ConsumptionParams
from sim.rates import MONTHS_PER_YEAR
from sim.streams import draw_key
from sim.submodels.consumption import amounts, overdose
from sim.submodels.consumption import risk_factors as risks
from sim.submodels.consumption.people import NEVER

COLUMNS = ("weight", "state", "tolerance", "habit", "market_rank")
SHARE, PURITY, LOG_PRICE = 0.4, 0.8, -0.3
"""A month in the middle of the model's history: fentanyl, powder and price."""


@dataclass
class Month:
    """What a month does to users: deaths expected and drawn, and people times amounts."""

    expected: float = 0.0
    deaths: float = 0.0
    amount: float = 0.0


def users(model: CartelMarket, n: int) -> dict[str, FloatArray]:
    """Return the columns of n illicit opioid users, those of a model repeated."""
    block = model.consumption.blocks[OPIOID]
    kept = block.start + np.flatnonzero(model.consumers.alive[block])
    rows = np.resize(kept, n)
    columns = {name: getattr(model.consumers, name)[rows] for name in COLUMNS}
    return {
        name: values.astype(np.int64 if name == "state" else float)
        for name, values in columns.items()
    }


class OpioidUser(mesa.Agent):
    """A user as Mesa's tutorial would write one: attributes, and a step in plain Python."""

    def __init__(self, model: "UserModel", **state: float) -> None:
        """Keep the state as attributes."""
        super().__init__(model)
        for name, value in state.items():
            setattr(self, name, value)

    def step(self) -> None:
        """Use, get used to it, and run the risk of an overdose."""
        model: Any = self.model
        params, state, shared = model.params, self.state, model.shared
        target = shared.target[state]
        self.habit += shared.closed * (target - self.habit)
        wanted = shared.now[state] + self.habit
        amount = math.exp(min(wanted, shared.log_most))
        used = self.weight * amount
        logit_share = shared.centre + params.market_spread * self.market_rank
        share = 1.0 / (1.0 + math.exp(-logit_share))
        potency = math.log1p(share * (shared.potency - 1.0))
        aim = shared.uses[state] * potency + shared.usual[state]
        self.tolerance += shared.speed[state] * (aim - self.tolerance)
        extra = potency - self.tolerance
        extra = min(max(extra, params.surprise_low), params.surprise_high)
        mixed = 1.0 - share + share * shared.lethality
        rate = mixed * math.exp(params.surprise * extra) * amount**params.death_amount
        rate *= shared.risk[state] * params.base_rate_opioid
        mean = self.weight * -math.expm1(-rate / MONTHS_PER_YEAR)
        deaths = min(math.floor(mean + model.random.random()), math.floor(self.weight))
        self.weight -= deaths
        month = model.month
        month.expected += mean
        month.deaths += deaths
        month.amount += used


class MonthOfUsers:
    """The numbers that all users share in a month, by state where they differ."""

    def __init__(self, params: ConsumptionParams) -> None:
        """Work them out for the market of ``SHARE``, ``PURITY`` and ``LOG_PRICE``."""
        use, risk = month_of_users(params)
        self.target, self.now = use.target.tolist(), use.now.tolist()
        self.closed, self.log_most = use.closed, use.log_most
        self.centre, self.potency, self.lethality = risk.centre, risk.potency, risk.lethality
        self.speed, self.usual = risk.speed.tolist(), risk.usual.tolist()
        self.uses = risk.uses.tolist()
        self.risk = (risk.risk / params.base_rate_opioid).tolist()


class UserModel(mesa.Model):
    """Users as Mesa objects in one month's market."""

    def __init__(self, columns: dict[str, FloatArray], params: ConsumptionParams) -> None:
        """Make the agents and the numbers that they share."""
        super().__init__(rng=1)
        self.params, self.month, self.shared = params, Month(), MonthOfUsers(params)
        lists = [columns[name].tolist() for name in COLUMNS]
        for values in zip(*lists, strict=True):
            OpioidUser(self, **dict(zip(COLUMNS, values, strict=True)))

    def step(self) -> None:
        """Let every user act once, in random order."""
        self.month = Month()
        self.agents.shuffle_do("step")


def step_columns(
    columns: kernels.People, month: tuple[kernels.Use, kernels.Opioids], number: int
) -> Month:
    """Let all users act once by the model's own kernel over columns.

    Parameters
    ----------
    columns
        As `pass_columns` gives them.
    month
        As `month_of_users` gives it.
    number
        Of the month, which keys the random numbers.
    """
    sums = np.zeros(kernels.N_SUMS, np.int64)
    key = draw_key(1, "consumption", number)
    kernels.opioid_users(0, columns.state.size, columns, *month, sums, key)
    shared = sums / kernels.GRAIN
    return Month(*(float(shared[k]) for k in (kernels.EXPECTED, kernels.DIED, kernels.GRAMS)))


def pass_columns(columns: dict[str, FloatArray]) -> kernels.People:
    """Return users' columns in the form that kernels take."""
    n = columns["state"].size
    empty = ConsumerColumns.empty(n)
    for name, values in columns.items():
        getattr(empty, name)[:] = values
    empty.months_since_treatment[:] = NEVER
    return empty.people


def month_of_users(params: ConsumptionParams) -> tuple[kernels.Use, kernels.Opioids]:
    """Return what all users follow in the market of ``SHARE``, ``PURITY`` and ``LOG_PRICE``."""
    use = amounts.use_of(
        0,
        amounts.responses(params, 1.0),
        log_price=LOG_PRICE,
        shift=0.0,
        grams=np.ones(4),
        params=params,
        dt=1.0,
    )
    setting = risks.Setting(SHARE, 0.0, PURITY, 1.0, 0.0, 1.0, 1.0, 1.0)
    return use, overdose.opioid_numbers(
        params, setting, dt=1.0, strength=1.0, co_use=(0.0, 0.0)
    )
