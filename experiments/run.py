"""One scenario, one seed: ``python -m experiments.run scenario=strikes seed=3``."""

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.cli.command import command
from experiments.storage import trunk_cache
from experiments.storage.fingerprint import plain_numbers
from experiments.storage.trunk_cache import HISTORY_OPTION

if TYPE_CHECKING:
    import pandas as pd

    from experiments.config.compose import Resolved
    from sim.model import CartelMarket

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


def build(overrides: Sequence[str] = ()) -> "CartelMarket":
    """Return the model of one run, ready to ``step()``.

    Parameters
    ----------
    overrides
        As on the command line: ``["scenario=strikes", "seed=3"]``.

    Raises
    ------
    InputError
        With every fault of the overrides at once.
    """
    from experiments.config.compose import compose, to_model_config
    from sim.model import CartelMarket

    return CartelMarket(to_model_config(compose(overrides)))


def run(overrides: Sequence[str] = ()) -> "pd.DataFrame":
    """Run one scenario on one seed.

    Returns
    -------
    results
        One row per month, index ``date`` (first day of the month), one column per outcome.
    """
    return build(overrides).run()


def branch(model: "CartelMarket", overrides: Sequence[str]) -> "CartelMarket":
    """Return a copy of a model that goes on under other overrides; the model stays as it is.

    Parameters
    ----------
    model
        A model in any month.
    overrides
        The whole run, as for ``build``: what they say of months gone by must agree.

    Raises
    ------
    InputError
        With every error of the overrides at once.
    ValueError
        If the overrides change the past: seed, sizes, parameters, or a lever before now.
    """
    from experiments.config.compose import compose, to_model_config

    return model.branch(to_model_config(compose(overrides)))


def label(resolved: "Resolved") -> str:
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


def tidy(results: "pd.DataFrame", scenario: str, seed: int) -> "pd.DataFrame":
    """Return results as one row per month and outcome: scenario, seed, date, outcome, value."""
    long = results.melt(ignore_index=False, var_name="outcome").reset_index(names="date")
    long.insert(0, "scenario", scenario)
    long.insert(1, "seed", seed)
    return long


@command(
    "run",
    "One scenario on one seed; with -m any sweep, each job in its own folder.",
    HISTORY_OPTION,
)
def main(resolved: "Resolved") -> None:
    """Run, save and print the headline outcomes."""
    started = time.perf_counter()
    from experiments.config.compose import to_model_config
    from experiments.storage.output import default_folder, whole_folder, write_manifest

    folder = resolved.output_dir or default_folder("run")
    with whole_folder(folder) as staged:
        results = trunk_cache.run(
            to_model_config(resolved), trunk_cache.chosen_folder(resolved)
        ).results()
        long = tidy(results, label(resolved), resolved.seed)
        long.to_parquet(staged / "results.parquet", compression="zstd", index=False)
        write_manifest(
            staged,
            command="run",
            config=resolved.tree,
            seeds=[resolved.seed],
            started=started,
        )
    print(f"{label(resolved)}, seed {resolved.seed}: {folder}")
    print(headline_table(results, resolved))


def headline_table(results: "pd.DataFrame", resolved: "Resolved") -> str:
    """Return headline outcomes by year, sums of flows and means of levels, as text."""
    import pandas as pd

    from experiments.cli.listing import table
    from sim.outcomes import OUTCOMES

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


if __name__ == "__main__":
    sys.exit(main())
