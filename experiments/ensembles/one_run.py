"""One scenario on one seed: run, saved, and its headline outcomes printed."""

import pandas as pd

from experiments.config.compose import Resolved, to_model_config
from experiments.presentation.text_table import table
from experiments.storage import trunk_cache
from experiments.storage.fingerprint import plain_numbers
from experiments.storage.output import saved
from sim.outcomes import OUTCOMES

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
        results = trunk_cache.run(
            to_model_config(resolved), trunk_cache.chosen_folder(resolved)
        ).results()
        long = tidy(results, label(resolved), resolved.seed)
        long.to_parquet(result.staged / "results.parquet", compression="zstd", index=False)
    print(f"{label(resolved)}, seed {resolved.seed}: {result.folder}")
    print(headline_table(results, resolved))


def label(resolved: Resolved) -> str:
    """Return the scenario's name with the levers that the user set on top of it."""
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
    return "+".join([resolved.scenario, *own])


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
