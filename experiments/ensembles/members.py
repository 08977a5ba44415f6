"""Whole parameter sets with weights: the ensemble that ``experiments.ensemble`` made.

``sim/data/ensemble_YEAR.csv.gz`` has a row a set: its weight, every uncertain number and every
form, compatible with published figures to the end of ``YEAR``.
"""

import copy
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.array_types import FloatArray, IntArray
from sim.config import ModelConfig
from sim.priors import FORMS, ParameterSet, priors
from sim.world.tables import DATA_FOLDER

WEIGHT: Final = "weight"
SCORED: Final = 2019
"""Last year that the ensemble for scores of 2020-24 has seen."""

ANSWERS: Final = 2024
"""Last year that the ensemble for answers has seen: the year before the policy."""

DIGITS: Final = 4


def file(last_year: int) -> Path:
    """Return where an ensemble lies."""
    return DATA_FOLDER / f"ensemble_{last_year}.csv.gz"


def effective_size(weights: FloatArray) -> float:
    """Return the number of equal members worth as much: ``(sum w)^2 / sum w^2`` (Kish 1965)."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum())


def systematic(weights: FloatArray, n: int, start: float = 0.5) -> IntArray:
    """Return ``n`` places drawn by weight at even steps of the cumulative weight.

    A member of weight ``w`` (of a sum of 1) comes ``n w`` times, rounded up or down.
    """
    steps = (np.arange(n) + start) / n
    ends = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(ends, steps, side="right"), len(weights) - 1)


@cache
def table(last_year: int) -> pd.DataFrame:
    """Return an ensemble, a row a set; empty where none was made."""
    path = file(last_year)
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def members(last_year: int, n: int) -> list[ParameterSet]:
    """Return ``n`` sets that stand for the ensemble with equal weight, in a fixed mixed order.

    Raises
    ------
    ValueError
        If there is no such ensemble.
    """
    rows = table(last_year)
    if rows.empty:
        raise ValueError(f"there is no {file(last_year).name}: run experiments.ensemble")
    chosen = systematic(rows[WEIGHT].to_numpy(float), n)
    mixed = np.random.default_rng(n).permutation(chosen)
    sets = {int(place): _set_of(rows.iloc[int(place)]) for place in np.unique(chosen)}
    return [sets[int(place)] for place in mixed]


def _set_of(row: pd.Series) -> ParameterSet:
    """Return the set of a row; a number that the model no longer has is left out."""
    keys, known = [form.key for form in FORMS], set(priors().paths)
    numbers = {str(name): float(row[name]) for name in row.index if name in known}
    return ParameterSet(numbers, {key: row[key] for key in keys if key in row.index})


def save(
    path: Path,
    names: Sequence[str],
    values: FloatArray,
    forms: Sequence[dict[str, str | float]],
    weights: FloatArray,
) -> None:
    """Write an ensemble: values of shape (n, k), forms by key, and weights that sum to 1."""
    rounded = [[float(f"{value:.{DIGITS}g}") for value in row] for row in values]
    rows = pd.DataFrame(rounded, columns=list(names))
    kinds = pd.DataFrame(list(forms))
    first = pd.DataFrame({WEIGHT: weights / weights.sum()})
    whole = pd.concat([first, kinds, rows], axis=1)
    packed: Any = {"method": "gzip", "mtime": 0}
    whole.to_csv(path, index=False, compression=packed)


def with_set(
    config: ModelConfig, chosen: ParameterSet, usual: ModelConfig | None = None
) -> ModelConfig:
    """Return a config with a set's numbers and forms.

    Parameters
    ----------
    usual
        Where given, only what stands as in this config is replaced: what somebody set by hand
        stays.
    """
    found = replace(config, params=copy.deepcopy(config.params), strength={**config.strength})
    numbers = {f"params.{path}": value for path, value in chosen.numbers.items()}
    for key, value in {**numbers, **chosen.forms}.items():
        if usual is None or _get(config, key) == _get(usual, key):
            _put(found, key, value)
    return found


def _get(config: ModelConfig, key: str) -> object:
    """Return what a key of the command line stands at."""
    kind, _, name = key.partition(".")
    if kind == "wars":
        return config.wars
    if kind == "strength":
        return config.strength[name]
    group, _, own = name.partition(".")
    return getattr(getattr(config.params, group), own)


def _put(config: ModelConfig, key: str, value: str | float) -> None:
    kind, _, name = key.partition(".")
    if kind == "wars":
        config.wars = str(value)
    elif kind == "strength":
        config.strength[name] = float(value)
    else:
        group, _, own = name.partition(".")
        params = getattr(config.params, group)
        setattr(params, own, type(getattr(params, own))(value))
