"""Many runs on common random numbers: history once per seed, then scenarios from it."""

import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from joblib import Parallel, delayed, parallel_config

from experiments.ensembles.plan import ADAPTING, MEMBERS, Arm, Plan
from experiments.ensembles.watchdog import end_with
from experiments.presentation import progress as shown
from experiments.storage.trunk_cache import kept_results, model_at
from sim.array_types import FloatArray, IntArray
from sim.config import ModelConfig
from sim.model import CartelMarket

Maker = Callable[[ModelConfig], CartelMarket]
Progress = Callable[["Replication"], None]

MONTHS = 12
MADE, FOUND = b".", b"k"
"""What stands for a month in a file of ticks: it was run, or read where it was kept."""


@dataclass(frozen=True)
class Run:
    """The months of one arm and seed: a table, shape (n_months, n_outcomes)."""

    seed: int
    scenario: str
    variant: str
    first: int
    table: FloatArray
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Replication:
    """One seed that is finished: its months by scenario, and how far the whole job is.

    ``seconds_left`` is estimated from the months made; None while they are too few to tell.
    """

    seed: int
    n_finished: int
    n_seeds: int
    seconds_left: float | None
    tables: dict[str, pd.DataFrame]  # with adaptation: index date, a column per outcome


def run_seed(
    trunk: ModelConfig,
    arms: Sequence[Arm],
    seed: int,
    ticks: str = "",
    make: Maker | None = None,
    history: Path | None = None,
) -> list[Run]:
    """Run the history of one seed once, and every arm from where it leaves it.

    Parameters
    ----------
    ticks
        A file that gets one byte for each month, to show progress across processes.
    make
        What builds the model; `CartelMarket` when None.
    history
        Folder that keeps histories, and results of the reference, between processes; None
        keeps none.
    """
    arms = sorted(arms, key=lambda arm: arm.month)
    own, n_found, runs = replace(trunk, seed=seed), 0, []

    def follow(model: CartelMarket) -> None:
        nonlocal n_found
        n_found = model.month
        _tick(ticks, n_found, is_found=True)
        _walk(model, arms[0].month, ticks)

    model = model_at(own, arms[0].month, history, follow) if make is None else make(own)
    for arm in arms:
        _walk(model, arm.month, ticks)
        config = replace(arm.config, seed=seed)
        is_kept = arm.is_reference and not arm.has_new_rules and make is None
        kept = history if is_kept else None
        results = kept_results(config, kept, partial(_finish, model, config, arm.has_new_rules))
        runs.append(_run(results.iloc[arm.month :], seed, arm))
        _tick(ticks, _length(arm), is_found=n_found > 0 and arm.is_reference)
    shared = _run(model.results(), seed, Arm("", "history", 0, trunk))
    _let_go(model)
    return [shared, *runs]


def _tick(ticks: str, n_months: int, *, is_found: bool = False) -> None:
    if ticks:
        with open(ticks, "ab", buffering=0) as file:
            file.write((FOUND if is_found else MADE) * n_months)


def _walk(model: CartelMarket, month: int, ticks: str) -> None:
    """Run a model to a month, and tick each year."""
    while (before := model.month) < month:
        model.run_to(min(before + MONTHS, month))
        _tick(ticks, model.month - before)


def _length(arm: Arm) -> int:
    """Return the months of an arm from where it leaves its history."""
    return len(arm.config.calendar.months) - arm.month


def _work(owner: int, *asked: Any) -> list[Run]:
    """Run one seed in a worker, which ends if the process that asked is killed."""
    if owner == os.getppid():
        end_with(owner)
    return run_seed(*asked)


def _finish(model: CartelMarket, config: ModelConfig, has_new_rules: bool) -> pd.DataFrame:
    twin = model.branch(config, has_new_rules=has_new_rules)
    results = twin.run()
    _let_go(twin)
    return results


def _let_go(model: CartelMarket) -> None:
    """Free a model now: it and Mesa's parts of it know each other, so that it would linger."""
    model.__dict__.clear()


def simulate(
    plan: Plan,
    workers: int = 1,
    make: Maker | None = None,
    history: Path | None = None,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, pd.DataFrame]:
    """Run a plan and return tidy results by variant; the same for any number of workers.

    Frozen arms are kept from a year before their policy on, the others from the start. A
    folder for ``history`` lets a later call begin at the policy's date, with the reference
    there already. ``progress`` is called with every finished seed, in any order. Worker
    processes have one thread each, and stay for the next call. ``clock`` gives seconds, for
    the time left.
    """
    n_parts = max(1, math.ceil(workers / len(plan.all_seeds)))
    units = [
        (seed, plan.arms_of(seed)[part::n_parts])
        for seed in plan.all_seeds
        for part in range(n_parts)
    ]
    units = [unit for unit in units if unit[1]]
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    wide: dict[str, dict[tuple[str, int], pd.DataFrame]] = {}
    waiting = {seed: len(plan.arms_of(seed)) for seed in plan.all_seeds}
    with _progress([arms for _, arms in units], workers, clock) as (ticks, bar):
        jobs = (
            delayed(_work)(os.getpid(), *plan.of_seed(seed, arms), seed, ticks, make, history)
            for seed, arms in units
        )
        with parallel_config(backend="loky", inner_max_num_threads=1):
            for runs in Parallel(n_jobs=workers, return_as="generator_unordered")(jobs):
                _collect(runs, plan, wide)
                seed = runs[0].seed
                waiting[seed] -= len(runs) - 1
                if waiting[seed] == 0 and progress is not None:
                    bar.count()
                    left = bar.seconds_left()
                    frames = wide[runs[1].variant if seed not in plan.seeds else ADAPTING]
                    progress(_replication(seed, waiting, left, frames))
    order = list(dict.fromkeys(arm.scenario for arm in plan.arms))
    return {variant: tidy(frames, order) for variant, frames in wide.items()}


def _replication(
    seed: int,
    waiting: Mapping[int, int],
    seconds_left: float | None,
    frames: Mapping[tuple[str, int], pd.DataFrame],
) -> Replication:
    n_finished = sum(runs == 0 for runs in waiting.values())
    own = {name: frame for (name, other), frame in frames.items() if other == seed}
    return Replication(seed, n_finished, len(waiting), seconds_left, own)


def tidy(frames: Mapping[tuple[str, int], pd.DataFrame], order: Sequence[str]) -> pd.DataFrame:
    """Return one row per scenario, seed, outcome and month: five columns, names as categories.

    Parameters
    ----------
    frames
        By scenario and seed: index date, one column per outcome.
    order
        Order of the scenarios; seeds rise.
    """
    keys = sorted(frames, key=lambda key: (key[1], order.index(key[0])))
    outcomes = list(frames[keys[0]].columns)
    scenarios = [name for name in order if any(key[0] == name for key in keys)]
    sizes = [frames[key].size for key in keys]
    of_scenario = np.repeat([scenarios.index(key[0]) for key in keys], sizes)
    of_outcome = [np.repeat(np.arange(len(outcomes)), len(frames[key])) for key in keys]
    dates = [np.tile(frames[key].index.to_numpy(), len(outcomes)) for key in keys]
    values = [frames[key].to_numpy().ravel(order="F") for key in keys]
    return pd.DataFrame(
        {
            "scenario": _category(of_scenario, scenarios),
            "seed": np.repeat([key[1] for key in keys], sizes),
            "date": np.concatenate(dates),
            "outcome": _category(np.concatenate(of_outcome), outcomes),
            "value": np.concatenate(values),
        }
    )


def _category(codes: IntArray, names: list[str]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, pd.Index(names))


def _run(results: pd.DataFrame, seed: int, arm: Arm) -> Run:
    columns = tuple(results.columns)
    return Run(seed, arm.scenario, arm.variant, arm.month, results.to_numpy(), columns)


def _collect(
    runs: Sequence[Run], plan: Plan, wide: dict[str, dict[tuple[str, int], pd.DataFrame]]
) -> None:
    """Put each run behind its history, and file it by variant, scenario and seed."""
    history, *branches = runs
    arms = (*plan.arms, *(plan.members.arms if plan.members else ()))
    starts = {(arm.scenario, arm.variant): arm.config.calendar.policy_start for arm in arms}
    for run in branches:
        values = np.vstack([history.table[: run.first], run.table])
        dates = pd.date_range(
            plan.trunk.calendar.start, periods=len(values), freq="MS", name="date"
        )
        frame = pd.DataFrame(values, index=dates, columns=list(run.columns))
        if run.variant != ADAPTING:
            year_before = starts[run.scenario, run.variant] - pd.DateOffset(months=12)
            frame = frame.loc[frame.index >= year_before]
        kept = frame.loc[frame.index >= plan.report_from]
        if run.variant == MEMBERS:
            kept = kept[[name for name in kept.columns if "[" not in name]]
        wide.setdefault(run.variant, {})[run.scenario, run.seed] = kept


@contextmanager
def _progress(
    units: Sequence[Sequence[Arm]], workers: int, clock: Callable[[], float]
) -> Iterator[tuple[str, shown.Progress]]:
    """Show a bar of the months that units have run; give the file that they tick in."""
    histories = [max(arm.month for arm in arms) for arms in units]
    lengths = [_length(arm) for arms in units for arm in arms]
    enough = min(workers, len(units)) * (max(histories) + max(lengths))
    with tempfile.TemporaryDirectory(prefix="cartel-market-") as folder:
        ticks = Path(folder) / "ticks"
        ticks.touch()
        with (
            ticks.open("rb") as file,
            shown.progress(
                "running",
                sum(histories) + sum(lengths),
                "months",
                enough=enough,
                watch=lambda bar: _count(file, bar),
                clock=clock,
            ) as bar,
        ):
            yield str(ticks), bar


def _count(file: BinaryIO, bar: shown.Progress) -> None:
    """Count the months that were ticked since the last look."""
    marks = file.read()
    bar.add(marks.count(MADE))
    bar.add(marks.count(FOUND), is_free=True)
