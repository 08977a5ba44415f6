"""What every month must satisfy: finite outcomes, and no stock or count below zero."""

import math

import numpy as np

from sim.array_types import FloatArray
from sim.state.state import State

SIGNED = (
    "net_income",
    "policy_cost_usd",
    "liquidity_months",
    "firms_closed",
    "compliance_cost",
)
"""Outcomes that may be negative: incomes, costs against 2024, cash that is owed, and what a
reversed mechanism turns round: closures into firms that begin, a cost into a gain."""

ROUNDING = 1e-6
"""How far below zero a sum may fall by rounding, in its own unit."""


class SimulationError(ArithmeticError):
    """A month that can't be: its date, the outcome or stock, and its value, in one sentence."""

    def __init__(self, date: str, name: str, value: float) -> None:
        """Say which month, which quantity and which value."""
        super().__init__(
            f"in {date} {name} is {value:.6g}, which can't be; the settings of this run "
            "lead outside of what the model can compute"
        )


def refuse_the_impossible(model: State, record: dict[str, float]) -> None:
    """Stop at the first month with an outcome that is not finite or a stock below zero.

    Raises
    ------
    SimulationError
        With the month, the outcome or stock, and its value.
    """
    for name, value in record.items():
        if -ROUNDING <= value < math.inf:
            continue
        if not (math.isfinite(value) and name.startswith(SIGNED)):
            raise SimulationError(_date(model), name, value)
    for name, stock in _stocks(model).items():
        lowest = float(stock.min())
        if not lowest >= -ROUNDING:  # so that a stock that isn't a number stops too
            raise SimulationError(_date(model), name, lowest)


def _date(model: State) -> str:
    return f"{model.months[model.month]:%Y-%m}"


def _stocks(model: State) -> dict[str, FloatArray]:
    """Return what is counted or weighed, and so can't be negative."""
    return {
        "members of a group": model.cartels.members,
        "stock of a group [kg]": model.cartels.stock_kg,
        "capacity of a group [kg/month]": model.cartels.capacity_kg,
        "stock in the United States [kg]": model.markets.us_stock_kg,
        "people of a consumer": model.consumers.weight,
        "people long recovered": model.consumption.stable,
        "people at risk": np.array([model.consumption.at_risk]),
        "firms of a row": model.firms.firms,
        "jobs of a row": model.firms.jobs,
        "guns of a state": model.conflict.arms_stock,
    }
