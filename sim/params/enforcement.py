"""Parameters of the process ``enforcement``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class EnforcementParams(ParamGroup):
    """Parameters of the process ``enforcement``."""
