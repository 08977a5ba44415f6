"""The consumer step in NumPy with index arrays by state, and the floor under any step.

The same rules as `mesa_consumers`, as one would write them with a list of rows for each state:
read the rows of a state, compute, write them back.
"""

from collections.abc import Callable

import numpy as np

from experiments.benchmark.mesa_reference.consumers import Month, MonthOfUsers
from sim.array_types import FloatArray
from sim.params.consumption import ConsumptionParams
from sim.rates import MONTHS_PER_YEAR

N_STATES = 4
N_EXPONENTIALS = 5
"""The fewest exponentials and logarithms of an agent: its amount, local share and potency, the
risk of surprise and amount together, and the chance of dying."""


def step_index_arrays(
    columns: dict[str, FloatArray], params: ConsumptionParams, uniforms: FloatArray
) -> Month:
    """Let all users act once, state by state, with a uniform number each."""
    month, shared = Month(), MonthOfUsers(params)
    for state in range(N_STATES):
        rows = np.flatnonzero(columns["state"] == state)
        habit = columns["habit"][rows]
        habit += shared.closed * (shared.target[state] - habit)
        columns["habit"][rows] = habit
        amount = np.exp(np.minimum(shared.now[state] + habit, shared.log_most))
        logit_share = shared.centre + params.market_spread * columns["market_rank"][rows]
        share = 1.0 / (1.0 + np.exp(-logit_share))
        potency = np.log1p(share * (shared.potency - 1.0))
        tolerance = columns["tolerance"][rows]
        aim = shared.uses[state] * potency + shared.usual[state]
        tolerance += shared.speed[state] * (aim - tolerance)
        columns["tolerance"][rows] = tolerance
        extra = np.clip(potency - tolerance, params.surprise_low, params.surprise_high)
        mixed = 1.0 - share + share * shared.lethality
        rate = mixed * np.exp(params.surprise * extra) * amount**params.death_amount
        rate *= shared.risk[state] * params.base_rate_opioid
        weight = columns["weight"][rows]
        mean = weight * -np.expm1(-rate / MONTHS_PER_YEAR)
        deaths = np.minimum(np.floor(mean + uniforms[rows]), np.floor(weight))
        columns["weight"][rows] = weight - deaths
        month.expected += float(mean.sum())
        month.deaths += float(deaths.sum())
        month.amount += float((weight * amount).sum())
    return month


def floor(columns: dict[str, FloatArray]) -> Callable[[], object]:
    """Return an action that draws, exponentiates and moves memory as any such step must.

    One random word and ``N_EXPONENTIALS`` exponentials an agent, every column read once and
    the three that change written once; in blocks that stay in the cache.
    """
    rng, n, block = np.random.default_rng(1), columns["state"].size, 4_096
    words, powers = np.empty(block), np.empty(block)

    def step() -> float:
        total = 0.0
        for first in range(0, n, block):
            rows = slice(first, min(first + block, n))
            part = words[: rows.stop - first]
            rng.random(out=part)
            for _ in range(N_EXPONENTIALS):
                np.exp(part, out=powers[: part.size])
            for name in ("state", "market_rank"):
                total += float(columns[name][rows].sum())
            for name in ("habit", "tolerance", "weight"):
                columns[name][rows] += 0.0
        return total

    return step
