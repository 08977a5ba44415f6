"""Process 7, consumption: who starts, how much is used at this month's price, and who dies.

Order in a step: local supply, amount, tolerance, death, thinned flows, moves, new people.
Deaths that are drawn never feed back; perceived risk uses expected deaths.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.agents.consumer import CLASSES, STATES
from sim.axes import DRUGS
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach
from sim.submodels import consumption_amounts as amounts
from sim.submodels import consumption_deaths as risks
from sim.submodels import consumption_flows as people_flows
from sim.submodels import consumption_overdose as overdose
from sim.submodels import consumption_people as people
from sim.submodels.consumption_people import DEPENDENT, OPIOID

if TYPE_CHECKING:
    from sim.model import CartelMarket

N_CLASSES, N_STATES = len(CLASSES), len(STATES)
FENTANYL, COCAINE, METH = (
    DRUGS.index(drug) for drug in ("fentanyl", "cocaine", "methamphetamine")
)


FARTHEST_PRICE = 4.0  # log points from 2012 to which use responds


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
    """Create the consumers of January 2012 and the demand that supply is balanced on.

    Call after ``markets.build``: purity and dose shares of 2012 are the market's.
    """
    params, consumers = model.params.consumption, model.config.population.consumers
    uniform = model.stream("consumption/build").random((5, people.width(consumers)))
    model.consumers, blocks = people.build_rows(consumers, uniform)
    columns = model.consumers
    columns.tolerance[:] = np.array(
        [params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost]
    )[columns.state]
    share = risks.exposed_share(float(model.markets.fentanyl_share), params.exposure_shift)
    purity = risks.relative_purity(float(model.markets.purity[FENTANYL]), params)
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
    model.consumption.demand_kg = model.consumption.initial_demand_kg_per_month * model.dt
    model.consumption.count(model)


def initial_demand(model: "CartelMarket") -> FloatArray:
    """Return the pure kg a month that the people of 2012 ask for at its prices, shape (D,)."""
    params = model.params.consumption
    use = amounts.usual_use(params, model.params.treatment)
    grams = (people.PEOPLE_2012[1:] * use).sum(axis=1)
    share = np.asarray(model.markets.dose_share, dtype=float)
    return amounts.demand_in_kg(grams, share, params, dt=1.0)


def use_drugs(model: "CartelMarket", response: amounts.Response, more_use: float) -> None:
    """Set habits, amounts and demand at this month's price, from the people before it."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    # users answer no price beyond fifty times or a fiftieth: with a reversed elasticity a
    # market has no balance, and nothing else would end its fall
    log_price = np.clip(model.markets.log_price, -FARTHEST_PRICE, FARTHEST_PRICE)
    shift = response.cross * amounts.other_prices(log_price)
    shift[0] += np.log(more_use)
    usual = amounts.usual_use(params, model.params.treatment)
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
            most_spending=params.most_spending,
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
    stimulants = spending[COCAINE], spending[METH]
    opioids = spending.sum() - sum(stimulants)
    model.flows["consumption_kg"] += state.demand_kg
    model.flows["consumption_doses"] += state.demand_doses
    model.flows["us_spending_by_class"] += np.array([opioids, *stimulants])


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
    setting = overdose.setting_of(
        model, harm_reduction=harm_reduction, user_liability=user_liability
    )
    overdose.die(model, setting, uniform[0])
    starters = people_flows.start_flows(model, response, prevention(model, demand_prevention))
    people_flows.move(model, response, uniform[1])
    people_flows.begin(model, starters, uniform[2:])
    state.count(model)
