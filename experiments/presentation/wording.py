"""Words and numbers for readers: names of outcomes and scenarios, effects as text."""

import math
from collections.abc import Sequence
from typing import Final

from sim.outcomes import evidence_of

ALMOST_NOTHING: Final = 0.0005
"""Changes below this are shown as zero: 0.05%."""

COARSE: Final = 0.20
"""Changes above this are shown without decimals."""

OUTCOME_WORDS: Final[dict[str, str]] = {
    "supply_doses": "Supply to the US",
    "recruits": "Recruitment",
    "overdose_deaths": "US overdose deaths",
    "homicides": "Homicides in Mexico",
    "members": "Members of groups",
    "cartel_deaths": "Members killed",
    "dependent_users": "Dependent users",
    "in_treatment": "In treatment",
    "us_retail_price[fentanyl]": "Fentanyl price",
    "net_income": "Groups' net income",
    "formal_jobs": "Formal jobs",
    "n_cartels": "Number of groups",
    "cooperation": "Cooperation",
    "corruption": "Corruption",
    "firms_extorted": "Firms extorted",
    "captures": "Leaders removed",
    "arrests": "Members arrested",
}
SHORT_NAMES: Final[dict[str, str]] = {
    "us_partner_enforcement": "US partner enforcement",
    "current_approach": "Current approach (US)",
    "announced_approach": "Announced approach (US)",
    "gun_law_weakening": "Weaker gun laws",
    "merida": "Mérida",
    "comprehensive": "Comprehensive package",
    "kingpin": "Kingpin captures",
    "history": "History (realised)",
    "custom": "Custom (levers set by hand)",
    "no_policy": "No policy (levels of 2024)",
    "carter_treatment": "Carter-style treatment",
}
PACKAGES: Final = (
    "custom",
    "current_approach",
    "history",
    "announced_approach",
    "comprehensive",
    "carter_treatment",
    "merida",
)


def scenario_words(name: str) -> str:
    """Return a scenario's name as words."""
    return SHORT_NAMES.get(name, name.replace("_", " ").capitalize())


def outcome_words(name: str) -> str:
    """Return an outcome's name as words."""
    return OUTCOME_WORDS.get(name, name.replace("_", " ").capitalize())


def graded_words(name: str) -> str:
    """Return an outcome's name as words, with the grade of the evidence behind it."""
    return f"{outcome_words(name)} (evidence {evidence_of(name).grade})"


def is_clear(low: float, high: float) -> bool:
    """Whether an interval leaves zero out; False where there is none."""
    return low > 0.0 or high < 0.0


def is_negligible(change: float, low: float, high: float) -> bool:
    """Whether a change and its interval are all too small to show."""
    return max(abs(change), abs(low), abs(high)) < ALMOST_NOTHING


def percent(change: float, *, sign: bool = True) -> str:
    """Return a relative change as text: ``-4.1%``, ``+35%``, ``0.0%``; blank as a dash."""
    if math.isnan(change):
        return "–"
    if abs(change) < ALMOST_NOTHING:
        return "0.0%"
    decimals = 0 if abs(change) >= COARSE else 1
    text = f"{100.0 * change:+,.{decimals}f}%" if sign else f"{100.0 * change:,.{decimals}f}%"
    return text.replace("-", "−")


def percent_interval(change: float, low: float, high: float) -> str:
    """Return a change with its interval: ``−4.1% (−5.0 to −3.2)``."""
    if math.isnan(change):
        return "–"
    if math.isnan(low):
        return f"{percent(change)} (one run: no interval)"
    if is_negligible(change, low, high):
        return "about 0"
    decimals = 0 if max(abs(change), abs(low), abs(high)) >= COARSE else 1
    middle = "0" if abs(change) < ALMOST_NOTHING else f"{100.0 * change:+,.{decimals}f}"
    ends = [f"{100.0 * end:+,.{decimals}f}" for end in (low, high)]
    ends = ["0" if end.strip("+-0.") == "" else end for end in ends]
    return f"{middle}% ({ends[0]} to {ends[1]})".replace("-", "−")


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
