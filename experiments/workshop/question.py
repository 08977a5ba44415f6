"""From what the page holds to a checked plan of paired runs, and a name for its answer.

The plan is that of ``experiments.compare`` with the same overrides, seeds and draws: the page
gives the same numbers, and refuses with the same sentences.
"""

import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError, refused, unknown
from experiments.config.values import UNCERTAINTY_OPTION, is_number, is_whole
from experiments.ensembles.plan import (
    ADAPTING,
    CUSTOM,
    FROZEN,
    NO_POLICY,
    SEEDS_A_DRAW,
    Arm,
    Plan,
    check_horizon,
    make_plan,
    reference_name,
)
from experiments.ensembles.posterior import draws_of
from experiments.storage.trunk_cache import fingerprint
from sim.config import POLICY_START

KEYS: Final = ("scenario", "levers", "strength", "adaptation", "params", "seed")
LEVER_KEYS: Final = ("value", "start", "ramp", "end")
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,60}(\.[a-z][a-z0-9_]{0,60})?")
DATE: Final = re.compile(r"\d{4}-\d{2}-01")
MOST_ENTRIES: Final = 60
LONGEST_RAMP: Final = 120
FORM: Final = "an object as the page sends it"
LAYOUT: Final = "1"
"""Part of every digest; raise it when the arrays of an answer change."""

_COMPOSING: Final = threading.Lock()  # Hydra composes one config at a time


@dataclass(frozen=True)
class Sizes:
    """How many pairs stand behind an answer, and whether runs are small."""

    pairs: int
    quick: bool = False


@dataclass(frozen=True)
class Question:
    """One scenario to be answered: its plan, its arm beside the reference, and a digest."""

    digest: str
    plan: Plan
    name: str
    overrides: tuple[str, ...]

    @property
    def start(self) -> pd.Timestamp:
        """First month of the policy."""
        return self.plan.policy_starts[self.name]

    @property
    def seeds_a_draw(self) -> int | None:
        """Seeds that share a draw of the fitted parameters; None where all share one point."""
        return SEEDS_A_DRAW if self.plan.draws else None

    def reference(self, variant: str) -> str:
        """Return what the policy is compared with: no policy, frozen at the same date."""
        usual = self.plan.policy_starts[NO_POLICY]
        return NO_POLICY if variant == ADAPTING else reference_name(self.start, usual)

    def arms(self, variant: str) -> list[Arm]:
        """Return the policy and its reference, with adaptation or with choices frozen."""
        names = (self.name, self.reference(variant))
        return [a for a in self.plan.arms if a.variant == variant and a.scenario in names]


def read_question(state: Any, sizes: Sizes) -> Question:
    """Return the question that a page asks.

    Raises
    ------
    InputError
        With every error at once, in the sentences of the command line.
    """
    return _question(overrides_of(state), sizes)


@lru_cache(maxsize=128)
def _question(overrides: tuple[str, ...], sizes: Sizes) -> Question:
    size = [f"replications={sizes.pairs}", f"quick={str(sizes.quick).lower()}"]
    with _COMPOSING:
        resolved = compose([*overrides, *size], UNCERTAINTY_OPTION)
        draws = draws_of(resolved, SEEDS_A_DRAW)
        plan = make_plan(
            resolved,
            list(dict.fromkeys([NO_POLICY, resolved.scenario])),
            variants=(ADAPTING, FROZEN),
            draws=draws,
        )
    check_horizon(plan)
    name = CUSTOM if CUSTOM in plan.scenarios else resolved.scenario
    plan = _only(plan, name)
    return Question(_digest(plan, name), plan, name, overrides)


def _only(plan: Plan, name: str) -> Plan:
    """Leave out the preset under a custom scenario: nobody looks at it."""
    asked = [arm for arm in plan.arms if arm.scenario == name or arm.is_reference]
    return Plan(plan.trunk, tuple(asked), plan.seeds, plan.report_from, plan.draws)


def _digest(plan: Plan, name: str) -> str:
    """Return a name for all that an answer depends on: code, data, configs, seeds, draws."""
    months = [len(arm.config.calendar.months) for arm in plan.arms]
    runs = [fingerprint(arm.config, n) for arm, n in zip(plan.arms, months, strict=True)]
    start = plan.policy_starts[name]
    parts = (LAYOUT, runs, name == NO_POLICY, str(start), plan.seeds, plan.draws)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


# --------------------------------------------------------------------- overrides


def overrides_of(state: Any) -> tuple[str, ...]:
    """Return a page's state as overrides of the command line, in an order of their own.

    Raises
    ------
    InputError
        If it is of another form; bounds and names are checked where configs are.
    """
    if not isinstance(state, Mapping):
        raise InputError([refused("scenario", str(state)[:80], FORM)])
    errors = [unknown(str(key)[:60], KEYS) for key in state if key not in KEYS]
    words = [_scenario(state.get("scenario", NO_POLICY), errors)]
    if "seed" in state:
        words += _leaf("seed", state["seed"], is_whole(state["seed"]), "a number", errors)
    for name, entry in _entries(state, "levers", errors):
        words += _lever(name, entry, errors)
    for section in ("strength", "params"):
        for name, value in _entries(state, section, errors):
            path = f"{section}.{name}"
            words += _leaf(path, value, is_number(value), "a number", errors)
    for name, value in _entries(state, "adaptation", errors):
        is_switch = isinstance(value, bool)
        words += _leaf(f"adaptation.{name}", value, is_switch, "true or false", errors)
    if errors:
        raise InputError(errors)
    return tuple(words)


def _scenario(name: Any, errors: list[str]) -> str:
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        errors.append(refused("scenario", str(name)[:80], "a name; see --list scenarios"))
    return f"scenario={name}"


def _entries(
    state: Mapping[str, Any], section: str, errors: list[str]
) -> list[tuple[str, Any]]:
    """Return a section's entries in the order of their names."""
    found = state.get(section) or {}
    if not isinstance(found, Mapping) or len(found) > MOST_ENTRIES:
        allowed = f"at most {MOST_ENTRIES} named values"
        errors.append(refused(section, str(found)[:80], allowed))
        return []
    strange = [str(n)[:60] for n in found if not isinstance(n, str) or not NAME.fullmatch(n)]
    if strange:
        errors.append(refused(section, strange[0], "names of small letters"))
        return []
    return sorted(found.items())


def _leaf(path: str, value: Any, is_good: bool, allowed: str, errors: list[str]) -> list[str]:
    if not is_good:
        errors.append(refused(path, str(value)[:80], allowed))
        return []
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return [f"{path}={text}"]


def _lever(name: str, entry: Any, errors: list[str]) -> list[str]:
    """Return the override of one lever: a value for the whole policy, or dated rows."""
    if not isinstance(entry, Mapping) or set(entry) - set(LEVER_KEYS):
        errors.append(refused(f"levers.{name}", str(entry)[:80], ", ".join(LEVER_KEYS)))
        return []
    value: Any = entry.get("value")
    start, end = entry.get("start"), entry.get("end")
    ramp = entry.get("ramp") or 0
    wrong = []
    if not is_number(value):
        wrong.append(refused(f"levers.{name}.value", str(value)[:80], "a number"))
    for key, date in (("start", start), ("end", end)):
        if date is not None and not (isinstance(date, str) and DATE.fullmatch(date)):
            wrong.append(refused(f"levers.{name}.{key}", str(date)[:80], "YYYY-MM-01"))
    if not (is_whole(ramp) and 0 <= ramp <= LONGEST_RAMP):
        allowed = f"months from 0 to {LONGEST_RAMP}"
        wrong.append(refused(f"levers.{name}.ramp", str(ramp)[:80], allowed))
    errors += wrong
    if wrong:
        return []
    if start is None and end is None and not ramp:
        return [f"set.{name}={value!r}"]
    return [f"levers.{name}.schedule=[{', '.join(_rows(name, value, start, ramp, end))}]"]


def _rows(name: str, value: float, start: str | None, ramp: int, end: str | None) -> list[str]:
    """Return dated rows: the level of 2024 up to the start, a ramp, the value, and its end."""
    neutral = neutral_values().get(name, value)
    rows = []
    if start is not None:
        rows.append(f"{{from: policy_start, value: {neutral!r}}}")
    first = f'"{start}"' if start is not None else "policy_start"
    if ramp:
        full = f"policy_start+{ramp}" if start is None else f'"{_later(start, ramp)}"'
        rows.append(f"{{from: {first}, value: {neutral!r}, rule: linear}}")
        rows.append(f"{{from: {full}, value: {value!r}}}")
    else:
        rows.append(f"{{from: {first}, value: {value!r}}}")
    if end is not None:
        rows.append(f'{{from: "{end}", value: {neutral!r}}}')
    return rows[1:] if start is not None and _is_usual_start(start) else rows


def _later(date: str, months: int) -> str:
    return str((pd.Timestamp(date) + pd.DateOffset(months=months)).date())


def _is_usual_start(date: str) -> bool:
    return pd.Timestamp(date) == POLICY_START


@lru_cache(maxsize=1)
def neutral_values() -> dict[str, float]:
    """Return the level of 2024 of every lever."""
    levers = composed(()).model.levers
    return {name: lever.neutral for name, lever in levers.items()}


def composed(overrides: tuple[str, ...]) -> Resolved:
    """Return a checked config; one thread at a time."""
    with _COMPOSING:
        return compose(overrides)
