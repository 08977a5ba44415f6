"""Runs each chain with and without its policy, with its mechanism on and off.

The four runs share their random numbers. A link is the difference that the policy makes,
quarter by quarter, with a 90% interval over seeds.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd

from experiments.comparison.effects import mean_interval, ratio_interval
from experiments.config.compose import Resolved
from experiments.ensembles.parallel import spread_out
from experiments.mechanism_chains.definitions import (
    CHAINS,
    MONTHS_A_QUARTER,
    OFF,
    ON,
    QUARTERS,
    RATIO,
    START,
    YEARS,
    Link,
)
from experiments.mechanism_chains.plots import draw
from experiments.presentation.progress import progress
from experiments.presentation.text_table import table as aligned
from experiments.storage.output import saved
from experiments.validation.episodes.lab import Change, Lab
from experiments.validation.runs import episode_configs
from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.model import CartelMarket


def chains(resolved: Resolved) -> None:
    """Run every chain on paired seeds and write a table and a figure for each."""
    with saved("chains", resolved, resolved.seeds) as result:
        seeds = spread_out(
            arms, episode_configs(resolved), resolved.workers, "running", "seeds"
        )
        found = table(seeds)
        found.to_csv(result.staged / "chains.csv", index=False, float_format="%.6g")
        with progress("drawing"):
            draw(found, result.staged)
    print(last_year(found))
    print(f"\n{result}")


def arms(config: ModelConfig) -> list[dict[str, tuple[pd.DataFrame, pd.DataFrame]]]:
    """Return for each chain the months with and without its policy, mechanism on and off."""
    lab, found = Lab(config), []
    for chain in CHAINS:
        pairs = {}
        for state in (ON, OFF):
            act = switched_off(chain.mechanism) if state == OFF else None
            both = (
                Change(act=act),
                Change(times=chain.times, to=chain.to, act=act),
            )
            base, moved = (lab.run(START, 12 * YEARS, change, chain.watch) for change in both)
            pairs[state] = (moved, base)
        found.append(pairs)
    return found


def switched_off(mechanism: str) -> Callable[[CartelMarket, int], None]:
    """Return an act that takes a mechanism's strength to zero in the first month."""

    def act(model: CartelMarket, number: int) -> None:
        if number == 0:
            model.strength = {**model.strength, mechanism: 0.0}

    return act


def table(
    seeds: Sequence[Sequence[Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]]],
) -> pd.DataFrame:
    """Return each link's effect by quarter: chain, link, mechanism, quarter, effect, ends."""
    rows = []
    for place, chain in enumerate(CHAINS):
        for number, link in enumerate(chain.links, start=1):
            for state in (ON, OFF):
                effect, low, high = response(link, [found[place][state] for found in seeds])
                for quarter in range(QUARTERS):
                    ends = (effect[quarter], low[quarter], high[quarter])
                    rows.append((chain.name, number, link.what, state, quarter + 1, *ends))
    names = ["chain", "link", "what", "mechanism", "quarter", "effect", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def response(
    link: Link, pairs: Sequence[tuple[pd.DataFrame, pd.DataFrame]]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a link's mean effect over seeds by quarter, with its 90% interval."""
    columns = list(link.columns)
    moved, base = (
        np.array([quarterly(pair[side][columns].sum(axis=1)) for pair in pairs]).T
        for side in (0, 1)
    )
    if link.how == RATIO:
        return ratio_interval(moved, base)
    return mean_interval(link.scale * (moved - base))


def quarterly(months: pd.Series) -> FloatArray:
    """Return means over quarters of a year."""
    means: FloatArray = months.to_numpy(float).reshape(-1, MONTHS_A_QUARTER).mean(axis=1)
    return means


def last_year(found: pd.DataFrame) -> str:
    """Return the mean effect of the last four quarters, mechanism on and off, as text."""
    late = found[found["quarter"] > QUARTERS - 4]
    wide = late.pivot_table(
        index=["chain", "link", "what"], columns="mechanism", values="effect", sort=False
    )
    how = {(chain.name, link.what): link for chain in CHAINS for link in chain.links}
    rows = []
    for names, row in wide.iterrows():
        chain, _, what = cast("tuple[str, int, str]", names)
        link = how[chain, what]
        cells = (f"{row[s]:+.1%}" if link.how == RATIO else f"{row[s]:+.2f}" for s in (ON, OFF))
        rows.append((chain, what, *cells, link.unit))
    return aligned(("chain", "link", "mechanism on", "off", "unit, third year"), rows)
