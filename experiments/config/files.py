"""Files of configs: composed by Hydra, remembered, and refused where they would run code."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from experiments.config.errors import InputError, refused
from experiments.config.overrides import CONFIGS, GROUPS, Setting
from sim.params import registry

TARGET: Final = "_target_"
FILE_OF: Final = {
    "": "files of levers, of calibrated parameters or of no_policy",
    "experiment": "an experiment's file",
    "scenario": "a scenario's file",
    "params": "a file of parameters",
}

DECLARED: dict[str, dict[str, Any]] = {}
for _info in registry():
    DECLARED.setdefault(_info.group, {})[_info.name] = _info.default
ConfigStore.instance().store(name="declared_params", node={"params": DECLARED})


@cache
def chosen_files(overrides: tuple[str, ...]) -> dict[str, Any]:
    """Return what the chosen files compose; none may say where results go."""
    tree = named(by_hydra(list(overrides), with_hydra=True))
    if tree.get("output_dir") is not None:
        what = f"{', '.join(overrides)}: output_dir can't be set by a file"
        raise InputError([f"{what}; allowed: output_dir=PATH on the command line"])
    return tree


@cache
def scenario_file(name: str) -> dict[str, Any]:
    """Return a scenario as its file has it: name, about, policy_start, schedules."""
    scenario: dict[str, Any] = plain_tree(by_hydra([], config_name=f"scenario/{name}"))[
        "scenario"
    ]
    refuse_other_name(scenario, name)
    return scenario


def named(config: DictConfig) -> dict[str, Any]:
    """Return a composed config as plain objects, its scenario named as its file is."""
    tree = plain_tree(config)
    refuse_other_name(tree.get("scenario"), config.hydra.runtime.choices.get("scenario"))
    return tree


def refuse_other_name(scenario: Any, name: Any) -> None:
    """Refuse a scenario that bears the name of another file, which would be run for it."""
    if isinstance(scenario, dict) and (found := scenario.get("name")) != name:
        allowed = f"'{name}', as its file scenario/{name}.yaml is called"
        raise InputError([refused("scenario.name", found, allowed)])


def code_errors(settings: Sequence[Setting]) -> list[str]:
    """Return a sentence for each chosen file that sets Hydra up: it could run code."""
    chosen = [s for s in settings if s.key in GROUPS and not s.parsed.is_delete()]
    words = [f"{s.key}={v.parsed.value()}" for s in chosen for v in s.values()]
    errors = [message for word in dict.fromkeys(["", *words]) for message in _file_errors(word)]
    return list(dict.fromkeys(errors))


def experiment_errors(name: str) -> list[str]:
    """Return a sentence if a file sets more of Hydra than a sweep: it could run code."""
    return list(_file_errors(f"experiment={name}"))


@cache
def _file_errors(word: str) -> tuple[str, ...]:
    """Return what a choice of a file sets of Hydra beyond a sweep; none: the defaults."""
    group, _, name = word.partition("=")
    plain, own = _hydra_node(_without_files()), _hydra_node((word,) if word else ())
    strange = [f"hydra.{key}" for key in own if own[key] != plain.get(key)]
    if strange:
        what = f"{word or 'configs'}: {', '.join(strange)} can't be set by {FILE_OF[group]}"
        return (f"{what}; allowed: hydra.mode and hydra.sweeper.params",)
    swept = _sweep_of(name) if group == "experiment" else {}
    return tuple(f"{word}: {message}" for message in _plain_errors(swept))


def _without_files() -> tuple[str, ...]:
    """Return overrides that leave out every file but config.yaml."""
    primary = OmegaConf.to_container(OmegaConf.load(CONFIGS / "config.yaml"))
    assert isinstance(primary, dict)
    listed = primary["defaults"]
    entries = [entry for entry in listed if isinstance(entry, dict)]
    keys = [key for entry in entries for key, name in entry.items() if name is not None]
    return tuple(f"~{key}" for key in keys if not key.startswith("override "))


def sweep_errors(name: str) -> list[str]:
    """Return a sentence if an experiment brings a sweep, which holds for it alone."""
    if not _sweep_of(name):
        return []
    what = f"experiment: {name} brings a sweep of its own"
    return [f"{what}; allowed: experiment={name} alone on the command line"]


@cache
def _sweep_of(name: str) -> dict[str, Any]:
    """Return what an experiment's file sweeps, by dotted key, as it stands there."""
    sweeper = by_hydra([f"experiment={name}"], with_hydra=True).hydra.sweeper
    params = OmegaConf.to_container(sweeper).get("params")  # type: ignore[union-attr]
    return dict(params or {})


def _plain_errors(tree: Any, path: str = "") -> list[str]:
    """Return a sentence for each value that is not plain: an interpolation, code to run."""
    if isinstance(tree, str):
        return [refused(path, tree, "plain values, without ${")] if "${" in tree else []
    if isinstance(tree, dict):
        parts = [(str(name), value) for name, value in tree.items()]
    else:
        parts = [(str(n), value) for n, value in enumerate(tree if type(tree) is list else [])]
    start = f"{path}." if path else ""
    code = [f"{start}{n}: names code to run; it can't be set" for n, _ in parts if n == TARGET]
    return code + [f for n, value in parts for f in _plain_errors(value, f"{start}{n}")]


@cache
def _hydra_node(overrides: tuple[str, ...]) -> dict[str, Any]:
    """Return Hydra's own settings without those that an experiment may set."""
    node = OmegaConf.to_container(by_hydra(list(overrides), with_hydra=True).hydra)
    assert isinstance(node, dict)
    for name in ("mode", "runtime", "overrides", "job"):
        kept = (
            {k: v for k, v in node[name].items() if k in ("chdir", "env_set", "env_copy")}
            if name == "job"
            else None
        )
        node[name] = kept
    node["sweeper"].pop("params")
    return {str(key): value for key, value in node.items()}


def by_hydra(
    overrides: list[str], config_name: str = "config", *, with_hydra: bool = False
) -> DictConfig:
    """Compose by Hydra, its errors as one sentence each.

    A file that is no YAML, or of a form that Hydra does not foresee, is bad input too.
    """
    try:
        if GlobalHydra.instance().is_initialized():
            return hydra_compose(config_name, overrides, return_hydra_config=with_hydra)
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return hydra_compose(config_name, overrides, return_hydra_config=with_hydra)
    except Exception as error:
        raise InputError([one_sentence(error)]) from error


def plain_tree(config: DictConfig) -> dict[str, Any]:
    """Return a composed config as plain objects, without Hydra's own settings."""
    try:
        raw = OmegaConf.to_container(config)
        assert isinstance(raw, dict)
        ours = {str(key): value for key, value in raw.items() if key != "hydra"}
    except OmegaConfBaseException as error:
        raise InputError([one_sentence(error)]) from error
    if errors := _plain_errors(ours):
        raise InputError(errors)
    return ours


def one_sentence(error: Exception) -> str:
    """Return a library's message on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "config: " + "; ".join(lines[:3])
