"""The benchmark's arithmetic; its times are never asserted."""

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments import benchmark
from experiments.benchmark import GOALS, Goal, mesa_consumers
from experiments.composition import compose, to_model_config
from sim.model import CartelMarket


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


def test_opioid_users_as_mesa_objects_do_what_the_model_does():
    model = CartelMarket(to_model_config(compose(["quick=true"])))
    params, n = model.params.consumption, 3_000
    columns = mesa_consumers.users(model, n)
    objects = mesa_consumers.UserModel(columns, params)
    rng = np.random.default_rng(1)

    for _ in range(3):
        before = [columns["weight"].sum(), sum(a.weight for a in objects.agents)]
        objects.step()
        ours, theirs = mesa_consumers.step_columns(columns, params, rng), objects.month
        assert theirs.amount == pytest.approx(ours.amount, rel=1e-12)
        assert theirs.expected == pytest.approx(
            ours.expected, rel=1e-4
        )  # weights differ by luck
        error = 4.0 * math.sqrt(n / 4.0)  # a rounded draw has a variance of at most 1/4
        assert abs(ours.deaths - ours.expected) < error
        assert abs(theirs.deaths - theirs.expected) < error
        after = [columns["weight"].sum(), sum(a.weight for a in objects.agents)]
        assert before[0] - after[0] == pytest.approx(ours.deaths)
        assert before[1] - after[1] == pytest.approx(theirs.deaths)
