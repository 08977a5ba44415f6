"""What ``enforcement`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.array_types import FloatArray
from sim.world.load import REGIONS, ROUTES

R, L = len(REGIONS), len(ROUTES)


class Capture(NamedTuple):
    """One leader removed: row, region, and ``capture``, ``kill`` or ``strike``."""

    row: int
    region: int
    kind: str


@dataclass
class EnforcementState:
    """What enforcement did in this step, and its memories.

    What teams expect to catch (``enforcers.belief``) is set in the first step: it is what they
    catch in January 2012, which routes and groups decide; routes are built later.
    """

    route_effort: FloatArray  # (L,) multiple of 2012
    us_effort: float  # multiple of 2012, domestic tier
    deployment: FloatArray  # (R,) forces above what groups are used to, 0 = nothing new
    presence: FloatArray  # (R,) forces, multiple of 2012
    usual_presence: FloatArray  # (R,) what groups are used to
    recent_strikes: float  # strikes without consent, fading
    campaign: float  # strikes a year over twelve, 0..1
    severity: float  # expected sentence, multiple of 2012
    reference: dict[str, float] = field(default_factory=dict)  # levels without policy
    usual_honesty: FloatArray = field(default_factory=lambda: np.ones(R))  # (R,) the same
    captures: list[Capture] = field(default_factory=list)
    ordered: list[int] = field(default_factory=list)  # rows that lose a leader in the next step
