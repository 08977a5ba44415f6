"""Words and numbers for readers: names of outcomes and scenarios, effects as text.

What counts as an effect worth a colour is declared here, once: `SMALLEST_THAT_MATTERS`.
"""

import math
from collections.abc import Sequence
from typing import Final

from experiments.presentation.languages import Text, named, said
from sim.outcomes import evidence_of

ALMOST_NOTHING: Final = 0.0005
"""Changes below this are shown as zero: 0.05%."""

COARSE: Final = 0.20
"""Changes above this are shown without decimals."""

WIDE: Final = 0.02
"""Intervals that reach this far from their middle are shown without decimals."""

USUALLY_MATTERS: Final = 0.01
SMALLEST_THAT_MATTERS: Final[dict[str, float]] = {
    "formal_jobs": 0.002,
    "dependent_users": 0.005,
    "us_retail_price": 0.02,
    "net_income": 0.02,
    "n_cartels": 0.02,
    "corruption": 0.02,
    "cooperation": 0.05,
}
"""Smallest relative change that gets a colour, by outcome; 1% for all others."""

OUTCOME_WORDS: Final[dict[str, str]] = {
    "supply_doses": "Supply to the US",
    "recruits": "Recruitment",
    "us_supply_kg": "Supply to the US in kilograms",
    "made_kg": "Drugs made",
    "exports_kg": "Deliveries to each market",
    "seized_kg": "Pure drug seized",
    "seized_gross_kg": "Drug seized, gross weight",
    "us_retail_price": "US retail price",
    "us_purity": "US purity",
    "fentanyl_share": "Fentanyl's share of opioids",
    "consumption_kg": "Drugs used in the US",
    "us_spending": "Spending of US users",
    "overdose_deaths": "US overdose deaths",
    "dependent_users": "Dependent users",
    "in_treatment": "People in treatment",
    "desertions": "Members who leave",
    "arrests": "Members arrested",
    "cartel_deaths": "Members killed",
    "homicides": "Homicides in Mexico",
    "members": "Members of groups",
    "n_cartels": "Number of groups",
    "top10_share": "Share of the ten largest groups",
    "active_fronts": "Pairs of groups at war",
    "active_routes": "Routes in use",
    "route_share": "Share of each route",
    "market_share": "Share of each market",
    "revenue": "Groups' revenue by trade",
    "net_income": "Groups' net income",
    "laundering_fee": "Fee for laundering",
    "liquidity_months": "Groups' cash in months",
    "firms_extorted": "Firms extorted",
    "firms_closed": "Firms closed",
    "compliance_cost": "Firms' cost of compliance",
    "formal_jobs": "Formal jobs",
    "idle_youth": "Idle young men",
    "cooperation": "US-Mexican cooperation",
    "corruption": "Corruption",
    "arms_stock": "Guns in use",
    "captures": "Leaders removed",
    "splits": "Groups that divide",
    "strike_events": "Military strikes",
    "policy_cost_usd": "Public cost",
    "founders": "Founders of new groups",
    "delivered_kg": "Deliveries to all markets",
    "seized_abroad_kg": "Drug seized abroad",
    "groups_stock_kg": "Groups' stocks of drug",
    "us_sales_kg": "Sales in the US",
    "us_stock_kg": "Dealers' stocks in the US",
    "cash": "Groups' cash",
    "outgoings": "Groups' outgoings",
}
EVIDENCE_WORDS: Final[dict[str, str]] = {
    "A": "fitted, later years scored",
    "B": "single figures compared",
    "C": "order of magnitude only",
    "none": "nothing to compare with",
}
"""What stands behind an outcome, in short, by its grade."""

SHORT_NAMES: Final[dict[str, str]] = {
    "us_partner_enforcement": "US partner enforcement",
    "current_approach": "Current approach (US)",
    "mexico_and_china": "Mexico and China (realised)",
    "announced_approach": "Announced approach (US)",
    "gun_law_weakening": "Weaker gun laws",
    "merida": "Mérida",
    "comprehensive": "Comprehensive package",
    "kingpin": "Kingpin captures",
    "history": "History (realised)",
    "custom": "Levers set by hand",
    "no_policy": "No policy (levels of 2024)",
    "carter_treatment": "Carter-style treatment",
}
PACKAGES: Final = (
    "custom",
    "current_approach",
    "history",
    "mexico_and_china",
    "announced_approach",
    "comprehensive",
    "carter_treatment",
    "merida",
)


def scenario_words(name: str) -> str:
    """Return a scenario's name as words."""
    return SHORT_NAMES.get(name, name.replace("_", " ").capitalize())


def lever_words(name: str) -> Text:
    """Return a lever's name as words."""
    return named(name.replace("_", " "))


def outcome_words(name: str) -> str:
    """Return an outcome's name as words: ``us_retail_price[fentanyl]`` with its member."""
    base, _, member = name.partition("[")
    words = OUTCOME_WORDS.get(base, base.replace("_", " ").capitalize())
    return f"{words}, {member.removesuffix(']').replace('_', ' ')}" if member else words


def evidence_words(name: str) -> str:
    """Return what stands behind an outcome, in short."""
    return EVIDENCE_WORDS[evidence_of(name).grade]


def matters(name: str) -> float:
    """Return the smallest relative change of an outcome that gets a colour."""
    return SMALLEST_THAT_MATTERS.get(name.partition("[")[0], USUALLY_MATTERS)


def decimals(low: float, high: float, change: float = 0.0) -> int:
    """Return the decimals of a percentage that its interval supports: none, or one."""
    is_coarse = max(abs(change), abs(low), abs(high)) >= COARSE
    return 0 if is_coarse or (high - low) / 2.0 >= WIDE else 1


def is_clear(low: float, high: float) -> bool:
    """Whether an interval as it is shown leaves zero out; False where there is none."""
    if math.isnan(low) or math.isnan(high):
        return False
    digits = decimals(low, high)
    return round(100.0 * low, digits) > 0.0 or round(100.0 * high, digits) < 0.0


def is_notable(name: str, change: float, low: float, high: float) -> bool:
    """Whether an outcome's change is clear and large enough to matter."""
    return is_clear(low, high) and abs(change) >= matters(name)


def is_negligible(change: float, low: float, high: float) -> bool:
    """Whether a change and its interval are all too small to show."""
    return max(abs(change), abs(low), abs(high)) < ALMOST_NOTHING


def percent(change: float, *, sign: bool = True) -> str:
    """Return a relative change as text: ``−4.1%``, ``+35%``, ``0.0%``; blank as a dash."""
    if math.isnan(change):
        return "–"
    if abs(change) < ALMOST_NOTHING:
        return "0.0%"
    digits = 0 if abs(change) >= COARSE else 1
    text = f"{100.0 * change:+,.{digits}f}%" if sign else f"{100.0 * change:,.{digits}f}%"
    return text.replace("-", "−")


def signed(change: float, digits: int) -> str:
    """Return a fraction as a number of per cent with its sign; ``0`` where it rounds to it."""
    text = f"{100.0 * change:+,.{digits}f}"
    return "0" if not text.strip("+-0.") else text.replace("-", "−")


def effect_text(change: float, low: float, high: float) -> Text:
    """Return a change with its interval: ``−4.1% (−5.0 to −3.2)``, in the digits known."""
    if math.isnan(change):
        return Text("–", "–")
    if math.isnan(low):
        return said("{effect} (one run: no interval)", effect=percent(change))
    if is_negligible(change, low, high):
        return said("about 0")
    digits = decimals(low, high, change)
    return said(
        "{effect}% ({low} to {high})",
        effect=signed(change, digits),
        low=signed(low, digits),
        high=signed(high, digits),
    )


def percent_interval(change: float, low: float, high: float) -> str:
    """Return a change with its interval in English."""
    return effect_text(change, low, high).en


def share(value: float) -> str:
    """Return an offset as text: ``32%``; blank as a dash."""
    if math.isnan(value):
        return "–"
    return f"{round(100.0 * value):d}%".replace("-", "−")


def number(value: float) -> str:
    """Return a count to three significant figures: ``1.66 billion``, ``38,400``."""
    if math.isnan(value):
        return "–"
    size = abs(value)
    for least, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if size >= least:
            return f"{value / least:.3g}{word}".replace("-", "−")
    if size == 0.0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(size)))
    rounded = round(value, 2 - math.floor(math.log10(size)))
    return f"{rounded:,.{digits}f}".replace("-", "−")


def dollars(value: float) -> str:
    """Return money: ``$1.2 billion``, ``−$340 million``."""
    if math.isnan(value):
        return "–"
    if abs(value) < 0.5e6:
        return "$0"
    return ("−$" if value < 0 else "$") + number(abs(value))


def reading_order(names: Sequence[str]) -> list[str]:
    """Return scenarios as readers look for them: packages first, then by name."""
    packages = [name for name in PACKAGES if name in names]
    return packages + sorted((n for n in names if n not in PACKAGES), key=scenario_words)
