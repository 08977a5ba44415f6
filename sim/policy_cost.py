"""What the levers cost the public, above their level of 2024."""

from functools import cache

from sim.levers import Lever
from sim.rates import MONTHS_PER_YEAR
from sim.world.load import load_world


@cache
def usd_per_lever_unit() -> dict[str, float]:
    """Return the yearly cost of one unit of each costed lever [USD], from ``costs.csv``.

    ``unit cost x such units in one unit of the lever``; rows without a number of units are for
    readers. Policy on guns costs more as fewer guns move, so that its number is negative.
    """
    costs = load_world().costs
    costed = costs[costs["per_lever_unit"].notna()]
    usd = costed["per_lever_unit"] * costed["unit_cost_usd"]
    return dict(zip(costed["lever"], usd.astype(float).tolist(), strict=True))


def monthly_cost(policy: dict[str, float], levers: dict[str, Lever]) -> float:
    """Return the extra public cost of a month's levers [USD], against their level of 2024."""
    return sum(
        usd * (policy[lever] - levers[lever].neutral) / MONTHS_PER_YEAR
        for lever, usd in usd_per_lever_unit().items()
    )
