"""One scenario on one seed: run, saved, and its headline outcomes printed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.config.compose import Resolved, compose_tree, to_model_config
from experiments.presentation.progress import Progress, progress
from experiments.presentation.text_table import table
from experiments.storage import trunk_cache
from experiments.storage.fingerprint import plain_numbers
from experiments.storage.output import saved
from sim.model import CartelMarket
from sim.outcomes import OUTCOMES

YEAR = 12  # months
MOST_NAMED = 3
"""Parameters that a label names; it counts more of them."""
HEADLINES = (
    "supply_doses",
    "recruits",
    "overdose_deaths",
    "homicides",
    "members",
    "n_cartels",
    "net_income",
    "formal_jobs",
)


def run_one(resolved: Resolved) -> None:
    """Run, save and print the headline outcomes."""
    with saved("run", resolved, [resolved.seed]) as result:
        results = _run(resolved).results()
        long = tidy(results, label(resolved), resolved.seed)
        long.to_parquet(result.staged / "results.parquet", compression="zstd", index=False)
    print(f"{label(resolved)}, seed {resolved.seed}: {result.folder}")
    print(headline_table(results, resolved))


def _run(resolved: Resolved) -> CartelMarket:
    """Return the model at its end; show the months that have passed."""
    config = to_model_config(resolved)
    seen: list[CartelMarket] = []

    def watch(bar: Progress) -> None:
        for model in seen:
            bar.add(model.month - bar.n)

    n_months = len(config.calendar.months)
    with progress("running", n_months, "months", watch=watch, enough=YEAR) as bar:

        def follow(model: CartelMarket) -> None:
            bar.add(model.month, is_free=True)
            seen.append(model)

        return trunk_cache.run(config, trunk_cache.chosen_folder(resolved), follow)


def label(resolved: Resolved) -> str:
    """Return the scenario's name with the levers and claims that the user set on top of it."""
    own = [
        f"set.{name}={plain_numbers(value)}"
        for name, value in resolved.tree["set"].items()
        if value is not None
    ]
    own += [
        f"levers.{name}.schedule"
        for name, lever in resolved.tree["levers"].items()
        if lever["schedule"] is not None
    ]
    return "+".join([resolved.scenario, *own, *_changed_claims(resolved.tree)])


def _changed_claims(tree: Mapping[str, Any]) -> list[str]:
    """Return strengths, choices and parameters that differ from the defaults, as set."""
    usual = compose_tree([])
    found = []
    for section in ("strength", "adaptation"):
        for name, value in tree[section].items():
            if value != usual[section][name]:
                found.append(f"{section}.{name}={_word(value)}")
    moved = [
        f"params.{group}.{name}={_word(value)}"
        for group, values in tree["params"].items()
        for name, value in values.items()
        if value != usual["params"][group][name]
    ]
    is_many = len(moved) > MOST_NAMED
    return [*found, *([f"params({len(moved)} changed)"] if is_many else moved)]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(plain_numbers(value))


def tidy(results: pd.DataFrame, scenario: str, seed: int) -> pd.DataFrame:
    """Return results as one row per month and outcome: scenario, seed, date, outcome, value."""
    long = results.melt(ignore_index=False, var_name="outcome").reset_index(names="date")
    long.insert(0, "scenario", scenario)
    long.insert(1, "seed", seed)
    return long


def headline_table(results: pd.DataFrame, resolved: Resolved) -> str:
    """Return headline outcomes by year, sums of flows and means of levels, as text."""
    kinds = {outcome.name: outcome for outcome in OUTCOMES if not outcome.axis}
    start = resolved.model.calendar.policy_start.year
    of_year = pd.DatetimeIndex(results.index).year
    end = int(of_year[-1])
    years = sorted(
        {year for year in (start - 1, start, start + 1, start + 4, end) if year <= end}
    )
    years = [year for year in years if year >= of_year[0]]
    rows = []
    for name in HEADLINES:
        by_year = results[name].groupby(of_year)
        values = by_year.sum() if kinds[name].kind == "flow" else by_year.mean()
        unit = kinds[name].unit.replace("/month", "/year")
        rows.append((name, unit, *(f"{values[year]:.4g}" for year in years)))
    return table(("outcome", "unit", *map(str, years)), rows)
