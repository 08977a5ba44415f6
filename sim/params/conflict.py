"""Parameters of the process ``conflict``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class ConflictParams(ParamGroup):
    """Who fights whom where, how deadly it is, and what feeds it."""

    contact: str = param(
        "fronts",
        unit="1",
        choices=("fronts", "national"),
        status="assumed",
        source="local wars; or the published national equation, prieto_curiel2023",
        about="Form of contact between groups.",
    )
    theta_per_week: float = param(
        1.549231e-08,
        unit="1/person/week",
        bounds=(0.0, 1e-07),
        status="literature",
        source="prieto_curiel2023",
        about="Deaths per pair of members and week in the national form.",
        prior=FIXED,
    )
    size_exponent: float = param(
        0.85,
        unit="1",
        bounds=(0.5, 1.0),
        status="assumed",
        source="homicides_state_year.csv: states by level and by change 2012-18; 1 published",
        about="Exponent of a group's size in fights.",
        mechanism="conflict",
        evidence="conflict.group_size_product_exponent",
    )
    background_rivalry: float = param(
        0.5,
        unit="rivalry units",
        bounds=(0.1, 0.8),
        status="calibrated",
        source="series.csv mx_homicides_inegi: level of 2015-19",
        about="Fighting between groups that are not at war.",
    )
    rivalry_2012: float = param(
        4.75,
        unit="rivalry units",
        bounds=(4.0, 7.0),
        status="calibrated",
        source="series.csv mx_homicides_inegi: fall of 2012-14",
        about="Rivalry of named groups at war in 2012.",
    )
    hottest_2012: float = param(
        10.0,
        unit="rivalry units",
        bounds=(0.0, 30.0),
        status="assumed",
        source="homicides_state_year.csv: violent states of 2012 calmed by 2016",
        about="Largest rivalry of a war of 2012 that no file names but a state's deaths show.",
    )
    rivalry_time: float = param(
        24.0,
        unit="months",
        bounds=(16.0, 40.0),
        status="calibrated",
        source="series.csv mx_homicides_inegi: fall of 2012-14 and plateau of 2018-19",
        about="Time in which a war cools.",
    )
    least_rivalry: float = param(
        0.15,
        unit="rivalry units",
        bounds=(0.05, 0.5),
        status="assumed",
        source="under a third of the background no war is left",
        about="Rivalry under which a front closes.",
    )
    truce_rate: float = param(
        0.01,
        unit="1/month",
        bounds=(0.0, 0.1),
        status="assumed",
        source="half of the judged 0.02: wars also cool",
        about="Rate at which a war ends by truce.",
        mechanism="conflict",
        evidence="conflict.truce_probability",
    )
    truce_after: float = param(
        12.0,
        unit="months",
        bounds=(0.0, 24.0),
        status="assumed",
        source="a guess: with truces after months the course of large wars is erratic",
        about="Age of a front before a truce is possible.",
    )
    collusion_time: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="brown2021: a pact held for years",
        about="Time in which the calm of a truce is forgotten.",
    )
    war_weight: float = param(
        3.5,
        unit="rivalry units per network weight",
        bounds=(2.0, 10.0),
        status="calibrated",
        source="series.csv mx_homicides_inegi: rise of 2015-18",
        about="Rivalry of a dated war at its height, per unit of its weight in the network.",
    )
    war_ramp: float = param(
        30.0,
        unit="months",
        bounds=(6.0, 36.0),
        status="calibrated",
        source="series.csv mx_homicides_inegi: rise of 2015-18",
        about="Time in which a dated war builds up.",
    )
    wars_known_to: float = param(
        2024.0,
        unit="year",
        bounds=(2019.0, 2024.0),
        status="assumed",
        source="wars.csv has no ends, events.csv truces to 2024 (2020-24 in view)",
        about="Last year to which a dated war holds unless an event ends it.",
        prior=FIXED,
    )
    war_party: float = param(
        1000.0,
        unit="people",
        bounds=(100.0, 2000.0),
        status="assumed",
        source="groups.csv: presence before sizes",
        about="Men that a group brings to each state of a dated war.",
    )
    homicides_per_death: float = param(
        3.0,
        unit="homicides per dead member",
        bounds=(2.8, 4.0),
        status="calibrated",
        source="series.csv mx_homicides_inegi and share of organised crime",
        about="Homicides for one dead member: bystanders, members of unlisted gangs.",
    )
    calmest_year_share: float = param(
        0.8,
        unit="share",
        bounds=(0.5, 1.0),
        status="assumed",
        source="a guess: in the calmest year too some deaths are of groups",
        about="Most of a state's homicides of its calmest year without groups.",
    )
    least_cartel_share: float = param(
        0.2,
        unit="share",
        bounds=(0.05, 0.4),
        status="assumed",
        source="no state is free of organised crime",
        about="Least share of a state's homicides of 2012 that groups cause.",
    )
    other_homicide_rate: float = param(
        7.0,
        unit="1/100,000 people/year",
        bounds=(5.0, 14.0),
        status="assumed",
        source="homicides_state_year.csv; leaves groups 0.45-0.75 of homicides",
        about="Homicides that groups have no part in.",
        mechanism="conflict",
        evidence="conflict.share_homicides_organised_crime",
    )
    lethality_spread: float = param(
        4.0,
        unit="ratio",
        bounds=(1.5, 10.0),
        status="assumed",
        source="states where 2012 has too few groups would explode otherwise",
        about="Largest ratio between a state's lethality of fights and the mean.",
    )
    infighting: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="a removal would change nothing in a state with one group",
        about="Fighting inside a group per unit of hazard, over that between groups.",
    )
    death_noise_shape: float = param(
        20.0,
        unit="1 a month",
        bounds=(2.0, 200.0),
        status="assumed",
        source="a guess: 5 and 20 give the same spread for the nation",
        about="Shape of the gamma noise on a state's deaths.",
    )
    deployment_violence: float = param(
        0.6,
        unit="fraction per doubling of forces",
        bounds=(-0.1, 1.0),
        status="assumed",
        source="espinosa2015: +11 per 100,000 where several groups are",
        about="Rise of fights while forces double in a state with several groups.",
        mechanism="security_deployment",
        evidence="security_deployment.violence_change_12mo",
    )
    shortage_violence: float = param(
        0.25,
        unit="% fights per 1% less supply",
        bounds=(0.0, 0.5),
        status="literature",
        source="castillo2020",
        about="Answer of fights to a shortage of cocaine.",
        mechanism="conflict",
        evidence="conflict.violence_elasticity_to_supply_shortage",
    )
    shortage_per_price: float = param(
        1.5,
        unit="log supply per log price",
        bounds=(0.5, 3.0),
        status="assumed",
        source="series of 2006-09: supply halved, retail price up by half",
        about="Shortage that a rise of the US retail price of cocaine shows.",
    )
    border_shortage: float = param(
        2.0,
        unit="ratio",
        bounds=(1.0, 3.0),
        status="literature",
        source="castillo2020: stronger near the border with several groups",
        about="Answer to shortage in border states with several groups, over others.",
        mechanism="conflict",
        evidence="conflict.border_multicartel_multiplier",
    )
    shortage_limit: float = param(
        2.0,
        unit="log",
        bounds=(0.5, 4.0),
        status="assumed",
        source="a guess: far outside what was seen",
        about="Largest answer of fights to a shortage or a glut.",
    )
    shortage_memory: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="usual price is that of two years",
        about="Time over which a price becomes usual.",
    )
    protection_breakdown: float = param(
        0.1,
        unit="fraction",
        bounds=(0.0, 0.5),
        status="literature",
        source="snyder2009; sign seen, size judged",
        about="Rise of fights while protection by officials breaks.",
        mechanism="anticorruption_aid",
        evidence="anticorruption_aid.protection_breakdown_violence",
    )
    breakdown_fall: float = param(
        0.05,
        unit="index 0-1",
        bounds=(0.01, 0.2),
        status="assumed",
        source="a fall by a tenth of the scale's usual value",
        about="Fall of corruption below the usual that breaks protection.",
    )
    breakdown_memory: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="new arrangements take about two years",
        about="Time over which corruption becomes usual.",
    )
    strong_body_trend: float = param(
        -0.03,
        unit="log change a year",
        bounds=(-0.06, 0.0),
        status="literature",
        source="crisis_group2018: -5% a year in Guatemala, halved for one contested case",
        about="Trend of homicides while a strong body against impunity works.",
        mechanism="anticorruption_aid",
        evidence="anticorruption_aid.homicide_trend_effect_strong_body",
    )
    strong_body: float = param(
        2.5,
        unit="multiples of 2024",
        bounds=(1.0, 5.0),
        status="assumed",
        source="same scale as avis2018 in institutions",
        about="Anti-corruption work above that of 2012 that counts as a strong body.",
    )
    strong_body_memory: float = param(
        10.0,
        unit="years",
        bounds=(3.0, 20.0),
        status="assumed",
        source="crisis_group2018: gains seen over ten years",
        about="Time in which the gain of a strong body fades.",
    )
    stress_infighting: float = param(
        1.15,
        unit="ratio",
        bounds=(0.8, 2.0),
        status="literature",
        source="sign unknown: gavrilova2019 against reports of 2025",
        about="Fights inside a group that is short of cash, over the usual.",
        mechanism="cash_stress",
        evidence="cash_stress.infighting_multiplier_at_half_liquidity",
    )
    arrests_violence: float = param(
        -0.1,
        unit="fraction per doubling",
        bounds=(-0.25, 0.15),
        status="literature",
        source="phillips2015: fewer killings at first; sign disputed",
        about="Change of fights while twice as many members as usual are arrested.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.midlevel_arrest_short_run_effect",
    )
    arrests_memory: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 24.0),
        status="assumed",
        source="phillips2015: the effect is one of the short run",
        about="Time over which arrests become usual.",
    )
    arrests_limit: float = param(
        1.0,
        unit="doublings",
        bounds=(0.5, 3.0),
        status="assumed",
        source="a guess: nothing is known of larger changes",
        about="Largest change of arrests, up or down, that counts.",
    )
    returns_limit: float = param(
        3.0,
        unit="spreads of 2012",
        bounds=(1.0, 10.0),
        status="assumed",
        source="a guess: nothing is known of larger changes",
        about="Largest change of returns for each inhabitant that counts.",
    )
    returns_violence: float = param(
        0.0,
        unit="fraction per standard deviation",
        bounds=(-0.05, 0.1),
        status="assumed",
        source="ambrosius2018 up, others down; people without a record did nothing elsewhere",
        about="Change of fights with people sent back, beside those who join.",
        mechanism="deportation_recruits",
        evidence="deportation_recruits.homicide_response_origin_area",
    )
    licit_price_violence: float = param(
        0.0,
        unit="% deaths per 1% price",
        bounds=(-0.2, 0.4),
        status="assumed",
        source="capture of avocado and lime growers raised killings, demand for them cut them",
        about="Elasticity of fights to the price of crops, beside drugs.",
        mechanism="crime_diversification",
        evidence="crime_diversification.licit_price_shock_effect",
    )
    guns_per_year: float = param(
        200000.0,
        unit="guns/year",
        bounds=(100000.0, 253000.0),
        status="literature",
        source="mcdougal2015 and official counts",
        about="Guns that cross from the United States in 2024.",
        mechanism="guns",
        evidence="guns.annual_flow",
    )
    us_gun_share: float = param(
        0.65,
        unit="share",
        bounds=(0.35, 0.85),
        status="literature",
        source="gao2021 0.7 of traced guns; only a third tied to a US buyer in 2025",
        about="Share of groups' guns that comes from the United States.",
        mechanism="guns",
        evidence="guns.us_source_share_cartel_stock",
    )
    gun_share_of_groups: float = param(
        0.1,
        unit="share",
        bounds=(0.03, 0.3),
        status="assumed",
        source="about four guns a member in stock; the scale of the stock has no effect",
        about="Share of the guns that reaches criminal groups.",
    )
    guns_to_budget: float = param(
        0.3,
        unit="% per %",
        bounds=(0.0, 1.0),
        status="assumed",
        source="judged: guns are cheap beside income, and bought where they are sold",
        about="Rise of guns bought with what groups spend on arms.",
    )
    gun_half_life: float = param(
        7.0,
        unit="years",
        bounds=(5.0, 20.0),
        status="assumed",
        source="durable goods that are lost, seized and worn",
        about="Half-life of guns in use.",
        mechanism="guns",
        evidence="guns.stock_half_life",
    )
    gun_substitution: float = param(
        0.4,
        unit="share",
        bounds=(0.1, 0.8),
        status="assumed",
        source="other countries' arms and home-made guns",
        about="Share of a cut of US guns that other sources make up.",
        mechanism="guns",
        evidence="guns.source_substitution",
    )
    lethality_of_guns: float = param(
        0.45,
        unit="% deaths per 1% guns",
        bounds=(0.0, 0.5),
        status="literature",
        source="chicoine2017: +16% homicides in four years, over the range; dube2013",
        about="Elasticity of deaths to guns in use.",
        mechanism="guns",
        evidence="guns.homicide_elasticity_to_gun_supply",
    )
    least_hazard: float = param(
        -0.45,
        unit="ratio - 1",
        bounds=(-0.9, 0.0),
        status="assumed",
        source="a guess: reversed, removals halve fights between groups at most",
        about="Least extra fighting between groups after removals.",
    )
    most_deaths: float = param(
        0.5,
        unit="share",
        bounds=(0.1, 1.0),
        status="assumed",
        source="a guess that binds in no run near the evidence",
        about="Largest share of a group's members in a state that die in a step.",
        prior=FIXED,
    )
    least_deployment_factor: float = param(
        0.1,
        unit="ratio",
        bounds=(0.01, 1.0),
        status="assumed",
        source="a guess: with a reversed strength, a tenth of fights is left",
        about="Least factor of fights where forces are deployed.",
    )
    locality_share: float = param(
        0.12,
        unit="share",
        bounds=(0.05, 0.25),
        status="literature",
        source="municipal samples of lindo2018",
        about="Share of the home state's violence in the localities where leaders live.",
    )
