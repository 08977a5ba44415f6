"""Why the model misses some targets, in plain words: the findings of section 5.3 of the ODD.

A sentence is shown beside a row only in a run that misses it.
"""

from typing import Final

DIAGNOSES: Final[dict[str, str]] = {
    "E3.deaths": "each split of a large group brings a war, as in 2024 (E4); the published mean"
    " counts the months after a removal and few splits.",
    "E10.border_methamphetamine": "a larger share found at the border is what its seizures of"
    " 2019 ask for; this row asks for a smaller one.",
    "E11.us_interdiction": "US enforcement is weak here, as E10 asks; the two findings pull"
    " against each other, and the scale of costs is assumed.",
    "E13.places": "places in treatment bind, which E12 needs; in the published model they"
    " do not.",
    "E17.challengers": "the largest groups hold a quarter of all men and move more slowly; no"
    " source says how slowly.",
    "H5.spending_methamphetamine": "methamphetamine is too cheap: use is right, the price is"
    " about half of what spending over use implies.",
    "H6.deaths": "deaths fall by a third, a hair less than asked: users live on stocks that"
    " were filled before the shock, and other drugs take over a part.",
    "H8.homicides_change": "no rule makes killings fall as fast as in 2025; whether arrests"
    " calm or shake groups is one of the open signs.",
    "L.spending_methamphetamine": "the same as H5: use is right, the price is low.",
}
NO_DIAGNOSIS: Final = "no cause has been isolated."


def diagnosis(id_: str) -> str:
    """Return what is at fault where a target is missed, in words."""
    return DIAGNOSES.get(id_, NO_DIAGNOSIS)
