"""Every outcome, declared and computed once: name, unit, kind and meaning.

A file for each subject; the order here is that of the columns of results.
"""

import numpy as np

from sim import policy_cost
from sim.checks import refuse_the_impossible
from sim.outcomes.balance import BALANCE
from sim.outcomes.declare import GRADES, Evidence, Outcome, Units, Value
from sim.outcomes.drugs import OF_DRUGS
from sim.outcomes.economy import ECONOMY
from sim.outcomes.groups import GROUPS
from sim.outcomes.headlines import HEADLINES
from sim.outcomes.money import MONEY
from sim.outcomes.routes import ROUTES
from sim.outcomes.security import SECURITY
from sim.outcomes.users import USERS
from sim.state.state import State

__all__ = ["GRADES", "OUTCOMES", "UNITS", "Evidence", "Outcome", "collect", "evidence_of"]

OUTCOMES: tuple[Outcome, ...] = (
    *HEADLINES,
    *OF_DRUGS,
    *USERS,
    *GROUPS,
    *ROUTES,
    *MONEY,
    *ECONOMY,
    *SECURITY,
    *BALANCE,
)

UNITS = Units({column: outcome.unit for outcome in OUTCOMES for column in outcome.columns})
"""Unit of each result column."""


def evidence_of(column: str) -> Evidence:
    """Return what stands behind a result column."""
    return next(outcome.evidence for outcome in OUTCOMES if column in outcome.columns)


def collect(model: State, policy: dict[str, float]) -> dict[str, float]:
    """Return every outcome of the month that ends, by column name; stop if one can't be."""
    model.flows.policy_cost_usd = policy_cost.monthly_cost(policy, model.config.levers)
    record: dict[str, float] = {}
    for outcome in OUTCOMES:
        value = outcome.value(model)
        if outcome.axis:
            record.update(zip(outcome.columns, _along(outcome.axis, value), strict=True))
        else:
            record[outcome.name] = float(value)
    refuse_the_impossible(model, record)
    return record


def _along(axis: tuple[str, ...], value: Value) -> list[float]:
    """Return an outcome's value for each member of its axis."""
    values = np.asarray(value, float)
    told: list[float] = (values if values.ndim else np.full(len(axis), values)).tolist()
    return told
