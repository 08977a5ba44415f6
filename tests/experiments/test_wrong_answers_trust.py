"""Files of strangers run no code, read no secrets, and others' folders are not trusted."""

import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli.command import Command, command
from experiments.config import files, overrides
from experiments.config.compose import Resolved, _base_tree, compose
from experiments.config.errors import InputError
from experiments.config.overrides import CONFIGS
from experiments.config.values import HISTORY_OPTION
from experiments.storage import trunk_cache
from sim.kernels import jit

EVIL = "hydra: {callbacks: {evil: {_target_: os.system, command: touch pwned}}}"
SHORT = ["calendar.end=2012-01-01", "population.consumers=500"]


@pytest.fixture
def configs(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of the configs, to which strangers may add files."""
    folder = tmp_path_factory.mktemp("strange") / "configs"
    shutil.copytree(CONFIGS, folder)
    for module in (files, overrides):
        monkeypatch.setattr(module, "CONFIGS", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    files.scenario_file.cache_clear()
    files.chosen_files.cache_clear()
    files._file_errors.cache_clear()
    files._hydra_node.cache_clear()
    _base_tree.cache_clear()


@pytest.fixture
def run() -> Command:
    calls = []

    @command("probe", simulates=False)
    def main(resolved: Resolved) -> None:
        calls.append(resolved)

    return main


@pytest.mark.parametrize("more", [["hydra.verbose=true"], ["--cfg", "job"]])
@pytest.mark.parametrize("group", ["scenario", "params"])
def test_a_file_that_sets_hydra_up_is_refused(
    configs: Path,
    run: Command,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    group: str,
    more: list[str],
) -> None:
    original = {"scenario": "tariffs", "params": "calibrated"}[group]
    body = (configs / group / f"{original}.yaml").read_text().replace("\n", "\n  ")
    own = body.replace("name: tariffs", "name: stranger")
    text = f"# @package _global_\n{EVIL}\n{group}:\n  {own}\n"
    (configs / group / "stranger.yaml").write_text(text)

    assert run([f"{group}=stranger", *SHORT, *more]) == 2
    assert f"{group}=stranger: hydra.callbacks can't be set by" in capsys.readouterr().err
    assert list(workplace.iterdir()) == []


def test_a_lever_file_that_sets_hydra_up_is_refused(
    configs: Path, run: Command, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configs / "levers/tariff.yaml"
    body = path.read_text().replace("\n", "\n    ")
    path.write_text(f"# @package _global_\n{EVIL}\nlevers:\n  tariff:\n    {body}\n")

    assert run([*SHORT, "hydra.verbose=true"]) == 2
    assert "_target_: names code to run" in capsys.readouterr().err
    assert list(workplace.iterdir()) == []


def test_the_programs_own_files_are_run_through_hydra(run: Command, workplace: Path) -> None:
    assert run([*SHORT, "scenario=tariffs", "params=default", "hydra.verbose=false"]) == 0


@pytest.mark.parametrize(
    "value", ["${oc.${scenario.policy_start}:SECRET}", "${oc.env:SECRET}", "${seed}"]
)
def test_no_file_and_no_setting_interpolates(
    configs: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    name = f"stranger_{zlib.crc32(value.encode())}"
    text = (configs / "scenario/tariffs.yaml").read_text()
    text = text.replace("name: tariffs", f"name: {name}").replace(
        "policy_start: null", "policy_start: env"
    )
    lines = [
        f"about: '{value}'" if line.startswith("about") else line for line in text.split("\n")
    ]
    (configs / f"scenario/{name}.yaml").write_text("\n".join(lines))
    for words in ([f"scenario={name}"], [f"world.network_csv='{value}'"]):
        with pytest.raises(InputError) as refusal:
            compose(words)
        assert "hunter2" not in str(refusal.value)
        assert "{" in str(refusal.value)


def test_code_to_run_is_refused_by_name(configs: Path) -> None:
    path = configs / "scenario/stranger.yaml"
    path.write_text("name: stranger\nabout: {_target_: os.system}\nschedules: {}\n")
    with pytest.raises(InputError, match="names code to run"):
        compose(["scenario=stranger"])


# ------------------------------------------------------------------- folders of others


def another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)


@pytest.mark.parametrize("place", ["root", "folder"])
def test_compiled_code_is_not_loaded_where_others_may_write(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "root" / ("0" * 16)
    assert jit.refusal(folder) == ""
    assert folder.stat().st_mode & 0o077 == 0
    os.chmod(folder.parent if place == "root" else folder, 0o777)
    assert "may be written to by others" in jit.refusal(folder)


def test_compiled_code_is_not_loaded_from_a_folder_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "root" / ("0" * 16)
    folder.mkdir(parents=True)
    another_user(monkeypatch)
    assert "belongs to somebody else" in jit.refusal(folder)
    assert list(folder.iterdir()) == []


@pytest.fixture
def key(tmp_path: Path) -> Path:
    found = trunk_cache._key(tmp_path, make=True)
    assert found is not None
    assert trunk_cache._key(tmp_path, make=False) == found
    return tmp_path / trunk_cache.KEY_NAME


def test_a_key_in_a_folder_of_others_is_not_used(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chmod(tmp_path, 0o777)
    assert trunk_cache._key(tmp_path, make=False) is None
    os.chmod(tmp_path, 0o700)
    another_user(monkeypatch)
    assert trunk_cache._key(tmp_path, make=False) is None


def test_a_link_in_place_of_the_key_is_not_followed(tmp_path: Path, key: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    key.rename(elsewhere)
    key.symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic link"):
        trunk_cache._key(tmp_path, make=False)
    assert trunk_cache._read(tmp_path / "x.history") is None


def test_what_was_opened_is_checked_not_what_bears_its_name(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name leads to a good key before and after; the one that was opened is another's."""
    facts = list(os.stat(key))
    facts[4] += 1
    monkeypatch.setattr(os, "fstat", lambda handle: os.stat_result(facts))
    assert trunk_cache._key(tmp_path, make=False) is None


def test_a_folder_of_others_keeps_no_history_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.chmod(tmp_path, 0o777)
    assert trunk_cache.chosen_folder(compose_with(tmp_path)) is None
    assert capsys.readouterr().err.count("note: history: ") == 1


def compose_with(folder: Path) -> Resolved:
    return compose([f"history='{folder}'"], dict(HISTORY_OPTION))
