"""The main job: every scenario on paired seeds, with and without adaptation, reported.

Writes results, summary, figures, ``report.html`` and a manifest, whole or not at all.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd
from tqdm import tqdm

from experiments.comparison import report
from experiments.comparison.assumptions import assumption_driven
from experiments.comparison.effects import COLUMNS, summarise
from experiments.comparison.plots.draw import draw
from experiments.comparison.plots.levers import lever_paths
from experiments.comparison.results import Comparison
from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError, refused
from experiments.ensembles.plan import (
    ADAPTING,
    CUSTOM,
    FROZEN,
    FROZEN_ALL,
    NO_POLICY,
    Plan,
    make_plan,
    scenario_names,
)
from experiments.ensembles.posterior import draws_of
from experiments.ensembles.runner import Replication, simulate
from experiments.presentation.text_table import table
from experiments.presentation.wording import graded_words, outcome_words, percent_interval
from experiments.storage.output import saved
from experiments.storage.trunk_cache import chosen_folder

SEEDS_A_DRAW: Final = 2
PRINTED: Final = ("supply_doses", "recruits", "overdose_deaths", "homicides")
MOST_SHOWN: Final = 3


def compare(resolved: Resolved) -> None:
    """Run every scenario, with and without adaptation, and write what comes out."""
    names = scenario_names(resolved, resolved.option("scenarios"))
    variants = (ADAPTING, FROZEN) if resolved.quick else (ADAPTING, FROZEN, FROZEN_ALL)
    draws = draws_of(resolved, SEEDS_A_DRAW)
    plan = make_plan(resolved, names, variants=variants, draws=draws)
    check_horizon(plan)
    with saved("compare", resolved, plan.seeds) as result:
        tables = simulate(
            plan, resolved.workers, history=chosen_folder(resolved), progress=progress(plan)
        )
        starts = plan.policy_starts
        frozen = tables[FROZEN]
        shared = SEEDS_A_DRAW if draws else None
        details = summarise(
            tables[ADAPTING],
            starts,
            frozen,
            tables.get(FROZEN_ALL),
            shared,
            assumption_driven(plan),
        )
        comparison = Comparison(details, tables[ADAPTING], starts, lever_paths(plan))
        write_tables(result.staged, comparison, frozen)
        write_draws(result.staged, plan)
        write_report(result.staged, comparison, plan, resolved)
        result.more = manifest_entries(plan)
    print(headline_table(comparison))
    print(f"report: {result.folder / 'report.html'}")


def progress(plan: Plan) -> Callable[[Replication], None]:
    """Return what prints a line for each finished seed: first effects, and the time left.

    Only a comparison of at most ``MOST_SHOWN`` policies shows effects; a larger one
    counts seeds.
    """
    policies = [name for name in plan.scenarios if name != NO_POLICY]

    def line(replication: Replication) -> None:
        done = f"{replication.n_finished} of {replication.n_seeds} seeds"
        words = [f"seed {replication.seed}: {done}, {replication.seconds_left:.0f} s left"]
        for name in policies if len(policies) <= MOST_SHOWN else []:
            words.append(first_effects(replication, name, plan.policy_starts[name]))
        tqdm.write("; ".join(words))

    return line


def first_effects(replication: Replication, name: str, start: pd.Timestamp) -> str:
    """Return one seed's changes of the headline outcomes since the policy began, in words."""
    sums = [
        replication.tables[arm].loc[start:, list(PRINTED)].sum() for arm in (name, NO_POLICY)
    ]
    change = 100.0 * (sums[0] / sums[1] - 1.0)
    shown = ", ".join(f"{outcome_words(key)} {change[key]:+.1f}%" for key in PRINTED)
    return f"{name}: {shown}"


def check_horizon(plan: Plan) -> None:
    """Refuse runs that end before a policy is a year old, or start with it."""
    latest = max(plan.policy_starts.values())
    earliest = min(plan.policy_starts.values())
    end, start = plan.trunk.calendar.end, plan.report_from
    first_end = latest + pd.DateOffset(months=11)
    last_start = earliest - pd.DateOffset(months=12)
    faults = []
    if end < first_end:
        allowed = (
            f"{first_end.date()} or later, a year of the policy that begins {latest.date()}"
        )
        faults.append(refused("calendar.end", str(end.date()), allowed))
    if start > last_start:
        allowed = f"{last_start.date()} or earlier, a year before the policy"
        faults.append(refused("calendar.start", str(start.date()), allowed))
    if faults:
        raise InputError(faults)


def write_tables(folder: Path, comparison: Comparison, frozen: pd.DataFrame) -> None:
    """Write the tables of a comparison."""
    parquet: dict[str, Any] = {"compression": "zstd", "index": False}
    comparison.results.to_parquet(folder / "results.parquet", **parquet)
    frozen.to_parquet(folder / "results_no_adaptation.parquet", **parquet)
    details = comparison.details
    details.to_csv(folder / "details.csv", index=False, float_format="%.8g")
    comparison.levers.to_csv(folder / "levers.csv", index=False, float_format="%.8g")
    details[list(COLUMNS)].to_csv(folder / "summary.csv", index=False, float_format="%.8g")


def write_draws(folder: Path, plan: Plan) -> None:
    """Write the fitted parameters of each seed, where they come from a posterior."""
    if plan.draws:
        table = pd.DataFrame(plan.draws, index=pd.Index(plan.seeds, name="seed"))
        table.to_csv(folder / "draws.csv")


def write_report(folder: Path, comparison: Comparison, plan: Plan, resolved: Resolved) -> None:
    """Draw the figures and write the report that shows them."""
    pictures = draw(comparison, folder / "figures")
    abouts = scenario_abouts(plan.scenarios, resolved)
    text = report.render(comparison, plan, abouts=abouts, pictures=pictures, tree=resolved.tree)
    (folder / "report.html").write_text(text, encoding="utf-8")


def manifest_entries(plan: Plan) -> dict[str, Any]:
    """Return what the manifest says of a comparison."""
    return {
        "scenarios": plan.scenarios,
        "policy_starts": {name: str(d.date()) for name, d in plan.policy_starts.items()},
        "uncertainty": "posterior" if plan.draws else "point",
        "ends": str(plan.trunk.calendar.end.date()),
    }


def scenario_abouts(names: list[str], resolved: Resolved) -> dict[str, str]:
    """Return each scenario's sentence."""
    known = [name for name in names if name != CUSTOM]
    abouts = {n: str(compose([f"scenario={n}"]).tree["scenario"]["about"]) for n in known}
    if CUSTOM in names:
        abouts[CUSTOM] = f"The scenario {resolved.scenario} with levers set by hand."
    return {name: abouts[name] for name in names}


def headline_table(comparison: Comparison) -> str:
    """Return effects on the headline outcomes as text."""
    effects = {outcome: comparison.effects(outcome) for outcome in PRINTED}
    columns = ["effect_vs_no_policy", "effect_low", "effect_high"]
    rows = [
        (
            comparison.marked(name),
            *(percent_interval(*rows.loc[name, columns]) for rows in effects.values()),
        )
        for name in comparison.policies
    ]
    header = ("scenario", *(graded_words(outcome) for outcome in PRINTED))
    over = "parameters and seeds" if comparison.has_draws else "seeds"
    title = f"change against no policy in year {comparison.horizon} (90% interval over {over})"
    lines = [title, table(header, rows, width=200), comparison.note(comparison.policies)]
    return "\n".join(line for line in lines if line)
