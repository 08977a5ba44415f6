"""Short runs, their stored results, and what differs between the two.

A file holds a digest of the float64 bytes and every value to ten significant digits. The
digest tells whether the bits are the same. It decides nothing: machines with other kernels of
linear algebra differ by up to 3e-14. Values decide, at a billionth of the outcome's largest
value.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.run import build
from sim.array_types import BoolArray, FloatArray

FOLDER: Final = Path(__file__).resolve().parent
TOLERANCE: Final = 1e-9
"""Largest difference that passes, as a share of the outcome's largest value."""

SHORT: Final = (
    "population.consumers=1000",
    "population.firms=300",
    "calendar.policy_start=2013-01-01",
    "calendar.end=2013-12-01",
)
CASES: Final = {
    "announced_approach": ("scenario=announced_approach", "seed=3"),
    "prieto_curiel_2023": ("experiment=prieto_curiel_2023", "set.arrests=2", "seed=1"),
    "four_substeps": ("scenario=current_approach", "calendar.substeps=4", "seed=2"),
}


def simulated(case: str) -> pd.DataFrame:
    """Return the results of a short run, months by outcomes."""
    return build([*CASES[case], *SHORT]).run()


def digest(results: pd.DataFrame) -> str:
    """Return a digest of the outcomes' names and the bytes of their values."""
    found = hashlib.sha256(",".join(results.columns).encode())
    found.update(np.ascontiguousarray(results.to_numpy(dtype=float)).tobytes())
    return found.hexdigest()[:16]


def path_of(case: str, folder: Path = FOLDER) -> Path:
    """Return where the results of a case are stored."""
    return folder / f"{case}.json"


def read(case: str, folder: Path = FOLDER) -> tuple[str, pd.DataFrame]:
    """Return the stored digest and results of a case."""
    stored: dict[str, Any] = json.loads(path_of(case, folder).read_text(encoding="utf-8"))
    months = pd.DatetimeIndex(stored["months"], name="date")
    return stored["digest"], pd.DataFrame(stored["values"], index=months)


def write(case: str, results: pd.DataFrame, reason: str, folder: Path = FOLDER) -> None:
    """Store results with the reason why they changed, one outcome a line."""
    head = {
        "reason": reason,
        "digest": digest(results),
        "months": [str(month.date()) for month in results.index],
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in head.items()]
    rows = [
        f'"{name}": [{", ".join(f"{value:.10g}" for value in results[name])}]'
        for name in results
    ]
    text = "{\n" + ",\n".join(lines) + ',\n"values": {\n' + ",\n".join(rows) + "\n}\n}\n"
    path_of(case, folder).write_text(text, encoding="utf-8")


def differences(found: pd.DataFrame, stored: pd.DataFrame) -> list[str]:
    """Return a sentence for each outcome that differs: months, and by how much."""
    told = [f"{name}: new outcome" for name in found.columns.difference(stored.columns)]
    told += [f"{name}: no longer there" for name in stored.columns.difference(found.columns)]
    if not found.index.equals(stored.index):
        return [*told, f"{len(found)} months where {len(stored)} are stored, or other dates"]
    for name in found.columns.intersection(stored.columns):
        was, now = stored[name].to_numpy(float), found[name].to_numpy(float)
        differs = ~(np.abs(now - was) <= TOLERANCE * np.abs(was).max())
        if differs.any():
            told.append(
                f"{name}: {_sentence(now, was, pd.DatetimeIndex(found.index), differs)}"
            )
    return told


def _sentence(
    now: FloatArray, was: FloatArray, months: pd.DatetimeIndex, differs: BoolArray
) -> str:
    first, last = months[differs][[0, -1]].strftime("%Y-%m")
    worst = int(np.nanargmax(np.where(differs, np.abs(now - was), -1.0)))
    change = f"{was[worst]:.9g} -> {now[worst]:.9g} in {months[worst]:%Y-%m}"
    return (
        f"{differs.sum()} of {differs.size} months, {first} to {last}; "
        f"at most {change}; sum {was.sum():.9g} -> {now.sum():.9g}"
    )
