"""What tests of the command line share."""

from collections.abc import Callable

import pytest

from experiments.entry import Command, command


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    """Keep stored histories of commands out of the user's cache, and tests apart."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """Run in an empty folder, so that anything left behind shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    return tmp_path


@pytest.fixture
def probe() -> tuple[Command, list]:
    """A command that only notes the checked configs it was called with."""
    calls: list = []

    @command("probe", "Notes what it is asked.")
    def main(resolved):
        calls.append(resolved)

    return main, calls


@pytest.fixture
def refusal(workplace, capsys) -> Callable[..., list[str]]:
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
