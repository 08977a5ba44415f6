"""Gathers the points of a sweep, one at a time, so that memory does not grow with rows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.comparison.assumptions import rests_on_assumption
from experiments.comparison.effects import BEFORE, half_width, yearly
from experiments.config.calendar import read_calendar
from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError
from experiments.presentation.progress import each
from experiments.storage.files import MANIFEST, read_manifest
from experiments.storage.output import saved
from experiments.storage.shared_config import whole_config
from experiments.sweeps import store
from experiments.sweeps.store import (
    DAMAGED,
    DONE,
    FAILED,
    MISSING,
    STALE,
    Point,
    SweepFile,
    load_plan,
    read_failures,
)

RESULTS: Final = "results.parquet"


def collect(resolved: Resolved) -> None:
    """Read every point that is done, write the tables, say what is missing."""
    sweep = Path(str(resolved.option("sweep")))
    plan = load_plan(sweep)
    states = point_states(sweep, plan, is_mixed=resolved.option("mixed"))
    n_stale = list(states.values()).count(STALE)
    if n_stale:
        what = f"sweep: {n_stale} points of {sweep} are of another version of the code or plan"
        raise InputError([f"{what}; run it with resume=true, or take them with mixed=true"])
    done = [point for point in plan.points if states[point.folder] == DONE]
    with saved("collect", resolved) as result:
        summary = Summary()
        write_results(result.staged / RESULTS, sweep, plan, done, summary)
        summary.table().to_csv(result.staged / "summary.csv", index=False, float_format="%.8g")
        points_table(sweep, plan, states).to_csv(result.staged / "points.csv", index=False)
    counts = ", ".join(f"{n} {name}" for name, n in tally(states).items())
    print(f"{counts}: {result.folder}")
    if len(done) < len(plan.points) and not resolved.option("allow_missing"):
        n_left = len(plan.points) - len(done)
        raise RunError(
            f"{n_left} points are missing; allow_missing=true ends well all the same"
        )


def point_states(sweep: Path, plan: SweepFile, *, is_mixed: bool) -> dict[str, str]:
    """Return each point's state: done, failed, missing, damaged, or stale unless mixed."""
    failed = read_failures(sweep)
    states = {}
    for point in plan.points:
        folder = sweep / point.folder
        code = plan.code
        if is_mixed:
            manifest = read_manifest(folder) or {}
            code = dict(manifest.get("fingerprint") or {}).get("code", code)
        state = store.state(folder, point.config, code)
        is_failed = state == MISSING and point.folder in failed
        states[point.folder] = FAILED if is_failed else state
    return states


def tally(states: dict[str, str]) -> dict[str, int]:
    """Return how many points are done, failed, missing and damaged."""
    found = list(states.values())
    return {name: found.count(name) for name in (DONE, FAILED, MISSING, DAMAGED)}


def write_results(
    path: Path, sweep: Path, plan: SweepFile, done: list[Point], summary: "Summary"
) -> None:
    """Stream the points that are done into one table; what each sets stands beside it."""
    types = setting_types(plan)
    writer = None
    try:
        for point in each(done, "collecting", "points"):
            frame = read_results(sweep / point.folder)
            summary.add(sweep / point.folder, point, frame)
            table = _table(point, frame, types)
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def read_results(folder: Path) -> pd.DataFrame:
    """Return the tidy results of one point."""
    if not (folder / RESULTS).is_file():  # a pipe or a device may never end
        raise RunError(f"{folder / RESULTS} is no regular file")
    try:
        frame = pd.read_parquet(folder / RESULTS)
        return frame[["scenario", "seed", "date", "outcome", "value"]]
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{folder / RESULTS} holds no tidy results") from error


def setting_types(plan: SweepFile) -> dict[str, pa.DataType]:
    """Return a column type for each key that points set; the seed has its own column."""
    values: dict[str, list[Any]] = {}
    for point in plan.points:
        for key, value in point.settings.items():
            values.setdefault(key, []).append(value)
    types = {}
    for key, found in values.items():
        kinds = {type(value) for value in found if value is not None}
        is_number = kinds and kinds <= {int, float}
        types[key] = pa.bool_() if kinds == {bool} else pa.string()
        types[key] = pa.float64() if is_number else types[key]
    return {key: kind for key, kind in types.items() if key not in ("seed", "scenario")}


def _table(point: Point, frame: pd.DataFrame, types: dict[str, pa.DataType]) -> pa.Table:
    n_rows = len(frame)
    columns = {"point": pa.repeat(pa.scalar(int(point.folder), pa.int64()), n_rows)}
    for key, kind in types.items():
        value = point.settings.get(key)
        if kind == pa.string() and value is not None:
            value = value if isinstance(value, str) else json.dumps(value)
        columns[key] = pa.repeat(pa.scalar(value, kind), n_rows)
    columns["scenario"] = pa.array(frame["scenario"].astype(str), pa.string())
    columns["seed"] = pa.array(frame["seed"], pa.int64())
    columns["date"] = pa.array(frame["date"], pa.timestamp("ms"))
    columns["outcome"] = pa.array(frame["outcome"].astype(str), pa.string())
    columns["value"] = pa.array(frame["value"], pa.float64())
    return pa.table(columns)


def points_table(sweep: Path, plan: SweepFile, states: dict[str, str]) -> pd.DataFrame:
    """Return a row per point: its folder, state, what it sets, and why it failed."""
    reasons = read_failures(sweep)
    rows = [
        {
            "point": int(point.folder),
            "state": states[point.folder],
            **point.settings,
            "reason": reasons.get(point.folder, ""),
        }
        for point in plan.points
    ]
    return pd.DataFrame(rows)


@dataclass
class Summary:
    """Yearly values by what points set but the seed; seeds are averaged at the end."""

    groups: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    assumed: set[tuple[str, str]] = field(default_factory=set)

    def add(self, folder: Path, point: Point, frame: pd.DataFrame) -> None:
        """Add the years of one point, counted from its own policy date."""
        config = whole_config(folder / MANIFEST, read_manifest(folder) or {})
        calendar = read_calendar(config["calendar"], config["scenario"]["policy_start"], [])
        if calendar is None:
            raise RunError(f"{folder}/manifest.json holds no calendar")
        totals = yearly(frame, calendar.policy_start)
        own = {k: v for k, v in point.settings.items() if k not in ("seed", "scenario")}
        key = json.dumps(own, sort_keys=True)
        self.settings[key] = own
        if rests_on_assumption(config):
            self.assumed |= {(key, str(name)) for name in frame["scenario"].unique()}
        self.groups.setdefault(key, []).append(totals[totals["horizon"] != BEFORE])

    def table(self) -> pd.DataFrame:
        """Return mean and 90% interval over seeds by settings, scenario, outcome, horizon."""
        parts = [part for key in self.groups for part in self._rows(key)]
        columns = ["scenario", "outcome", "horizon", "mean", "low", "high", "n"]
        columns.append("assumption_driven")
        return pd.concat(parts) if parts else pd.DataFrame(columns=columns)

    def _rows(self, key: str) -> Iterator[pd.DataFrame]:
        totals = pd.concat(self.groups[key])
        if totals.empty:
            return
        names = ["scenario", "outcome", "horizon"]
        found = totals.groupby(names, sort=False)["value"].agg(["mean", "std", "size"])
        n = found["size"].to_numpy()
        half = np.array([half_width(k) if k > 1 else np.nan for k in n]) * found["std"]
        table = found.reset_index()[[*names, "mean"]]
        table["low"] = table["mean"] - half.to_numpy()
        table["high"] = table["mean"] + half.to_numpy()
        table["n"] = n
        table["assumption_driven"] = [(key, str(s)) in self.assumed for s in table["scenario"]]
        for place, (name, value) in enumerate(self.settings[key].items()):
            shown = value if not isinstance(value, list | dict) else json.dumps(value)
            table.insert(place, name, shown)
        yield table
