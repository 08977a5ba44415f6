"""Parameters of the process ``treatment``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class TreatmentParams(ParamGroup):
    """Parameters of the process ``treatment``."""
