"""Groups as ordinary Mesa objects that learn and choose, option by option.

Stands in for `learn` and `adapt` of `sim.kernels.choices`, the two rules behind every choice;
payoffs, weights and advantages come from the market, as they do there.
"""

import math
from typing import Any

import mesa
import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.kernels import choices as kernels
from sim.kernels.choices import FAR

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
        fast, slow, used_share = self.model.pace
        self.model.answer[self.place] = [
            [
                old + (fast if used > used_share else slow) * (new - old)
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
        self.pace = 0.0, 0.0, 0.0
        self.moved: list[float] = []
        self.free = 1.0

    def learn(
        self,
        rows: IntArray,
        belief: FloatArray,
        payoff: FloatArray,
        shares: FloatArray,
        fast: float,
        slow: float,
        used_share: float,
    ) -> None:
        """Stand in for ``choices.learn``."""
        self.pace = fast, slow, used_share
        columns = (belief, payoff, shares)
        belief[rows] = self._ask("learn", 1, *(column[rows] for column in columns))

    def adapt(
        self,
        rows: IntArray,
        options: int,
        shares: FloatArray,
        weight: FloatArray,
        advantage: FloatArray,
        moved: FloatArray,
        free: float,
    ) -> None:
        """Stand in for ``choices.adapt``."""
        self.free, self.moved = free, moved.tolist()
        one_by_one = shares.shape[1] // options
        answer = self._ask("adapt", one_by_one, shares[rows], weight[rows], advantage)
        shares[rows] = answer

    def _ask(self, what: str, choices: int, *arrays: FloatArray) -> FloatArray:
        """Let every group do something with its part of the arrays; return what they answer.

        A group's part holds one choice after the other.
        """
        shape = arrays[0].shape
        while len(self.choosers) > shape[0]:
            self.choosers.pop().remove()
        while len(self.choosers) < shape[0]:
            self.choosers.append(Chooser(self, len(self.choosers)))
        wide = (shape[0], choices, -1)
        self.tables = tuple(array.reshape(wide).tolist() for array in arrays)
        self.answer = [[] for _ in self.choosers]
        self.agents.shuffle_do(what)
        return np.array(self.answer).reshape(shape)

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which rules of the market."""
        return {(kernels, "learn"): self.learn, (kernels, "adapt"): self.adapt}
