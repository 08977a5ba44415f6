"""Parameters of the process ``recruitment``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class RecruitmentParams(ParamGroup):
    """Parameters of the process ``recruitment``."""
