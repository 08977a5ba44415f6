"""The whole model: books that balance, draws that repeat, branches, and Mesa's habits."""

import gc
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

from experiments.run import build
from sim.agents.cartel import Cartel
from sim.agents.consumer import Consumer
from sim.agents.enforcer import Enforcer
from sim.agents.firm import Firm
from sim.model import CartelMarket

SMALL = [
    "population.consumers=2000",
    "population.firms=400",
    "calendar.policy_start=2014-01-01",
    "calendar.end=2015-12-01",
]


def small(*overrides: str) -> CartelMarket:
    return build([*SMALL, *overrides])


# ------------------------------------------------------------------------------ books


@pytest.mark.parametrize("substeps", [1, 3])
def test_books_balance_every_month(substeps: int) -> None:
    model = small("scenario=announced_approach", f"calendar.substeps={substeps}")
    for _ in range(36):
        cartels = model.cartels
        members, stock = cartels.members.sum(), cartels.stock_kg.sum(axis=0)
        cash = cartels.cash.sum()
        us_stock = model.markets.us_stock_kg.copy()
        weight = model.consumers.weight.sum()
        model.step()
        flows = model.flows

        people = (
            flows.recruits
            + flows.founders
            - flows.cartel_deaths
            - flows.arrests
            - flows.desertions
        )
        assert cartels.members.sum() - members == pytest.approx(people, abs=1e-6)

        made = flows.delivered_kg_mexican + flows.seized_kg_mexican
        made = made + cartels.stock_kg.sum(axis=0) - stock
        np.testing.assert_allclose(flows.made_kg, made, rtol=1e-9, atol=1e-6)

        sold = flows.us_arrivals_kg - flows.us_sales_kg
        np.testing.assert_allclose(model.markets.us_stock_kg - us_stock, sold, atol=1e-6)

        change = flows.money_in - flows.money_out
        assert cartels.cash.sum() - cash == pytest.approx(change, rel=1e-9, abs=1.0)

        entered = flows.consumer_entries - flows.overdose_deaths - flows.consumer_exits
        assert model.consumers.weight.sum() - weight == pytest.approx(entered, abs=1e-3)

        record = model.records[-1]
        assert record["formal_jobs"] == pytest.approx(model.firms.jobs.sum())
        assert all(np.isfinite(value) for value in record.values())


def test_no_quantity_turns_negative() -> None:
    model = small("scenario=comprehensive").run_to(48)

    for values in (
        model.cartels.members,
        model.cartels.stock_kg,
        model.cartels.capacity_kg,
        model.consumers.weight,
        model.firms.jobs,
        model.markets.us_stock_kg,
    ):
        assert values.min() >= 0.0
    results = model.results()
    assert (results.drop(columns=["net_income", "policy_cost_usd"]) >= -1e-9).all(axis=None)


# ------------------------------------------------------------------------ random numbers

PRINT_DIGEST = """
import hashlib, sys
from experiments.run import build
model = build(sys.argv[1:]).run_to(30)
print(hashlib.sha256(model.results().to_numpy().tobytes()).hexdigest())
"""


def digest_in_another_process(hash_seed: str, *overrides: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST, *overrides],
        env={"PYTHONHASHSEED": hash_seed, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout.strip()


def test_same_seed_same_bytes_in_another_process_and_under_another_hash_seed() -> None:
    first = digest_in_another_process("1", *SMALL, "seed=7")

    assert first == digest_in_another_process("2", *SMALL, "seed=7")
    assert first != digest_in_another_process("2", *SMALL, "seed=8")


def test_a_branch_equals_an_unbranched_run_bit_for_bit() -> None:
    overrides = ("scenario=no_policy", "set.tariff=25", "set.border_enforcement=3", "seed=5")
    whole = small(*overrides).run()

    history = small("seed=5").run_to(20)
    branched = history.branch(small(*overrides).config).run()

    pd.testing.assert_frame_equal(whole, branched, check_exact=True)


def test_a_branch_leaves_its_trunk_untouched() -> None:
    trunk = small().run_to(6)
    small_twin = trunk.branch(trunk.config)
    small_twin.run_to(12)

    assert trunk.month == 6
    pd.testing.assert_frame_equal(trunk.run_to(12).results(), small_twin.results())


def test_a_branch_refuses_another_past() -> None:
    trunk = small().run_to(30)

    with pytest.raises(ValueError, match="seed"):
        trunk.branch(small("seed=2").config)
    with pytest.raises(ValueError, match="tariff"):
        trunk.branch(small("set.tariff=25").config)


def test_a_run_leaves_the_parameters_unchanged() -> None:
    model = small()
    before = small().config.params
    model.run_to(3)

    assert model.params == before


def test_substeps_hardly_change_ten_year_means() -> None:
    overrides = ["population.consumers=3000", "population.firms=400", "calendar.end=2021-12-01"]
    whole = build(overrides).run().mean()
    quarters = build([*overrides, "calendar.substeps=4"]).run().mean()

    for outcome in ("supply_doses", "recruits", "members", "homicides", "overdose_deaths"):
        assert quarters[outcome] == pytest.approx(whole[outcome], rel=0.10), outcome


# ------------------------------------------------------------------------------ Mesa


def test_agents_are_mesa_agents_of_four_kinds() -> None:
    model = small()

    assert set(model.agents_by_type) == {Cartel, Firm, Enforcer, Consumer}
    assert len(model.agents_by_type[Cartel]) == 150
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)
    assert model.agents_by_type[Consumer].agg("weight", sum) == pytest.approx(
        model.consumers.weight.sum()
    )


def test_attributes_read_and_write_the_columns() -> None:
    model = small()
    cartel = model.agents_by_type[Cartel].to_list()[0]
    cartel.cash = 5.0e6
    model.agents_by_type[Firm].set("compliance", 3.0)

    assert model.cartels.cash[cartel.row] == 5.0e6
    assert isinstance(cartel.cash, float)
    assert (model.firms.compliance == 3.0).all()
    assert sum(model.agents_by_type[Firm].get("jobs")) == pytest.approx(model.firms.jobs.sum())


def test_agent_sets_offer_what_mesa_documents() -> None:
    cartels = small().agents_by_type[Cartel]
    large = cartels.select(lambda cartel: cartel.size > 2_000)

    assert 0 < len(large) < len(cartels)
    assert cartels.sort("cash").get("cash") == sorted(cartels.get("cash"), reverse=True)
    assert sum(len(group) for _, group in cartels.groupby("home")) == len(cartels)
    some = cartels.shuffle().select(at_most=3)
    assert len(some) == 3
    assert set(some) <= set(cartels)
    sizes: list[float] = []
    assert cartels.do(lambda cartel: sizes.append(cartel.size)) is cartels
    assert sizes == cartels.get("size")


def test_a_dead_group_leaves_the_register_and_a_new_one_joins() -> None:
    model = small()
    before = {agent.row for agent in model.agents_by_type[Cartel]}
    gone = min(before)
    model.cartels.clear(gone)

    assert {agent.row for agent in model.agents_by_type[Cartel]} == before - {gone}
    model.cartels.begin(gone, "new")
    assert {agent.row for agent in model.agents_by_type[Cartel]} == before


def test_step_run_for_and_a_data_collector_work_as_in_any_mesa_model() -> None:
    model = small()
    collector = mesa.DataCollector(
        model_reporters={"members": lambda m: m.cartels.members.sum()},
        agenttype_reporters={Cartel: {"cash": "cash"}},
    )
    model.step()
    collector.collect(model)
    any_mesa_model: mesa.Model = model
    any_mesa_model.run_for(3)
    collector.collect(model)

    assert model.time == 4
    assert model.month == 4
    frame = collector.get_model_vars_dataframe()
    assert len(frame) == 2
    assert frame["members"].iloc[1] == pytest.approx(model.cartels.members.sum())
    assert not collector.get_agenttype_vars_dataframe(Cartel).empty


def test_looking_at_agents_does_not_change_a_run() -> None:
    plain = small().run_to(8).results()
    watched = small()
    for _ in range(8):
        len(watched.agents)
        watched.step()

    pd.testing.assert_frame_equal(plain, watched.results(), check_exact=True)


def test_a_model_is_freed_after_its_run() -> None:
    model = small().run_to(2)
    len(model.agents)
    reference = weakref.ref(model)
    del model
    gc.collect()

    assert reference() is None
