"""What a composed config may hold: every key, type and bound, checked at once.

Works on plain Python objects. Each error is one sentence with the dotted path, the value,
what is allowed and the nearest valid name; nothing stops at the first.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from experiments.config.calendar import read_calendar
from experiments.config.drivers import DRIVER_FORM, read_drivers
from experiments.config.errors import refused, unknown
from experiments.config.levers import LeverReader
from experiments.config.params import name_errors, read_params
from experiments.config.values import (
    Option,
    choice_error,
    number_error,
    option_errors,
    switch_error,
    whole_error,
)
from sim.config import WARS, AdaptationSwitches, Calendar, ModelConfig, PopulationSizes
from sim.mechanisms import MECHANISMS

KEYS: Final = (
    "seed",
    "replications",
    "workers",
    "quick",
    "output_dir",
    "debug",
    "design",
    "resume",
    "jobs",
    "quick_values",
    "calendar",
    "population",
    "world",
    "wars",
    "adaptation",
    "strength",
    "set",
    "params",
    "scenario",
    "levers",
    "drivers",
)
SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "calendar": ("start", "end", "policy_start", "substeps"),
    "population": tuple(PopulationSizes.__dataclass_fields__),
    "world": ("network_csv",),
    "adaptation": tuple(AdaptationSwitches.__dataclass_fields__),
    "strength": tuple(MECHANISMS),
    "scenario": ("name", "about", "policy_start", "schedules"),
}
WHOLE_NUMBERS: Final = {
    "seed": (0, 2**32 - 1),
    "replications": (1, 10_000),
    "workers": (1, 1024),
    "jobs": (1, 10_000),
    "calendar.substeps": (1, 31),
    "population.consumers": (500, 1_000_000),
    "population.firms": (100, 100_000),
    "population.cartels": (20, 400),
}
STRENGTHS: Final = (-2.0, 2.0)
LEVER_HINT: Final = "see --list levers"


@dataclass
class Checked:
    """The errors of a config, and the model's config when there are none."""

    errors: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)

    def model(self) -> ModelConfig:
        """Return the model's config; only when there is no error."""
        strength = {name: float(value) for name, value in self.parts["strength"].items()}
        return ModelConfig(**(self.parts | {"strength": strength}))


def check(tree: dict[str, Any], keys: set[str], options: Mapping[str, Option]) -> Checked:
    """Check a whole config and build the parts of the model's config.

    Parameters
    ----------
    tree
        The composed config; ``quick`` is applied to it in place.
    keys
        Dotted keys that were set by hand, which ``quick`` leaves alone.
    options
        A command's own keys.
    """
    checker = _Checker(tree, options)
    checker.names()
    if not checker.is_broken:
        _apply_quick(tree, keys)
        checker.values(keys)
    return checker.checked


def key_errors(
    path: str,
    section: Mapping[Any, Any],
    known: Sequence[str],
    guess: Callable[[Any], str] | None = None,
) -> list[str]:
    """Return a sentence for each key of a section that is strange, or missing."""
    strange = [name for name in section if name not in known]
    errors = [
        unknown(f"{path}{name}", known, guess=guess(name) if guess else "") for name in strange
    ]
    return errors + [f"{path}{name}: is missing" for name in known if name not in section]


def lever_errors(path: str, section: Mapping[Any, Any], levers: Iterable[str]) -> list[str]:
    """Return a sentence for each key of a section that names no lever."""
    known = list(levers)
    return [unknown(f"{path}.{n}", known, LEVER_HINT) for n in section if n not in known]


def output_errors(path: Path, key: str = "output_dir") -> list[str]:
    """Return a sentence if files can't be written at ``path``; leaves nothing behind."""
    place = path
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        return [f"{key}: {place} is a file; allowed: a folder, or a path to make one"]
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".writable", dir=place))
    except OSError as error:
        return [f"{key}: can't write in {place} ({error.strerror}); choose another folder"]
    return []


def _apply_quick(tree: dict[str, Any], keys: set[str]) -> None:
    """Replace sizes by those of ``quick_values`` where no one set them by hand."""
    if tree["quick"] is not True:
        return

    def replace(target: dict[str, Any], values: dict[str, Any], path: str) -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                replace(target[name], value, f"{path}{name}.")
            elif f"{path}{name}" not in keys:
                target[name] = value

    replace(tree, tree["quick_values"], "")


def _is_csv(path: Any) -> bool:
    """Whether a path leads to a CSV file by its name; others are not even opened."""
    try:
        return isinstance(path, str) and path.endswith(".csv") and Path(path).is_file()
    except (OSError, ValueError):
        return False


def _lever_guess(name: Any, levers: Any) -> str:
    """Return the question that leads from a lever's bare name to its key, or nothing."""
    known = levers if isinstance(levers, dict) else {}
    near = {str(lever).lower(): lever for lever in known}.get(str(name).lower())
    return f"; did you mean set.{near}?" if near else ""


class _Checker:
    """Collects the errors of one config, section by section."""

    def __init__(self, tree: dict[str, Any], options: Mapping[str, Option]) -> None:
        self.tree = tree
        self.options = options
        self.checked = Checked()
        self.errors = self.checked.errors
        self.is_broken = False  # so that values can't be looked at

    # ------------------------------------------------------------------ names

    def names(self) -> None:
        """Check that every key exists where it stands, and that none is missing."""
        self._names("", self.tree, (*KEYS, *self.options))
        for section, known in SECTIONS.items():
            if section in self.tree:
                self._names(f"{section}.", self.tree[section], known)
        if self._is_mapping("params", self.tree.get("params"), "params.<group>.<name>=value"):
            self.errors += name_errors(self.tree["params"])
        if self._is_mapping("levers", self.tree.get("levers"), "levers.<lever>.schedule=[...]"):
            self._lever_names(self._declared_levers())
        self._is_mapping("drivers", self.tree.get("drivers"), DRIVER_FORM)

    def _names(self, path: str, section: Any, known: Sequence[str]) -> None:
        if not self._is_mapping(path.rstrip("."), section, f"keys {', '.join(known)}"):
            return
        levers = self.tree.get("set") if not path else None
        guess = partial(_lever_guess, levers=levers)
        self.errors += key_errors(path, section, known, guess)
        self.is_broken |= not set(known) <= set(section)

    def _is_mapping(self, path: str, section: Any, allowed: str) -> bool:
        if isinstance(section, dict):
            return True
        self.is_broken = True
        if section is not None or path in KEYS:
            self.errors.append(refused(path, section, allowed))
        return False

    def _declared_levers(self) -> dict[str, Any]:
        """Return the levers that have a file; a misspelt one holds a schedule only."""
        levers: dict[str, Any] = self.tree["levers"]
        return {
            name: lever
            for name, lever in levers.items()
            if isinstance(lever, dict) and "history" in lever
        }

    def _bare_levers(self) -> list[str]:
        """Return the levers that were given a bare value in place of a schedule."""
        known = self.tree.get("set")
        return [
            name
            for name, lever in self.tree["levers"].items()
            if isinstance(known, dict) and name in known and not isinstance(lever, dict)
        ]

    def _lever_names(self, declared: dict[str, Any]) -> None:
        if bare := self._bare_levers():
            self.is_broken = True
            self.errors += [
                refused(
                    f"levers.{name}",
                    self.tree["levers"][name],
                    f"set.{name}=VALUE for the whole policy period, or "
                    f"levers.{name}.schedule=[...]",
                )
                for name in bare
            ]
            return
        scenario = self.tree.get("scenario")
        schedules = scenario.get("schedules") if isinstance(scenario, dict) else {}
        sections = {
            "levers": self.tree["levers"],
            "set": self.tree.get("set"),
            "scenario.schedules": schedules or {},
        }
        for path, section in sections.items():
            if self._is_mapping(path, section, f"{path}.<lever>=...; {LEVER_HINT}"):
                self.errors += lever_errors(path, section, declared)
        for name, lever in declared.items():
            strange = [key for key in lever if key not in LeverReader.KEYS]
            self.errors += [unknown(f"levers.{name}.{k}", LeverReader.KEYS) for k in strange]

    # ----------------------------------------------------------------- values

    def values(self, keys: set[str]) -> None:
        """Check every value, and build the parts of the model's config."""
        found = [
            whole_error(path, self._at(path), *span) for path, span in WHOLE_NUMBERS.items()
        ]
        switches = [f"adaptation.{name}" for name in SECTIONS["adaptation"]]
        found += [
            switch_error(path, self._at(path))
            for path in ("quick", "debug", "resume", *switches)
        ]
        strengths = [f"strength.{name}" for name in MECHANISMS]
        found += [number_error(path, self._at(path), *STRENGTHS) for path in strengths]
        found.append(choice_error("wars", self._at("wars"), WARS))
        found += option_errors(self.options, self.tree)
        found += self._path_errors()
        self.errors += [message for message in found if message]
        params = read_params(self.tree["params"], self.errors)
        calendar = read_calendar(
            self.tree["calendar"], self._at("scenario.policy_start"), self.errors
        )
        self._notice(calendar, keys)
        self.checked.parts = {
            "levers": self._levers(calendar or Calendar()),
            "seed": self._at("seed"),
            "calendar": calendar,
            "population": PopulationSizes(**self._known("population")),
            "adaptation": AdaptationSwitches(**self._known("adaptation")),
            "strength": self._known("strength"),
            "params": params,
            "network_csv": self._at("world.network_csv"),
            "wars": self._at("wars"),
            "drivers": read_drivers(self.tree["drivers"], calendar or Calendar(), self.errors),
        }

    def _at(self, path: str) -> Any:
        value: Any = self.tree
        for name in path.split("."):
            value = value[name]
        return value

    def _known(self, section: str) -> dict[str, Any]:
        return {name: self.tree[section][name] for name in SECTIONS[section]}

    def _path_errors(self) -> list[str]:
        errors = []
        output = self._at("output_dir")
        if output is not None and not (isinstance(output, str) and output.strip()):
            errors.append(refused("output_dir", output, "a path in quotes, or null"))
        network = self._at("world.network_csv")
        if network is not None and not _is_csv(network):
            errors.append(
                f"world.network_csv: there is no file '{network}'; allowed: a CSV file"
            )
        return errors

    def _levers(self, calendar: Calendar) -> dict[str, Any]:
        reader = LeverReader(calendar)
        levers = reader.read_all(
            levers=self._declared_levers(),
            scenario=self._at("scenario.schedules") or {},
            values=self._at("set"),
        )
        self.errors += reader.errors
        return levers

    def _notice(self, calendar: Calendar | None, keys: set[str]) -> None:
        """Note a policy that was asked for but begins only after the run."""
        has_policy = "scenario" in keys or any(key.startswith("set.") for key in keys)
        if calendar is not None and has_policy and calendar.policy_start > calendar.end:
            begin = calendar.policy_start.date()
            self.checked.notices.append(f"the policy begins {begin}, after the run: no effect")
