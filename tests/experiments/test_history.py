"""Stored histories: equal to a run from the start, and refused when stale, damaged, foreign."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.config.compose import compose, to_model_config
from experiments.ensembles.plan import ADAPTING, Plan, make_plan
from experiments.ensembles.runner import FOUND, MADE, run_seed, simulate
from experiments.storage import trunk_cache as history
from sim.config import ModelConfig
from sim.model import CartelMarket

SMALL = [
    "population.consumers=700",
    "population.firms=200",
    "calendar.end=2013-02-01",
    "calendar.policy_start=2012-07-01",
]


@pytest.fixture
def config() -> ModelConfig:
    return to_model_config(compose([*SMALL, "set.tariff=25"]))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the models that are built from the start."""
    built = []
    build = CartelMarket.__init__

    def counted(self: CartelMarket, config: ModelConfig) -> None:
        built.append(config.seed)
        build(self, config)

    monkeypatch.setattr(CartelMarket, "__init__", counted)
    return built


def test_a_stored_history_goes_on_like_a_run_from_the_start(
    config: ModelConfig, tmp_path: Path, runs: list[int]
) -> None:
    whole = CartelMarket(config).run()
    stored = [history.run(config, tmp_path).results() for _ in range(2)]

    assert len(runs) == 2  # the whole run and the first stored one
    for results in stored:
        assert results.equals(whole)


def test_policies_share_a_history_and_differences_of_the_past_do_not(
    config: ModelConfig, tmp_path: Path
) -> None:
    other = to_model_config(compose([*SMALL, "set.tariff=50"]))
    earlier = to_model_config(compose([*SMALL, "set.tariff=25", "params.conflict.war_ramp=7"]))

    assert history.fingerprint(config, 6) == history.fingerprint(other, 6)
    assert history.fingerprint(config, 7) != history.fingerprint(other, 7)
    for changed in (earlier, replace(config, seed=2)):
        assert history.fingerprint(config, 6) != history.fingerprint(changed, 6)


def test_other_code_makes_a_stored_history_stale(
    config: ModelConfig, tmp_path: Path, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    history.run(config, tmp_path)
    monkeypatch.setattr(history, "_code", lambda: "other code")
    history.run(config, tmp_path)

    assert len(runs) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign", "shared key", "no key"])
def test_a_history_that_cannot_be_trusted_is_made_anew(
    config: ModelConfig, tmp_path: Path, runs: list[int], damage: str
) -> None:
    whole = history.run(config, tmp_path).results()
    (path,) = tmp_path.glob("*.history")
    key, content = tmp_path / history.KEY_NAME, path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif damage == "foreign":
        key.write_bytes(bytes(history.DIGEST))
    elif damage == "shared key":
        os.chmod(key, 0o644)
    else:
        key.unlink()
    again = history.run(config, tmp_path).results()

    assert len(runs) == 2
    assert again.equals(whole)


def test_key_and_folder_are_private(config: ModelConfig, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    history.run(config, folder)

    assert (folder / history.KEY_NAME).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_ignored(config: ModelConfig, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert history.run(config, tmp_path / "file" / "under").month == 14


def test_an_ensemble_is_the_same_with_stored_histories(tmp_path: Path, runs: list[int]) -> None:
    resolved = compose([*SMALL, "replications=1", "workers=1"])
    plan = make_plan(resolved, ["no_policy", "strikes"], variants=(ADAPTING,))
    first, second = (simulate(plan, 1, history=tmp_path)[ADAPTING] for _ in range(2))
    plain = simulate(plan, 1)[ADAPTING]

    assert len(runs) == 2
    for table in (first, second):
        np.testing.assert_array_equal(table["value"], plain["value"])


@pytest.fixture
def reference() -> Plan:
    """The plan of a reference against itself: all that it needs can be stored."""
    resolved = compose([*SMALL, "replications=1", "workers=1"])
    return make_plan(resolved, ["no_policy"], variants=(ADAPTING,))


@pytest.fixture
def months(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the months that are stepped."""
    stepped = []
    step = CartelMarket.run_to

    def counted(self: CartelMarket, month: int) -> CartelMarket:
        stepped.append(max(month - self.month, 0))
        return step(self, month)

    monkeypatch.setattr(CartelMarket, "run_to", counted)
    return stepped


def test_the_reference_is_there_already_the_second_time(
    reference: Plan, tmp_path: Path, months: list[int]
) -> None:
    plain = simulate(reference, 1)[ADAPTING]
    simulate(reference, 1, history=tmp_path)
    months.clear()
    again = simulate(reference, 1, history=tmp_path)[ADAPTING]

    assert sum(months) == 0
    assert again.equals(plain)


def test_a_policy_is_run_and_only_the_reference_is_stored(
    tmp_path: Path, months: list[int]
) -> None:
    resolved = compose([*SMALL, "replications=1", "workers=1"])
    plan = make_plan(resolved, ["no_policy", "strikes"], variants=(ADAPTING,))
    simulate(plan, 1, history=tmp_path)
    months.clear()
    simulate(plan, 1, history=tmp_path)

    assert sum(months) == 14 - 6  # the policy's months alone
    assert len(list(tmp_path.glob("*.results"))) == 1


@pytest.mark.parametrize("damage", ["cut", "changed", "renamed", "code"])
def test_stored_results_that_cannot_be_trusted_are_made_anew(
    reference: Plan,
    tmp_path: Path,
    months: list[int],
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    plain = simulate(reference, 1, history=tmp_path)[ADAPTING]
    (path,) = tmp_path.glob("*.results")
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif damage == "renamed":  # those of another run, with a valid signature of their own
        other = make_plan(
            compose([*SMALL, "replications=1", "seed=2"]),
            ["no_policy"],
            variants=(ADAPTING,),
        )
        simulate(other, 1, history=tmp_path)
        (foreign,) = set(tmp_path.glob("*.results")) - {path}
        foreign.replace(path)
    else:
        monkeypatch.setattr(history, "_code", lambda: "other code")
    months.clear()
    again = simulate(reference, 1, history=tmp_path)[ADAPTING]

    assert sum(months) >= 14 - 6
    assert again.equals(plain)


def test_the_oldest_histories_go_when_a_folder_is_full(
    config: ModelConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.run(config, tmp_path)
    monkeypatch.setattr(history, "MOST_BYTES", 1)
    history.run(replace(config, seed=2), tmp_path)

    assert not list(tmp_path.glob("*.history"))


def test_months_of_a_kept_history_count_as_found_not_as_made(tmp_path: Path) -> None:
    plan = make_plan(compose([*SMALL, "set.tariff=25"]), ["no_policy"], variants=(ADAPTING,))
    ticks, marks = tmp_path / "ticks", []
    for _ in range(2):
        ticks.write_bytes(b"")
        run_seed(plan.trunk, plan.arms, 1, str(ticks), history=tmp_path / "kept")
        marks.append(ticks.read_bytes())

    first, again = marks
    assert first == MADE * (6 + 8 + 8)  # history, no policy, the tariff
    assert sorted(again) == sorted(FOUND * (6 + 8) + MADE * 8)
