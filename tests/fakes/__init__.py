"""Stand-ins that let one part run alone, and why a small real model does not do.

Where a test asks about the whole, it builds a small real model. These remain:

- `demand`: people under prices, purity and shares that are given, year by year. Its claims are
  of the kind "given supply brings about the deaths of 2012 to 2019"; in a whole model supply
  would answer. ``markets`` holds the seven paths that consumption reads, and no others.
- `supply`: production, shipping, markets and adaptation under a demand with known elasticities
  and a history that can be switched off, so that 2012 stands still and one shock shows.
- `economy`: firms, finance and adaptation under given members and drug income.
- `market`: no science at all, for tests of the laboratory: levers move outcomes by known
  amounts in a thousandth of the time, so that effects, intervals and files can be checked.
- `choices`: no stand-in: the real kernels of choice, for arrays of any shape.

The first three are a `State` of the model's own parts: configs, parameters, columns, flows and
the state of every process that runs are the real classes, and what stands still is one too.
Only what they replace, ``markets`` in `demand` and ``consumption`` in `supply`, is made up.
"""

import numpy as np

from sim.state.enforcement import EnforcementState
from sim.world.axes import REGIONS, ROUTES


def still_enforcement() -> EnforcementState:
    """Enforcement as in 2012, which nobody moves but the test."""
    return EnforcementState(
        route_effort=np.ones(len(ROUTES)),
        us_effort=1.0,
        deployment=np.zeros(len(REGIONS)),
        presence=np.ones(len(REGIONS)),
        usual_presence=np.ones(len(REGIONS)),
        recent_strikes=0.0,
        campaign=0.0,
        severity=1.0,
    )
