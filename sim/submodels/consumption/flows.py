"""People who start, move between states and stop in a step, and the books of their numbers."""

from dataclasses import dataclass

import numpy as np

from sim.agents.consumer import CLASSES, COCAINE, METH, OPIOID, RX, STATES, Consumer
from sim.array_types import FloatArray, IntArray
from sim.arrays import where_true
from sim.kernels import consumers as kernels
from sim.kernels.consumers import DEPENDENT, OCCASIONAL, RECOVERED
from sim.population import activate
from sim.rates import MONTHS_PER_YEAR, chance
from sim.state.state import State
from sim.submodels.consumption import amounts, people


@dataclass(frozen=True)
class Starters:
    """People who begin in a step, by kind, and what is left where they come from."""

    people: dict[str, float]
    kept: FloatArray  # share of a row that stays in its class, (class, state)


def start_flows(
    model: State, response: amounts.Response, prevention: float, on_rx: FloatArray
) -> Starters:
    """Return people who begin in this step, by kind, and how the rows they come from thin.

    Rates per year times ``exp(e_start x log price)`` and, for opioids, fear: perceived risk
    over 2012 to a negative power. People on prescription opioids, ``on_rx`` by state (4,),
    move by thinning.
    """
    state, params = model.consumption, model.params.consumption
    year = model.dt / MONTHS_PER_YEAR
    pool = prevention * state.at_risk / people.AT_RISK_2012
    priced = np.exp(response.start * np.asarray(model.markets.log_price, dtype=float))
    fear = (state.perceived_risk / state.reference_risk) ** -params.fear
    fear_other = fear**params.fear_other
    start = np.array([params.start_from_misuse, params.start_from_rx, 0.0, 0.0])
    start *= priced[0] * fear * prevention
    escalate = np.array([params.rx_escalation, 0.0, 0.0, 0.0])
    leaving = chance((start + escalate) / MONTHS_PER_YEAR, model.dt)
    starting = leaving * start / np.maximum(start + escalate, 1e-12)
    kept = np.ones((len(CLASSES), len(STATES)))
    kept[RX] -= leaving
    rx = params.start_rx * model.driver("prescribed_opioids") ** params.start_rx_power
    cocaine = params.start_cocaine * model.driver("cocaine_availability")
    meth = params.start_methamphetamine * model.driver("meth_starts")
    by_kind = {
        "opioid_from_rx": float(on_rx @ starting),
        "opioid": params.start_other_opioid * pool * priced[0] * fear_other * year,
        "rx_dependent": float(on_rx @ (leaving - starting)),
        "rx": rx * pool * year,
        "cocaine": cocaine * pool * priced[1] * year,
        "methamphetamine": meth * pool * priced[2] * year,
    }
    return Starters(by_kind, kept)


def begin(model: State, flows: dict[str, float]) -> None:
    """Give the month's starters rows; those who come from the pool count as entries."""
    from_pool = sum(flows[name] for name in CLASSES)
    model.consumption.at_risk -= from_pool
    model.flows.consumer_entries += from_pool
    occasional = model.params.consumption.tolerance_occasional
    merging = model.draw_key("consumption/merging")
    traits = model.draw_key("consumption/traits")
    arrivals = (
        (RX, OCCASIONAL, flows["rx"]),
        (RX, DEPENDENT, flows["rx_dependent"]),
        (OPIOID, OCCASIONAL, flows["opioid"] + flows["opioid_from_rx"]),
        (COCAINE, OCCASIONAL, flows["cocaine"]),
        (METH, OCCASIONAL, flows["methamphetamine"]),
    )
    begun = []
    for drug_class, in_state, starters in arrivals:
        rows = people.make_room(
            model.consumers,
            model.consumption.blocks[drug_class],
            new_rows(model, drug_class),
            key=merging,
            usual_weight=model.consumption.usual_weight[drug_class],
        )
        people.enter(
            model.consumers,
            rows,
            people=starters,
            state=in_state,
            tolerance=occasional if in_state == OCCASIONAL else 0.0,
        )
        begun.append(rows)
    people.give_traits(model.consumers, np.concatenate(begun), traits)


def new_rows(model: State, drug_class: int) -> int:
    """Return the rows that a step's starters of a class are spread over: always the same."""
    per_month = float(getattr(model.params.consumption, f"new_agents_{CLASSES[drug_class]}"))
    scale = model.config.population.consumers / 10_000
    return max(round(per_month * scale * model.dt), 1)


def move(model: State, response: amounts.Response, kept: FloatArray) -> None:
    """Move rows between states, and those who stop for good out to the pools."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    log_price = np.asarray(model.markets.log_price, dtype=float)
    quitting = np.concatenate([[0.0], response.quitting * log_price])
    chances = [
        people.move_rates(
            drug_class,
            float(np.exp(change)),
            float(np.exp(-params.escalation_part * change)),
            params,
        ).chances(model.dt)
        for drug_class, change in enumerate(quitting)
    ]
    to_dependent, any_move = (np.stack(part) for part in zip(*chances, strict=True))
    rows, key = columns.people, model.draw_key("consumption/moves")
    activate(
        model,
        Consumer,
        lambda first, stop: kernels.move(
            first, stop, rows, kept, to_dependent, any_move, model.dt, key
        ),
    )
    leaving = where_true((columns.fate == kernels.LEAVES) & columns.alive)
    for drug_class, block in enumerate(state.blocks):
        leave(
            model,
            drug_class,
            leaving[slice(*np.searchsorted(leaving, (block.start, block.stop)))],
        )


def leave(model: State, drug_class: int, rows: IntArray) -> None:
    """Move rows out: occasional users to people at risk, recovered ones to the stable pool."""
    state, columns = model.consumption, model.consumers
    weight = columns.weight[rows]
    is_stable = columns.state[rows] == RECOVERED
    stable, quitters = float(weight[is_stable].sum()), float(weight[~is_stable].sum())
    state.stable[drug_class] += stable
    state.at_risk += quitters
    model.flows.consumer_exits += stable + quitters
    columns.weight[rows] = 0.0
    columns.vacate(rows)
