"""The main job: every scenario on paired seeds, with and without adaptation, reported.

Writes results, summary, figures, ``report.html`` and a manifest, whole or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
from tqdm import tqdm

from experiments.comparison import policy_words, report
from experiments.comparison.assumptions import assumption_driven
from experiments.comparison.effects import COLUMNS, HORIZONS, summarise
from experiments.comparison.member_effects import over_members
from experiments.comparison.plots.draw import draw
from experiments.comparison.plots.levers import lever_paths
from experiments.comparison.results import MAIN, Comparison, headline_year
from experiments.comparison.terminal import PRINTED, own_answers, told
from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError, refused
from experiments.ensembles import members as ensemble
from experiments.ensembles.plan import (
    ADAPTING,
    CUSTOM,
    FROZEN,
    FROZEN_ALL,
    MEMBERS,
    NO_POLICY,
    SEEDS_A_DRAW,
    Plan,
    check_horizon,
    make_plan,
    scenario_names,
    with_members,
)
from experiments.ensembles.posterior import FEWEST, draws_of
from experiments.ensembles.runner import Replication, simulate
from experiments.presentation.languages import Text, named, said
from experiments.presentation.progress import duration
from experiments.presentation.wording import outcome_words, scenario_words
from experiments.storage.output import saved
from experiments.storage.trunk_cache import chosen_folder

SEEDS_A_LINE: Final = 10
"""Further members between two lines of progress."""

MOST_SHOWN: Final = 3
MOST_ON_ALL: Final = 6


def compare(resolved: Resolved) -> None:
    """Run every scenario, with and without adaptation, and write what comes out."""
    scenarios = scenario_names(resolved, resolved.option("scenarios"))
    variants = (ADAPTING, FROZEN) if resolved.quick else (ADAPTING, FROZEN, FROZEN_ALL)
    plan = plan_of(resolved, scenarios, variants)
    check_horizon(plan)
    with saved("compare", resolved, plan.seeds) as result:
        tables = simulate(
            plan, resolved.workers, history=chosen_folder(resolved), progress=progress(plan)
        )
        starts = plan.policy_starts
        frozen = tables[FROZEN]
        shared = 1 if plan.members else SEEDS_A_DRAW if plan.draws else None
        details = summarise(
            tables[ADAPTING],
            starts,
            frozen,
            tables.get(FROZEN_ALL),
            shared,
            assumption_driven(plan),
        )
        if plan.members:
            details = over_members(details, tables[ADAPTING], tables[MEMBERS], plan)
        names = policy_words.names(plan, resolved)
        comparison = Comparison(details, tables[ADAPTING], starts, lever_paths(plan), names)
        write_tables(result.staged, comparison, frozen)
        write_draws(result.staged, plan)
        write_report(result.staged, comparison, plan, resolved)
        result.more = manifest_entries(plan, names)
    print(told(comparison, plan, resolved))
    print(f"report: {result.folder / 'report.html'}")


def plan_of(resolved: Resolved, scenarios: list[str], variants: Sequence[str]) -> Plan:
    """Return what is run: on members of the ensemble, draws of the posterior, or one point.

    Of more than `MOST_ON_ALL` policies, the main ones alone run on all members.
    """
    n = resolved.option("members")
    asked = resolved.option("uncertainty")
    if not is_on_members(resolved, asked, n):
        draws = draws_of(resolved, SEEDS_A_DRAW)
        return make_plan(resolved, scenarios, variants=variants, draws=draws)
    plan = make_plan(resolved, scenarios, variants=variants)
    policies = [name for name in plan.scenarios if name != NO_POLICY]
    if len(policies) > MOST_ON_ALL:
        policies = [name for name in policies if name in (*MAIN, CUSTOM)]
    sets = ensemble.members(ensemble.ANSWERS, max(n, len(plan.seeds)))
    return with_members(plan, sets, policies)


def is_on_members(resolved: Resolved, asked: str, n: int) -> bool:
    """Whether seeds have whole parameter sets: as asked, or where there are enough of them.

    Raises
    ------
    InputError
        If members are asked for that there are not.
    """
    is_there = not ensemble.table(ensemble.ANSWERS).empty
    if asked == "ensemble" and not is_there:
        reason = "posterior or point: no ensemble is stored; experiments.ensemble makes one"
        raise InputError([refused("uncertainty", asked, reason)])
    if asked == "ensemble":
        return True
    return asked == "auto" and is_there and resolved.replications >= FEWEST and n >= FEWEST


def progress(plan: Plan) -> Callable[[Replication], None]:
    """Return what prints a line for each finished seed: its effects, and the time left.

    Effects are those of the result, in the same year of the policy, but of one seed. Only a
    comparison of at most ``MOST_SHOWN`` policies shows them; a larger one counts seeds.
    """
    policies = [name for name in plan.scenarios if name != NO_POLICY]

    ends, latest = plan.trunk.calendar.end, max(plan.policy_starts.values())
    months = 12 * (ends.year - latest.year) + ends.month - latest.month + 1
    year = headline_year([h for h in HORIZONS if 12 * h <= months])

    def line(replication: Replication) -> None:
        if replication.seed not in plan.seeds and replication.n_finished % SEEDS_A_LINE:
            return
        done = f"{replication.n_finished} of {replication.n_seeds} seeds"
        left = replication.seconds_left
        when = f", about {duration(left)} left" if left else ""
        words = [f"seed {replication.seed}: {done}{when}"]
        for name in policies if len(policies) <= MOST_SHOWN else []:
            words.append(first_effects(replication, name, plan.policy_starts[name], year))
        tqdm.write("; ".join(words))

    return line


def first_effects(replication: Replication, name: str, start: pd.Timestamp, year: int) -> str:
    """Return one seed's changes of the headline outcomes in a year of the policy, in words."""
    first = start + pd.DateOffset(years=year - 1)
    last = start + pd.DateOffset(years=year, months=-1)
    tables = (replication.tables[arm].loc[first:last] for arm in (name, NO_POLICY))
    moved, base = (table[list(PRINTED)].sum() for table in tables)
    change = 100.0 * (moved / base - 1.0)
    shown = ", ".join(f"{outcome_words(key)} {_signed(change[key])}%" for key in PRINTED)
    return f"{name} in year {year}: {shown}"


def _signed(change: float) -> str:
    """Return a change with its sign, which nothing has none of."""
    return f"{round(change, 1) + 0.0:+.1f}".replace("+0.0", "0.0")


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
    if plan.members:
        rows = [{**one.forms, **one.numbers} for one in plan.members.sets]
        table = pd.DataFrame(rows, index=pd.Index(plan.all_seeds, name="seed"))
        table.to_parquet(folder / "members.parquet", compression="zstd")


def write_report(folder: Path, comparison: Comparison, plan: Plan, resolved: Resolved) -> None:
    """Draw the figures and write the report that shows them."""
    pictures = draw(comparison, folder / "figures")
    abouts = scenario_abouts(plan, resolved)
    answers = own_answers(comparison, plan, resolved)
    text = report.render(
        comparison, plan, abouts=abouts, pictures=pictures, tree=resolved.tree, answers=answers
    )
    (folder / "report.html").write_text(text, encoding="utf-8")


def manifest_entries(plan: Plan, names: Mapping[str, Text]) -> dict[str, Any]:
    """Return what the manifest says of a comparison."""
    return {
        "scenarios": plan.scenarios,
        "policy_starts": {name: str(d.date()) for name, d in plan.policy_starts.items()},
        "names": {name: [text.en, text.es] for name, text in names.items()},
        "uncertainty": doubt_of(plan),
        "members": plan.members.n if plan.members else 0,
        "ends": str(plan.trunk.calendar.end.date()),
    }


def doubt_of(plan: Plan) -> str:
    """Return what the seeds' parameters are: whole sets, draws of the fitted, or one point."""
    return "ensemble" if plan.members else "posterior" if plan.draws else "point"


def scenario_abouts(plan: Plan, resolved: Resolved) -> dict[str, Text]:
    """Return a sentence on each scenario; levers set by hand are named by their values."""
    known = [name for name in plan.scenarios if name != CUSTOM]
    abouts = {
        name: named(str(compose([f"scenario={name}"]).tree["scenario"]["about"]))
        for name in known
    }
    if CUSTOM in plan.scenarios:
        own = policy_words.in_full(plan, CUSTOM, policy_words.levers_set(resolved))
        abouts[CUSTOM] = own
        if resolved.scenario != NO_POLICY:
            base = named(scenario_words(resolved.scenario))
            abouts[CUSTOM] = said("On top of {base}: {levers}", base=base, levers=own)
    return {name: abouts[name] for name in plan.scenarios}
