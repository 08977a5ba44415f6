"""Parameters of recruitment: joining, returnees, programmes, desertion."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class RecruitmentParams(ParamGroup):
    """Parameters of the process ``recruitment``."""

    crowding: str = param(
        "pay",
        unit="form",
        choices=("pay", "quadratic"),
        status="assumed",
        source="pay falls as a territory fills; the quadratic form is the docking experiment's",
        about="What bounds the size of groups.",
    )
    recruits_per_member: float = param(
        0.0095,
        unit="1/month",
        bounds=(0.005, 0.02),
        status="calibrated",
        source="recruits a week and members of 2022 (prieto_curiel2023)",
        about="Recruits per member and month at the pay, wages and crowding of 2012.",
        prior=(0.0084, 0.011, 0.014),
    )
    forced_share: float = param(
        0.2,
        unit="share",
        bounds=(0.05, 0.5),
        status="assumed",
        source="effects.csv: judged; press and surveys of returnees",
        about="Part of recruitment that no wage or programme reaches.",
        mechanism="recruitment_prevention",
        evidence="recruitment_prevention.forced_recruitment_share",
    )
    earnings_response: float = param(
        3.0e-4,
        unit="log points per USD/year",
        bounds=(0.0, 9.5e-4),
        status="literature",
        source="dix_carneiro2018",
        about="Rise of voluntary joining as expected legal earnings fall by a dollar; an "
        "elasticity of -1.3 at 4,440 USD.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.recruitment_elasticity_to_expected_earnings",
    )
    pay_response: float = param(
        0.5,
        unit="ratio to the response to legal earnings",
        bounds=(0.0, 1.0),
        status="assumed",
        source="nothing measures it; 1 doubles the pull of revenue",
        about="Response of joining to a group's pay, over that to legal earnings.",
    )
    entry_pay_2012: float = param(
        9_000.0,
        unit="USD/year",
        bounds=(6_000.0, 15_000.0),
        status="literature",
        source="effects.csv: 3,000 pesos a week in 2016-19 is 8,300 USD a year",
        about="Entry pay at which joining is as in 2012.",
        evidence="recruitment_prevention.cartel_entry_pay_weekly",
    )
    territory_exponent: float = param(
        0.7,
        unit="1",
        bounds=(0.4, 1.0),
        status="assumed",
        source="members of 2022, and no growth without end later",
        about="Elasticity of a territory's revenue to members; 1 means that it never fills.",
    )
    crowding_from: float = param(
        50.0,
        unit="people",
        bounds=(0.0, 500.0),
        status="assumed",
        source="a guess: a handful of members crowd nobody",
        about="Members of a territory under which crowding does not count.",
    )
    crowding_least: float = param(
        0.2,
        unit="ratio",
        bounds=(0.05, 0.8),
        status="assumed",
        source="a guess: far outside what was seen",
        about="Least room of a territory over that of 2012 that counts.",
    )
    crowding_most: float = param(
        3.0,
        unit="ratio",
        bounds=(1.2, 10.0),
        status="assumed",
        source="a guess: far outside what was seen",
        about="Most room of a territory over that of 2012 that counts.",
    )
    crowding_slope: float = param(
        1.5,
        unit="1",
        bounds=(0.5, 4.0),
        status="assumed",
        source="prieto_curiel2023: recruits fall as members rise",
        about="Steepness of joining in the room of a territory.",
    )
    reachable_men: float = param(
        0.25,
        unit="share of men of 15-29",
        bounds=(0.05, 1.0),
        status="assumed",
        source="members are 1% of young men, up to 6% in a state; no survey says how "
        "many would ever join",
        about="Men who could ever be members; it bounds members where all else would run away.",
    )
    risk_elasticity: float = param(
        -0.05,
        unit="% per %",
        bounds=(-0.2, 0.0),
        status="assumed",
        source="effects.csv: deterrence by severity is weak",
        about="Change of voluntary joining with the risk of arrest, death and long sentences.",
        mechanism="witness_protection",
        evidence="witness_protection.deterrence_elasticity_to_severity",
    )
    risk_memory: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 36.0),
        status="assumed",
        source="a year of news",
        about="Time over which risks are perceived.",
    )
    placed_at_home: float = param(
        0.8,
        unit="share",
        bounds=(0.5, 1.0),
        status="assumed",
        source="a guess: a new territory then grows by itself",
        about="Recruits who join where a group already has members; the rest join over its "
        "states by young men.",
    )
    recruits_per_1000_with_record: float = param(
        10.0,
        unit="recruits per 1,000 deportees",
        bounds=(0.0, 40.0),
        status="assumed",
        source="effects.csv: judged; sign from sviatschi2022",
        about="Deportees with a criminal record who join at the pay and earnings of 2012.",
        mechanism="deportation_recruits",
        evidence="deportation_recruits.recruits_per_1000_criminal_record",
    )
    recruits_per_1000_without_record: float = param(
        2.0,
        unit="recruits per 1,000 deportees",
        bounds=(0.0, 10.0),
        status="assumed",
        source="effects.csv: judged; near zero in ambrosius2018",
        about="Deportees without a record who join at the pay and earnings of 2012.",
        mechanism="deportation_recruits",
        evidence="deportation_recruits.recruits_per_1000_noncriminal",
    )
    north_again_share: float = param(
        0.3,
        unit="share",
        bounds=(0.1, 0.6),
        status="assumed",
        source="surveys of returned people ask whether they will cross again: judged",
        about="Returnees not drawn by a group who go north again; lawful work does not hold"
        " them.",
        mechanism="deportation_recruits",
    )
    contacts_exponent: float = param(
        0.5,
        unit="% per %",
        bounds=(0.0, 1.0),
        status="assumed",
        source="sviatschi2022 for the sign: gangs grew where contacts were",
        about="Rise of a returnee's chance to join with the share of all members who are where"
        " he returns.",
        mechanism="deportation_recruits",
    )
    reintegration_effect: float = param(
        0.5,
        unit="share",
        bounds=(0.0, 0.9),
        status="assumed",
        source="a guess: no evaluation of a Mexican programme exists",
        about="Joining that a reintegration place prevents among those it holds.",
    )
    programme_income: float = param(
        4_965.0,
        unit="USD/year",
        bounds=(2_500.0, 8_000.0),
        status="measured",
        source="effects.csv: 7,572 pesos a month in 2024 and insurance",
        about="What a place pays.",
    )
    programme_male_share: float = param(
        0.42,
        unit="share",
        bounds=(0.3, 0.7),
        status="measured",
        source="effects.csv: participants of the youth programme",
        about="Men among participants.",
    )
    open_places_2024: float = param(
        266000.0,
        unit="people",
        bounds=(0.0, 600000.0),
        status="assumed",
        source="effects.csv: participants of the youth programme",
        about="Places of the open programme in 2024; of those beyond, some are targeted.",
    )
    most_targeted_places: float = param(
        50000.0,
        unit="people",
        bounds=(0.0, 5000000.0),
        status="assumed",
        source="policy_packages.csv: 50,000 targeted places; each needs a mentor who knows whom"
        " groups court",
        about="Most places that a programme can aim at men at risk; all others are open.",
    )
    targeted_risk: float = param(
        10.0,
        unit="ratio",
        bounds=(1.0, 30.0),
        status="assumed",
        source="open programmes 1, well-targeted ones up to 30: judged",
        about="Risk of joining among participants of targeted places, over "
        "that of all young men out of school.",
        evidence="recruitment_prevention.targeting_efficiency",
    )
    strike_multiplier: float = param(
        1.01,
        unit="ratio per strike",
        bounds=(0.98, 1.1),
        status="assumed",
        source="effects.csv: judged; militants elsewhere, sign open",
        about="Joining for each remembered strike without consent.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.recruitment_multiplier_per_strike",
    )
    desertion_per_tenth: float = param(
        0.005,
        unit="1/month",
        bounds=(0.0, 0.02),
        status="assumed",
        source="effects.csv: judged",
        about="Members who leave for each tenth that entry pay falls below its level of 2012.",
        mechanism="cash_stress",
        evidence="cash_stress.desertion_hazard_per_10pct_pay_cut",
    )
    docking_rate_per_week: float = param(
        2.527474e-3,
        unit="1/week",
        bounds=(1e-3, 5e-3),
        status="literature",
        source="prieto_curiel2023",
        about="Recruits per member and week in the docking form.",
        prior=FIXED,
    )
    docking_crowding_per_week: float = param(
        4e-8,
        unit="1/(person week)",
        bounds=(0.0, 1e-6),
        status="literature",
        source="prieto_curiel2023",
        about="Members who leave, per pair of members of one group, in the docking form.",
        prior=FIXED,
    )
