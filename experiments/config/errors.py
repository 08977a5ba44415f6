"""Errors as sentences: what a command says when input is bad or a run fails."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

MOST_NAMES_SHOWN = 21


class InputError(Exception):
    """Bad input; ``faults`` holds one sentence for each fault. Exit status 2."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Join the faults into one message."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class RunError(Exception):
    """A run that failed although its input was good, in one sentence. Exit status 1."""


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return the question "; did you mean ...?" for a misspelt or cut name, or nothing."""
    names = list(known)
    near = get_close_matches(str(name), names, n=1, cutoff=0.6)
    near = near or [longer for longer in names if name and longer.startswith(str(name))]
    return f"; did you mean {prefix}{near[0]}?" if near else ""


def unknown(path: str, known: Iterable[str], where: str = "") -> str:
    """Return the sentence for a name that does not exist.

    Parameters
    ----------
    path
        Dotted path of the name.
    known
        Names allowed at that place; listed when few, else ``where`` says what lists them.
    where
        A hint such as ``see --list parameters``.
    """
    prefix, _, name = path.rpartition(".")
    names = list(known)
    guess = nearest(name, names, f"{prefix}." if prefix else "")
    return f"{path}: there is no '{name}'{listed(names, where)}{guess}"


def listed(names: Sequence[str], where: str = "") -> str:
    """Return "; allowed: a, b, c" when names are few, else the hint."""
    if len(names) > MOST_NAMES_SHOWN:
        return f"; {where}" if where else ""
    return f"; allowed: {', '.join(names)}"


def refused(path: str, value: Any, allowed: str) -> str:
    """Return the sentence for a value that is not allowed."""
    shown = f"'{value}'" if isinstance(value, str) else plain(value)
    return f"{path}: {shown} is not allowed; allowed: {allowed}"


def plain(value: Any) -> str:
    """Return a value as a person would write it on the command line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)
