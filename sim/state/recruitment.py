"""What ``recruitment`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import FloatArray


@dataclass
class RecruitmentState:
    """What joining is compared with, and the memories of risk behind it.

    Risks of 2012 are those of the first step with fights: arrests and deaths are what
    enforcement and conflict bring about, and no table holds them by member.
    """

    members_2012: FloatArray  # (R,) people
    men_left_2012: FloatArray  # (R,) part of the men who could ever join
    arrest_risk: float  # per member and month, remembered
    death_risk: float
    risk_2012: tuple[float, float]  # of arrest, of death; zeros until there is one
