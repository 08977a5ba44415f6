"""Types guard the state of a run: a misspelt name is an error before anything runs."""

from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).resolve().parents[2]
SNIPPET = """
from sim.model import CartelMarket
from sim.state.state import State


def of_a_process(model: State) -> object:
    return model.{name}


def of_the_model(model: CartelMarket) -> object:
    return model.{name}
"""
NAMES = {
    "markets.retail_price": "markets.retail_prcie",
    "cartels.members": "cartels.membres",
    "flows.homicides": "flows.homicide",
    "params.conflict.infighting": "params.conflict.infihgting",
    "firm_state": "firms_state",
    "strength": "strenght",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Errors of ``mypy --strict`` for each spelling, all checked in one go."""
    folder = tmp_path_factory.mktemp("types")
    spellings = [*NAMES, *NAMES.values()]
    files = [folder / f"snippet_{number:02}.py" for number in range(len(spellings))]
    for file, name in zip(files, spellings, strict=True):
        file.write_text(SNIPPET.format(name=name), encoding="utf-8")
    config = f"--config-file={ROOT / 'pyproject.toml'}"
    printed, crash, _ = api.run(
        [config, f"--cache-dir={ROOT / '.mypy_cache'}", *map(str, files), str(ROOT / "sim")]
    )
    assert not crash, crash
    lines = printed.splitlines()
    return {
        name: [line for line in lines if f"{file.name}:" in line and "error" in line]
        for file, name in zip(files, spellings, strict=True)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_name_of_the_state_is_an_error_and_the_right_one_is_none(
    verdicts: dict[str, list[str]], name: str
) -> None:
    wrong = NAMES[name]
    assert verdicts[name] == []
    assert len(verdicts[wrong]) == 2, verdicts[wrong]  # of a process, of the model
    assert all(f'no attribute "{wrong.split(".")[-1]}"' in line for line in verdicts[wrong])
