"""A month of recruitment, group by group: who joins, where recruits go."""

from typing import Final, NamedTuple

from sim.array_types import FloatArray
from sim.kernels.elementary import exp
from sim.kernels.jit import compiled, inlined

PRESENT: Final = 1.0
"""People; where a group has no more, no recruits are sent."""


class Rates(NamedTuple):
    """What is equal for all groups in a step."""

    pay_response: float
    """Weight of pay against legal earnings [1]."""
    earnings_response: float
    """Fall of the log of joining per dollar of legal earnings [year/USD]."""
    lift: float
    """Voluntary joining by risks, strikes and programmes [ratio]."""
    forced_share: float
    """Part of joining that is forced [1]."""
    at_home: float
    """Part of recruits that stay where they joined [1]."""


@inlined
def voluntary_joining(
    pay_gap: float, earnings_gap: float, pay_response: float, earnings_response: float
) -> float:
    """Return voluntary joining over that of 2012 [ratio].

    ``exp(b (k pay_gap - earnings_gap))``, bent so that very large values grow slowly. The
    strength of ``tariffs_unemployment_recruitment`` acts once, on the jobs that a tariff
    costs: applied here too, a reversal would undo itself.
    """
    pull = earnings_response * (pay_response * pay_gap - earnings_gap)
    joining = exp(min(max(pull, -5.0), 5.0))
    return joining / (1.0 + 0.02 * max(joining - 1.0, 0.0))


@compiled
def join(
    members: FloatArray,
    reach: FloatArray,
    pay_gap: FloatArray,
    earnings_gap: FloatArray,
    filled: FloatArray,
    left: FloatArray,
    men: FloatArray,
    rates: Rates,
    joined: FloatArray,
) -> None:
    """Fill recruits by group and region [people]: most where the group is, some by young men.

    Parameters
    ----------
    members, joined
        Members and recruits [people], shape (C, R).
    reach, pay_gap
        Recruits per member at the chance of 2012 [1], and entry pay less its level of 2012
        [USD/year], shape (C,).
    earnings_gap, filled, left, men
        Legal earnings less their level of 2012 [USD/year], joining by fullness [ratio], men
        left over those of 2012 [ratio], young men [people], shape (R,).
    """
    n, n_regions = members.shape
    for i in range(n):
        total, men_near = 0.0, 0.0
        for r in range(n_regions):
            joined[i, r] = 0.0
            if members[i, r] > 0.0:
                free = rates.lift * filled[r]
                free *= voluntary_joining(
                    pay_gap[i], earnings_gap[r], rates.pay_response, rates.earnings_response
                )
                odds = (rates.forced_share + (1.0 - rates.forced_share) * free) * left[r]
                joined[i, r] = reach[i] * members[i, r] * odds
                total += joined[i, r]
            if members[i, r] > PRESENT:
                men_near += men[r]
        if men_near > 0.0:
            sent = (1.0 - rates.at_home) * total / men_near
            for r in range(n_regions):
                joined[i, r] *= rates.at_home
                if members[i, r] > PRESENT:
                    joined[i, r] += sent * men[r]
