"""What tests of the command line share."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli.command import Command, command
from experiments.cli.warmup import prepare
from experiments.config.compose import Resolved
from experiments.presentation.progress import OFF
from sim.kernels.jit import FOLDER_VARIABLE, default_root

# compiled code is kept in one place for all tests and their subprocesses, whatever folders they
# call their own
os.environ.setdefault(FOLDER_VARIABLE, str(default_root()))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile once before any test, so that no test's time or output is of compiling."""
    prepare()


@pytest.fixture(autouse=True)
def _own_cache(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep stored histories of commands out of the user's cache, and tests apart."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def _no_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show no progress, which comes or not with the speed of the machine."""
    monkeypatch.setenv(OFF, "1")


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in an empty folder, so that anything left behind shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    return tmp_path


@pytest.fixture
def probe() -> tuple[Command, list[Resolved]]:
    """A command that only notes the checked configs it was called with."""
    calls: list[Resolved] = []

    @command("probe", "Notes what it is asked.", simulates=False)
    def main(resolved: Resolved) -> None:
        calls.append(resolved)

    return main, calls


@pytest.fixture
def refusal(workplace: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Run a command that must refuse, and return its sentences."""

    def refused(program: Command, *arguments: str) -> list[str]:
        status = program(list(arguments))
        printed = capsys.readouterr()
        assert status == 2
        assert printed.out == ""
        assert "Traceback" not in printed.err
        assert list(workplace.iterdir()) == []
        lines = printed.err.splitlines()
        assert all(line.startswith("error: ") for line in lines)
        return [line.removeprefix("error: ") for line in lines]

    return refused


@pytest.fixture
def typed_script() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a script in a folder as a person would, with the project on its path."""

    def run(folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (folder / "script.py").write_text(script)
        return subprocess.run(
            [sys.executable, "script.py", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
