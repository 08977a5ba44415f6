"""One scenario on one seed: run, saved, and its headline outcomes printed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.config.compose import Resolved, compose_tree, to_model_config
from experiments.ensembles.plan import without_policy
from experiments.presentation.progress import Progress, progress
from experiments.presentation.text_table import table
from experiments.presentation.wording import number, outcome_words, percent
from experiments.storage import trunk_cache
from experiments.storage.fingerprint import plain_numbers
from experiments.storage.output import saved
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.outcomes import OUTCOMES

KINDS: Final = {outcome.name: outcome for outcome in OUTCOMES if not outcome.axis}
WIDTH: Final = 200
YEAR: Final = 12  # months
MOST_NAMED: Final = 3
"""Parameters that a label names; it counts more of them."""

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
    n_months = len(config.calendar.months)
    if not differs(config, reference):
        with _months_shown(n_months) as follow:
            return trunk_cache.run(config, folder, follow).results(), None
    with _months_shown(2 * n_months - month) as follow:
        model = trunk_cache.model_at(config, month, folder, follow)

        def run_twin() -> pd.DataFrame:
            twin = model.branch(reference)
            follow(twin)
            return twin.run()

        kept = trunk_cache.kept_results(reference, folder, run_twin)
        return model.run_to(n_months).results(), kept


def differs(config: ModelConfig, reference: ModelConfig) -> bool:
    """Whether a lever differs from no policy in any month."""
    months = config.calendar.months
    return any(
        lever != reference.levers[name]
        and (lever.monthly(months) != reference.levers[name].monthly(months)).any()
        for name, lever in config.levers.items()
    )


@contextmanager
def _months_shown(n_months: int) -> Iterator[trunk_cache.Follow]:
    """Show how many months have passed; give what a model is to be told to, before it runs."""
    seen: list[tuple[CartelMarket, int]] = []  # each with the month in which it was told

    def watch(bar: Progress) -> None:
        bar.add(sum(model.month - first for model, first in seen) - bar.n_made)

    with progress("running", n_months, "months", watch=watch, enough=YEAR) as bar:

        def follow(model: CartelMarket) -> None:
            if not seen:
                bar.add(model.month, is_free=True)
            seen.append((model, model.month))

        yield follow
        bar.count()
        bar.add(n_months - bar.n, is_free=True)  # what was read where it is kept


def label(resolved: Resolved) -> str:
    """Return the scenario's name with the levers, drivers and claims that the user set."""
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
    return "+".join([resolved.scenario, *own, *_changed_claims(resolved.tree)])


def _changed_claims(tree: Mapping[str, Any]) -> list[str]:
    """Return strengths, choices and parameters that differ from the defaults, as set."""
    usual = compose_tree([])
    found = []
    if tree["wars"] != usual["wars"]:
        found.append(f"wars={tree['wars']}")
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
