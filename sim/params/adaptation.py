"""Parameters of the process ``adaptation``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class AdaptationParams(ParamGroup):
    """Parameters of the process ``adaptation``."""
