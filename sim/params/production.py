"""Parameters of the process ``production``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class ProductionParams(ParamGroup):
    """Parameters of the process ``production``."""
