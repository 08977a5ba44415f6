"""Questions of the workshop page: the same plan, refusals and files as the command line."""

import random
import shutil
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.config import files, overrides
from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.workshop.catalogue import catalogue, written
from experiments.workshop.exports import as_yaml
from experiments.workshop.jobs import Job
from experiments.workshop.question import Sizes, overrides_of, read_question

SIZES = Sizes(pairs=4, quick=True)
LEVERS = {
    "tariff": {"value": 25},
    "strikes": {"value": 12, "start": "2026-03-01", "ramp": 6, "end": "2028-01-01"},
}


def errors(state: object) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        read_question(state, SIZES)
    return caught.value.errors


# ------------------------------------------------------------------------ overrides


def test_a_lever_without_dates_is_set_for_the_whole_policy() -> None:
    assert overrides_of({"levers": {"tariff": {"value": 25}}})[1:] == ("set.tariff=25",)


def test_a_dated_lever_stays_at_2024_until_its_start_ramps_and_ends() -> None:
    question = read_question({"levers": LEVERS}, SIZES)

    path = question.plan.config("custom").levers["strikes"]
    dated = {"2025-06-01": 0.0, "2026-03-01": 0.0, "2026-09-01": 12.0, "2028-01-01": 0.0}
    assert {date: path.at(pd.Timestamp(date)) for date in dated} == dated
    assert 0.0 < path.at(pd.Timestamp("2026-06-01")) < 12.0


def test_the_page_refuses_with_the_sentences_of_the_command_line() -> None:
    words = ["scenario=tarifs", "set.tariff=900", "strength.guns=9"]
    with pytest.raises(InputError) as caught:
        compose(words)

    state = {"scenario": "tarifs", "levers": {"tariff": {"value": 900}}}
    assert set(caught.value.errors) == set(errors(state | {"strength": {"guns": 9}}))


def test_the_order_of_a_page_s_parts_does_not_change_the_answer_s_name() -> None:
    one = {"scenario": "tariffs", "strength": {"guns": 0, "conflict": 0.5}}
    other = {"strength": {"conflict": 0.5, "guns": 0}, "scenario": "tariffs"}

    assert read_question(one, SIZES).digest == read_question(other, SIZES).digest


@pytest.mark.parametrize(
    "change",
    [
        {"scenario": "strikes"},
        {"seed": 2},
        {"levers": {"tariff": {"value": 26}}},
        {"strength": {"guns": -1}},
        {"adaptation": {"routes": False}},
        {"params": {"recruitment.recruits_per_member": 0.012}},
    ],
)
def test_every_change_of_a_scenario_has_an_answer_of_its_own(change: dict[str, object]) -> None:
    usual = read_question({"scenario": "tariffs"}, SIZES)

    assert read_question({"scenario": "tariffs"} | change, SIZES).digest != usual.digest


# ------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    "state",
    [
        None,
        [],
        "tariffs",
        {"scenario": ["tariffs"]},
        {"scenario": "tariffs\nseed=2"},
        {"scenario": "../../secret"},
        {"levers": {"tariff": 25}},
        {"levers": {"tariff": {"value": "25"}}},
        {"levers": {"tariff": {"value": True}}},
        {"levers": {"tariff": {"value": float("nan")}}},
        {"levers": {"tariff": {"value": 25, "start": "2026-03-01\n"}}},
        {"levers": {"tariff": {"value": 25, "ramp": 10**9}}},
        {"levers": {"tariff": {"value": 25, "end": "soon"}}},
        {"levers": {"tariff": {"value": 25, "_target_": "os.system"}}},
        {"levers": {f"lever_{n}": {"value": 1} for n in range(100)}},
        {"strength": {"guns": "${oc.env:HOME}"}},
        {"strength": {"guns=1 seed": 1}},
        {"adaptation": {"routes": 0}},
        {"params": {"_target_": 1}},
        {"seed": -1},
        {"seed": 1.5},
        {"output_dir": "elsewhere"},
        {"replications": 10_000},
    ],
)
def test_a_malformed_scenario_is_refused_in_sentences(state: object) -> None:
    assert all(": " in message for message in errors(state))


def test_five_hundred_random_bodies_are_answered_or_refused() -> None:
    draw = random.Random(15)
    names = ["scenario", "levers", "strength", "params", "seed", "tariff", "value"]

    def value(depth: int = 0) -> object:
        kinds: list[Callable[[], object]] = [
            lambda: draw.choice(["tariffs", "no_policy", *names]),
            lambda: "".join(draw.choices(string.printable, k=draw.randrange(40))),
            lambda: draw.choice([None, True, 0, -1, 25, 1e308, float("inf"), 10**30]),
        ]
        if depth < 4:
            kinds.append(lambda: {draw.choice(names): value(depth + 1) for _ in range(4)})
            kinds.append(lambda: [value(depth + 1) for _ in range(3)])
        return draw.choice(kinds)()

    refused = 0
    for _ in range(500):
        try:
            overrides_of({draw.choice(names): value() for _ in range(3)})
        except InputError as error:
            refused += bool(error.errors)
    assert 400 < refused < 500


# -------------------------------------------------------------------------- exports


def test_the_yaml_is_an_experiment_with_the_same_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, object] = {
        "scenario": "strikes",
        "levers": LEVERS,
        "adaptation": {"routes": False},
    }
    state |= {"strength": {"guns": -1}, "params": {"conflict.war_weight": 3.0}, "seed": 5}
    question = read_question(state, SIZES)
    configs = tmp_path / "configs"
    shutil.copytree(overrides.CONFIGS, configs)
    (configs / "experiment" / "workshop.yaml").write_text(as_yaml(Job(question, 1)))
    direct = compose(list(question.overrides)).model
    for module in (overrides, files):
        monkeypatch.setattr(module, "CONFIGS", configs)
    files.chosen_files.cache_clear()
    try:
        assert compose(["experiment=workshop"]).model == direct
    finally:
        files.chosen_files.cache_clear()


# ---------------------------------------------------------------------------- words


def texts(value: object, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Give every text of the catalogue that comes in languages."""
    if isinstance(value, dict) and set(value) == {"en", "es"}:
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from texts(part, f"{path}[{place}]")


def test_every_text_of_the_catalogue_is_there_in_both_languages() -> None:
    found = list(texts(catalogue(SIZES)))

    assert len(found) > 300
    assert [path for path, words in found if not words["en"] or not words["es"]] == []


def test_long_texts_are_translated_and_not_copied() -> None:
    same = [
        path
        for path, words in texts(catalogue(SIZES))
        if words["en"] == words["es"] and len(words["en"].split()) > 2
    ]
    assert same == []


def test_no_written_text_is_left_over() -> None:
    shown = catalogue(SIZES)
    used = {words[lang] for _, words in texts(shown) for lang in words}
    heads = {part for text in used for part in (text, *text.split(": "))}
    for language in ("english", "spanish"):
        for section, rows in written(language).items():
            stale = [n for n, words in rows.items() if words not in heads | {""}]
            assert stale == [], (language, section)
