"""Without a policy, wars of the model's own neither die out nor explode by 2035."""

import numpy as np
import pytest

from experiments.run import build
from experiments.war_counts.forecast import yearly
from experiments.war_counts.runs import WarCount

SEEDS = (1, 2, 3, 4)
SMALL = ("wars=own", "population.consumers=500", "population.firms=100")
LOWEST, HIGHEST = 0.5, 3.0


def growth(seed: int, *overrides: str) -> float:
    """Return active wars of 2031-35 over those of 2013-19."""
    model = build([*SMALL, f"seed={seed}", "calendar.end=2035-12-01", *overrides])
    count = WarCount()
    while model.month < len(model.months):
        model.step()
        count.add(model)
    active = yearly(count.panel(2035))["active"].reindex(range(2012, 2036), fill_value=0.0)
    return float(active.loc[2031:2035].mean() / active.loc[2013:2019].mean())


@pytest.mark.slow
def test_wars_neither_die_out_nor_explode():
    found = np.mean([growth(seed) for seed in SEEDS])

    # 1.8 over seeds, with a standard error of 0.15 for four of them: false alarms are rarer
    # than one in a million sets of seeds
    assert LOWEST < found < HIGHEST


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken", ["params.wars.onset_rate=0", "params.wars.onset_elsewhere=3.5"]
)
def test_the_bounds_would_notice(broken):
    more = () if "rate" in broken else ("params.wars.onset_next_door=1.5",)

    assert not LOWEST < growth(1, broken, *more) < HIGHEST
