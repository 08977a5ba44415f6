"""One question's runs: what is finished, what waits, and who listens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from experiments.ensembles.plan import ADAPTING, FROZEN
from experiments.workshop.pairs import Pair
from experiments.workshop.question import Question

CHUNK: Final = 4


@dataclass(frozen=True)
class Unit:
    """One piece of work: a seed, with adaptation or with choices frozen."""

    seed: int
    variant: str


@dataclass(eq=False)
class Listener:
    """A stream that waits for news of a job, and how many pairs it asks for."""

    pairs: int
    is_aside: bool = False  # of a panel beside the answer: after everybody's own
    news: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(eq=False)
class Job:
    """The state of one question."""

    question: Question
    arrival: int
    pairs: dict[int, Pair] = field(default_factory=dict)
    frozen: dict[int, Pair] = field(default_factory=dict)
    todo: list[Unit] = field(default_factory=list)
    running: set[Unit] = field(default_factory=set)
    listeners: set[Listener] = field(default_factory=set)
    error: str = ""
    kills: int = 0

    def __post_init__(self) -> None:
        """List the runs to come."""
        self.todo = units(self.question)

    @property
    def is_whole(self) -> bool:
        """Whether every pair is there, with and without adaptation."""
        n = len(self.question.plan.seeds)
        return len(self.pairs) == n and len(self.frozen) == n

    @property
    def n_begun(self) -> int:
        """Runs that are finished or under way."""
        return len(self.pairs) + len(self.frozen) + len(self.running)

    @property
    def is_aside(self) -> bool:
        """Whether only panels beside somebody's answer wait for it."""
        return all(listener.is_aside for listener in self.listeners)

    def next_unit(self) -> Unit | None:
        """Return the next run that somebody waits for."""
        if self.error or not self.listeners:
            return None
        most = max(listener.pairs for listener in self.listeners)
        begun = len(self.pairs) + sum(unit.variant == ADAPTING for unit in self.running)
        for unit in self.todo:
            if unit.variant == ADAPTING and begun < most:
                return unit
            if unit.variant == FROZEN and not self.is_aside:
                return unit
        return None

    def tell(self) -> None:
        """Wake everybody who listens."""
        for listener in self.listeners:
            listener.news.set()

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Count a stream among the listeners as long as it lasts."""
        self.listeners.add(listener)
        try:
            yield
        finally:
            self.listeners.discard(listener)


def units(question: Question) -> list[Unit]:
    """Return the runs of a question: first one seed of every draw, each followed by frozen.

    The first seeds of all draws come before the second ones, so that early answers hold the
    spread of the parameters already.
    """
    seeds, step = question.plan.seeds, question.seeds_a_draw or 1
    ordered = [seed for first in range(step) for seed in seeds[first::step]]
    found = []
    for place in range(0, len(ordered), CHUNK):
        chunk = ordered[place : place + CHUNK]
        found += [Unit(seed, variant) for variant in (ADAPTING, FROZEN) for seed in chunk]
    return found
