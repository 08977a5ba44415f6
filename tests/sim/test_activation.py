"""Agents that act at once, one by one or shuffled, compiled or as plain Python: same bits."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.config.compose import compose, to_model_config
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.population import ACTIVATIONS, activate

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["population.consumers=600", "population.firms=200", "population.cartels=20"]
POLICY = [
    "scenario=comprehensive",
    "calendar.policy_start=2012-03-01",
    "calendar.end=2014-01-01",
]


@pytest.fixture(scope="module")
def config() -> ModelConfig:
    return to_model_config(compose([*SMALL, *POLICY]))


def lived(config: ModelConfig, activation: str, months: int) -> dict[str, bytes]:
    """What a run's months and its living rows look like, as bytes by name."""
    model = CartelMarket(config)
    model.activation = activation
    model.run_to(months)
    found = {str(name): column.to_numpy().tobytes() for name, column in model.results().items()}
    for population in ("consumers", "firms", "cartels"):
        columns = getattr(model, population)
        for name, values in vars(columns).items():
            if isinstance(values, np.ndarray) and name != "fate":
                found[f"{population}.{name}"] = values[columns.alive].tobytes()
    return found


@pytest.mark.parametrize("activation", ACTIVATIONS[1:])
def test_agents_one_by_one_or_shuffled_live_the_months_of_the_batch(
    config: ModelConfig, activation: str
) -> None:
    batch = lived(config, "batch", 18)
    other = lived(config, activation, 18)
    assert [name for name in batch if batch[name] != other[name]] == []


def test_other_luck_would_show(config: ModelConfig) -> None:
    batch, other = (lived(replace(config, seed=seed), "batch", 2) for seed in (1, 2))
    assert sum(batch[name] != other[name] for name in batch) > 20


def test_an_unknown_activation_is_refused(config: ModelConfig) -> None:
    model = CartelMarket(config)
    model.activation = "at_random"
    with pytest.raises(ValueError, match="batch, one_by_one, shuffled"):
        activate(model, type(next(iter(model.agents))), lambda first, stop: None)


PLAIN = """
import hashlib, warnings
warnings.simplefilter("error")
from experiments.config.compose import compose, to_model_config
from sim.model import CartelMarket
from sim.kernels import jit
assert not jit.IS_COMPILED
config = to_model_config(compose({words!r}))
print(CartelMarket(config).run_to({months}).results().to_numpy().tobytes().hex())
"""


def test_the_same_source_as_plain_python_gives_the_same_bits(config: ModelConfig) -> None:
    months = 4
    shown = subprocess.run(
        [sys.executable, "-c", PLAIN.format(words=[*SMALL, *POLICY], months=months)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr[-2_000:]
    compiled = CartelMarket(config).run_to(months).results().to_numpy()
    assert shown.stdout.strip() == compiled.tobytes().hex()
