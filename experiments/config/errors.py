"""Errors as sentences: what a command says when input is bad or a run fails."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

MOST_NAMES_SHOWN = 21
MOST_SIGNS = 160
MOST_WHOLE = 10**18


class InputError(Exception):
    """Bad input; ``errors`` holds one sentence for each error. Exit status 2."""

    def __init__(self, errors: Sequence[str]) -> None:
        """Join the errors into one message."""
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


class RunError(Exception):
    """A run that failed although its input was good, in one sentence. Exit status 1."""


class Stopped(KeyboardInterrupt):
    """A polite kill, which ends a command like Ctrl-C; its words say what was kept."""


@contextmanager
def keeping(what: Callable[[], str]) -> Iterator[None]:
    """Let an interrupt of this block say what is kept, and how to go on."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise type(stop)(what()) from stop


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return the question "; did you mean ...?" for a misspelt or cut name, or nothing."""
    names = list(known)
    near = [other for other in names if other.lower() == str(name).lower()]
    near = near or get_close_matches(str(name), names, n=1, cutoff=0.6)
    near = near or [longer for longer in names if name and longer.startswith(str(name))]
    return f"; did you mean {prefix}{near[0]}?" if near else ""


def unknown(path: str, known: Iterable[str], where: str = "", guess: str = "") -> str:
    """Return the sentence for a name that does not exist.

    Parameters
    ----------
    path
        Dotted path of the name.
    known
        Names allowed at that place; listed when few, else ``where`` says what lists them.
    where
        A hint such as ``see --list parameters``.
    guess
        A better question than the nearest name, if there is one.
    """
    prefix, _, name = path.rpartition(".")
    names = list(known)
    guess = guess or nearest(name, names, f"{prefix}." if prefix else "")
    return f"{path}: there is no '{name}'{listed(names, where)}{guess}"


def listed(names: Sequence[str], where: str = "") -> str:
    """Return "; allowed: a, b, c" when names are few, else the hint."""
    if len(names) > MOST_NAMES_SHOWN:
        return f"; {where}" if where else ""
    return f"; allowed: {', '.join(names)}"


def refused(path: str, value: Any, allowed: str) -> str:
    """Return the sentence for a value that is not allowed."""
    shown = short(f"'{value}'" if isinstance(value, str) else plain(value))
    return f"{path}: {shown} is not allowed; allowed: {allowed}"


def short(text: str) -> str:
    """Return a text, its middle left out where it is long."""
    return text if len(text) <= MOST_SIGNS else f"{text[:30]}...{text[-10:]}"


def plain(value: Any) -> str:
    """Return a value as a person would write it on the command line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > MOST_WHOLE:
        return "a number of more than 18 digits"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
