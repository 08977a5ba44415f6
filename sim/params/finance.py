"""Parameters of the process ``finance``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup


@dataclass
class FinanceParams(ParamGroup):
    """Parameters of the process ``finance``."""
