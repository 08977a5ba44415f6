"""Pruning deletes only what carries a mark of this program."""

import os
from pathlib import Path

import pytest

from experiments.storage import trunk_cache
from sim.kernels import jit


def test_files_of_the_user_stay_in_a_folder_of_histories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = "0" * 64
    mine = [
        tmp_path / name
        for name in (
            "thesis.results",
            "notes.history",
            f"{digest}.results",
            f"{digest}-2.results",
        )
    ]
    for path in mine:
        path.write_text("mine")
    monkeypatch.setattr(trunk_cache, "MOST_BYTES", 1)
    trunk_cache._write(tmp_path / f"{'1' * 64}.history", b"ours")

    assert not (tmp_path / f"{'1' * 64}.history").exists()
    assert all(path.read_text() == "mine" for path in mine)


def test_a_folder_that_only_bears_such_a_name_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / ("0" * 16)
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    os.utime(mine, (0, 0))
    current = tmp_path / ("f" * 16)
    for number in range(1, 5):
        (tmp_path / f"{number:016x}").mkdir()
        (tmp_path / f"{number:016x}" / jit.MARK).touch()
    assert jit.refusal(current) == ""
    monkeypatch.setattr(jit, "FOLDER", current)
    monkeypatch.setattr(jit, "READY", current / "ready")
    monkeypatch.setattr(jit, "IS_KEPT", True)
    jit.mark_ready()

    assert (mine / "thesis.txt").read_text() == "mine"
    assert len([path for path in tmp_path.iterdir() if (path / jit.MARK).exists()]) == 3
