"""Parameters of the process ``markets``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class MarketsParams(ParamGroup):
    """Prices, purity and stocks in the United States, and demand curves abroad."""

    pass_through_form: str = param(
        "multiplicative",
        unit="word",
        choices=("multiplicative", "additive"),
        status="assumed",
        source="caulkins2010 names both; only the multiplicative form passes H2 and E8",
        about="How lasting moves of the border price reach the street.",
    )
    pass_through: float = param(
        1.0,
        unit="elasticity",
        bounds=(0.13, 1.0),
        status="assumed",
        source="published default 0.3; below 0.5 cheap production stays at the border (H2)",
        about="Rise of the retail price with the lasting border price, multiplicative form.",
        mechanism="risk_compensation",
        evidence="risk_compensation.border_to_retail_price_elasticity",
    )
    cover: float = param(
        1.5,
        unit="month",
        bounds=(1.0, 2.0),
        status="assumed",
        source="price peak and purity trough of E9",
        about="Stock that the US tier wants to hold, in months of demand.",
    )
    scarcity: float = param(
        0.8,
        unit="elasticity",
        bounds=(0.6, 1.6),
        status="assumed",
        source="E9, and calm with demand in the loop",
        about="Rise of the pure price with a shortfall of stocks (the proportional term).",
    )
    scarcity_time: float = param(
        1.5,
        unit="month",
        bounds=(0.5, 4.0),
        status="assumed",
        source="retail dealers restock in weeks",
        about="Time constant of scarcity in the pure price.",
    )
    dilution_time: float = param(
        0.75,
        unit="month",
        bounds=(0.25, 3.0),
        status="assumed",
        source="purity moves before price (H6)",
        about="Time constant at which purity answers arrivals.",
    )
    dilution: float = param(
        1.5,
        unit="elasticity",
        bounds=(0.3, 1.8),
        status="assumed",
        source="dobkin2009: purity from 90 to 20% while the price tripled (E9)",
        about="Fall of purity with arrivals below their own trend.",
        mechanism="precursor_control",
        evidence="precursor_control.purity_multiple_trough",
    )
    dilution_trend: float = param(
        18.0,
        unit="month",
        bounds=(9.0, 48.0),
        status="assumed",
        source="longer trends take a slowing of growth for a shortage",
        about="Time constant of the trend of arrivals.",
    )
    lasting_response: float = param(
        0.06,
        unit="1/month",
        bounds=(0.01, 0.15),
        status="assumed",
        source="E9 recovery; stable over the whole range",
        about="Drift of the lasting price with the shortfall of stocks.",
    )
    flow_response: float = param(
        0.2,
        unit="1/month",
        bounds=(0.0, 0.5),
        status="assumed",
        source="E9 peak; damps the swing that stocks alone would make",
        about="Drift of the lasting price with demand over arrivals.",
    )
    demand_memory: float = param(
        3.0,
        unit="month",
        bounds=(1.0, 6.0),
        status="assumed",
        source="dealers judge demand by the last weeks",
        about="Time constant of demand as the US tier sees it.",
    )
    most_of_stock: float = param(
        0.95,
        unit="share",
        bounds=(0.8, 1.0),
        status="assumed",
        source="some stock is always on the road",
        about="Largest share of a stock that can be sold in a month.",
    )
    risk_elasticity: float = param(
        0.05,
        unit="elasticity",
        bounds=(-0.05, 0.3),
        status="literature",
        source="pollack2014 and kuziemko2004: 0.03 to 0.09, zero and below are live",
        about="Rise of the retail price with enforcement in the United States, new market.",
        mechanism="risk_compensation",
        evidence="risk_compensation.price_elasticity_to_enforcement_risk",
    )
    maturity_discount: float = param(
        0.3,
        unit="ratio",
        bounds=(0.0, 1.0),
        status="literature",
        source="caulkins2010: prevents markets better than it shrinks them; size is judgement",
        about="Share of that rise left once a market is established.",
        mechanism="risk_compensation",
        evidence="risk_compensation.market_maturity_discount",
    )
    established_doses: float = param(
        0.5,
        unit="share",
        bounds=(0.1, 0.9),
        status="assumed",
        source="half of all opioid doses is a mass market",
        about="Share of opioid doses at which a synthetic opioid counts as established.",
    )
    habit_time: float = param(
        44.0,
        unit="month",
        bounds=(25.0, 60.0),
        status="calibrated",
        source="dose share of fentanyl 2014-24 (H2)",
        about="Time constant at which buyers get used to an opioid.",
        mechanism="potency_substitution",
        prior=(30.6, 42.5, 54.3),
    )
    opioid_substitution: float = param(
        1.5,
        unit="elasticity",
        bounds=(0.8, 3.0),
        status="assumed",
        source="dose share of fentanyl 2014-24 (H2)",
        about="Substitution between opioids by the price of a dose.",
        mechanism="potency_substitution",
    )
    fentanyl_share_2012: float = param(
        0.013,
        unit="share",
        bounds=(0.003, 0.03),
        status="calibrated",
        source="drugs.csv: 0.6% of laboratory reports in 2013, which run a logit of 1.3 low",
        about="Share of fentanyl in illicit opioid doses at the start.",
        prior=(0.0072, 0.013, 0.0205),
    )
    novel_share_2012: float = param(
        1e-05,
        unit="share",
        bounds=(1e-07, 0.0001),
        status="assumed",
        source="reports were single cases",
        about="Share of novel opioids in illicit opioid doses at the start.",
    )
    mexican_share_fentanyl: float = param(
        0.1,
        unit="share",
        bounds=(0.02, 0.3),
        status="literature",
        source="drugs.csv: share of US supply from Mexico 2012; the rest was Chinese mail",
        about="Share of US fentanyl that Mexican groups brought in 2012.",
    )
    mexican_share_heroin: float = param(
        0.45,
        unit="share",
        bounds=(0.383, 0.495),
        status="literature",
        source="drugs.csv: heroin signature programme 2012",
        about="Share of US heroin that Mexican groups brought in 2012.",
    )
    mexican_share_methamphetamine: float = param(
        0.8,
        unit="share",
        bounds=(0.7, 0.9),
        status="literature",
        source="drugs.csv: share of US supply from Mexico 2012",
        about="Share of US methamphetamine that Mexican groups brought in 2012.",
    )
    mexican_share_cocaine: float = param(
        0.84,
        unit="share",
        bounds=(0.7, 0.93),
        status="literature",
        source="drugs.csv: documented flow 2012",
        about="Share of US cocaine that Mexican groups brought in 2012.",
    )
    others_elasticity: float = param(
        1.0,
        unit="elasticity",
        bounds=(0.0, 2.0),
        status="assumed",
        source="heroin price 2012-15 and the peak of E9",
        about="Response of suppliers outside Mexico to the border price.",
    )
    thinning_fentanyl: float = param(
        1.0,
        unit="elasticity",
        bounds=(0.6, 1.3),
        status="assumed",
        source="powder purity 2015-24",
        about="Fall of the purity of fentanyl with its lasting price.",
    )
    thinning_heroin: float = param(
        0.3,
        unit="elasticity",
        bounds=(0.1, 0.6),
        status="assumed",
        source="purity moved with the pure price, 2006-16",
        about="Fall of the purity of heroin with its lasting price.",
    )
    thinning_methamphetamine: float = param(
        0.1,
        unit="elasticity",
        bounds=(0.0, 0.4),
        status="assumed",
        source="purity moved with the pure price, 2006-16",
        about="Fall of the purity of methamphetamine with its lasting price.",
    )
    thinning_cocaine: float = param(
        0.3,
        unit="elasticity",
        bounds=(0.1, 0.6),
        status="assumed",
        source="purity moved with the pure price, 2006-16",
        about="Fall of the purity of cocaine with its lasting price.",
    )
    thinning_novel_opioid: float = param(
        0.9,
        unit="elasticity",
        bounds=(0.4, 1.0),
        status="assumed",
        source="purity moved with the pure price, 2006-16",
        about="Fall of the purity of novel opioid with its lasting price.",
    )
    thinning_time: float = param(
        24.0,
        unit="month",
        bounds=(3.0, 48.0),
        status="assumed",
        source="powder purity 2016-24: it rose years after the price had fallen",
        about="Time constant at which purity follows the lasting price.",
    )
    purity_fentanyl: float = param(
        0.05,
        unit="share",
        bounds=(0.02, 0.1),
        status="assumed",
        source="drugs.csv: 0.07 at the border in 2017, 0.144 as powder in 2021",
        about="Purity of fentanyl powder as sold in 2012.",
    )
    purity_heroin: float = param(
        0.35,
        unit="share",
        bounds=(0.25, 0.45),
        status="literature",
        source="drugs.csv: purity 2012",
        about="Purity of heroin as sold in 2012.",
    )
    purity_methamphetamine: float = param(
        0.88,
        unit="share",
        bounds=(0.8, 0.91),
        status="literature",
        source="drugs.csv: purity 2012",
        about="Purity of methamphetamine as sold in 2012.",
    )
    purity_cocaine: float = param(
        0.5,
        unit="share",
        bounds=(0.44, 0.56),
        status="literature",
        source="drugs.csv: purity 2012",
        about="Purity of cocaine as sold in 2012.",
    )
    purity_novel_opioid: float = param(
        0.02,
        unit="share",
        bounds=(0.005, 0.1),
        status="assumed",
        source="a third of the purity of fentanyl at three times its potency",
        about="Purity of novel opioids as sold in 2012.",
    )
    cut_before_border: float = param(
        0.3,
        unit="share",
        bounds=(0.0, 1.0),
        status="assumed",
        source="not identified; fits gross weights of seizures only",
        about="Share of a dilution made before the border.",
    )
    border_purity_heroin: float = param(
        0.5,
        unit="share",
        bounds=(0.4, 0.75),
        status="literature",
        source="drugs.csv: purity at the border or as sold",
        about="Pure share of the gross weight of heroin at the border.",
    )
    border_purity_methamphetamine: float = param(
        0.95,
        unit="share",
        bounds=(0.87, 0.98),
        status="literature",
        source="drugs.csv: purity at the border or as sold",
        about="Pure share of the gross weight of methamphetamine at the border.",
    )
    border_purity_cocaine: float = param(
        0.82,
        unit="share",
        bounds=(0.7, 0.92),
        status="literature",
        source="drugs.csv: purity at the border or as sold",
        about="Pure share of the gross weight of cocaine at the border.",
    )
    border_purity_novel_opioid: float = param(
        0.1,
        unit="share",
        bounds=(0.01, 0.9),
        status="assumed",
        source="tablets and powder as fentanyl",
        about="Pure share of the gross weight of novel opioids at the border.",
    )
    price_multiple_europe: float = param(
        1.9,
        unit="ratio",
        bounds=(1.3, 2.3),
        status="literature",
        source="stratfor2013",
        about="Wholesale price in Europe over that in the United States.",
        mechanism="market_diversification",
        evidence="market_diversification.price_multiple_europe",
    )
    price_multiple_asia_pacific: float = param(
        6.0,
        unit="ratio",
        bounds=(3.0, 8.0),
        status="literature",
        source="stratfor2013",
        about="Wholesale price in Australia and New Zealand over that in the United States.",
        mechanism="market_diversification",
        evidence="market_diversification.price_multiple_australia",
    )
    incumbent_cost: float = param(
        0.2,
        unit="share",
        bounds=(0.05, 0.5),
        status="assumed",
        source="no estimate",
        about="Share of the price abroad that goes to local partners.",
        mechanism="market_diversification",
        evidence="market_diversification.incumbent_resistance_cost",
    )
    fentanyl_export: float = param(
        0.1,
        unit="ratio",
        bounds=(0.0, 0.5),
        status="assumed",
        source="emcdda2022: no fentanyl market in the Union after a decade of opportunity",
        about="Openness of markets overseas to synthetic opioids, cocaine 1.",
        mechanism="market_diversification",
        evidence="market_diversification.fentanyl_export_feasibility",
    )
    others_abroad_elasticity: float = param(
        1.0,
        unit="elasticity",
        bounds=(0.0, 3.0),
        status="assumed",
        source="as for other suppliers to the United States",
        about="Response of incumbents abroad to their price.",
    )
    price_time_abroad: float = param(
        6.0,
        unit="month",
        bounds=(2.0, 18.0),
        status="assumed",
        source="wholesale prices abroad move over half a year",
        about="Time constant of prices abroad.",
    )
