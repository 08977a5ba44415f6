"""Odd inputs through composition and checks: refused in words, or they change something."""

import contextlib
import io
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.calibrate import main as calibrate
from experiments.cli.command import command
from experiments.cli.listing import TABLES, as_text
from experiments.cli.program import KEY_HELP
from experiments.compare import OPTIONS as COMPARE
from experiments.compare import main as compare
from experiments.config.compose import Resolved, compose, plain_value
from experiments.config.errors import InputError
from experiments.config.overrides import read_setting, twice_in_an_entry
from experiments.config.values import Option
from experiments.ensembles.one_run import MOST_NAMED, label
from experiments.ensembles.plan import scenario_names
from experiments.figures import main as figures
from experiments.run import main as run
from experiments.validate import main as validate
from tests.kinds import Refusal

SCHEDULE = "levers.tariff.schedule"
LONG = "9" * 5_000
KEYS = [
    *("seed", "quick", "scenario", "replications", "workers", "output_dir", "resume", "jobs"),
    *("set.tariff", "set", "strength.guns", "strength", "adaptation.routes", "adaptation"),
    *(
        "calendar.end",
        "calendar.start",
        "calendar.policy_start",
        "calendar.substeps",
        "calendar",
    ),
    *("population.consumers", "population", "world.network_csv", "world", "params"),
    *("params.shipping.found_pacific", "params.markets.pass_through_form", "params.conflict"),
    *("levers", "levers.tariff", SCHEDULE, "levers.tariff.bounds", "levers.tariff.history"),
    *("levers.tariff.rule", "levers.tariff.neutral", "levers.tariff.grade", "scenario.name"),
    *("scenario.about", "scenario.policy_start", "scenario.schedules", "quick_values"),
    *("scenario.schedules.tariff", "quick_values.population", "quick_values.replications"),
]
ENTRY = "[{from: '%s', value: 5}]"
VALUES = [
    *("1", "-1", "1.5", "true", "null", "''", "[]", "{}", "x", LONG, f"-{LONG}", "1e999"),
    *("1" + "0" * 400, "nan", "0x1f", "[[1]]", "[[[[[[1]]]]]]", "{a: {b: [1]}}", "[null]"),
    *("'0001-01-01'", "'1650-01-01'", "'9999-12-01'", "99999-01-01", "'٢٠٢٥-٠١-٠١'", "٥"),
    *(ENTRY % day for day in ("0001-01-01", "1650-01-01", "9999-01-01", "2035-01-01")),
    *(ENTRY % f"policy_start + {n}" for n in ("٣", "9999", "999999999999")),
    *(f"[{{from: '2025-03-01', value: {LONG}}}]", "[{from: [1], value: [2]}]", "a b", "é"),
    *("[{from: {a: 1}, value: 5, source: [1], rule: [2]}]", "{tariff: {bounds: [0, 500]}}"),
    *("{1: 2}", "{true: 1}", "{null: 1}", "{guns: [1]}", "{end: 5}", "${seed}", "glob(*)"),
    *("range(0,3)", "interval(0,1)", "[strikes]", "{name: x}", "{tariff: null}", "/etc/passwd"),
]
N_TRIED = 200


def answer(
    *arguments: str, options: Mapping[str, Option] | None = None
) -> tuple[int, str, list[Resolved]]:
    """Status, what was told, and the checked configs that a command was called with."""
    calls = []

    @command("probe", options=options, simulates=False)
    def main(resolved: Resolved) -> None:
        calls.append(resolved)

    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = main(list(arguments))
    return status, errors.getvalue(), calls


def odd_words() -> list[str]:
    every = [f"{mark}{key}={value}" for mark in ("", "++") for key in KEYS for value in VALUES]
    return random.Random(16).sample(every, N_TRIED)


def test_odd_words_are_refused_in_words(workplace: Path) -> None:
    for word in odd_words():
        status, told, calls = answer(word)
        assert status in (0, 2), (word[:80], told)
        assert "the run failed" not in told, (word[:80], told)
        assert "Traceback" not in told
        assert len(told) < 2_000, word[:80]
        assert status == 2 or told or changes_something(calls, word), word[:80]


def changes_something(calls: list[Resolved], word: str) -> bool:
    """Whether the config differs from that without the word, or the word says the default."""
    usual = compose([]).tree
    trees = [{name: call.tree[name] for name in usual} for call in calls]
    key = word.lstrip("+").partition("=")[0]
    if trees != [usual]:
        return True
    value, default = plain_value(read_setting(word)), at(usual, key)
    if isinstance(value, dict) and isinstance(default, dict):
        default = {name: default.get(name) for name in value}
    return bool(value == default)


def at(tree: Any, key: str) -> Any:
    for name in key.split("."):
        tree = tree[name]
    return tree


TOLD = [
    (["tariff=25"], ["tariff", "did you mean set.tariff?"]),
    (["set.TARIFF=25"], ["did you mean set.tariff?"]),
    ([f"{SCHEDULE}={ENTRY % '2035-01-01'}"], ["after the run", "up to 2030-12-31"]),
    ([f"{SCHEDULE}={ENTRY % '1850-01-01'}"], ["1850-01-01 is before the run"]),
    ([f"{SCHEDULE}={ENTRY % 'policy_start + ٣'}"], ["policy_start+MONTHS"]),
    ([f"{SCHEDULE}=[{{from: '2025-03-01', value: 5, value: 6}}]"], ["'value' stands twice"]),
    (["levers.tariff.bounds=[0, 500]", "set.tariff=300"], ["bounds: can't be set"]),
    (["levers={tariff: {bounds: [0, 500]}}"], ["levers.tariff.bounds: can't be set"]),
    (["levers.tariff.grade=high"], ["grade: can't be set"]),
    ([f"seed={LONG}"], ["can't be read"]),
    (["seed=1" + "0" * 400], ["seed: a number of more than 18 digits", "a whole number"]),
    (["set.tariff=1" + "0" * 400], ["set.tariff", "a number from 0 to 100"]),
    (["--cfg"], ["--cfg", "allowed: job, hydra, all"]),
]


@pytest.mark.parametrize(("words", "parts"), TOLD, ids=lambda case: " ".join(case)[:40])
def test_what_would_do_nothing_is_told(
    workplace: Path, words: list[str], parts: list[str]
) -> None:
    status, told, calls = answer(*words)
    assert (status, calls) == (2, [])
    for part in parts:
        assert part in told


def test_an_own_list_advises_brackets(workplace: Path) -> None:
    _, told, _ = answer("scenarios=strikes,tariffs", options=COMPARE)
    assert "allowed: 'scenarios=[strikes,tariffs]'" in told


def test_a_scenario_beside_a_list_without_it_is_refused() -> None:
    both = compose(["scenario=strikes"], COMPARE)
    with pytest.raises(InputError, match=r"scenarios=\[strikes, tariffs\]"):
        scenario_names(both, ["tariffs"])
    assert scenario_names(both, ["strikes"]) == ["no_policy", "strikes"]


def test_a_folder_for_histories_must_be_one(refusal: Refusal, workplace: Path) -> None:
    (sentence,) = refusal(run, "history=/etc/hostname/x")
    assert "history: /etc/hostname is a file" in sentence
    (sentence,) = refusal(run, "history=''")
    assert sentence.startswith("history: ''")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_columns_are_named(workplace: Path, mark: str) -> None:
    (workplace / "d.csv").write_text(f"seed{mark}set.tariff\n1{mark}5\n")
    status, told, _ = answer("design=d.csv")
    assert status == 2
    assert "allowed: commas" in told


def test_an_empty_cell_and_many_points_are_told_before_the_first(workplace: Path) -> None:
    (workplace / "d.csv").write_text("seed,set.tariff\n1,5\n2,\n")
    shown = answer("design=d.csv", "--cfg", "job")[1]
    assert "1 cell (row 2, set.tariff) is empty" in shown

    shown = answer("-m", "seed=range(0,150)", "--cfg", "job")[1]
    assert "150 points will be run" in shown


def test_a_key_without_effect_is_told() -> None:
    assert figures.without_effect(["scenario", "source", "output_dir"]) == [
        "scenario has no effect on experiments.figures"
    ]
    assert validate.without_effect(["set.tariff", "strength.guns", "only"]) == [
        "set.tariff has no effect on experiments.validate"
    ]
    assert run.without_effect(["scenario", "set.tariff", "history"]) == []


def test_help_names_the_keys_that_apply() -> None:
    assert "scenario=NAME" not in figures.help()
    assert "scenario=NAME" not in calibrate.help()
    assert "strength.MECHANISM" in calibrate.help()
    assert run.help().endswith(KEY_HELP)


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (["strength.guns=0"], "+strength.guns=0"),
        (["adaptation.routes=false"], "+adaptation.routes=false"),
        (["params.conflict.war_ramp=7"], "+params.conflict.war_ramp=7"),
        ([], "no_policy"),
    ],
)
def test_a_label_carries_what_was_changed(words: list[str], ending: str) -> None:
    assert label(compose(words)).endswith(ending)


def test_a_label_counts_many_parameters() -> None:
    names = ("war_ramp=7", "rivalry_2012=5", "hottest_2012=12", "rivalry_time=30")
    assert len(names) > MOST_NAMED
    assert label(compose([f"params.conflict.{name}" for name in names])).endswith(
        "+params(4 changed)"
    )


@pytest.mark.parametrize("what", TABLES)
def test_lists_fit_a_terminal(what: str) -> None:
    header, rows = TABLES[what]()
    assert max(map(len, as_text(header, rows, 80).splitlines())) <= 80


def test_a_list_can_be_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--list", "parameters", "conflict", "truce"]) == 0
    printed = capsys.readouterr().out
    assert "params.conflict.truce_rate" in printed
    assert "params.shipping" not in printed
    assert run(["--list", "levers", "zebra"]) == 2


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("[{from: 'a', value: 1, value: 2}]", "value"),
        ("[{from: 'a', value: 1}, {from: 'b', value: 2}]", ""),
        ("{a: {b: 1}, b: {b: 2}}", ""),
        ("{a: '{b: 1, b: 2}'}", ""),
        ("{a: {b: 1}, a: 2}", "a"),
    ],
)
def test_a_key_twice_in_one_entry_is_found(text: str, twice: str) -> None:
    assert twice_in_an_entry(text) == twice


def test_own_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    from experiments import __main__ as listing

    assert listing.main() == 0
    printed = capsys.readouterr().out
    for program in (compare, run, figures, validate):
        assert f"  {program.name} " in printed
        assert program.about in printed
