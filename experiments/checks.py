"""What a composed config may hold: every key, type and bound, checked at once.

Works on plain Python objects. Each fault is one sentence with the dotted path, the value,
what is allowed and the nearest valid name; nothing stops at the first.
"""

import math
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.errors import listed, nearest, refused, unknown
from experiments.lever_checks import LeverReader
from sim.config import AdaptationSwitches, Calendar, ModelConfig, PopulationSizes
from sim.levers import LeverError, read_date
from sim.mechanisms import MECHANISMS
from sim.params import ParamInfo, Params, registry

KEYS: Final = (
    "seed",
    "replications",
    "workers",
    "quick",
    "output_dir",
    "debug",
    "quick_values",
    "calendar",
    "population",
    "world",
    "adaptation",
    "strength",
    "set",
    "params",
    "scenario",
    "levers",
)
SCENARIO_KEYS: Final = ("name", "about", "policy_start", "schedules")
SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "calendar": tuple(Calendar.__dataclass_fields__),
    "population": tuple(PopulationSizes.__dataclass_fields__),
    "world": ("network_csv",),
    "adaptation": tuple(AdaptationSwitches.__dataclass_fields__),
    "strength": tuple(MECHANISMS),
    "scenario": SCENARIO_KEYS,
}
FIRST_START: Final = pd.Timestamp("2012-01-01")
LAST_END: Final = pd.Timestamp("2045-12-01")
POLICY_START: Final = pd.Timestamp("2025-01-01")
WHOLE_NUMBERS: Final = {
    "seed": (0, 2**32 - 1),
    "replications": (1, 10_000),
    "workers": (1, 1024),
    "calendar.substeps": (1, 31),
    "population.consumers": (500, 1_000_000),
    "population.firms": (100, 100_000),
    "population.cartels": (20, 400),
}
STRENGTHS: Final = (-2.0, 2.0)


@dataclass(frozen=True)
class Option:
    """A key of one command: its default, what is allowed, and its meaning."""

    default: Any
    about: str
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()


@dataclass
class Checked:
    """The faults of a config, and the model's config when there are none."""

    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)

    def model(self) -> ModelConfig:
        """Return the model's config; only when there is no fault."""
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
    return Checked(checker.faults, checker.notices, checker.parts)


def output_faults(path: Path) -> list[str]:
    """Return a sentence if results can't be written at ``path``; leaves nothing behind."""
    place = path
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        return [f"output_dir: {place} is a file; allowed: a folder, or a path to make one"]
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".writable", dir=place))
    except OSError as error:
        return [f"output_dir: can't write in {place} ({error.strerror}); choose another folder"]
    return []


def _apply_quick(tree: dict[str, Any], keys: set[str]) -> None:
    """Replace sizes by those of ``quick_values`` where no one set them by hand."""
    if tree["quick"] is not True:
        return

    def lay(target: dict[str, Any], values: dict[str, Any], path: str) -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                lay(target[name], value, f"{path}{name}.")
            elif f"{path}{name}" not in keys:
                target[name] = value

    lay(tree, tree["quick_values"], "")


class _Checker:
    """Collects the faults of one config, section by section."""

    def __init__(self, tree: dict[str, Any], options: Mapping[str, Option]) -> None:
        self.tree = tree
        self.options = options
        self.faults: list[str] = []
        self.notices: list[str] = []
        self.parts: dict[str, Any] = {}
        self.is_broken = False  # so that values can't be looked at

    # ------------------------------------------------------------------ names

    def names(self) -> None:
        """Check that every key exists where it stands, and that none is missing."""
        self._names("", self.tree, (*KEYS, *self.options))
        for section, known in SECTIONS.items():
            if section in self.tree:
                self._names(f"{section}.", self.tree[section], known)
        self._param_names()
        self._lever_names()

    def _names(self, path: str, section: Any, known: Sequence[str], hint: str = "") -> None:
        if not isinstance(section, dict):
            self._break(refused(path.rstrip("."), section, f"keys {', '.join(known)}"))
            return
        self.faults += [unknown(f"{path}{n}", known, hint) for n in section if n not in known]
        for name in known:
            if name not in section:
                self._break(f"{path}{name}: is missing")

    def _break(self, fault: str) -> None:
        """Note a fault that leaves nothing to look at."""
        self.faults.append(fault)
        self.is_broken = True

    def _param_names(self) -> None:
        groups = self.tree.get("params")
        declared: dict[str, list[str]] = {group: [] for group in Params.__dataclass_fields__}
        for info in registry():
            declared[info.group].append(info.name)
        hint = "see --list parameters"
        if not isinstance(groups, dict):
            self._break(refused("params", groups, "params.<group>.<name>=value"))
            return
        for group, values in groups.items():
            if group not in declared:
                self.faults.append(unknown(f"params.{group}", declared, hint))
            elif not isinstance(values, dict):
                what = f"params.{group}.<name>=value; {hint}"
                self._break(refused(f"params.{group}", values, what))
            else:
                self.faults += [
                    _unknown_param(group, name, declared)
                    for name in values
                    if name not in declared[group]
                ]

    def _lever_names(self) -> None:
        levers = self.tree.get("levers")
        if not isinstance(levers, dict):
            self._break(refused("levers", levers, "levers.<lever>.schedule=[...]"))
            return
        known = [name for name, lever in levers.items() if _is_whole_lever(lever)]
        hint = "see --list levers"
        scenario = self.tree.get("scenario")
        schedules = scenario.get("schedules") if isinstance(scenario, dict) else None
        if schedules is None:
            schedules = {}
        for path, section in (
            ("levers", levers),
            ("set", self.tree.get("set")),
            ("scenario.schedules", schedules),
        ):
            if not isinstance(section, dict):
                self._break(refused(path, section, f"{path}.<lever>=...; {hint}"))
                continue
            self.faults += [
                unknown(f"{path}.{name}", known, hint) for name in section if name not in known
            ]
        for name in known:
            self.faults += [
                unknown(f"levers.{name}.{key}", LeverReader.KEYS)
                for key in levers[name]
                if key not in LeverReader.KEYS
            ]

    # ----------------------------------------------------------------- values

    def values(self, keys: set[str]) -> None:
        """Check every value, and build the parts of the model's config."""
        for path, (low, high) in WHOLE_NUMBERS.items():
            self._whole_number(path, low, high)
        switches = [f"adaptation.{name}" for name in SECTIONS["adaptation"]]
        for path in ("quick", "debug", *switches):
            if not isinstance(self._at(path), bool):
                self.faults.append(refused(path, self._at(path), "true or false"))
        for name in MECHANISMS:
            self._number(f"strength.{name}", self._at(f"strength.{name}"), *STRENGTHS)
        self._options()
        self._paths()
        self._params()
        self._levers(self._calendar(keys) or Calendar())
        self.parts |= {
            "seed": self._at("seed"),
            "population": PopulationSizes(**self._known("population")),
            "adaptation": AdaptationSwitches(**self._known("adaptation")),
            "strength": self._known("strength"),
            "network_csv": self._at("world.network_csv"),
        }

    def _at(self, path: str) -> Any:
        value: Any = self.tree
        for name in path.split("."):
            value = value[name]
        return value

    def _known(self, section: str) -> dict[str, Any]:
        return {name: self.tree[section][name] for name in SECTIONS[section]}

    def _whole_number(self, path: str, low: int, high: int) -> None:
        value = self._at(path)
        if not is_whole(value) or not low <= value <= high:
            self.faults.append(refused(path, value, f"a whole number from {low} to {high}"))

    def _number(self, path: str, value: Any, low: float, high: float, unit: str = "") -> None:
        if not is_number(value) or not low <= value <= high:
            allowed = f"a number from {low:g} to {high:g}{' ' if unit else ''}{unit}"
            self.faults.append(refused(path, value, allowed))

    def _options(self) -> None:
        for name, option in self.options.items():
            value = self.tree[name]
            if option.choices and value not in option.choices:
                near = nearest(str(value), option.choices)
                self.faults.append(refused(name, value, ", ".join(option.choices)) + near)
            elif isinstance(option.default, bool):
                if not isinstance(value, bool):
                    self.faults.append(refused(name, value, "true or false"))
            elif isinstance(option.default, int) and not is_whole(value):
                self.faults.append(refused(name, value, _whole_range(option)))
            elif isinstance(option.default, int | float):
                self._number(name, value, option.low, option.high)

    def _paths(self) -> None:
        output = self._at("output_dir")
        if output is not None and not (isinstance(output, str) and output.strip()):
            self.faults.append(refused("output_dir", output, "a path in quotes, or null"))
        network = self._at("world.network_csv")
        if network is not None and not (isinstance(network, str) and Path(network).is_file()):
            self.faults.append(f"world.network_csv: there is no file '{network}'")

    # ------------------------------------------------------------- parameters

    def _params(self) -> None:
        params = Params()
        for info in registry():
            value = self._at("params").get(info.group, {}).get(info.name, info.default)
            fault = _param_fault(info, value)
            if fault:
                self.faults.append(fault)
            else:
                kind: Callable[[Any], Any] = type(info.default)
                setattr(getattr(params, info.group), info.name, kind(value))
        self.parts["params"] = params

    # ------------------------------------------------------ calendar and levers

    def _calendar(self, keys: set[str]) -> Calendar | None:
        n_before = len(self.faults)
        start = self._month("calendar.start", self._at("calendar.start"))
        end = self._month("calendar.end", self._at("calendar.end"))
        own = self._at("scenario.policy_start")
        given = self._at("calendar.policy_start")
        policy = POLICY_START
        if own is not None:
            policy = self._month("scenario.policy_start", own)
        if given is not None:
            policy = self._month("calendar.policy_start", given)
        if start is None or end is None or policy is None:
            return None
        for name, month in (("start", start), ("end", end)):
            if not FIRST_START <= month <= LAST_END:
                allowed = f"{FIRST_START.date()} to {LAST_END.date()}"
                self.faults.append(refused(f"calendar.{name}", str(month.date()), allowed))
        if end < start:
            allowed = f"calendar.start ({start.date()}) or later"
            self.faults.append(refused("calendar.end", str(end.date()), allowed))
        elif policy < start or (given is not None and policy > end):
            allowed = f"{start.date()} to {end.date()}, the months of the run"
            self.faults.append(refused("calendar.policy_start", str(policy.date()), allowed))
        elif policy > end and ("scenario" in keys or any(k.startswith("set.") for k in keys)):
            self.notices.append(f"the policy begins {policy.date()}, after the run's end: no effect")
        if len(self.faults) > n_before or not is_whole(self._at("calendar.substeps")):
            return None
        calendar = Calendar(start, end, policy, self._at("calendar.substeps"))
        self.parts["calendar"] = calendar
        return calendar

    def _month(self, path: str, value: Any) -> pd.Timestamp | None:
        try:
            date = read_date(value)
        except LeverError:
            self.faults.append(refused(path, value, "a month as YYYY-MM-01"))
            return None
        if date.day != 1:
            self.faults.append(refused(path, value, "the first day of a month, as YYYY-MM-01"))
            return None
        return date

    def _levers(self, calendar: Calendar) -> None:
        reader = LeverReader(calendar)
        self.parts["levers"] = reader.read_all(
            levers={n: lever for n, lever in self._at("levers").items() if _is_whole_lever(lever)},
            scenario=self._at("scenario.schedules") or {},
            values=self._at("set"),
        )
        self.faults += reader.faults


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; true and false are not numbers."""
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    )


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, written without a point."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole_lever(lever: Any) -> bool:
    """Whether an entry is a declared lever, and not a misspelt key with a schedule."""
    return isinstance(lever, dict) and "history" in lever


def _whole_range(option: Option) -> str:
    if math.isinf(option.high):
        return "a whole number"
    return f"a whole number from {option.low:g} to {option.high:g}"


def _unknown_param(group: str, name: str, declared: Mapping[str, Sequence[str]]) -> str:
    """Return the sentence for an unknown parameter, looking in the other groups too."""
    elsewhere = [other for other, names in declared.items() if name in names]
    if elsewhere:
        guess = f"; did you mean params.{elsewhere[0]}.{name}?"
        return f"params.{group}.{name}: group '{group}' has no '{name}'{guess}"
    return unknown(f"params.{group}.{name}", declared[group], "see --list parameters")


def _param_fault(info: ParamInfo, value: Any) -> str:
    """Return what is wrong with a parameter's value, or nothing."""
    path = f"params.{info.group}.{info.name}"
    if isinstance(info.default, bool):
        return "" if isinstance(value, bool) else refused(path, value, "true or false")
    if info.choices is not None:
        if value in info.choices:
            return ""
        choices = listed(info.choices)[len("; allowed: ") :]
        return refused(path, value, choices) + nearest(str(value), info.choices)
    low, high = info.bounds or (-math.inf, math.inf)
    is_right_kind = is_whole(value) if isinstance(info.default, int) else is_number(value)
    if is_right_kind and low <= value <= high:
        return ""
    kind = "a whole number" if isinstance(info.default, int) else "a number"
    unit = "" if info.unit == "1" else f" {info.unit}"
    return refused(path, value, f"{kind} from {low:g} to {high:g}{unit}")
