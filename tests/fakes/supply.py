"""A small stand-in for the rest of the model, so that supply can be run and tested alone.

Demand is isoelastic with a slow long run; enforcement, finance and organisations stand still.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.agents.cartel import CartelColumns
from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.initialise import solve
from sim.mechanisms import MECHANISMS
from sim.params import Params
from sim.rates import approach
from sim.state.flows import Flows
from sim.state.state import State
from sim.submodels import adaptation
from sim.submodels.consumption.amounts import doses_per_kg
from sim.submodels.markets import opioids
from sim.submodels.markets import process as markets
from sim.submodels.production import process as production
from sim.submodels.shipping import process as shipping
from sim.world.axes import CHANNELS, DRUGS, REGIONS, ROUTES
from sim.world.drivers import load_drivers
from sim.world.drug_tables import OPIOIDS
from sim.world.load import load_world
from tests.fakes import still_enforcement

MONTHS = pd.date_range("2012-01-01", "2034-12-01", freq="MS")
SHORT_RUN = np.array([-0.32, -0.53, -0.27])
LONG_RUN = np.array([-0.75, -0.9, -0.8])
FIRST_DOSES = 1.33e9 / 12.0
FIRST_KG = {"cocaine": 135_000.0 / 12.0, "methamphetamine": 90_000.0 / 12.0}
LAND = np.array(["/sea" not in r and "/parcel" not in r for r in ROUTES[:11]] + [False] * 3)


def demand_kg(dose_share: FloatArray, amount: FloatArray) -> FloatArray:
    """Pure kg by drug: opioid doses by their shares, cocaine and methamphetamine."""
    kg = np.zeros(len(DRUGS))
    doses = doses_per_kg(Params().consumption)
    kg[list(OPIOIDS)] = dose_share * (FIRST_DOSES * amount[0]) / doses
    kg[3], kg[2] = FIRST_KG["cocaine"] * amount[1], FIRST_KG["methamphetamine"] * amount[2]
    return kg


class Stub(State):
    """Just enough of ``CartelMarket`` for the four supply processes."""

    strength: dict[str, float]
    consumption: Any

    def __init__(
        self,
        *,
        seed: int = 1,
        n: int = 40,
        substeps: int = 1,
        history: bool = True,
        control: float = 0.1,
        tweak: Callable[[Params], object] | None = None,
    ) -> None:
        self.config = ModelConfig(levers={}, seed=seed)
        self.month, self.substep, self.dt = 0, 0, 1.0 / substeps
        self.substeps, self.history = substeps, history
        self.world = load_world()
        self.params = Params()
        if tweak:
            tweak(self.params)
        self.strength = dict.fromkeys(MECHANISMS, 1.0)
        self.frozen: set[str] = set()
        self.control = self.control_2012 = control
        self.flows = Flows()
        self._drivers = {
            k: d.monthly(MONTHS[0], len(MONTHS)) for k, d in load_drivers().items()
        }
        self.enforcement = still_enforcement()
        self.demand_scale = np.ones(3)
        self.records: list[dict[str, Any]] = []
        self._make_groups(n)
        shares = opioids.shares_2012(self.params.markets)
        balance = solve(self, demand_kg(shares, np.ones(3)))
        for process in (production, shipping, markets):
            process.build(self, balance)
        self.consumption = SimpleNamespace(habit=np.zeros(3))
        self._use()

    def _make_groups(self, n: int) -> None:
        self.cartels = CartelColumns.empty(n + 20)
        size = 115_000.0 / np.arange(1, n + 1) / (1.0 / np.arange(1, n + 1)).sum()
        names = [
            g
            for g, e in zip(self.world.group_names, self.world.group_exists_2012, strict=True)
            if e
        ]
        rng = np.random.default_rng(0)
        for row in range(n):
            self.cartels.begin(row, names[row] if row < len(names) else f"group {row}")
            self.cartels.named[row] = row < len(names)
            if row < len(names):
                place = self.world.group_presence[self.world.group_names.index(names[row])]
            else:
                place = np.zeros(len(REGIONS), bool)
                place[rng.integers(len(REGIONS))] = True
            self.cartels.members[row] = size[row] * place / place.sum()
            self.cartels.trade_share[row] = [0.6, 0.2, 0.1, 0.05, 0.05]
            self.cartels.channel_share[row] = 1.0 / len(CHANNELS)
        self.cartels.trade_payoff[:] = 20_000.0
        self.cartels.channel_payoff[:] = -0.07

    def driver(self, name: str, month: int | None = None) -> float:
        month = self.month if month is None else month
        return super().driver(name, month if self.history else 0)

    def baseline_lever(self, name: str) -> float:
        return self.control_2012

    def year_fraction(self) -> float:
        return super().year_fraction() if self.history else 0.0

    def is_frozen(self, choice: str) -> bool:
        return choice in self.frozen

    def _use(self) -> None:
        log_price = self.markets.log_price
        habit = self.consumption.habit
        close = approach(18.0, self.dt) if self.records else 0.0
        habit = habit + close * ((LONG_RUN - SHORT_RUN) * log_price - habit)
        self.consumption.habit = habit
        amount = np.exp(SHORT_RUN * log_price + habit) * self.demand_scale * self.dt
        kg = demand_kg(self.markets.dose_share, amount)
        self.consumption.demand_kg = kg
        self.consumption.used_kg = np.minimum(kg, self.markets.for_sale_kg)

    def step(self, months: int = 1) -> Self:
        for _ in range(months):
            self.flows.clear()
            for substep in range(self.substeps):
                self.substep = substep
                adaptation.advance(self)
                production.advance(self, precursor_control=self.control)
                shipping.advance(self)
                markets.set_prices(self)
                self._use()
                markets.settle(self)
            self._record()
            self.month += 1
        return self

    def _record(self) -> None:
        state = self.markets
        row = {"date": MONTHS[self.month], "share": state.fentanyl_share}
        for i, drug in enumerate(DRUGS):
            row |= {
                f"price_{drug}": state.retail_price[i],
                f"border_{drug}": state.border_price[i],
                f"purity_{drug}": state.purity[i],
                f"w_{drug}": state.log_price_persistent[i],
                f"v_{drug}": state.log_price_transitory[i],
                f"y_{drug}": state.log_purity[i],
                f"sales_{drug}": self.flows.us_sales_kg[i],
                f"arrivals_{drug}": self.flows.us_arrivals_kg[i],
                f"mexican_{drug}": self.shipping.delivered_kg[i, 0],
                f"gross_{drug}": self.flows.seized_gross_kg[i],
                f"seized_{drug}": self.flows.seized_kg[i],
                f"capacity_{drug}": self.cartels.capacity_kg[:, i].sum(),
            }
            ports = self.flows.seized_gross_by_route_kg[:, i]
            row[f"ports_{drug}"] = ports[:5].sum() / max(ports[LAND].sum(), 1e-12)
        row["revenue_us"] = float(state.border_price @ self.shipping.delivered_kg[:, 0])
        row["revenue"] = float(self.cartels.border_revenue.sum())
        row["cost"] = float(self.cartels.product_cost.sum())
        row["doses"] = float(self.flows.us_arrivals_doses)
        row["gross_land"] = float(self.flows.seized_gross_by_route_kg[LAND].sum())
        row["knows"] = int(self.cartels.knows[:, 0].sum())
        for m in range(4):
            row[f"export_{m}"] = self.flows.exports_kg[m]
        self.records.append(row)

    @property
    def results(self) -> pd.DataFrame:
        return pd.DataFrame(self.records).set_index("date")
