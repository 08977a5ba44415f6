"""A sweep of 1,000 points survives 20 random kills, of workers and of its own process."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.sweeps import store

ROOT = Path(__file__).resolve().parents[2]
N_POINTS, N_KILLS = 1_000, 20
TINY = [
    "population.consumers=500",
    "population.firms=100",
    "population.cartels=20",
    "calendar.end=2012-01-01",
    "history=off",
]
SWEEP = [
    "-m",
    *TINY,
    f"seed=range(0,{N_POINTS // 2})",
    "scenario=no_policy,tariffs",
    "hydra/launcher=two_cores",
    "jobs=4",
    "output_dir=swept",
]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def start(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log.txt").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "experiments.run", *SWEEP, "resume=true"],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "HOME": str(folder),
                "OPENBLAS_NUM_THREADS": "1",
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def children(pid: int) -> list[int]:
    """The workers of a sweep: Python processes below it that are at work."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    words = {int(p): Path(f"/proc/{p}/cmdline").read_bytes() for p in found}
    return [p for p, line in words.items() if b"popen_loky" in line]


def finished(folder: Path) -> int:
    return len(list((folder / "swept").glob("*/results.parquet")))


def test_a_sweep_of_a_thousand_points_survives_twenty_kills(tmp_path: Path) -> None:
    random_of_kills = random.Random(5)
    running = start(tmp_path)
    killed = {"worker": 0, "parent": 0}
    looks = iter(range(6_000))  # patience, counted in looks a tenth of a second apart
    try:
        while sum(killed.values()) < N_KILLS:
            assert next(looks, None) is not None, (killed, (tmp_path / "log.txt").read_text())
            wanted = (sum(killed.values()) + 1) * N_POINTS // (N_KILLS + 4)
            while finished(tmp_path) < wanted and running.poll() is None:
                assert next(looks, None) is not None, (killed, finished(tmp_path))
                time.sleep(0.1)
            time.sleep(random_of_kills.uniform(0.0, 0.5))
            if running.poll() is not None:
                running = start(tmp_path)
                continue
            workers = children(running.pid)
            if random_of_kills.random() < 0.7 and workers:
                os.kill(random_of_kills.choice(workers), signal.SIGKILL)
                killed["worker"] += 1
            else:
                running.kill()
                running.wait()
                killed["parent"] += 1
                running = start(tmp_path)
        while running.wait(timeout=300) != 0:
            assert next(looks, None) is not None, (tmp_path / "log.txt").read_text()[-2000:]
            running = start(tmp_path)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()

    assert min(killed.values()) >= 3
    assert_complete(tmp_path / "swept")


def assert_complete(sweep: Path) -> None:
    """Every point once, whole, its file that of its own config; nothing left over."""
    plan = store.load_plan(sweep)
    assert len(plan.points) == N_POINTS
    assert len({point.folder for point in plan.points}) == N_POINTS
    assert len({point.config for point in plan.points}) == N_POINTS
    for point in plan.points:
        folder = sweep / point.folder
        assert store.state(folder, point.config, plan.code) == store.DONE
        table = pd.read_parquet(folder / "results.parquet")
        assert set(table["seed"]) == {point.settings["seed"]}
        assert set(table["scenario"]) == {point.settings["scenario"]}
        assert sorted(p.name for p in folder.iterdir()) == ["manifest.json", "results.parquet"]
    folders = [path for path in sweep.iterdir() if path.is_dir() and path.name.isdecimal()]
    assert len(folders) == N_POINTS
    assert list(sweep.rglob(".partial-*")) == []
    assert json.loads((sweep / store.FAILURES).read_text()) == {}
