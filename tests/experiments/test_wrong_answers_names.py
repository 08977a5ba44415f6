"""A scenario is what its file is called: no other policy runs in its name."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli.command import Command, command
from experiments.compare import main as compare
from experiments.config import files, overrides
from experiments.config.compose import Resolved, compose
from experiments.config.overrides import CONFIGS
from tests.kinds import Refusal

SENTENCE = (
    "scenario.name: 'tariffs' is not allowed; "
    "allowed: 'my_tariffs', as its file scenario/my_tariffs.yaml is called"
)


@pytest.fixture
def copied(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of the configs in which a scenario was copied and kept its name."""
    folder = tmp_path_factory.mktemp("copied") / "configs"
    shutil.copytree(CONFIGS, folder)
    text = (folder / "scenario/tariffs.yaml").read_text().replace("value: 25", "value: 60")
    (folder / "scenario/my_tariffs.yaml").write_text(text)
    for module in (files, overrides):
        monkeypatch.setattr(module, "CONFIGS", folder)
    files.scenario_file.cache_clear()
    files.chosen_files.cache_clear()
    yield folder
    files.scenario_file.cache_clear()
    files.chosen_files.cache_clear()


@pytest.fixture
def run() -> Command:
    @command("probe", simulates=False)
    def main(resolved: Resolved) -> None:
        raise AssertionError("it runs")

    return main


@pytest.mark.parametrize(
    "words",
    [
        ["scenario=my_tariffs"],
        ["scenario=my_tariffs", "+seed=2"],
        ["scenario=my_tariffs", "experiment=no_adaptation"],
        ["-m", "scenario=my_tariffs,strikes"],
        ["design={folder}/design.csv"],
    ],
)
def test_a_copy_that_keeps_its_name_is_refused(
    copied: Path, run: Command, refusal: Refusal, words: list[str]
) -> None:
    (copied.parent / "design.csv").write_text("scenario\nmy_tariffs\n")
    told = refusal(run, *(word.format(folder=copied.parent) for word in words))
    assert len(told) == 1
    assert told[0].endswith(SENTENCE)


@pytest.mark.parametrize("words", [["scenario=my_tariffs"], ["scenarios=[my_tariffs]"]])
def test_compare_refuses_it_too(copied: Path, refusal: Refusal, words: list[str]) -> None:
    assert refusal(compare, *words) == [SENTENCE]


@pytest.mark.parametrize(
    "words", [["scenario.name=strikes"], ["-m", "scenario.name=x,strikes"]]
)
def test_no_setting_renames_a_scenario(
    run: Command, refusal: Refusal, words: list[str]
) -> None:
    told = refusal(run, "scenario=tariffs", *words)
    assert any(t.startswith("scenario.name: 'strikes' is not allowed") for t in told)


def test_an_experiment_renames_none(copied: Path, run: Command, refusal: Refusal) -> None:
    text = "# @package _global_\nscenario: {name: strikes}\n"
    (copied / "experiment/renames.yaml").write_text(text)
    (told,) = refusal(run, "scenario=tariffs", "experiment=renames")
    assert told.startswith("scenario.name: 'strikes' is not allowed; allowed: 'tariffs'")


def test_a_copy_with_its_own_name_is_run(copied: Path) -> None:
    path = copied / "scenario/my_tariffs.yaml"
    path.write_text(path.read_text().replace("name: tariffs", "name: my_tariffs"))
    resolved = compose(["scenario=my_tariffs"])
    assert resolved.scenario == "my_tariffs"
    assert resolved.model.levers["tariff"].schedule[-1].value == 60
