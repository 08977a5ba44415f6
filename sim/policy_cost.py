"""What the levers cost the public, above their level of 2024."""

from functools import cache

from sim.levers import Lever
from sim.rates import MONTHS_PER_YEAR
from sim.world.load import load_world

# lever: (start of the row's ``per_what`` in costs.csv, such units in one unit of the lever)
COST_ROWS: dict[str, tuple[str, float]] = {
    "treatment_funding": ("0.01 of the lever", 100.0),
    "harm_reduction": ("0.01 of the lever", 100.0),
    "demand_prevention": ("0.01 of the lever", 100.0),
    "deportations": ("removal by ICE", 1.0),
    "border_enforcement": ("0.01 of the lever", 100.0),
    "strikes": ("strike, all costs", 1.0),
    "kingpin_captures": ("top-leader removal", 1.0),
    "us_partner_enforcement": ("federal trafficking conviction", 20_000.0),
    "mexican_security": ("0.01 of the lever", 100.0),
    "recruitment_prevention": ("targeted place-year", 1.0),
    "returnee_reintegration": ("reintegration place", 1.0),
    "financial_sanctions": ("designation", 125.0),
    "crypto_regulation": ("0.1 of the index", 10.0),
    "gun_supply": ("0.01 fewer guns", -100.0),
    "anticorruption_aid": ("0.01 of the lever", 100.0),
    "security_aid": ("0.01 of the lever", 100.0),
    "precursor_control": ("0.1 of the index", 10.0),
    "witness_protection": ("protected person-year", 200.0),
    "user_liability": ("possession arrest", 1_000_000.0),
    "surveillance": ("drone flight hour", 5_000.0),
}


@cache
def usd_per_lever_unit() -> dict[str, float]:
    """Return the yearly cost of one unit of each costed lever [USD], from ``costs.csv``.

    Quantities behind a lever at 1: 20,000 federal trafficking convictions and 125 designations
    a year, 200 protected witnesses, a million possession arrests, 5,000 drone hours (assumed
    scales, stated in the ODD). Cheaper guns policy costs more as fewer guns move.
    """
    costs = load_world().costs
    table = {}
    for lever, (start, units) in COST_ROWS.items():
        matches = costs[(costs["lever"] == lever) & costs["per_what"].str.startswith(start)]
        table[lever] = units * float(matches["unit_cost_usd"].iloc[0])
    return table


def monthly_cost(policy: dict[str, float], levers: dict[str, Lever]) -> float:
    """Return the extra public cost of a month's levers [USD], against their level of 2024."""
    return sum(
        usd * (policy[lever] - levers[lever].neutral) / MONTHS_PER_YEAR
        for lever, usd in usd_per_lever_unit().items()
    )
