"""Groups as ordinary Mesa objects that learn and choose, option by option.

Stands in for the kernels `learn` and `adapt`, the two rules behind every choice; payoffs,
weights and advantages come from the market, as they do there.
"""

import math
from typing import Any

import mesa
import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.kernels import choices
from sim.kernels.choices import FAR
from sim.submodels.adaptation import Pace

Table = list[list[float]]


class Chooser(mesa.Agent):
    """One group, at one place of the arrays of a choice."""

    def __init__(self, model: "Choices", place: int) -> None:
        """Be the group at this place."""
        super().__init__(model)
        self.place = place

    def learn(self) -> None:
        """Move beliefs towards payoffs, slower where an option is not in use."""
        belief, payoff, shares = (table[self.place] for table in self.model.tables)
        pace = self.model.pace
        slow = pace.learn * pace.rumour
        self.model.answer[self.place] = [
            [
                old + (pace.learn if used > pace.used_share else slow) * (new - old)
                for old, new, used in zip(*options, strict=True)
            ]
            for options in zip(belief, payoff, shares, strict=True)
        ]

    def adapt(self) -> None:
        """Move shares towards those desired."""
        tables, moved = self.model.tables, self.model.moved[self.place]
        self.model.answer[self.place] = [
            self.shifted(shares, weight, advantage, moved)
            for shares, weight, advantage in zip(
                *(table[self.place] for table in tables), strict=True
            )
        ]

    def shifted(
        self, shares: list[float], weight: list[float], advantage: list[float], moved: float
    ) -> list[float]:
        """Return the shares of one thing one step on."""
        if sum(weight) <= 0.0:
            return shares
        wanted = desired(weight, advantage)
        free = self.model.free
        if free < 1.0:
            usual = desired(weight, [0.0] * len(weight))
            wanted = [
                free * new + (1.0 - free) * old for new, old in zip(wanted, usual, strict=True)
            ]
        return [old + moved * (new - old) for old, new in zip(shares, wanted, strict=True)]


def desired(weight: list[float], advantage: list[float]) -> list[float]:
    """Return ``weight x exp(advantage)``, normalised."""
    usable = [gain for part, gain in zip(weight, advantage, strict=True) if part > 0.0]
    best = max(-FAR, *usable)
    pull = [
        part * math.exp(min(max(gain - best, -FAR), 0.0))
        for part, gain in zip(weight, advantage, strict=True)
    ]
    total = sum(pull)
    return [part / total for part in pull] if total > 0.0 else pull


class Choices(mesa.Model):
    """The groups of a market as objects that choose."""

    def __init__(self) -> None:
        """Begin with none: they are met in the first month."""
        super().__init__(rng=1)
        self.choosers: list[Chooser] = []
        self.tables: tuple[list[Table], ...] = ()
        self.answer: list[Table] = []
        self.pace: Any = None
        self.moved: list[float] = []
        self.free = 1.0

    def learn(
        self, belief: FloatArray, payoff: FloatArray, shares: FloatArray, pace: Pace
    ) -> FloatArray:
        """Return beliefs moved towards payoffs, of groups in rows."""
        self.pace = pace
        return self._ask("learn", belief, payoff, shares)

    def adapt(
        self,
        shares: FloatArray,
        weight: FloatArray,
        advantage: FloatArray,
        *,
        moved: float | FloatArray,
        free: float = 1.0,
    ) -> FloatArray:
        """Return shares moved towards those desired, of groups in rows."""
        self.free = free
        self.moved = np.broadcast_to(np.ravel(moved), len(shares)).tolist()
        return self._ask("adapt", shares, weight, advantage)

    def _ask(self, what: str, *arrays: FloatArray) -> FloatArray:
        """Let every group do something with its part of the arrays; return what they answer."""
        shape = arrays[0].shape
        while len(self.choosers) > shape[0]:
            self.choosers.pop().remove()
        while len(self.choosers) < shape[0]:
            self.choosers.append(Chooser(self, len(self.choosers)))
        wide = (shape[0], -1, shape[-1])
        self.tables = tuple(
            np.broadcast_to(array, shape).reshape(wide).tolist() for array in arrays
        )
        self.answer = [[] for _ in self.choosers]
        self.agents.shuffle_do(what)
        return np.array(self.answer).reshape(shape)

    def learn_rows(
        self,
        rows: IntArray,
        belief: FloatArray,
        payoff: FloatArray,
        shares: FloatArray,
        fast: float,
        slow: float,
        used_share: float,
    ) -> None:
        """Stand in for the kernel ``learn``."""
        pace = Pace(fast, 0.0, slow / fast if fast > 0.0 else 0.0, used_share)
        belief[rows] = self.learn(belief[rows], payoff[rows], shares[rows], pace)

    def adapt_rows(
        self,
        rows: IntArray,
        options: int,
        shares: FloatArray,
        weight: FloatArray,
        advantage: FloatArray,
        moved: FloatArray,
        free: float,
    ) -> None:
        """Stand in for the kernel ``adapt``."""
        one = (rows.size, -1, options)
        tables = (table.reshape(one) for table in (shares[rows], weight[rows], advantage))
        shares[rows] = self.adapt(*tables, moved=moved, free=free).reshape(rows.size, -1)

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which rules of the market."""
        return {(choices, "learn"): self.learn_rows, (choices, "adapt"): self.adapt_rows}
