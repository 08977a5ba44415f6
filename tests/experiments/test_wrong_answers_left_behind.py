"""Nothing is left behind or stopped: workers, damaged caches, consoles, large designs."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli.command import command
from experiments.comparison.report_words import MOST_TOLD, changed_assumptions
from experiments.config.compose import Resolved, compose
from experiments.ensembles.plan import make_plan
from experiments.sweeps import plan as planning
from experiments.sweeps.design import MOST_POINTS

ROOT = Path(__file__).resolve().parents[2]
ONE_PASS = """
from sim.streams import draw_key, uniforms
print(uniforms(draw_key(1, "a", 0), 1, 3).tolist())
"""
FULL_DISK = """
from numba.core.caching import IndexDataCacheFile

def full(self, *arguments):
    raise OSError(28, "No space left on device")

IndexDataCacheFile._save_data = full
"""


def python(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ
        | {"CARTEL_MARKET_COMPILED": str(folder / "kept"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
def test_a_damaged_cache_is_passed_over_with_one_note_and_mended(
    tmp_path: Path, kind: str
) -> None:
    good = python(tmp_path, ONE_PASS)
    files = list((tmp_path / "kept").rglob(kind))
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:20])
    damaged, mended = python(tmp_path, ONE_PASS), python(tmp_path, ONE_PASS)

    assert damaged.stdout == mended.stdout == good.stdout
    assert damaged.stderr.count("note: ") == damaged.stderr.count("compiled in memory") == 1
    assert good.stderr == mended.stderr == ""


def test_a_full_disk_stops_no_run(tmp_path: Path) -> None:
    shown = python(tmp_path, FULL_DISK + ONE_PASS)
    assert shown.stdout.startswith("[")
    assert shown.stderr.count("note: ") == shown.stderr.count("No space left on device") == 1


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux to see workers")
@pytest.mark.parametrize(
    "words",
    [
        "compare scenario=tariffs replications=6 history=off",
        pytest.param("validate replications=6", marks=pytest.mark.slow),
        pytest.param("calibrate", marks=pytest.mark.slow),
    ],
)
def test_workers_end_with_a_killed_parent(tmp_path: Path, words: str) -> None:
    command, *keys = words.split()
    running = subprocess.Popen(
        [sys.executable, "-m", f"experiments.{command}", *keys, "workers=2", "output_dir=out"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        workers = wait_for(lambda: at_work(running.pid))
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        wait_for(lambda: not [pid for pid in workers if is_alive(pid)], 15.0)
    finally:
        running.kill()


def wait_for[T](found: Callable[[], T], seconds: float = 120.0) -> T:
    patience = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < patience
        time.sleep(0.2)
    return result


def at_work(parent: int) -> list[str]:
    """The two workers of a process, once both have used a second of processor time."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    workers = [p for p in children if b"popen_loky" in Path(f"/proc/{p}/cmdline").read_bytes()]
    return workers if len(workers) == 2 and all(seconds(p) > 4.0 for p in workers) else []


def seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_sign_ends_a_command(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    @command("probe", simulates=False)
    def main(resolved: Resolved) -> None:
        sys.stdout.write("tariffs ◊ 10–20 → é")

    screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", screen)
    assert main([]) == 0
    screen.flush()
    assert screen.buffer.getvalue().startswith(b"tariffs ? 10")


@pytest.mark.parametrize("words", [[], ["-m", "scenario=no_policy,tariffs"]])
def test_a_design_above_the_limit_is_refused_by_its_count(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    @command("probe", simulates=False)
    def main(resolved: Resolved) -> None:
        raise AssertionError("it runs")

    def check(*arguments: object, **options: object) -> None:
        raise AssertionError("points are checked")

    monkeypatch.setattr(planning, "_check", check)
    n_rows = MOST_POINTS // 2 + 1 if words else MOST_POINTS + 1
    design = tmp_path / "design.csv"
    design.write_text("seed\n" + "".join(f"{seed}\n" for seed in range(n_rows)))
    assert main([*words, f"design='{design}'"]) == 2
    assert capsys.readouterr().err == (
        f"error: more than {MOST_POINTS} points in one sweep; split it\n"
    )


def test_the_report_tells_of_changed_parameters() -> None:
    def told(*words: str) -> list[str]:
        return changed_assumptions(make_plan(compose(words), ["no_policy"]))

    assert told() == []
    own = ["params.conflict.war_ramp=7", "strength.guns=0", "adaptation.routes=false"]
    assert told(*own) == own
    wall = 'drivers.pipeline_guard.schedule=[{from: "2026-01-01", value: 0}]'
    assert told("wars=own", wall) == ["wars=own", "drivers.pipeline_guard: 0 from 2026-01"]
    many = told("params=default")
    assert len(many) == MOST_TOLD + 1
    assert many[-1].endswith("more parameters (manifest.json holds all)")
