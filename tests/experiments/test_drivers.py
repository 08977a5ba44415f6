"""Drivers of the outside world set by config: what they move, and what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.cli.listing import print_list
from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.ensembles.one_run import label
from experiments.ensembles.plan import make_plan
from experiments.storage.trunk_cache import fingerprint
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.world.drivers import Dated, known_drivers

SMALL = (
    "population.consumers=500",
    "population.firms=100",
    "population.cartels=150",
    "calendar.end=2014-06-01",
    "calendar.policy_start=2014-01-01",
)
GUARDED = 'drivers.pipeline_guard.schedule=[{from: "2013-07-01", value: -2}]'
FIRST = 18
"""Months before July 2013."""


def config(*overrides: str) -> ModelConfig:
    return compose([*SMALL, *overrides]).model


@pytest.fixture(scope="module")
def runs() -> tuple[pd.DataFrame, pd.DataFrame]:
    return CartelMarket(config()).run(), CartelMarket(config(GUARDED)).run()


def test_the_guard_cuts_fuel_theft_from_its_date_on(
    runs: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    plain, guarded = runs
    pd.testing.assert_frame_equal(plain.iloc[:FIRST], guarded.iloc[:FIRST], check_exact=True)
    ratio = guarded["revenue[fuel_theft]"] / plain["revenue[fuel_theft]"]
    assert (ratio.iloc[FIRST:] < 0.9).all()


def test_a_branch_equals_the_whole_run(runs: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    trunk = CartelMarket(config()).run_to(FIRST)
    branched = trunk.branch(config(GUARDED)).run()
    pd.testing.assert_frame_equal(branched, runs[1], check_exact=True)


def test_a_branch_may_not_change_its_past() -> None:
    trunk = CartelMarket(config()).run_to(2)
    early = config('drivers.pipeline_guard.schedule=[{from: "2012-02-01", value: -2}]')

    with pytest.raises(ValueError, match="driver pipeline_guard differs before the branch"):
        trunk.branch(early)


def test_the_first_month_of_the_world_is_its_past() -> None:
    early = config('drivers.real_wage_index.schedule=[{from: "2012-01-01", value: 2}]')

    with pytest.raises(ValueError, match="driver real_wage_index differs"):
        CartelMarket(config()).branch(early)


def test_rows_go_on_by_the_rule_of_the_driver() -> None:
    start = pd.Timestamp("2012-01-01")
    rows = (Dated(pd.Timestamp("2012-02-15"), 1.0), Dated(pd.Timestamp("2012-04-15"), 2.0))
    linear, step = known_drivers()["migrant_toll"], known_drivers()["tariff_announcement"]

    joined = linear.monthly_under(rows, start, 5)
    held = step.monthly_under(rows, start, 5)

    assert joined[0] == linear.monthly(start, 1)[0]
    assert joined[1:].tolist() == pytest.approx([1.0, 1.0 + 29 / 60, 2.0, 2.0])
    assert held[1:].tolist() == [1.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (GUARDED.replace("guard", "gaurd"), "did you mean drivers.pipeline_guard?"),
        ("drivers.pipeline_guard=0", "drivers.pipeline_guard: 0 is not allowed"),
        ("drivers.pipeline_guard.shedule=[]", "did you mean drivers.pipeline_guard.schedule?"),
        ("drivers.pipeline_guard.schedule=[]", "the schedule is empty"),
        (GUARDED.replace("-2}", ".nan}"), "allowed: a finite number"),
        (GUARDED.replace("-2}", "true}"), "allowed: a finite number"),
        (GUARDED.replace("2013-07-01", "2011-07-01"), "the months of the run"),
        (GUARDED.replace("2013-07-01", "2014-07-01"), "the months of the run"),
        (GUARDED.replace("2013-07-01", "July"), "a date as YYYY-MM-DD"),
        (GUARDED.replace("}]", '}, {from: "2013-06-01", value: 0}]'), "dates must rise"),
        (
            GUARDED.replace("pipeline_guard", "migrant_toll"),
            "value -2 on 2013-07-01 is not allowed; allowed: a positive number",
        ),
    ],
)
def test_a_wrong_driver_is_refused_with_one_sentence(override: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        config(override)

    assert len(error.value.errors) == 1
    assert words in error.value.errors[0]


def test_the_model_itself_refuses_a_strange_driver() -> None:
    rows = (Dated(pd.Timestamp("2013-07-01"), -2.0),)

    with pytest.raises(ValueError, match="there is no driver 'guard'"):
        CartelMarket(replace(config(), drivers={"guard": rows}))


def test_a_stored_history_is_shared_until_the_driver_moves() -> None:
    plain, guarded = config(), config(GUARDED)

    assert fingerprint(plain, FIRST) == fingerprint(guarded, FIRST)
    assert fingerprint(plain, FIRST + 1) != fingerprint(guarded, FIRST + 1)


def test_labels_configs_and_all_scenarios_carry_drivers() -> None:
    resolved = compose([*SMALL, GUARDED, "scenario=tariffs"])
    plan = make_plan(resolved, ["no_policy", "tariffs"])

    assert label(resolved) == "tariffs+drivers.pipeline_guard.schedule"
    assert resolved.tree["drivers"]["pipeline_guard"]["schedule"][0]["value"] == -2
    assert plan.scenarios == ["no_policy", "tariffs"]
    assert all(arm.config.drivers == resolved.model.drivers for arm in plan.arms)


def test_every_driver_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    print_list("drivers")

    text = capsys.readouterr().out
    assert all(name in text for name in known_drivers())
    assert np.all([driver.about for driver in known_drivers().values()])
