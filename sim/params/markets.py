"""Parameters of the process ``markets``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class MarketsParams(ParamGroup):
    """Parameters of the process ``markets``."""
