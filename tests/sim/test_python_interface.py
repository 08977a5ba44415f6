"""What people who know Python and Mesa expect of the model."""

import mesa
import pandas as pd
import pytest

from experiments.run import branch, build
from sim.agents.cartel import Cartel
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.outcomes import UNITS

SHORT = ["population.consumers=500", "population.firms=100", "calendar.end=2013-03-01"]
POLICY = [*SHORT, "calendar.policy_start=2013-01-01"]


@pytest.fixture(scope="module")
def ended() -> CartelMarket:
    model = build(SHORT)
    model.run()
    return model


def test_a_step_after_the_last_month_is_one_clear_error_every_time(ended: CartelMarket) -> None:
    clock = ended.time
    for _ in range(3):
        with pytest.raises(RuntimeError, match=r"ended \(March 2013\)"):
            ended.step()
        with pytest.raises(RuntimeError, match=r"calendar\.end"):
            ended.run_to(400)

    assert ended.time == clock
    assert not ended.running


def test_mesa_s_own_loop_ends_with_the_calendar() -> None:
    model = build(SHORT)

    assert model.running
    loop: mesa.Model = model
    loop.run_model()
    assert model.month == len(model.months) == 15


def test_a_step_that_failed_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build(SHORT)
    monkeypatch.setattr("sim.model.adaptation.advance", lambda model: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        model.step()

    with pytest.raises(RuntimeError, match="failed before"):
        model.step()


def test_a_single_override_may_stand_alone() -> None:
    assert build("seed=7").config.seed == 7


def test_a_branch_takes_overrides() -> None:
    model = build([*POLICY, "seed=2"]).run_to(10)
    struck = branch(model, [*POLICY, "seed=2", "scenario=strikes"])

    assert model.month == struck.month == 10
    whole = build([*POLICY, "seed=2", "scenario=strikes"]).run()
    pd.testing.assert_frame_equal(struck.run(), whole)


def test_a_branch_given_a_list_points_to_the_function_that_takes_one(
    ended: CartelMarket,
) -> None:
    with pytest.raises(TypeError, match=r"experiments\.run\.branch"):
        ended.branch(["scenario=strikes"])  # type: ignore[arg-type]


def test_agents_are_found_by_class_and_by_name(ended: CartelMarket) -> None:
    by_name = ended.agents_by_type["Cartel"]

    assert {agent.row for agent in by_name} == {
        agent.row for agent in ended.agents_by_type[Cartel]
    }
    with pytest.raises(KeyError, match="Cartel, Firm, Enforcer, Consumer"):
        ended.agents_by_type["Police"]


def test_results_carry_their_units(ended: CartelMarket) -> None:
    results = ended.results()

    assert set(results.attrs["units"]) == set(results.columns)
    assert results["recruits"].attrs["units"]["recruits"] == "people/month"
    assert UNITS["cash"] == "USD"


def test_mesa_s_data_collector_gives_every_outcome(ended: CartelMarket) -> None:
    frame = ended.datacollector.get_model_vars_dataframe()

    assert frame["recruits"].tolist() == ended.results()["recruits"].tolist()
    assert len(frame) == 15


def test_a_page_may_be_drawn_before_the_first_month() -> None:
    model = build(SHORT)
    before = model.datacollector.get_model_vars_dataframe()
    model.step()
    after = model.datacollector.get_model_vars_dataframe()

    assert list(before.columns) == list(after.columns)
    assert (len(before), len(after)) == (0, 1)


def test_a_subclass_may_bring_its_own_data_collector() -> None:
    class Watched(CartelMarket):
        def __init__(self, config: ModelConfig) -> None:
            super().__init__(config)
            self.datacollector = mesa.DataCollector({"groups": lambda m: m.cartels.rows.size})

        def step(self) -> None:
            super().step()
            self.datacollector.collect(self)

    model = Watched(build(SHORT).config)
    model.step()

    assert len(model.datacollector.model_vars["groups"]) == 1


def test_mesa_s_batch_run_runs_configs_on_seeds() -> None:
    config = build(SHORT).config
    rows = mesa.batch_run(
        CartelMarket, {"config": [config]}, rng=[1, 5], data_collection_period=-1
    )

    expected = build([*SHORT, "seed=5"]).run()["recruits"].iloc[-1]
    assert [row["rng"] for row in rows] == [1, 5]
    assert rows[1]["recruits"] == expected
