"""Parameters of the process ``structure``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class StructureParams(ParamGroup):
    """How groups begin, divide, join, spread and end."""

    members_2012: float = param(
        115000.0,
        unit="people",
        bounds=(90000.0, 140000.0),
        status="literature",
        source="prieto_curiel2023",
        about="Members of all groups in January 2012.",
    )
    size_noise: float = param(
        0.3,
        unit="log",
        bounds=(0.0, 0.6),
        status="assumed",
        source="group_facts.csv",
        about="Spread of the sizes of unnamed groups around one over rank.",
    )
    home_share: float = param(
        0.6,
        unit="share",
        bounds=(0.4, 0.8),
        status="assumed",
        source="groups.csv gives places, not sizes",
        about="Share of a group's members in its home states.",
    )
    first_home_parts: float = param(
        3.0,
        unit="1",
        bounds=(1.0, 5.0),
        status="assumed",
        source="a guess: with an even split groups sit outside the state they are known for",
        about="Parts of the first home state, when each other home state has one.",
        prior=FIXED,
    )
    multi_state_share: float = param(
        0.22,
        unit="share",
        bounds=(0.1, 0.4),
        status="literature",
        source="groups.md: 39 of 175 groups in 2023",
        about="Share of unnamed groups in more than one state.",
    )
    mean_states: float = param(
        3.7,
        unit="states",
        bounds=(2.0, 8.0),
        status="literature",
        source="groups.md: counts of 2023",
        about="Mean states of an unnamed group in more than one.",
    )
    tilt_passes: float = param(
        4.0,
        unit="1",
        bounds=(0.0, 20.0),
        status="assumed",
        source="a guess: more rounds move few more members",
        about="Rounds in which unnamed groups move towards violent states.",
        prior=FIXED,
    )
    tilt_power: float = param(
        0.35,
        unit="1",
        bounds=(0.1, 1.0),
        status="assumed",
        source="a guess: small steps, so that rounds settle",
        about="Power of need over fights by which a round moves members.",
        prior=FIXED,
    )
    tilt_least: float = param(
        0.6,
        unit="ratio",
        bounds=(0.3, 0.95),
        status="assumed",
        source="a guess: small steps, so that rounds settle",
        about="Least factor of a state in one round.",
        prior=FIXED,
    )
    tilt_most: float = param(
        1.6,
        unit="ratio",
        bounds=(1.05, 3.0),
        status="assumed",
        source="a guess: small steps, so that rounds settle",
        about="Largest factor of a state in one round.",
        prior=FIXED,
    )
    distant_overlap: float = param(
        0.05,
        unit="states",
        bounds=(0.0, 0.5),
        status="assumed",
        source="a guess: few pairs have no state in common",
        about="Shared states that a pair without any counts as having.",
    )
    allies_of_largest: float = param(
        0.54,
        unit="share",
        bounds=(0.3, 0.8),
        status="assumed",
        source="prieto_curiel2023: 49 of 91 allied pairs in the network of 2020",
        about="Share of allied pairs with one of the two largest groups.",
    )
    rival_pull: float = param(
        1.6,
        unit="odds",
        bounds=(1.0, 3.0),
        status="assumed",
        source="prieto_curiel2023: total rival weight of 77 of the largest group",
        about="Odds of the largest group for heavier rivalries, in the national form.",
    )
    allied_pull: float = param(
        1.2,
        unit="odds",
        bounds=(1.0, 3.0),
        status="assumed",
        source="prieto_curiel2023: total allied weight of 55 of the largest group",
        about="Odds of the largest group for heavier alliances, in the national form.",
    )
    rival_pairs: float = param(
        46.0,
        unit="pairs",
        bounds=(20.0, 92.0),
        status="literature",
        source="davies2025: 11 deadly pairs in 2012 against 22 of 92 in 2020",
        about="Pairs at war in 2012.",
    )
    allied_pairs: float = param(
        45.0,
        unit="pairs",
        bounds=(20.0, 91.0),
        status="assumed",
        source="as many as rivals, as in 2020",
        about="Allied pairs in 2012.",
    )
    rival_weight: float = param(
        1.95,
        unit="rivalry units",
        bounds=(1.0, 4.0),
        status="literature",
        source="network of 2020 in prieto_curiel2023",
        about="Mean rivalry of other pairs at war.",
    )
    allied_weight: float = param(
        1.8,
        unit="alliance units",
        bounds=(1.0, 4.0),
        status="literature",
        source="network of 2020 in prieto_curiel2023",
        about="Mean weight of an alliance.",
    )
    cjng_fitness: float = param(
        0.95,
        unit="log recruits",
        bounds=(0.0, 1.2),
        status="assumed",
        source="sizes quoted for 2012 and 2023",
        about="Recruits of CJNG over the average group's, to its last year of growth.",
    )
    cjng_growth_until: float = param(
        2020.0,
        unit="year",
        bounds=(2015.0, 2024.0),
        status="assumed",
        source="sizes quoted for 2012 and 2023",
        about="Last year of the special growth of CJNG.",
    )
    capture_locality: float = param(
        1.8,
        unit="ratio - 1",
        bounds=(0.5, 5.0),
        status="literature",
        source="lindo2018: homicides +61 to 80% in a year; three in five are fights, it halves",
        about="Extra fights in the home locality after a removal.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.spike_multiplier_capture_municipality",
    )
    capture_home: float = param(
        0.12,
        unit="ratio - 1",
        bounds=(0.0, 0.5),
        status="assumed",
        source="dickenson2014: 17 extra deaths a removal, 0-60",
        about="The same over the whole home state: a locality is a tenth of its violence.",
    )
    capture_elsewhere: float = param(
        0.4,
        unit="share",
        bounds=(0.0, 1.0),
        status="literature",
        source="lindo2015: +30% where the same group works against +80%",
        about="The same in other states and localities of the group, over those at home.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.spike_multiplier_neighbour_same_group",
    )
    kill_ratio: float = param(
        1.3,
        unit="ratio",
        bounds=(1.0, 2.0),
        status="literature",
        source="dickenson2014; phillips2015",
        about="Hazard after a leader is killed, over that after a capture.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.kill_vs_arrest_ratio",
    )
    home_half_life: float = param(
        9.0,
        unit="months",
        bounds=(3.0, 24.0),
        status="literature",
        source="lindo2018: at least 12 months",
        about="Half-life of the hazard at home.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.spike_half_life",
    )
    elsewhere_half_life: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 24.0),
        status="literature",
        source="lindo2015: about 6 months",
        about="Half-life of the hazard in other states.",
    )
    leadership_time: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 36.0),
        status="assumed",
        source="heirs settle in about a year",
        about="Time in which leadership is whole again.",
    )
    split_chance: float = param(
        0.2,
        unit="per removal",
        bounds=(0.1, 0.7),
        status="assumed",
        source="events.csv 2010-19: 6 of 44 removals made a new group in a year, 11 with feuds",
        about="Chance that a removal divides the group.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.split_probability_top_leader",
    )
    split_delay_least: float = param(
        1.0,
        unit="months",
        bounds=(0.0, 2.0),
        status="literature",
        source="Sinaloa: 25 July to 9 September 2024",
        about="Least time from removal to split.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.spike_lag",
    )
    split_delay: float = param(
        4.0,
        unit="months",
        bounds=(1.0, 12.0),
        status="literature",
        source="groups.md: median four to six months",
        about="Mean further time to the split.",
    )
    split_size: float = param(
        1000.0,
        unit="people",
        bounds=(300.0, 3000.0),
        status="assumed",
        source="a guess; big groups divide more often",
        about="Members at which a group divides at the rate of chance splits.",
    )
    most_split_sizes: float = param(
        6.0,
        unit="1",
        bounds=(1.0, 20.0),
        status="assumed",
        source="a guess: keeps the largest groups together",
        about="Most such sizes that count in one group.",
    )
    split_share_least: float = param(
        0.02,
        unit="share",
        bounds=(0.0, 0.1),
        status="assumed",
        source="a guess: fewer are no group",
        about="Least share of members that leaves in a split.",
    )
    split_share_most: float = param(
        0.6,
        unit="share",
        bounds=(0.5, 0.8),
        status="assumed",
        source="the larger part mostly stays the old group",
        about="Most of its members that leave a group in a split.",
    )
    least_split_rivalry: float = param(
        2.0,
        unit="rivalry units",
        bounds=(0.0, 10.0),
        status="assumed",
        source="a guess: former brothers know where to strike",
        about="Least rivalry of a war between the parts of a group.",
    )
    split_share_a: float = param(
        1.5,
        unit="1",
        bounds=(0.5, 5.0),
        status="assumed",
        source="top-10 share 2012-22",
        about="First shape of the share that leaves (beta law).",
    )
    split_share_b: float = param(
        6.0,
        unit="1",
        bounds=(1.0, 12.0),
        status="assumed",
        source="top-10 share 2012-22",
        about="Second shape of the share that leaves (beta law).",
    )
    split_inherits: float = param(
        0.5,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no data",
        about="Chance that a new group keeps a war or an alliance of its parent.",
    )
    split_hostile: float = param(
        0.7,
        unit="chance",
        bounds=(0.3, 1.0),
        status="assumed",
        source="groups.csv: most offshoots fought their parent",
        about="Chance that a new group fights its parent.",
    )
    split_rivalry: float = param(
        4.9,
        unit="rivalry units",
        bounds=(2.0, 10.0),
        status="assumed",
        source="UCDP pairs of 2012-19",
        about="Mean rivalry with the parent.",
    )
    big_split_rivalry: float = param(
        6.0,
        unit="rivalry units",
        bounds=(5.0, 20.0),
        status="assumed",
        source="Sinaloa 2024: about 100-140 more homicides a month",
        about="Rivalry with the parent when a large group divides.",
    )
    big_group: float = param(
        5000.0,
        unit="people",
        bounds=(2000.0, 20000.0),
        status="assumed",
        source="national groups",
        about="Size from which a group counts as large.",
    )
    spontaneous_splits: float = param(
        0.004,
        unit="1/year",
        bounds=(0.0, 0.02),
        status="assumed",
        source="number of groups 2012-20",
        about="Rate of splits without a removal, per thousand members up to six.",
    )
    named_split_share: float = param(
        0.4,
        unit="share",
        bounds=(0.05, 0.6),
        status="assumed",
        source="no sizes at birth are published",
        about="Share of the parent's members in its states that a named group takes.",
    )
    named_founders: float = param(
        2000.0,
        unit="people",
        bounds=(500.0, 3000.0),
        status="assumed",
        source="Santa Rosa de Lima needs over 1,200 men for its war",
        about="Men of a named group that begins without a parent.",
    )
    new_gangs: float = param(
        5.0,
        unit="1/year",
        bounds=(0.0, 15.0),
        status="assumed",
        source="number of groups 2012-20",
        about="New local gangs.",
    )
    gang_least: float = param(
        50.0,
        unit="people",
        bounds=(10.0, 100.0),
        status="assumed",
        source="group_facts.csv",
        about="Fewest members of a new gang.",
    )
    gang_most: float = param(
        150.0,
        unit="people",
        bounds=(50.0, 400.0),
        status="assumed",
        source="group_facts.csv",
        about="Most members of a new gang.",
    )
    tiny_size: float = param(
        25.0,
        unit="people",
        bounds=(10.0, 60.0),
        status="assumed",
        source="a guess; a gang begins with about that many at least",
        about="Members under which a group is tiny and ends at its own rate.",
    )
    small_size: float = param(
        150.0,
        unit="people",
        bounds=(60.0, 400.0),
        status="assumed",
        source="the largest new gangs have about that many",
        about="Members under which a group is small and ends at its own rate.",
    )
    exit_tiny: float = param(
        0.03,
        unit="1/month",
        bounds=(0.0, 0.1),
        status="assumed",
        source="number of groups 2012-20",
        about="Rate at which a tiny group ends.",
    )
    exit_small: float = param(
        0.01,
        unit="1/month",
        bounds=(0.0, 0.05),
        status="assumed",
        source="number of groups 2012-20",
        about="Rate at which a small group ends.",
    )
    entry_rate: float = param(
        0.17,
        unit="1/month",
        bounds=(0.0, 0.4),
        status="assumed",
        source="CJNG: 6 states in 2012, 24 in 2020",
        about="Rate at which a growing group of the usual entering size enters another state.",
    )
    entry_size: float = param(
        4000.0,
        unit="people",
        bounds=(1000.0, 10000.0),
        status="assumed",
        source="a guess: about the size of CJNG when it spread",
        about="Members at which a growing group enters at the full rate.",
    )
    entry_crowd: float = param(
        100.0,
        unit="people",
        bounds=(10.0, 1000.0),
        status="assumed",
        source="a guess: empty states draw less than crowded ones",
        about="People added to a state, when groups choose where to enter.",
    )
    entry_idle: float = param(
        0.05,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="a guess: groups seldom enter a state without growing",
        about="The same for a group that does not grow.",
    )
    entry_growth: float = param(
        0.12,
        unit="log size a year",
        bounds=(0.03, 0.5),
        status="assumed",
        source="CJNG grew by about 16% a year",
        about="Growth at which the full rate is reached.",
    )
    entry_share: float = param(
        0.03,
        unit="share",
        bounds=(0.005, 0.1),
        status="assumed",
        source="a guess: no count of members sent to a new state exists",
        about="Share of its members that a group sends to a new state.",
    )
    entry_most: float = param(
        400.0,
        unit="people",
        bounds=(50.0, 1500.0),
        status="assumed",
        source="a guess: no count of members sent to a new state exists",
        about="Most members sent to a new state.",
    )
    entry_hostile: float = param(
        0.7,
        unit="chance",
        bounds=(0.0, 1.0),
        status="assumed",
        source="a guess: most entries in press reports meet a resident group",
        about="Chance that entry starts a war with the largest group there.",
    )
    entry_rivalry: float = param(
        5.0,
        unit="rivalry units",
        bounds=(0.5, 8.0),
        status="assumed",
        source="series.csv mx_homicides_inegi: rise of 2015-18",
        about="Rivalry that entry starts.",
    )
    foothold_share: float = param(
        0.05,
        unit="share",
        bounds=(0.0, 0.2),
        status="assumed",
        source="groups.md: 78% of groups work in one state, others in 3.7",
        about="Share of a state's members below which a group from elsewhere can't stay.",
    )
    withdrawal_rate: float = param(
        0.04,
        unit="1/month",
        bounds=(0.0, 0.2),
        status="assumed",
        source="groups.md: keeps the 1.9 states a group that were counted",
        about="Rate at which a group gives up a foothold that it is too weak to hold.",
    )
    contact_rate: float = param(
        0.001,
        unit="1/month",
        bounds=(0.0, 0.002),
        status="assumed",
        source="weakly identified: four times as much changes little",
        about="Rate of a new war between two groups of 3,000 in the same states.",
    )
    takeover_rate: float = param(
        0.0035,
        unit="1/month",
        bounds=(0.0, 0.01),
        status="assumed",
        source="top-10 share 2012-22",
        about="Rate at which members pass from weaker to stronger groups.",
    )
    alliance_end: float = param(
        0.01,
        unit="1/month",
        bounds=(0.0, 0.05),
        status="assumed",
        source="alliances of the twenties lasted some years",
        about="Rate at which an alliance ends.",
    )
    alliance_start: float = param(
        0.01,
        unit="1/month",
        bounds=(0.0, 0.05),
        status="assumed",
        source="keeps the number of alliances about level",
        about="Rate of new alliances per pair that shares states and a rival.",
    )
    merger_chance: float = param(
        0.02,
        unit="1/month",
        bounds=(0.0, 0.1),
        status="assumed",
        source="DEA May 2025: Chapitos with CJNG",
        about="Rate at which a group very short of cash joins or allies with another.",
        mechanism="cash_stress",
        evidence="cash_stress.alliance_or_merger_probability",
    )
    offshoots_per_year: float = param(
        0.01,
        unit="1/year",
        bounds=(0.0, 0.05),
        status="assumed",
        source="no estimate",
        about="Rate at which a large group starts a cell abroad.",
        mechanism="deportation_recruits",
        evidence="deportation_recruits.offshoot_probability",
    )
