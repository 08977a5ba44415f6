"""How wars begin: what groups, states and forces do moves the rate of each pair in a state."""

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import onsets as kernels
from sim.kernels.groups import LEAST_PRESENCE
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.state import State
from sim.world.load import REGIONS, TRADES

R = len(REGIONS)
MOST_BEGUN = 64  # wars that can begin in one step
INCOME_YEARS = 5.0
NEW_MONTHS = 12.0
MOST_DOUBLINGS = 1.0
TERRITORIAL = [place for place, name in enumerate(TRADES) if name != "trafficking"]
FAR = 3.0  # most logs of income over the usual one


def income_by_state(members: FloatArray, revenue: FloatArray) -> FloatArray:
    """Return groups' gross income by state [USD/year], shape (R,): where their members are.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    revenue
        Gross income by trade [USD/year], shape (n, K).
    """
    size = np.maximum(members.sum(axis=1), 1e-9)
    return np.asarray((revenue.sum(axis=1) / size) @ members)


def rents_per_member(members: FloatArray, revenue: FloatArray) -> FloatArray:
    """Return what a member brings from territory in each state [USD/year], shape (R,).

    Extortion, fuel, migrants and captured business: income that is had by holding a place, and
    lost with it, as drugs in transit are not.

    Parameters
    ----------
    members, revenue
        As in `income_by_state`.
    """
    income = income_by_state(members, revenue[:, TERRITORIAL])
    return np.asarray(income / np.maximum(members.sum(axis=0), 1.0))


def contested(model: State) -> FloatArray:
    """Return how rents scale the deadliness of wars in each state [ratio], shape (R,).

    ``(v / v_2012)^(s b)``, v rents per member, as groups have seen them over the last years.
    """
    state, params, used = model.wars, model.params.wars, int(model.cartels.rows[-1]) + 1
    now = rents_per_member(model.cartels.members[:used], model.cartels.revenue[:used])
    if not state.rents_2012.any():
        state.rents_2012 = np.maximum(now, 1.0)
        state.rents = state.rents_2012.copy()
    state.rents = state.rents + approach(params.stake_memory, model.dt) * (now - state.rents)
    found = np.log(np.maximum(state.rents, 1.0) / state.rents_2012)
    power = model.strength["conflict"] * params.heat_stake
    return np.asarray(np.exp(power * np.clip(found, -FAR, FAR)))


def wars_in_states(model: State) -> FloatArray:
    """Return how many wars are fought in each state, shape (R,)."""
    fronts = model.conflict.fronts
    return np.bincount(fronts.region[fronts.slots], minlength=R).astype(float)


def stake(model: State, used: int) -> FloatArray:
    """Return the log of each state's income over its usual one, and get used to it, (R,)."""
    state = model.wars
    income = income_by_state(model.cartels.members[:used], model.cartels.revenue[:used])
    if not state.usual_income.any():
        state.usual_income = income.copy()
    found = np.log(np.maximum(income, 1.0) / np.maximum(state.usual_income, 1.0))
    closed = approach(INCOME_YEARS * MONTHS_PER_YEAR, model.dt)
    state.usual_income = state.usual_income + closed * (income - state.usual_income)
    return np.asarray(np.clip(found, -FAR, FAR))


def doublings_of_arrests(model: State) -> FloatArray:
    """Return doublings of arrests over the usual in each state, within 1, shape (R,)."""
    now = model.cartels.arrests.sum(axis=0) / model.dt
    usual = model.conflict.usual_arrests
    found = np.log2(np.maximum(now, 1e-9) / np.maximum(usual, 1e-9))
    return np.asarray(np.clip(found, -MOST_DOUBLINGS, MOST_DOUBLINGS))


def targeted_forces(model: State) -> FloatArray:
    """Return doublings of forces over the usual, times the share that is targeted, (R,)."""
    return model.wars.targeted * np.log2(1.0 + np.maximum(model.enforcement.deployment, 0.0))


def state_terms(model: State, used: int, arrests: FloatArray) -> FloatArray:
    """Return what moves the log rate of all pairs in a state, shape (R,).

    ``b1 v + b5 log(1 + N next door) + b8 log(1 + N) - b6 tau F + b9 (1 - tau) a``: v the log
    of income over the usual, N wars, tau the share of forces and arrests that is targeted, F
    and a doublings of both over the usual.

    Parameters
    ----------
    arrests
        Doublings of arrests, as `doublings_of_arrests` gives.
    """
    params, strength = model.params.wars, model.strength
    wars = wars_in_states(model)
    near = np.asarray(model.world.neighbours, float) @ wars
    terms = strength["conflict"] * (
        params.onset_stake * stake(model, used)
        + params.onset_next_door * np.log1p(near)
        + params.onset_in_state * np.log1p(wars)
    )
    terms -= strength["security_deployment"] * params.onset_forces * targeted_forces(model)
    blanket = (1.0 - model.wars.targeted) * arrests
    terms += strength["kingpin_fragmentation"] * params.onset_arrests * blanket
    return np.asarray(terms)


def success(model: State) -> FloatArray:
    """Return how far each group outgrows all groups together, 0 to 1, a half for like growth.

    Growth is the log of members over their 12-month mean, less that of all groups; it counts
    in full from ``structure.entry_growth``. Shape (C,).
    """
    size, usual = model.cartels.size, model.cartels.usual_size
    growth = np.log(np.maximum(size, 1.0) / np.maximum(usual, 1.0))
    growth = growth - np.log(max(float(size.sum()), 1.0) / max(float(usual.sum()), 1.0))
    full = model.params.structure.entry_growth
    return np.asarray(np.clip(0.5 + 0.5 * growth / full, 0.0, 1.0))


def group_terms(model: State, used: int) -> FloatArray:
    """Return what moves the log rate of a group's pairs, shape (n, R).

    A leader who is gone tempts others, and who outgrows the rest is tempted to attack.
    """
    params = model.params.wars
    lost = 1.0 - model.cartels.leadership[:used]
    shock = model.strength["kingpin_fragmentation"] * params.onset_shock * lost
    bold = (2.0 * success(model)[:used] - 1.0) * model.cartels.leadership[:used]
    shock = shock + model.strength["conflict"] * params.onset_success * bold
    return np.repeat(shock[:, None], R, axis=1)


def grow_old(model: State) -> None:
    """Count the months of each group in each state; who leaves begins anew."""
    cartels = model.cartels
    is_there = cartels.members >= LEAST_PRESENCE
    cartels.tenure[:] = np.where(is_there, cartels.tenure + model.dt, 0.0)


def begin(model: State, arrests: FloatArray) -> None:
    """Let wars begin in this step; none does where ``conflict`` has no strength.

    Parameters
    ----------
    arrests
        Doublings of arrests over the usual, shape (R,).
    """
    params, strength = model.params.wars, model.strength["conflict"]
    cartels, fronts = model.cartels, model.conflict.fronts
    used = int(cartels.rows[-1]) + 1
    grow_old(model)
    weights = np.array(
        [
            params.onset_rate * max(strength, 0.0),
            params.onset_men,
            strength * params.onset_parity,
            strength * params.onset_new,
            strength * params.onset_elsewhere,
            strength * params.onset_again,
            params.onset_size,
        ]
    )
    begun = np.empty((MOST_BEGUN, 3), np.int64)
    count = kernels.begin_wars(
        cartels.members[:used],
        cartels.rivalry[:used, :used],
        cartels.alliance[:used, :used],
        cartels.fought[:used, :used],
        group_terms(model, used),
        cartels.tenure[:used] < NEW_MONTHS,
        state_terms(model, used, arrests),
        (fronts.i, fronts.j, fronts.region),
        weights,
        model.dt,
        model.draw_key("conflict/onsets"),
        begun,
    )
    for i, j, region in begun[:count]:
        fronts.open(int(i), int(j), int(region), 1.0)
