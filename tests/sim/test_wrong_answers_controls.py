"""Precursor controls: switching them on and off brings no more than leaving them on."""

import numpy as np
import pandas as pd
import pytest

from experiments.run import build
from sim.params.production import ProductionParams
from sim.state.production import Precursors
from sim.submodels.production import precursors

PARAMS = ProductionParams()
FENTANYL = "us_supply_kg[fentanyl]"


def gaps(on: int, off: int, months: int = 72) -> float:
    """Return the mean gap of fentanyl [share] under a control of 1 that is switched."""
    size = precursors.control_size(PARAMS) * PARAMS.success_probability / PARAMS.control_step
    lasting = PARAMS.permanent_share * size * 0.5  # of the rise from 0.1 to 0.6
    state = Precursors(np.zeros(5), lasting, 0.6, 0.1, 0.6)
    seen = []
    for month in range(months):
        control = 1.0 if month % (on + off) < on else 0.6
        precursors.move_controls(state, control, PARAMS, 0.0, 1.0)
        seen.append(state.passing[0] + state.lasting[0])
    return float(np.mean(seen))


@pytest.mark.parametrize("pulse", [1, 3, 12, 24])
def test_a_pulsed_control_opens_no_larger_gap_than_one_that_stays(pulse: int) -> None:
    assert gaps(pulse, pulse) < gaps(72, 0)


def test_a_control_that_stays_opens_the_gap_it_always_did() -> None:
    """One rise of 0.4 above all that suppliers remember, with its closed form."""
    size = precursors.control_size(PARAMS)[0] * PARAMS.success_probability
    size /= PARAMS.control_step
    left = 0.4 * np.exp(-np.arange(72) / PARAMS.workaround_time).mean()
    lasts = PARAMS.permanent_share
    expected = size * ((1.0 - lasts) * left + lasts * 0.9)
    assert gaps(72, 0) == pytest.approx(expected, rel=1e-9)


def schedule(pulse: int) -> str:
    """Return full control from 2025, switched every ``pulse`` months, as an override."""
    dates = pd.date_range("2025-01-01", "2030-12-01", freq=pd.DateOffset(months=pulse))
    rows = [
        f'{{from: "{date:%Y-%m-%d}", value: {1.0 if place % 2 == 0 else 0.6}}}'
        for place, date in enumerate(dates)
    ]
    return f"levers.precursor_control.schedule=[{','.join(rows)}]"


@pytest.mark.slow
def test_pulses_cut_supply_no_more_than_a_control_that_stays() -> None:
    small = ("population.consumers=2000", "population.firms=200")
    seen = {
        pulse: build([*small, *([schedule(pulse)] if pulse else [])]).run()[FENTANYL]["2025":]
        for pulse in (0, 72, 12, 3, 1)
    }
    loss = {pulse: 1.0 - months.sum() / seen[0].sum() for pulse, months in seen.items()}
    assert loss[72] > 0.03
    assert max(loss[12], loss[3], loss[1]) < loss[72]
