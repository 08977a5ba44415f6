"""What ``finance`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray


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
