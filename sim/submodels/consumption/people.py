"""Rows of consumers: who they are in 2012, how they start, move, and share scarce rows.

Every class of drug owns a fixed block of rows, so that a class is a slice and never a mask.
Weights are people and change by thinning; rows are merged in pairs, never dropped, when a
block is full.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sim.agents.consumer import CLASSES, RX, STATES, ConsumerColumns
from sim.array_types import FloatArray, IntArray, WordArray
from sim.arrays import where_true
from sim.kernels import consumers as kernels
from sim.kernels.consumers import DEPENDENT as DEPENDENT
from sim.kernels.consumers import OCCASIONAL as OCCASIONAL
from sim.kernels.consumers import RECOVERED as RECOVERED
from sim.kernels.consumers import TREATMENT as TREATMENT
from sim.params.consumption import ConsumptionParams
from sim.rates import MONTHS_PER_YEAR, chance
from sim.streams import uniforms, uniforms_of

PEOPLE_2012 = np.array(
    [
        [8_736_700.0, 2_158_500.0, 115_500.0, 732_000.0],
        [925_000.0, 1_131_000.0, 444_000.0, 230_000.0],
        [3_100_000.0, 2_400_000.0, 60_000.0, 2_500_000.0],
        [700_000.0, 1_950_000.0, 50_000.0, 1_500_000.0],
    ]
)
"""People at the start of 2012 by class and state, of ``users.csv``, shape (class, state)."""

ROWS_OF_10205 = np.array(
    [
        [400, 800, 100, 350],
        [1_000, 2_400, 950, 490],
        [750, 900, 25, 600],
        [220, 700, 20, 500],
    ]
)
"""Rows that stand for them; alike in weight within a class, so that moves are not lumpy."""

STABLE_2012 = np.array([1_287_000.0, 394_500.0, 0.0, 0.0])
"""People long recovered at the start of 2012 by class, of ``users.csv``: opioids alone."""

AT_RISK_2012 = 200_000_000.0
"""Adults who use nothing at the start of 2012, of ``users.csv``."""

SPARE = 0.05
"""Share of rows left free for people who begin."""

AT_ONCE = 4_096
"""Rows whose traits are drawn at once: a million at a time would need much memory."""

MONTHS_IN_TREATMENT_2012 = 30.0
"""Time in their state of people who are there in 2012, drawn up to this [months] (assumed)."""

NEVER = 1_000.0
"""Months since treatment of those who never were in it."""


@dataclass(frozen=True)
class Moves:
    """Yearly rates of leaving each state, shape (state,): to dependence, or the other way."""

    to_dependent: FloatArray
    away: FloatArray

    def chances(self, dt: float) -> tuple[FloatArray, FloatArray]:
        """Return the chance of becoming dependent, and of any move, in a step, shape (state,).

        Competing risks: one number decides, and the first chance is part of the second.
        """
        total = self.to_dependent + self.away
        any_move = chance(total / MONTHS_PER_YEAR, dt)
        return any_move * self.to_dependent / np.maximum(total, 1e-12), any_move


def allocate(consumers: int) -> IntArray:
    """Return rows by class and state for a number of agents, shape (class, state)."""
    share = ROWS_OF_10205 / ROWS_OF_10205.sum()
    return np.asarray(np.maximum(np.rint(share * consumers).astype(np.int64), 1))


def build_rows(
    consumers: int, *, traits: WordArray, months: WordArray
) -> tuple[ConsumerColumns, tuple[slice, ...]]:
    """Return the people of January 2012 and the block of rows of each class.

    Parameters
    ----------
    consumers
        Agents to begin with; every block has 5% spare.
    traits, months
        Keys of the numbers that set lasting traits, and months in the state so far.

    Returns
    -------
    columns
        Tolerance 0 for dependent and treated people, lower for others; habits at zero; months
        in treatment spread over 0-30, since one common value makes a false jump in exits.
    blocks
        Rows of each class of ``CLASSES``.
    """
    allocation = allocate(consumers)
    sizes = block_sizes(consumers)
    columns = ConsumerColumns.empty(int(sizes.sum()))
    blocks, first = [], 0
    for drug_class, size in enumerate(sizes):
        block = slice(first, first + int(size))
        counts = allocation[drug_class]
        columns.drug_class[block] = drug_class
        used = np.arange(first, first + int(counts.sum()))
        columns.occupy(used)
        columns.state[used] = np.repeat(np.arange(len(STATES)), counts)
        columns.weight[used] = np.repeat(PEOPLE_2012[drug_class] / counts, counts)
        blocks.append(block)
        first += int(size)
    rows = columns.rows
    for part in range(0, rows.size, AT_ONCE):
        give_traits(columns, rows[part : part + AT_ONCE], traits)
    columns.months_since_treatment[:] = NEVER
    columns.months_in_state[:] = uniforms(months, 1, columns.capacity)[0]
    columns.months_in_state *= MONTHS_IN_TREATMENT_2012
    return columns, tuple(blocks)


def block_sizes(consumers: int) -> IntArray:
    """Return the rows of each class's block, spare ones included, shape (class,)."""
    return np.ceil((1.0 + SPARE) * allocate(consumers).sum(axis=1)).astype(np.int64) + 2


def width(consumers: int) -> int:
    """Return the number of rows of the whole population."""
    return int(block_sizes(consumers).sum())


def give_traits(columns: ConsumerColumns, rows: IntArray, key: WordArray) -> None:
    """Draw the lasting traits of new people: local market, co-use ranks, willingness.

    Ranks follow a Gaussian copula with the local market: cocaine goes with early markets
    (correlation -0.3 with ``market_rank``), methamphetamine with late ones, the West (+0.5).

    Parameters
    ----------
    columns, rows
        Population, and the rows to fill.
    key
        WordArray of the numbers of traits.
    """
    uniform = uniforms_of(key, 4, rows)
    market, cocaine, meth = ndtri(uniform[:3])
    columns.market_rank[rows] = market
    columns.cocaine_rank[rows] = ndtr(-0.3 * market + np.sqrt(1.0 - 0.3**2) * cocaine)
    columns.meth_rank[rows] = ndtr(0.5 * market + np.sqrt(1.0 - 0.5**2) * meth)
    columns.willing_rank[rows] = uniform[3]


def move_rates(
    drug_class: int, quit_factor: float, escalation_factor: float, params: ConsumptionParams
) -> Moves:
    """Return the yearly rates between states of one class at this month's price.

    Misuse of prescription opioids turns into dependence by thinning, not by moving a row.

    Parameters
    ----------
    drug_class
        Index into ``CLASSES``.
    quit_factor, escalation_factor
        Response of quitting and of escalation to price [1], above 0.
    params
        Uses ``escalation_*``, ``quit_*``, ``remission_*``, ``relapse_*``, ``stabilise_*``.

    References
    ----------
    Lim et al. (2022) [lim2022] for opioids.
    """
    name = CLASSES[drug_class]
    escalation = 0.0 if drug_class == RX else getattr(params, f"escalation_{name}")
    return Moves(
        to_dependent=np.array(
            [escalation * escalation_factor, 0.0, 0.0, getattr(params, f"relapse_{name}")]
        ),
        away=np.array(
            [
                getattr(params, f"quit_{name}") * quit_factor,
                getattr(params, f"remission_{name}") * quit_factor,
                0.0,
                getattr(params, f"stabilise_{name}"),
            ]
        ),
    )


def make_room(
    columns: ConsumerColumns,
    block: slice,
    n_free: int,
    *,
    key: WordArray,
    usual_weight: FloatArray,
) -> IntArray:
    """Free rows of a block until ``n_free`` are free, by merging light ones; return them.

    Parameters
    ----------
    columns, block
        Population, and rows of one class.
    n_free
        Free rows needed.
    key
        WordArray of the numbers of merging.
    usual_weight
        People of a row in 2012 by state, shape (state,).
    """
    free = where_true(~columns.alive[block])
    if free.size < n_free:
        losers = np.empty(n_free - free.size, np.int64)
        n_lost = kernels.merge_lightest(
            block.start, block.stop, columns.people, usual_weight, losers, key
        )
        columns.vacate(losers[:n_lost])
        free = where_true(~columns.alive[block])
    return np.asarray(block.start + free[:n_free])


def enter(
    columns: ConsumerColumns,
    rows: IntArray,
    *,
    people: float,
    state: int,
    tolerance: float,
) -> None:
    """Spread people who begin over free rows of a class, in equal weights; traits come later.

    Parameters
    ----------
    columns, rows
        Population, and free rows.
    people
        People who begin in this step.
    state, tolerance
        Their state and tolerance [log dose].
    """
    columns.occupy(rows)
    columns.weight[rows] = people / rows.size
    columns.state[rows] = state
    columns.tolerance[rows] = tolerance
    columns.habit[rows] = 0.0
    columns.months_in_state[rows] = 0.0
    columns.months_since_treatment[rows] = NEVER
