"""The same design gives the same bytes on Ray and on Slurm as in one process."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SMALL = ["population.consumers=500", "population.firms=100", "calendar.end=2012-03-01"]
SWEEP = ["-m", *SMALL, "scenario=no_policy,tariffs", "seed=1,2", "jobs=3"]
PORT = 6399
HEAD, OTHER = "127.0.0.2", "127.0.0.3"  # Ray replaces 127.0.0.1 by the machine's own address

pytestmark = pytest.mark.slow


def environment(folder: Path) -> dict[str, str]:
    """The same for a cluster and its user: another BLAS kernel changes the last digits."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)}


def typed(folder: Path, *arguments: str) -> None:
    """Run the sweep as a person would."""
    finished = subprocess.run(
        [sys.executable, "-m", "experiments.run", *SWEEP, *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def assert_same_bytes(folder: Path, engine: str) -> None:
    typed(folder, "output_dir=basic")
    for number in range(4):
        name = f"{number}/results.parquet"
        assert (folder / engine / name).read_bytes() == (folder / "basic" / name).read_bytes()


def stop(process: subprocess.Popen) -> None:
    """End a process that a test started, with all that it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@pytest.fixture
def ray_cluster(tmp_path) -> Iterator[str]:
    """A Ray cluster of two nodes on loopback, one processor each."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip(
            "Ray is not installed: uv run --extra ray pytest -m slow tests/test_engines.py"
        )
    ray = Path(sys.executable).with_name("ray")
    common = ["--num-cpus=1", "--disable-usage-stats", "--block"]
    head = [
        "--head",
        f"--port={PORT}",
        f"--node-ip-address={HEAD}",
        "--include-dashboard=false",
    ]
    other = [f"--address={HEAD}:{PORT}", f"--node-ip-address={OTHER}"]
    processes = []
    for words in (head, other):
        with (tmp_path / "ray.log").open("a") as log:
            processes.append(
                subprocess.Popen(
                    [ray, "start", *words, *common],
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=environment(tmp_path),
                )
            )
        time.sleep(8)
    if any(process.poll() is not None for process in processes):
        reason = (tmp_path / "ray.log").read_text()[-300:]
        pytest.skip(f"the Ray cluster did not start: {reason}")
    yield f"{HEAD}:{PORT}"
    for process in reversed(processes):
        stop(process)


def test_ray_gives_the_same_bytes(tmp_path, ray_cluster):
    words = ["hydra/launcher=ray", f"hydra.launcher.address={ray_cluster}"]
    typed(tmp_path, "output_dir=ray", *words)
    assert_same_bytes(tmp_path, "ray")
