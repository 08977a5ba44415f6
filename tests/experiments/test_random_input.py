"""Random overrides, YAML and designs: an answer in time, never a traceback, never silence."""

import contextlib
import io
import shutil
import warnings
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.cli.command import command
from experiments.config import files, overrides
from experiments.config.compose import Resolved, plain_value
from experiments.config.overrides import CONFIGS, read_setting

BOUNDED = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW = settings(BOUNDED, max_examples=25)

KEYS = st.sampled_from(
    [
        *("seed", "quick", "scenario", "replications", "output_dir", "set.tariff", "set.tarif"),
        *("strength.guns", "adaptation.routes", "calendar.end", "population.firms", "levers"),
        *("params.shipping.found_pacific", "levers.tariff.schedule", "params", "set", "x.y"),
        *("_target_", "set._target_", "population", "world.network_csv", "design", "resume"),
    ]
)
SIGNS = st.sampled_from(list("0123456789.-+[]{},:='\"$~!&*@#%\\/ _abentrufl\n\té"))
VALUES = st.one_of(
    st.integers(-3, 40).map(str),
    st.floats().map(str),
    st.sampled_from(["true", "null", "''", "[]", "{}", "tariffs", "2020-01-01", "${seed}"]),
    st.sampled_from(["1e999", "0x1f", "[{from: '2025-03-01', value: 5}]", "{a: {b: [1]}}"]),
    st.text(SIGNS, max_size=12),
)


def answer(*arguments: str) -> tuple[int, str, list[Resolved]]:
    """Status, what was told, and the checked configs that a command was called with."""
    calls: list[Resolved] = []

    @command("probe")
    def main(resolved: Resolved) -> None:
        calls.append(resolved)

    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        status = main(list(arguments))
    told = errors.getvalue()
    assert "Traceback" not in told
    assert "the run failed" not in told
    assert status in (0, 2), told
    assert (status == 2) == (not calls)
    assert status == 0 or all(line.startswith("error: ") for line in told.splitlines())
    assert status == 0 or told.strip()
    return status, told, calls


def at(tree: Any, key: str) -> Any:
    for name in key.split("."):
        tree = tree[name]
    return tree


def holds(found: object, given: object) -> bool:
    """Whether a config holds what was given; mappings may hold more."""
    if isinstance(given, dict) and isinstance(found, dict):
        return all(key in found and holds(found[key], given[key]) for key in given)
    return bool(found == given)


@BOUNDED
@given(st.lists(st.tuples(KEYS, VALUES), min_size=1, max_size=3, unique_by=lambda x: x[0]))
def test_random_overrides_are_taken_as_given_or_refused(
    workplace: Path, pairs: list[tuple[str, str]]
) -> None:
    words = [f"{key}={value}" for key, value in pairs]
    status, told, calls = answer(*words)
    if status == 0 and not any(key in ("scenario", "params", "design") for key, _ in pairs):
        for word in words:
            setting = read_setting(word)
            if "${" not in word:
                assert holds(at(calls[0].tree, setting.key), plain_value(setting)), told


@FEW
@given(st.lists(st.text(SIGNS, max_size=14), max_size=3))
def test_random_words_are_answered(workplace: Path, words: list[str]) -> None:
    status, _, calls = answer(*words)
    assert status == 2 or words == [] or calls


@FEW
@given(
    st.lists(KEYS, min_size=1, max_size=3),
    st.lists(st.lists(VALUES, min_size=1, max_size=3), max_size=3),
    st.sampled_from([",", ";", "\t"]),
)
def test_random_designs_are_run_row_by_row_or_refused(
    workplace: Path, columns: list[str], rows: list[list[str]], mark: str
) -> None:
    lines = [mark.join(columns), *(mark.join(row) for row in rows)]
    (workplace / "design.csv").write_text("\n".join(lines), encoding="utf-8")
    shutil.rmtree(workplace / "swept", ignore_errors=True)
    status, _, calls = answer("design=design.csv", "output_dir=swept")
    if status == 0:
        assert len({str(call.output_dir) for call in calls}) == len(calls) >= 1


@FEW
@given(st.binary(max_size=60))
def test_random_bytes_are_no_design(workplace: Path, content: bytes) -> None:
    (workplace / "design.parquet").write_bytes(content)
    assert answer("design=design.parquet")[0] == 2
    (workplace / "manifest.json").write_bytes(content)
    assert answer("manifest=manifest.json")[0] == 2


@pytest.fixture
def configs(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the configs, to which strangers may add files."""
    folder = workplace / "configs"
    shutil.copytree(CONFIGS, folder)
    for module in (files, overrides):
        monkeypatch.setattr(module, "CONFIGS", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    files.scenario_file.cache_clear()


SCENARIO_KEYS = ["name", "about", "policy_start", "schedules", "x"]
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(SIGNS, max_size=8)
)
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc_.$", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@FEW
@given(
    st.dictionaries(st.sampled_from(["name", "about", "policy_start", "schedules", "x"]), TREES)
)
def test_random_yaml_is_refused_or_told(configs: Path, tree: dict[str, object]) -> None:
    import yaml

    text = "# @package scenario\n" + yaml.safe_dump(tree)
    (configs / "scenario/stranger.yaml").write_text(text, encoding="utf-8")
    forget()
    status, _, calls = answer("scenario=stranger")
    if status == 0:
        assert all(holds(calls[0].tree["scenario"].get(key), tree[key]) for key in tree)


@FEW
@given(st.text(SIGNS, max_size=30))
def test_a_file_of_random_signs_is_answered(configs: Path, text: str) -> None:
    (configs / "scenario/stranger.yaml").write_text(text, encoding="utf-8")
    forget()
    with warnings.catch_warnings():  # Hydra's own, about packages and defaults
        warnings.simplefilter("ignore")
        answer("scenario=stranger")


CODE = [
    "_target_: os.system\nabout: touch pwned",
    "schedules: {_target_: os.system, command: touch pwned}",
    'about: !!python/object/apply:os.system ["touch pwned"]',
    "about: !!python/name:os.system",
    "name: !!python/object/new:os.system [touch pwned]",
    "defaults: [../../../../tmp/x, _self_]\nname: x",
    "defaults: [/hydra/launcher: evil, _self_]\nname: x",
    "hydra: {launcher: {_target_: os.system}}",
]


@pytest.mark.parametrize("text", CODE)
def test_a_strangers_scenario_executes_nothing(
    configs: Path, workplace: Path, text: str
) -> None:
    (configs / "scenario/stranger.yaml").write_text(f"# @package scenario\n{text}\n")
    forget()
    assert answer("scenario=stranger")[0] == 2
    assert not (workplace / "pwned").exists()


@pytest.mark.parametrize(
    "text",
    [
        "hydra: {launcher: {_target_: os.system}}",
        "hydra: {run: {dir: /tmp/elsewhere}}",
        "hydra: {callbacks: {evil: {_target_: os.system, command: touch pwned}}}",
        "hydra: {searchpath: [file:///tmp]}",
        "output_dir: /tmp/elsewhere",
        "world: {network_csv: '${oc.env:PATH}'}",
        "seed: ${oc.decode:'1'}",
        "hydra: {mode: MULTIRUN, sweeper: {params: {seed: '${oc.env:SHLVL}'}}}",
        "hydra: {job_logging: {handlers: {a: {(): os.system, command: touch pwned}}}}",
        "hydra: {job: {chdir: true}}",
        "set: {_target_: os.system}",
        "world: {network_csv: ../../../../etc/passwd}",
    ],
)
def test_a_strangers_experiment_executes_nothing(
    configs: Path, workplace: Path, text: str
) -> None:
    name = f"stranger_{zlib.crc32(text.encode())}"  # composed files are remembered by name
    (configs / f"experiment/{name}.yaml").write_text(f"# @package _global_\n{text}\n")
    status, told, _ = answer(f"experiment={name}")
    assert status == 2
    assert told.count("\n") == 1
    assert not (workplace / "pwned").exists()


@pytest.mark.parametrize(
    "words",
    [["+experiment=stranger"], ["-m", "experiment=no_adaptation,stranger"], ["design=d.csv"]],
)
def test_a_strangers_experiment_is_refused_however_it_is_chosen(
    configs: Path, workplace: Path, words: list[str]
) -> None:
    text = "# @package _global_\nhydra: {launcher: {_target_: os.system}}\n"
    (configs / "experiment/stranger.yaml").write_text(text)
    (workplace / "d.csv").write_text("experiment\nstranger\n")
    status, told, _ = answer(*words)
    assert status == 2
    assert "hydra.launcher can't be set by an experiment's file" in told


@pytest.mark.parametrize(
    "words",
    [
        ["scenario=../../etc/passwd"],
        ["experiment=../experiment/tariff_sweep"],
        ["params=/etc/passwd"],
        ["hydra/launcher=../../evil"],
        ["hydra/callbacks=evil"],
        ["design=../../../etc/passwd"],
        ["manifest=/etc/passwd"],
        ["+a._target_=os.system"],
        ["levers.tariff._target_=os.system"],
    ],
)
def test_paths_out_of_the_configs_are_refused(workplace: Path, words: list[str]) -> None:
    assert answer(*words)[0] == 2
    assert list(workplace.iterdir()) == []
