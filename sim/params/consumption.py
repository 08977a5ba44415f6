"""Parameters of the process ``consumption``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class ConsumptionParams(ParamGroup):
    """Who uses, how much and who dies: amounts, exposure, tolerance, risks, starts, moves."""

    short_run_opioid: float = param(
        -0.32,
        unit="elasticity",
        bounds=(-0.8, -0.1),
        status="literature",
        source="oas2013",
        about=(
            "Price elasticity of the opioid amount within the month, before the ratio of kinds "
            "of users; gives the published average."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.opioid_elasticity_short_run",
    )
    short_run_cocaine: float = param(
        -0.53,
        unit="elasticity",
        bounds=(-1.0, -0.2),
        status="literature",
        source="oas2013",
        about=(
            "Price elasticity of the cocaine amount within the month, before the ratio of "
            "kinds of users; gives the published average."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.cocaine_elasticity_short_run",
    )
    short_run_methamphetamine: float = param(
        -0.27,
        unit="elasticity",
        bounds=(-0.6, -0.1),
        status="literature",
        source="cunningham2016",
        about=(
            "Price elasticity of the methamphetamine amount within the month, before the ratio "
            "of kinds of users; gives the published average."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.meth_elasticity_short_run",
    )
    long_run_opioid: float = param(
        -0.75,
        unit="elasticity",
        bounds=(-1.5, -0.4),
        status="literature",
        source="payne2020",
        about=(
            "Price elasticity of opioid quantity after many years, over amount and "
            "participation together."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.opioid_elasticity_long_run",
    )
    long_run_cocaine: float = param(
        -0.9,
        unit="elasticity",
        bounds=(-2.5, -0.5),
        status="literature",
        source="nrc2001",
        about=(
            "Price elasticity of cocaine quantity after many years, over amount and "
            "participation together."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.cocaine_elasticity_long_run",
    )
    long_run_methamphetamine: float = param(
        -0.8,
        unit="elasticity",
        bounds=(-1.9, -0.25),
        status="literature",
        source="payne2020",
        about=(
            "Price elasticity of methamphetamine quantity after many years, over amount and "
            "participation together."
        ),
        mechanism="demand_elasticity",
        evidence="demand_elasticity.meth_elasticity_long_run",
    )
    amount_part_opioid: float = param(
        0.733,
        unit="1",
        bounds=(0.4, 1.0),
        status="assumed",
        source="split of the long run between amount and participation: no estimate",
        about="Part of the long-run elasticity of opioid that is amount per user.",
        mechanism="demand_elasticity",
    )
    amount_part_cocaine: float = param(
        0.667,
        unit="1",
        bounds=(0.4, 1.0),
        status="assumed",
        source="split of the long run between amount and participation: no estimate",
        about="Part of the long-run elasticity of cocaine that is amount per user.",
        mechanism="demand_elasticity",
    )
    amount_part_methamphetamine: float = param(
        0.688,
        unit="1",
        bounds=(0.4, 1.0),
        status="assumed",
        source="split of the long run between amount and participation: no estimate",
        about="Part of the long-run elasticity of methamphetamine that is amount per user.",
        mechanism="demand_elasticity",
    )
    most_spending: float = param(
        10.0,
        unit="ratio to spending in 2012",
        bounds=(3.0, 30.0),
        status="assumed",
        source="incomes allow no more; reached only under a reversed elasticity",
        about="Most that a user can spend, over what users of his state spent in 2012.",
        mechanism="demand_elasticity",
    )
    start_part_opioid: float = param(
        0.533,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about="Elasticity of opioid starts, as a part of the long-run elasticity.",
        mechanism="demand_elasticity",
    )
    start_part_cocaine: float = param(
        0.556,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about="Elasticity of cocaine starts, as a part of the long-run elasticity.",
        mechanism="demand_elasticity",
    )
    start_part_methamphetamine: float = param(
        0.375,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about="Elasticity of methamphetamine starts, as a part of the long-run elasticity.",
        mechanism="demand_elasticity",
    )
    quit_part_opioid: float = param(
        0.293,
        unit="1",
        bounds=(0.0, 0.6),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about=(
            "Elasticity of quitting opioid, as a part of the long-run elasticity, sign turned."
        ),
        mechanism="demand_elasticity",
    )
    quit_part_cocaine: float = param(
        0.189,
        unit="1",
        bounds=(0.0, 0.6),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about=(
            "Elasticity of quitting cocaine, as a part of the long-run elasticity, sign turned."
        ),
        mechanism="demand_elasticity",
    )
    quit_part_methamphetamine: float = param(
        0.275,
        unit="1",
        bounds=(0.0, 0.6),
        status="assumed",
        source="chosen so that twelve years reach the long run",
        about=(
            "Elasticity of quitting methamphetamine, as a part of the long-run elasticity, "
            "sign turned."
        ),
        mechanism="demand_elasticity",
    )
    escalation_part: float = param(
        0.5,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="half of the response of quitting",
        about="Response of escalation to price, as a part of the response of quitting.",
        mechanism="demand_elasticity",
    )
    dependent_scale: float = param(
        0.9,
        unit="1",
        bounds=(0.7, 1.0),
        status="assumed",
        source="with occasional users' share of use this gives the published averages",
        about="Elasticity of dependent users over the stated one.",
        mechanism="demand_elasticity",
    )
    dependent_to_occasional: float = param(
        0.7,
        unit="1",
        bounds=(0.4, 1.0),
        status="assumed",
        source=(
            "judgement after nrc2001: participation responds more than the amount of those who "
            "stay"
        ),
        about="Elasticity of dependent users over that of occasional users.",
        mechanism="demand_elasticity",
        evidence="demand_elasticity.dependent_user_elasticity_ratio",
    )
    habit_time: float = param(
        18.0,
        unit="months",
        bounds=(6.0, 48.0),
        status="assumed",
        source="judgement: habits change over a year or two",
        about="Time in which the amount moves from its short-run to its long-run response.",
        mechanism="demand_elasticity",
        evidence="demand_elasticity.adjustment_time_short_to_long",
    )
    cross_price: float = param(
        0.05,
        unit="elasticity",
        bounds=(-0.2, 0.3),
        status="literature",
        source="cunningham2016; its sign differs by pair and study",
        about="Change in use of a drug per change in the mean price of the other two.",
        mechanism="demand_elasticity",
        evidence="demand_elasticity.cross_price_elasticity",
    )
    dependent_grams_opioid: float = param(
        25.0,
        unit="pure g/year",
        bounds=(12.5, 40.0),
        status="assumed",
        source="tonnes of 2016, midgette2019",
        about="Use of a dependent opioid user at 2012 prices, heroin equivalent.",
    )
    dependent_grams_cocaine: float = param(
        47.0,
        unit="pure g/year",
        bounds=(23.5, 75.2),
        status="assumed",
        source="tonnes of 2016, midgette2019",
        about="Use of a dependent cocaine user at 2012 prices.",
    )
    dependent_grams_methamphetamine: float = param(
        47.0,
        unit="pure g/year",
        bounds=(23.5, 75.2),
        status="assumed",
        source="tonnes of 2016, midgette2019",
        about="Use of a dependent methamphetamine user at 2012 prices.",
    )
    occasional_grams_opioid: float = param(
        1.5,
        unit="pure g/year",
        bounds=(0.6, 3.0),
        status="literature",
        source="midgette2019",
        about="Use of an occasional opioid user at 2012 prices, heroin equivalent.",
    )
    occasional_grams_cocaine: float = param(
        4.0,
        unit="pure g/year",
        bounds=(1.6, 8.0),
        status="literature",
        source="midgette2019",
        about="Use of an occasional cocaine user at 2012 prices.",
    )
    occasional_grams_methamphetamine: float = param(
        3.0,
        unit="pure g/year",
        bounds=(1.2, 6.0),
        status="literature",
        source="midgette2019",
        about="Use of an occasional methamphetamine user at 2012 prices.",
    )
    doses_per_kg_heroin: float = param(
        40000.0,
        unit="doses/pure kg",
        bounds=(30000.0, 60000.0),
        status="literature",
        source="drugs.csv, typical dose 25 mg",
        about="Doses in a pure kilogram of heroin.",
    )
    potency_fentanyl_heroin: float = param(
        25.0,
        unit="ratio by weight",
        bounds=(20.0, 50.0),
        status="literature",
        source="drugs.csv, typical dose 1 mg; 20 to 50 in toxicology",
        about="Doses in a kilogram of fentanyl over one of heroin.",
        evidence="potency_substitution.potency_ratio_fentanyl_heroin",
    )
    potency_novel_fentanyl: float = param(
        3.0,
        unit="ratio by weight",
        bounds=(0.5, 40.0),
        status="assumed",
        source="press reports up to 40; purity-adjusted potency is far lower",
        about="Doses in a kilogram of novel opioid over one of fentanyl.",
        evidence="potency_substitution.potency_ratio_nitazene_fentanyl",
    )
    exposure_shift: float = param(
        0.5,
        unit="logit",
        bounds=(-0.5, 1.5),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about=(
            "Share of users' opioid that holds fentanyl against its share of doses, since "
            "batches are mixed."
        ),
    )
    market_spread: float = param(
        1.0,
        unit="logit",
        bounds=(0.3, 2.0),
        status="assumed",
        source="East against West of the Mississippi: several years apart",
        about="Spread of local markets on the way to fentanyl.",
    )
    potency_step: float = param(
        1.5,
        unit="ratio",
        bounds=(1.0, 3.0),
        status="assumed",
        source="fentanyl doses are larger for the body than the ones they replace",
        about="Effective dose of fentanyl over heroin at the reference purity.",
    )
    potency_purity: float = param(
        0.8,
        unit="exponent",
        bounds=(0.4, 1.0),
        status="assumed",
        source="tuned with 2020-24 in view: declare beside the scores",
        about="Effective dose against powder purity.",
    )
    reference_purity: float = param(
        0.1,
        unit="1",
        bounds=(0.05, 0.2),
        status="assumed",
        source="normalisation only",
        about="Powder purity at which lethality is stated.",
    )
    lowest_purity: float = param(
        0.02,
        unit="1",
        bounds=(0.005, 0.04),
        status="assumed",
        source="bulk powder holds some drug",
        about="Purity under which powder purity is not read.",
    )
    tolerance_time: float = param(
        9.0,
        unit="months",
        bounds=(3.0, 24.0),
        status="assumed",
        source="tuned with 2020-24 in view: declare beside the scores",
        about="Time in which tolerance follows the usual dose.",
    )
    tolerance_loss_time: float = param(
        2.0,
        unit="months",
        bounds=(0.5, 6.0),
        status="assumed",
        source="judgement: lost within weeks to months",
        about="Time in which tolerance is lost without use.",
    )
    tolerance_lost: float = param(
        -1.2,
        unit="log dose",
        bounds=(-2.5, -0.5),
        status="assumed",
        source="judgement",
        about="Tolerance after long abstinence.",
    )
    tolerance_occasional: float = param(
        -0.3,
        unit="log dose",
        bounds=(-1.0, 0.0),
        status="assumed",
        source="judgement",
        about="Tolerance of occasional against dependent users.",
    )
    surprise: float = param(
        0.75,
        unit="1",
        bounds=(0.3, 1.2),
        status="assumed",
        source="identified only by a supply shock; tuned with 2020-24 in view",
        about="Log death rate per log dose above tolerance.",
    )
    surprise_low: float = param(
        -1.5,
        unit="log dose",
        bounds=(-3.0, 0.0),
        status="assumed",
        source="keeps the exponent in its range",
        about="Lowest surprise counted.",
        prior=FIXED,
    )
    surprise_high: float = param(
        2.0,
        unit="log dose",
        bounds=(1.0, 4.0),
        status="assumed",
        source="keeps the exponent in its range",
        about="Highest surprise counted.",
        prior=FIXED,
    )
    base_rate_opioid: float = param(
        0.0055,
        unit="deaths/person-year",
        bounds=(0.004, 0.007),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Overdose death rate of a dependent user on heroin in 2012.",
    )
    lethality_fentanyl: float = param(
        4.0,
        unit="ratio",
        bounds=(2.5, 6.0),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Death rate on fentanyl at the reference purity over heroin.",
        evidence="potency_substitution.lethality_multiplier_after_switch",
    )
    lethality_purity: float = param(
        0.32,
        unit="exponent",
        bounds=(0.1, 0.6),
        status="assumed",
        source="identified only by a supply shock; tuned with 2020-24 in view",
        about="Lethality of fentanyl against powder purity, beside tolerance.",
    )
    lethality_novel: float = param(
        1.5,
        unit="ratio",
        bounds=(0.5, 4.0),
        status="assumed",
        source="Estonia and the Baltics: deaths about x2.5 with nitazenes, purity unknown",
        about="Death rate on a novel opioid over fentanyl, dose for dose.",
    )
    death_occasional: float = param(
        0.25,
        unit="ratio",
        bounds=(0.1, 0.5),
        status="literature",
        source="lim2022",
        about=(
            "Opioid death rate of occasional over dependent users, before their lower "
            "tolerance."
        ),
    )
    death_amount: float = param(
        0.2,
        unit="exponent",
        bounds=(0.0, 1.0),
        status="assumed",
        source="more doses a day, more chances, but the same people",
        about="Opioid death rate against amount.",
    )
    death_in_treatment: float = param(
        0.3,
        unit="ratio",
        bounds=(0.21, 0.7),
        status="literature",
        source="sordo2017; lim2022 gives 0.295",
        about="Overdose death rate in medication treatment over untreated.",
        mechanism="treatment_demand",
        evidence="treatment_demand.od_mortality_ratio_in_vs_out_of_moud",
    )
    death_after_exit: float = param(
        2.0,
        unit="ratio",
        bounds=(1.0, 4.0),
        status="literature",
        source="santo2021",
        about="Overdose death rate in the month after treatment over untreated.",
        mechanism="treatment_demand",
        evidence="treatment_demand.post_exit_risk_multiplier_4wk",
    )
    exit_risk_months: float = param(
        1.0,
        unit="months",
        bounds=(0.5, 2.0),
        status="literature",
        source="santo2021",
        about="Length of the higher risk after treatment.",
    )
    naloxone_ceiling: float = param(
        0.3,
        unit="fraction of deaths",
        bounds=(-0.05, 0.4),
        status="assumed",
        source=(
            "with and without naloxone in lim2022, 2016-2024; upper bound of rees2019 and "
            "mcclellan2018"
        ),
        about=(
            "Opioid deaths averted when naloxone is everywhere; under zero if it brings more "
            "risk."
        ),
        mechanism="treatment_demand",
        evidence="treatment_demand.naloxone_death_reduction",
    )
    naloxone_reach: float = param(
        1.5,
        unit="1/x of 2024",
        bounds=(0.5, 3.0),
        status="assumed",
        source="with and without naloxone in lim2022, 2016-2024",
        about="How fast naloxone saturates with its supply.",
        mechanism="treatment_demand",
    )
    naloxone_use: float = param(
        0.0,
        unit="fraction of use",
        bounds=(0.0, 0.1),
        status="assumed",
        source="doleac2022 against rees2019: off by default",
        about="Rise in opioid use when naloxone is everywhere.",
        mechanism="treatment_demand",
        evidence="treatment_demand.naloxone_use_increase",
    )
    rx_rate_dependent: float = param(
        0.0064,
        unit="deaths/person-year",
        bounds=(0.004, 0.009),
        status="literature",
        source="lim2022",
        about="Overdose death rate of people dependent on prescription opioids.",
    )
    rx_rate_misuse: float = param(
        0.0002,
        unit="deaths/person-year",
        bounds=(5e-05, 0.0006),
        status="assumed",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Overdose death rate of people who misuse prescription opioids.",
    )
    contamination_rx: float = param(
        0.0016,
        unit="deaths/person-year",
        bounds=(0.0005333, 0.0048),
        status="assumed",
        source="fitted on the deaths of 2012-2019 with given supply; weak",
        about=(
            "Death rate of rx users by fentanyl that they did not seek, if all of it held "
            "fentanyl."
        ),
    )
    contamination_cocaine: float = param(
        0.0017,
        unit="deaths/person-year",
        bounds=(0.0005667, 0.0051),
        status="assumed",
        source="fitted on the deaths of 2012-2019 with given supply; weak",
        about=(
            "Death rate of cocaine users by fentanyl that they did not seek, if all of it held "
            "fentanyl."
        ),
    )
    contamination_methamphetamine: float = param(
        0.0017,
        unit="deaths/person-year",
        bounds=(0.0005667, 0.0051),
        status="assumed",
        source="fitted on the deaths of 2012-2019 with given supply; weak",
        about=(
            "Death rate of methamphetamine users by fentanyl that they did not seek, if all of "
            "it held fentanyl."
        ),
    )
    contamination_misuse: float = param(
        0.1,
        unit="ratio",
        bounds=(0.0, 0.5),
        status="assumed",
        source="few misusers buy counterfeit pills",
        about="Contamination of misusers over dependents on prescription opioids.",
    )
    contamination_purity: float = param(
        0.7,
        unit="exponent",
        bounds=(0.2, 1.0),
        status="assumed",
        source="between lethality and effective dose",
        about="Contamination deaths against powder purity.",
    )
    west_lag: float = param(
        1.3,
        unit="logit",
        bounds=(0.0, 3.0),
        status="assumed",
        source="share of psychostimulant deaths with opioid, 2017",
        about="How far methamphetamine users' markets lag on the way to fentanyl.",
    )
    base_rate_cocaine: float = param(
        0.00114,
        unit="deaths/person-year",
        bounds=(0.0007, 0.0016),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Death rate of dependent cocaine users by cocaine alone at 2012 amounts.",
    )
    base_rate_methamphetamine: float = param(
        0.0012,
        unit="deaths/person-year",
        bounds=(0.0007, 0.0017),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Death rate of dependent methamphetamine users by it alone at 2012 amounts.",
    )
    amount_power_cocaine: float = param(
        1.4,
        unit="exponent",
        bounds=(0.8, 2.2),
        status="assumed",
        source="prior; not separated by data",
        about="Cocaine death rate against amount.",
    )
    amount_power_methamphetamine: float = param(
        1.75,
        unit="exponent",
        bounds=(0.8, 2.2),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about="Methamphetamine death rate against amount.",
    )
    cocaine_reference_purity: float = param(
        0.5,
        unit="1",
        bounds=(0.4, 0.6),
        status="measured",
        source="drugs.csv, 2012",
        about="Retail purity of cocaine in 2012.",
    )
    stimulant_occasional: float = param(
        0.12,
        unit="ratio",
        bounds=(0.03, 0.3),
        status="assumed",
        source="judgement",
        about="Death rate of occasional over dependent stimulant users.",
    )
    stimulant_treated: float = param(
        0.4,
        unit="ratio",
        bounds=(0.2, 1.0),
        status="assumed",
        source="judgement: amount in treatment",
        about="Death rate of treated over dependent stimulant users.",
    )
    cocaine_mention: float = param(
        0.78,
        unit="1",
        bounds=(0.4, 0.9),
        status="calibrated",
        source="share of cocaine deaths with opioid, 2017-2021",
        about="Chance that cocaine is on the certificate of an opioid death of a co-user.",
        prior=(0.48, 0.65, 0.82),
    )
    methamphetamine_mention: float = param(
        0.56,
        unit="1",
        bounds=(0.3, 0.9),
        status="calibrated",
        source="share of psychostimulant deaths with opioid, 2017-2021",
        about=(
            "Chance that methamphetamine is on the certificate of an opioid death of a co- "
            "user."
        ),
        prior=(0.4, 0.6, 0.8),
    )
    heroin_mix: float = param(
        1.6,
        unit="1",
        bounds=(0.7, 1.8),
        status="calibrated",
        source="fitted on the deaths of 2012-2019 with given supply",
        about=(
            "Chance that heroin is on the certificate of a fentanyl death, per unit of "
            "heroin's local share; at most one."
        ),
    )
    rx_synthetic_mention: float = param(
        0.19,
        unit="1",
        bounds=(0.1, 0.3),
        status="calibrated",
        source="synthetic-opioid deaths of 2012: tramadol and medical fentanyl",
        about="Share of prescription-opioid deaths that name a synthetic opioid.",
    )
    pandemic_power_rx: float = param(
        0.5,
        unit="exponent",
        bounds=(0.0, 1.0),
        status="assumed",
        source="judgement",
        about="Response of prescription-opioid deaths to the pandemic factor.",
    )
    pandemic_power_stimulant: float = param(
        0.7,
        unit="exponent",
        bounds=(0.0, 1.0),
        status="assumed",
        source="judgement",
        about="Response of stimulant deaths to the pandemic factor.",
    )
    start_from_misuse: float = param(
        0.0235,
        unit="1/year",
        bounds=(0.015, 0.03),
        status="literature",
        source="lim2022",
        about="Rate at which misusers of prescription opioids start illicit opioids in 2012.",
    )
    start_from_rx: float = param(
        0.105,
        unit="1/year",
        bounds=(0.07, 0.14),
        status="literature",
        source="lim2022",
        about="The same for people dependent on prescription opioids.",
    )
    start_other_opioid: float = param(
        107000.0,
        unit="people/year",
        bounds=(70000.0, 160000.0),
        status="literature",
        source="lim2022",
        about="People who start illicit opioids without prescription opioids.",
    )
    start_rx: float = param(
        1820000.0,
        unit="people/year",
        bounds=(1400000.0, 2300000.0),
        status="literature",
        source="lim2022",
        about="People who start to misuse prescription opioids in 2012.",
    )
    start_rx_power: float = param(
        0.9,
        unit="exponent",
        bounds=(0.5, 1.2),
        status="assumed",
        source="starts of misuse against prescribing, lim2022",
        about="Starts of misuse against prescribed amount.",
    )
    start_cocaine: float = param(
        640000.0,
        unit="people/year",
        bounds=(480000.0, 850000.0),
        status="literature",
        source="users.csv, initiation 2012",
        about="People who start cocaine at an availability of one.",
    )
    start_methamphetamine: float = param(
        430000.0,
        unit="people/year",
        bounds=(250000.0, 700000.0),
        status="calibrated",
        source="RAND stocks 2012-2016; 2 to 3 times surveyed starts",
        about="People who start methamphetamine in 2012.",
    )
    fear: float = param(
        0.85,
        unit="exponent",
        bounds=(0.0, 1.5),
        status="assumed",
        source="starts fell with the death rate in lim2022; tuned with 2020-24 in view",
        about="Fall of opioid starts against perceived risk of death.",
    )
    fear_other: float = param(
        0.6,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="those without prescription opioids know less of the risk",
        about="Response of starters without prescription opioids over that of others.",
    )
    fear_time: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="reputation moves over years",
        about="Time over which risk of death becomes known.",
    )
    rx_escalation: float = param(
        0.03,
        unit="1/year",
        bounds=(0.02, 0.045),
        status="literature",
        source="lim2022",
        about="Rate at which misuse of prescription opioids turns into dependence.",
    )
    escalation_opioid: float = param(
        0.19,
        unit="1/year",
        bounds=(0.095, 0.323),
        status="assumed",
        source="stocks of users 2012-2016",
        about="Rate at which occasional opioid users become dependent at 2012 prices.",
    )
    escalation_cocaine: float = param(
        0.0465,
        unit="1/year",
        bounds=(0.02325, 0.07905),
        status="assumed",
        source="stocks of users 2012-2016",
        about="Rate at which occasional cocaine users become dependent at 2012 prices.",
    )
    escalation_methamphetamine: float = param(
        0.69,
        unit="1/year",
        bounds=(0.345, 1.173),
        status="assumed",
        source="stocks of users 2012-2016",
        about="Rate at which occasional methamphetamine users become dependent at 2012 prices.",
    )
    quit_rx: float = param(
        0.2,
        unit="1/year",
        bounds=(0.1, 0.34),
        status="assumed",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which occasional prescription-opioid users stop.",
    )
    quit_opioid: float = param(
        0.4,
        unit="1/year",
        bounds=(0.2, 0.68),
        status="literature",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which occasional opioid users stop.",
    )
    quit_cocaine: float = param(
        0.17,
        unit="1/year",
        bounds=(0.085, 0.289),
        status="assumed",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which occasional cocaine users stop.",
    )
    quit_methamphetamine: float = param(
        0.25,
        unit="1/year",
        bounds=(0.125, 0.425),
        status="assumed",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which occasional methamphetamine users stop.",
    )
    remission_rx: float = param(
        0.045,
        unit="1/year",
        bounds=(0.0225, 0.0765),
        status="literature",
        source="lim2022 for opioids, users.csv, review of remission rates, for stimulants",
        about="Rate at which dependent prescription-opioid users stop without treatment.",
    )
    remission_opioid: float = param(
        0.068,
        unit="1/year",
        bounds=(0.034, 0.1156),
        status="literature",
        source="lim2022 for opioids, users.csv, review of remission rates, for stimulants",
        about="Rate at which dependent opioid users stop without treatment.",
    )
    remission_cocaine: float = param(
        0.12,
        unit="1/year",
        bounds=(0.06, 0.204),
        status="literature",
        source="lim2022 for opioids, users.csv, review of remission rates, for stimulants",
        about="Rate at which dependent cocaine users stop without treatment.",
    )
    remission_methamphetamine: float = param(
        0.13,
        unit="1/year",
        bounds=(0.065, 0.221),
        status="literature",
        source="lim2022 for opioids, users.csv, review of remission rates, for stimulants",
        about="Rate at which dependent methamphetamine users stop without treatment.",
    )
    relapse_rx: float = param(
        0.08,
        unit="1/year",
        bounds=(0.04, 0.136),
        status="literature",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which recovered prescription-opioid users return to dependent use.",
    )
    relapse_opioid: float = param(
        0.4,
        unit="1/year",
        bounds=(0.2, 0.68),
        status="literature",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which recovered opioid users return to dependent use.",
    )
    relapse_cocaine: float = param(
        0.075,
        unit="1/year",
        bounds=(0.0375, 0.1275),
        status="assumed",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which recovered cocaine users return to dependent use.",
    )
    relapse_methamphetamine: float = param(
        0.15,
        unit="1/year",
        bounds=(0.075, 0.255),
        status="assumed",
        source="lim2022 for opioids, stocks of users for stimulants",
        about="Rate at which recovered methamphetamine users return to dependent use.",
    )
    stabilise_rx: float = param(
        0.05,
        unit="1/year",
        bounds=(0.025, 0.085),
        status="literature",
        source="lim2022 for opioids, judgement for stimulants",
        about=(
            "Rate at which recovered prescription-opioid users become stable and leave the "
            "agents."
        ),
    )
    stabilise_opioid: float = param(
        0.1,
        unit="1/year",
        bounds=(0.05, 0.17),
        status="literature",
        source="lim2022 for opioids, judgement for stimulants",
        about="Rate at which recovered opioid users become stable and leave the agents.",
    )
    stabilise_cocaine: float = param(
        0.03,
        unit="1/year",
        bounds=(0.015, 0.051),
        status="assumed",
        source="lim2022 for opioids, judgement for stimulants",
        about="Rate at which recovered cocaine users become stable and leave the agents.",
    )
    stabilise_methamphetamine: float = param(
        0.03,
        unit="1/year",
        bounds=(0.015, 0.051),
        status="assumed",
        source="lim2022 for opioids, judgement for stimulants",
        about=(
            "Rate at which recovered methamphetamine users become stable and leave the agents."
        ),
    )
    campaign_effect: float = param(
        0.0,
        unit="fraction of starts",
        bounds=(-0.05, 0.05),
        status="literature",
        source="hornik2008",
        about="Change in starts by campaigns at the 2024 level against none.",
        mechanism="treatment_demand",
        evidence="treatment_demand.prevention_campaign_initiation_effect",
    )
    school_effect: float = param(
        -0.05,
        unit="fraction of starts",
        bounds=(-0.15, 0.0),
        status="assumed",
        source="prevention literature",
        about="Change in starts by school programmes at the 2024 level against none.",
        mechanism="treatment_demand",
        evidence="treatment_demand.school_prevention_initiation_effect",
    )
    school_time: float = param(
        36.0,
        unit="months",
        bounds=(12.0, 84.0),
        status="assumed",
        source="pupils reach the ages of first use years later",
        about="Time until school programmes show in starts.",
        mechanism="treatment_demand",
    )
    good_samaritan: float = param(
        -0.05,
        unit="fraction of deaths",
        bounds=(-0.15, 0.0),
        status="literature",
        source="mcclellan2018; rees2019 not significant",
        about="Change in opioid deaths where nobody is liable for calling help.",
        mechanism="us_partners",
        evidence="us_partners.good_samaritan_death_effect",
    )
    seizure_risk: float = param(
        1.5,
        unit="ratio",
        bounds=(1.0, 2.0),
        status="literature",
        source="ray2023",
        about="Death rate of users near a seizure, for some weeks, over others.",
        mechanism="us_partners",
        evidence="us_partners.local_overdose_multiplier_after_seizure",
    )
    seizure_footprint: float = param(
        0.01,
        unit="share of user-time",
        bounds=(0.001, 0.03),
        status="assumed",
        source="100,000 seizures a year, 500 m, two weeks, of 280,000 km2 of towns",
        about="User-time near a recent seizure at the effort of 2012.",
        mechanism="us_partners",
    )
    seizures_2012: float = param(
        100000.0,
        unit="seizures/year",
        bounds=(50000.0, 250000.0),
        status="assumed",
        source="a third of 275,000 sale arrests involve an opioid",
        about="Opioid seizures inside the US a year at the effort of 2012.",
        mechanism="us_partners",
    )
    nonfatal_per_1000_seizures: float = param(
        18.0,
        unit="events",
        bounds=(0.0, 30.0),
        status="literature",
        source="ray2023 data under a modified Knox test",
        about="Extra non-fatal overdoses near a thousand opioid seizures.",
        mechanism="us_partners",
        evidence="us_partners.excess_nonfatal_od_per_1000_seizures",
    )
    new_agents_rx: float = param(
        16.0,
        unit="agents/month",
        bounds=(4.0, 200.0),
        status="assumed",
        source="numerical: keeps weights alike within a class",
        about="Agents that a month's rx starters are spread over, at 10,000 consumers.",
        prior=FIXED,
    )
    new_agents_opioid: float = param(
        64.0,
        unit="agents/month",
        bounds=(4.0, 200.0),
        status="assumed",
        source="numerical: keeps weights alike within a class",
        about="Agents that a month's opioid starters are spread over, at 10,000 consumers.",
        prior=FIXED,
    )
    new_agents_cocaine: float = param(
        26.0,
        unit="agents/month",
        bounds=(4.0, 200.0),
        status="assumed",
        source="numerical: keeps weights alike within a class",
        about="Agents that a month's cocaine starters are spread over, at 10,000 consumers.",
        prior=FIXED,
    )
    new_agents_methamphetamine: float = param(
        28.0,
        unit="agents/month",
        bounds=(4.0, 200.0),
        status="assumed",
        source="numerical: keeps weights alike within a class",
        about=(
            "Agents that a month's methamphetamine starters are spread over, at 10,000 "
            "consumers."
        ),
        prior=FIXED,
    )
