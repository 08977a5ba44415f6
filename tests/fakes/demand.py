"""A stand-in for the model: given prices, purity and shares, so that demand runs alone."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import pandas as pd

from sim.array_types import FloatArray
from sim.config import ModelConfig, PopulationSizes
from sim.mechanisms import MECHANISMS
from sim.params import Params
from sim.state.flows import Flows
from sim.state.state import State
from sim.submodels import treatment
from sim.submodels.consumption import process as consumption
from sim.world.axes import DRUGS
from sim.world.drivers import load_drivers
from tests.fakes import still_enforcement

LEVER_HISTORY = "sim/data/lever_history.csv"
DEMAND_LEVERS = (
    "treatment_funding",
    "harm_reduction",
    "demand_prevention",
    "user_liability",
    "us_partner_enforcement",
)
FIRST = pd.Timestamp("2012-01-01")

# Paths of the prototype (mid-year unless dated), tuned with 2020-24 in view.
SHARE = (0.004, 0.012, 0.06, 0.15, 0.32, 0.48, 0.54, 0.60, 0.74, 0.83, 0.89, 0.925, 0.935)
POWDER = (
    (2012.0, 0.05),
    (2015.5, 0.05),
    (2016.5, 0.06),
    (2017.5, 0.076),
    (2018.5, 0.078),
    (2019.5, 0.084),
    (2020.5, 0.110),
    (2021.5, 0.140),
    (2022.5, 0.180),
    (2023.3, 0.195),
    (2023.8, 0.165),
    (2024.3, 0.120),
    (2024.95, 0.098),
)
FENTANYL_USD_PER_DOSE = (
    (2012.0, 18.0),
    (2016.5, 15.7),
    (2019.5, 7.4),
    (2021.5, 3.6),
    (2023.5, 2.4),
    (2024.3, 3.9),
    (2024.95, 4.2),
)
HEROIN_USD_PER_DOSE = 23.9
METH_USD = ((2012.0, 270.0), (2016.5, 206.0), (2018.5, 145.0), (2021.5, 110.0), (2024.5, 83.0))
COCAINE_USD = (
    (2012.0, 246.0),
    (2016.5, 216.0),
    (2021.5, 215.0),
    (2023.5, 185.0),
    (2024.5, 180.0),
)
Points = tuple[tuple[float, float], ...]
COCAINE_PURITY: Points = ((2012.5, 0.50), (2016.5, 0.55), (2021.5, 0.63), (2024.5, 0.70))


def path(points: Points, year: float) -> float:
    """Linear in the value."""
    years, values = zip(*points, strict=True)
    return float(np.interp(year, years, values))


def log_path(points: Points, year: float) -> float:
    """Linear in the log of the value: prices."""
    years, values = zip(*points, strict=True)
    return float(np.exp(np.interp(year, years, np.log(values))))


def share_path(year: float) -> float:
    years = 2012.5 + np.arange(len(SHARE))
    logits = np.log(np.array(SHARE) / (1.0 - np.array(SHARE)))
    return float(1.0 / (1.0 + np.exp(-np.interp(year, years, logits))))


class Stub(State):
    """As much of CartelMarket as demand needs; ``policy`` and ``shocks`` change its inputs."""

    markets: Any

    def __init__(
        self,
        seed: int = 1,
        *,
        substeps: int = 1,
        consumers: int = 10_000,
        n_months: int = 156,
        strength: Mapping[str, float] | None = None,
    ) -> None:
        population = PopulationSizes(consumers=consumers)
        self.config = ModelConfig(levers={}, seed=seed, population=population)
        self.params = Params()
        self.strength = dict.fromkeys(MECHANISMS, 1.0) | dict(strength or {})
        self.dt, self.substeps = 1.0 / substeps, substeps
        self.month = self.substep = 0
        self.flows = Flows()
        months = pd.date_range(FIRST, periods=n_months, freq="MS")
        self._drivers = {k: d.monthly(FIRST, n_months) for k, d in load_drivers().items()}
        history = pd.read_csv(LEVER_HISTORY, parse_dates=["date"])
        self.levers: dict[str, FloatArray] = {
            str(name): rows.set_index("date")["value"]
            .reindex(months, method="ffill")
            .to_numpy(float)
            for name, rows in history.groupby("lever")
            if name in DEMAND_LEVERS
        }
        self.price_factor = np.ones(3)
        self.purity_factor = 1.0
        self.hold_markets_at: float | None = None  # year, or None for history
        self.records: list[dict[str, float]] = []
        self.enforcement = still_enforcement()
        self.set_markets()

    def start(self) -> Self:
        consumption.build(self)
        treatment.build(self)
        return self

    def baseline_lever(self, name: str) -> float:
        return float(self.levers[name][0])

    def lever(self, name: str) -> float:
        return float(self.levers[name][self.month])

    def set_markets(self) -> None:
        year = 2012.0 + (self.month + 0.5) / 12.0
        if self.hold_markets_at is not None:
            year = min(year, self.hold_markets_at)
        share = share_path(year)
        fentanyl = log_path(FENTANYL_USD_PER_DOSE, year)
        mean = share * fentanyl + (1.0 - share) * HEROIN_USD_PER_DOSE
        meth, cocaine = log_path(METH_USD, year), log_path(COCAINE_USD, year)
        log_price = np.log([mean / 23.87, cocaine / 246.0, meth / 270.0])
        purity = np.full(len(DRUGS), 0.5)
        purity[DRUGS.index("fentanyl")] = path(POWDER, year) * self.purity_factor
        purity[DRUGS.index("cocaine")] = path(COCAINE_PURITY, year)
        retail = np.zeros(len(DRUGS))
        retail[DRUGS.index("fentanyl")] = fentanyl * 1e6
        retail[DRUGS.index("heroin")] = HEROIN_USD_PER_DOSE * 40_000
        retail[DRUGS.index("methamphetamine")] = meth * 1e3
        retail[DRUGS.index("cocaine")] = cocaine * 1e3
        self.markets = SimpleNamespace(
            for_sale_kg=np.full(len(DRUGS), np.inf),
            log_price=log_price + np.log(self.price_factor),
            fentanyl_share=share,
            dose_share=np.array([share, 1.0 - share, 0.0]),
            purity=purity,
            purity_used=purity,
            retail_price=retail,
        )

    def step(self) -> None:
        self.flows.clear()
        self.set_markets()
        effort = self.lever("us_partner_enforcement") / self.baseline_lever(
            "us_partner_enforcement"
        )
        self.enforcement.us_effort = effort
        for substep in range(self.substeps):
            self.substep = substep
            consumption.advance(
                self,
                harm_reduction=self.lever("harm_reduction"),
                demand_prevention=self.lever("demand_prevention"),
                user_liability=self.lever("user_liability"),
            )
            treatment.advance(
                self,
                treatment_funding=self.lever("treatment_funding"),
                user_liability=self.lever("user_liability"),
            )
        self.records.append(self.record())
        self.month += 1

    def record(self) -> dict[str, float]:
        by_drug = dict(zip(DRUGS, self.flows.overdose_deaths_by_drug, strict=True))
        kg = dict(zip(DRUGS, self.flows.consumption_kg, strict=True))
        spending = self.flows.us_spending_by_class
        row = {f"d_{k}": v for k, v in by_drug.items()} | {f"kg_{k}": v for k, v in kg.items()}
        users = self.consumption.users
        row |= {"deaths": self.flows.overdose_deaths, "treated": self.treatment.in_treatment}
        row |= {"util": self.treatment.utilisation, "doses": self.flows.consumption_doses}
        for c, name in enumerate(("rx", "opioid", "cocaine", "meth")):
            for s, state in enumerate(("occ", "dep", "treat", "rec")):
                row[f"{name}_{state}"] = users[c, s]
        for c, name in enumerate(("opioid", "cocaine", "meth")):
            row[f"usd_{name}"] = spending[c]
        return row

    def run(self, n_months: int) -> Self:
        for _ in range(n_months):
            self.step()
        return self

    def results(self) -> pd.DataFrame:
        index = pd.date_range(FIRST, periods=len(self.records), freq="MS")
        return pd.DataFrame(self.records, index=index)
