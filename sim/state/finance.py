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
    fee_pressure: FloatArray
    """Rise of fees by sanctions [fraction], shape (H,)."""
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
