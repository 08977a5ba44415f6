"""A manifest suffices to make its result again, bit for bit, and executes nothing."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.run import main
from experiments.storage import shared_config
from tests.kinds import Probe, Refusal

SMALL = ["population.consumers=500", "population.firms=100", "calendar.end=2012-02-01"]
SET = ["scenario=tariffs", "set.tariff=12.5", "quick=true", "seed=7", "strength.guns=-1"]


def test_a_deleted_result_comes_back_bit_for_bit(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMALL, *SET, f"output_dir={workplace}/first"]) == 0
    before = (workplace / "first/results.parquet").read_bytes()
    text = (workplace / "first/manifest.json").read_text()
    assert str(workplace) not in text
    shutil.rmtree(workplace / "first")
    (workplace / "elsewhere").mkdir()
    monkeypatch.chdir(workplace / "elsewhere")
    (workplace / "elsewhere/saved.json").write_text(text)
    capsys.readouterr()

    assert main(["manifest=saved.json", "output_dir=again"]) == 0

    assert (workplace / "elsewhere/again/results.parquet").read_bytes() == before
    again = json.loads((workplace / "elsewhere/again/manifest.json").read_text())
    assert again["fingerprint"] == json.loads(text)["fingerprint"]
    assert "another version" not in capsys.readouterr().err


def saved(workplace: Path, change: Callable[[dict[str, Any]], object]) -> None:
    assert main([*SMALL, "output_dir=first"]) == 0
    manifest = json.loads((workplace / "first/manifest.json").read_text())
    change(manifest)
    (workplace / "saved.json").write_text(json.dumps(manifest))


def test_a_manifest_of_other_code_is_noted(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved(workplace, lambda manifest: manifest["fingerprint"].update(code="0"))
    assert main(["manifest=saved.json", "output_dir=again"]) == 0
    assert "another version of the code" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m: m.update(command="compare"), "of experiments.compare"),
        (lambda m: m["config"].update(_target_="os.system"), "there is no '_target_'"),
        (lambda m: m["config"]["set"].update(tariff=900), "set.tariff: 900"),
        (lambda m: m["config"].pop("params"), "params"),
        (lambda m: m.update(config=[]), "a manifest.json, whole"),
        (lambda m: m.update(fingerprint=5), "a manifest.json, whole"),
    ],
)
def test_a_manifest_is_checked_like_any_config(
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], object],
    sentence: str,
) -> None:
    saved(workplace, change)
    capsys.readouterr()
    assert main(["manifest=saved.json", "output_dir=again"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (workplace / "again").exists()


def swept(workplace: Path) -> tuple[bytes, str]:
    """A point of a sweep: its results and its manifest's text."""
    words = ["-m", *SMALL, *SET[1:-2], "scenario=border_surge,tariffs", "seed=3,7"]
    assert main([*words, "output_dir=swept"]) == 0
    point = workplace / "swept/3"
    return (point / "results.parquet").read_bytes(), (point / "manifest.json").read_text()


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_small_manifest_of_a_point_suffices_too(
    workplace: Path, capsys: pytest.CaptureFixture[str], is_alone: bool
) -> None:
    before, text = swept(workplace)
    assert len(text) < 5_000
    shutil.rmtree(workplace / "swept/3")
    place = workplace if is_alone else workplace / "swept"
    (place / "saved.json").write_text(text)
    capsys.readouterr()

    assert main([f"manifest={place / 'saved.json'}", "output_dir=again"]) == 0

    assert "differ" not in capsys.readouterr().err
    assert (workplace / "again/results.parquet").read_bytes() == before
    again = json.loads((workplace / "again/manifest.json").read_text())
    assert again["fingerprint"] == json.loads(text)["fingerprint"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m: m.update(shared="../config-0123456789abcdef.json"), "no shared config"),
        (lambda m: m.update(shared="/etc/passwd"), "no shared config"),
        (lambda m: m.update(shared="config-0123456789abcdef.json"), "check out commit"),
        (lambda m: m["config"].update({"sett.tariff": 3}), "there is no 'sett.tariff'"),
        (lambda m: m["config"].update({"set._target_": "os.system"}), "set._target_"),
        (lambda m: m["config"].update({"seed": "x"}), "seed: 'x'"),
    ],
)
def test_a_manifest_of_a_point_is_checked_like_any_config(
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], object],
    sentence: str,
) -> None:
    assert main(["-m", *SMALL, "seed=7,8", "output_dir=swept"]) == 0
    manifest = json.loads((workplace / "swept/0/manifest.json").read_text())
    change(manifest)
    (workplace / "saved.json").write_text(json.dumps(manifest))
    capsys.readouterr()
    assert main(["manifest=saved.json", "output_dir=again"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (workplace / "again").exists()


def test_a_damaged_shared_config_is_told(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-m", *SMALL, "seed=7,8", "output_dir=swept"]) == 0
    (path,) = (workplace / "swept").glob("config-*.json")
    good = path.read_text()
    path.write_text(good.replace("10000", "20000"))
    shared_config._read.cache_clear()
    assert main(["manifest=swept/0/manifest.json", "output_dir=again"]) == 2
    assert "does not hold what its name tells" in capsys.readouterr().err
    resumed = ["-m", *SMALL, "seed=7,8,9", "output_dir=swept", "resume=true"]
    assert main(resumed) == 0
    assert path.read_text() == good


def test_a_manifest_that_is_a_pipe_is_refused(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(workplace / "pipe")
    assert main(["manifest=pipe", "output_dir=again"]) == 2
    assert "manifest: can't read 'pipe': it is no regular file" in capsys.readouterr().err


def test_a_manifest_does_not_choose_the_folder_of_histories(workplace: Path) -> None:
    saved(workplace, lambda manifest: manifest["config"].update(history="strange"))
    assert main(["manifest=saved.json", "output_dir=again"]) == 0
    assert not (workplace / "strange").exists()
    again = json.loads((workplace / "again/manifest.json").read_text())
    assert again["config"]["history"] is None
    assert main(["manifest=saved.json", "output_dir=again", "history=own"]) == 0
    assert (workplace / "own").is_dir()


@pytest.mark.parametrize(
    "arguments", [["manifest=none.json"], ["manifest=."], ["manifest=x.json", "seed=4"]]
)
def test_other_uses_are_refused(probe: Probe, refusal: Refusal, arguments: list[str]) -> None:
    assert "manifest" in refusal(probe[0], *arguments)[0]
