"""Levers from their configs: history, then the scenario, then a schedule, then a set value."""

import re
from typing import Any, ClassVar, Final

import pandas as pd

from experiments.config.errors import refused, unknown
from experiments.config.values import is_number, number_error
from sim.config import Calendar
from sim.levers import (
    DIRECTIONS,
    OWNERS,
    RULES,
    SIGNS,
    Effect,
    Lever,
    LeverError,
    Row,
    read_date,
    schedule_errors,
)
from sim.mechanisms import MECHANISMS

ROW_KEYS: Final = ("from", "value", "source", "rule")
POLICY_DATE: Final = re.compile(r"policy_start(\s*\+\s*(?P<months>[0-9]{1,4}))?")
GRADES: Final = ("high", "medium", "low", "none")
ROW_FORM: Final = 'a list such as [{from: "2025-03-01", value: 25}]'


class LeverReader:
    """Builds the levers of one run and collects the errors of all of them."""

    KEYS: ClassVar[tuple[str, ...]] = (
        "about",
        "unit",
        "bounds",
        "neutral",
        "owner",
        "presses",
        "acts_on",
        "mechanisms",
        "evidence",
        "grade",
        "expected_effect",
        "rule",
        "history",
        "schedule",
    )

    def __init__(self, calendar: Calendar) -> None:
        """Read schedules on a calendar, which fixes the date of ``policy_start``."""
        self.calendar = calendar
        self.errors: list[str] = []

    def read_all(
        self, *, levers: dict[str, Any], scenario: dict[str, Any], values: dict[str, Any]
    ) -> dict[str, Lever]:
        """Return every lever with its final schedule.

        Each source of a path replaces it from its own first date on: the history, then the
        scenario, then ``levers.<lever>.schedule``, then ``set.<lever>``.
        """
        read = {}
        for name, entry in levers.items():
            n_before = len(self.errors)
            rule = self._declaration(name, entry)
            if len(self.errors) > n_before:
                continue
            bounds = (float(entry["bounds"][0]), float(entry["bounds"][1]))
            history = self._rows(f"levers.{name}.history", entry["history"], rule, bounds)
            layers = []
            if scenario.get(name) is not None:
                path = f"scenario.schedules.{name}"
                layers.append(self._rows(path, scenario[name], rule, bounds))
            if entry["schedule"] is not None:
                path = f"levers.{name}.schedule"
                layers.append(self._own(path, entry["schedule"], rule, bounds))
            if values.get(name) is not None:
                layers.append(self._set(name, values[name], bounds, str(entry["unit"])))
            if len(self.errors) == n_before:
                read[name] = _lever(name, entry, history, layers)
        return read

    def overlaid(self, lever: Lever, raw: Any) -> Lever:
        """Return a lever under a scenario's schedule, as its file has it; None: as it is."""
        if raw is None:
            return lever
        path = f"scenario.schedules.{lever.name}"
        rows = self._rows(path, raw, lever.rule, lever.bounds)
        return lever.overlaid(rows) if rows else lever

    def _declaration(self, name: str, entry: dict[str, Any]) -> str:
        """Check what a lever's file declares about it, and return its rule."""
        path = f"levers.{name}"
        missing = [key for key in self.KEYS if key not in entry]
        if missing:
            self.errors.append(f"{path}: {', '.join(missing)} missing")
            return ""
        bounds, effect = entry["bounds"], entry["expected_effect"]
        is_pair = isinstance(bounds, list) and len(bounds) == 2 and all(map(is_number, bounds))
        if not is_pair or not bounds[0] < bounds[1]:
            self.errors.append(refused(f"{path}.bounds", bounds, "[lowest, highest]"))
        elif message := number_error(f"{path}.neutral", entry["neutral"], *bounds):
            self.errors.append(message)
        self._choice(f"{path}.rule", entry["rule"], RULES)
        self._choice(f"{path}.grade", entry["grade"], GRADES)
        self._choice(f"{path}.owner", entry["owner"], OWNERS)
        self._choice(f"{path}.presses", entry["presses"], DIRECTIONS)
        if not isinstance(effect, dict) or set(effect) != {"outcome", "sign"}:
            allowed = "{outcome: ..., sign: ...}"
            self.errors.append(refused(f"{path}.expected_effect", effect, allowed))
        else:
            self._choice(f"{path}.expected_effect.sign", effect["sign"], SIGNS)
        for mechanism in entry["mechanisms"] or []:
            if mechanism not in MECHANISMS:
                self.errors.append(unknown(f"{path}.mechanisms.{mechanism}", MECHANISMS))
        return str(entry["rule"])

    def _choice(self, path: str, value: Any, known: tuple[str, ...]) -> None:
        if value not in known:
            self.errors.append(refused(path, value, ", ".join(known)))

    def _own(
        self, path: str, raw: Any, rule: str, bounds: tuple[float, float]
    ) -> tuple[Row, ...]:
        """Return a user's schedule, which may not begin before the run does."""
        rows = self._rows(path, raw, rule, bounds)
        start = self.calendar.start
        self.errors += [
            f"{path}: {row.date.date()} is before the run; allowed: {start.date()} or later"
            for row in rows
            if row.date < start
        ]
        last = self.calendar.end + pd.offsets.MonthEnd(1)
        if rows and rows[0].date > last:
            when = f"begins {rows[0].date.date()}, after the run, and would do nothing"
            self.errors.append(f"{path}: {when}; allowed: up to {last.date()}")
        return rows

    def _set(
        self, name: str, value: Any, bounds: tuple[float, float], unit: str
    ) -> tuple[Row, ...]:
        message = number_error(f"set.{name}", value, *bounds, unit)
        if message:
            self.errors.append(message)
            return ()
        return (Row(self.calendar.policy_start, float(value), f"set.{name}"),)

    def _rows(
        self, path: str, raw: Any, rule: str, bounds: tuple[float, float]
    ) -> tuple[Row, ...]:
        """Return the rows of one schedule; what is wrong with them goes to the errors."""
        if not isinstance(raw, list):
            self.errors.append(refused(path, raw, ROW_FORM))
            return ()
        n_before = len(self.errors)
        rows = [self._row(f"{path}[{place}]", entry, rule) for place, entry in enumerate(raw)]
        if len(self.errors) > n_before:
            return ()
        good = tuple(row for row in rows if row is not None)
        self.errors += [f"{path}: {message}" for message in schedule_errors(good, bounds)]
        return good

    def _row(self, path: str, entry: Any, rule: str) -> Row | None:
        if not isinstance(entry, dict) or not {"from", "value"} <= set(entry):
            self.errors.append(refused(path, entry, '{from: "YYYY-MM-DD", value: number}'))
            return None
        strange = [unknown(f"{path}.{key}", ROW_KEYS) for key in entry if key not in ROW_KEYS]
        self.errors += strange
        date = self._date(f"{path}.from", entry["from"])
        value = entry["value"]
        is_any_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_any_number:
            self.errors.append(refused(f"{path}.value", value, "a number"))
        if strange or date is None or not is_any_number:
            return None
        source = str(entry.get("source", "set by the user"))
        return Row(date, float(value), source, str(entry.get("rule", rule)))

    def _date(self, path: str, value: Any) -> pd.Timestamp | None:
        """Return a date, or ``policy_start`` with a number of months after it."""
        relative = POLICY_DATE.fullmatch(str(value))
        if relative:
            months = int(relative["months"] or 0)
            return self.calendar.policy_start + pd.DateOffset(months=months)
        try:
            if str(value).isascii():
                return read_date(value)
            raise LeverError(["other digits than 0 to 9"])
        except LeverError:
            allowed = "a date as YYYY-MM-DD, in quotes, or policy_start+MONTHS"
            self.errors.append(refused(path, value, allowed))
            return None


def _lever(
    name: str, entry: dict[str, Any], history: tuple[Row, ...], layers: list[tuple[Row, ...]]
) -> Lever:
    lever = Lever(
        name=name,
        about=str(entry["about"]),
        unit=str(entry["unit"]),
        bounds=(float(entry["bounds"][0]), float(entry["bounds"][1])),
        neutral=float(entry["neutral"]),
        acts_on=tuple(entry["acts_on"]),
        mechanisms=tuple(entry["mechanisms"]),
        evidence=str(entry["evidence"]),
        grade=str(entry["grade"]),
        expected_effect=Effect(**entry["expected_effect"]),
        rule=str(entry["rule"]),
        schedule=history,
        owner=str(entry["owner"]),
        presses=str(entry["presses"]),
    )
    for rows in layers:
        lever = lever.overlaid(rows)
    return lever
