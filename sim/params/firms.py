"""Parameters of the process ``firms``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class FirmsParams(ParamGroup):
    """Parameters of the process ``firms``."""
