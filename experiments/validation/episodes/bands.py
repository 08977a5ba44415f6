"""The rows of section 3: published values, bands, grades, and where each band comes from.

Bands were set before their results were seen, but for ``E7.groups``, a row added after E7 had
run; none was moved since. Episodes E1, E4, E9 and E14 were redefined after they missed (ODD
5.3). Where TARGETS gives an interval and grade A, that
is the band; with grade B its ends are moved out by a factor of two. Where it gives a sign
only, the band is that side of zero, and ``what`` says so.
"""

import math
from typing import Final

from experiments.validation.targets import Target

LINDO: Final = "Lindo & Padilla-Romo 2018"
NONE: Final = math.nan
EVER: Final = math.inf


def factor_two(low: float, high: float) -> tuple[float, float]:
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
        *factor_two(0.3, 0.3),
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
        *factor_two(100.0, 140.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E4.times",
        "B",
        "same: times the base (4-5, factor two)",
        4.5,
        *factor_two(4.0, 5.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E4.year",
        "B",
        "same: extra a month after a year (still 100-140, factor two)",
        120.0,
        *factor_two(100.0, 140.0),
        "Sinaloa 2024-25",
    ),
    Target(
        "E5.several",
        "B",
        "forces x2 in a state of several groups: homicides per 100,000, year 1 (factor two)",
        11.0,
        *factor_two(11.0, 11.0),
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
        *factor_two(160.0, 240.0),
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
        *factor_two(0.2, 0.2),
        "Brown et al., El Salvador",
    ),
)

MAGLIOCCA: Final = "Magliocca et al. 2019, 2024"
CASTILLO: Final = "Castillo, Mejia & Restrepo 2020"
DOBKIN: Final = "Dobkin & Nicosia 2009; Cunningham & Finlay"
RYDELL: Final = "Rydell & Everingham 1994"
SOURCE: Final = "FDA SOURCE"


def signed(id_: str, grade: str, what: str, low: float, high: float, source: str) -> Target:
    """Return a row for which only a side or a limit is published."""
    return Target(id_, grade, what, NONE, low, high, source)


SUPPLY: Final = (
    signed(
        "E6.seized",
        "B",
        "land effort x4: kg seized, ratio, year 2 (up, by less than 4)",
        1.0,
        4.0,
        MAGLIOCCA,
    ),
    signed("E6.value", "B", "same: value per seizure, ratio (down)", 0.0, 1.0, MAGLIOCCA),
    signed("E6.routes", "B", "same: active routes, ratio (equal or up)", 1.0, 4.0, MAGLIOCCA),
    signed(
        "E6.supply",
        "B",
        "same: log supply over log effort (down, less than in proportion)",
        -1.0,
        0.0,
        MAGLIOCCA,
    ),
    signed(
        "E7.price",
        "B",
        "cocaine capacity -50%: US price, 2 years, ratio - 1 (up)",
        0.0,
        EVER,
        CASTILLO,
    ),
    Target(
        "E7.violence",
        "B",
        "same: extra homicides, per cent of the rise 2006-09 (10-14, factor two)",
        12.0,
        *factor_two(10.0, 14.0),
        CASTILLO,
    ),
    signed(
        "E7.border",
        "B",
        "same: rise in border states less rise elsewhere (more at the border)",
        0.0,
        EVER,
        CASTILLO,
    ),
    signed(
        "E7.groups",
        "B",
        "same: rise in border states less that where one group rules there (more with several)",
        0.0,
        EVER,
        CASTILLO,
    ),
    signed(
        "E8.inelastic",
        "B",
        "capacity -50% at elasticity -0.5: cocaine sales, year 2, ratio - 1 (up)",
        0.0,
        EVER,
        "Castillo & Kronick 2020",
    ),
    signed(
        "E8.elastic",
        "B",
        "same at elasticity -1.5 (down)",
        -1.0,
        0.0,
        "Castillo & Kronick 2020",
    ),
    Target(
        "E9.price",
        "A",
        "meth chemicals -56%, of all suppliers: peak of price, ratio (stated band)",
        2.5,
        2.0,
        3.0,
        DOBKIN,
    ),
    Target(
        "E9.purity", "A", "same: trough of purity, ratio (stated band)", 0.35, 0.2, 0.5, DOBKIN
    ),
    Target(
        "E9.price_back",
        "A",
        "same: months until price is within 10% (stated band)",
        8.0,
        4.0,
        12.0,
        DOBKIN,
    ),
    Target(
        "E9.use_back",
        "A",
        "same: months until use is within 5% (stated band)",
        18.0,
        12.0,
        24.0,
        DOBKIN,
    ),
    *(
        Target(
            f"E10.{name}_{drug}",
            "B",
            f"{words} x2: US price of {drug}, 5 years, ratio - 1 (stated band)",
            0.0,
            -0.1,
            0.1,
            "Pollack & Reuter 2014",
        )
        for name, words in (("us", "US enforcement"), ("border", "border effort"))
        for drug in ("heroin", "cocaine", "methamphetamine")
    ),
    signed(
        "E11.treatment_us",
        "B",
        "5 bn USD a year for 10 years: per cent less use, treatment "
        "less US enforcement (order)",
        0.0,
        EVER,
        RYDELL,
    ),
    signed(
        "E11.us_interdiction",
        "B",
        "same: US enforcement less interdiction (order)",
        0.0,
        EVER,
        RYDELL,
    ),
    signed(
        "E11.interdiction_source",
        "B",
        "same: interdiction less forces in Mexico (order)",
        0.0,
        EVER,
        RYDELL,
    ),
)
