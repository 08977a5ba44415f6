"""A comparison of scenarios in hand: effects and months, as figures and report read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.comparison.assumptions import MARK, note
from experiments.comparison.effects import HORIZONS, WORTH_SHARING
from experiments.config.errors import InputError
from experiments.ensembles.plan import NO_POLICY
from experiments.presentation.languages import Text, named, said, spoken
from experiments.presentation.wording import is_notable, reading_order, scenario_words

PREFERRED_HORIZON: Final = 2

MAIN: Final = (
    NO_POLICY,
    "current_approach",
    "announced_approach",
    "comprehensive",
    "treatment_expansion",
)
"""Scenarios shown over time; others fill up where these were not run."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found.

    Parameters
    ----------
    details
        A row per scenario, outcome and horizon, as `summary.summarise` returns it.
    results
        Tidy months with adaptation.
    policy_starts
        First month of each scenario's policy.
    levers
        Tidy months of the levers that a scenario moves, as `figures_levers.lever_paths`
        returns them.
    names
        Names in words of scenarios that have no usual one: levers set by hand.
    """

    details: pd.DataFrame
    results: pd.DataFrame
    policy_starts: Mapping[str, pd.Timestamp]
    levers: pd.DataFrame
    names: Mapping[str, Text] = field(default_factory=dict)

    @property
    def has_draws(self) -> bool:
        """Whether intervals hold doubt about the fitted parameters."""
        return bool(self.details["sd_parameters"].notna().any())

    @property
    def n_members(self) -> int:
        """How many whole parameter sets the main policies rest on; 0 without an ensemble."""
        rows = self.details
        if "sd_form" not in rows or not rows["sd_form"].notna().any():
            return 0
        return int(rows.loc[rows["sd_form"].notna(), "n"].max())

    @property
    def doubt(self) -> str:
        """What the intervals hold, in words of the language that is spoken."""
        return spoken(self.doubt_in_words)

    @property
    def doubt_in_words(self) -> Text:
        """What the intervals hold."""
        if self.n_members:
            return said("numbers, forms and seeds")
        return said("parameters and seeds" if self.has_draws else "seeds only")

    @property
    def horizons(self) -> list[int]:
        """Years after the policy date that the runs reach."""
        return [h for h in HORIZONS if h in set(self.details["horizon"])]

    @property
    def horizon(self) -> int:
        """The horizon of headline tables and figures: two years where reached."""
        return headline_year(self.horizons)

    @property
    def scenarios(self) -> list[str]:
        """Scenarios, the reference first."""
        return list(self.policy_starts)

    @property
    def policies(self) -> list[str]:
        """Scenarios other than the reference; of those with the same levers, one."""
        return [name for name in self.scenarios if name not in (NO_POLICY, *self.same)]

    @cached_property
    def same(self) -> dict[str, str]:
        """Scenarios whose levers equal another's in every month, each with that other."""
        paths: dict[str, dict[str, bytes]] = {}
        for (name, lever), rows in self.levers.groupby(["scenario", "lever"], sort=False):
            paths.setdefault(str(name), {})[str(lever)] = (
                rows["value"].to_numpy(float).tobytes()
            )
        firsts: dict[object, str] = {}
        found = {}
        for name in reading_order([name for name in self.scenarios if name != NO_POLICY]):
            levers = frozenset(paths.get(name, {}).items())
            first = firsts.setdefault((self.policy_starts[name], levers), name)
            if first != name:
                found[name] = first
        return found

    @property
    def main(self) -> list[str]:
        """Five scenarios or fewer to be shown over time."""
        chosen = [name for name in MAIN if name in (NO_POLICY, *self.policies)]
        others = [name for name in self.policies if name not in chosen]
        return (chosen + others)[: len(MAIN)]

    @property
    def assumed(self) -> frozenset[str]:
        """Scenarios that move a lever for which no evaluation exists."""
        rows = self.details
        return frozenset(rows.loc[rows["assumption_driven"], "scenario"].astype(str))

    def marked(self, name: str) -> str:
        """Return a scenario's name, with the sign of assumption where it is due."""
        return f"{name} {MARK}" if name in self.assumed else name

    def title(self, name: str) -> Text:
        """Return a scenario's name in words, with the sign of assumption where it is due."""
        words = self.names.get(name) or named(scenario_words(name))
        return words + f" {MARK}" if name in self.assumed else words

    def label(self, name: str) -> str:
        """Return a scenario's name in words, in the language that is spoken."""
        return spoken(self.title(name))

    def is_notable(self, name: str, outcome: str, horizon: int | None = None) -> bool:
        """Whether a scenario's effect on an outcome is clear and large enough to matter."""
        row: Any = self.effects(outcome, horizon).loc[name]
        ends = ("effect_vs_no_policy", "effect_low", "effect_high")
        return is_notable(outcome, *(float(row[end]) for end in ends))

    def note(self, names: Sequence[str]) -> str:
        """Return what the sign means where one of the scenarios bears it, else nothing."""
        return note(names, self.assumed)

    def effects(self, outcome: str, horizon: int | None = None) -> pd.DataFrame:
        """Return the rows of an outcome by scenario, in the order of the scenarios."""
        rows = self.details
        is_asked = rows["outcome"] == outcome
        is_asked &= rows["horizon"] == (self.horizon if horizon is None else horizon)
        return rows[is_asked].set_index("scenario").reindex(self.scenarios)

    def offsets(self, outcome: str, horizon: int | None = None) -> pd.Series:
        """Return offsets by policy, blank where the frozen effect is too small to share out."""
        rows = self.effects(outcome, horizon).loc[self.policies]
        is_large = rows["frozen_effect"].abs() >= WORTH_SHARING
        return rows["adaptation_offset"].where(is_large)

    def months(self, outcome: str, scenario: str) -> pd.DataFrame:
        """Return an outcome's months, index date, one column per seed."""
        rows = self.results
        is_asked = (rows["outcome"] == outcome) & (rows["scenario"] == scenario)
        return rows[is_asked].pivot_table(index="date", columns="seed", values="value")


def headline_year(horizons: Sequence[int]) -> int:
    """Return the year of the policy that headlines tell: the second where it is reached."""
    return [year for year in horizons if year <= PREFERRED_HORIZON][-1]


def load(folder: Path) -> Comparison:
    """Read a saved comparison.

    Raises
    ------
    InputError
        If a file is missing or damaged.
    """
    try:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        starts = {k: pd.Timestamp(v) for k, v in manifest["policy_starts"].items()}
        names = {k: Text(*v) for k, v in manifest.get("names", {}).items()}
        path = folder / "details.csv"
        details = pd.read_csv(path)
        path = folder / "results.parquet"
        results = pd.read_parquet(path)
        path = folder / "levers.csv"
        levers = pd.read_csv(path, parse_dates=["date"])
        missing = {"scenario", "outcome", "horizon", "assumption_driven"} - set(details)
        missing |= {"scenario", "seed", "date", "outcome", "value"} - set(results)
        missing |= {"scenario", "lever", "unit", "date", "value"} - set(levers)
        if missing:
            raise KeyError(sorted(missing)[0])
    except FileNotFoundError:
        raise InputError(
            [f"source: {path} does not exist; allowed: a folder that experiments.compare wrote"]
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(
            [f"source: {path} is damaged ({reason}); run experiments.compare again"]
        ) from None
    return Comparison(details, results, starts, levers, names)
