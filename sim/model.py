"""The model: build, and one month as a table of contents."""

import copy
from dataclasses import replace
from typing import Self

import numpy as np
import pandas as pd

from sim import outcomes
from sim.collector import CollectorOfRecords
from sim.config import ModelConfig
from sim.initialise import initialise
from sim.levers import monthly_path
from sim.row_model import RowModel
from sim.state.flows import Flows
from sim.state.state import State
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
from sim.world.drivers import paths_under
from sim.world.load import World, load_world


class CartelMarket(State, RowModel):
    """Cartels, firms, enforcers and consumers in one market under a government's levers.

    Two models with equal configs give equal bytes, in any process. The month's policy acts
    only through the numbers that ``step`` hands to each process.

    Parameters
    ----------
    config
        Everything that defines the run.
    rng
        Seed instead of the config's, as Mesa's own tools hand it.
    """

    datacollector = CollectorOfRecords()

    def __init__(self, config: ModelConfig, *, rng: int | None = None) -> None:
        """Build the world of the first month, in balance."""
        if rng is not None:
            config = replace(config, seed=int(rng))
        super().__init__(rng=int(config.seed))
        self.world: World = load_world()
        self.month = 0
        self.substep = 0
        self.flows = Flows()
        self.records: list[dict[str, float]] = []
        self.activation = "batch"  # or another of sim.population.ACTIVATIONS: same bits
        self._adopt(config)
        initialise(self)

    def step(self) -> None:
        """Advance one month: one line per process, in causal order."""
        policy = self.policy_of_the_month()
        self.flows.clear()
        for substep in range(self.config.calendar.substeps):
            self.substep = substep
            institutions.advance(
                self,
                strikes=policy["strikes"],
                strike_consent=policy["strike_consent"],
                tariff=policy["tariff"],
                terror_designation=policy["terror_designation"],
                anticorruption_aid=policy["anticorruption_aid"],
                security_aid=policy["security_aid"],
            )
            enforcement.advance(
                self,
                border_enforcement=policy["border_enforcement"],
                surveillance=policy["surveillance"],
                strikes=policy["strikes"],
                kingpin_captures=policy["kingpin_captures"],
                mexican_security=policy["mexican_security"],
                us_partner_enforcement=policy["us_partner_enforcement"],
                witness_protection=policy["witness_protection"],
                terror_designation=policy["terror_designation"],
                strike_consent=policy["strike_consent"],
                arrests=policy["arrests"],
            )
            adaptation.advance(self)
            production.advance(self, precursor_control=policy["precursor_control"])
            shipping.advance(self)
            markets.set_prices(self)
            consumption.advance(
                self,
                harm_reduction=policy["harm_reduction"],
                demand_prevention=policy["demand_prevention"],
                user_liability=policy["user_liability"],
            )
            treatment.advance(
                self,
                treatment_funding=policy["treatment_funding"],
                user_liability=policy["user_liability"],
            )
            markets.settle(self)
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
            recruitment.advance(
                self,
                deportations=policy["deportations"],
                deportation_criminal_share=policy["deportation_criminal_share"],
                recruitment_prevention=policy["recruitment_prevention"],
                returnee_reintegration=policy["returnee_reintegration"],
                recruitment=policy["recruitment"],
            )
            conflict.advance(
                self,
                gun_supply=policy["gun_supply"],
                deportations=policy["deportations"],
                targeted_repression=policy["targeted_repression"],
            )
            structure.advance(self)
        self.records.append(outcomes.collect(self, policy))
        self.month += 1
        self.running = self.month < len(self.months)

    def _wrapped_step(self) -> None:
        """Refuse a month after the last one, before Mesa's clock moves; every time."""
        if self.month >= len(self.months):
            last = f"{self.months[-1]:%B %Y}" if len(self.months) else "before it began"
            raise RuntimeError(f"the run has ended ({last}); calendar.end sets its last month")
        before = self.month
        super()._wrapped_step()
        if self.month == before:
            raise RuntimeError("a step failed before; build the model again or branch anew")

    # ------------------------------------------------------------------ running

    def run(self) -> pd.DataFrame:
        """Step to the end of the calendar and return one row per month.

        Returns
        -------
        results
            Index ``date`` (first day of the month), one column per outcome; units of the
            columns stand in ``results.attrs["units"]``.
        """
        self.run_to(len(self.months))
        return self.results()

    def run_to(self, month: int) -> Self:
        """Step until ``month`` months have passed.

        Raises
        ------
        RuntimeError
            If the calendar ends before.
        """
        while self.month < month:
            self.step()
        return self

    def results(self) -> pd.DataFrame:
        """Return the months so far: index ``date``, one column per outcome."""
        frame = pd.DataFrame(self.records, index=self.months[: len(self.records)])
        frame = frame.loc[self.config.calendar.report_from :]
        frame.attrs["units"] = outcomes.UNITS
        return frame

    def branch(self, config: ModelConfig, *, has_new_rules: bool = False) -> Self:
        """Return a copy that goes on from this month under another policy.

        Equal, bit for bit, to a run of ``config`` from the start, as long as its levers and
        switches agree with this model's up to now and all else is the same.

        Parameters
        ----------
        config
            What holds from this month on.
        has_new_rules
            Whether strengths and parameters may differ from those of the months that have
            passed, as if the world changed with this month. The twin then equals no run from
            the start, and what was computed at the start stays as it was.

        Raises
        ------
        ValueError
            If seed, sizes, start, substeps, strengths or parameters differ, or a lever or a
            driver differs in a month that has already passed.
        """
        if not isinstance(config, ModelConfig):
            raise TypeError(
                "branch takes a ModelConfig; experiments.run.branch takes overrides such as "
                '["scenario=strikes"]'
            )
        kept = (self.config, self.params, self.strength, self.months)
        paths = (self._drivers, self._levers, self._history)
        shared = {id(part): part for part in (*kept, *paths, *self.records)}
        twin = copy.deepcopy(self, shared)  # what never changes is shared, not copied
        rules = () if has_new_rules else ("strength", "params")
        for part in ("seed", "population", *rules, "network_csv", "wars"):
            if getattr(config, part) != getattr(self.config, part):
                raise ValueError(f"a branch can't change {part}")
        if (config.calendar.start, config.calendar.substeps) != (
            self.config.calendar.start,
            self.config.calendar.substeps,
        ):
            raise ValueError("a branch can't change the start or the substeps of its history")
        twin._adopt(config)
        self._refuse_other_past(twin)
        return twin

    def _refuse_other_past(self, twin: Self) -> None:
        """Refuse a twin whose levers or drivers differ in the months that have passed."""
        for name, path in twin._levers.items():
            if not np.array_equal(path[: self.month], self._levers[name][: self.month]):
                raise ValueError(f"lever {name} differs before the branch")
            if not np.array_equal(twin._history[name][:1], self._history[name][:1]):
                raise ValueError(f"lever {name} has another history")
        lived = max(self.month, 1)  # the world is built on the first month
        for name, path in twin._drivers.items():
            if not np.array_equal(path[:lived], self._drivers[name][:lived]):
                raise ValueError(f"driver {name} differs before the branch")

    def resume(self, config: ModelConfig) -> Self:
        """Go on under a config whose months so far are those that this model has lived."""
        self._adopt(config)
        return self

    def _adopt(self, config: ModelConfig) -> None:
        """Take over a config: calendar, switches, strengths, parameters and levers."""
        self.config = config
        self.params = config.params
        self.strength = config.strength
        self.months = config.calendar.months
        self.dt = 1.0 / config.calendar.substeps
        self.running = self.month < len(self.months)
        first, n_months = self.months[0], len(self.months)
        self._drivers = paths_under(config.drivers, first, n_months)
        self._levers = {
            name: monthly_path(lever, first, n_months) for name, lever in config.levers.items()
        }
        self._history = {
            name: monthly_path(lever.without_policy(), first, n_months)
            for name, lever in config.levers.items()
        }

    def rivals_of(self, row: int) -> list[int]:
        """Return the rows of the groups that a group fights."""
        return conflict.rivals_of(self, row)
