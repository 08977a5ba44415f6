"""Parameters of wars that begin and end by themselves: the law of ``wars=own``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class WarsParams(ParamGroup):
    """How wars begin, kill, are won and end, when nothing about them is dated."""

    onset_rate: float = param(
        0.0003,
        unit="1/month",
        bounds=(0.0, 0.003),
        status="assumed",
        source="set by search to 2019: about ten new wars a year in 2012-19",
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

    onset_success: float = param(
        0.07,
        unit="log rate",
        bounds=(0.0, 3.0),
        status="assumed",
        source="castillo_kronick2020: who gains is tempted; size set by search to 2019",
        about="Log rate where one side with a leader outgrows all groups by far.",
        mechanism="conflict",
    )

    onset_again: float = param(
        1.2,
        unit="log rate",
        bounds=(0.0, 2.5),
        status="literature",
        source="wars_observed.csv: 1.2 (0.45)",
        about="Log rate where the pair has been at war in the state before.",
        mechanism="conflict",
    )

    onset_size: float = param(
        0.99,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no local sizes to estimate it on",
        about="Elasticity of a pair's rate to men beyond those of a full rate.",
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

    heat_spread: float = param(
        1.2,
        unit="log",
        bounds=(0.3, 2.0),
        status="assumed",
        source="set by search to 2019: deaths a war-year spread by 1.5",
        about="Spread of the deadliness of wars between equals in size.",
    )

    heat_stake: float = param(
        1.7,
        unit="% deaths per 1% rents",
        bounds=(0.0, 3.0),
        status="assumed",
        source="dell2015, castillo2020: violence where rents are contested; size set on "
        "homicides to 2019",
        about="Answer of a war's deadliness to rents of territory per member over 2012.",
        mechanism="conflict",
    )

    stake_memory: float = param(
        28.0,
        unit="months",
        bounds=(3.0, 60.0),
        status="assumed",
        source="groups hire and arm for rents they have seen; set by search to 2019",
        about="Time over which rents of territory become a reason to fight harder.",
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
        0.022,
        unit="1/month",
        bounds=(0.005, 0.06),
        status="assumed",
        source="set by search to 2019: deaths a war-year, level of 2013-16",
        about="Deaths a month in a war of equals, per man of their harmonic mean.",
    )

    member_risk: float = param(
        0.00061,
        unit="1/month",
        bounds=(0.0, 0.003),
        status="assumed",
        source="deaths that no pair explains: a sixth of those of 2012",
        about="Rate at which members are killed outside wars.",
    )

    reinforce_rate: float = param(
        0.41,
        unit="1/month",
        bounds=(0.0, 0.5),
        status="assumed",
        source="CJNG sent men from Jalisco to each of its wars; size set by search to 2019",
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
        0.07,
        unit="1/month",
        bounds=(0.01, 0.3),
        status="assumed",
        source="set by search to 2019: 64% (4) of wars end after one year",
        about="Rate at which a war in its first months ends.",
    )

    end_age: float = param(
        1.1,
        unit="1",
        bounds=(0.0, 1.5),
        status="assumed",
        source="set by search to 2019: 64, 44, 40, 30% end by year 1-4",
        about="How fast that rate falls with the age of a war.",
    )

    end_victory: float = param(
        0.96,
        unit="log rate",
        bounds=(0.0, 2.0),
        status="assumed",
        source="no local sizes to estimate it on",
        about="Log rate of ending while one side has three quarters of the men.",
        mechanism="conflict",
    )

    end_toll: float = param(
        1.3,
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

    end_deadly: float = param(
        0.53,
        unit="log rate per log",
        bounds=(0.0, 1.0),
        status="literature",
        source="wars_observed.csv: -0.52 (0.13) per log of deaths, a part of it the threshold",
        about="Fall of the log rate of ending with how deadly a war usually is.",
        mechanism="conflict",
    )

    ally_help: float = param(
        0.72,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="groups fight as franchises and alliances; size set by search to 2019",
        about="Part of an ally's men that fight with a side, where the ally has no war.",
        mechanism="conflict",
    )

    win_leadership: float = param(
        2.0,
        unit="log strength",
        bounds=(0.0, 2.0),
        status="assumed",
        source="groups without a leader lose ground; size set by search to 2019",
        about="Log of what a side without a leader is worth less in winning men.",
        mechanism="kingpin_fragmentation",
    )

    win_men: float = param(
        2.7,
        unit="men per death",
        bounds=(0.0, 3.0),
        status="assumed",
        source="ransom and defection of the losing side; size set by search to 2019",
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

    franchise_rate: float = param(
        0.011,
        unit="1/month",
        bounds=(0.0, 0.5),
        status="assumed",
        source="local groups took CJNG's name from 2013 on; rate set by search to 2019",
        about="Rate at which a local group goes over to a group that has all men of its state "
        "and outgrows the others.",
        mechanism="conflict",
    )

    franchise_leadership: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 3.0),
        status="assumed",
        source="nobody joins a group that has just lost its head; size judged",
        about="Power of a group's leadership in what it wins of local groups.",
        mechanism="kingpin_fragmentation",
    )

    franchise_local: float = param(
        1000.0,
        unit="people",
        bounds=(100.0, 3000.0),
        status="assumed",
        source="groups.csv: groups that kept their name have about 1,000 men or more",
        about="Men under which a group is local and may go over to a larger one.",
    )

    franchise_patron: float = param(
        3000.0,
        unit="people",
        bounds=(1000.0, 10000.0),
        status="assumed",
        source="the five or six groups of 2012 that worked in several states",
        about="Men from which others may go over to a group.",
    )

    split_level: float = param(
        -0.12,
        unit="log odds",
        bounds=(-1.5, 1.5),
        status="assumed",
        source="events.csv 2010-19: 6 to 11 of 44 removals divided a group",
        about="Log odds that a group divides after a removal, without heirs or balance.",
        mechanism="kingpin_fragmentation",
    )

    split_size: float = param(
        0.5,
        unit="log odds per log",
        bounds=(0.0, 1.5),
        status="assumed",
        source="splits of 2008-24 came from the largest: Sinaloa, Gulf, Zetas, Beltran Leyva",
        about="Rise of the log odds with a group's size, over 5,000 men.",
        mechanism="kingpin_fragmentation",
    )

    head_share: float = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        status="literature",
        source="events.csv and groups.csv 2010-19: removals that took a group's head",
        about="Removals that take a group's head and not a lieutenant, where no date says.",
    )

    lieutenant_loss: float = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="a lieutenant is replaced from within; size judged",
        about="Leadership that a group loses with a lieutenant.",
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
        2.2,
        unit="homicides per dead member",
        bounds=(1.2, 4.0),
        status="literature",
        source="wars_observed.csv: 1.8 (0.1) nationally, 0.9 (0.1) within states",
        about="Homicides for one dead member.",
    )

    other_homicide_rate: float = param(
        12.9,
        unit="1/100,000 people/year",
        bounds=(6.0, 14.0),
        status="literature",
        source="wars_observed.csv: 14,500 homicides a year beside those of wars, 2012-19",
        about="Homicides that groups have no part in.",
    )

    lethality_spread: float = param(
        3.6,
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
