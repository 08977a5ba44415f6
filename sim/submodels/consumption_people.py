"""Rows of consumers: who they are in 2012, how they start, move, and share scarce rows.

Every class of drug owns a fixed block of rows, so that a class is a slice and never a mask.
Weights are people and change by thinning; rows are merged in pairs, never dropped, when a
block is full.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sim.agents.consumer import CLASSES, STATES, ConsumerColumns
from sim.calendar import MONTHS_PER_YEAR, FloatArray, chance
from sim.params.consumption import ConsumptionParams
from sim.population import BoolArray, IntArray

OCCASIONAL, DEPENDENT, TREATMENT, RECOVERED = range(len(STATES))
RX, OPIOID, COCAINE, METH = range(len(CLASSES))

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
AT_RISK_2012 = 200_000_000.0
SPARE = 0.05
MONTHS_IN_TREATMENT_2012 = 30.0
NEVER = 1_000.0
"""Months since treatment of those who never were in it."""


@dataclass(frozen=True)
class Moves:
    """Yearly rates of leaving each state, shape (state,): to dependence, or the other way."""

    to_dependent: FloatArray
    away: FloatArray


def allocate(consumers: int) -> IntArray:
    """Return rows by class and state for a number of agents, shape (class, state)."""
    share = ROWS_OF_10205 / ROWS_OF_10205.sum()
    return np.asarray(np.maximum(np.rint(share * consumers).astype(np.int64), 1))


def build_rows(
    consumers: int, uniform: FloatArray
) -> tuple[ConsumerColumns, tuple[slice, ...]]:
    """Return the people of January 2012 and the block of rows of each class.

    Parameters
    ----------
    consumers
        Agents to begin with; every block has 5% spare.
    uniform
        Uniform numbers, shape (5, n) with n at least ``width(consumers)``.

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
    give_traits(columns, rows, uniform[:4, rows])
    columns.months_since_treatment[:] = NEVER
    columns.months_in_state[:] = MONTHS_IN_TREATMENT_2012 * uniform[4, : columns.capacity]
    return columns, tuple(blocks)


def block_sizes(consumers: int) -> IntArray:
    """Return the rows of each class's block, spare ones included, shape (class,)."""
    return np.ceil((1.0 + SPARE) * allocate(consumers).sum(axis=1)).astype(np.int64) + 2


def width(consumers: int) -> int:
    """Return the number of rows of the whole population."""
    return int(block_sizes(consumers).sum())


def give_traits(columns: ConsumerColumns, rows: IntArray, uniform: FloatArray) -> None:
    """Draw the lasting traits of new people: local market, co-use ranks, willingness.

    Ranks follow a Gaussian copula with the local market: cocaine goes with early markets
    (correlation -0.3 with ``market_rank``), methamphetamine with late ones, the West (+0.5).

    Parameters
    ----------
    columns, rows
        Population, and the rows to fill.
    uniform
        Uniform numbers, shape (4, n_rows).
    """
    market, cocaine, meth = ndtri(np.clip(uniform[:3], 1e-9, 1.0 - 1e-9))
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


def draw_moves(
    state: IntArray, uniform: FloatArray, moves: Moves, dt: float
) -> tuple[BoolArray, BoolArray]:
    """Return which rows become dependent and which go the other way: competing risks, one draw.

    Parameters
    ----------
    state
        State of each row, shape (n,).
    uniform
        Uniform numbers in [0, 1), shape (n,).
    moves
        Rates [1/year], shape (state,).
    dt
        Step [month].

    Returns
    -------
    to_dependent, away
        Disjoint, shape (n,).
    """
    total = moves.to_dependent + moves.away
    any_move = chance(total / MONTHS_PER_YEAR, dt)
    first = any_move * moves.to_dependent / np.maximum(total, 1e-12)
    to_dependent = uniform < first[state]
    away = (uniform < any_move[state]) & ~to_dependent
    return to_dependent, away


def pair_lightest(
    weight: FloatArray, state: IntArray, relative: FloatArray, n_pairs: int
) -> tuple[IntArray, IntArray]:
    """Return pairs of the lightest rows, each of one state: first and second of each pair.

    Parameters
    ----------
    weight, state, relative
        People, state and weight relative to the usual one, of rows in use, shape (n,).
    n_pairs
        Pairs wanted; fewer come back when the rows do not hold so many.
    """
    n_light = min(2 * n_pairs + len(STATES), relative.size)
    heaviest = np.partition(relative, n_light - 1)[n_light - 1]
    light = np.flatnonzero(relative <= heaviest)  # only these are sorted
    lightest = light[np.argsort(relative[light], kind="stable")[:n_light]]
    firsts, seconds = [], []
    for one_state in range(len(STATES)):
        members = lightest[state[lightest] == one_state]
        even = 2 * (members.size // 2)
        firsts.append(members[0:even:2])
        seconds.append(members[1:even:2])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    order = np.argsort(weight[first] + weight[second], kind="stable")[:n_pairs]
    return first[order], second[order]


def make_room(
    columns: ConsumerColumns,
    block: slice,
    n_free: int,
    *,
    uniform: FloatArray,
    usual_weight: FloatArray,
) -> IntArray:
    """Free rows of a block until ``n_free`` are free, and return them.

    Roulette: of two light rows of one state, one lives on with the weight of both, with a
    chance in proportion to its own. Total weight is conserved and the traits' means are
    unbiased.

    Parameters
    ----------
    columns, block
        Population, and rows of one class.
    n_free
        Free rows needed.
    uniform
        Uniform numbers by row, shape (n_rows,).
    usual_weight
        People of a row in 2012 by state, shape (state,).
    """
    in_use = block.start + np.flatnonzero(columns.alive[block])
    missing = n_free - ((block.stop - block.start) - in_use.size)
    if missing > 0:
        weight, state = columns.weight[in_use], columns.state[in_use]
        first, second = pair_lightest(weight, state, weight / usual_weight[state], missing)
        both = weight[first] + weight[second]
        stays = uniform[in_use[first]] * both < weight[first]
        winner = in_use[np.where(stays, first, second)]
        loser = in_use[np.where(stays, second, first)]
        columns.weight[winner] = both
        columns.weight[loser] = 0.0
        columns.vacate(loser)
    return np.asarray(block.start + np.flatnonzero(~columns.alive[block])[:n_free])


def enter(
    columns: ConsumerColumns,
    rows: IntArray,
    *,
    people: float,
    state: int,
    tolerance: float,
    uniform: FloatArray,
) -> None:
    """Spread people who begin over free rows of a class, in equal weights.

    Parameters
    ----------
    columns, rows
        Population, and free rows.
    people
        People who begin in this step.
    state, tolerance
        Their state and tolerance [log dose].
    uniform
        Uniform numbers by row, shape (4, n_rows of the population).
    """
    columns.occupy(rows)
    columns.weight[rows] = people / rows.size
    columns.state[rows] = state
    columns.tolerance[rows] = tolerance
    columns.habit[rows] = 0.0
    columns.months_in_state[rows] = 0.0
    columns.months_since_treatment[rows] = NEVER
    give_traits(columns, rows, uniform[:, rows])


def change_state(columns: ConsumerColumns, rows: IntArray, new_state: int) -> None:
    """Put rows in another state, at its beginning."""
    columns.state[rows] = new_state
    columns.months_in_state[rows] = 0.0
