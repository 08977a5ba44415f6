"""Compiled code: where it is kept, when it is made anew, and what is said about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.kernels import jit

ROOT = Path(__file__).resolve().parents[2]
PREPARE = "from experiments.cli.warmup import prepare; prepare(); prepare()"
ONE_PASS = """
from sim.kernels import jit
from sim.streams import draw_key, uniforms
uniforms(draw_key(1, "a", 0), 1, 3)
print(jit.FOLDER)
"""


def python(
    code: str, root: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )


def test_nothing_is_said_where_compiled_code_is_kept() -> None:
    assert jit.is_ready()
    assert python(PREPARE).stderr == ""


def test_with_compilation_off_nothing_is_compiled(tmp_path: Path) -> None:
    shown = python(PREPARE, NUMBA_DISABLE_JIT="1", CARTEL_MARKET_COMPILED=str(tmp_path))
    assert shown.stderr == ""
    assert not any(tmp_path.rglob("*.nbi"))


@pytest.mark.slow
def test_a_first_run_says_that_it_compiles_and_a_second_does_not(tmp_path: Path) -> None:
    own = str(tmp_path / "own")
    first, second = (python(PREPARE, CARTEL_MARKET_COMPILED=own) for _ in range(2))
    assert first.stderr.count("compiling the model's inner loops") == 1
    assert own in first.stderr
    assert second.stderr == ""


def test_a_change_of_any_pass_is_compiled_into_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    for name in ("sim",):
        subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path / "work")], check=True)
    own = {"CARTEL_MARKET_COMPILED": str(tmp_path / "kept"), "PYTHONPATH": ""}
    before = python(ONE_PASS, tmp_path / "work", **own).stdout.strip()
    constants = tmp_path / "work" / "sim" / "kernels" / "elementary.py"
    constants.write_text(constants.read_text() + "\n# changed\n")
    after = python(ONE_PASS, tmp_path / "work", **own).stdout.strip()
    assert before != after
    assert Path(before).name != jit.FOLDER.name  # the same source in another place
    assert all(any(Path(folder).rglob("*.nbi")) for folder in (before, after))


@pytest.mark.slow
def test_where_nothing_can_be_kept_it_compiles_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    shown = python(
        "from experiments.cli.warmup import prepare; prepare()",
        CARTEL_MARKET_COMPILED=str(blocked),
    )
    assert "can't be written to" in shown.stderr


def test_only_the_newest_versions_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        (tmp_path / f"{number:016x}").mkdir()
        (tmp_path / f"{number:016x}" / jit.MARK).touch()
        os.utime(tmp_path / f"{number:016x}", (number, number))
    monkeypatch.setattr(jit, "FOLDER", tmp_path / f"{5:016x}")
    monkeypatch.setattr(jit, "READY", tmp_path / f"{5:016x}" / "ready")
    monkeypatch.setattr(jit, "IS_KEPT", True)
    (tmp_path / "thesis").mkdir()  # somebody else's
    os.utime(tmp_path / "thesis", (0, 0))
    jit.mark_ready()
    kept = [f"{number:016x}" for number in (3, 4, 5)]
    assert sorted(p.name for p in tmp_path.iterdir()) == [*kept, "thesis"]
