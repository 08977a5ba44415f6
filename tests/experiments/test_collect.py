"""Collecting a sweep: one tidy table, a summary, the state of every point."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.command import command
from experiments.collect import main as collect
from experiments.config.compose import Resolved
from experiments.ensembles.one_run import tidy
from experiments.storage.output import whole_folder, write_manifest
from tests.fakes.market import FakeMarket


@pytest.fixture
def sweep(workplace: Path) -> Callable[..., int]:
    """A sweep of six points of the stand-in model."""

    @command("fake")
    def main(resolved: Resolved) -> None:
        if resolved.seed == 3 and not (workplace / "heal").exists():
            raise ValueError("bad luck")
        assert resolved.output_dir is not None
        with whole_folder(resolved.output_dir) as staged:
            long = tidy(FakeMarket(resolved.model).run(), resolved.scenario, resolved.seed)
            long.to_parquet(staged / "results.parquet", index=False)
            write_manifest(staged, command="fake", config=resolved.tree, seeds=[1], started=0.0)

    words = [
        "-m",
        "set.tariff=0,25",
        "seed=1,2,3",
        "output_dir=swept",
        "calendar.end=2026-12-01",
    ]
    return lambda *more: main([*words, *more])


def test_a_sweep_becomes_one_tidy_table(
    sweep: Callable[..., int], workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "heal").touch()
    assert sweep() == 0
    assert collect(["sweep=swept", "output_dir=all"]) == 0

    assert "6 done, 0 failed, 0 missing, 0 damaged" in capsys.readouterr().out
    table = pd.read_parquet(workplace / "all/results.parquet")
    assert list(table.columns) == [
        *("point", "set.tariff", "scenario", "seed", "date", "outcome", "value")
    ]
    for number in range(6):
        own = pd.read_parquet(workplace / f"swept/{number}/results.parquet")
        part = table[table["point"] == number]
        assert part["value"].to_numpy() == pytest.approx(own["value"].to_numpy())
        assert set(part["set.tariff"]) == {0.0 if number < 3 else 25.0}

    summary = pd.read_csv(workplace / "all/summary.csv")
    row = summary.query("outcome == 'recruits' and horizon == 1 and `set.tariff` == 25")
    year = table.query(
        "outcome == 'recruits' and `set.tariff` == 25 and '2025' <= date < '2026'"
    )
    by_hand = year.groupby("seed")["value"].sum()
    assert row["mean"].item() == pytest.approx(by_hand.mean(), rel=1e-6)
    assert row["n"].item() == 3
    assert not summary["assumption_driven"].any()
    half = 2.919986 * by_hand.std() / 3**0.5  # Student's t, two degrees of freedom, 95%
    assert row["high"].item() - row["mean"].item() == pytest.approx(half, rel=1e-4)


def test_what_is_missing_is_counted_and_ends_with_status_one(
    sweep: Callable[..., int], workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep() == 1
    (workplace / "swept/0/results.parquet").write_text("damage")
    (workplace / "swept/1/manifest.json").unlink()

    assert collect(["sweep=swept", "output_dir=all"]) == 1
    assert "2 done, 2 failed, 0 missing, 2 damaged" in capsys.readouterr().out
    assert collect(["sweep=swept", "output_dir=all", "allow_missing=true"]) == 0
    points = pd.read_csv(workplace / "all/points.csv")
    assert list(points["state"]) == ["damaged", "damaged", "failed", "done", "done", "failed"]
    assert points["reason"][2] == "ValueError: bad luck"


def test_points_that_an_end_by_signal_kept_from_running_are_missing(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @command("fake")
    def main(resolved: Resolved) -> None:
        if resolved.seed == 2:
            raise KeyboardInterrupt
        raise ValueError("bad luck")

    assert main(["-m", "seed=1,2,3", "output_dir=swept"]) == 130
    assert collect(["sweep=swept", "output_dir=all"]) == 1
    assert "0 done, 1 failed, 2 missing, 0 damaged" in capsys.readouterr().out


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ["/dev/zero", "pipe", "../../secret.txt", "{here}/secret.txt"])
def test_files_outside_a_point_are_not_even_read(
    sweep: Callable[..., int], workplace: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (workplace / "heal").touch()
    assert sweep() == 0
    (workplace / "secret.txt").write_text("mine")
    os.mkfifo(workplace / "swept/0/pipe")
    path = workplace / "swept/0/manifest.json"
    manifest = json.loads(path.read_text())
    digest = hashlib.sha256(b"mine").hexdigest()
    manifest["files"][name.format(here=workplace)] = digest
    path.write_text(json.dumps(manifest))
    (workplace / "swept/1/manifest.json").unlink()
    os.mkfifo(workplace / "swept/1/manifest.json")
    assert collect(["sweep=swept", "output_dir=all"]) == 1
    assert "4 done, 0 failed, 0 missing, 2 damaged" in capsys.readouterr().out


def test_other_versions_are_not_mixed_unless_told(
    sweep: Callable[..., int], workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "heal").touch()
    assert sweep() == 0
    path = workplace / "swept/4/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["fingerprint"]["code"] = "of another version"
    path.write_text(json.dumps(manifest))

    assert collect(["sweep=swept", "output_dir=all"]) == 2
    assert "1 points of swept are of another version" in capsys.readouterr().err
    assert not (workplace / "all").exists()
    assert collect(["sweep=swept", "output_dir=all", "mixed=true"]) == 0


@pytest.mark.parametrize("text", [None, "{", "[]", '{"points": [{"folder": "../.."}]}'])
def test_a_folder_that_is_no_sweep_is_refused(
    workplace: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    (workplace / "swept").mkdir()
    if text is not None:
        (workplace / "swept/sweep.json").write_text(text)
    assert collect(["sweep=swept", "output_dir=all"]) == 2
    assert "sweep.json" in capsys.readouterr().err
