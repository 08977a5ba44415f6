"""The books of ``finance``: its state between steps, and one step's income and costs."""

from dataclasses import dataclass

import numpy as np

from sim.array_types import FloatArray, IntArray


@dataclass(frozen=True)
class Rents:
    """What there is to take in the trades of rents, and who works where; reckoned once a step.

    Attributes
    ----------
    ceilings, growth
        Of `sim.submodels.finance.income.opportunities`, shapes (3, R) and (3,).
    weights
        How each group spreads a trade's labour over regions [1], each of shape (n, R).
    """

    ceilings: FloatArray
    growth: FloatArray
    weights: tuple[FloatArray, ...]


@dataclass
class Books:
    """One step's yearly rates of the groups in use [USD/year], shapes (n,) and (n, K)."""

    rows: IntArray
    size: FloatArray
    gross: FloatArray
    product: FloatArray
    fees: FloatArray
    seized: FloatArray
    bribes: FloatArray
    arms: FloatArray
    overhead: FloatArray
    pay: FloatArray
    rents: Rents

    @property
    def net(self) -> FloatArray:
        """Income less product, laundering, seizures and bribes, shape (n,)."""
        taken = self.product + self.fees + self.seized + self.bribes
        return np.asarray(self.gross.sum(axis=1) - taken)

    @property
    def commitments(self) -> FloatArray:
        """What a group must pay whatever it sells: pay, overhead, bribes and arms."""
        return self.pay + self.overhead + self.bribes + self.arms

    @property
    def surplus(self) -> FloatArray:
        """Income less all costs, before the owners' draw, shape (n,)."""
        return self.net - self.pay - self.overhead - self.arms
