"""The benchmark's arithmetic, and that its reference models do what the model does.

Times are never asserted.
"""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.benchmark import array_consumers, goals, peers, runs, timing
from experiments.benchmark.goals import GOALS, Goal, judged
from experiments.benchmark.mesa_reference import consumers as mesa_consumers
from experiments.benchmark.mesa_reference.choices import Choices
from experiments.benchmark.mesa_reference.groups import Groups
from experiments.benchmark.mesa_reference.meetings import Meetings
from experiments.benchmark.mesa_reference.model import ObjectMarket
from experiments.config.compose import compose, to_model_config
from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.kernels import choices as choosing
from sim.model import CartelMarket
from sim.streams import draw_key, uniforms
from sim.submodels.conflict import fronts as conflict_fronts
from sim.submodels.structure import process as structure

SMALL = ["population.consumers=1500", "population.firms=300", "population.cartels=40"]
FALSE_ALARM = 1e-4


@pytest.fixture(scope="module")
def config() -> ModelConfig:
    return to_model_config(compose([*SMALL, "calendar.end=2012-08-01"]))


@pytest.fixture(scope="module")
def users(config: ModelConfig) -> dict[str, FloatArray]:
    return mesa_consumers.users(CartelMarket(config), 3_000)


def copied(columns: dict[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: values.copy() for name, values in columns.items()}


# ------------------------------------------------------------------------------- goals


def test_goals_are_met_on_their_own_side() -> None:
    least, most = Goal("a", "fast", 2.0), Goal("b", "small", 0.1, is_least=False)

    assert (least.met(2.0), least.met(1.9)) == ("yes", "no")
    assert (most.met(0.1), most.met(0.11)) == ("yes", "no")
    assert least.met(None) == goals.UNMEASURED
    assert Goal("c", "anything").met(3.0) == goals.INFORMATION


def test_every_goal_has_a_row_measured_or_not() -> None:
    rows = judged({"recording": 0.02})

    assert [row["goal"] for row in rows] == [goal.name for goal in GOALS]
    assert len({goal.key for goal in GOALS}) == len(GOALS)
    assert all(tuple(row) == goals.COLUMNS for row in rows)
    met = {goal.key: row["met"] for goal, row in zip(GOALS, rows, strict=True)}
    assert met["recording"] == "yes"
    assert met["starsim"] == goals.NEEDS_PEERS
    assert "yes" not in [value for key, value in met.items() if key != "recording"]


def test_a_ratio_without_a_goal_is_refused() -> None:
    with pytest.raises(ValueError, match="speed"):
        judged({"speed": 2.0})


# -------------------------------------------------------------------------- arithmetic


def test_variance_ratio_is_one_without_shared_luck_and_large_with_it() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 20_000))
    apart = runs.variance_ratio(second - first, first, second)
    shared = first + 0.1 * second
    together = runs.variance_ratio(shared - first, first, shared)

    assert apart == pytest.approx(1.0, abs=0.05)
    assert together == pytest.approx(2.01 / 0.01, rel=0.1)
    assert runs.variance_ratio([1.0, 1.0], [1.0, 2.0], [2.0, 3.0]) == math.inf


def test_shorter_runs_keep_their_start_and_move_their_policy(config: ModelConfig) -> None:
    short = runs.shorter(config, 10, 4)

    assert len(short.calendar.months) == 10
    assert list(short.calendar.months).index(short.calendar.policy_start) == 4
    assert short.calendar.start == config.calendar.start


def test_the_profile_covers_every_process_and_restores_them(config: ModelConfig) -> None:
    before = {name: getattr(*place) for name, place in timing.processes().items()}
    table = timing.profile(config, 2)

    assert set(table["process"]) == {*timing.processes(), "the rest"}
    assert table["share"].sum() == pytest.approx(1.0)
    assert {name: getattr(*place) for name, place in timing.processes().items()} == before


def test_actions_are_timed_in_turn() -> None:
    done = []
    actions = {"a": lambda: done.append("a"), "b": lambda: done.append("b")}

    assert set(timing.interleaved(actions, 2, {"b": 2})) == {"a", "b"}
    assert "".join(done) == "ab" + "abb" + "abb"  # once cold, then in turn


def test_memory_counts_what_is_held_at_its_peak() -> None:
    assert runs.peak_bytes(lambda: np.ones(100_000).sum()) >= 800_000
    assert runs.peak_bytes(lambda: None) < 10_000


# ------------------------------------------------------------------- one consumer's step


GRAINS = 1e-7
"""Tolerance of sums that the model keeps in whole grains."""


def test_opioid_users_as_mesa_objects_do_what_the_model_does(
    config: ModelConfig, users: dict[str, FloatArray]
) -> None:
    params, n = CartelMarket(config).params.consumption, 3_000
    columns = mesa_consumers.pass_columns(users)
    month = mesa_consumers.month_of_users(params)
    objects = mesa_consumers.UserModel(users, params)

    for number in range(3):
        before = [columns.weight.sum(), sum(a.weight for a in objects.agents)]
        objects.step()
        ours, theirs = mesa_consumers.step_columns(columns, month, number), objects.month
        for name in ("amount", "expected"):  # weights differ by chance
            assert getattr(theirs, name) == pytest.approx(getattr(ours, name), rel=1e-4)
        error = 4.0 * math.sqrt(n / 4.0)  # a rounded draw has a variance of at most 1/4
        assert abs(ours.deaths - ours.expected) < error
        assert abs(theirs.deaths - theirs.expected) < error
        after = [columns.weight.sum(), sum(a.weight for a in objects.agents)]
        assert before[0] - after[0] == pytest.approx(ours.deaths)
        assert before[1] - after[1] == pytest.approx(theirs.deaths)


def test_opioid_users_in_index_arrays_do_what_the_model_does(
    config: ModelConfig, users: dict[str, FloatArray]
) -> None:
    params = CartelMarket(config).params.consumption
    ours, theirs = mesa_consumers.pass_columns(users), copied(users)
    month = mesa_consumers.month_of_users(params)
    for number in range(3):
        uniform = uniforms(draw_key(1, "consumption", number), 1, ours.state.size)[0]
        own = mesa_consumers.step_columns(ours, month, number)
        other = array_consumers.step_index_arrays(theirs, params, uniform)

        assert other.deaths == own.deaths
        assert other.expected == pytest.approx(own.expected, rel=GRAINS)
        assert other.amount == pytest.approx(own.amount, rel=GRAINS)
        for name in users:
            np.testing.assert_allclose(
                theirs[name], getattr(ours, name), rtol=1e-12, atol=1e-15
            )


def test_the_floor_changes_nothing(users: dict[str, FloatArray]) -> None:
    columns = copied(users)
    array_consumers.floor(columns)()

    for name in users:
        np.testing.assert_array_equal(columns[name], users[name])


# ---------------------------------------------------------------- whole months as objects


def test_groups_as_objects_lose_what_the_rule_says() -> None:
    rng = np.random.default_rng(1)
    n, regions, n_fronts = 30, 8, 20
    strength = rng.random((n, regions)) * (rng.random((n, regions)) < 0.4)
    hazard, inside = rng.random((2, n, regions)) - 0.3
    background = rng.random((n, n))
    background = background + background.T
    np.fill_diagonal(background, 0.0)
    i = rng.integers(0, n - 1, n_fronts)
    war = (i, i + 1, rng.integers(0, regions, n_fronts), rng.random(n_fronts))
    groups = Groups()

    for _ in range(2):  # the second month with objects that are there
        expected = conflict_fronts.fights(strength, hazard, inside, background, war)
        np.testing.assert_allclose(
            groups.fights(strength, hazard, inside, background, war), expected, rtol=1e-12
        )


@pytest.mark.parametrize(("choices", "options"), [(1, 6), (3, 5)])
def test_groups_as_objects_choose_what_the_rules_say(choices: int, options: int) -> None:
    rng = np.random.default_rng(1)
    shape, rows = (30, choices * options), np.arange(5, 25)
    belief, payoff, shares = rng.random((3, *shape))
    weight = rng.random(shape) * (rng.random(shape) < 0.6)
    weight[:8] = 0.0
    advantage, moved = 40.0 * rng.normal(size=(20, shape[1])), rng.random(20)
    objects = Choices()

    one, other = belief.copy(), belief.copy()
    objects.learn(rows, one, payoff, shares, 0.3, 0.06, 0.4)
    choosing.learn(rows, other, payoff, shares, 0.3, 0.06, 0.4)
    np.testing.assert_allclose(one, other, rtol=1e-12)
    for free in (1.0, 0.7):
        one, other = shares.copy(), shares.copy()
        objects.adapt(rows, options, one, weight, advantage, moved, free)
        choosing.adapt(rows, options, other, weight, advantage, moved, free)
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)
        assert (one != shares).any()


def test_groups_as_objects_meet_as_the_rules_say(config: ModelConfig) -> None:
    rng = np.random.default_rng(1)
    members = 5_000.0 * rng.random((30, 8)) * (rng.random((30, 8)) < 0.4)
    hazard, allied = rng.random(30) - 0.6, np.triu(rng.random((30, 30)) < 0.1, 1)
    alliance = (allied | allied.T).astype(float)
    params, meetings = config.params.structure, Meetings()

    for _ in range(2):  # the second time with objects that are there
        np.testing.assert_allclose(
            meetings.contact_rates(members, hazard, params),
            structure.contact_rates(members, hazard, params),
            rtol=1e-12,
        )
        np.testing.assert_allclose(
            meetings.takeover(members, alliance, 0.02, 1.0),
            structure.takeover(members, alliance, 0.02, 1.0),
            rtol=1e-9,
            atol=1e-9,
        )


def test_objects_agree_with_columns_where_no_luck_is_drawn(config: ModelConfig) -> None:
    """The first month's demand, expected deaths, closures and jobs, to rounding."""
    columns = CartelMarket(config).run_to(1)
    objects = ObjectMarket.of(config).run_to(1).market
    names = ["consumption_kg[heroin]", "consumption_kg[cocaine]", "us_spending[opioid]"]
    names += ["firms_closed", "formal_jobs", "idle_youth"]

    assert objects.consumption.expected_deaths == pytest.approx(
        columns.consumption.expected_deaths, rel=1e-9
    )
    for name in names:
        assert objects.records[0][name] == pytest.approx(columns.records[0][name], rel=1e-9)


def test_objects_agree_with_columns_in_distribution(config: ModelConfig) -> None:
    """Paired over seeds that share the people of 2012; in all, 1 false alarm in 10,000."""
    flows = ["overdose_deaths", "overdose_deaths[fentanyl]", "firms_closed", "recruits[MX-SIN]"]
    levels = ["dependent_users", "in_treatment", "firms_extorted", "consumption_kg[cocaine]"]
    seeds, found = range(20), []
    for seed in seeds:
        own = replace(config, seed=seed)
        pair = (CartelMarket(own).run_to(6), ObjectMarket.of(own).run_to(6).market)
        totals = [run.results()[[*flows, *levels]].sum() for run in pair]
        pools = [[run.consumption.at_risk, run.consumption.stable.sum()] for run in pair]
        values = [np.concatenate([t, p]) for t, p in zip(totals, pools, strict=True)]
        found.append(values[1] / values[0] - 1.0)

    differences = np.array(found)
    error = differences.std(axis=0, ddof=1) / math.sqrt(len(seeds))
    limit = stats.t.isf(FALSE_ALARM / differences.shape[1] / 2.0, len(seeds) - 1)
    assert (np.abs(differences.mean(axis=0)) < limit * error).all()
    assert (limit * error < 0.15).all()  # and a difference of 15% would show


def test_objects_merge_light_agents_and_keep_every_person(config: ModelConfig) -> None:
    objects = ObjectMarket.of(config)
    pools = objects.market.consumption

    def everybody() -> float:
        alive = sum(agent.weight for agent in objects.people.agents)
        return float(alive + pools.at_risk + pools.stable.sum())

    before = everybody()
    objects.run_to(6)
    deaths = objects.market.results()["overdose_deaths"].sum()

    assert everybody() == pytest.approx(before - deaths, rel=1e-12)
    assert len(objects.people.agents) <= sum(objects.people.capacity)


# ------------------------------------------------------------------------------- peers


def test_peers_that_are_not_installed_are_left_out(
    config: ModelConfig, users: dict[str, FloatArray], tmp_path: Path
) -> None:
    params = CartelMarket(config).params.consumption

    assert peers.steps(users, params, 1, tmp_path) == {}


def test_a_peer_that_does_something_else_is_refused(
    config: ModelConfig,
    users: dict[str, FloatArray],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stand-in for an environment, with this Python and a script of its own."""
    params = CartelMarket(config).params.consumption
    month = array_consumers.step_index_arrays(copied(users), params, np.full(3_000, 0.5))
    answer = {"first_month": vars(month), "ns": [1.0, 2.0]}
    (tmp_path / "agentpy.ready").write_text(peers.REQUIREMENTS["agentpy"])
    monkeypatch.setattr(peers, "HERE", tmp_path)
    monkeypatch.setattr(peers, "interpreter", lambda *_: sys.executable)
    script = tmp_path / "agentpy_users.py"
    script.write_text(f"print({json.dumps(json.dumps(answer))})")

    assert peers.steps(users, params, 2, tmp_path) == {"agentpy": [1.0, 2.0]}

    vars(month)["amount"] *= 1.01
    script.write_text(f"print({json.dumps(json.dumps(answer))})")
    with pytest.raises(RuntimeError, match="agentpy: amount"):
        peers.steps(users, params, 2, tmp_path)


def test_goals_that_would_need_a_step_under_the_floor_are_told() -> None:
    nanoseconds = {"mesa": 2_000.0, "numpy": 50.0, "starsim": 40.0, "agentpy": 30.0}
    assert goals.out_of_reach(nanoseconds, 10.0) == {"numpy": 6.0, "starsim": 10.0}
    assert goals.out_of_reach(nanoseconds, 4.0) == {}
