"""Command-line overrides before Hydra sees them: parsed one by one, errors collected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Glob, Override, RangeSweep
from hydra.errors import HydraException

from experiments.config.errors import nearest, refused, short, unknown

CONFIGS: Final = Path(__file__).resolve().parents[2] / "configs"
GROUPS: Final = ("scenario", "params", "experiment")
LAUNCHER: Final = "hydra/launcher"
HYDRA_GROUPS: Final = (LAUNCHER, "hydra/job_logging", "hydra/hydra_logging")
HYDRAS_LAUNCHERS: Final = ("basic", "joblib")
EXTRAS: Final = {"ray": "ray", "slurm": "submitit"}
OURS: Final = ("hydra.sweep.", "hydra.run.", "hydra.output_subdir", "hydra.job.chdir")
"""Beginnings of Hydra's keys that say where results go, which output_dir does."""

MOST_VALUES: Final = 100_000

QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
TOKENS: Final = re.compile(r"(?P<sign>[{}])|(?<=[{,])\s*(?P<name>[^\s{}\[\],:]+)\s*:")


@dataclass(frozen=True)
class Setting:
    """One override: its text, dotted key, and whether it chooses a file of a group."""

    text: str
    key: str
    is_group: bool
    parsed: Override

    @property
    def for_hydra(self) -> str:
        """The override as Hydra should get it.

        Plain settings are forced (``++``), so that a misspelt key reaches our own check,
        which can name the nearest valid one, and all errors are told at once.
        """
        is_plain = self.text[0] not in "+~" and not self.is_group
        return f"++{self.text}" if is_plain and not self.key.startswith("hydra") else self.text

    def values(self) -> Iterator["Setting"]:
        """Give one setting for each value of a sweep; itself if it sweeps nothing.

        Lazy, since a range may be endless. A pattern (``glob``) stands for names of files.
        """
        key, value = self.parsed.get_key_element(), self.parsed.value()
        if not self.parsed.is_sweep_override():
            yield self
        elif isinstance(value, Glob):
            for name in value.filter(options(self.key)):
                yield read_setting(f"{key}={name}")
        else:
            for text in self.parsed.sweep_string_iterator():
                yield read_setting(f"{key}={text}")

    def sweep_error(self) -> str:
        """Return what keeps the values of a sweep from being counted, or nothing."""
        value = self.parsed.value()
        if self.parsed.is_interval_sweep():
            return refused(self.key, self.text, "a list of values, or range(start,stop,step)")
        if isinstance(value, RangeSweep):
            if not value.step:
                return refused(self.key, self.text, "range(start,stop,step) with a step")
            n_values = (float(value.stop or 0) - float(value.start or 0)) / float(value.step)
            if not n_values < MOST_VALUES:
                return f"{self.key}: {self.text} has more than {MOST_VALUES} values"
        return ""


DECLARED_ELSEWHERE: Final = {
    "bounds": "[lowest, highest]",
    "neutral": "the value of 2024",
    "unit": "the unit",
    "about": "the sentence about it",
    "acts_on": "what it acts on",
    "mechanisms": "its mechanisms",
    "evidence": "its evidence",
    "grade": "the grade of its evidence",
    "expected_effect": "the effect expected",
}
"""What a lever's file says of the lever, which no run can change."""


def several_error(setting: Setting, *, is_list: bool) -> str:
    """Return the sentence for several values without a sweep; a list wants brackets."""
    if is_list:
        values = setting.text.partition("=")[2]
        what = f"several values ({setting.text}) need brackets"
        return f"{setting.key}: {what}; allowed: '{setting.key}=[{values}]'"
    return f"{setting.key}: several values ({setting.text}) need a sweep; add -m"


def form_error(setting: Setting) -> str:
    """Return what is wrong with a setting whatever its key is, or nothing."""
    if twice := twice_in_an_entry(setting.text.partition("=")[2]):
        return f"{setting.key}: '{twice}' stands twice in one entry; allowed: once"
    for path in _paths(setting.key, setting.parsed.value()):
        parts = path.split(".")
        if parts[0] == "levers" and len(parts) > 2 and parts[2] in DECLARED_ELSEWHERE:
            what = f"{DECLARED_ELSEWHERE[parts[2]]} stands in the lever's file"
            return f"{path}: can't be set, {what}; allowed: levers.{parts[1]}.schedule=[...]"
    return ""


def _paths(key: str, value: Any) -> Iterator[str]:
    yield key
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _paths(f"{key}.{name}", part)


def twice_in_an_entry(text: str) -> str:
    """Return a key that one mapping of a value in braces holds twice, or nothing."""
    levels: list[set[str]] = []
    for found in TOKENS.finditer(QUOTED.sub("''", text)):
        sign, name = found["sign"], found["name"]
        if sign == "{":
            levels.append(set())
        elif sign == "}" and levels:
            levels.pop()
        elif name and levels:
            if name in levels[-1]:
                return name
            levels[-1].add(name)
    return ""


def options(group: str) -> list[str]:
    """Return the names of a group's files."""
    return sorted(path.stem for path in (CONFIGS / group).glob("*.yaml"))


def read_setting(text: str) -> Setting:
    """Return one parsed override; raises HydraException when it can't be read."""
    parsed = OverridesParser.create().parse_override(text)
    key = parsed.key_or_group
    is_group = key in GROUPS or "/" in key or parsed.package is not None
    return Setting(text, key, is_group, parsed)


def read_settings(overrides: Sequence[str]) -> tuple[list[Setting], list[str]]:
    """Return the overrides that can be used, and one sentence for each that can't."""
    settings, errors = [], []
    for text in overrides:
        try:
            setting = read_setting(text)
        except (HydraException, ValueError, RecursionError):
            errors.append(
                f"{short(text)}: can't be read; allowed: key=value, lists in [ ], quotes paired"
            )
            continue
        message = setting.sweep_error() or group_error(setting) or form_error(setting)
        if message:
            errors.append(message)
        else:
            settings.append(setting)
    return settings, errors


def command_line_errors(settings: Sequence[Setting]) -> list[str]:
    """Return a sentence for each key that would have no effect, or name code to run."""
    errors = []
    for setting in settings:
        if setting.key.startswith(OURS):
            where = "output_dir=PATH says where results go"
            errors.append(f"{setting.key}: can't be set; {where}")
        if "_target_" in setting.key.split("."):
            errors.append(f"{setting.key}: names code to run; it can't be set")
    return errors


def repeats(settings: Sequence[Setting]) -> list[str]:
    """Return a sentence for each key that stands more than once: the last one counts."""
    texts: dict[str, list[str]] = {}
    for setting in settings:
        texts.setdefault(setting.key, []).append(setting.text)
    return [
        f"{key}: stands {len(same)} times ({', '.join(same)})"
        for key, same in texts.items()
        if len(same) > 1
    ]


def group_error(setting: Setting) -> str:
    """Return the sentence for a choice that its group does not have, or nothing."""
    if setting.parsed.is_delete() or not setting.is_group:
        return ""
    if setting.key not in (*GROUPS, *HYDRA_GROUPS):
        known = [*GROUPS, *HYDRA_GROUPS]
        return unknown(setting.key, known) + "; a file outside of configs can't be chosen"
    if setting.key not in (*GROUPS, LAUNCHER):
        return ""
    if message := _extra_error(str(setting.parsed.value())):
        return message
    return _choice_error(setting)


def _choice_error(setting: Setting) -> str:
    """Return the sentence for a name that a group of ours does not have, or nothing."""
    is_launcher = setting.key == LAUNCHER
    known = [*(HYDRAS_LAUNCHERS if is_launcher else ()), *options(setting.key)]
    for variant in setting.values():
        name = variant.parsed.value()
        if name is None and setting.key == "experiment":
            continue
        if not isinstance(name, str) or name not in known:
            return refused(setting.key, name, ", ".join(known)) + nearest(str(name), known)
    return ""


def _extra_error(name: str) -> str:
    """Return how to install an engine that is not, or nothing."""
    if name not in EXTRAS or find_spec(EXTRAS[name]):
        return ""
    return f"{LAUNCHER}: {name} is not installed; uv run --extra {name} python -m ..."
