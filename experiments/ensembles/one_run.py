"""One scenario on one seed: run, saved, and its headline outcomes printed."""

from pathlib import Path
from typing import Final

import pandas as pd

from experiments.config.compose import Resolved, to_model_config
from experiments.ensembles.plan import without_policy
from experiments.presentation.text_table import table
from experiments.presentation.wording import number, outcome_words, percent
from experiments.storage import trunk_cache
from experiments.storage.fingerprint import plain_numbers
from experiments.storage.output import saved
from sim.config import ModelConfig
from sim.outcomes import OUTCOMES

KINDS: Final = {outcome.name: outcome for outcome in OUTCOMES if not outcome.axis}
WIDTH: Final = 200
ONE_DRAW: Final = (
    "One seed is one draw: the same policy on other seeds gives other changes. For intervals"
    " ask experiments.compare."
)
HEADLINES: Final = (
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
    """Run, save and print the headline outcomes, with their changes."""
    folder = trunk_cache.chosen_folder(resolved)
    with saved("run", resolved, [resolved.seed]) as result:
        results, reference = run_beside(resolved, folder)
        long = tidy(results, label(resolved), resolved.seed)
        long.to_parquet(result.staged / "results.parquet", compression="zstd", index=False)
    print(f"{label(resolved)}, seed {resolved.seed}: {result.folder}")
    print(headline_table(results, resolved, reference))


def run_beside(
    resolved: Resolved, folder: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return a run's results, and those of the same seed without its policy.

    The second branches off where the policy begins; None where the run has no policy.
    """
    config = to_model_config(resolved)
    reference, month = without_policy(resolved)
    months = config.calendar.months
    if not differs(config, reference):
        return trunk_cache.run(config, folder).results(), None
    model = trunk_cache.model_at(config, month, folder)
    twin = model.branch(reference)
    kept = trunk_cache.kept_results(reference, folder, twin.run)
    return model.run_to(len(months)).results(), kept


def differs(config: ModelConfig, reference: ModelConfig) -> bool:
    """Whether a lever differs from no policy in any month."""
    months = config.calendar.months
    return any(
        lever != reference.levers[name]
        and (lever.monthly(months) != reference.levers[name].monthly(months)).any()
        for name, lever in config.levers.items()
    )


def label(resolved: Resolved) -> str:
    """Return the scenario's name with the levers and drivers that the user set."""
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
    own += [f"drivers.{name}.schedule" for name in resolved.tree["drivers"]]
    return "+".join([resolved.scenario, *own])


def tidy(results: pd.DataFrame, scenario: str, seed: int) -> pd.DataFrame:
    """Return results as one row per month and outcome: scenario, seed, date, outcome, value."""
    long = results.melt(ignore_index=False, var_name="outcome").reset_index(names="date")
    long.insert(0, "scenario", scenario)
    long.insert(1, "seed", seed)
    return long


def headline_table(
    results: pd.DataFrame, resolved: Resolved, reference: pd.DataFrame | None = None
) -> str:
    """Return headline outcomes by year with their changes in one year of the policy, as text.

    Flows are summed and levels averaged over a year. The changes are those of the second year
    of the policy, or the last whole one: against the year before it, and against the reference.
    """
    start, end = resolved.model.calendar.policy_start.year, int(results.index[-1].year)
    years = _years(results, start, end)
    last = max((year for year in years if start <= year <= start + 1), default=None)
    before = years[0] if years and years[0] < start else None
    rows = []
    for name in HEADLINES:
        values = _by_year(results, name)
        cells = [number(float(values[year])) for year in years]
        if last is not None and before is not None:
            cells.append(percent(values[last] / values[before] - 1.0))
        if last is not None and reference is not None:
            plain = _by_year(reference, name)
            cells.append(percent(values[last] / plain[last] - 1.0))
        rows.append((outcome_words(name), KINDS[name].unit.replace("/month", "/year"), *cells))
    header = ["outcome", "unit", *map(str, years)]
    if last is not None and before is not None:
        header.append(f"{last} against {before}")
    if last is not None and reference is not None:
        header.append(f"{last} against no policy")
    lines = [table(header, rows, width=WIDTH)]
    return "\n".join([*lines, ONE_DRAW] if len(header) > len(years) + 2 else lines)


def _years(results: pd.DataFrame, start: int, end: int) -> list[int]:
    """Return the years to show: the one before the policy, three of it, and the last."""
    asked = {start - 1, start, start + 1, start + 4, end}
    first = int(results.index[0].year)
    return sorted(year for year in asked if first <= year <= end)


def _by_year(results: pd.DataFrame, name: str) -> pd.Series:
    by_year = results[name].groupby(pd.DatetimeIndex(results.index).year)
    values: pd.Series = by_year.sum() if KINDS[name].kind == "flow" else by_year.mean()
    return values
