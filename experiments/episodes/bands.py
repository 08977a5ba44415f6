"""The rows of section 3: published values, bands, grades, and where each band comes from.

Bands were set before any result was seen. Where TARGETS gives an interval and grade A, that
is the band; with grade B its ends are moved out by a factor of two. Where it gives a sign
only, the band is that side of zero, and ``what`` says so.
"""

import math
from typing import Final

from experiments.targets import Target

LINDO: Final = "Lindo & Padilla-Romo 2018"
NONE: Final = math.nan
EVER: Final = math.inf


def _factor_two(low: float, high: float) -> tuple[float, float]:
    """Return an interval with its ends moved out by a factor of two; the sign must hold."""
    ends = sorted((abs(low), abs(high)))
    reach = ends[0] / 2.0, 2.0 * ends[1]
    return reach if low > 0.0 else (-reach[1], -reach[0])


VIOLENCE: Final = (
    Target(
        "E1",
        "A",
        "a leader taken: homicides in the home locality, year 1, ratio - 1 (stated band)",
        0.7,
        0.6,
        0.8,
        LINDO,
    ),
    Target(
        "E2.same_group",
        "B",
        "same: where the group works elsewhere, 6 months, ratio - 1 (factor two)",
        0.3,
        *_factor_two(0.3, 0.3),
        LINDO,
    ),
    Target(
        "E2.elsewhere",
        "B",
        "same: states without the group, 6 months, ratio - 1 (little: under a third of 0.3)",
        0.0,
        -0.1,
        0.1,
        LINDO,
    ),
    Target(
        "E3.deaths",
        "B",
        "25 leaders in 4 years: extra deaths for each (stated band)",
        17.0,
        0.0,
        60.0,
        "Dickenson 2014",
    ),
    Target(
        "E3.groups",
        "B",
        "same: more groups after 4 years (sign; at most one a leader)",
        NONE,
        0.5,
        25.0,
        "Crisis Group",
    ),
    Target(
        "E4.rise",
        "B",
        "Sinaloa divides: extra homicides a month there, months 3-6 (100-140, factor two)",
        120.0,
        *_factor_two(100.0, 140.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E4.times",
        "B",
        "same: times the base (4-5, factor two)",
        4.5,
        *_factor_two(4.0, 5.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E4.year",
        "B",
        "same: extra a month after a year (still 100-140, factor two)",
        120.0,
        *_factor_two(100.0, 140.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E5.several",
        "B",
        "forces x2 in a state of several groups: homicides per 100,000, year 1 (factor two)",
        11.0,
        *_factor_two(11.0, 11.0),
        "Espinosa & Rubin 2015",
    ),
    Target(
        "E5.one_rules",
        "B",
        "same where one group rules: effect in per cent over the former's (less: under 0.9)",
        NONE,
        -0.5,
        0.9,
        "Osorio 2015",
    ),
    Target(
        "E16",
        "B",
        "guns from the US +40%: extra deaths a year in border states, years 2-3 "
        "(160-240, factor two; +40% between prototypes' +30 and +50)",
        200.0,
        *_factor_two(160.0, 240.0),
        "Dube, Dube & Garcia-Ponce 2013",
    ),
    Target(
        "E18.violence",
        "B",
        "truce of all at war: homicides, year 1, ratio - 1 (effects.md -0.7 to -0.1)",
        NONE,
        -0.7,
        -0.1,
        "Brown et al., El Salvador",
    ),
    Target(
        "E18.extortion",
        "B",
        "same: extortion, months 4-12, ratio - 1 (factor two)",
        0.2,
        *_factor_two(0.2, 0.2),
        "Brown et al., El Salvador",
    ),
)
