"""The lab of paired runs: common random numbers, one thing changed, never history itself."""

import numpy as np
import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.validate import OPTIONS
from experiments.validation.episodes.lab import Change, Lab, change_of
from experiments.validation.episodes.violence import take_leader
from experiments.validation.runs import episode_configs

DATE = "2013-01"


@pytest.fixture(scope="module")
def lab() -> Lab:
    sizes = ["population.consumers=1500", "population.firms=300", "replications=1"]
    return Lab(episode_configs(compose(sizes, OPTIONS))[0])


def test_an_arm_without_a_change_equals_its_base_bit_for_bit(lab: Lab) -> None:
    neutral = Change(times={"gun_supply": 1.0}, params={"firms.levy_micro": 1.0})

    pd.testing.assert_frame_equal(lab.run(DATE, 6), lab.run(DATE, 6, neutral))


def test_a_change_of_parameters_stays_in_its_arm(lab: Lab) -> None:
    before = lab.config.params.finance.drug_revenue_factor
    base = lab.run(DATE, 3)
    moved = lab.run(DATE, 3, Change(params={"finance.drug_revenue_factor": 0.5}))

    assert moved["revenue[trafficking]"].iloc[0] < 0.6 * base["revenue[trafficking]"].iloc[0]
    assert lab.config.params.finance.drug_revenue_factor == before
    pd.testing.assert_frame_equal(base, lab.run(DATE, 3))


def test_an_earlier_date_can_be_asked_for_after_a_later_one(lab: Lab) -> None:
    later = lab.run("2013-07", 2)
    fresh = Lab(lab.config)

    pd.testing.assert_frame_equal(lab.run(DATE, 2), fresh.run(DATE, 2))
    pd.testing.assert_frame_equal(later, fresh.run("2013-07", 2))


def test_an_ordered_removal_takes_one_leader_in_its_month(lab: Lab) -> None:
    base, moved = lab.run(DATE, 3), lab.run(DATE, 3, Change(act=take_leader(0)))

    np.testing.assert_array_equal(moved["captures"] - base["captures"], [1.0, 0.0, 0.0])


def test_change_matches_hand_calculation() -> None:
    base = pd.DataFrame({"a": [1.0, 2.0, 3.0]})

    assert change_of(1.5 * base, base, "a", 1, 3) == pytest.approx(0.5)
