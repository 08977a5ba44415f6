"""How fast the model is, as ratios: ``python -m experiments.benchmark``.

Times are CPU times of one process, taken side by side; only ratios are judged.
"""

import math
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from experiments.entry import command

if TYPE_CHECKING:
    import pandas as pd

    from experiments.composition import Resolved
    from sim.config import ModelConfig
    from sim.model import CartelMarket

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

COLUMNS: Final = ("goal", "ratio", "hold_at", "met")
UNMEASURED: Final = "not measured"
MEBIBYTE: Final = 1024.0
N_SCENARIOS: Final = 25
POOL_JOBS: Final = 24
OBJECTS: Final = 20_000


@dataclass(frozen=True)
class Goal:
    """A ratio to hold: at least or at most a number; NaN asks for nothing."""

    name: str
    hold_at: float = math.nan
    is_least: bool = True

    def words(self) -> str:
        """Return the goal in words."""
        if math.isnan(self.hold_at):
            return "for information"
        return f"at {'least' if self.is_least else 'most'} {self.hold_at:g}"

    def met(self, ratio: float | None) -> str:
        """Return yes, no, or that it was not measured."""
        if ratio is None:
            return UNMEASURED
        if math.isnan(self.hold_at):
            return "for information"
        is_met = ratio >= self.hold_at if self.is_least else ratio <= self.hold_at
        return "yes" if is_met else "no"


GOALS: Final[tuple[Goal, ...]] = (
    Goal("recording, share of a run", 0.10, is_least=False),
    Goal("branching 25 scenarios from one history against running each from 2012", 2.0),
    Goal("variance of a policy difference, independent seeds against common seed", 5.0),
    Goal("pool overhead per replication, share of a run", 0.02, is_least=False),
    Goal("cost of a million consumers against 100,000", 16.0, is_least=False),
    Goal("memory per consumer, Mesa objects against columns", 8.0),
    Goal("cost of a month with 100,000 consumers against 10,000"),
    Goal("consumer step against idiomatic Mesa shuffle_do, 1e5 agents", 150.0),
    Goal("consumer step against NumPy index arrays, 1e5 agents", 6.0),
    Goal("consumer step against Starsim's idiom, 1e5 agents", 10.0),
    Goal("consumer step against its floor", 2.0, is_least=False),
    Goal("whole 19-year run against the same model written with Mesa objects", 100.0),
)
"""The goals of PERFORMANCE.md; the last four need reference models that are not built yet.

The consumer step against Mesa is that of illicit opioid users (`mesa_consumers`)."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured: months profiled, months of history and of policy, seeds."""

    profiled: int = 60
    history: int = 26
    policy: int = 12
    seeds: int = 12
    months_of_growth: int = 4
    populations: tuple[int, ...] = (10_000, 100_000, 1_000_000)


QUICK: Final = Sizes(12, 13, 6, 6, 2, (3_000, 30_000))


# ----------------------------------------------------------------------------- profile


def processes() -> dict[str, tuple[Any, str]]:
    """Return where each line of ``step()`` lives: module and function by name."""
    from sim import outcomes
    from sim.submodels import (
        adaptation,
        conflict,
        consumption,
        enforcement,
        finance,
        firms,
        institutions,
        markets,
        production,
        recruitment,
        shipping,
        structure,
        treatment,
    )

    modules = (
        *(institutions, enforcement, adaptation, production, shipping, consumption),
        *(treatment, firms, finance, recruitment, conflict, structure),
    )
    found = {module.__name__.split(".")[-1]: (module, "advance") for module in modules}
    prices = {"market prices": (markets, "set_prices"), "market sales": (markets, "settle")}
    return found | prices | {"recording": (outcomes, "collect")}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Add up the CPU time of each process of a month while the context lasts [s]."""
    spent = dict.fromkeys(processes(), 0.0)
    originals = {name: getattr(*place) for name, place in processes().items()}

    def wrap(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timer(*arguments: Any, **keywords: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **keywords)
            finally:
                spent[name] += time.process_time() - started

        return timer

    try:
        for name, (module, attribute) in processes().items():
            setattr(module, attribute, wrap(name, originals[name]))
        yield spent
    finally:
        for name, (module, attribute) in processes().items():
            setattr(module, attribute, originals[name])


def profile(config: "ModelConfig", months: int) -> "pd.DataFrame":
    """Return milliseconds a month and share of each process, the slowest first."""
    import pandas as pd

    from sim.model import CartelMarket

    model = CartelMarket(config).run_to(2)
    with timed() as spent:
        total = cpu(lambda: model.run_to(2 + months))
    spent["the rest"] = total - sum(spent.values())
    table = pd.DataFrame({"process": list(spent), "seconds": list(spent.values())})
    table["ms_a_month"] = 1_000.0 * table["seconds"] / months
    table["share"] = table["seconds"] / total
    return table.drop(columns="seconds").sort_values("share", ascending=False)


def cpu(action: Callable[[], Any]) -> float:
    """Return the CPU time of an action in this process [s]."""
    started = time.process_time()
    action()
    return time.process_time() - started


# ------------------------------------------------------------------------------ ratios


def shorter(config: "ModelConfig", months: int, policy_month: int = 1) -> "ModelConfig":
    """Return a config that ends after some months, with its policy from a given month."""
    import pandas as pd

    start = config.calendar.start
    calendar = replace(
        config.calendar,
        end=start + pd.DateOffset(months=months - 1),
        policy_start=start + pd.DateOffset(months=policy_month),
    )
    return replace(config, calendar=calendar)


def branching(config: "ModelConfig", sizes: Sizes) -> float:
    """Return CPU time of 25 runs from 2012 over that of 25 branches of one history.

    History and policy in the ratio of a whole comparison, 13 years to 6.
    """
    from sim.model import CartelMarket

    run = shorter(config, sizes.history + sizes.policy, sizes.history)

    def apart() -> None:
        for _ in range(N_SCENARIOS):
            CartelMarket(run).run()

    def together() -> None:
        trunk = CartelMarket(run).run_to(sizes.history)
        for _ in range(N_SCENARIOS):
            trunk.branch(run).run()

    return cpu(apart) / cpu(together)


def variance_ratio(
    differences: Sequence[float], first: Sequence[float], second: Sequence[float]
) -> float:
    """Return the variance with independent seeds over that with common seeds.

    ``(var A + var B) / var (A - B)``, from the same paired runs.
    """
    import numpy as np

    paired = float(np.var(differences, ddof=1))
    apart = float(np.var(first, ddof=1) + np.var(second, ddof=1))
    return apart / paired if paired > 0.0 else math.inf


def pairing(resolved: "Resolved", sizes: Sizes) -> dict[str, float]:
    """Return the variance ratio of the effect of twice the border enforcement, by outcome."""
    from experiments.composition import compose, to_model_config
    from experiments.validate import spread_out

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


def policy_year(config: "ModelConfig") -> dict[str, float]:
    """Return a run's headline outcomes, added up from the policy's first month on."""
    from sim.model import CartelMarket

    names = ["supply_doses", "recruits", "overdose_deaths", "homicides"]
    results = CartelMarket(config).run().loc[config.calendar.policy_start :, names]
    return {name: float(results[name].sum()) for name in names}


def echo(results: "pd.DataFrame") -> "pd.DataFrame":
    """Return what came: a job that is all overhead."""
    return results


def pool_overhead(results: "pd.DataFrame", workers: int) -> float:
    """Return the seconds that a pool adds to one replication, results sent both ways."""
    from experiments.validate import spread_out

    spread_out(echo, [results] * max(workers, 2), workers)  # the pool is warm from here on
    started = time.perf_counter()
    spread_out(echo, [results] * POOL_JOBS, workers)
    return (time.perf_counter() - started) / POOL_JOBS


def growth(config: "ModelConfig", sizes: Sizes) -> dict[int, float]:
    """Return CPU seconds a month by number of consumers."""
    from sim.model import CartelMarket

    found = {}
    for consumers in sizes.populations:
        population = replace(config.population, consumers=consumers)
        model = CartelMarket(replace(config, population=population)).run_to(1)
        months = sizes.months_of_growth
        seconds = cpu(lambda model=model, months=months: model.run_to(1 + months))  # type: ignore[misc]
        found[consumers] = seconds / months
    return found


def memory_ratio(model: "CartelMarket") -> float:
    """Return bytes of a consumer as a Mesa agent with attributes over those as columns."""
    import tracemalloc

    import mesa

    columns = model.consumers
    arrays = [value for value in vars(columns).values() if hasattr(value, "nbytes")]
    as_columns = sum(array.nbytes for array in arrays) / columns.capacity
    world = mesa.Model(rng=1)
    tracemalloc.start()
    agents = [mesa.Agent(world) for _ in range(OBJECTS)]
    for number, agent in enumerate(agents):
        for place in range(len(arrays)):
            setattr(agent, f"attribute_{place}", number + 0.5 + place)
    as_objects = tracemalloc.get_traced_memory()[0] / OBJECTS
    tracemalloc.stop()
    return as_objects / as_columns


def against_mesa(model: "CartelMarket", n: int, rounds: int = 3) -> float:
    """Return the CPU time of opioid users as Mesa objects over that as columns, in turn."""
    import numpy as np

    from experiments.benchmark import mesa_consumers

    params, columns = model.params.consumption, mesa_consumers.users(model, n)
    objects, rng = mesa_consumers.UserModel(columns, params), np.random.default_rng(1)
    mesa_consumers.step_columns(columns, params, rng)
    ratios = []
    for _ in range(rounds):
        slow = cpu(objects.step)
        fast = cpu(
            lambda: [mesa_consumers.step_columns(columns, params, rng) for _ in range(5)]
        )
        ratios.append(5.0 * slow / fast)
    return float(np.median(ratios))


# ------------------------------------------------------------------------------ command


def measure(resolved: "Resolved", sizes: Sizes) -> tuple[dict[str, float], "pd.DataFrame"]:
    """Return the measured ratios by goal, and the profile; print as they come."""
    from experiments.composition import to_model_config
    from sim.model import CartelMarket

    config = to_model_config(resolved)
    table = profile(config, sizes.profiled)
    print(table.to_string(index=False, float_format="{:.3f}".format), end="\n\n")
    started = time.perf_counter()
    model = CartelMarket(config)
    results = model.run()
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    print(f"whole run of {len(results)} months: {wall:.1f} s, peak memory {peak:.0f} MiB")
    names = [goal.name for goal in GOALS]
    shares = table.set_index("process")["share"]
    found = {names[0]: float(shares["recording"]), names[1]: branching(config, sizes)}
    by_outcome = pairing(resolved, sizes)
    words = ", ".join(f"{name} {ratio:.3g}" for name, ratio in by_outcome.items())
    print(f"variance of a difference, independent over common seeds: {words}")
    found[names[2]] = by_outcome["supply_doses"]
    found[names[3]] = pool_overhead(results, resolved.workers) / wall
    costs = growth(config, sizes)
    print(
        "CPU ms a month: " + ", ".join(f"{n:,} {1e3 * cost:.1f}" for n, cost in costs.items())
    )
    if 1_000_000 in costs:
        found[names[4]] = costs[1_000_000] / costs[100_000]
    found[names[5]] = memory_ratio(model)
    found[names[7]] = against_mesa(model, 10 * sizes.populations[0])
    if 100_000 in costs:
        found[names[6]] = costs[100_000] / costs[10_000]
    return found, table


def judged(found: dict[str, float]) -> list[dict[str, object]]:
    """Return a row of ``benchmark.csv`` for every goal, measured or not."""
    rows = []
    for goal in GOALS:
        ratio = found.get(goal.name)
        values = (goal.name, ratio, goal.words(), goal.met(ratio))
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


@command("benchmark", "Profile of a month, and every speed goal as a ratio.")
def main(resolved: "Resolved") -> None:
    """Measure, save ``benchmark.csv`` and ``profile.csv``, and print."""
    started = time.perf_counter()
    import pandas as pd

    from experiments.listing import table
    from experiments.output import default_folder, whole_folder, write_manifest

    folder = resolved.output_dir or default_folder("benchmark")
    with whole_folder(folder) as staged:
        found, months = measure(resolved, QUICK if resolved.quick else Sizes())
        rows = judged(found)
        frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
        frame.to_csv(staged / "benchmark.csv", index=False)
        months.to_csv(staged / "profile.csv", index=False)
        write_manifest(
            staged,
            command="benchmark",
            config=resolved.tree,
            seeds=[resolved.seed],
            started=started,
        )
    shown = [
        (
            str(row["goal"]),
            f"{found[goal.name]:.3g}" if goal.name in found else "-",
            str(row["hold_at"]),
            str(row["met"]),
        )
        for goal, row in zip(GOALS, rows, strict=True)
    ]
    print(f"\n{table(COLUMNS, list(shown))}\n\n{folder}")
