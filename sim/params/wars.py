"""Parameters of wars that begin and end by themselves: the law of ``wars=own``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class WarsParams(ParamGroup):
    """How wars begin, kill, are won and end, when nothing about them is dated."""

    onset_rate: float = param(
        0.0004,
        unit="1/month",
        bounds=(0.0, 0.003),
        status="assumed",
        source="set by hand on wars_observed.csv to 2019: about ten new wars a year in 2012-19",
        about="Rate at which two large groups that share a state go to war, all terms at 0.",
    )

    onset_men: float = param(
        500.0,
        unit="people",
        bounds=(50.0, 2000.0),
        status="assumed",
        source="UCDP counts pairs from 25 deaths a year; groups.csv has few groups under 1,000",
        about="Men of the smaller side, about, from which a pair's rate counts in full.",
    )

    onset_stake: float = param(
        0.5,
        unit="% rate per 1% income",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no state income to estimate it on; dell2015, castillo2020: contested rents",
        about="Answer of beginnings to a state's income over its usual one.",
        mechanism="conflict",
    )

    onset_parity: float = param(
        1.0,
        unit="log rate",
        bounds=(0.0, 2.0),
        status="assumed",
        source="no local sizes to estimate it on",
        about="Log rate of equals over that of a group against nobody.",
        mechanism="conflict",
    )

    onset_shock: float = param(
        0.25,
        unit="log rate",
        bounds=(0.0, 1.0),
        status="literature",
        source="wars_observed.csv: 0.15 (0.10) a removal over a year; castillo2020",
        about="Log rate while one side has no leader.",
        mechanism="kingpin_fragmentation",
    )

    onset_new: float = param(
        1.2,
        unit="log rate",
        bounds=(0.0, 2.5),
        status="literature",
        source="wars_observed.csv: 1.2 (0.3) for groups in their first two years",
        about="Log rate while one side is new in the state.",
        mechanism="conflict",
    )

    onset_next_door: float = param(
        0.65,
        unit="log rate per log(1 + wars)",
        bounds=(0.0, 1.5),
        status="literature",
        source="wars_observed.csv: 0.65 (0.28); osorio2015",
        about="Log rate with wars in neighbouring states.",
        mechanism="conflict",
    )

    onset_in_state: float = param(
        -0.85,
        unit="log rate per log(1 + wars)",
        bounds=(-2.0, 0.5),
        status="literature",
        source="wars_observed.csv: -0.85 (0.34)",
        about="Log rate with other wars in the state.",
        mechanism="conflict",
    )

    onset_elsewhere: float = param(
        2.0,
        unit="log rate",
        bounds=(0.0, 3.5),
        status="literature",
        source="wars_observed.csv: 2.0 (0.4), the strongest term",
        about="Log rate while the pair is at war in another state.",
        mechanism="conflict",
    )

    onset_forces: float = param(
        0.3,
        unit="log rate per doubling of forces",
        bounds=(0.0, 1.0),
        status="assumed",
        source="lessing2015: conditional repression; size judged",
        about="Fall of the log rate where forces aimed at the most violent grow.",
        mechanism="security_deployment",
    )

    onset_arrests: float = param(
        0.1,
        unit="log rate per doubling of arrests",
        bounds=(-0.5, 0.5),
        status="assumed",
        source="phillips2015, sign open",
        about="Log rate while arrests that aim at nobody in particular are above the usual.",
        mechanism="kingpin_fragmentation",
    )

    targeted_share: float = param(
        0.0,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="lessing2015: Mexico's repression was blanket, not conditional",
        about="Share of forces and arrests that is aimed at the groups that fight most.",
    )

    heat_spread: float = param(
        1.3,
        unit="log",
        bounds=(0.3, 2.0),
        status="assumed",
        source="set by hand on wars_observed.csv to 2019: deaths a war-year spread by 1.5",
        about="Spread of the deadliness of wars between equals in size.",
    )

    heat_month_spread: float = param(
        0.85,
        unit="log",
        bounds=(0.0, 1.5),
        status="literature",
        source="wars_observed_month.csv: 0.85 in 42 wars of 2007, 2010 and 2019",
        about="Spread of a war's deadliness between months.",
    )

    retaliation: float = param(
        0.6,
        unit="share a month",
        bounds=(0.0, 0.95),
        status="literature",
        source="osorio2015; the dated months give 0.0 (0.3)",
        about="Part of a month's deviation of a war that is left in the next.",
        evidence="conflict.retaliation_persistence",
    )

    deaths_per_man: float = param(
        0.025,
        unit="1/month",
        bounds=(0.005, 0.06),
        status="assumed",
        source="set by hand on wars_observed.csv to 2019: deaths a war-year, level of 2013-16",
        about="Deaths a month in a war of equals, per man of their harmonic mean.",
    )

    member_risk: float = param(
        0.0008,
        unit="1/month",
        bounds=(0.0, 0.003),
        status="assumed",
        source="deaths that no pair explains: a sixth of those of 2012",
        about="Rate at which members are killed outside wars.",
    )

    reinforce_rate: float = param(
        0.2,
        unit="1/month",
        bounds=(0.0, 0.5),
        status="assumed",
        source="CJNG sent men from Jalisco to each of its wars; size judged",
        about="Part of the foe's lead in men that the weaker side brings from elsewhere.",
        mechanism="conflict",
    )

    reinforce_most: float = param(
        0.02,
        unit="1/month",
        bounds=(0.0, 0.05),
        status="assumed",
        source="groups keep their homes manned; size judged",
        about="Most of its men that a side sends to one war.",
    )

    end_rate: float = param(
        0.1,
        unit="1/month",
        bounds=(0.01, 0.3),
        status="assumed",
        source="set by hand on wars_observed.csv to 2019: 64% (4) of wars end after one year",
        about="Rate at which a war in its first months ends.",
    )

    end_age: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 1.5),
        status="assumed",
        source="set by hand on wars_observed.csv to 2019: 64, 44, 40, 30% end by year 1-4",
        about="How fast that rate falls with the age of a war.",
    )

    end_victory: float = param(
        1.0,
        unit="log rate",
        bounds=(0.0, 2.0),
        status="assumed",
        source="no local sizes to estimate it on",
        about="Log rate of ending while one side has three quarters of the men.",
        mechanism="conflict",
    )

    end_toll: float = param(
        2.0,
        unit="log rate per share",
        bounds=(0.0, 6.0),
        status="assumed",
        source="no losses by side to estimate it on",
        about="Log rate of ending per share of men that the weaker side lost in a year.",
        mechanism="conflict",
    )

    end_targeted: float = param(
        0.5,
        unit="log rate per doubling",
        bounds=(0.0, 1.5),
        status="assumed",
        source="lessing2015; size judged",
        about="Log rate of ending while forces or arrests aimed at the most violent grow.",
        mechanism="security_deployment",
    )

    win_men: float = param(
        1.0,
        unit="men per death",
        bounds=(0.0, 3.0),
        status="assumed",
        source="ransom and defection of the losing side; size judged",
        about="Men who change to the stronger side, per man it kills, times its lead.",
    )

    win_rest: float = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="what is left of a beaten group joins the winner or goes",
        about="Share of the beaten side's men in the state who join a victor.",
    )

    split_level: float = param(
        0.05,
        unit="log odds",
        bounds=(-1.5, 1.5),
        status="assumed",
        source="events.csv 2010-19: 6 to 11 of 44 removals divided a group",
        about="Log odds that a group divides after a removal, without heirs or balance.",
        mechanism="kingpin_fragmentation",
    )

    split_leadership: float = param(
        2.0,
        unit="log odds",
        bounds=(0.0, 4.0),
        status="assumed",
        source="heirs at hand keep a group together; size judged",
        about="Fall of the log odds while leadership is whole.",
        mechanism="kingpin_fragmentation",
    )

    homicides_per_death: float = param(
        2.0,
        unit="homicides per dead member",
        bounds=(1.2, 4.0),
        status="literature",
        source="wars_observed.csv: 1.8 (0.1) nationally, 0.9 (0.1) within states",
        about="Homicides for one dead member.",
    )

    other_homicide_rate: float = param(
        11.5,
        unit="1/100,000 people/year",
        bounds=(6.0, 14.0),
        status="literature",
        source="wars_observed.csv: 14,500 homicides a year beside those of wars, 2012-19",
        about="Homicides that groups have no part in.",
    )

    lethality_spread: float = param(
        2.0,
        unit="ratio",
        bounds=(1.0, 10.0),
        status="assumed",
        source="what wars of 2012 do not explain of a state's homicides",
        about="Largest ratio between a state's lethality and the mean.",
    )

    hottest_2012: float = param(
        4.0,
        unit="1",
        bounds=(0.0, 20.0),
        status="assumed",
        source="violent states of 2012 were at war, named or not",
        about="Largest deadliness of a war of 2012 that only a state's deaths show.",
    )
