"""From configs and overrides to a checked run: composed by Hydra, then plain Python objects."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from experiments.config.errors import InputError
from experiments.config.files import (
    by_hydra,
    chosen_files,
    code_errors,
    named,
    plain_tree,
    refuse_other_name,
    scenario_file,
    sweep_errors,
)
from experiments.config.overrides import (
    GROUPS,
    LAUNCHER,
    Setting,
    read_setting,
    read_settings,
    several_error,
)
from experiments.config.schema import Checked, check
from experiments.config.values import Option
from sim.config import ModelConfig


@dataclass(frozen=True)
class Resolved:
    """A checked config: the whole tree as plain objects, and what commands ask of it."""

    tree: dict[str, Any]
    model: ModelConfig
    scenario: str
    seed: int
    replications: int
    workers: int
    quick: bool
    output_dir: Path | None
    notices: tuple[str, ...] = ()

    @property
    def seeds(self) -> list[int]:
        """The seeds to run: one for each replication, from ``seed`` on."""
        return list(range(self.seed, self.seed + self.replications))

    def option(self, name: str) -> Any:
        """Return the value of a command's own key."""
        return self.tree[name]

    def noting(self, notice: str) -> "Resolved":
        """Return the same run with one more notice for its user."""
        return replace(self, notices=(*self.notices, notice))


def compose(overrides: Sequence[str], options: dict[str, Option] | None = None) -> Resolved:
    """Compose and check one run from overrides such as ``scenario=strikes``.

    Parameters
    ----------
    overrides
        As on the command line, without sweeps; a single one may stand alone.
    options
        A command's own keys, with their defaults and bounds.

    Raises
    ------
    InputError
        With every error at once.
    """
    words = [overrides] if isinstance(overrides, str) else overrides
    settings, errors = read_settings(words)
    return compose_settings(settings, errors, options or {})


def compose_settings(
    settings: Sequence[Setting], errors: Sequence[str], options: Mapping[str, Option]
) -> Resolved:
    """Compose and check one run from overrides that were read; sweeps are errors."""
    lists = [name for name, option in options.items() if option.is_list]
    several = [
        several_error(setting, is_list=setting.key in lists)
        for setting in settings
        if setting.parsed.is_sweep_override()
    ]
    errors = [*errors, *several]
    single = [setting for setting in settings if not setting.parsed.is_sweep_override()]
    try:
        tree = compose_tree(single)
    except InputError as error:
        raise InputError([*errors, *error.errors]) from error
    return resolve(tree, [setting.key for setting in single], dict(options), errors)


def from_hydra(config: DictConfig, keys: Sequence[str], options: dict[str, Option]) -> Resolved:
    """Check a config that Hydra composed for a job; ``keys`` were set by its overrides."""
    return resolve(plain_tree(config), keys, options, [])


def resolve(
    tree: dict[str, Any], keys: Sequence[str], options: dict[str, Option], errors: Sequence[str]
) -> Resolved:
    """Check a composed tree and return the run, or raise every error at once."""
    for name, option in options.items():
        tree.setdefault(name, option.default)
    checked = check(tree, set(keys), options)
    if errors or checked.errors:
        raise InputError([*errors, *checked.errors])
    return _resolved(tree, checked)


def to_model_config(resolved: Resolved) -> ModelConfig:
    """Return what the model needs of a run, free to be changed by the caller."""
    return copy.deepcopy(resolved.model)


def compose_tree(settings: Sequence[Setting]) -> dict[str, Any]:
    """Return the composed config as plain objects.

    Files are composed once per choice and remembered; plain settings are laid over a copy.
    Equal to what Hydra composes (tested), and ten times faster when a command asks often.
    """
    ours = [setting for setting in settings if not setting.key.startswith("hydra")]
    groups = [setting for setting in ours if setting.is_group]
    leaves = [setting for setting in ours if not setting.is_group]
    is_simple = all(leaf.text[0] not in "+~" and "${" not in leaf.text for leaf in leaves)
    names = [setting.key for setting in groups]
    if not is_simple or len(set(names)) != len(names) or not set(names) <= set(GROUPS):
        chosen_files(tuple(setting.text for setting in groups))  # which refuses some
        return named(by_hydra([setting.for_hydra for setting in ours], with_hydra=True))
    alone = [setting for setting in groups if setting.key == "scenario"]
    if "experiment" in names:  # it may change parts of a scenario
        alone = []
    tree = copy.deepcopy(chosen_files(tuple(s.text for s in groups if s not in alone)))
    for setting in alone:
        tree["scenario"] = copy.deepcopy(scenario_file(str(setting.parsed.value())))
    return _laid(tree, [(leaf.key, plain_value(leaf)) for leaf in leaves])


@dataclass(frozen=True)
class HydraChoices:
    """What settings ask of Hydra: whether to sweep, over what, and on which engine."""

    is_sweep: bool = False
    sweep: tuple[Setting, ...] = ()
    launcher: Mapping[str, Any] = field(default_factory=lambda: {"name": "basic"})


def hydra_choices(settings: Sequence[Setting]) -> HydraChoices:
    """Return what an experiment and the settings ask of Hydra.

    Raises
    ------
    InputError
        If an experiment's file wants more of Hydra than a sweep, since it could run code, or
        if one of several experiments brings a sweep of its own.
    """
    keys = [setting.key for setting in settings]
    if not any(key == "experiment" or key.startswith("hydra") for key in keys):
        return HydraChoices()
    names = _experiments(settings)
    errors = code_errors(settings)
    if len(names) > 1:
        errors += [message for name in names for message in sweep_errors(name)]
    if errors:
        raise InputError(errors)
    words = [next(setting.values(), setting).for_hydra for setting in settings]
    hydra = by_hydra(words, with_hydra=True).hydra
    sweep = {} if hydra.sweeper.get("params") is None else dict(hydra.sweeper.params)
    launcher = dict(hydra.launcher) | {"name": hydra.runtime.choices[LAUNCHER]}
    return HydraChoices(
        is_sweep=hydra.mode is not None and hydra.mode.name == "MULTIRUN",
        sweep=tuple(read_setting(f"{key}={value}") for key, value in sweep.items()),
        launcher=launcher,
    )


def _experiments(settings: Sequence[Setting]) -> list[str]:
    """Return the names of all experiments that settings choose, in a sweep too."""
    chosen = [s for s in settings if s.key == "experiment" and not s.parsed.is_delete()]
    names = [variant.parsed.value() for setting in chosen for variant in setting.values()]
    return [name for name in names if isinstance(name, str)]


def plain_value(setting: Setting) -> Any:
    """Return a setting's value as Hydra reads it: numbers, quotes, dates, lists, mappings."""
    placed = OmegaConf.to_container(OmegaConf.create({"value": setting.parsed.value()}))
    assert isinstance(placed, dict)
    return placed["value"]


def point_tree(base: tuple[str, ...], point: Mapping[str, Any]) -> dict[str, Any]:
    """Return the composed config of one point of a sweep, without composing it anew.

    Parameters
    ----------
    base
        Overrides that all points share.
    point
        Plain values by dotted key; a choice of a group's file replaces that of the base.
    """
    groups = tuple(f"{key}={value}" for key, value in point.items() if key in GROUPS)
    chosen = tuple(text for text in base if text.partition("=")[0] not in point)
    tree = copy.deepcopy(_base_tree((*chosen, *groups)))
    return _laid(tree, [pair for pair in point.items() if pair[0] not in GROUPS])


@cache
def _base_tree(overrides: tuple[str, ...]) -> dict[str, Any]:
    return compose_tree([read_setting(text) for text in overrides])


def _laid(tree: dict[str, Any], pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a plain tree with values laid over it by dotted key; its scenario stays."""
    scenario = tree.get("scenario")
    name = scenario.get("name") if isinstance(scenario, dict) else None
    for key, value in pairs:
        _set_value(tree, key, value)
    refuse_other_name(tree.get("scenario"), name)
    return tree


def _set_value(tree: dict[str, Any], key: str, value: Any) -> None:
    """Set one dotted key of a plain tree."""
    *above, last = key.split(".")
    for name in above:
        if not isinstance(tree.get(name), dict):
            tree[name] = {}
        tree = tree[name]
    if isinstance(value, dict) and isinstance(tree.get(last), dict):
        tree[last].update(value)
    else:
        tree[last] = copy.deepcopy(value)


def _resolved(tree: dict[str, Any], checked: Checked) -> Resolved:
    output_dir = tree["output_dir"]
    return Resolved(
        tree=tree,
        model=checked.model(),
        scenario=tree["scenario"]["name"],
        seed=tree["seed"],
        replications=tree["replications"],
        workers=tree["workers"],
        quick=tree["quick"],
        output_dir=None if output_dir is None else Path(output_dir),
        notices=tuple(checked.notices),
    )
