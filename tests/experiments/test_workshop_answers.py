"""Answers of the workshop page: numbers of the comparison, early intervals, what is kept."""

import asyncio
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from experiments.comparison.effects import summarise
from experiments.ensembles.plan import ADAPTING, FROZEN, NO_POLICY
from experiments.ensembles.runner import simulate
from experiments.workshop import engine as engines
from experiments.workshop.answers import Groups, answer, columns
from experiments.workshop.engine import Engine
from experiments.workshop.jobs import Job, Listener, Unit, units
from experiments.workshop.pairs import Pair, make_pair
from experiments.workshop.question import Question, Sizes, read_question
from experiments.workshop.store import Store

SIZES = Sizes(pairs=4, quick=True)
STATE = {"scenario": "announced_approach"}


def made(question: Question, seed: int, variant: str, history: Path | None) -> Pair:
    trunk, arms = question.plan.of_seed(seed, question.arms(variant))
    names = (question.name, question.reference(variant))
    return make_pair(trunk, arms, names, seed, history)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def whole(history: Path) -> Job:
    """A question with all its pairs."""
    question = read_question(STATE, SIZES)
    job = Job(question, 1)
    for seed in question.plan.seeds:
        job.pairs[seed] = made(question, seed, ADAPTING, history)
        job.frozen[seed] = made(question, seed, FROZEN, history)
    return job


def fake_pairs(
    question: Question, seeds: Iterable[int], draw: np.random.Generator
) -> dict[int, Pair]:
    """Pairs whose policy is a fifth above a base that varies by draw and by seed."""
    n, step = len(columns()), question.seeds_a_draw or 1
    found = {}
    for seed in seeds:
        own = np.random.default_rng(question.plan.seeds.index(seed) // step).normal(0, 0.05, n)
        base = 100.0 * np.exp(own + draw.normal(0, 0.01, n))
        policy = 1.2 * base * np.exp(draw.normal(0, 0.01, n))
        periods = np.stack([np.stack([policy] * 4), np.stack([base] * 4)])
        found[seed] = Pair(periods, periods[:, :3])
    return found


# ---------------------------------------------------------------------- the numbers


def test_a_whole_answer_has_the_numbers_of_the_comparison(whole: Job, history: Path) -> None:
    plan = whole.question.plan
    tables = simulate(plan, 1, history=history)
    details = summarise(
        tables[ADAPTING], plan.policy_starts, tables[FROZEN], None, whole.question.seeds_a_draw
    )
    found = answer(whole, [])["effects"]

    policy = details[details["scenario"] == "announced_approach"].set_index("outcome")
    kinds = {
        "v": ["effect_vs_no_policy", "effect_low", "effect_high"],
        "s": ["effect_vs_start", "start_low", "start_high"],
        "m": ["mean", "low", "high"],
        "o": ["adaptation_offset", "offset_low", "offset_high"],
        "f": ["frozen_effect", "frozen_low", "frozen_high"],
    }
    assert set(found) == {"1", "2"}
    for horizon, own in found.items():
        rows = policy[policy["horizon"] == int(horizon)]
        for kind, names in kinds.items():
            for outcome in ("supply_doses", "recruits", "net_income", "homicides", "members"):
                expected = rows.loc[outcome, names].to_numpy(float)
                shown = np.array(own[kind][outcome], float)
                np.testing.assert_allclose(shown, expected, rtol=1e-5, err_msg=outcome)


def test_a_policy_that_is_none_changes_nothing(history: Path) -> None:
    question = read_question({}, SIZES)
    job = Job(question, 1)
    job.pairs = {s: made(question, s, ADAPTING, history) for s in question.plan.seeds[:2]}

    changes = answer(job, [])["effects"]["1"]["v"]
    assert {name: triple[0] for name, triple in changes.items() if triple[0]} == {}


def test_years_and_periods_agree_where_the_policy_begins_in_january(whole: Job) -> None:
    pair = next(iter(whole.pairs.values()))

    at = 2024 - 2012
    np.testing.assert_allclose(pair.periods[:, 0], pair.years[:, at], rtol=1e-12)


# ------------------------------------------------------------------ early intervals


def test_early_intervals_are_no_narrower_than_the_whole_answer_would_be() -> None:
    question = read_question(STATE, Sizes(pairs=16, quick=True))
    job, draw = Job(question, 1), np.random.default_rng(3)
    job.pairs = fake_pairs(question, question.plan.seeds, draw)
    whole = answer(job, [])["effects"]["1"]["v"]
    first = [unit.seed for unit in units(question) if unit.variant == ADAPTING]
    job.pairs = {seed: job.pairs[seed] for seed in first[:8]}
    early = answer(job, [])["effects"]["1"]["v"]

    widths = [[own[name][2] - own[name][1] for name in own] for own in (early, whole)]
    assert np.median(widths[0]) > np.median(widths[1])
    assert all(own[0] == pytest.approx(0.2, abs=0.05) for own in early.values())


def test_one_pair_has_no_interval() -> None:
    question = read_question(STATE, SIZES)
    job = Job(question, 1)
    job.pairs = fake_pairs(question, question.plan.seeds[:1], np.random.default_rng(1))

    value, low, high = answer(job, [])["effects"]["1"]["v"]["recruits"]
    assert value == pytest.approx(0.2, abs=0.1)
    assert (low, high) == (None, None)


def test_the_first_seeds_of_all_draws_come_before_the_second_ones() -> None:
    question = read_question(STATE, Sizes(pairs=8, quick=True))
    ordered = [unit.seed for unit in units(question) if unit.variant == ADAPTING]

    assert ordered == [1, 3, 5, 7, 2, 4, 6, 8]
    groups = Groups(job := Job(question, 1), fake_pairs(question, ordered[:4], _rng()))
    assert groups.draws.tolist() == [0, 1, 2, 3]
    assert job.todo[0] == Unit(1, ADAPTING)


def _rng() -> np.random.Generator:
    return np.random.default_rng(2)


# --------------------------------------------------------------------- what is kept


def test_a_stored_answer_comes_back_whole(whole: Job, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("abc", whole.pairs, whole.frozen)
    pairs, frozen = store.load("abc") or ({}, {})

    assert list(pairs) == list(whole.pairs)
    for seed, pair in whole.pairs.items():
        np.testing.assert_array_equal(pairs[seed].periods, pair.periods)
        np.testing.assert_array_equal(frozen[seed].years, whole.frozen[seed].years)


def test_a_damaged_or_missing_answer_is_none(tmp_path: Path, whole: Job) -> None:
    store = Store(tmp_path)
    store.save("abc", whole.pairs, whole.frozen)
    path = next(tmp_path.iterdir())
    for content in (b"", b"no archive", path.read_bytes()[:500]):
        path.write_bytes(content)
        assert store.load("abc") is None
    assert store.load("other") is None


def test_a_store_stays_within_its_bound(whole: Job, tmp_path: Path) -> None:
    Store(tmp_path).save("size", whole.pairs, whole.frozen)
    size = next(tmp_path.iterdir()).stat().st_size
    store = Store(tmp_path, most_bytes=3 * size)
    for name in "abcdef":
        store.save(name, whole.pairs, whole.frozen)

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3 * size
    assert store.load("f") is not None
    assert store.load("size") is None


def test_a_folder_that_cannot_be_used_keeps_nothing(whole: Job, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    Store(blocked).save("abc", whole.pairs, whole.frozen)

    assert Store(blocked).load("abc") is None
    assert Store(None).load("abc") is None


# -------------------------------------------------------------------- sharing out


class Counted(Engine):
    """An engine whose runs take no time, and are noted."""

    def __init__(self, workers: int = 1) -> None:
        super().__init__(SIZES, workers, None, Store(None))
        self.ran: list[tuple[str, int, str]] = []
        self.is_compiled = True

    async def _call[R](self, function: Callable[[], R]) -> R:
        await asyncio.sleep(0)
        return function()

    def _work(self, question: Question, unit: Unit) -> Callable[[], Pair]:
        def note() -> Pair:
            self.ran.append((question.digest, unit.seed, unit.variant))
            return fake_pairs(question, [unit.seed], np.random.default_rng(0))[unit.seed]

        return note


def asked(*names: str) -> list[Question]:
    return [read_question({"scenario": name}, SIZES) for name in names]


async def settle(engine: Engine) -> None:
    while engine._tasks:
        await asyncio.gather(*engine._tasks)


def test_everybody_gets_a_first_pair_before_anybody_a_second() -> None:
    async def play() -> list[str]:
        engine = Counted()
        jobs = [engine.ask(q) for q in asked("tariffs", "strikes", "kingpin", "merida")]
        for job in jobs:
            job.listeners.add(Listener(SIZES.pairs))
        engine.fill()
        await settle(engine)
        return [digest for digest, _, _ in engine.ran]

    order = asyncio.run(play())
    assert len(set(order[:4])) == len(set(order[4:8])) == 4
    assert len(order) == 4 * 2 * SIZES.pairs


def test_an_identical_scenario_is_computed_once_for_all_who_ask() -> None:
    async def play() -> int:
        engine = Counted(workers=2)
        for _ in range(20):
            engine.ask(*asked("tariffs")).listeners.add(Listener(SIZES.pairs))
        engine.fill()
        await settle(engine)
        return len(engine.ran)

    assert asyncio.run(play()) == 2 * SIZES.pairs


def test_work_that_nobody_waits_for_any_more_stops() -> None:
    async def play() -> list[str]:
        engine = Counted()
        first, last = (engine.ask(question) for question in asked("tariffs", "strikes"))
        gone = Listener(SIZES.pairs)
        with first.heard_by(gone):
            engine.fill()
        last.listeners.add(Listener(SIZES.pairs))
        await settle(engine)
        return [digest for digest, _, _ in engine.ran]

    tariffs, strikes = (question.digest for question in asked("tariffs", "strikes"))
    order = asyncio.run(play())
    assert order.count(tariffs) == 1
    assert order.count(strikes) == 2 * SIZES.pairs


def test_panels_beside_an_answer_wait_for_it_and_get_what_they_ask_for() -> None:
    async def play() -> list[tuple[str, int, str]]:
        engine = Counted()
        beside, own = (engine.ask(question) for question in asked("tariffs", "strikes"))
        beside.listeners.add(Listener(2, is_aside=True))
        own.listeners.add(Listener(SIZES.pairs))
        engine.fill()
        await settle(engine)
        return engine.ran

    order = asyncio.run(play())
    tariffs = asked("tariffs")[0].digest
    assert [digest for digest, _, _ in order[-2:]] == [tariffs, tariffs]
    assert {variant for digest, _, variant in order if digest == tariffs} == {ADAPTING}


def test_memory_is_bounded_by_the_number_of_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_JOBS", 3)
    engine = Counted()
    for value in range(10):
        state = {"levers": {"tariff": {"value": value}}}
        engine.ask(read_question(state, SIZES))

    assert len(engine.jobs) <= 4


def test_a_failed_run_is_told_and_the_next_scenario_runs() -> None:
    def failing() -> Pair:
        raise ZeroDivisionError("division by zero")

    class Failing(Counted):
        def _work(self, question: Question, unit: Unit) -> Callable[[], Pair]:
            if question.name == "tariffs":
                return failing
            return super()._work(question, unit)

    async def play() -> tuple[Job, Job]:
        engine = Failing()
        bad, good = (engine.ask(question) for question in asked("tariffs", "strikes"))
        for job in (bad, good):
            job.listeners.add(Listener(SIZES.pairs))
        engine.fill()
        await settle(engine)
        return bad, good

    bad, good = asyncio.run(play())
    assert bad.error == "The run failed: ZeroDivisionError: division by zero"
    assert good.is_whole
    assert answer(bad, [])["error"]


def test_a_killed_worker_costs_a_message_and_the_pool_is_made_anew() -> None:
    class Deadly(Engine):
        def _work(self, question: Question, unit: Unit) -> Callable[[], Pair]:
            return partial(os._exit, 1)  # a worker that ends in the middle of a run

    async def play() -> tuple[str, int]:
        engine = Deadly(SIZES, 1, None, Store(None))
        engine.is_compiled = True
        job = engine.ask(*asked("tariffs"))
        job.listeners.add(Listener(SIZES.pairs))
        engine.fill()
        await settle(engine)
        alive = await engine._call(partial(int, 7))
        await engine.stop()
        return job.error, alive

    assert asyncio.run(play()) == (engines.KILLED, 7)


def test_the_reference_of_a_frozen_run_is_frozen_at_the_same_date() -> None:
    question = read_question(STATE, SIZES)

    assert question.reference(ADAPTING) == question.reference(FROZEN) == NO_POLICY
    assert {arm.variant for arm in question.arms(FROZEN)} == {FROZEN}
