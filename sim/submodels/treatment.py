"""Process 8, treatment: places and access follow money, people enter, stay and leave.

Funding acts through two channels: places, and access (price, coverage, distance). Growth is
slow and cuts are fast.
"""

import numpy as np

from sim.agents.consumer import CLASSES, OPIOID, RX, Consumer
from sim.array_types import FloatArray
from sim.kernels import consumers as kernels
from sim.kernels.consumers import TREATMENT
from sim.levers import over_reference
from sim.params.treatment import TreatmentParams
from sim.population import activate
from sim.rates import MONTHS_PER_YEAR, approach, chance
from sim.state.state import State
from sim.state.treatment import TreatmentState

LEAST_FUNDING = 1e-3  # of 2024, so that no funding has a finite effect at any strength
SHORTEST_STAY = 0.5
"""Months that a treatment lasts at the least: what a step of a month has always meant."""
ROUNDING = 1e-3  # of months, which are single precision
MOST_SURPLUS = 0.999  # so that a share that must all leave has a finite rate


def target_places(
    funding: float, trend: float, pandemic: float, params: TreatmentParams, strength: float
) -> float:
    """Return the places that money buys in the long run [people].

    ``places_2012 x multiplier x funding^elasticity x trend x pandemic``.

    Parameters
    ----------
    funding
        Funding over its 2012 level [1], above 0.
    trend, pandemic
        Dated factors on places [1].
    params
        Uses ``places_2012``, ``places_multiplier``, ``places_funding``.
    strength
        Strength of ``treatment_demand``.
    """
    base = params.places_2012 * params.places_multiplier * trend * pandemic
    return float(base * funding ** (strength * params.places_funding))


def follow(now: float, target: float, params: TreatmentParams, dt: float) -> float:
    """Return a level one step closer to its target: slow upwards, fast downwards."""
    lag = params.funding_lag_expand if target > now else params.funding_lag_cut
    return now + approach(lag, dt) * (target - now)


def open_door(utilisation: float, params: TreatmentParams) -> float:
    """Return how open treatment is to newcomers [1]: ``1 - utilisation^n``, none when full."""
    return float(1.0 - min(max(utilisation, 0.0), 1.0) ** params.crowding)


def drought_factor(halvings: float, params: TreatmentParams, strength: float) -> float:
    """Return entry to opioid treatment in a drought over normal times [1].

    ``1 + strength x boost x halvings`` of the amount per user, for a shortage only.
    """
    return max(1.0 + strength * params.drought_entry * max(halvings, 0.0), 0.0)


def liability_factor(
    liability: float, base: float, params: TreatmentParams, strength: float
) -> float:
    """Return entry under arrests of users over entry under those of 2012 [1].

    ``(arrests / arrests of 2012)^(strength x elasticity)``; the sign is open.
    """
    floor = params.liability_floor
    index = max(liability, floor) / max(base, floor)
    return float(index ** (strength * params.liability_entry))


def leaving_rate(surplus: float, params: TreatmentParams) -> FloatArray:
    """Return the rate of leaving treatment early and later [1/month], shape (2,).

    Two stages of retention; people over the places there are leave within a month.

    Parameters
    ----------
    surplus
        Share of people in their kind of treatment over its places [1], in [0, 1).
    params
        Uses ``leave_first_year``, ``leave_later``.

    References
    ----------
    O'Connor et al. (2020) [oconnor2020].
    """
    usual = np.array([params.leave_first_year, params.leave_later])
    return np.asarray(usual - np.log1p(-min(surplus, MOST_SURPLUS)))


def build(model: State) -> None:
    """Set places and access of 2012, with no drought and the people treated then."""
    params = model.params.treatment
    model.treatment = TreatmentState(
        places=params.places_2012 * params.places_multiplier, access=1.0, usual_amount=0.0
    )
    publish(model)


def publish(model: State) -> None:
    """Count people in treatment and how full the places are."""
    state = model.treatment
    model.consumption.count(model.consumers)
    state.treated_by_class = model.consumption.users[:, TREATMENT].copy()
    state.utilisation = state.on_medication / state.places


def fund(model: State, funding: float) -> None:
    """Let places and access follow the money."""
    state, params = model.treatment, model.params.treatment
    strength = model.strength["treatment_demand"]
    base = model.baseline_lever("treatment_funding")
    relative = over_reference(max(funding, LEAST_FUNDING), base)
    places = target_places(
        relative,
        model.driver("treatment_places_trend"),
        model.driver("pandemic_places"),
        params,
        strength,
    )
    access = relative ** (strength * params.access_funding)
    access *= model.driver("treatment_access_trend")
    state.places = follow(state.places, places, params, model.dt)
    state.access = follow(state.access, access, params, model.dt)


def halvings(model: State) -> float:
    """Return how often the opioid amount per user has halved against what users are used to."""
    state = model.treatment
    amount = float(np.log(max(model.consumption.opioid_amount, 1e-9)))
    shortage = state.usual_amount - amount
    closed = approach(model.params.treatment.drought_memory, model.dt)
    state.usual_amount += closed * (amount - state.usual_amount)
    return float(shortage / np.log(2.0))


def entry_rates(model: State, user_liability: float) -> FloatArray:
    """Return the entry rate of willing dependent users by class [1/month], shape (class,).

    Full places close the door on opioid users; treatment for stimulants is talk, not places.
    """
    state, params, strength = model.treatment, model.params.treatment, model.strength
    base = np.array(
        [params.entry_rx, params.entry_opioid, params.entry_stimulant, params.entry_stimulant]
    )
    factor = state.access * liability_factor(
        user_liability,
        model.baseline_lever("user_liability"),
        params,
        strength["us_partners"],
    )
    base[[RX, OPIOID]] *= open_door(state.utilisation, params)
    base[OPIOID] *= drought_factor(halvings(model), params, strength["demand_elasticity"])
    return np.asarray(base * factor / MONTHS_PER_YEAR)


def let_move(model: State, user_liability: float) -> None:
    """Let people think again, enter treatment or leave it, as rates and places have it."""
    state, params, columns = model.treatment, model.params.treatment, model.consumers
    surplus = np.zeros(len(CLASSES))
    surplus[[RX, OPIOID]] = 1.0 - 1.0 / max(state.utilisation, 1.0)
    enters = chance(entry_rates(model, user_liability), model.dt)
    leaves = np.stack([chance(leaving_rate(part, params), model.dt) for part in surplus])
    redrawn = float(chance(1.0 / params.willing_time, model.dt))
    willing, recovers = 1.0 - params.unwilling, float(params.leave_recovered)
    early = params.first_year + 0.5 * model.dt  # months count at the middle of the step
    soonest = SHORTEST_STAY + 0.5 * model.dt - ROUNDING
    rows, key = columns.people, model.draw_key("treatment")
    activate(
        model,
        Consumer,
        lambda first, stop: kernels.seek_treatment(
            first, stop, rows, enters, leaves, redrawn, willing, recovers, early, soonest, key
        ),
    )


def advance(model: State, *, treatment_funding: float, user_liability: float) -> None:
    """Advance places, entries and exits by one step.

    Parameters
    ----------
    model
        Reads the consumers and the drivers of treatment.
    treatment_funding
        Treatment money, multiple of 2024.
    user_liability
        Liability of users, 0 to 1.
    """
    state, params = model.treatment, model.params.treatment
    fund(model, treatment_funding)
    state.utilisation = state.on_medication / state.places
    let_move(model, user_liability)
    publish(model)
    spent = state.in_treatment * params.cost_per_place * model.dt / MONTHS_PER_YEAR
    model.flows.treatment_cost_usd += spent
