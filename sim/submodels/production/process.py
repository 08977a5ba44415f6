"""Making and buying drugs: capacity, its use and growth, know-how and chemicals.

Capacity is kg a month that a group can make or buy at full use. Kitchens and contacts grow
where the price is above what groups require and shrink where it is below.
"""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import clip
from sim.mechanisms import tempered
from sim.rates import approach, chance, remaining
from sim.state.balance import Balance2012
from sim.state.production import Precursors, ProductionState
from sim.state.state import State
from sim.submodels.production import initial, precursors
from sim.submodels.production.rules import (
    capacity_use,
    growth_rate,
    labour_factor,
    learning_hazard,
)
from sim.world.axes import DRUGS, TRADES
from sim.world.drug_tables import FENTANYL, HEROIN, NOVEL, OPIOIDS, drug_values

N_DRUGS = len(DRUGS)
TRAFFICKING = TRADES.index("trafficking")
SYNTHETIC = [FENTANYL, NOVEL]
DATED_COSTS = ("fentanyl", "heroin", "methamphetamine", "cocaine")
DATED_SHOCKS = ("fentanyl", "methamphetamine")


# ---------------------------------------------------------------------------- the state


def build(model: State, start: Balance2012) -> None:
    """Let groups know, make and hold what balances the first demand.

    Capacity is what makes all that is sent, at the usual use.
    """
    cost = drug_values(model.world, "start_2012_cost_to_group")
    cost[NOVEL] = model.params.production.cost_novel
    net = start.routes.price * (1.0 - start.routes.loss)
    control = model.baseline_lever("precursor_control")
    model.production = ProductionState(
        availability=np.ones(N_DRUGS),
        unit_cost=cost.copy(),
        required_price=net.copy(),
        normal_margin=initial.normal_margins(
            net, cost, start.doses, start, model.params.production
        ),
        cost_2012=cost,
        transport_2012=start.routes.transport,
        mu_2012=np.ones(N_DRUGS),
        net_2012=net,
        doses=start.doses,
        precursors=Precursors(np.zeros(N_DRUGS), np.zeros(N_DRUGS), control, control, control),
    )
    state = model.production
    set_costs(model, np.ones(N_DRUGS))
    state.mu_2012 = net / state.required_price
    _start_groups(model, start)


def _start_groups(model: State, start: Balance2012) -> None:
    """Give groups the capacity, stocks, shares and beliefs of a steady start."""
    cartels, state, rows = model.cartels, model.production, model.cartels.rows
    total, share = start.sent_kg.sum(axis=1), start.capacity_share
    use = capacity_use(np.log(state.mu_2012), model.params.production)
    cartels.knows[rows] = start.knows
    cartels.capacity_kg[rows] = share * (total / use)
    pipeline = approach(model.params.production.use_of_pipeline, model.dt)
    cartels.stock_kg[rows] = share * total * model.dt * (1.0 / pipeline - 1.0)
    cartels.drug_share[rows] = effort_shares(model, rows)
    cartels.labour_2012[rows] = labour(model, rows)
    cartels.margin_belief[rows] = np.log(state.mu_2012)
    cartels.drug_payoff[rows] = np.log(state.mu_2012)
    cartels.drug_belief[rows] = np.log(state.mu_2012)
    made = capacity_shares(model) * (total * model.dt)
    cartels.making_cost[rows] = made @ state.unit_cost


def capacity_shares(model: State) -> FloatArray:
    """Return the groups' shares of the nation's capacity now [1], shape (n, D)."""
    capacity = model.cartels.capacity_kg[model.cartels.rows]
    total = capacity.sum(axis=0)
    return np.asarray(capacity / np.where(total > 0.0, total, 1.0))


def add_gap(model: State, drug: str, size: float) -> None:
    """Open a passing gap in the chemicals of one drug, as a control that works would."""
    gap = model.production.precursors.passing
    gap[DRUGS.index(drug)] = min(gap[DRUGS.index(drug)] + size, precursors.MOST_GAP)


def effort_shares(model: State, rows: IntArray) -> FloatArray:
    """Return effort over drugs [1], shape (n, D); a kilogram's effort is its normal margin."""
    effort = model.cartels.capacity_kg[rows] * model.production.normal_margin
    total = effort.sum(axis=1, keepdims=True)
    return np.asarray(effort / np.where(total > 0.0, total, 1.0))


def move_capacity(model: State, rows: IntArray, *, old: FloatArray, new: FloatArray) -> None:
    """Turn capacity of one drug into another's at equal effort as shares move."""
    margin = model.production.normal_margin
    effort = (model.cartels.capacity_kg[rows] * margin).sum(axis=1, keepdims=True)
    moved = (new - old) * effort / margin
    model.cartels.capacity_kg[rows] = np.maximum(model.cartels.capacity_kg[rows] + moved, 0.0)


def labour(model: State, rows: IntArray) -> FloatArray:
    """Return members who work in trafficking [people], shape (n,)."""
    return np.asarray(model.cartels.size[rows] * model.cartels.trade_share[rows, TRAFFICKING])


# ---------------------------------------------------------------------------- the month


def advance(model: State, *, precursor_control: float) -> None:
    """Make this month's drugs; grow, shrink, learn.

    Parameters
    ----------
    model
        The model.
    precursor_control
        Strength of chemical controls [0..1].
    """
    state, params, cartels = model.production, model.params.production, model.cartels
    rows = cartels.rows
    uniform = float(model.uniforms("production/controls", 1, 1)[0, 0])
    precursors.move_controls(state.precursors, precursor_control, params, uniform, model.dt)
    set_costs(model, model.shipping.moving_cost)
    cartels.disruption[rows] *= remaining(params.disruption_half_life, model.dt)
    log_margin = _believe_margins(model, rows)
    _make(model, rows, log_margin)
    if not model.is_frozen("capacity"):
        _grow(model, rows, log_margin)
    if not model.is_frozen("drugs"):
        _learn_new_drugs(model, rows)


def set_costs(model: State, moving_cost: FloatArray) -> None:
    """Set availability, unit cost and required price from dated paths and gaps.

    Parameters
    ----------
    moving_cost
        Cost of moving over that of 2012 [1], shape (D,).
    """
    state, params = model.production, model.params.production
    strength = model.strength["precursor_control"]
    cost, margin, shock = np.ones(N_DRUGS), np.ones(N_DRUGS), np.zeros(N_DRUGS)
    for drug in DATED_COSTS:
        cost[DRUGS.index(drug)] = model.driver(f"making_cost_{drug}")
        margin[DRUGS.index(drug)] = model.driver(f"required_margin_{drug}")
    for drug in DATED_SHOCKS:
        shock[DRUGS.index(drug)] = model.driver(f"precursor_gap_{drug}")
    gap = state.precursors
    state.availability = precursors.availability(gap.passing + gap.lasting, shock, strength)
    state.unit_cost = state.cost_2012 * cost * state.availability**-params.use_availability_cost
    margin *= precursors.lasting_ratio(gap.lasting, strength, params.lasting_margin)
    state.required_price = (
        state.unit_cost + state.transport_2012 * moving_cost + state.normal_margin * margin
    )


def margins(model: State, rows: IntArray) -> FloatArray:
    """Return the log of net price over required price [log], shape (n, D).

    Net price: what a kilogram shipped brings in each market after losses and partners, over
    its 2012 value, weighted by the group's sales.
    """
    state, cartels = model.production, model.cartels
    ratio = cartels.net_price[rows] / model.markets.net_price_2012
    index = (cartels.market_share[rows] * ratio).sum(axis=2)
    net = np.maximum(index, 1e-6) * state.net_2012
    return np.asarray(np.log(net / state.required_price))


def _believe_margins(model: State, rows: IntArray) -> FloatArray:
    """Update what groups think a kilogram brings, and the payoff of each drug."""
    cartels, params, state = model.cartels, model.params.adaptation, model.production
    actual = margins(model, rows)
    belief = cartels.margin_belief[rows]
    belief = belief + approach(params.learn_drugs, model.dt) * (actual - belief)
    cartels.margin_belief[rows] = belief
    shipping = model.shipping
    risk = (cartels.border_loss[rows] - shipping.loss_2012) * shipping.bulk_per_dose
    cartels.drug_payoff[rows] = (
        params.cost_weight * (actual + np.log(state.availability))
        - params.enforcement_weight * risk
    )
    return np.asarray(belief)


def _make(model: State, rows: IntArray, log_margin: FloatArray) -> None:
    """Make ``capacity x use x availability x labour x (1 - disruption)``."""
    cartels, params, state = model.cartels, model.params.production, model.production
    at_work = labour_factor(
        labour(model, rows), cartels.labour_2012[rows], params.labour_elasticity
    )
    working = at_work * (1.0 - clip(cartels.disruption[rows], 0.0, 1.0))
    use = capacity_use(log_margin, params) * state.availability
    made = cartels.capacity_kg[rows] * use * working[:, None] * model.dt
    cartels.made_kg[:] = 0.0
    cartels.made_kg[rows] = made
    cartels.making_cost[:] = 0.0
    cartels.making_cost[rows] = made @ state.unit_cost
    cartels.stock_kg[rows] += made
    model.flows.made_kg += made.sum(axis=0)


def _grow(model: State, rows: IntArray, log_margin: FloatArray) -> None:
    """Grow or shrink capacity towards the margin that groups require."""
    params, state = model.params.production, model.production
    rate = growth_rate(log_margin, np.log(state.availability), params.capacity_growth)
    rate[:, HEROIN] += model.driver("heroin_planting")
    model.cartels.capacity_kg[rows] *= np.exp(rate * model.dt)


def _learn_new_drugs(model: State, rows: IntArray) -> None:
    """Let opioid groups take up fentanyl, and fentanyl groups a novel opioid.

    A novel opioid is learnt at ``missing chemicals of fentanyl / learning time`` times the
    strength: no squeeze, no reason to look. Kitchens of a synthetic opioid that pays less
    than heroin and less than is required close at the rate of reversion.
    """
    cartels, params, state = model.cartels, model.params.production, model.production
    strength = model.strength["potency_substitution"]
    knows, belief = cartels.knows[rows], cartels.margin_belief[rows]
    opioid = knows[:, OPIOIDS].any(axis=1)
    share = float(knows[opioid, FENTANYL].mean()) if opioid.any() else 0.0
    lead = belief[:, FENTANYL] - belief[:, HEROIN] - np.log(state.mu_2012[FENTANYL])
    advantage = tempered(np.exp(clip(lead, -3.0, 3.0)), strength)
    squeeze = max(0.0, strength) * max(0.0, 1.0 - float(state.availability[FENTANYL]))
    draws = model.uniforms("production", N_DRUGS, cartels.used)
    capacity = cartels.capacity_kg[rows]
    for drug, hazard in (
        (FENTANYL, learning_hazard(share, advantage, params) * opioid),
        (NOVEL, knows[:, FENTANYL] * squeeze / params.novel_learning_time),
    ):
        odds = chance(np.asarray(hazard, float), model.dt)
        learns = (draws[drug, rows] < odds) & ~knows[:, drug]
        knows[learns, drug] = True
        capacity[learns, drug] += params.first_doses / state.doses[drug]
    worse = belief[:, SYNTHETIC] < np.minimum(belief[:, [HEROIN]], 0.0)
    left = 1.0 - worse * chance(params.reversion_rate, model.dt)
    capacity[:, SYNTHETIC] *= left
    cartels.capacity_kg[rows] = capacity
    cartels.knows[rows] = knows | (capacity > 0.0)
