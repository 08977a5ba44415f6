"""Parameters of the process ``adaptation``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class AdaptationParams(ParamGroup):
    """How fast and how strongly groups move their shares after what pays."""

    learn_routes: float = param(
        3.0,
        unit="month",
        bounds=(1.0, 12.0),
        status="assumed",
        source="no estimate; the pace of route_switch_time",
        about="Time constant of beliefs on routes.",
    )
    learn_drugs: float = param(
        3.0,
        unit="month",
        bounds=(1.0, 12.0),
        status="assumed",
        source="as for routes; with slower beliefs prices swing",
        about="Time constant of beliefs on drugs and on the margin that drives capacity.",
    )
    learn_markets: float = param(
        6.0,
        unit="month",
        bounds=(1.0, 12.0),
        status="assumed",
        source="news from abroad takes twice as long as from the border",
        about="Time constant of beliefs on markets.",
    )
    learn_trades: float = param(
        6.0,
        unit="month",
        bounds=(2.0, 12.0),
        status="assumed",
        source="labour in fuel theft before and after the guard of 2019",
        about="Time constant of beliefs on trades.",
    )
    learn_channels: float = param(
        2.0,
        unit="month",
        bounds=(0.5, 12.0),
        status="assumed",
        source="fees are quoted, so they are known at once",
        about="Time constant of beliefs on channels of laundering.",
    )
    shift_routes: float = param(
        3.0,
        unit="month",
        bounds=(1.0, 12.0),
        status="assumed",
        source="magliocca2019 and dell2015 give the direction",
        about="Time constant of route shares and of load sizes.",
        mechanism="balloon_routes",
        evidence="balloon_routes.route_switch_time",
    )
    shift_drugs: float = param(
        18.0,
        unit="month",
        bounds=(6.0, 36.0),
        status="assumed",
        source="as for markets: kitchens and contacts take about as long",
        about="Time constant of the effort over drugs.",
        mechanism="potency_substitution",
    )
    shift_markets: float = param(
        18.0,
        unit="month",
        bounds=(6.0, 36.0),
        status="assumed",
        source="emcdda2022: Mexican laboratories in 2019, a transit role by 2022",
        about="Time constant of market shares.",
        mechanism="market_diversification",
        evidence="market_diversification.redirect_time",
    )
    shift_trades: float = param(
        12.0,
        unit="month",
        bounds=(3.0, 24.0),
        status="assumed",
        source="battiston2024 and de_haro2025 give the direction",
        about="Time constant of a challenger's shares of labour over trades.",
        mechanism="crime_diversification",
        evidence="crime_diversification.diversification_time",
    )
    shift_channels: float = param(
        4.0,
        unit="month",
        bounds=(1.0, 12.0),
        status="assumed",
        source="a guess: half of a fee shock is gone in two months",
        about="Time constant of shares over channels.",
        mechanism="sanctions_laundering",
        evidence="sanctions_laundering.channel_switch_time",
    )
    dominant_slowness: float = param(
        1.5,
        unit="ratio",
        bounds=(1.0, 4.0),
        status="literature",
        source="battiston2024: entry into oil theft was led by challengers",
        about="How much slower the three largest groups change their trades.",
        mechanism="crime_diversification",
        evidence="crime_diversification.challenger_share_of_entry",
    )
    rumour: float = param(
        0.5,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="weight of foregone payoffs in camerer1999",
        about="Speed at which an unused option is learnt about, relative to one in use.",
    )
    used_share: float = param(
        0.005,
        unit="share",
        bounds=(0.0, 0.05),
        status="assumed",
        source="a guess: results hardly depend on it",
        about="Share above which an option counts as in use.",
    )
    temperature_routes: float = param(
        0.12,
        unit="share of border price",
        bounds=(0.06, 0.2),
        status="assumed",
        source="magliocca2024: active routes and seizures under interdiction (E6)",
        about="Difference in return that moves a route's weight by a factor e.",
        mechanism="balloon_routes",
    )
    displacement_share: float = param(
        0.85,
        unit="share",
        bounds=(0.4, 1.0),
        status="assumed",
        source="dell2015 and magliocca2019 give the direction; blattman2021 the contrary case",
        about="Share of a group's flow that is free to move; the rest keeps its old routes.",
        mechanism="balloon_routes",
        evidence="balloon_routes.displacement_share",
    )
    temperature_drugs: float = param(
        3.0,
        unit="log price over required price",
        bounds=(1.0, 6.0),
        status="assumed",
        source="share of fentanyl in opioid doses 2014-22 (H2); a lower value swings",
        about="Difference in margin that moves the weight of a drug by a factor e.",
        mechanism="potency_substitution",
    )
    floor_drugs: float = param(
        0.0005,
        unit="share",
        bounds=(0.0001, 0.01),
        status="assumed",
        source="sets the scale of a first kitchen; moved H2 by under 8%",
        about="Least weight of a drug that a group knows.",
        prior=FIXED,
    )
    cost_weight: float = param(
        1.0,
        unit="1",
        bounds=(0.5, 2.0),
        status="assumed",
        source="pardo2019: fentanyl's cost per dose explains the switch",
        about="Weight of the margin in the choice between drugs.",
        mechanism="potency_substitution",
        evidence="potency_substitution.cost_weight_in_switch",
    )
    enforcement_weight: float = param(
        0.4,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="beletsky2017 for, pardo2020 against: zero must be allowed",
        about="Weight of the change in risk per dose in the choice between drugs.",
        mechanism="potency_substitution",
        evidence="potency_substitution.enforcement_weight_in_switch",
    )
    floor_markets: float = param(
        0.001,
        unit="share",
        bounds=(0.0001, 0.02),
        status="assumed",
        source="first loads to a new market; 1% entered faster than Australia did",
        about="Least weight of a market that a drug can be sold in.",
    )
    redirect_elasticity: float = param(
        1.0,
        unit="elasticity",
        bounds=(0.0, 3.0),
        status="assumed",
        source="no study estimates redirection",
        about="Response of a market's weight to its net price against its own start.",
        mechanism="market_diversification",
        evidence="market_diversification.redirect_elasticity",
    )
    largest_redirect: float = param(
        0.15,
        unit="share in 2 years",
        bounds=(0.0, 0.4),
        status="assumed",
        source="emcdda2022 gives the direction",
        about="Largest rise of the share sold outside the United States in two years.",
        mechanism="market_diversification",
        evidence="market_diversification.max_redirect_share_2yr",
    )
    trade_exponent: float = param(
        1.5,
        unit="1",
        bounds=(0.5, 2.5),
        status="assumed",
        source="rise and fall of fuel theft 2012-23",
        about="Response of a trade's weight to its marginal return against its own start.",
        mechanism="crime_diversification",
    )
    temperature_channels: float = param(
        0.03,
        unit="share of money laundered",
        bounds=(0.015, 0.06),
        status="assumed",
        source="shares and fees of channels in trades.csv: two weak points",
        about="Difference in cost that moves a channel's weight by a factor e.",
        mechanism="sanctions_laundering",
    )
    payoff_floor: float = param(
        0.05,
        unit="share of reference",
        bounds=(0.01, 0.2),
        status="assumed",
        source="keeps the logarithm of a lost trade finite",
        about="Least believed payoff where payoffs are compared as ratios.",
        prior=FIXED,
    )
