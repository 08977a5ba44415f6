"""Why the model misses some targets, in plain words: the findings of section 5.3 of the ODD.

A sentence is shown beside a row only in a run that misses it.
"""

from typing import Final

DIAGNOSES: Final[dict[str, str]] = {
    "E1": "the extra fighting around a removed leader fades too fast; making it larger"
    " or longer lifts E2 out of its band as well.",
    "E3.deaths": "groups split too often after a removal, and each split brings a war; fewer"
    " splits would cost the growth in the number of groups.",
    "E4.times": "the extra deaths are right, but the state has too many before the split.",
    "E9.price": "the price peaks too high; no single change of cover, flow response or other"
    " drugs that was tried brings it down and keeps the date of its return.",
    "E9.price_back": "the price stays high for a month longer than in the episode.",
    "E10.border_methamphetamine": "the share of methamphetamine found at the border is high;"
    " less would cost about a fifth of its seizures, which history needs.",
    "E11.us_interdiction": "US enforcement is weak here, as E10 asks; the two findings pull"
    " against each other, and the scale of costs is assumed.",
    "E13.places": "places in treatment save too many lives; the cause has not been isolated.",
    "E14.violence": "the threat of a tariff also raises cooperation and removals, which hides"
    " the small rise that lost jobs bring.",
    "E14.violence_absent": "the rise in violence where groups are present is itself near zero,"
    " so the ratio to it means little.",
    "E16": "fighting answers weakly to guns, and the stock of guns turns over slowly; the"
    " finding is met only at the bounds of both.",
    "E18.extortion": "groups at peace collude too little over those who pay.",
    "H5.spending_methamphetamine": "methamphetamine is too cheap: use is right, the price is"
    " about half of what spending over use implies.",
    "L.spending_methamphetamine": "the same as H5: use is right, the price is low.",
}
NO_DIAGNOSIS: Final = "no cause has been isolated."


def diagnosis(id_: str) -> str:
    """Return what is at fault where a target is missed, in words."""
    return DIAGNOSES.get(id_, NO_DIAGNOSIS)
