"""The 23 contested cause-and-effect claims, and how a strength is applied to each.

A mechanism's strength is 1 (as in the evidence), 0 (off), -1 (reversed) or anything between.
"""

import numpy as np

from sim.array_types import FloatArray

MECHANISMS: dict[str, str] = {
    "treatment_demand": (
        "Treatment money moves dependent users in and out of treatment, demand and deaths."
    ),
    "demand_elasticity": (
        "Price moves participation and consumption, slowly where people are dependent."
    ),
    "risk_compensation": (
        "Enforcement raises sellers' risk and so the price; seizures cost replacement value."
    ),
    "balloon_routes": "Pressure on one route moves trafficking to others.",
    "potency_substitution": "Cost and pressure favour compact, potent drugs.",
    "market_diversification": "When the US gets harder, groups sell more elsewhere.",
    "crime_diversification": "When drug revenue falls, groups move to other trades.",
    "kingpin_fragmentation": (
        "Removing leaders starts succession fights and splits; violence spikes, then decays."
    ),
    "strikes_backlash": (
        "Foreign strikes hurt capacity but cost cooperation and feed recruitment."
    ),
    "tariffs_unemployment_recruitment": (
        "Tariffs cost Mexican jobs, and idle workers join cartels."
    ),
    "deportation_recruits": "Deportees, above all with a record, are recruited.",
    "guns": "US guns arm the groups; more guns, more deaths.",
    "fto_material_support": (
        "Terrorist designation makes firms comply, refuse, pay less or leave."
    ),
    "sanctions_laundering": "Controls raise laundering fees for a while; channels switch.",
    "anticorruption_aid": (
        "Anti-corruption work lowers corruption and impunity slowly; cuts do the reverse."
    ),
    "us_partners": "Arrests in the US tier move prices, users and risk there.",
    "witness_protection": "Deals with witnesses bring captures, and betrayal.",
    "precursor_control": "Precursor shocks cut supply and purity until workarounds arrive.",
    "recruitment_prevention": "Places for young people at risk lower joining.",
    "security_deployment": "Deployment arrests more and moves violence, up or down.",
    "extortion_firms": "Extorted firms pay, refuse, shed jobs or close.",
    "conflict": "Rivalry, scarcity and the number of groups drive violence.",
    "cash_stress": "Groups short of cash cut pay, prey on firms, fight inside and desert.",
}


def tempered(multiplier: float | FloatArray, strength: float) -> FloatArray:
    """Return a ratio effect at a strength: ``exp(strength x ln multiplier)``."""
    return np.exp(strength * np.log(multiplier))


LINKS_WITHOUT_STRENGTH: dict[str, str] = {
    "arrests": "a what-if factor on arrests themselves",
    "border_enforcement": "effort at the border finds more loads: a count, not a claim",
    "financial_sanctions": "channels answer fees by the choice between them",
    "gun_supply": "the inflow of guns; `guns` scales what they do",
    "kingpin_captures": (
        "the removal itself and the guards arrested with a leader; `kingpin_fragmentation` "
        "scales hazards, splits and the capacity lost"
    ),
    "recruitment": "a what-if factor on recruits themselves",
    "security_aid": "aid moves cooperation, and cooperation removals and arrests",
    "strikes": (
        "a leader killed by chance is removed like any other; `strikes_backlash` scales the "
        "capacity lost, cooperation and recruitment"
    ),
    "tariff": (
        "a new tariff is also a threat, which moves cooperation at the strength of "
        "`strikes_backlash`; `tariffs_unemployment_recruitment` scales the jobs"
    ),
    "terror_designation": (
        "a listing is also a threat, which moves cooperation at the strength of "
        "`strikes_backlash`; `fto_material_support` scales what firms and courts do"
    ),
}
"""What of each lever's effect its own mechanisms' strengths don't reach, and why."""
