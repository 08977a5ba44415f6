"""The benchmark's arithmetic; its times are never asserted."""

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments import benchmark
from experiments.benchmark import GOALS, Goal
from experiments.composition import compose, to_model_config


def test_goals_are_met_on_their_own_side():
    least, most = Goal("fast", 2.0), Goal("small", 0.1, is_least=False)

    assert (least.met(2.0), least.met(1.9)) == ("yes", "no")
    assert (most.met(0.1), most.met(0.11)) == ("yes", "no")
    assert least.met(None) == benchmark.UNMEASURED
    assert Goal("anything").met(3.0) == "for information"


def test_every_goal_has_a_row_measured_or_not():
    rows = benchmark.judged({GOALS[0].name: 0.02})

    assert [row["goal"] for row in rows] == [goal.name for goal in GOALS]
    assert all(tuple(row) == benchmark.COLUMNS for row in rows)
    assert rows[0]["met"] == "yes"
    assert {row["met"] for row in rows[1:]} == {benchmark.UNMEASURED}


def test_variance_ratio_is_one_without_shared_luck_and_large_with_it():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 20_000))
    apart = benchmark.variance_ratio(second - first, first, second)
    shared = first + 0.1 * second
    together = benchmark.variance_ratio(shared - first, first, shared)

    assert apart == pytest.approx(1.0, abs=0.05)
    assert together == pytest.approx(2.01 / 0.01, rel=0.1)
    assert benchmark.variance_ratio([1.0, 1.0], [1.0, 2.0], [2.0, 3.0]) == math.inf


def test_shorter_runs_keep_their_start_and_move_their_policy():
    config = to_model_config(compose([]))
    short = benchmark.shorter(config, 10, 4)

    assert len(short.calendar.months) == 10
    assert list(short.calendar.months).index(short.calendar.policy_start) == 4
    assert short.calendar.start == config.calendar.start


def test_the_profile_covers_every_process_and_restores_them():
    config = to_model_config(compose(["quick=true"]))
    before = {name: getattr(*place) for name, place in benchmark.processes().items()}
    table = benchmark.profile(replace(config, seed=3), 2)

    assert set(table["process"]) == {*benchmark.processes(), "the rest"}
    assert table["share"].sum() == pytest.approx(1.0)
    assert {name: getattr(*place) for name, place in benchmark.processes().items()} == before
