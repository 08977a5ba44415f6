"""Parameters of the process ``firms``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class FirmsParams(ParamGroup):
    """Strata of firms, extortion, compliance, trade shocks and young men's earnings."""

    firms_exporter: float = param(
        5200.0,
        unit="firms",
        bounds=(4000.0, 7000.0),
        status="literature",
        source="plants in the export programme, INEGI; recalled",
        about="Export plants.",
    )
    firms_domestic: float = param(
        1000000.0,
        unit="firms",
        bounds=(500000.0, 1500000.0),
        status="assumed",
        source="employers registered with social insurance, about 1 million; recalled",
        about="Other formal firms.",
    )
    firms_micro: float = param(
        3500000.0,
        unit="firms",
        bounds=(2500000.0, 5000000.0),
        status="literature",
        source="inegi_census2019: 95% of 4.8 million establishments, less those counted as "
        "formal",
        about="Micro firms.",
    )
    sales_exporter: float = param(
        380.0,
        unit="billion USD per year",
        bounds=(300.0, 450.0),
        status="literature",
        source="series.csv us_imports_from_mexico and goods_exports of labour.csv",
        about="Sales of exporters in 2012.",
    )
    sales_domestic: float = param(
        800.0,
        unit="billion USD per year",
        bounds=(500.0, 1200.0),
        status="assumed",
        source="what is left of gross output of private firms",
        about="Sales of other formal firms in 2012.",
    )
    sales_micro: float = param(
        88.0,
        unit="billion USD per year",
        bounds=(50.0, 130.0),
        status="assumed",
        source="about 25,000 USD a year for each",
        about="Sales of micro firms in 2012.",
    )
    micro_job_share: float = param(
        0.03,
        unit="share",
        bounds=(0.0, 0.1),
        status="assumed",
        source="micro firms rarely insure anybody",
        about="Micro firms' share of formal jobs.",
    )
    exported_share: float = param(
        0.85,
        unit="share",
        bounds=(0.7, 1.0),
        status="assumed",
        source="export programmes require export of most output",
        about="Exporters' sales that cross the border.",
    )
    size_spread: float = param(
        0.8,
        unit="log standard deviation",
        bounds=(0.0, 1.5),
        status="assumed",
        source="sizes spread widely within each class of the census",
        about="Spread of size between agents of one region and stratum.",
    )
    turnover: float = param(
        0.09,
        unit="1/year",
        bounds=(0.05, 0.15),
        status="literature",
        source="inegi_census2019: about a tenth of establishments closes in a year; recalled",
        about="Usual closures, replaced by openings.",
    )
    sales_growth: float = param(
        0.02,
        unit="1/year",
        bounds=(0.0, 0.04),
        status="assumed",
        source="growth of Mexican output, mean of the 2010s",
        about="Growth of real sales.",
    )
    usual_margin: float = param(
        0.08,
        unit="share of sales",
        bounds=(0.03, 0.15),
        status="assumed",
        source="typical of small trade",
        about="Profit before levies and compliance.",
    )
    demand_hazard: float = param(
        0.025,
        unit="1/year",
        bounds=(0.01, 0.1),
        status="assumed",
        source="inegi_enve2022: 67,600 in-person demands on 4.75 million firms (0.014), "
        "raised by three quarters for those not reported",
        about="Demands in person per firm at the mean pressure of 2012.",
        mechanism="extortion_firms",
        evidence="extortion_firms.extortion_incidence_in_person",
    )
    demand_saturation: float = param(
        0.7,
        unit="1",
        bounds=(0.2, 1.0),
        status="assumed",
        source="firms that pay and sums in trades.csv",
        about="Bend of demands in extortionists per firm.",
        mechanism="extortion_firms",
    )
    pay_rate: float = param(
        0.45,
        unit="share",
        bounds=(0.3, 0.7),
        status="measured",
        source="inegi_enve2022",
        about="Firms that pay when asked in person.",
        mechanism="extortion_firms",
        evidence="extortion_firms.pay_rate_in_person",
    )
    payment_months: float = param(
        24.0,
        unit="months",
        bounds=(6.0, 60.0),
        status="assumed",
        source="payers stop when a cell is gone or they move; gives about 100,000 payers",
        about="Mean time for which a firm pays.",
        mechanism="extortion_firms",
    )
    levy_domestic: float = param(
        0.04,
        unit="share of sales",
        bounds=(0.01, 0.08),
        status="assumed",
        source="trades.csv monthly quotas of 2010 and 2021 (Kroll)",
        about="Levy of a paying formal firm in 2012.",
        mechanism="extortion_firms",
        evidence="extortion_firms.levy_share_of_sales",
    )
    levy_domestic_ceiling: float = param(
        0.1,
        unit="share of sales",
        bounds=(0.08, 0.15),
        status="literature",
        source="trades.csv share_of_sales_taken, high end (IMF staff)",
        about="Levy of a paying formal firm in the end.",
        mechanism="extortion_firms",
    )
    levy_micro: float = param(
        0.07,
        unit="share of sales",
        bounds=(0.03, 0.1),
        status="literature",
        source="trades.csv share_of_sales_taken (IMF staff)",
        about="Levy of a paying micro firm in 2012.",
        mechanism="extortion_firms",
    )
    levy_micro_ceiling: float = param(
        0.1,
        unit="share of sales",
        bounds=(0.1, 0.15),
        status="literature",
        source="trades.csv share_of_sales_taken, high end (IMF staff)",
        about="Levy of a paying micro firm in the end.",
        mechanism="extortion_firms",
    )
    levy_growth: float = param(
        0.1,
        unit="1/year",
        bounds=(0.05, 0.15),
        status="assumed",
        source="trades.csv extortion revenue 2012, 2018 and 2021",
        about="Speed at which levies rise to their ceiling.",
        mechanism="extortion_firms",
    )
    collusion_effect: float = param(
        0.2,
        unit="fraction",
        bounds=(0.1, 0.3),
        status="measured",
        source="brown2021: about 20% when gangs made peace (El Salvador)",
        about="Rise of levies where all fighting stops; put in, not emergent.",
        mechanism="extortion_firms",
        evidence="extortion_firms.collusion_effect_on_extortion",
    )
    collusion_time: float = param(
        3.0,
        unit="months",
        bounds=(1.0, 12.0),
        status="assumed",
        source="the pact of 2012 showed within months",
        about="Time in which levies follow peace.",
        mechanism="extortion_firms",
    )
    usual_fighting_time: float = param(
        60.0,
        unit="months",
        bounds=(24.0, 120.0),
        status="assumed",
        source="what counts as usual is about five years",
        about="Memory of usual fighting.",
        mechanism="extortion_firms",
    )
    pass_through: float = param(
        0.7,
        unit="share",
        bounds=(0.3, 1.0),
        status="literature",
        source="brown2021: much of it is passed on",
        about="Share of the levy passed to prices.",
        mechanism="extortion_firms",
        evidence="extortion_firms.price_pass_through",
    )
    exit_per_levy_point: float = param(
        0.01,
        unit="1/year per point of sales",
        bounds=(0.0, 0.04),
        status="assumed",
        source="no estimate",
        about="Closures for each point of levy that is not passed on.",
        mechanism="extortion_firms",
        evidence="extortion_firms.firm_exit_per_levy_point",
    )
    exit_per_refusal: float = param(
        0.02,
        unit="firms per refusal",
        bounds=(0.0, 0.1),
        status="assumed",
        source="attacks on those who refuse are rare but known",
        about="Closures for each refusal.",
        mechanism="extortion_firms",
    )
    jobs_per_violence_doubling: float = param(
        -0.03,
        unit="fraction of local jobs",
        bounds=(-0.08, 0.0),
        status="literature",
        source="utar2018: sign; size is ours",
        about="Jobs of home-market firms when homicide doubles.",
        mechanism="extortion_firms",
        evidence="extortion_firms.employment_effect_of_violence_doubling",
    )
    violence_time: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 24.0),
        status="assumed",
        source="hiring follows safety within a year",
        about="Time in which jobs follow violence.",
        mechanism="extortion_firms",
    )
    returnee_victims: float = param(
        20.0,
        unit="per 1,000 returned",
        bounds=(5.0, 60.0),
        status="literature",
        source="trades.csv kidnapping of migrants; judged",
        about="Deportees extorted or kidnapped on return.",
        mechanism="deportation_recruits",
        evidence="deportation_recruits.victimisation_per_1000",
    )
    ransom: float = param(
        2000.0,
        unit="USD",
        bounds=(500.0, 5000.0),
        status="assumed",
        source="press reports of ransoms paid by families",
        about="What an extorted deportee's family pays.",
        mechanism="deportation_recruits",
    )
    compliance_cost: float = param(
        0.5,
        unit="% of sales",
        bounds=(0.1, 2.0),
        status="assumed",
        source="law firms' notes, no measurement",
        about="Exporters' compliance with a listing.",
        mechanism="fto_material_support",
        evidence="fto_material_support.compliance_cost_exposed_firms",
    )
    compliance_other: float = param(
        0.1,
        unit="ratio",
        bounds=(0.0, 0.5),
        status="assumed",
        source="only exporters face US courts directly",
        about="The same for formal firms of the more extorted half of regions, over exporters.",
        mechanism="fto_material_support",
    )
    payment_drop: float = param(
        0.03,
        unit="fraction",
        bounds=(0.0, 0.1),
        status="literature",
        source="collin2016: grey-listed countries, up to a tenth",
        about="Fall of cross-border sales under a listing.",
        mechanism="fto_material_support",
        evidence="fto_material_support.cross_border_payment_drop",
    )
    designation_pay_change: float = param(
        -0.05,
        unit="fraction",
        bounds=(-0.2, 0.05),
        status="assumed",
        source="legal exposure only, no measurement",
        about="Change of the share that pays under a listing.",
        mechanism="fto_material_support",
        evidence="fto_material_support.extortion_payment_propensity_change",
    )
    retaliation: float = param(
        1.2,
        unit="ratio",
        bounds=(1.0, 2.0),
        status="assumed",
        source="no measurement",
        about="Attacks on those who refuse under a listing.",
        mechanism="fto_material_support",
        evidence="fto_material_support.attack_retaliation_if_unpaid",
    )
    designation_time: float = param(
        6.0,
        unit="months",
        bounds=(1.0, 12.0),
        status="assumed",
        source="legal departments need about half a year",
        about="Time in which firms answer a listing.",
        mechanism="fto_material_support",
    )
    effective_share_of_headline: float = param(
        0.25,
        unit="ratio",
        bounds=(0.15, 1.0),
        status="literature",
        source="IMEF July 2025: 4% paid under a headline of 25",
        about="Tariff paid over tariff announced.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.effective_to_headline_tariff",
    )
    gdp_loss_per_point: float = param(
        0.12,
        unit="% of GDP per effective point",
        bounds=(0.05, 0.2),
        status="literature",
        source="bank and ECLAC forecasts of 2025: 0.08 to 0.20",
        about="Output lost for each point paid.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.gdp_loss_per_tariff_point",
    )
    uncertainty_loss: float = param(
        0.5,
        unit="% of GDP",
        bounds=(0.0, 1.0),
        status="literature",
        source="bank forecast of 2025: 0.5 to 1.0",
        about="Output lost to an announcement alone.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.uncertainty_gdp_loss",
    )
    full_announcement: float = param(
        25.0,
        unit="headline points",
        bounds=(10.0, 50.0),
        status="assumed",
        source="the announcement behind the forecasts",
        about="Change of tariff that unsettles trade in full.",
        mechanism="tariffs_unemployment_recruitment",
    )
    uncertainty_half_life: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 36.0),
        status="assumed",
        source="plans resume within about a year of news",
        about="Half-life of uncertainty after an announcement.",
        mechanism="tariffs_unemployment_recruitment",
    )
    output_time: float = param(
        6.0,
        unit="months",
        bounds=(3.0, 12.0),
        status="assumed",
        source="forecasts put most of the loss within a year",
        about="Time in which output follows.",
        mechanism="tariffs_unemployment_recruitment",
    )
    shock_half_life: float = param(
        36.0,
        unit="months",
        bounds=(12.0, 60.0),
        status="literature",
        source="dix_carneiro2018: the effect is gone in the long run",
        about="Half-life of a lasting shock once felt.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.shock_fade_half_life",
    )
    jobs_per_gdp: float = param(
        0.5,
        unit="% jobs per % GDP",
        bounds=(0.2, 0.8),
        status="literature",
        source="labour.csv elasticity_formal_jobs_to_gdp: 0.6 in 2009, 0.38 in 2020",
        about="Formal jobs' answer to output.",
        mechanism="tariffs_unemployment_recruitment",
        evidence="tariffs_unemployment_recruitment.employment_elasticity_to_gdp",
    )
    export_ratio: float = param(
        2.4,
        unit="ratio",
        bounds=(1.4, 5.0),
        status="literature",
        source="labour.csv elasticity_export_to_all_jobs: 2.4 in 2009, 1.4 in 2020",
        about="Exporters' fall over the national one.",
        mechanism="tariffs_unemployment_recruitment",
    )
    formal_earnings: float = param(
        6480.0,
        unit="USD per year",
        bounds=(5460.0, 7860.0),
        status="literature",
        source="labour.csv wage_monthly_young_formal_usd",
        about="Formal pay of men 15-29 in 2012.",
    )
    informal_earnings: float = param(
        4080.0,
        unit="USD per year",
        bounds=(3420.0, 4920.0),
        status="literature",
        source="labour.csv wage_monthly_young_informal_usd",
        about="Informal pay of men 15-29 in 2012.",
    )
    idle_share: float = param(
        0.11,
        unit="share",
        bounds=(0.08, 0.14),
        status="literature",
        source="de_hoyos2016; labour.csv neet_rate: men out of school",
        about="Men out of school who are idle in 2012.",
    )
    out_of_school: float = param(
        0.7,
        unit="share",
        bounds=(0.62, 0.75),
        status="measured",
        source="labour.csv school_attendance, ENADID 2018",
        about="Men 15-29 out of school.",
    )
    youth_informality: float = param(
        1.1,
        unit="ratio",
        bounds=(1.0, 1.2),
        status="measured",
        source="labour.csv informality_rate: 60.8 of young men against 56.5",
        about="Informality of young men over all.",
    )
    youth_job_ratio: float = param(
        1.5,
        unit="ratio",
        bounds=(1.0, 2.5),
        status="assumed",
        source="the young are laid off first",
        about="Jobs lost by the young over all.",
        mechanism="tariffs_unemployment_recruitment",
    )
    lost_to_informal: float = param(
        0.6,
        unit="share",
        bounds=(0.3, 0.9),
        status="assumed",
        source="informal work cushioned 2009 and failed in 2020",
        about="Those who lose a formal job and find informal work.",
        mechanism="tariffs_unemployment_recruitment",
    )
    idle_earnings_elasticity: float = param(
        0.1,
        unit="elasticity",
        bounds=(0.0, 0.2),
        status="literature",
        source="wage curve of Blanchflower and Oswald, about -0.1",
        about="Fall of expected earnings with idleness.",
        mechanism="tariffs_unemployment_recruitment",
    )
