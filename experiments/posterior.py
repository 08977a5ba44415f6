"""The posterior that ``experiments.calibrate`` found: draws of the fitted parameters.

``sim/data/posterior.csv`` has a row a draw and parameter; ``configs/params/calibrated.yaml``
the one point that runs use by default.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from sim.calendar import FloatArray
    from sim.config import ModelConfig

Draw = dict[str, float]
"""Values of the fitted parameters by path, ``group.name``."""

DIGITS: Final = 6


def file() -> Path:
    """Return where the posterior lies."""
    from sim.tables import DATA_FOLDER

    return DATA_FOLDER / "posterior.csv"


@cache
def draws() -> tuple[Draw, ...]:
    """Return every draw of the posterior; none where there is no calibration.

    Raises
    ------
    ValueError
        If the file names a parameter that the model lacks, or leaves its bounds.
    """
    from sim.table_specs import POSTERIOR
    from sim.tables import read_table

    if not file().is_file():
        return ()
    rows = read_table(file(), POSTERIOR)
    _check(rows)
    return tuple(
        {str(row.parameter): float(row.value) for row in part.itertuples()}
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


def lay(config: "ModelConfig", draw: Draw) -> "ModelConfig":
    """Set the parameters of a config to those of a draw; return the config."""
    for path, value in draw.items():
        group, name = path.split(".")
        setattr(getattr(config.params, group), name, value)
    return config


def save_draws(path: Path, names: Sequence[str], values: "FloatArray") -> None:
    """Write draws, shape (n_draws, n_parameters), in an order that is random."""
    import pandas as pd

    order = np.random.default_rng(len(values)).permutation(len(values))
    rows = [
        {"draw": number, "parameter": name, "value": float(f"{value:.{DIGITS}g}")}
        for number, row in enumerate(values[order])
        for name, value in zip(names, row, strict=True)
    ]
    pd.DataFrame(rows).to_csv(path, index=False)


def save_point(path: Path, names: Sequence[str], values: "FloatArray", words: str) -> None:
    """Write one point as a file of ``configs/params``."""
    lines = [f"# {words}"]
    groups: dict[str, list[str]] = {}
    for name, value in zip(names, values, strict=True):
        group, own = name.split(".")
        groups.setdefault(group, []).append(f"  {own}: {value:.{DIGITS}g}")
    for group, members in groups.items():
        lines += [f"{group}:", *members]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check(rows: "pd.DataFrame") -> None:
    from sim.params import registry

    bounds = {f"{info.group}.{info.name}": info.bounds for info in registry()}
    for name, part in rows.groupby("parameter"):
        limits = bounds.get(str(name))
        if limits is None:
            raise ValueError(f"{file().name}: the model has no number '{name}'")
        low, high = limits
        if part["value"].min() < low or part["value"].max() > high:
            raise ValueError(f"{file().name}: '{name}' leaves its bounds, {low} to {high}")
