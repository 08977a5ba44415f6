"""Parameters of the process ``consumption``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class ConsumptionParams(ParamGroup):
    """Parameters of the process ``consumption``."""
