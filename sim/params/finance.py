"""Parameters of the process ``finance``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class FinanceParams(ParamGroup):
    """Income by trade, laundering, and what groups spend, hold and pay."""

    drug_revenue_factor: float = param(
        1.58,
        unit="ratio",
        bounds=(1.0, 2.5),
        status="assumed",
        source="kilmer2010: 9.5 billion USD in 2012 against 6.0 from the modelled drugs at "
        "the border",
        about="All drug income over sales of the modelled drugs at the border: other drugs,"
        " Mexican retail, margins taken inside the US.",
    )
    product_cost_share: float = param(
        0.45,
        unit="share of drug income",
        bounds=(0.3, 0.6),
        status="assumed",
        source="not identified by public data",
        about="Cost of making and moving drugs, lost loads included, in 2012.",
    )
    product_cost_link: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="1: cost follows what supply spends; 0: a fixed share of income. Worth a "
        "third of members' answer to price shocks",
        about="How far product cost follows the model's own cost of supply.",
    )
    labour_exponent: float = param(
        0.3,
        unit="elasticity",
        bounds=(0.1, 1.0),
        status="assumed",
        source="drug income is limited by routes and contacts, not by hands",
        about="Answer of a group's drug income to its trafficking labour.",
    )
    labour_share_trafficking: float = param(
        0.624,
        unit="share",
        bounds=(0.5, 0.75),
        status="assumed",
        source="groups.csv shares by size, fuel theft raised so that a thief earns what "
        "trades.csv says",
        about="Members at work in trafficking in 2012.",
    )
    labour_share_extortion: float = param(
        0.188,
        unit="share",
        bounds=(0.094, 0.376),
        status="assumed",
        source="groups.csv shares by size, fuel theft raised so that a thief earns what "
        "trades.csv says",
        about="Members at work in extortion in 2012.",
    )
    labour_share_fuel_theft: float = param(
        0.063,
        unit="share",
        bounds=(0.0315, 0.126),
        status="assumed",
        source="groups.csv shares by size, fuel theft raised so that a thief earns what "
        "trades.csv says",
        about="Members at work in fuel theft in 2012.",
    )
    labour_share_migrant_smuggling: float = param(
        0.053,
        unit="share",
        bounds=(0.0265, 0.106),
        status="assumed",
        source="groups.csv shares by size, fuel theft raised so that a thief earns what "
        "trades.csv says",
        about="Members at work in migrant smuggling in 2012.",
    )
    labour_share_captured_business: float = param(
        0.072,
        unit="share",
        bounds=(0.036, 0.144),
        status="assumed",
        source="groups.csv shares by size, fuel theft raised so that a thief earns what "
        "trades.csv says",
        about="Members at work in captured business in 2012.",
    )
    generated_concentration: float = param(
        12.0,
        unit="1",
        bounds=(4.0, 40.0),
        status="assumed",
        source="named groups of groups.csv differ about this much",
        about="How alike the trades of generated groups are.",
    )
    least_trade_share: float = param(
        0.005,
        unit="share",
        bounds=(0.0, 0.02),
        status="assumed",
        source="keeps an unused trade within reach",
        about="Least labour share of a trade in 2012.",
        prior=FIXED,
    )
    ceiling_fuel_theft: float = param(
        6000.0,
        unit="million USD per year",
        bounds=(3000.0, 9000.0),
        status="assumed",
        source="trades.csv: 2.8 billion in 2018 is below what was left",
        about="Fuel that could be stolen.",
    )
    ceiling_migrant_smuggling: float = param(
        264.0,
        unit="million USD per year",
        bounds=(200.0, 600.0),
        status="assumed",
        source="series.csv migrant_smuggling_piso_revenue in 2022",
        about="Tolls that could be taken at the encounters and toll of 2012.",
    )
    ceiling_captured_business: float = param(
        459.0,
        unit="million USD per year",
        bounds=(300.0, 900.0),
        status="assumed",
        source="trades.csv captured_business",
        about="Legal business that could be captured in 2012.",
    )
    revenue_fuel_theft: float = param(
        500.0,
        unit="million USD per year",
        bounds=(250.0, 900.0),
        status="literature",
        source="trades.csv start_revenue_usd",
        about="Revenue of fuel theft in 2012.",
    )
    revenue_migrant_smuggling: float = param(
        200.0,
        unit="million USD per year",
        bounds=(80.0, 500.0),
        status="literature",
        source="trades.csv start_revenue_usd",
        about="Revenue of migrant smuggling in 2012.",
    )
    revenue_captured_business: float = param(
        250.0,
        unit="million USD per year",
        bounds=(100.0, 700.0),
        status="literature",
        source="trades.csv start_revenue_usd",
        about="Revenue of captured business in 2012.",
    )
    toll_2012: float = param(
        560.0,
        unit="USD per migrant",
        bounds=(300.0, 850.0),
        status="assumed",
        source="series.csv migrant_smuggling_piso_revenue, backcast",
        about="Toll at which the ceiling of migrant smuggling is stated.",
    )
    encounters_2012: float = param(
        357000.0,
        unit="people per year",
        bounds=(300000.0, 400000.0),
        status="measured",
        source="series.csv usbp_swb_encounters",
        about="Encounters at which it is stated.",
    )
    fuel_price: float = param(
        0.458,
        unit="USD per litre",
        bounds=(0.3, 0.65),
        status="literature",
        source="trades.csv: 2,829 million USD for 3,396 million litres, 55% of it to the "
        "groups",
        about="What groups earn on a stolen litre.",
    )
    predation: float = param(
        1.2,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="battiston2024 and de_haro2025 for the sign; E17",
        about="Rise of other takings for each unit of income lost against its five-year mean.",
        mechanism="crime_diversification",
    )
    gap_time: float = param(
        3.0,
        unit="months",
        bounds=(1.0, 12.0),
        status="assumed",
        source="a bad month is no crisis",
        about="Time over which a fall of income is noticed.",
        mechanism="crime_diversification",
    )
    usual_time: float = param(
        60.0,
        unit="months",
        bounds=(24.0, 120.0),
        status="assumed",
        source="what a group is used to is about five years",
        about="Memory of usual income.",
        mechanism="crime_diversification",
    )
    predation_in_stress: float = param(
        0.3,
        unit="fraction",
        bounds=(0.0, 0.7),
        status="literature",
        source="jones2013, de_haro2025: sign; size is ours",
        about="Rise of extortion by groups at half their buffer of cash.",
        mechanism="cash_stress",
        evidence="cash_stress.predation_shift_at_half_liquidity",
    )
    wage_elasticity: float = param(
        0.4,
        unit="elasticity",
        bounds=(0.1, 1.0),
        status="assumed",
        source="effects.csv has 0.5 by judgement; 0.4 keeps pay flat over 2012-24 when joined",
        about="Pay's answer to net income per member.",
        mechanism="cash_stress",
        evidence="cash_stress.wage_elasticity_to_revenue",
    )
    liquidity_buffer: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 24.0),
        status="assumed",
        source="no source",
        about="Months of commitments that a typical group holds in cash.",
        mechanism="cash_stress",
        evidence="cash_stress.liquidity_buffer",
    )
    buffer_spread: float = param(
        0.35,
        unit="log standard deviation",
        bounds=(0.0, 0.8),
        status="assumed",
        source="thin groups exist; the mean alone never feels stress",
        about="Spread of buffers over groups.",
        mechanism="cash_stress",
    )
    stress_from: float = param(
        0.75,
        unit="share of buffer",
        bounds=(0.55, 0.95),
        status="assumed",
        source="small swings of cash are not stress",
        about="Cash at which stress begins; it is full at half the buffer.",
        mechanism="cash_stress",
    )
    stress_wage_elasticity: float = param(
        0.5,
        unit="elasticity",
        bounds=(0.0, 1.0),
        status="assumed",
        source="cash is kept for guns and bribes first",
        about="Pay's answer to cash under half the buffer.",
        mechanism="cash_stress",
    )
    pay_2012: float = param(
        13500.0,
        unit="USD per member-year",
        bounds=(9000.0, 18000.0),
        status="literature",
        source="series.csv mx_cartel_pay_sicario and mx_cartel_pay_minor; entry pay is 1.5 "
        "times less",
        about="Mean pay of a member in 2012.",
    )
    entry_ratio: float = param(
        1.5,
        unit="ratio",
        bounds=(1.2, 2.5),
        status="literature",
        source="series.csv mx_cartel_pay_minor, 1.8 minimum wages",
        about="Mean pay over entry pay.",
    )
    pay_time: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 12.0),
        status="assumed",
        source="pay is sticky for about half a year",
        about="Time in which pay follows income.",
        mechanism="cash_stress",
    )
    most_pay_share: float = param(
        3.0,
        unit="ratio to pay in 2012",
        bounds=(1.5, 5.0),
        status="assumed",
        source="no group is known to pay more; keeps a reversed cash stress from exploding",
        about="Ceiling of mean pay.",
    )
    least_pay_share: float = param(
        0.4,
        unit="share",
        bounds=(0.2, 0.7),
        status="assumed",
        source="below this a member leaves anyway",
        about="Lowest pay over that of 2012.",
        mechanism="cash_stress",
    )
    overhead: float = param(
        4000.0,
        unit="USD per member-year",
        bounds=(2000.0, 8000.0),
        status="assumed",
        source="housing, vehicles, lawyers, food",
        about="Running cost of a member.",
    )
    arms: float = param(
        1700.0,
        unit="USD per member-year",
        bounds=(500.0, 4000.0),
        status="literature",
        source="mcdougal2015: value of the southbound gun trade, with ammunition",
        about="Spending on arms in 2012; follows net income as pay does.",
    )
    bribe_share: float = param(
        0.1,
        unit="share",
        bounds=(0.05, 0.15),
        status="assumed",
        source="trials and memoirs speak of about a tenth",
        about="Bribes over income less product.",
    )
    commitment_time: float = param(
        12.0,
        unit="months",
        bounds=(6.0, 24.0),
        status="assumed",
        source="a year of payments",
        about="Time over which commitments are counted.",
    )
    other_proceeds_share: float = param(
        0.2,
        unit="share",
        bounds=(0.0, 0.5),
        status="assumed",
        source="most local income is spent as cash",
        about="Income outside drugs that passes through laundering.",
        mechanism="sanctions_laundering",
    )
    fee_ceiling: float = param(
        0.18,
        unit="share",
        bounds=(0.1, 0.25),
        status="literature",
        source="ProPublica: up to 18 cents a dollar",
        about="Highest fee of a channel.",
        mechanism="sanctions_laundering",
        evidence="sanctions_laundering.fee_ceiling",
    )
    fee_jump: float = param(
        0.25,
        unit="fraction",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no estimate",
        about="Rise of fees after a year of sanctions at one multiple of 2024 above it.",
        mechanism="sanctions_laundering",
        evidence="sanctions_laundering.fee_jump_per_major_action",
    )
    fee_half_life: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 18.0),
        status="assumed",
        source="no estimate",
        about="Half-life of a rise of fees.",
        mechanism="sanctions_laundering",
        evidence="sanctions_laundering.fee_decay_half_life",
    )
    sanction_weight_banks: float = param(
        1.5,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="listings bite where a licence can be lost",
        about="How hard sanctions hit banks.",
        mechanism="sanctions_laundering",
    )
    sanction_weight_trade: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="listings bite where a licence can be lost",
        about="How hard sanctions hit trade.",
        mechanism="sanctions_laundering",
    )
    sanction_weight_broker_networks: float = param(
        0.7,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="listings bite where a licence can be lost",
        about="How hard sanctions hit broker networks.",
        mechanism="sanctions_laundering",
    )
    sanction_weight_crypto: float = param(
        0.0,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="listings bite where a licence can be lost",
        about="How hard sanctions hit crypto.",
        mechanism="sanctions_laundering",
    )
    sanction_weight_cash: float = param(
        0.3,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="listings bite where a licence can be lost",
        about="How hard sanctions hit cash.",
        mechanism="sanctions_laundering",
    )
    loss_banks: float = param(
        0.02,
        unit="share",
        bounds=(0.002, 0.1),
        status="assumed",
        source="trades.csv loss_share",
        about="Proceeds frozen or seized in banks, before scaling.",
    )
    loss_trade: float = param(
        0.01,
        unit="share",
        bounds=(0.002, 0.1),
        status="assumed",
        source="trades.csv loss_share",
        about="Proceeds frozen or seized in trade, before scaling.",
    )
    loss_broker_networks: float = param(
        0.01,
        unit="share",
        bounds=(0.002, 0.1),
        status="assumed",
        source="trades.csv loss_share",
        about="Proceeds frozen or seized in broker networks, before scaling.",
    )
    loss_crypto: float = param(
        0.02,
        unit="share",
        bounds=(0.002, 0.1),
        status="assumed",
        source="trades.csv loss_share",
        about="Proceeds frozen or seized in crypto, before scaling.",
    )
    loss_cash: float = param(
        0.03,
        unit="share",
        bounds=(0.002, 0.1),
        status="assumed",
        source="trades.csv loss_share",
        about="Proceeds frozen or seized in cash, before scaling.",
    )
    loss_scale: float = param(
        0.25,
        unit="1",
        bounds=(0.05, 1.0),
        status="assumed",
        source="reuter_truman2004: 0.5% of proceeds in all, a quarter of what the channels' "
        "losses add up to",
        about="Scale of losses, so that 0.5% of proceeds are seized.",
        mechanism="sanctions_laundering",
        evidence="sanctions_laundering.proceeds_seized_share",
    )
    channel_share_banks: float = param(
        0.25,
        unit="share",
        bounds=(0.0, 0.6),
        status="assumed",
        source="trades.csv share_of_proceeds",
        about="Proceeds through banks in 2012.",
    )
    channel_share_trade: float = param(
        0.25,
        unit="share",
        bounds=(0.0, 0.6),
        status="assumed",
        source="trades.csv share_of_proceeds",
        about="Proceeds through trade in 2012.",
    )
    channel_share_broker_networks: float = param(
        0.1,
        unit="share",
        bounds=(0.0, 0.6),
        status="assumed",
        source="trades.csv share_of_proceeds",
        about="Proceeds through broker networks in 2012.",
    )
    channel_share_crypto: float = param(
        0.001,
        unit="share",
        bounds=(0.0, 0.6),
        status="assumed",
        source="trades.csv share_of_proceeds",
        about="Proceeds through crypto in 2012.",
    )
    channel_share_cash: float = param(
        0.399,
        unit="share",
        bounds=(0.0, 0.6),
        status="assumed",
        source="trades.csv share_of_proceeds",
        about="Proceeds through cash in 2012.",
    )
    crypto_friction: float = param(
        1.0,
        unit="log points per multiple of 2024",
        bounds=(0.0, 3.0),
        status="assumed",
        source="no estimate",
        about="Availability of crypto that regulation takes.",
        mechanism="sanctions_laundering",
    )
    crypto_fee: float = param(
        0.3,
        unit="fraction per multiple of 2024",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no estimate",
        about="Rise of crypto's fee with regulation.",
        mechanism="sanctions_laundering",
    )
