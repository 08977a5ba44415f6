"""What ``firms`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass

from sim.array_types import BoolArray, FloatArray
from sim.world.load import REGIONS

R = len(REGIONS)


@dataclass
class FirmState:
    """What firms add up to, and the slow quantities behind it. Arrays have shape (R,)."""

    jobs: FloatArray
    """Formal jobs [job]."""
    baseline: FloatArray
    """Formal jobs without tariffs, closures and more violence [job]."""
    expected_earnings: FloatArray
    """Of a man of 15-29 out of school [USD/year]."""
    expected_earnings_2012: FloatArray
    """The same in the first month: the fixed reference of recruitment [USD/year]."""
    idle: FloatArray
    """Men of 15-29 neither at work nor at school [person]."""
    extorted_firms: FloatArray
    """Firms that pay [firm]."""
    levies: FloatArray
    """What extortion brings [USD/year]."""
    marginal_levy: FloatArray
    """What one more extortionist would bring in the end [USD/member-year]."""
    closed_firms: float
    """Closures from levies, refusals and compliance in this step [firm]."""
    compliance_cost: float
    """Compliance with a listing in this step [USD]."""
    gdp_gap: float
    """Output over that without tariffs, less 1 [share]."""
    loss_felt: float
    loss_absorbed: float
    uncertainty: float
    designation: float
    """Terrorist listing as felt [0-1]."""
    violence: FloatArray
    """Homicides over those of 2012, smoothed [1]."""
    collusion: FloatArray
    """Share of the usual fighting that has stopped [0-1]."""
    usual_fighting: FloatArray
    labour_per_firm: float
    """Extortionists per firm that can be extorted, nation, 2012 [person/firm]."""
    exposed: BoolArray
    """The more extorted half of the regions in 2012."""
    export_share: float
    """Exporters' share of formal jobs in 2012 [1]."""
