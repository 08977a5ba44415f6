"""The books of ``finance``: its state between steps, and one step's income and costs."""

from dataclasses import dataclass

import numpy as np

from sim.array_types import FloatArray
from sim.population import IntArray


@dataclass
class FinanceState:
    """Money of all groups together, and what the other processes read."""

    fee: float
    """Mean fee on laundered money [share]."""
    channel_fee: FloatArray
    """Fee of each channel [share], shape (H,)."""
    channel_payoff: FloatArray
    """Worth of a dollar sent through each channel [1], shape (C, H)."""
    fee_pressure: FloatArray
    """Rise of fees by sanctions [fraction], shape (H,)."""
    trade_payoff: FloatArray
    """Net return of one more member in each trade [USD/member-year], shape (C, K)."""
    entry_pay: FloatArray
    """Pay of a newcomer [USD/year], shape (C,)."""
    stress: FloatArray
    """How short of cash each group is [0-1], shape (C,)."""
    gap: FloatArray
    """Share of usual income that is missing [0-1], shape (C,)."""
    extra_extortion: FloatArray
    """Multiple of levies by groups short of money, shape (R,)."""
    bribes_by_region: FloatArray
    """[USD/year], shape (R,)."""
    bribes_2012: FloatArray
    """The same in the first month [USD/year], shape (R,)."""
    productivity: FloatArray
    """Yield of the first member in each rent trade in 2012 [USD/member-year], shape (3,)."""
    cost_ratio_2012: float
    """Supply's own cost over border sales in 2012 [1]."""
    spending: dict[str, float]
    """What this step's money went to [USD]."""


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
