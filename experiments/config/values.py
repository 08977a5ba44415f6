"""What a single value is: a number, a whole number, and a command's own key."""

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from experiments.config.errors import nearest, refused


@dataclass(frozen=True)
class Option:
    """A key of one command: its default, what is allowed, and its meaning."""

    default: Any
    about: str
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    is_list: bool = False


UNCERTAINTY_OPTION: Final = {
    "uncertainty": Option(
        "auto",
        "posterior: each two seeds with a draw of the fitted parameters; point: one for all",
        choices=("auto", "posterior", "point"),
    )
}
HISTORY_OPTION: Final = {
    "history": Option(None, "folder of stored histories; off for none, null: the user's cache")
}


def is_number(value: Any) -> bool:
    """Whether a value is a finite number; true and false are not numbers."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= sys.float_info.max  # which no whole number of 400 digits is


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, written without a point."""
    return isinstance(value, int) and not isinstance(value, bool)


def number_error(path: str, value: Any, low: float, high: float, unit: str = "") -> str:
    """Return what is wrong with a number, or nothing."""
    if is_number(value) and low <= value <= high:
        return ""
    return refused(path, value, f"a number{span(low, high)}{' ' if unit else ''}{unit}")


def whole_error(path: str, value: Any, low: float, high: float, unit: str = "") -> str:
    """Return what is wrong with a whole number, or nothing."""
    if is_whole(value) and low <= value <= high:
        return ""
    return refused(path, value, f"a whole number{span(low, high)}{' ' if unit else ''}{unit}")


def choice_error(path: str, value: Any, known: tuple[str, ...]) -> str:
    """Return what is wrong with a word that selects something, or nothing."""
    if isinstance(value, str) and value in known:
        return ""
    names = [name for name in known if name]
    return refused(path, value, ", ".join(names)) + nearest(str(value), names)


def switch_error(path: str, value: Any) -> str:
    """Return what is wrong with a true or false, or nothing."""
    return "" if isinstance(value, bool) else refused(path, value, "true or false")


def span(low: float, high: float) -> str:
    """Return bounds in words, where there are any."""
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f" of at least {low:.10g}"
    return f" from {low:.10g} to {high:.10g}"


def option_errors(options: Mapping[str, Option], values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the values of a command's own keys."""
    errors = []
    for name, option in options.items():
        value, default = values[name], option.default
        if option.choices:
            errors.append(choice_error(name, value, option.choices))
        elif isinstance(default, bool):
            errors.append(switch_error(name, value))
        elif isinstance(default, int):
            errors.append(whole_error(name, value, option.low, option.high))
        elif isinstance(default, float):
            errors.append(number_error(name, value, option.low, option.high))
    return [message for message in errors if message]
