"""How wars begin: what groups, states and forces do moves the rate of each pair in a state."""

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import onsets as kernels
from sim.kernels.groups import LEAST_PRESENCE
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.state import State
from sim.world.load import REGIONS

R = len(REGIONS)
MOST_BEGUN = 64  # wars that can begin in one step
INCOME_YEARS = 5.0
NEW_MONTHS = 12.0
MOST_DOUBLINGS = 1.0
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
    share = model.params.wars.targeted_share
    return share * np.log2(1.0 + np.maximum(model.enforcement.deployment, 0.0))


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
    blanket = (1.0 - params.targeted_share) * arrests
    terms += strength["kingpin_fragmentation"] * params.onset_arrests * blanket
    return np.asarray(terms)


def group_terms(model: State, used: int) -> FloatArray:
    """Return what moves the log rate of a group's pairs, shape (n, R): a leader who is gone."""
    lost = 1.0 - model.cartels.leadership[:used]
    shock = model.strength["kingpin_fragmentation"] * model.params.wars.onset_shock * lost
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
        ]
    )
    begun = np.empty((MOST_BEGUN, 3), np.int64)
    count = kernels.begin_wars(
        cartels.members[:used],
        cartels.rivalry[:used, :used],
        cartels.alliance[:used, :used],
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
