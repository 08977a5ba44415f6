"""Process 7, consumption: who starts, how much is used at this month's price, and who dies.

Order in a step: local supply, amount, tolerance, death, thinned flows, moves, new people.
Deaths that are drawn never feed back; perceived risk uses expected deaths.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from sim.agents.consumer import CLASSES, STATES
from sim.axes import DRUGS
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach, chance
from sim.mechanisms import tempered
from sim.submodels import consumption_amounts as amounts
from sim.submodels import consumption_deaths as risks
from sim.submodels import consumption_people as people
from sim.submodels.consumption_people import (
    COCAINE,
    DEPENDENT,
    METH,
    OCCASIONAL,
    OPIOID,
    RECOVERED,
    RX,
)

if TYPE_CHECKING:
    from sim.model import CartelMarket

N_CLASSES, N_STATES = len(CLASSES), len(STATES)
FENTANYL, COCAINE_DRUG = DRUGS.index("fentanyl"), DRUGS.index("cocaine")


@dataclass
class ConsumptionState:
    """What consumption keeps beside the rows of ``model.consumers``."""

    blocks: tuple[slice, ...]  # rows of each class
    usual_weight: FloatArray  # people of a row in 2012, (class, state)
    reference_risk: float  # death rate of dependent opioid users in 2012 [1/year]
    initial_demand_kg_per_month: FloatArray  # (D,), at 2012 prices
    quantity: FloatArray  # amount over its 2012 level by row, (n_rows,)
    school_reach: float
    perceived_risk: float  # two-year log mean of that death rate [1/year]
    at_risk: float = people.AT_RISK_2012  # people outside the rows, in reach of a start
    stable: FloatArray = field(default_factory=people.STABLE_2012.copy)  # (class,)
    demand_kg: FloatArray = field(default_factory=lambda: np.zeros(len(DRUGS)))  # this step
    demand_doses: float = 0.0  # opioid doses this step
    opioid_amount: float = 1.0  # mean amount of dependent opioid users over 2012
    expected_deaths: float = 0.0  # people, this step
    users: FloatArray = field(default_factory=lambda: np.zeros((N_CLASSES, N_STATES)))

    @property
    def dependent_by_class(self) -> FloatArray:
        """Dependent users who are not in treatment, by class [people], shape (class,)."""
        return self.users[:, DEPENDENT]

    @property
    def dependent_users(self) -> float:
        """Dependent users who are not in treatment, all classes [people]."""
        return float(self.users[:, DEPENDENT].sum())

    def count(self, model: "CartelMarket") -> None:
        """Count people by class and state again after rows have moved."""
        columns = model.consumers
        for drug_class, block in enumerate(self.blocks):
            self.users[drug_class] = np.bincount(
                columns.state[block], weights=columns.weight[block], minlength=N_STATES
            )


def build(model: "CartelMarket") -> None:
    """Create the consumers of January 2012 and the demand that supply is balanced on."""
    params, consumers = model.params.consumption, model.config.population.consumers
    uniform = model.stream("consumption/build").random((5, people.width(consumers)))
    model.consumers, blocks = people.build_rows(consumers, uniform)
    columns = model.consumers
    columns.tolerance[:] = np.array(
        [params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost]
    )[columns.state]
    share = risks.exposed_share(params.initial_fentanyl_share, params.exposure_shift)
    purity = params.powder_purity_2012 / params.reference_purity
    lethality = risks.fentanyl_lethality(purity, 0.0, params)
    risk = params.base_rate_opioid * (1.0 - share + share * lethality)
    model.consumption = ConsumptionState(
        blocks=blocks,
        usual_weight=people.PEOPLE_2012 / people.allocate(consumers),
        reference_risk=risk,
        perceived_risk=risk,
        initial_demand_kg_per_month=initial_demand(model),
        quantity=np.ones(columns.capacity),
        school_reach=amounts.programme_reach(model.lever_2012("demand_prevention")),
    )
    model.consumption.count(model)


def initial_demand(model: "CartelMarket") -> FloatArray:
    """Return the pure kg a month that the people of 2012 ask for at its prices, shape (D,)."""
    params = model.params.consumption
    use = amounts.usual_use(params, model.params.treatment, model.strength["treatment_demand"])
    share = np.array([params.initial_fentanyl_share, 1.0 - params.initial_fentanyl_share, 0.0])
    grams = (people.PEOPLE_2012[1:] * use).sum(axis=1)
    return amounts.demand_in_kg(grams, share, params, dt=1.0)


def use_drugs(model: "CartelMarket", response: amounts.Response, more_use: float) -> None:
    """Set habits, amounts and demand at this month's price, from the people before it."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    log_price = np.asarray(model.markets.log_price, dtype=float)
    shift = response.cross * amounts.other_prices(log_price)
    shift[0] += np.log(more_use)
    usual = amounts.usual_use(
        params, model.params.treatment, model.strength["treatment_demand"]
    )
    scale, closed = amounts.state_scale(params), amounts.habit_closed(params, model.dt)
    grams = np.zeros(len(amounts.PRICED))
    for priced, block in enumerate(state.blocks[1:]):
        in_state = columns.state[block]
        columns.habit[block] = amounts.new_habit(
            columns.habit[block],
            in_state,
            log_price=log_price[priced],
            extra_elasticity=response.amount[priced] - response.short_run[priced],
            scale=scale,
            closed=closed,
        )
        state.quantity[block] = amounts.amount(
            columns.habit[block],
            in_state,
            log_price=log_price[priced],
            short_run=response.short_run[priced],
            scale=scale,
            shift=shift[priced],
        )
        used = columns.weight[block] * state.quantity[block]
        by_state = np.bincount(in_state, weights=used, minlength=N_STATES)
        grams[priced] = by_state @ usual[priced]
        if priced == 0:
            dependent = max(state.users[OPIOID, DEPENDENT], 1.0)
            state.opioid_amount = by_state[DEPENDENT] / dependent
    publish_demand(model, grams)


def publish_demand(model: "CartelMarket", grams_per_year: FloatArray) -> None:
    """Store demand [kg], and the month's use and spending."""
    state, params = model.consumption, model.params.consumption
    dose_share = np.asarray(model.markets.dose_share, dtype=float)
    state.demand_kg = amounts.demand_in_kg(grams_per_year, dose_share, params, model.dt)
    opioid_kg = grams_per_year[0] / amounts.GRAMS_PER_KG * model.dt / MONTHS_PER_YEAR
    state.demand_doses = float(opioid_kg * params.doses_per_kg_heroin)
    spending = state.demand_kg * np.asarray(model.markets.retail_price)
    stimulants = spending[COCAINE_DRUG], spending[DRUGS.index("methamphetamine")]
    opioids = spending.sum() - sum(stimulants)
    model.flows["consumption_kg"] += state.demand_kg
    model.flows["consumption_doses"] += state.demand_doses
    model.flows["us_spending_by_class"] += np.array([opioids, *stimulants])


def setting_of(
    model: "CartelMarket", *, harm_reduction: float, user_liability: float
) -> risks.Setting:
    """Gather what the month brings to every user: supply, help, liability, pandemic."""
    params, strength = model.params.consumption, model.strength
    shares = model.markets.dose_share
    novel = float(shares[2]) / max(float(shares[0] + shares[2]), 1e-12)
    return risks.Setting(
        fentanyl_share=risks.exposed_share(
            float(model.markets.fentanyl_share), params.exposure_shift
        ),
        novel_part=novel,
        powder_purity=float(model.markets.purity[FENTANYL]),
        cocaine_purity=float(model.markets.purity[COCAINE_DRUG]),
        naloxone_averted=risks.naloxone_averted(
            harm_reduction, params, strength["treatment_demand"]
        ),
        liability=risks.liability_factor(
            user_liability,
            model.lever_2012("user_liability"),
            params,
            strength["us_partners"],
        ),
        seizures=risks.seizure_factor(
            float(model.enforcement.us_effort), params, strength["us_partners"]
        ),
        pandemic=model.driver("pandemic_risk"),
    )


def die(model: "CartelMarket", setting: risks.Setting, uniform: FloatArray) -> None:
    """Draw the month's deaths of every class, take them from the rows, and book them."""
    mentions = opioid_deaths(model, setting, uniform)
    mentions += rx_deaths(model, setting, uniform)
    for drug_class in (COCAINE, METH):
        mentions += stimulant_deaths(model, drug_class, setting, uniform)
    named = model.driver("certificates_naming_drug")
    model.flows["overdose_deaths_by_drug"] += named * mentions
    params = model.params.consumption
    seizures = params.seizures_2012 * float(model.enforcement.us_effort)
    near = (
        model.strength["us_partners"] * params.nonfatal_per_1000_seizures * seizures / 1_000.0
    )
    model.flows["nonfatal_near_seizures"] += near * model.dt / MONTHS_PER_YEAR


def take(
    model: "CartelMarket", block: slice, rate: FloatArray, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of a block at yearly rates, remove them and return them by row [people]."""
    weight = model.consumers.weight[block]
    deaths, expected = risks.thinned(weight, rate, uniform[block], model.dt)
    weight -= deaths
    model.consumption.expected_deaths += expected
    model.flows["overdose_deaths"] += float(deaths.sum())
    return deaths


def opioid_deaths(
    model: "CartelMarket", setting: risks.Setting, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of illicit opioid users; return them by drug named, shape (D,)."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    block = state.blocks[OPIOID]
    in_state, strength = columns.state[block], model.strength["treatment_demand"]
    share = risks.local_share(
        setting.fentanyl_share, columns.market_rank[block], params.market_spread
    )
    potency = risks.log_potency(
        share, risks.relative_purity(setting.powder_purity, params), params
    )
    columns.tolerance[block] = risks.new_tolerance(
        columns.tolerance[block], in_state, potency, params, model.dt
    )
    mixed, by_fentanyl = risks.opioid_terms(share, setting, params)
    extra = risks.surprise(potency, columns.tolerance[block], params)
    amount_risk = state.quantity[block] ** params.death_amount
    rate = mixed * np.exp(params.surprise * extra) * amount_risk
    rate *= (risks.state_risk(params, strength) * params.base_rate_opioid)[in_state]
    rate *= risks.help_factor(setting) * setting.pandemic
    new_exit = columns.months_since_treatment[block] < params.exit_risk_months
    rate[new_exit & (in_state == DEPENDENT)] *= tempered(params.death_after_exit, strength)
    learn_risk(model, rate, in_state)
    deaths = take(model, block, rate, uniform)
    mentions = risks.opioid_mentions(deaths, by_fentanyl, share, setting.novel_part, params)
    for drug, ranks, driver, certificate in (
        ("cocaine", columns.cocaine_rank, "opioid_users_on_cocaine", params.cocaine_mention),
        (
            "methamphetamine",
            columns.meth_rank,
            "opioid_users_on_meth",
            params.methamphetamine_mention,
        ),
    ):
        mentions[DRUGS.index(drug)] += risks.co_use_mentions(
            deaths, ranks[block], model.driver(driver), certificate
        )
    return mentions


def learn_risk(model: "CartelMarket", rate: FloatArray, in_state: np.ndarray) -> None:
    """Move the perceived risk towards the log death rate that dependent users face."""
    state, block = model.consumption, model.consumption.blocks[OPIOID]
    weight = model.consumers.weight[block] * (in_state == DEPENDENT)
    faced = float(weight @ rate) / max(float(weight.sum()), 1.0)
    closed = approach(model.params.consumption.fear_time, model.dt)
    change = np.log(max(faced, 1e-9) / state.perceived_risk)
    state.perceived_risk *= float(np.exp(closed * change))


def rx_deaths(model: "CartelMarket", setting: risks.Setting, uniform: FloatArray) -> FloatArray:
    """Draw deaths of prescription-opioid users; return them by drug named, shape (D,)."""
    columns, params = model.consumers, model.params.consumption
    block = model.consumption.blocks[RX]
    share = setting.fentanyl_share
    treated = float(risks.state_risk(params, model.strength["treatment_demand"])[2])
    own, fake = risks.rx_rates(columns.state[block], setting, share, params, treated)
    deaths = take(model, block, own + fake, uniform)
    by_fake = fake / np.maximum(own + fake, 1e-12)
    mentions = np.zeros(len(DRUGS))
    mentions[FENTANYL] = deaths @ (by_fake + params.rx_synthetic_mention * (1.0 - by_fake))
    return mentions


def stimulant_deaths(
    model: "CartelMarket", drug_class: int, setting: risks.Setting, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of stimulant users; return them by drug named, shape (D,)."""
    state, params = model.consumption, model.params.consumption
    block = state.blocks[drug_class]
    share = setting.fentanyl_share
    if drug_class == METH:
        share = float(expit(logit(share) - params.west_lag))
    own, fake = risks.stimulant_rates(drug_class, state.quantity[block], setting, share, params)
    risk = risks.stimulant_risk(params, model.strength["treatment_demand"])
    rate = (own + fake) * risk[model.consumers.state[block]]
    deaths = take(model, block, rate, uniform)
    mentions = np.zeros(len(DRUGS))
    mentions[DRUGS.index(CLASSES[drug_class])] = deaths.sum()
    mentions[FENTANYL] = deaths @ (fake / (own + fake))
    return mentions


def start_flows(
    model: "CartelMarket", response: amounts.Response, prevention: float
) -> dict[str, float]:
    """Return people who begin in this step, by kind, and thin the rows that they come from.

    Rates per year times ``exp(e_start x log price)`` and, for opioids, fear: perceived risk
    over 2012 to a negative power. People on prescription opioids move by thinning.
    """
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    year = model.dt / MONTHS_PER_YEAR
    pool = prevention * state.at_risk / people.AT_RISK_2012
    priced = np.exp(response.start * np.asarray(model.markets.log_price, dtype=float))
    fear = (state.perceived_risk / state.reference_risk) ** -params.fear
    fear_other = fear**params.fear_other
    block = state.blocks[RX]
    weight, in_state = columns.weight[block], columns.state[block]
    start = np.array([params.start_from_misuse, params.start_from_rx, 0.0, 0.0])
    start *= priced[0] * fear * prevention
    escalate = np.array([params.rx_escalation, 0.0, 0.0, 0.0])
    leaving = chance((start + escalate) / MONTHS_PER_YEAR, model.dt)
    starting = leaving * start / np.maximum(start + escalate, 1e-12)
    by_state = np.bincount(in_state, weights=weight, minlength=N_STATES)
    weight *= (1.0 - leaving)[in_state]
    rx = params.start_rx * model.driver("prescribed_opioids") ** params.start_rx_power
    cocaine = params.start_cocaine * model.driver("cocaine_availability")
    meth = params.start_methamphetamine * model.driver("meth_starts")
    return {
        "opioid_from_rx": float(by_state @ starting),
        "opioid": params.start_other_opioid * pool * priced[0] * fear_other * year,
        "rx_dependent": float(by_state @ (leaving - starting)),
        "rx": rx * pool * year,
        "cocaine": cocaine * pool * priced[1] * year,
        "methamphetamine": meth * pool * priced[2] * year,
    }


def begin(model: "CartelMarket", flows: dict[str, float], uniform: FloatArray) -> None:
    """Give the month's starters rows; those who come from the pool count as entries."""
    from_pool = sum(flows[name] for name in CLASSES)
    model.consumption.at_risk -= from_pool
    model.flows["consumer_entries"] += from_pool
    occasional = model.params.consumption.tolerance_occasional
    arrivals = (
        (RX, OCCASIONAL, flows["rx"]),
        (RX, DEPENDENT, flows["rx_dependent"]),
        (OPIOID, OCCASIONAL, flows["opioid"] + flows["opioid_from_rx"]),
        (COCAINE, OCCASIONAL, flows["cocaine"]),
        (METH, OCCASIONAL, flows["methamphetamine"]),
    )
    for drug_class, in_state, starters in arrivals:
        rows = people.make_room(
            model.consumers,
            model.consumption.blocks[drug_class],
            new_rows(model, drug_class),
            uniform=uniform[4],
            usual_weight=model.consumption.usual_weight[drug_class],
        )
        people.enter(
            model.consumers,
            rows,
            people=starters,
            state=in_state,
            tolerance=occasional if in_state == OCCASIONAL else 0.0,
            uniform=uniform[:4],
        )


def new_rows(model: "CartelMarket", drug_class: int) -> int:
    """Return the rows that a step's starters of a class are spread over: always the same."""
    per_month = getattr(model.params.consumption, f"new_agents_{CLASSES[drug_class]}")
    scale = model.config.population.consumers / 10_000
    return max(round(per_month * scale * model.dt), 1)


def move(model: "CartelMarket", response: amounts.Response, uniform: FloatArray) -> None:
    """Move rows between states, and those who stop for good out to the pools."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    log_price = np.asarray(model.markets.log_price, dtype=float)
    quitting = np.concatenate([[0.0], response.quitting * log_price])
    for drug_class, block in enumerate(state.blocks):
        moves = people.move_rates(
            drug_class,
            float(np.exp(quitting[drug_class])),
            float(np.exp(-params.escalation_part * quitting[drug_class])),
            params,
        )
        in_state = columns.state[block]
        to_dependent, away = people.draw_moves(in_state, uniform[block], moves, model.dt)
        columns.months_in_state[block] += model.dt
        columns.months_since_treatment[block] += model.dt
        recovering = away & (in_state == DEPENDENT)
        leaving = np.flatnonzero(away & ~recovering & columns.alive[block]) + block.start
        change_state(model, np.flatnonzero(to_dependent) + block.start, DEPENDENT)
        leave(model, drug_class, leaving)
        change_state(model, np.flatnonzero(recovering) + block.start, RECOVERED)


def change_state(model: "CartelMarket", rows: np.ndarray, new_state: int) -> None:
    """Put rows in another state, at its beginning."""
    model.consumers.state[rows] = new_state
    model.consumers.months_in_state[rows] = 0.0


def leave(model: "CartelMarket", drug_class: int, rows: np.ndarray) -> None:
    """Move rows out: occasional users to people at risk, recovered ones to the stable pool."""
    state, columns = model.consumption, model.consumers
    weight = columns.weight[rows]
    is_stable = columns.state[rows] == RECOVERED
    stable, quitters = float(weight[is_stable].sum()), float(weight[~is_stable].sum())
    state.stable[drug_class] += stable
    state.at_risk += quitters
    model.flows["consumer_exits"] += stable + quitters
    columns.weight[rows] = 0.0
    columns.vacate(rows)


def prevention(model: "CartelMarket", scale: float) -> float:
    """Return starts under this month's prevention over those under that of 2012 [1]."""
    state, params = model.consumption, model.params.consumption
    reach = amounts.programme_reach(scale)
    state.school_reach += approach(params.school_time, model.dt) * (reach - state.school_reach)
    return amounts.prevention_factor(
        reach,
        state.school_reach,
        amounts.programme_reach(model.lever_2012("demand_prevention")),
        params,
        model.strength["treatment_demand"],
    )


def advance(
    model: "CartelMarket",
    *,
    harm_reduction: float,
    demand_prevention: float,
    user_liability: float,
) -> None:
    """Advance use, deaths, starts and moves by one step.

    Parameters
    ----------
    model
        Reads ``markets`` (price, purity, shares), ``enforcement.us_effort`` and the drivers.
    harm_reduction, demand_prevention
        Naloxone and prevention, multiples of 2024.
    user_liability
        Liability of users, 0 to 1.
    """
    state, params = model.consumption, model.params.consumption
    uniform = model.stream("consumption").random((7, model.consumers.capacity))
    response = amounts.responses(params, model.strength["demand_elasticity"])
    more_use = 1.0 + model.strength["treatment_demand"] * params.naloxone_use * -np.expm1(
        -params.naloxone_reach * harm_reduction
    )
    state.expected_deaths = 0.0
    use_drugs(model, response, float(more_use))
    setting = setting_of(model, harm_reduction=harm_reduction, user_liability=user_liability)
    die(model, setting, uniform[0])
    flows = start_flows(model, response, prevention(model, demand_prevention))
    move(model, response, uniform[1])
    begin(model, flows, uniform[2:])
    state.count(model)
