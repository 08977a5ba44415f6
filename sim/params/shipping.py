"""Parameters of the process ``shipping``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class ShippingParams(ParamGroup):
    """Parameters of the process ``shipping``."""
