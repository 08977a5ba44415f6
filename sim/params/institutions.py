"""Parameters of the process ``institutions``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class InstitutionsParams(ParamGroup):
    """Cooperation between the governments, and corruption of officials."""

    cooperation_per_strike: float = param(
        -0.4,
        unit="share per strike",
        bounds=(-0.8, 0.1),
        status="assumed",
        source="no strike on Mexican soil is known; the law of December 2020 came within"
        " two months of an arrest",
        about="Change of cooperation for one unilateral strike, as a share of what is left.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.cooperation_change_unilateral_strike",
    )
    cooperation_per_threat: float = param(
        0.1,
        unit="index",
        bounds=(-0.2, 0.3),
        status="assumed",
        source="prisoners handed over in 2025 after threats, but snags too; sign open",
        about="Change of cooperation while a new tariff or listing threatens.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.cooperation_change_threat_only",
    )
    cooperation_half_life: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 36.0),
        status="assumed",
        source="cooperation softened again within months in 2021",
        about="Half-life of public anger at strikes.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.cooperation_recovery_half_life",
    )
    anger_of_consented: float = param(
        0.1,
        unit="share",
        bounds=(0.0, 0.5),
        status="assumed",
        source="no case; foreign force on Mexican soil is unpopular even when asked for",
        about="Anger at a strike with consent, over that at one without.",
        mechanism="strikes_backlash",
    )
    withdrawal_a_month: float = param(
        0.2,
        unit="index/month",
        bounds=(0.05, 1.0),
        status="assumed",
        source="the law of December 2020 took two months",
        about="Largest step by which Mexico withdraws cooperation.",
        mechanism="strikes_backlash",
    )
    reopening_a_month: float = param(
        0.1,
        unit="index/month",
        bounds=(0.01, 1.0),
        status="assumed",
        source="prisoners were handed over within a month of the threat of February 2025",
        about="Largest step by which Mexico reopens cooperation.",
    )
    full_threat: float = param(
        25.0,
        unit="headline points",
        bounds=(10.0, 50.0),
        status="assumed",
        source="the tariff announced in 2025 counts as a full threat",
        about="New tariff that counts as a full threat.",
    )
    tariff_threat_time: float = param(
        3.0,
        unit="months",
        bounds=(1.0, 24.0),
        status="assumed",
        source="a tariff in force is no longer a threat that cooperation can avert",
        about="Time in which a tariff's threat fades after its announcement.",
        mechanism="strikes_backlash",
    )
    designation_threat_time: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 60.0),
        status="assumed",
        source="a listing leaves the use of force open for longer than a tariff",
        about="Time in which the threat of a terrorist listing fades.",
        mechanism="strikes_backlash",
    )
    aid_time: float = param(
        24.0,
        unit="months",
        bounds=(12.0, 36.0),
        status="literature",
        source="gao2009: delivery lags appropriation by one to three years",
        about="Time in which security aid is delivered.",
    )
    cooperation_per_aid_doubling: float = param(
        0.05,
        unit="index per doubling",
        bounds=(0.0, 0.1),
        status="assumed",
        source="no estimate; aid of 2024 times five moves cooperation by a tenth",
        about="Cooperation gained by doubling security aid.",
    )
    least_aid: float = param(
        0.1,
        unit="multiple of 2024",
        bounds=(0.01, 0.5),
        status="assumed",
        source="staff and habits outlast the money",
        about="Aid below which less makes no difference.",
    )
    least_cooperation: float = param(
        0.02,
        unit="index",
        bounds=(0.0, 0.2),
        status="assumed",
        source="consular and police contacts never stopped",
        about="Lowest cooperation.",
    )
    corruption_2012: float = param(
        0.6,
        unit="index 0-1",
        bounds=(0.4, 0.8),
        status="assumed",
        source="a scale, not a measurement: surveys give changes only",
        about="Corruption of officials in 2012.",
    )
    bribe_exponent: float = param(
        1.2,
        unit="log odds per log bribes",
        bounds=(0.2, 2.0),
        status="assumed",
        source="series.csv mx_encig_corruption_victims: +16 to 30% from 2013 to 2017-23",
        about="Answer of corruption to bribes per head.",
    )
    bribe_memory: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 24.0),
        status="assumed",
        source="officials look back on about a year of payments",
        about="Time over which bribes are counted.",
    )
    anticorruption_gain: float = param(
        0.2,
        unit="log odds per multiple of 2024",
        bounds=(0.0, 0.3),
        status="literature",
        source="avis2018: audits cut corruption by 8%, reached here at 2.5 times 2024",
        about="Answer of corruption to anti-corruption work.",
        mechanism="anticorruption_aid",
        evidence="anticorruption_aid.audit_effect_on_corruption",
    )
    anticorruption_time: float = param(
        12.0,
        unit="months",
        bounds=(6.0, 24.0),
        status="assumed",
        source="programmes run on for about a year",
        about="Time in which anti-corruption work follows its money.",
        mechanism="anticorruption_aid",
    )
    corruption_time: float = param(
        30.0,
        unit="months",
        bounds=(12.0, 60.0),
        status="assumed",
        source="crisis_group2018: convictions rose over seven years in Guatemala",
        about="Time in which corruption follows its causes.",
        mechanism="anticorruption_aid",
        evidence="anticorruption_aid.effect_lag",
    )
