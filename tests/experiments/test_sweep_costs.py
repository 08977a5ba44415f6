"""What sweeps cost, and a disk that really refuses: slow, and run on their own."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest

from experiments.cli.command import command
from experiments.config.compose import Resolved, compose, to_model_config
from experiments.storage.output import whole_folder, write_manifest
from experiments.sweeps import store
from sim.model import CartelMarket
from tests.kinds import Script

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_point_costs_less_than_a_tenth_of_its_run_on_top(workplace: Path) -> None:
    """Everything a point adds to a run of `quick` size: check, manifest, digests, journal."""
    model = to_model_config(compose(["quick=true"]))
    CartelMarket(model).run()

    @command("cost")
    def cost(resolved: Resolved) -> None:
        assert resolved.output_dir is not None
        with whole_folder(resolved.output_dir) as staged:
            table.to_parquet(staged / "results.parquet", compression="zstd", index=False)
            write_manifest(staged, command="cost", config=resolved.tree, seeds=[1], started=0.0)

    table = pd.DataFrame({"value": np.random.default_rng(1).random(25_000)})
    n_points, runs, extras = 20, [], []
    for part in range(6):
        started = time.process_time()
        CartelMarket(model).run()
        runs.append(time.process_time() - started)
        started = time.process_time()
        words = [f"seed=range({part * n_points},{(part + 1) * n_points})", "quick=true"]
        assert cost(["-m", *words, f"output_dir=swept{part}"]) == 0
        extras.append((time.process_time() - started) / n_points)
    ratio = median(extras[1:]) / median(runs[1:])
    print(f"{median(extras[1:]):.4f} s on top of {median(runs[1:]):.3f} s: {ratio:.1%}")  # noqa: T201
    assert ratio < 0.1


MEASURE = """
import resource, sys
from experiments.collect import main
status = main(["sweep=" + sys.argv[1], "output_dir=" + sys.argv[2]])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_collecting_a_million_rows_takes_no_more_memory(
    workplace: Path, typed_script: Script
) -> None:
    peaks, rows = {}, 25_000
    dates = pd.date_range("2012-01-01", periods=250, freq="MS")
    frame = pd.DataFrame(
        {
            "scenario": "no_policy",
            "seed": 1,
            "date": np.repeat(dates, 100),
            "outcome": [f"o{number}" for number in range(100)] * 250,
            "value": np.random.default_rng(1).random(rows),
        }
    )

    @command("fake")
    def main(resolved: Resolved) -> None:
        assert resolved.output_dir is not None
        with whole_folder(resolved.output_dir) as staged:
            frame.assign(seed=resolved.seed).to_parquet(staged / "results.parquet")
            write_manifest(staged, command="fake", config=resolved.tree, seeds=[1], started=0.0)

    for n_points in (4, 44):
        assert main(["-m", f"seed=range(0,{n_points})", f"output_dir=swept{n_points}"]) == 0
        done = typed_script(workplace, MEASURE, f"swept{n_points}", f"all{n_points}")
        status, peak = done.stdout.splitlines()[-1].split()
        assert status == "0", done.stderr
        peaks[n_points] = int(peak)
    table = pd.read_parquet(workplace / "all44/results.parquet", columns=["point"])
    assert len(table) == 44 * rows > 1_000_000
    print(f"peak memory in MB by points: {peaks}")  # noqa: T201
    assert peaks[44] - peaks[4] < 100  # the table alone holds more in memory


IN_OWN_DISK = """
mount -t tmpfs -o size={size} none disk
{prepare}
{python} -m experiments.run -m population.consumers=500 population.firms=100 \\
    population.cartels=20 calendar.end=2012-01-01 history=off 'seed=range(0,40)' \\
    output_dir=disk/swept
echo status $?
find disk/swept -name results.parquet | wc -l
find disk -name '.partial-*' | wc -l
{after}
"""


def on_own_disk(folder: Path, **words: str) -> subprocess.CompletedProcess[str]:
    """Run a sweep on a disk of its own, which no one else sees."""
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk of its own")
    (folder / "disk").mkdir()
    script = IN_OWN_DISK.format(python=sys.executable, **words)
    return subprocess.run(
        ["unshare", "-m", "bash", "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_disk_costs_points_but_damages_none(tmp_path: Path) -> None:
    again = f"mount -o remount,size=50m disk; {sys.executable} -m experiments.run -m "
    again += "population.consumers=500 population.firms=100 population.cartels=20 "
    again += "calendar.end=2012-01-01 history=off 'seed=range(0,40)' output_dir=disk/swept "
    again += "resume=true; echo status $?; find disk/swept -name results.parquet | wc -l"
    done = on_own_disk(tmp_path, size="400k", prepare="", after=again)
    lines = [line for line in done.stdout.splitlines() if line.isdecimal() or "status" in line]
    assert lines[0] == "status 1", done.stderr
    assert 1 <= int(lines[1]) < 40
    assert lines[2:] == ["0", "status 0", "40"], done.stderr
    assert "No space left on device" in done.stderr
    assert "resume=true runs them again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_read_only_disk_is_refused_before_anything_runs(tmp_path: Path) -> None:
    ready = "mount -o remount,ro disk"
    done = on_own_disk(tmp_path, size="10m", prepare=ready, after="")
    assert "status 2" in done.stdout
    assert "error: output_dir: can't write in disk (Read-only file system)" in done.stderr


def test_two_sweeps_started_at_once_share_no_folder(tmp_path: Path) -> None:
    words = ["population.consumers=500", "population.firms=100", "calendar.end=2012-01-01"]
    words += ["-m", "seed=range(0,30)", "history=off", "output_dir=swept", "resume=true"]
    pair = [
        subprocess.Popen(
            [sys.executable, "-m", "experiments.run", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=200)[1] for process in pair]
    assert sorted(process.returncode for process in pair) == [0, 2]
    assert sum("another sweep is at work in swept" in text for text in told) == 1
    plan = store.load_plan(tmp_path / "swept")
    states = {
        store.state(tmp_path / "swept" / p.folder, p.config, plan.code) for p in plan.points
    }
    assert states == {store.DONE}
