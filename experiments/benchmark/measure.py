"""Measures every ratio, one after the other, and writes them beside the goals."""

import resource
import time
from pathlib import Path
from typing import Final

import pandas as pd

from experiments.benchmark import peers, runs
from experiments.benchmark.consumer_step import consumer_steps
from experiments.benchmark.goals import COLUMNS, GOALS, judged, out_of_reach
from experiments.benchmark.mesa_reference import model as reference
from experiments.benchmark.runs import QUICK, Sizes, growth
from experiments.benchmark.timing import profile
from experiments.config.compose import Resolved, to_model_config
from experiments.presentation.text_table import table
from experiments.storage.output import saved
from sim.model import CartelMarket

MEBIBYTE: Final = 1024.0
LONGEST_START: Final = 3.0  # seconds


def benchmark(resolved: Resolved) -> None:
    """Measure, save ``benchmark.csv`` and ``profile.csv``, and print."""
    with saved("benchmark", resolved, [resolved.seed]) as result:
        found, months = measure(resolved, QUICK if resolved.quick else Sizes())
        rows = judged(found)
        frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
        frame.to_csv(result.staged / "benchmark.csv", index=False)
        months.to_csv(result.staged / "profile.csv", index=False)
    shown = [
        (
            str(row["goal"]),
            f"{found[goal.key]:.3g}" if goal.key in found else "-",
            str(row["hold_at"]),
            str(row["met"]),
        )
        for goal, row in zip(GOALS, rows, strict=True)
    ]
    print(f"\n{table(COLUMNS, list(shown), width=150)}\n\n{result.folder}")


def measure(resolved: Resolved, sizes: Sizes) -> tuple[dict[str, float], pd.DataFrame]:
    """Return the measured ratios by their goal's key, and the profile; print as they come."""
    config = to_model_config(resolved)
    table = profile(config, sizes.profiled)
    print(table.to_string(index=False, float_format="{:.3f}".format), end="\n\n")
    started = time.perf_counter()
    model = CartelMarket(config)
    results = model.run()
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    print(f"whole run of {len(results)} months: {wall:.1f} s, peak memory {peak:.0f} MiB")
    found = {"recording": float(table.set_index("process")["share"].loc["recording"])}
    found |= against_idioms(resolved, model, sizes)
    found |= reference.against_objects(config, min(sizes.reference, len(results)))
    found["branching"] = runs.branching(config, sizes)
    found["memory"] = runs.memory_ratio(config)
    by_outcome = runs.pairing(resolved, sizes)
    words = ", ".join(f"{name} {ratio:.3g}" for name, ratio in by_outcome.items())
    print(f"variance of a difference, independent over common seeds: {words}")
    found["variance"] = by_outcome["supply_doses"]
    found["pool"] = runs.pool_overhead(results, resolved.workers) / wall
    found["cold"] = runs.cold_start(sizes.starts) / LONGEST_START
    found |= against_size(resolved, sizes)
    if sizes.branches_policy:
        found["policy"] = runs.policy_branches(resolved)
    return found, table


def against_idioms(resolved: Resolved, model: CartelMarket, sizes: Sizes) -> dict[str, float]:
    """Return other idioms' consumer step over the model's own, and its own over its floor."""
    asked = resolved.option("peers")
    folder = Path(asked) if isinstance(asked, str) else peers.default_folder()
    if asked is True:
        peers.install(folder)
    nanoseconds = consumer_steps(
        model, sizes.rounds, None if asked is False or asked == "off" else folder
    )
    words = ", ".join(f"{name} {value:.3g}" for name, value in nanoseconds.items())
    print(f"consumer step, CPU ns: {words}")
    missing = [name for name in peers.REQUIREMENTS if name not in nanoseconds]
    if missing:
        print(f"not installed: {', '.join(missing)} (peers=true installs them)")
    own = nanoseconds.pop("own")
    floor = nanoseconds.pop("floor")
    for name, least in out_of_reach(nanoseconds, floor).items():
        print(
            f"at most {nanoseconds[name] / floor:.2g} x as fast as {name} can any step be "
            f"here, for that is the floor; the goal is {least:g} x"
        )
    return {name: value / own for name, value in nanoseconds.items()} | {"floor": own / floor}


def against_size(resolved: Resolved, sizes: Sizes) -> dict[str, float]:
    """Return how the cost of a month grows with consumers, cartels and firms; print it."""
    config, found = to_model_config(resolved), {}
    for kind in ("consumers", "cartels", "firms"):
        asked = getattr(sizes, kind)
        costs = dict(
            zip(asked, growth(config, kind, asked, sizes.months_of_growth), strict=True)
        )
        if not costs:
            continue
        words = ", ".join(f"{size:,} {1e3 * cost:.1f}" for size, cost in costs.items())
        print(f"CPU ms a month by {kind}: {words}")
        if kind == "consumers":
            found["million"] = costs[1_000_000] / costs[100_000]
            found["hundred"] = costs[100_000] / costs[10_000]
        else:
            key = "cartels" if kind == "cartels" else "many_firms"
            found[key] = costs[asked[-1]] / costs[asked[0]]
    return found
