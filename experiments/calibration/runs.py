"""Real runs of 2012-2019 for calibration: in parallel, each kept on disk as it finishes."""

import copy
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from experiments.calibration.data import Figures, simulated_logs
from experiments.calibration.priors import FITTED, declared
from experiments.config.compose import Resolved, compose, resolve, to_model_config
from experiments.ensembles.members import with_set
from experiments.ensembles.parallel import as_they_end
from experiments.presentation.progress import progress
from experiments.storage.output import ROOT
from experiments.validation.runs import history_run
from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.priors import ParameterSet

LAST_MONTH: Final = "2019-12-01"


@dataclass(frozen=True)
class Job:
    """One run: parameter values by path, a seed, and values of forms by key."""

    paths: tuple[str, ...]
    values: tuple[float, ...]
    seed: int
    forms: tuple[tuple[str, str | float], ...] = ()

    def key(self, fingerprint: str) -> str:
        """Return a name that changes with anything that changes the run's result."""
        parts = [fingerprint, self.paths, self.values, self.seed]
        text = json.dumps([*parts, self.forms] if self.forms else parts)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def base_config(resolved: Resolved, last_month: str = LAST_MONTH) -> ModelConfig:
    """Return the config of every run: realised policies, 2012 to the end of 2019 or later.

    Fitted parameters stand at their declared values, which every job replaces.
    """
    tree = copy.deepcopy(resolved.tree)
    tree["scenario"] = compose(["scenario=history"]).tree["scenario"]
    tree["calendar"] |= {"start": "2012-01-01", "end": last_month, "policy_start": None}
    tree["set"] = dict.fromkeys(tree["set"])
    tree["quick"] = False  # its sizes are in the tree already
    for option in resolved.tree.keys() - compose([]).tree.keys():
        del tree[option]
    for info in map(declared, FITTED):
        tree["params"][info.group][info.name] = info.default
    return to_model_config(resolve(tree, ["calendar.end"], {}, []))


def fingerprint(config: ModelConfig, points: Figures) -> str:
    """Return a hash of the model's code and data, the config and what is measured."""
    digest = hashlib.sha256()
    files = [path for kind in ("*.py", "*.csv") for path in (ROOT / "sim").rglob(kind)]
    for path in sorted(files):
        if path.name.startswith("posterior"):
            continue
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(repr(config).encode())
    digest.update(repr(points.names).encode())
    return digest.hexdigest()[:24]


def run_job(config: ModelConfig, job: Job, points: Figures) -> list[float]:
    """Return the log of the model's side of every point; NaN throughout if a run fails."""
    config = copy.deepcopy(config)
    config.seed = job.seed
    numbers = dict(zip(job.paths, job.values, strict=True))
    config = with_set(config, ParameterSet(numbers, dict(job.forms)))
    try:
        logs = simulated_logs(history_run(config), points)
    except (ArithmeticError, ValueError, AssertionError):
        return [float("nan")] * len(points.table)
    return [float(value) for value in logs]


class Runner:
    """Makes runs, and remembers each in a file as soon as it is finished.

    Parameters
    ----------
    store
        A file with one line a finished run, used again by the next fit; lines of another
        model or config are ignored.
    """

    def __init__(self, config: ModelConfig, points: Figures, store: Path, workers: int) -> None:
        self.config, self.points, self.store, self.workers = config, points, store, workers
        self.fingerprint = fingerprint(config, points)
        self.known = _read(store, self.fingerprint)
        store.parent.mkdir(parents=True, exist_ok=True)
        _mend(store)

    def run(self, jobs: Sequence[Job], words: str) -> FloatArray:
        """Return log outcomes of the jobs in their order, shape (n_jobs, n_points)."""
        keys = [job.key(self.fingerprint) for job in jobs]
        waiting = {
            key: job for key, job in zip(keys, jobs, strict=True) if key not in self.known
        }
        n_done = len(jobs) - len(waiting)
        with (
            progress(words, len(jobs), done=n_done, enough=self.workers) as bar,
            self.store.open("a", encoding="utf-8") as file,
        ):
            for key, logs in self._results(waiting):
                self.known[key] = logs
                line = json.dumps({"model": self.fingerprint, "key": key, "logs": logs})
                file.write(line + "\n")
                file.flush()
                bar.add()
        return np.array([self.known[key] for key in keys])

    def kept(self) -> str:
        """Say what a stopped fit leaves, and how it goes on."""
        known = f"{len(self.known):,} finished runs are kept in {self.store}"
        return f"{known}; the same command goes on from there"

    def _results(self, waiting: dict[str, Job]) -> Iterator[tuple[str, list[float]]]:
        run = partial(run_job, self.config, points=self.points)
        keys = list(waiting)
        for place, logs in as_they_end(run, list(waiting.values()), self.workers):
            yield keys[place], logs


def _read(store: Path, fingerprint_: str) -> dict[str, list[float]]:
    """Return the finished runs of a file; a line cut off by an interruption is skipped."""
    found: dict[str, list[float]] = {}
    if not store.is_file():
        return found
    for line in store.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(entry, dict) and entry.get("model") == fingerprint_:
            found[entry["key"]] = entry["logs"]
    return found


def _mend(store: Path) -> None:
    """End a line that an interruption cut off, so that the next starts on its own."""
    if store.is_file() and store.stat().st_size > 0:
        with store.open("rb+") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
