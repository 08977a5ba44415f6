"""How far a command is: a bar on a terminal, plain lines in a log, nothing for short work."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TextIO

from tqdm import tqdm

AT_ONCE: Final = 0.7
"""Seconds after which work is no longer short and shows."""

POLL_SECONDS: Final = 0.2
LOG_SECONDS: Final = 10.0
LOG_LONGEST: Final = 60.0
"""A line in a log comes with a new tenth of the work, but not sooner and not later than so."""

BAR: Final = "{desc}: {percentage:3.0f}% |{bar}| {words}"
NO_BAR: Final = "{desc}: {words}"

OFF: Final = "TQDM_DISABLE"
"""Set in the environment, it turns all bars off, tqdm's and ours."""

Watch = Callable[["Progress"], None]


class _Line(tqdm):
    """A line of a terminal that ends in our own words."""

    words = ""

    @property
    def format_dict(self) -> dict[str, Any]:
        """What the line's format may name."""
        return {**super().format_dict, "words": self.words}


@dataclass(eq=False)
class Progress:
    """Counts what is done, estimates the time left once it can, and shows both.

    Parameters
    ----------
    what
        What is going on, such as ``running``.
    total
        How much there is to do; None where it can't be counted.
    unit
        What is counted, in the plural.
    enough
        How much has to be done here before the time left is estimated: a piece for each worker.
    done
        What earlier work left done, which tells nothing of the time left.
    watch
        Counts what others have done since its last call; `count` calls it.
    stream
        Where it shows; standard error, if not said otherwise.
    clock
        Gives seconds.
    """

    what: str
    total: int | None = None
    unit: str = "runs"
    enough: int = 1
    done: int = 0
    watch: Watch | None = None
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        """Start the clock."""
        self.n, self.n_made = self.done, 0
        self.started = self.clock()
        self._lock = threading.Lock()
        self._line: _Line | None = None
        self._told: tuple[float, int] | None = None  # when a log's last line came; its tenth

    def add(self, n: int = 1, *, is_free: bool = False) -> None:
        """Count ``n`` more as done; what is free was found done, and took no time."""
        self.n += n
        self.n_made += 0 if is_free else n

    def count(self) -> None:
        """Count what others have done since the last call."""
        if self.watch is not None:
            with self._lock:
                self.watch(self)

    def seconds_left(self, now: float | None = None) -> float | None:
        """Return the time left, as so far; None while too little is made to tell."""
        is_early = self.n_made == 0 or self.n - self.done < self.enough
        if self.total is None or is_early:
            return None
        passed = (self.clock() if now is None else now) - self.started
        return passed * max(self.total - self.n, 0) / self.n_made

    def words(self, now: float) -> str:
        """Return how much is done, since when, and how long it will take."""
        parts = [] if self.total is None else [f"{self.n:,} of {self.total:,} {self.unit}"]
        parts.append(f"{elapsed(now - self.started)} so far")
        left = self.seconds_left(now)
        if left is not None and self.n < (self.total or 0):
            parts.append(f"about {duration(left)} left")
        return ", ".join(parts)

    def look(self) -> None:
        """Show what is due now."""
        now = self.clock()
        if now - self.started < AT_ONCE:
            return
        if self.stream.isatty():
            self._draw(now)
        elif self._is_due(now):
            self._tell(now)

    def close(self) -> None:
        """Show the end, if there was anything to be seen before."""
        now = self.clock()
        if self._line is not None:
            self._draw(now)
            self._line.close()
        elif self._told is not None:
            self._tell(now)

    def _draw(self, now: float) -> None:
        if self._line is None:
            form = NO_BAR if self.total is None else BAR
            self._line = _Line(
                total=self.total,
                desc=self.what,
                file=self.stream,
                bar_format=form,
                ncols=_columns(),
                nrows=shutil.get_terminal_size().lines,
                leave=self.total is not None,
            )
        self._line.words, self._line.n = self.words(now), self.n
        self._line.ncols = _columns()
        self._line.refresh()

    def _is_due(self, now: float) -> bool:
        if self._told is None:
            return True
        passed, is_more = now - self._told[0], self._tenth() > self._told[1]
        return passed >= LOG_LONGEST or (is_more and passed >= LOG_SECONDS)

    def _tell(self, now: float) -> None:
        self._told = (now, self._tenth())
        print(f"{self.what}: {self.words(now)}", file=self.stream, flush=True)

    def _tenth(self) -> int:
        return 10 * self.n // self.total if self.total else 0


@contextmanager
def progress(
    what: str, total: int | None = None, unit: str = "runs", **more: Any
) -> Iterator[Progress]:
    """Show how far the work in this block is, while it goes on.

    Parameters
    ----------
    what, total, unit, more
        As of `Progress`.
    """
    bar, is_over = Progress(what, total, unit, **more), threading.Event()

    def follow() -> None:
        while not is_over.wait(POLL_SECONDS):
            bar.count()
            if not _SILENT and not os.environ.get(OFF):
                bar.look()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield bar
    finally:
        is_over.set()
        thread.join()
        bar.count()
        bar.close()


@contextmanager
def on_terminal(what: str) -> Iterator[None]:
    """Show that this block goes on, but only to somebody who waits at a terminal."""
    if sys.stderr.isatty():
        with progress(what):
            yield
    else:
        yield


def each[Item](items: Sequence[Item], what: str, unit: str) -> Iterator[Item]:
    """Give items one by one, and show how many are done."""
    with progress(what, len(items), unit) as bar:
        for item in items:
            yield item
            bar.add()


_SILENT: list[None] = []
"""Not empty while nothing may show."""


@contextmanager
def silent() -> Iterator[None]:
    """Show no progress of what goes on in this block: someone else does."""
    _SILENT.append(None)
    try:
        yield
    finally:
        _SILENT.pop()


def _columns() -> int:
    """Return the width of the terminal, less the place of the cursor."""
    return shutil.get_terminal_size().columns - 1


def elapsed(seconds: float) -> str:
    """Return a time that has passed, as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float) -> str:
    """Return a time to come, as roughly as it is known."""
    if seconds < 90.0:
        return f"{seconds:.0f} s"
    minutes = seconds / 60.0
    return f"{minutes:.0f} min" if minutes < 90.0 else f"{minutes / 60.0:.1f} h"
