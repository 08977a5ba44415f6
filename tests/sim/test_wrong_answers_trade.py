"""A tariff that is lifted leaves jobs where they would have been."""

import numpy as np
import pytest

from experiments.run import build
from sim.params.firms import FirmsParams
from sim.submodels.firms import labour

PARAMS = FirmsParams()


def gaps(losses: list[float], dt: float = 1.0) -> list[float]:
    """Return the gap of output after each step of a path of losses [share of GDP]."""
    felt = absorbed = 0.0
    seen = []
    for loss in losses:
        felt, absorbed = labour.follow_loss(felt, absorbed, loss, PARAMS, dt)
        seen.append(felt - absorbed)
    return seen


def test_a_lifted_loss_leaves_no_gain() -> None:
    seen = gaps([-0.02] * 48 + [0.0] * 60)
    assert min(seen) < -0.01
    assert max(seen) <= 1e-12
    assert abs(seen[-1]) < 1e-5


def test_a_loss_that_stays_still_closes_with_its_half_life() -> None:
    seen = gaps([-0.02] * 240)
    trough = int(np.argmin(seen))
    half = trough + round(PARAMS.shock_half_life)
    assert seen[half] == pytest.approx(0.5 * seen[trough], rel=0.15)


@pytest.mark.slow
def test_jobs_are_back_at_base_five_years_after_a_tariff() -> None:
    small = ("population.consumers=2000", "population.firms=200")
    rows = '{from: "2022-01-01", value: 25}, {from: "2024-01-01", value: 1}'
    on = f"levers.tariff.schedule=[{rows}]"
    usual, lifted = build([*small]).run(), build([*small, on]).run()
    ratio = lifted["formal_jobs"] / usual["formal_jobs"]
    assert ratio["2023"].min() < 0.998
    assert ratio["2029":].to_numpy() == pytest.approx(1.0, abs=2e-4)
