"""Whole runs and many of them: branching, pairing, pools, sizes, memory and starts."""

import math
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.benchmark.mesa_reference.people import People
from experiments.benchmark.timing import cpu, interleaved, swapped
from experiments.config.compose import Resolved, compose, to_model_config
from experiments.ensembles.parallel import spread_out
from experiments.ensembles.plan import ADAPTING, make_plan
from experiments.ensembles.runner import run_seed, simulate
from sim.config import ModelConfig
from sim.model import CartelMarket

N_SCENARIOS: Final = 25
POOL_JOBS: Final = 24
REPLICATIONS: Final = 16
PLAIN_EVERY: Final = 4
MEASURED: Final = {"columns": (50_000, 150_000), "objects": (2_000, 12_000)}
"""Consumers whose peak memory is compared: enough that theirs is the peak."""

SHORT_RUN: Final = ("calendar.end=2012-03-01", "history=off")


@dataclass(frozen=True)
class Sizes:
    """How much is measured; sizes that are not compared are left out."""

    profiled: int = 60
    history: int = 26
    policy: int = 12
    seeds: int = 12
    reference: int = 228  # months against Mesa objects
    rounds: int = 9
    months_of_growth: int = 4
    starts: int = 3
    consumers: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    cartels: tuple[int, ...] = (50, 100, 200, 400)
    firms: tuple[int, ...] = (2_000, 10_000, 50_000)
    branches_policy: bool = True


QUICK: Final = Sizes(
    profiled=12,
    history=13,
    policy=6,
    seeds=6,
    reference=12,
    rounds=3,
    starts=1,
    consumers=(),
    cartels=(),
    firms=(),
    branches_policy=False,
)


# --------------------------------------------------------------------------- branching


def shorter(config: ModelConfig, months: int, policy_month: int = 1) -> ModelConfig:
    """Return a config that ends after some months, with its policy from a given month."""
    start = config.calendar.start
    calendar = replace(
        config.calendar,
        end=start + pd.DateOffset(months=months - 1),
        policy_start=start + pd.DateOffset(months=policy_month),
    )
    return replace(config, calendar=calendar)


def branching(config: ModelConfig, sizes: Sizes) -> float:
    """Return CPU time of 25 runs from 2012 over that of 25 branches of one history.

    History and policy in the ratio of a whole comparison, 13 years to 6.
    """
    run = shorter(config, sizes.history + sizes.policy, sizes.history)
    apart = together = 0.0
    trunk = CartelMarket(run)
    together += cpu(lambda: trunk.run_to(sizes.history))
    for _ in range(N_SCENARIOS):  # in turn
        together += cpu(lambda: trunk.branch(run).run())
        apart += cpu(lambda: CartelMarket(run).run())
    return apart / together


def policy_branches(resolved: Resolved) -> float:
    """Return the time of 16 paired branches of 2025-2030 over that of one plain run.

    With histories and the runs without a policy stored: what an analyst waits for who asks
    for one more policy. CPU time, halved for two cores and in turn with plain runs, so that
    other work on the machine does not count; the wall's clock, workers warm, is printed.

    Parameters
    ----------
    resolved
        A checked config; its population counts.
    """
    asked = replace(resolved, replications=REPLICATIONS)
    plan = make_plan(asked, ["no_policy", "tariffs"], variants=(ADAPTING,))
    with tempfile.TemporaryDirectory(prefix="cartel-market-") as name:
        folder = Path(name)
        first, again = (wall(lambda: simulate(plan, 2, history=folder)) for _ in range(2))
        branches, plain = [], []
        for seed in plan.seeds:
            trunk, arms = plan.of_seed(seed, plan.arms)
            seeded = partial(run_seed, trunk, arms, seed, history=folder)
            branches.append(cpu(seeded))
            if seed % PLAIN_EVERY == 0:
                plain.append(cpu(CartelMarket(replace(trunk, seed=seed)).run))
    on_each = sum(branches) / 2.0
    print(
        f"16 paired branches of 2025-2030 on two cores: {again:.1f} s on the wall, "
        f"{first:.1f} s with their histories, {on_each:.1f} s of CPU time on each core"
    )
    return on_each / float(np.median(plain))


def wall(action: Callable[[], Any]) -> float:
    """Return the time of an action on the clock on the wall [s]."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


# ----------------------------------------------------------------------------- pairing


def variance_ratio(
    differences: Sequence[float], first: Sequence[float], second: Sequence[float]
) -> float:
    """Return the variance with independent seeds over that with common seeds.

    ``(var A + var B) / var (A - B)``, from the same paired runs.
    """
    paired = float(np.var(differences, ddof=1))
    apart = float(np.var(first, ddof=1) + np.var(second, ddof=1))
    return apart / paired if paired > 0.0 else math.inf


def pairing(resolved: Resolved, sizes: Sizes) -> dict[str, float]:
    """Return the variance ratio of the effect of twice the border enforcement, by outcome."""
    start = resolved.model.calendar.start
    policy = f"{start.year + 1}-{start.month:02d}-01"
    pair = [f'calendar.policy_start="{policy}"', "set.border_enforcement=2"]
    population = resolved.model.population
    arms = []
    for settings in (pair[:1], pair):
        config = replace(to_model_config(compose(settings)), population=population)
        end = replace(config.calendar, end=start.replace(year=start.year + 2))
        arms.append(replace(config, calendar=end))
    seeds = range(resolved.seed, resolved.seed + sizes.seeds)
    jobs = [replace(arm, seed=seed) for seed in seeds for arm in arms]
    sums = spread_out(policy_year, jobs, resolved.workers)
    without, with_policy = sums[0::2], sums[1::2]
    found = {}
    for name in without[0]:
        first, second = ([run[name] for run in arm] for arm in (without, with_policy))
        differences = [b - a for a, b in zip(first, second, strict=True)]
        found[name] = variance_ratio(differences, first, second)
    return found


def policy_year(config: ModelConfig) -> dict[str, float]:
    """Return a run's headline outcomes, added up from the policy's first month on."""
    names = ["supply_doses", "recruits", "overdose_deaths", "homicides"]
    results = CartelMarket(config).run().loc[config.calendar.policy_start :, names]
    return {name: float(results[name].sum()) for name in names}


# ------------------------------------------------------------------- pools and starts


def echo(results: pd.DataFrame) -> pd.DataFrame:
    """Return what came: a job that is all overhead."""
    return results


def pool_overhead(results: pd.DataFrame, workers: int) -> float:
    """Return the seconds that a pool adds to one replication, results sent both ways."""
    spread_out(echo, [results] * max(workers, 2), workers)  # the pool is warm from here on
    return wall(lambda: spread_out(echo, [results] * POOL_JOBS, workers)) / POOL_JOBS


def cold_start(times: int) -> float:
    """Return the least CPU time of ``experiments.run`` over three months, in a new process [s].

    It waits for nothing, so that this is the wall's clock on a core of its own, which is
    printed too. Caches of compiled code are warm: a first run fills them and is not counted.
    """
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    found = []
    with tempfile.TemporaryDirectory(prefix="cartel-market-") as folder:
        words = [*SHORT_RUN, f"output_dir={folder}/out"]
        for _ in range(1 + times):
            start = partial(
                subprocess.run,
                [sys.executable, "-m", "experiments.run", *words],
                env=os.environ | {"PYTHONPATH": path},
                cwd=folder,
                capture_output=True,
                check=True,
            )
            before = _cpu_of_children()
            found.append((wall(start), _cpu_of_children() - before))
    waited = min(waited for waited, _ in found[1:])
    spent = min(spent for _, spent in found[1:])
    print(
        f"start of a run of three months, code compiled: {waited:.1f} s on the wall, "
        f"{spent:.1f} s of CPU"
    )
    return spent


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


# ------------------------------------------------------------------- size and memory


def growth(config: ModelConfig, kind: str, sizes: Sequence[int], months: int) -> list[float]:
    """Return CPU seconds a month by number of agents of one kind, measured in turn."""
    models = {}
    for size in sizes:
        population = replace(config.population, **{kind: size})
        models[str(size)] = CartelMarket(replace(config, population=population)).run_to(1)
    found = interleaved({name: model.step for name, model in models.items()}, months, {})
    return [found[str(size)] for size in sizes]


def peak_bytes(action: Callable[[], Any]) -> int:
    """Return the most memory that an action holds at a time [bytes]."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def memory_ratio(config: ModelConfig) -> float:
    """Return the peak bytes that one more consumer costs as a Mesa object over as columns.

    From building the consumers to the end of the second month, at two sizes each.
    """

    def of(consumers: int) -> CartelMarket:
        population = replace(config.population, consumers=consumers)
        return CartelMarket(replace(config, population=population))

    def as_columns(consumers: int) -> int:
        return peak_bytes(lambda: of(consumers).run_to(2))

    def as_objects(consumers: int) -> int:
        market = of(consumers)

        def live() -> None:
            people = People(market)
            with swapped(people.replacements()):
                market.run_to(2)

        return peak_bytes(live)

    columns = vars(of(MEASURED["objects"][0]).run_to(2).consumers)  # what is read once is read
    rows, arrays = columns["alive"].size, [v for v in columns.values() if hasattr(v, "nbytes")]
    by_agent = {}
    for name, measure in (("columns", as_columns), ("objects", as_objects)):
        small, large = MEASURED[name]
        by_agent[name] = (measure(large) - measure(small)) / (large - small)
    at_rest = sum(array.nbytes for array in arrays) / rows
    words = ", ".join(f"{name} {size:,.0f}" for name, size in by_agent.items())
    print(f"peak bytes of a consumer: {words}; columns at rest {at_rest:,.0f}")
    return by_agent["objects"] / by_agent["columns"]
