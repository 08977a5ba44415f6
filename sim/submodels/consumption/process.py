"""Process 7, consumption: who starts, how much is used at this month's price, and who dies.

Order in a step: local supply, amount, tolerance, death, thinned flows, moves, new people.
Where less is for sale than is wanted, rows live the step at rations.
Deaths that are drawn never feed back; perceived risk uses expected deaths.
"""

import numpy as np

from sim.agents.consumer import CLASSES, COCAINE, METH, OPIOID, RX, STATES, Consumer
from sim.array_types import FloatArray
from sim.arrays import clip
from sim.kernels import consumers as kernels
from sim.kernels.consumers import DEPENDENT
from sim.params import Params
from sim.population import activate
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.consumption import ConsumptionState
from sim.state.state import State
from sim.submodels.consumption import amounts, overdose, people
from sim.submodels.consumption import flows as people_flows
from sim.submodels.consumption import risk_factors as risks
from sim.world.axes import DRUGS

N_CLASSES, N_STATES = len(CLASSES), len(STATES)
FENTANYL, COCAINE_DRUG, METH_DRUG = (
    DRUGS.index(drug) for drug in ("fentanyl", "cocaine", "methamphetamine")
)
STIMULANTS = (COCAINE, METH)


FARTHEST_PRICE = 4.0  # log points from 2012 to which use responds


def build(model: State) -> None:
    """Create the consumers of January 2012 and the demand that supply was balanced on.

    Call after ``markets.build``: purity and dose shares of 2012 are the market's.
    """
    params, consumers = model.params.consumption, model.config.population.consumers
    model.consumers, blocks = people.build_rows(
        consumers,
        traits=model.draw_key("consumption/traits"),
        months=model.draw_key("consumption/build"),
    )
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
        at_risk=people.AT_RISK_2012,
        stable=people.STABLE_2012.copy(),
        usual_weight=people.PEOPLE_2012 / people.allocate(consumers),
        reference_risk=risk,
        perceived_risk=risk,
        initial_demand_kg_per_month=initial_demand(model.params, model.markets.dose_share),
        school_reach=amounts.programme_reach(model.baseline_lever("demand_prevention")),
    )
    model.consumption.demand_kg = model.consumption.initial_demand_kg_per_month * model.dt
    model.consumption.used_kg = model.consumption.demand_kg
    model.consumption.count(model.consumers)


def initial_demand(params: Params, dose_share: FloatArray) -> FloatArray:
    """Return the pure kg a month that the people of 2012 ask for at its prices, shape (D,).

    Parameters
    ----------
    dose_share
        Shares of opioid doses: fentanyl, heroin, novel opioid [1], shape (3,).
    """
    use = amounts.usual_use(params.consumption, params.treatment)
    grams = (people.PEOPLE_2012[1:] * use).sum(axis=1)
    return amounts.demand_in_kg(grams, dose_share, params.consumption, dt=1.0)


def use_drugs(
    model: State,
    response: amounts.Response,
    setting: risks.Setting,
    more_use: float,
    ration: FloatArray,
) -> FloatArray:
    """Let every row use at this month's price and run its risk; return what rows did.

    Parameters
    ----------
    model, response, setting
        The model, elasticities in force, and the month.
    more_use
        Opioid use with naloxone over that without [1].
    ration
        Share of what is wanted that there is to buy [1], above 0, shape (3,).

    Returns
    -------
    sums
        By class, shape (class, ``N_SUMS``).
    """
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    # users answer no price beyond fifty times or a fiftieth: with a reversed elasticity a
    # market has no balance, and nothing else would end its fall
    log_price = clip(model.markets.log_price, -FARTHEST_PRICE, FARTHEST_PRICE)
    shift = response.cross * amounts.other_prices(log_price)
    shift[0] += np.log(more_use)
    usual = amounts.usual_use(params, model.params.treatment)
    uses = (
        amounts.use_of(
            priced,
            response,
            log_price=float(log_price[priced]),
            shift=float(shift[priced]),
            grams=usual[priced],
            params=params,
            dt=model.dt,
        )
        for priced in range(len(amounts.PRICED))
    )
    opioid_use, *stimulant_uses = map(amounts.rationed, uses, ration.tolist())
    rows, key = columns.people, model.draw_key("consumption")
    sums = np.zeros((N_CLASSES, kernels.N_SUMS), np.int64)
    years = model.dt / MONTHS_PER_YEAR
    rx_risk = np.add(*overdose.rx_month(model, setting))
    opioids = overdose.opioid_month(model, setting)
    stimulants = [
        (use, overdose.stimulant_month(model, drug_class, setting))
        for drug_class, use in zip(STIMULANTS, stimulant_uses, strict=True)
    ]

    def live(first: int, stop: int) -> None:
        """Let some rows live the month, each by the rules of its class."""
        rx, opioid, *others = (within(block, first, stop) for block in state.blocks)
        if rx:
            kernels.rx_users(*rx, rows, rx_risk, years, sums[RX], key)
        if opioid:
            kernels.opioid_users(*opioid, rows, opioid_use, opioids, sums[OPIOID], key)
        for block, drug_class, (use, month) in zip(others, STIMULANTS, stimulants, strict=True):
            if block:
                kernels.stimulant_users(*block, rows, use, month, sums[drug_class], key)

    activate(model, Consumer, live)
    return sums / kernels.GRAIN


def within(block: slice, first: int, stop: int) -> tuple[int, int] | None:
    """Return the rows of a block between two rows, first and last plus one; None if none."""
    begin, end = max(first, block.start), min(stop, block.stop)
    return (begin, end) if begin < end else None


def use_what_there_is(
    model: State, response: amounts.Response, setting: risks.Setting, more_use: float
) -> tuple[FloatArray, risks.Setting]:
    """Let rows use, and where they want more than is for sale, let them use what there is.

    Everybody's amount then shrinks alike, by drug for stimulants and by doses for opioids,
    whose mixture is that of what is sold. Rows live the month once more, by the same numbers.

    Returns
    -------
    sums, setting
        By class, shape (class, ``N_SUMS``), and the month as it was in the end.
    """
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    before = columns.habit.copy(), columns.tolerance.copy(), columns.weight.copy()
    sums = use_drugs(model, response, setting, more_use, np.ones(len(amounts.PRICED)))
    set_use(model, sums[1:, kernels.GRAMS], np.asarray(model.markets.dose_share, dtype=float))
    state.demand_kg = wanted = state.used_kg
    sold = np.minimum(wanted, model.markets.for_sale_kg)
    if (sold < wanted).any():
        columns.habit[:], columns.tolerance[:], columns.weight[:] = before
        dose_share = amounts.doses_of(sold, params)
        dose_share /= max(dose_share.sum(), amounts.LEAST)
        setting = overdose.setting_with(model, setting, dose_share)
        sums = use_drugs(
            model, response, setting, more_use, amounts.rations(wanted, sold, params)
        )
        set_use(model, sums[1:, kernels.GRAMS], dose_share)
    used = float(sums[OPIOID, kernels.USED_BY_DEPENDENT])
    state.opioid_amount = used / max(state.users[OPIOID, DEPENDENT], 1.0)
    return sums, setting


def set_use(model: State, grams_per_year: FloatArray, dose_share: FloatArray) -> None:
    """Store what is used [kg, and opioid doses]."""
    state, params = model.consumption, model.params.consumption
    state.used_kg = amounts.demand_in_kg(grams_per_year, dose_share, params, model.dt)
    opioid_kg = grams_per_year[0] / amounts.GRAMS_PER_KG * model.dt / MONTHS_PER_YEAR
    state.used_doses = float(opioid_kg * params.doses_per_kg_heroin)


def book_use(model: State) -> None:
    """Book the month's use and spending."""
    state = model.consumption
    spending = state.used_kg * np.asarray(model.markets.retail_price)
    stimulants = spending[COCAINE_DRUG], spending[METH_DRUG]
    opioids = spending.sum() - sum(stimulants)
    model.flows.consumption_kg += state.used_kg
    model.flows.consumption_doses += state.used_doses
    model.flows.us_spending_by_class += np.array([opioids, *stimulants])


def publish_demand(model: State, grams_per_year: FloatArray) -> None:
    """Store and book use that is all there to buy, of consumers who live elsewhere."""
    dose_share = np.asarray(model.markets.dose_share, dtype=float)
    set_use(model, grams_per_year, dose_share)
    model.consumption.demand_kg = model.consumption.used_kg
    book_use(model)


def prevention(model: State, scale: float) -> float:
    """Return starts under this month's prevention over those under that of 2012 [1]."""
    state, params = model.consumption, model.params.consumption
    reach = amounts.programme_reach(scale)
    state.school_reach += approach(params.school_time, model.dt) * (reach - state.school_reach)
    return amounts.prevention_factor(
        reach,
        state.school_reach,
        amounts.programme_reach(model.baseline_lever("demand_prevention")),
        params,
        model.strength["treatment_demand"],
    )


def advance(
    model: State,
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
    response = amounts.responses(params, model.strength["demand_elasticity"])
    more_use = 1.0 + model.strength["treatment_demand"] * params.naloxone_use * -np.expm1(
        -params.naloxone_reach * harm_reduction
    )
    setting = overdose.setting_of(
        model, harm_reduction=harm_reduction, user_liability=user_liability
    )
    sums, setting = use_what_there_is(model, response, setting, float(more_use))
    book_use(model)
    overdose.book(model, setting, sums)
    on_rx = state.users[RX] - sums[RX, kernels.DIED_IN_STATE :]
    starters = people_flows.start_flows(
        model, response, prevention(model, demand_prevention), on_rx
    )
    people_flows.move(model, response, starters.kept)
    people_flows.begin(model, starters.people)
    state.count(model.consumers)
