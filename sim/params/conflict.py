"""Parameters of the process ``conflict``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class ConflictParams(ParamGroup):
    """Parameters of the process ``conflict``."""
