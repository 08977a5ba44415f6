"""Illicit opioid users written twice: as ordinary Mesa objects, and by the model's own rules.

Covers what a month does to a user: habit, amount, local supply, tolerance, the hazard of an
overdose, and deaths thinned from the people behind an agent. Starts, moves between states and
treatment are left out of both.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from scipy.special import logit

from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach
from sim.submodels import consumption_amounts as amounts
from sim.submodels import consumption_deaths as risks
from sim.submodels.consumption_people import OPIOID

if TYPE_CHECKING:
    from sim.model import CartelMarket
    from sim.params.consumption import ConsumptionParams

COLUMNS = ("weight", "state", "tolerance", "habit", "market_rank")
SHARE, PURITY, LOG_PRICE = 0.4, 0.8, -0.3
"""A month in the middle of the model's history: fentanyl, powder and price."""


@dataclass
class Month:
    """What a month does to users: expected and drawn deaths, and the sum of amounts."""

    expected: float = 0.0
    deaths: float = 0.0
    amount: float = 0.0


def users(model: "CartelMarket", n: int) -> dict[str, FloatArray]:
    """Return the columns of n illicit opioid users, those of a model repeated."""
    block = model.consumption.blocks[OPIOID]
    kept = block.start + np.flatnonzero(model.consumers.alive[block])
    rows = np.resize(kept, n)
    return {name: getattr(model.consumers, name)[rows].copy() for name in COLUMNS}


class OpioidUser(mesa.Agent):  # type: ignore[misc]
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
        amount = math.exp(min(wanted, shared.purse))
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
        month.amount += amount


class MonthOfUsers:
    """The numbers that all users share in a month, by state where they differ."""

    uses = (1.0, 1.0, 1.0, 0.0)

    def __init__(self, params: "ConsumptionParams") -> None:
        """Work them out for the market of ``SHARE``, ``PURITY`` and ``LOG_PRICE``."""
        scale = amounts.state_scale(params)
        short, extra = _elasticities(params)
        self.target = (extra * LOG_PRICE * scale).tolist()
        self.now = (short * LOG_PRICE * scale).tolist()
        self.closed = amounts.habit_closed(params, 1.0)
        self.purse = math.log(params.most_spending) - LOG_PRICE
        spread = params.market_spread
        self.centre = math.sqrt(1.0 + risks.LOGISTIC_NORMAL * spread**2) * float(logit(SHARE))
        purity = risks.relative_purity(PURITY, params)
        self.potency = params.potency_step * purity**params.potency_purity
        self.lethality = risks.fentanyl_lethality(purity, 0.0, params)
        following = approach(params.tolerance_time, 1.0)
        lost = approach(params.tolerance_loss_time, 1.0)
        self.speed = [following, following, 0.0, lost]
        self.usual = [params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost]
        self.risk = risks.state_risk(params).tolist()


class UserModel(mesa.Model):  # type: ignore[misc]
    """Users as Mesa objects in one month's market."""

    def __init__(self, columns: dict[str, FloatArray], params: "ConsumptionParams") -> None:
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
    columns: dict[str, FloatArray], params: "ConsumptionParams", rng: np.random.Generator
) -> Month:
    """Let all users act once by the model's own rules on columns."""
    state = columns["state"]
    short, extra = _elasticities(params)
    scale = amounts.state_scale(params)
    columns["habit"] = amounts.new_habit(
        columns["habit"],
        state,
        log_price=LOG_PRICE,
        extra_elasticity=extra,
        scale=scale,
        closed=amounts.habit_closed(params, 1.0),
    )
    amount = amounts.amount(
        columns["habit"],
        state,
        log_price=LOG_PRICE,
        short_run=short,
        scale=scale,
        shift=0.0,
        most_spending=params.most_spending,
    )
    share = risks.local_share(SHARE, columns["market_rank"], params.market_spread)
    purity = risks.relative_purity(PURITY, params)
    potency = risks.log_potency(share, purity, params)
    columns["tolerance"] = risks.new_tolerance(
        columns["tolerance"], state, potency, params, 1.0
    )
    mixed = 1.0 - share + share * risks.fentanyl_lethality(purity, 0.0, params)
    extra_dose = risks.surprise(potency, columns["tolerance"], params)
    rate = mixed * np.exp(params.surprise * extra_dose) * amount**params.death_amount
    rate *= (risks.state_risk(params) * params.base_rate_opioid)[state]
    deaths, expected = risks.thinned(columns["weight"], rate, rng.random(state.size), 1.0)
    columns["weight"] -= deaths
    return Month(expected, float(deaths.sum()), float(amount.sum()))


def _elasticities(params: "ConsumptionParams") -> tuple[float, float]:
    """Return the short-run elasticity of opioid users' amounts, and what is added to it."""
    response = amounts.responses(params, 1.0)
    short = float(response.short_run[0])
    return short, float(response.amount[0]) - short
