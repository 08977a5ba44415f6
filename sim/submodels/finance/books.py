"""The books of ``finance``: its state between steps, and one step's income and costs."""

from dataclasses import dataclass

import numpy as np

from sim.array_types import FloatArray, IntArray


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
