"""The way into every command: help, checks before anything starts, sweeps, exit status."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from experiments.cli.console import print_anything
from experiments.cli.program import SWEEP_FLAGS, Applies, Program
from experiments.config.errors import InputError, RunError, Stopped, nearest
from experiments.config.threads import use_one_thread
from experiments.config.values import Option, choice_error
from experiments.presentation.progress import on_terminal

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

GOOD, FAILED, BAD_INPUT = 0, 1, 2
STOPPED: Final = 128
"""Added to a signal's number, as shells do: 130 after Ctrl-C, 143 after a polite kill."""

NOTHING_KEPT: Final = "nothing unfinished was kept"
HELP_FLAGS: Final = ("-h", "--help")
COMPLETION_FLAGS: Final = ("-sc", "--shell-completion")
HYDRA_FLAGS: Final = (
    "--cfg",
    "-c",
    "--package",
    "-p",
    "--resolve",
    "--info",
    "-i",
    "--hydra-help",
)
CONFIGS_SHOWN: Final = ("job", "hydra", "all")
FLAGS_WITH_VALUE: Final = ("--cfg", "-c", "--package", "-p", "--info", "-i", "--list")


class Command(Program):
    """One experiment as a command-line program; call it to run it, and get the exit status."""

    def __call__(self, argv: Sequence[str] | None = None) -> int:
        """Run with arguments (those of the process when None); return the exit status."""
        arguments = list(sys.argv[1:] if argv is None else argv)
        print_anything()
        is_open = "debug=true" in arguments or bool(os.environ.get("HYDRA_FULL_ERROR"))
        try:
            with _stoppable():
                self._run(arguments)
        except Stopped as stop:
            return _report([f"interrupted; {_kept(stop)}"], STOPPED + signal.SIGTERM, False)
        except InputError as error:
            return _report(error.errors, BAD_INPUT, is_open)
        except RunError as error:
            return _report([str(error)], FAILED, is_open)
        except KeyboardInterrupt as stop:
            return _report([f"interrupted; {_kept(stop)}"], STOPPED + signal.SIGINT, False)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except MemoryError:
            return _report(["out of memory; try quick=true or fewer workers"], FAILED, is_open)
        except Exception as error:  # the last line of defence: one sentence, no traceback
            return _report([_describe(error)], _status(error), is_open)
        return GOOD

    def _run(self, arguments: list[str]) -> None:
        """Answer a flag, or run what is asked for; only that loads what it needs."""
        flags, overrides = _split(arguments)
        names = [flag for flag, _ in flags]
        if any(name in HELP_FLAGS for name in names):
            print(self.help())
        elif "--list" in names:
            from experiments.cli import listing

            rest = [word for word in overrides if "=" in word]
            rest += [name for name in names if name != "--list"]
            if rest or len(flags) > 1:
                raise InputError([f"--list: stands alone; leave out {' '.join(rest)}"])
            listing.print_list(flags[0][1], overrides)
        elif any(name in COMPLETION_FLAGS for name in names):
            from experiments.cli import completion

            completion.answer(overrides, tuple(self.options))
        else:
            if self.has_one_thread:
                use_one_thread()
            with on_terminal("loading"):
                from experiments.cli import request

            request.answer(self, flags, overrides)


def command(
    name: str,
    about: str = "",
    options: Mapping[str, Option] | None = None,
    simulates: bool = True,
    *,
    has_one_thread: bool = False,
    takes: Sequence[str] = (),
    ignores: Sequence[str] = (),
) -> Callable[[Callable[["Resolved"], None]], Command]:
    """Make a function of a checked config into a command-line program.

    Use as a decorator; end the module with ``sys.exit(main())`` under ``__main__``.

    Parameters
    ----------
    name
        The experiment: ``python -m experiments.NAME``, results in ``outputs/NAME``.
    about
        A sentence for ``--help``.
    options
        Keys of this command alone, at top level beside ``seed``.
    simulates
        Whether it runs the model, whose inner loops are then compiled first.
    has_one_thread
        Whether NumPy's libraries keep to one thread.
    takes
        Keys that matter to a command that only reads; all keys when empty.
    ignores
        Keys that have no effect on a command that sets them itself.
    """
    applies = Applies(tuple(takes), tuple(ignores))

    def decorate(function: Callable[["Resolved"], None]) -> Command:
        return Command(
            name, about, function, dict(options or {}), simulates, has_one_thread, applies
        )

    return decorate


def _split(arguments: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return flags with their values, and the overrides."""
    flags: list[tuple[str, str]] = []
    overrides: list[str] = []
    known = (*HELP_FLAGS, *SWEEP_FLAGS, *COMPLETION_FLAGS, *HYDRA_FLAGS, "--list")
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("-"):
            overrides.append(word)
            continue
        flag, _, value = word.partition("=")
        if flag not in known:
            near = nearest(flag, known)
            raise InputError([f"{flag}: there is no such flag; see --help{near}"])
        if flag in FLAGS_WITH_VALUE and not value and waiting and "=" not in waiting[0]:
            value = waiting.pop(0)
        if flag in ("--cfg", "-c") and value not in CONFIGS_SHOWN:
            raise InputError([choice_error(flag, value, CONFIGS_SHOWN)])
        flags.append((flag, value))
    return flags, overrides


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a polite kill end a command like Ctrl-C, so that unfinished results are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise Stopped


def _kept(stop: KeyboardInterrupt) -> str:
    """Return what a stopped command leaves; those that keep something say what."""
    return str(stop) or NOTHING_KEPT


def _report(errors: Sequence[str], status: int, is_open: bool) -> int:
    if is_open:
        traceback.print_exc()
    for message in errors:
        print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return status


def _describe(error: Exception) -> str:
    reason = " ".join(str(error).split()) or "no reason given"
    if _status(error) == BAD_INPUT:
        return reason
    return f"the run failed: {type(error).__name__}: {reason} (debug=true shows where)"


def _status(error: Exception) -> int:
    """Return bad input for damaged data files and configs, failure for all else."""
    names = {kind.__name__ for kind in type(error).__mro__}
    is_input = names & {"DataError", "LeverError", "HydraException", "OmegaConfBaseException"}
    return BAD_INPUT if is_input else FAILED
