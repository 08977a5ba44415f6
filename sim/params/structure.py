"""Parameters of the process ``structure``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class StructureParams(ParamGroup):
    """Parameters of the process ``structure``."""
