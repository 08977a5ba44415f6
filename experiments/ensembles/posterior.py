"""The posterior that ``experiments.calibrate`` found: draws of the fitted parameters.

``sim/data/posterior.csv`` has a row a draw and parameter; ``configs/params/calibrated.yaml``
the one point that runs use by default.
"""

import copy
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from omegaconf import OmegaConf

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, refused
from experiments.config.overrides import CONFIGS
from sim.array_types import FloatArray
from sim.params import Params, registry
from sim.world.specs import POSTERIOR
from sim.world.tables import DATA_FOLDER, read_table

Draw = dict[str, float]
"""Values of the fitted parameters by path, ``group.name``."""

DIGITS: Final = 6
FEWEST: Final = 4
"""Replications below which the spread of draws is lost in seed-to-seed variation."""


def file() -> Path:
    """Return where the posterior lies."""
    return DATA_FOLDER / "posterior.csv"


@cache
def draws() -> tuple[Draw, ...]:
    """Return every draw of the posterior; none where there is no calibration.

    Raises
    ------
    ValueError
        If the file names a parameter that the model lacks, or leaves its bounds.
    """
    if not file().is_file():
        return ()
    rows = read_table(file(), POSTERIOR)
    _check(rows)
    return tuple(
        dict(zip(part["parameter"].tolist(), map(float, part["value"]), strict=True))
        for _, part in rows.groupby("draw")
    )


def spread(n: int) -> list[Draw]:
    """Return ``n`` draws, spread evenly through the file's order (which is random).

    Raises
    ------
    ValueError
        If there is no posterior.
    """
    known = draws()
    if not known:
        raise ValueError(f"there is no posterior: {file().name}; run experiments.calibrate")
    places = (np.arange(n) * len(known) / max(n, 1)).astype(int)
    return [known[int(place)] for place in places]


def point() -> Draw:
    """Return the values of ``configs/params/calibrated.yaml``; none where there is no file."""
    path = CONFIGS / "params" / "calibrated.yaml"
    groups = OmegaConf.to_container(OmegaConf.load(path)) if path.is_file() else {}
    assert isinstance(groups, dict)
    return {f"{g!s}.{name}": float(v) for g, own in groups.items() for name, v in own.items()}


def apply_draw(params: Params, draw: Draw) -> Params:
    """Return parameters with those of a draw where they stood at the calibrated point.

    A value that somebody set by hand stays.
    """
    found, usual = copy.deepcopy(params), point()
    for path, value in draw.items():
        group, name = path.split(".")
        if getattr(getattr(params, group), name) == usual.get(path):
            setattr(getattr(found, group), name, value)
    return found


def draws_of(resolved: Resolved, seeds_a_draw: int) -> tuple[Draw, ...]:
    """Return the draw of every replication; none where all share one point.

    Parameters
    ----------
    resolved
        A checked config with the key ``uncertainty``: ``auto`` is ``posterior`` where there
        are `FEWEST` replications or more and the fitted parameters stand at their point.
    seeds_a_draw
        Replications that share a draw, so that seed-to-seed variation and parameters can be
        kept apart.

    Raises
    ------
    InputError
        If the posterior can't be had as asked.
    """
    asked, n = resolved.option("uncertainty"), resolved.replications
    found = resolved.model.params
    is_free = [
        getattr(getattr(found, path.partition(".")[0]), path.partition(".")[2]) == value
        for path, value in point().items()
    ]
    is_there = bool(draws()) and any(is_free)
    if asked == "posterior" and not is_there:
        reason = "point: no posterior, or none of its parameters stands at params=calibrated"
        raise InputError([refused("uncertainty", asked, reason)])
    if asked == "posterior" and n < FEWEST:
        raise InputError([refused("replications", n, f"{FEWEST} or more with a posterior")])
    if asked == "point" or not is_there or n < FEWEST:
        return ()
    if n % seeds_a_draw:
        allowed = f"a multiple of {seeds_a_draw} (seeds share draws), or uncertainty=point"
        raise InputError([refused("replications", n, allowed)])
    return tuple(draw for draw in spread(n // seeds_a_draw) for _ in range(seeds_a_draw))


def save_draws(path: Path, names: Sequence[str], values: FloatArray) -> None:
    """Write draws, shape (n_draws, n_parameters), in an order that is random."""
    order = np.random.default_rng(len(values)).permutation(len(values))
    rows = [
        {"draw": number, "parameter": name, "value": float(f"{value:.{DIGITS}g}")}
        for number, row in enumerate(values[order])
        for name, value in zip(names, row, strict=True)
    ]
    pd.DataFrame(rows).to_csv(path, index=False)


def save_point(path: Path, names: Sequence[str], values: FloatArray, words: str) -> None:
    """Write one point as a file of ``configs/params``."""
    lines = [f"# {words}"]
    groups: dict[str, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        group, own = name.split(".")
        groups.setdefault(group, []).append(f"  {own}: {value:.{DIGITS}g}")
    for group, members in groups.items():
        lines += [f"{group}:", *members]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check(rows: pd.DataFrame) -> None:
    bounds = {f"{info.group}.{info.name}": info.bounds for info in registry()}
    for name, part in rows.groupby("parameter"):
        limits = bounds.get(str(name))
        if limits is None:
            raise ValueError(f"{file().name}: the model has no number '{name}'")
        low, high = limits
        if part["value"].min() < low or part["value"].max() > high:
            raise ValueError(f"{file().name}: '{name}' leaves its bounds, {low} to {high}")
