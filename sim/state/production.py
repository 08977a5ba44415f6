"""What ``production`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray


@dataclass
class Precursors:
    """Missing chemicals by drug [share], shape (D,).

    ``passing`` fades as workarounds arrive; ``lasting`` stays as long as the control does.
    ``control`` is the lever's last value, ``first_control`` that of 2012, ``remembered`` the
    highest one that suppliers still know their way around.
    """

    passing: FloatArray
    lasting: FloatArray
    control: float
    first_control: float
    remembered: float


@dataclass
class ProductionState:
    """Shapes are (D,), over drugs.

    Attributes
    ----------
    availability
        Chemicals in hand over those wanted [1].
    unit_cost, required_price
        What a kilogram costs the group, and what it must fetch at the border [USD/kg].
    normal_margin, cost_2012, transport_2012, mu_2012, doses
        Normal margin, cost and transport of 2012 [USD/kg], price kept over required price
        in 2012 [1], and doses in a kilogram.
    net_2012
        Border price times the share that arrived in 2012 [USD/kg].
    precursors
        Missing chemicals.
    """

    availability: FloatArray
    unit_cost: FloatArray
    required_price: FloatArray
    normal_margin: FloatArray
    cost_2012: FloatArray
    transport_2012: FloatArray
    mu_2012: FloatArray
    net_2012: FloatArray
    doses: FloatArray
    precursors: Precursors
