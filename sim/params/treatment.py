"""Parameters of the process ``treatment``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class TreatmentParams(ParamGroup):
    """Places, entry, retention and cost of treatment."""

    places_2012: float = param(
        780000.0,
        unit="people",
        bounds=(600000.0, 950000.0),
        status="literature",
        source="lim2022: 560,000 opioid patients in 2012; stimulants and slack added",
        about="Treatment places in 2012.",
    )
    places_funding: float = param(
        0.5,
        unit="elasticity",
        bounds=(0.1, 0.8),
        status="assumed",
        source="no direct estimate; tuned to kravitzwirtz2020 (E12)",
        about="Places against funding.",
        mechanism="treatment_demand",
        evidence="treatment_demand.treatment_share_elasticity_to_funding",
    )
    access_funding: float = param(
        0.8,
        unit="elasticity",
        bounds=(0.0, 1.2),
        status="assumed",
        source="price, coverage and distance; tuned to kravitzwirtz2020 (E12)",
        about="Wish to enter against funding.",
        mechanism="treatment_demand",
    )
    places_multiplier: float = param(
        1.0,
        unit="ratio",
        bounds=(0.5, 2.0),
        status="assumed",
        source="what-if factor, one by definition",
        about="Places over what funding gives, for experiments on places alone.",
        mechanism="treatment_demand",
    )
    funding_lag_expand: float = param(
        12.0,
        unit="months",
        bounds=(6.0, 24.0),
        status="assumed",
        source="hiring and licences",
        about="Time in which places and access follow more money.",
        mechanism="treatment_demand",
        evidence="treatment_demand.funding_lag_expand",
    )
    funding_lag_cut: float = param(
        3.0,
        unit="months",
        bounds=(1.0, 6.0),
        status="assumed",
        source="cuts bite faster than growth",
        about="Time in which places and access follow less money.",
        mechanism="treatment_demand",
        evidence="treatment_demand.funding_lag_cut",
    )
    entry_opioid: float = param(
        0.59,
        unit="1/year",
        bounds=(0.4, 0.8),
        status="assumed",
        source="people treated 2013 and 2019, lim2022",
        about="Entry rate of willing dependent opioid users with free places in 2012.",
    )
    entry_rx: float = param(
        0.22,
        unit="1/year",
        bounds=(0.1, 0.35),
        status="assumed",
        source="people treated 2013 and 2019, lim2022",
        about="The same for people dependent on prescription opioids.",
    )
    entry_stimulant: float = param(
        0.03,
        unit="1/year",
        bounds=(0.01, 0.06),
        status="assumed",
        source="admissions of TEDS",
        about="The same for stimulant users.",
    )
    unwilling: float = param(
        0.43,
        unit="1",
        bounds=(0.3, 0.55),
        status="literature",
        source="dowell2024",
        about="Share of dependent users who see no need of treatment.",
        mechanism="treatment_demand",
        evidence="treatment_demand.not_perceiving_need_share",
    )
    willing_time: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="a fixed trait empties the pool of the willing",
        about="Time after which people think again about treatment.",
    )
    crowding: float = param(
        10.0,
        unit="exponent",
        bounds=(4.0, 20.0),
        status="assumed",
        source="a hard limit makes places all or nothing",
        about="How sharply entry falls as places fill.",
    )
    leave_first_year: float = param(
        0.1,
        unit="1/month",
        bounds=(0.035, 0.1),
        status="literature",
        source="oconnor2020: fentanyl-era end of its range",
        about="Leaving rate in the first year of treatment.",
        evidence="treatment_demand.dropout_hazard_first_year",
    )
    leave_later: float = param(
        0.035,
        unit="1/month",
        bounds=(0.01, 0.04),
        status="literature",
        source="oconnor2020",
        about="Leaving rate after the first year.",
        evidence="treatment_demand.dropout_hazard_later",
    )
    first_year: float = param(
        12.0,
        unit="months",
        bounds=(6.0, 18.0),
        status="literature",
        source="oconnor2020",
        about="Time after which leaving is less likely.",
    )
    leave_recovered: float = param(
        0.18,
        unit="1",
        bounds=(0.1, 0.25),
        status="literature",
        source="lim2022: 0.16 buprenorphine, 0.22 methadone",
        about="Share of those who leave that leave in remission.",
    )
    use_in_treatment: float = param(
        0.4,
        unit="ratio",
        bounds=(0.2, 0.7),
        status="assumed",
        source="clinical trials",
        about="Illicit amount of treated over untreated dependent users.",
        mechanism="treatment_demand",
        evidence="treatment_demand.illicit_use_multiplier_in_moud",
    )
    drought_entry: float = param(
        0.1,
        unit="fraction per halving",
        bounds=(0.0, 0.3),
        status="assumed",
        source="Australia 2001: some heroin users sought methadone",
        about="Rise in opioid treatment entry when supply per user halves.",
        mechanism="demand_elasticity",
        evidence="demand_elasticity.supply_drought_treatment_entry_boost",
    )
    drought_memory: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 48.0),
        status="assumed",
        source="what users are used to",
        about="Time over which users get used to an amount.",
    )
    liability_entry: float = param(
        -0.05,
        unit="elasticity",
        bounds=(-0.2, 0.1),
        status="assumed",
        source="zoorob2024 found none for deaths; courts also refer",
        about="Treatment entry against arrests of users.",
        mechanism="us_partners",
        evidence="us_partners.treatment_entry_response_to_user_arrests",
    )
    liability_floor: float = param(
        0.05,
        unit="1",
        bounds=(0.01, 0.2),
        status="assumed",
        source="some arrests are always made",
        about="Lowest index of arrests of users.",
    )
    cost_per_place: float = param(
        7500.0,
        unit="USD/year",
        bounds=(4500.0, 14500.0),
        status="literature",
        source="costs.csv and NIDA: methadone 6,552, buprenorphine 5,980",
        about="Cost of one treatment place for a year.",
        evidence="treatment_demand.cost_per_moud_slot_year",
    )
