"""Parameters of the process ``institutions``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class InstitutionsParams(ParamGroup):
    """Parameters of the process ``institutions``."""
