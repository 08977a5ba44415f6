"""Firms and groups act in one batch, one by one or shuffled: the same bits."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.composition import compose, to_model_config
from sim.model import CartelMarket
from sim.population import ACTIVATIONS

MONTHS = 24
SMALL = ["population.consumers=600", "population.firms=200", "population.cartels=20"]


def lived(activation):
    policy = ["scenario=comprehensive", "calendar.policy_start=2012-06-01"]
    config = to_model_config(compose([*SMALL, *policy, "calendar.end=2014-01-01"]))
    model = CartelMarket(config)
    model.activation = activation
    return model.run_to(MONTHS)


@pytest.fixture(scope="module")
def batch():
    return lived("batch")


def assert_same_rows(one, other):
    np.testing.assert_array_equal(one.alive, other.alive)
    for field in dataclasses.fields(one):
        value = getattr(one, field.name)
        if isinstance(value, np.ndarray):
            wanted, found = value[one.rows], getattr(other, field.name)[other.rows]
            assert wanted.tobytes() == found.tobytes(), field.name


@pytest.mark.parametrize("activation", ACTIVATIONS[1:])
def test_every_activation_gives_the_same_bits(batch, activation):
    other = lived(activation)

    assert batch.results().to_numpy().tobytes() == other.results().to_numpy().tobytes()
    assert_same_rows(batch.firms, other.firms)
    assert_same_rows(batch.cartels, other.cartels)


def test_passes_of_firms_and_choices_give_the_same_bits_as_plain_python(tmp_path):
    code = """
import sys
sys.path.insert(0, "tests")
import numpy as np
from supply_stub import Stub
from economy_stub import Economy
economy, supply = Economy(), Stub()
for _ in range(3):
    economy.step()
supply.step(3)
parts = [economy.firms.jobs, economy.firms.paying, economy.firms.margin]
parts += [economy.firm_state.marginal_levy, economy.cartels.trade_share]
parts += [supply.cartels.route_share, supply.cartels.load_size, supply.cartels.market_share]
np.savez(sys.argv[1], *parts)
"""
    found = []
    for off in ("0", "1"):
        path = tmp_path / f"{off}.npz"
        subprocess.run(
            [sys.executable, "-W", "error", "-c", code, str(path)],
            env={**os.environ, "NUMBA_DISABLE_JIT": off, "PYTHONPATH": "."},
            cwd=Path(__file__).parents[1],
            check=True,
        )
        with np.load(path) as parts:
            found.append([parts[name].tobytes() for name in parts.files])
    assert found[0] == found[1]
