"""A world of money alone: given members and drug sales, real firms, finance and adaptation."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.agents.cartel import CartelColumns
from sim.array_types import FloatArray
from sim.config import ModelConfig, PopulationSizes
from sim.mechanisms import MECHANISMS
from sim.params import Params
from sim.rates import MONTHS_PER_YEAR
from sim.state.flows import Flows
from sim.state.state import State
from sim.submodels import adaptation, institutions
from sim.submodels.finance import process as finance
from sim.submodels.firms import process as firms
from sim.world.drivers import load_drivers
from sim.world.load import load_world

NEUTRAL = {
    "strikes": 0.0,
    "strike_consent": 0.0,
    "tariff": 0.8,
    "terror_designation": 0.0,
    "anticorruption_aid": 1.2,
    "security_aid": 3.9,
    "financial_sanctions": 1.0,
    "crypto_regulation": 0.1,
    "deportations": 369_492.0,
}
BORDER_SALES = 6.0e9
MEMBERS = 115_000.0


class Economy(State):
    """The economy's part of a model: what its four processes read, and nothing else."""

    def __init__(
        self,
        *,
        seed: int = 1,
        n_firms: int = 2000,
        substeps: int = 1,
        n_groups: int = 150,
        months: int = 276,
        **changes: Any,
    ) -> None:
        self.dt, self.month, self.substep = 1.0 / substeps, 0, 0
        self.substeps = substeps
        self.world = load_world()
        self.params = Params()
        for name, value in changes.pop("params", {}).items():
            group, field = name.split(".")
            setattr(getattr(self.params, group), field, value)
        self.strength = dict.fromkeys(MECHANISMS, 1.0) | changes.pop("strength", {})
        self.months = pd.date_range("2012-01-01", periods=months, freq="MS")
        self._drivers = {
            name: driver.monthly(self.months[0], months)
            for name, driver in load_drivers().items()
        }
        population = PopulationSizes(firms=n_firms)
        self.config = ModelConfig(levers={}, seed=seed, population=population)
        self.flows = Flows()
        self.levers: dict[str, float | Callable[[float], float]] = {}
        self.frozen: set[str] = set()
        self.drug_sales: Callable[[float], float] = lambda _: 1.0
        self.member_path: Callable[[float], float] = lambda _: 1.0
        self.start_groups(n_groups)
        institutions.build(self)
        firms.build(self)
        self.sell()
        finance.build(self)

    def start_groups(self, n_groups: int) -> None:
        """Groups of 1/rank size: the named ones where they are, the rest at one home."""
        self.cartels = CartelColumns.empty(n_groups + 20)
        size = 1.0 / np.arange(1, n_groups + 1)
        size *= MEMBERS / size.sum()
        world, rng = self.world, np.random.default_rng(self.config.seed)
        for row in range(n_groups):
            named = row < 18
            self.cartels.begin(row, world.group_names[row] if named else f"group {row}")
            if named:
                weight = world.group_presence[row] * (1.0 + 3.0 * world.group_home[row])
            else:
                weight = np.zeros(32)
                weight[rng.choice(32, p=world.generated_home_weight)] = 1.0
            self.cartels.members[row] = size[row] * weight / weight.sum()
        self.members_2012 = self.cartels.members.copy()
        self.sales_2012 = size * rng.lognormal(0.0, 0.3, n_groups)
        self.sales_2012 *= BORDER_SALES / self.sales_2012.sum()

    def sell(self) -> None:
        """Give this step's members and drug sales."""
        year = self.year_fraction()
        rows = self.cartels.rows
        self.cartels.members[rows] = self.members_2012[rows] * self.member_path(year)
        sales = self.sales_2012 * self.drug_sales(year) * self.dt / MONTHS_PER_YEAR
        self.cartels.border_revenue[rows, 0] = sales[rows]
        self.cartels.product_cost[rows] = 0.3 * sales[rows]

    def policy(self) -> dict[str, float]:
        return NEUTRAL | {
            name: path(self.year_fraction()) if callable(path) else path
            for name, path in self.levers.items()
        }

    def step(self) -> Self:
        policy = self.policy()
        self.flows.clear()
        for flow in (
            "money_in",
            "money_out",
            "seized_cash",
            "net_income",
            "revenue_by_trade",
            "firms_closed",
            "compliance_cost",
        ):
            setattr(self.flows, flow, 0.0)
        for substep in range(self.substeps):
            self.substep = substep
            institutions.advance(
                self,
                **{
                    name: policy[name]
                    for name in (
                        "strikes",
                        "strike_consent",
                        "tariff",
                        "terror_designation",
                        "anticorruption_aid",
                        "security_aid",
                    )
                },
            )
            rows = self.cartels.rows
            adaptation._adapt_trades(self, rows, adaptation.largest(self.cartels.size, rows))
            adaptation._adapt_channels(self, rows)
            self.sell()
            firms.advance(
                self,
                tariff=policy["tariff"],
                terror_designation=policy["terror_designation"],
                deportations=policy["deportations"],
            )
            finance.advance(
                self,
                financial_sanctions=policy["financial_sanctions"],
                crypto_regulation=policy["crypto_regulation"],
            )
        self.month += 1
        return self

    def run(self, n_months: int) -> Self:
        for _ in range(n_months):
            self.step()
        return self

    def year_of_money(self) -> FloatArray:
        """Run twelve months and return the year's money by trade [USD]."""
        total = np.zeros(5)
        for _ in range(12):
            self.step()
            total = total + self.flows.revenue_by_trade
        return total

    def baseline_lever(self, name: str) -> float:
        return NEUTRAL[name]

    def without_policy(self, name: str) -> float:
        return NEUTRAL[name]

    def is_frozen(self, choice: str) -> bool:
        return choice in self.frozen
