"""One history, many scenarios: what is planned, and that branching changes nothing."""

import dataclasses
import itertools
import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.ensembles import runner as ensemble
from experiments.ensembles.plan import (
    ADAPTING,
    FROZEN,
    FROZEN_ALL,
    Plan,
    make_plan,
    reference_name,
    scenario_names,
)
from experiments.ensembles.runner import Replication, run_seed, simulate, tidy
from sim.config import ModelConfig
from sim.model import CartelMarket
from tests.fakes.market import COLUMNS, FakeMarket, fake_market

SHORT = ["calendar.start=2023-01-01", "calendar.end=2026-12-01", "replications=2"]


def plan_of(
    *overrides: str, names: tuple[str, ...] = ("no_policy", "strikes"), **more: Any
) -> Plan:
    return make_plan(compose([*SHORT, *overrides]), names, **more)


def config_of(plan: Plan, scenario: str, variant: str) -> ModelConfig:
    (arm,) = [a for a in plan.arms if (a.scenario, a.variant) == (scenario, variant)]
    return arm.config


def test_every_scenario_runs_with_and_without_adaptation() -> None:
    plan = plan_of()

    assert {(arm.scenario, arm.variant) for arm in plan.arms} == {
        (name, variant)
        for name in ("no_policy", "strikes")
        for variant in (ADAPTING, FROZEN, FROZEN_ALL)
    }
    assert plan.seeds == (1, 2)
    assert plan.scenarios == ["no_policy", "strikes"]


def test_capacity_is_frozen_only_in_its_own_arm() -> None:
    plan = plan_of()

    on, still, all_still = (
        dataclasses.asdict(config_of(plan, "strikes", variant).adaptation)
        for variant in (ADAPTING, FROZEN, FROZEN_ALL)
    )
    assert all(on.values())
    assert still == dict.fromkeys(on, False) | {"capacity": True}
    assert all_still == dict.fromkeys(on, False)


def test_history_ends_where_the_first_lever_moves() -> None:
    plan = plan_of()

    assert {arm.month for arm in plan.arms} == {156}


def test_a_hand_set_lever_makes_one_more_scenario_and_leaves_the_others() -> None:
    plan = plan_of("set.tariff=30", "calendar.policy_start=2025-06-01")

    june = plan.config("custom").calendar.months.get_loc("2025-06-01")
    tariffs = {
        name: plan.config(name).levers["tariff"].monthly(plan.trunk.calendar.months)[june]
        for name in plan.scenarios
    }
    assert tariffs == {"no_policy": 1.0, "strikes": 1.0, "custom": 30.0}


def test_a_schedule_in_the_past_leaves_history_at_its_own_date() -> None:
    schedule = 'levers.tariff.schedule=[{from: "2023-07-01", value: 20}]'

    months = {arm.scenario: arm.month for arm in plan_of(schedule).arms}

    assert months == {"no_policy": 156, "strikes": 156, "custom": 138}


def test_quick_runs_end_two_years_after_the_policy_unless_told_otherwise() -> None:
    quick = make_plan(compose(["quick=true"]), ["no_policy"])

    assert quick.trunk.calendar.end == pd.Timestamp("2026-12-01")
    assert quick.trunk.population.consumers == 3000
    assert plan_of("quick=true", "calendar.end=2027-03-01").trunk.calendar.end == pd.Timestamp(
        "2027-03-01"
    )
    kept = make_plan(compose(["quick=true", "population.consumers=700"]), ["no_policy"])
    assert kept.trunk.population.consumers == 700


def test_a_scenario_narrows_the_comparison_to_itself() -> None:
    assert scenario_names(compose(["scenario=tariffs"]), None) == ["no_policy", "tariffs"]
    assert len(scenario_names(compose([]), None)) > 20
    assert scenario_names(compose([]), ["strikes"]) == ["no_policy", "strikes"]


def test_a_misspelt_scenario_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean tariffs"):
        scenario_names(compose([]), ["tarifs"])


def test_a_frozen_reference_has_the_date_of_its_policy() -> None:
    usual, late = pd.Timestamp("2025-01-01"), pd.Timestamp("2027-01-01")

    assert reference_name(usual, usual) == "no_policy"
    assert reference_name(late, usual) == "no_policy@2027-01"


def test_a_branched_run_equals_an_unbranched_one() -> None:
    plan = plan_of()
    whole = FakeMarket(dataclasses.replace(plan.config("strikes"), seed=2)).run()
    alone = whole.loc[plan.report_from :]

    table = simulate(plan, make=fake_market)[ADAPTING]

    is_asked = (table["scenario"] == "strikes") & (table["seed"] == 2)
    wide = table[is_asked].pivot_table(index="date", columns="outcome", values="value")
    for column in ("recruits", "supply_doses", "homicides[MX-SIN]"):
        np.testing.assert_array_equal(wide[column], alone[column])


def test_parts_of_a_seed_give_what_the_whole_gives() -> None:
    plan = plan_of()
    whole = run_seed(plan.trunk, plan.arms, 1, make=fake_market)[1:]
    parts = [
        run
        for part in (plan.arms[::2], plan.arms[1::2])
        for run in run_seed(plan.trunk, part, 1, make=fake_market)[1:]
    ]

    tables = {(run.scenario, run.variant): run.table for run in parts}
    assert len(tables) == len(whole)
    for run in whole:
        np.testing.assert_array_equal(run.table, tables[run.scenario, run.variant])


def test_results_are_tidy() -> None:
    plan = plan_of()

    tables = simulate(plan, make=fake_market)

    assert set(tables) == {ADAPTING, FROZEN, FROZEN_ALL}
    table = tables[ADAPTING]
    assert list(table.columns) == ["scenario", "seed", "date", "outcome", "value"]
    assert len(table) == 2 * 2 * 48 * len(COLUMNS)
    assert not table.duplicated(["scenario", "seed", "date", "outcome"]).any()
    assert tables[FROZEN]["date"].min() == pd.Timestamp("2024-01-01")  # a year before


def test_tidy_keeps_each_value_at_its_place() -> None:
    index = pd.date_range("2025-01-01", periods=2, freq="MS", name="date")
    frames = {
        ("b", 1): pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}, index=index),
        ("a", 1): pd.DataFrame({"x": [5.0, 6.0], "y": [7.0, 8.0]}, index=index),
    }

    table = tidy(frames, ["a", "b"])

    found = table.set_index(["scenario", "outcome", "date"])["value"]
    assert found["b", "y", index[1]] == 4.0
    assert found["a", "x", index[0]] == 5.0


def stepping_clock() -> Callable[[], float]:
    """A clock that is ten seconds later at every look of the main thread; others see none."""
    steps = itertools.count(step=10.0)

    def clock() -> float:
        is_main = threading.current_thread() is threading.main_thread()
        return next(steps) if is_main else 0.0

    return clock


def test_every_seed_is_told_as_soon_as_it_is_finished() -> None:
    plan = plan_of(variants=(ADAPTING,))
    told: list[Replication] = []
    tables = simulate(plan, make=fake_market, progress=told.append, clock=stepping_clock())

    assert [(one.n_finished, one.n_seeds) for one in told] == [(1, 2), (2, 2)]
    assert {one.seed for one in told} == {1, 2}
    assert [one.seconds_left for one in told] == [10.0, 0.0]
    first = tables[ADAPTING].query("seed == 1 and scenario == 'strikes'")
    recruits = first[first["outcome"] == "recruits"]["value"].to_numpy()
    (own,) = [one.tables["strikes"]["recruits"] for one in told if one.seed == 1]
    np.testing.assert_array_equal(own, recruits)


def test_the_time_left_waits_for_a_run_from_each_worker() -> None:
    arms = plan_of(variants=(ADAPTING,)).arms
    with ensemble._progress([arms] * 5, 3, lambda: 0.0) as (_, bar):
        assert bar.total == 5 * (156 + 24 + 24)
        assert bar.enough == 3 * (156 + 24)


def seen(folder: Path, config: ModelConfig) -> CartelMarket:
    """Note the number and the threads of the process that makes a model."""
    (folder / f"{os.getpid()}-{os.environ.get('OPENBLAS_NUM_THREADS')}").touch()
    return fake_market(config)


def test_workers_have_one_thread_and_stay_for_the_next_call(tmp_path: Path) -> None:
    plan = plan_of(variants=(ADAPTING,))
    first, second = (simulate(plan, 2, make=partial(seen, tmp_path)) for _ in range(2))

    names = {path.name for path in tmp_path.iterdir()}
    assert 1 <= len(names) <= 2  # the second call would add its own
    assert all(name.endswith("-1") for name in names)
    assert f"{os.getpid()}-1" not in names
    assert first[ADAPTING].equals(second[ADAPTING])
