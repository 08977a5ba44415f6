"""The month of a consumer: use, the risk of an overdose, moves between states, treatment.

Each rule for one row stands first; loops over rows follow. A loop takes rows ``first`` to
``stop - 1``, reads numbers that all share, and writes its own rows only, so that rows may act
in any order or all at once. Loops work in blocks that stay in the cache, in short loops over
few arrays, which the compiler turns into vector instructions.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import ByteArray, FloatArray, IntArray, SingleArray, WordArray
from sim.kernels.elementary import chance_of, exp, log, logistic, whole
from sim.kernels.jit import compiled, inlined
from sim.kernels.philox import as_uniform, fill, philox

BLOCK = 1024
OCCASIONAL, DEPENDENT, TREATMENT, RECOVERED = 0, 1, 2, 3
STAYS, MOVES, LEAVES = 0, 1, 2
"""Fates of a row in a step."""

GRAMS, USED_BY_DEPENDENT, DIED, EXPECTED, FACED, SYNTHETIC, WITH_HEROIN = range(7)
WITH_COCAINE, WITH_METH, DIED_IN_STATE = 7, 8, 9
N_SUMS = 13
"""Sums of a step over the rows of a class: grams a year, amounts of dependent users, deaths
drawn and expected, death rates that dependent users face, deaths by a synthetic opioid, those
of them with heroin, deaths with a stimulant, and deaths by state from ``DIED_IN_STATE`` on."""

GRAIN = 2.0**26
"""Sums are whole numbers of 1/GRAIN, since whole numbers add up to the same in any order."""

ENTERS, EXITS, RECOVERS, THINKS_AGAIN = 0, 1, 2, 3
"""Which of a row's numbers in the step of treatment decides what."""


class People(NamedTuple):
    """Columns of the consumers that kernels read and write, each of shape (n_rows,).

    Traits and months are single precision: what they are compared with is far coarser, and a
    consumer takes less memory.
    """

    alive: NDArray[np.bool_]
    drug_class: ByteArray
    state: ByteArray
    weight: FloatArray
    tolerance: FloatArray
    habit: FloatArray
    market_rank: SingleArray
    willing_rank: SingleArray
    months_in_state: SingleArray
    months_since_treatment: SingleArray
    cocaine_rank: SingleArray
    meth_rank: SingleArray
    fate: ByteArray


class Use(NamedTuple):
    """How amounts of one class follow the price: by state (4,), and for all."""

    target: FloatArray  # where habits go
    now: FloatArray  # log amount at once
    grams: FloatArray  # a year at the prices of 2012
    closed: float  # share of a habit's gap closed in the step
    log_most: float  # log amount that spending allows at most


class Stimulant(NamedTuple):
    """What the risk of the users of one stimulant follows."""

    risk: FloatArray  # death rate of a state over that of dependence, (4,)
    own: float  # death rate by the drug at the amount of 2012 [1/year]
    power: float  # of the amount
    fake: float  # death rate by fentanyl that was not sought [1/year]
    years: float  # length of the step


class Opioids(NamedTuple):
    """What the risk of illicit opioid users follows: by state (4,), and for all."""

    speed: FloatArray  # share of tolerance's gap closed in the step
    uses: FloatArray  # 1 where tolerance follows the usual dose
    usual: FloatArray  # tolerance apart from the dose [log dose]
    risk: FloatArray  # death rate at no surprise and the amount of 2012 [1/year]
    centre: float  # logit of the local share in a middling market
    spread: float  # of markets [logit]
    potency: float  # dose with fentanyl over one of heroin
    lethality: float  # death rate with fentanyl over heroin
    least_surprise: float
    most_surprise: float
    surprise: float  # log risk per log dose of surprise
    amount_power: float
    exit_months: float  # after treatment, in which the risk is raised
    after_exit: float  # ratio of the risk then
    heroin_mix: float
    on_cocaine: float  # share who use cocaine too
    on_meth: float  # share who use methamphetamine too
    years: float  # length of the step


# ------------------------------------------------------------------------------ use


@inlined
def next_habit(habit: float, target: float, closed: float) -> float:
    """Return a habit one step on: it moves towards the long-run response to price."""
    return habit + closed * (target - habit)


@inlined
def log_amount(habit: float, now: float, log_most: float) -> float:
    """Return the log of the amount over the 2012 amount of the same state.

    Only spending caps it (``log_most``): a cap on the amount would send the elasticity to
    zero when fentanyl is cheap.
    """
    return min(now + habit, log_most)


@compiled
def look_up(table: FloatArray, state: ByteArray, out: FloatArray) -> None:
    """Give every row its state's entry of a table, shape (4,)."""
    for i in range(state.size):
        out[i] = table[state[i]]


@compiled
def sum_of(values: FloatArray) -> int:
    """Return the sum of some rows' values in whole grains."""
    total = 0
    for i in range(values.size):
        total += int(np.int64(values[i] * GRAIN + 0.5))
    return total


@compiled
def sum_in(values: FloatArray, state: ByteArray, wanted: int) -> int:
    """Return the sum of the values of rows in a state in whole grains."""
    total = 0
    for i in range(values.size):
        total += int(np.int64(values[i] * GRAIN + 0.5)) if state[i] == wanted else 0
    return total


@compiled
def sum_under(values: FloatArray, rank: SingleArray, share: float) -> int:
    """Return the sum over rows whose rank in [0, 1] lies under a share, in whole grains."""
    total = 0
    for i in range(values.size):
        total += int(np.int64(values[i] * GRAIN + 0.5)) if np.float64(rank[i]) < share else 0
    return total


@compiled
def follow_price(
    habit: FloatArray,
    weight: FloatArray,
    state: ByteArray,
    use: Use,
    wanted: FloatArray,
    used: FloatArray,
    sums: IntArray,
) -> None:
    """Move habits, set log amounts, and add up what is used; ``used`` is left as scratch."""
    look_up(use.target, state, used)
    for i in range(habit.size):
        habit[i] = next_habit(habit[i], used[i], use.closed)
    look_up(use.now, state, used)
    for i in range(habit.size):
        wanted[i] = log_amount(habit[i], used[i], use.log_most)
    for i in range(habit.size):
        used[i] = weight[i] * exp(wanted[i])
    sums[USED_BY_DEPENDENT] += sum_in(used, state, DEPENDENT)
    for i in range(habit.size):
        used[i] = used[i] * use.grams[state[i]]
    sums[GRAMS] += sum_of(used)


# ---------------------------------------------------------------------------- deaths


@inlined
def local_share(market_rank: float, centre: float, spread: float) -> float:
    """Return the share of fentanyl in a person's local supply [1]: markets turn years apart.

    ``logistic(sqrt(1 + 0.346 spread^2) logit(national share) + spread z)``, z the rank of the
    market; the first term is ``centre``. The mean over markets stays near the national share.
    """
    return logistic(centre + spread * market_rank)


@inlined
def log_potency(share: float, potency: float) -> float:
    """Return the log of the effective dose, ``ln(1 - f + f P)``, heroin of 2012 at 0.

    What tolerance grows to, and a change surprises with.
    """
    return log(1.0 + share * (potency - 1.0))


@inlined
def next_tolerance(
    tolerance: float, dose: float, uses: float, usual: float, speed: float
) -> float:
    """Return tolerance one step on [log dose].

    It follows the usual dose of those who use, stands still under medication (an agonist:
    speed 0), and is lost within months in recovery.
    """
    return tolerance + speed * (uses * dose + usual - tolerance)


@inlined
def surprise(dose: float, tolerance: float, least: float, most: float) -> float:
    """Return how far the dose exceeds tolerance [log dose], within its range."""
    return min(max(dose - tolerance, least), most)


@inlined
def mixed_lethality(share: float, lethality: float) -> float:
    """Return the lethality of a supply over that of heroin, ``1 - f + f L``."""
    return 1.0 - share + share * lethality


@inlined
def drawn_deaths(weight: float, mean: float, uniform: float) -> float:
    """Return people who die: ``floor(mean + u)``, never more than the row holds.

    Stochastic rounding: unbiased, one number a row, so that two policies share their draws.
    """
    return min(whole(mean + uniform), whole(weight))


@compiled
def draw(first: int, draws: FloatArray, key: WordArray) -> None:
    """Draw a number of a process for each of the rows from ``first`` on."""
    for i in range(draws.size):
        words = philox(np.uint64(first + i), key[0], key[1], np.uint64(0), key[2], key[3])
        draws[i] = as_uniform(words[0])


@compiled
def die(
    weight: FloatArray,
    rate: FloatArray,
    draws: FloatArray,
    years: float,
    deaths: FloatArray,
    sums: IntArray,
) -> None:
    """Take the dead of a step at yearly rates from the people of each row.

    ``draws`` and ``rate`` are left as scratch.
    """
    for i in range(weight.size):
        rate[i] = weight[i] * chance_of(rate[i] * years)
    for i in range(weight.size):
        deaths[i] = drawn_deaths(weight[i], rate[i], draws[i])
    for i in range(weight.size):
        weight[i] = weight[i] - deaths[i]
    sums[EXPECTED] += sum_of(rate)
    sums[DIED] += sum_of(deaths)


@compiled
def opioid_users(
    first: int,
    stop: int,
    people: People,
    use: Use,
    month: Opioids,
    sums: IntArray,
    key: WordArray,
) -> None:
    """Let illicit opioid users use, get used to it, and run the risk of an overdose.

    Death rate ``base x state x (1 - f + f L) x exp(s x surprise) x amount^p``, raised for
    dependent people within months of leaving treatment.
    """
    room = min(BLOCK, stop - first)
    scratch = np.empty((6, room))
    for top in range(first, stop, BLOCK):
        end = min(top + BLOCK, stop)
        n = end - top
        draws, wanted, dose = scratch[0, :n], scratch[1, :n], scratch[2, :n]
        share, rate, table = scratch[3, :n], scratch[4, :n], scratch[5, :n]
        state, since = people.state[top:end], people.months_since_treatment[top:end]
        weight, tolerance = people.weight[top:end], people.tolerance[top:end]
        rank, cocaine = people.market_rank[top:end], people.cocaine_rank[top:end]
        draw(top, draws, key)
        follow_price(people.habit[top:end], weight, state, use, wanted, table, sums)
        for i in range(n):
            share[i] = local_share(np.float64(rank[i]), month.centre, month.spread)
        for i in range(n):
            dose[i] = log_potency(share[i], month.potency)
        for i in range(n):
            tolerance[i] = next_tolerance(
                tolerance[i],
                dose[i],
                month.uses[state[i]],
                month.usual[state[i]],
                month.speed[state[i]],
            )
        for i in range(n):
            extra = surprise(dose[i], tolerance[i], month.least_surprise, month.most_surprise)
            rate[i] = exp(month.surprise * extra + month.amount_power * wanted[i])
        for i in range(n):
            is_fresh = np.float64(since[i]) < month.exit_months and state[i] == DEPENDENT
            table[i] = month.risk[state[i]] * (month.after_exit if is_fresh else 1.0)
        for i in range(n):
            rate[i] = rate[i] * mixed_lethality(share[i], month.lethality) * table[i]
        for i in range(n):
            table[i] = weight[i] * rate[i]
        sums[FACED] += sum_in(table, state, DEPENDENT)
        deaths = dose
        die(weight, rate, draws, month.years, deaths, sums)
        sums[WITH_COCAINE] += sum_under(deaths, cocaine, month.on_cocaine)
        sums[WITH_METH] += sum_under(deaths, people.meth_rank[top:end], month.on_meth)
        for i in range(n):
            mixed = mixed_lethality(share[i], month.lethality)
            deaths[i] = deaths[i] * share[i] * month.lethality / mixed
        sums[SYNTHETIC] += sum_of(deaths)
        for i in range(n):
            deaths[i] = deaths[i] * min(month.heroin_mix * (1.0 - share[i]), 1.0)
        sums[WITH_HEROIN] += sum_of(deaths)


@compiled
def stimulant_users(
    first: int,
    stop: int,
    people: People,
    use: Use,
    month: Stimulant,
    sums: IntArray,
    key: WordArray,
) -> None:
    """Let stimulant users use, and run the risk of the drug and of fentanyl not sought.

    Death rate ``state x (own x amount^power + fake)``.
    """
    scratch = np.empty((5, min(BLOCK, stop - first)))
    for top in range(first, stop, BLOCK):
        end = min(top + BLOCK, stop)
        n = end - top
        draws, wanted, rate = scratch[0, :n], scratch[1, :n], scratch[2, :n]
        deaths, table = scratch[3, :n], scratch[4, :n]
        state, weight = people.state[top:end], people.weight[top:end]
        draw(top, draws, key)
        follow_price(people.habit[top:end], weight, state, use, wanted, table, sums)
        for i in range(n):
            wanted[i] = month.own * exp(month.power * wanted[i]) + month.fake
        look_up(month.risk, state, table)
        for i in range(n):
            rate[i] = wanted[i] * table[i]
        die(weight, rate, draws, month.years, deaths, sums)
        for i in range(n):
            deaths[i] = deaths[i] * (month.fake / wanted[i])
        sums[SYNTHETIC] += sum_of(deaths)


@compiled
def rx_users(
    first: int,
    stop: int,
    people: People,
    risk: FloatArray,
    years: float,
    sums: IntArray,
    key: WordArray,
) -> None:
    """Let people on prescription opioids run their state's risk [1/year], shape (4,)."""
    scratch = np.empty((3, min(BLOCK, stop - first)))
    for top in range(first, stop, BLOCK):
        end = min(top + BLOCK, stop)
        n = end - top
        draws, rate, deaths = scratch[0, :n], scratch[1, :n], scratch[2, :n]
        state = people.state[top:end]
        draw(top, draws, key)
        look_up(risk, state, rate)
        die(people.weight[top:end], rate, draws, years, deaths, sums)
        for one in range(4):
            sums[DIED_IN_STATE + one] += sum_in(deaths, state, one)


@compiled
def count_people(people: People, out: FloatArray) -> None:
    """Count people by class and state, shape (class, state), in the order of the rows."""
    out[:] = 0.0
    for i in range(people.state.size):
        out[people.drug_class[i], people.state[i]] += people.weight[i]


# ----------------------------------------------------------------------------- moves


@compiled
def move(
    first: int,
    stop: int,
    people: People,
    kept: FloatArray,
    to_dependent: FloatArray,
    any_move: FloatArray,
    months: float,
    key: WordArray,
) -> None:
    """Move rows between states: competing risks, one number a row.

    IntArray that leave for good are only marked; who is dependent and stops is in recovery.

    Parameters
    ----------
    kept
        Share of a row's people who stay in its class, by class and state, shape (class, 4).
    to_dependent, any_move
        Chance of becoming dependent, and of that or the other move, shape (class, 4).
    months
        Length of the step.
    """
    draws = np.empty(BLOCK)
    for top in range(first, stop, BLOCK):
        end = min(top + BLOCK, stop)
        draw(top, draws[: end - top], key)
        for i in range(top, end):
            row, state = people.drug_class[i], people.state[i]
            people.weight[i] = people.weight[i] * kept[row, state]
            people.months_in_state[i] = np.float64(people.months_in_state[i]) + months
            since = np.float64(people.months_since_treatment[i])
            people.months_since_treatment[i] = since + months
            people.fate[i] = STAYS
            if draws[i - top] < any_move[row, state]:
                if draws[i - top] < to_dependent[row, state]:
                    people.fate[i], people.state[i] = MOVES, DEPENDENT
                    people.months_in_state[i] = 0.0
                elif state == DEPENDENT:
                    people.fate[i], people.state[i] = MOVES, RECOVERED
                    people.months_in_state[i] = 0.0
                else:
                    people.fate[i] = LEAVES


# -------------------------------------------------------------------------- treatment


@compiled
def seek_treatment(
    first: int,
    stop: int,
    people: People,
    enters: FloatArray,
    leaves: FloatArray,
    redrawn: float,
    willing: float,
    recovers: float,
    early: float,
    soonest: float,
    key: WordArray,
) -> None:
    """Let dependent people who are willing enter treatment, and treated people leave it.

    Parameters
    ----------
    enters
        Chance that a willing dependent person enters, by class, shape (class,).
    leaves
        Chance of leaving by class, early and later, shape (class, 2).
    redrawn
        Chance that willingness is drawn anew; the number that decides it becomes the rank.
    willing
        Ranks under this share are willing.
    recovers
        Share of those who leave that are in recovery; the others are dependent.
    early
        Months in treatment under which leaving is early.
    soonest
        Months in treatment before which nobody leaves.
    """
    draws = np.empty((4, min(BLOCK, stop - first)))
    for top in range(first, stop, BLOCK):
        end = min(top + BLOCK, stop)
        fill(draws, top, key)  # of the rows beyond the last nobody reads
        for i in range(top, end):
            again = draws[THINKS_AGAIN, i - top]
            if again < redrawn:
                people.willing_rank[i] = again / redrawn
            row, state = people.drug_class[i], people.state[i]
            if state == DEPENDENT and draws[ENTERS, i - top] < enters[row]:
                if np.float64(people.willing_rank[i]) < willing:
                    people.state[i], people.months_in_state[i] = TREATMENT, 0.0
            elif state == TREATMENT and np.float64(people.months_in_state[i]) >= soonest:
                stage = 0 if np.float64(people.months_in_state[i]) < early else 1
                if draws[EXITS, i - top] < leaves[row, stage]:
                    is_well = draws[RECOVERS, i - top] < recovers
                    people.state[i] = RECOVERED if is_well else DEPENDENT
                    people.months_in_state[i] = 0.0
                    people.months_since_treatment[i] = 0.0


# ----------------------------------------------------------------------- rows made free


@compiled
def lightest_rows(
    first: int,
    stop: int,
    people: People,
    usual: FloatArray,
    rows: IntArray,
    relative: FloatArray,
) -> int:
    """Find the rows in use that are lightest over their state's usual weight; return how many.

    Parameters
    ----------
    usual
        Weight of a row in 2012 by state, shape (4,).
    rows, relative
        Set here: up to as many rows as there is room for, the lightest first, of equals the
        lower row; and their weights over the usual one.
    """
    found = 0
    heavy = np.full(usual.size, np.inf)  # of each state, surely heavier than all that are kept
    for i in range(first, stop):
        if people.weight[i] > heavy[people.state[i]]:
            continue
        weight = people.weight[i] / usual[people.state[i]]
        if not people.alive[i] or (found == rows.size and weight >= relative[found - 1]):
            continue
        place = min(found, rows.size - 1)
        while place > 0 and relative[place - 1] > weight:
            rows[place], relative[place] = rows[place - 1], relative[place - 1]
            place -= 1
        rows[place], relative[place] = i, weight
        found = min(found + 1, rows.size)
        if found == rows.size:
            for state in range(usual.size):
                heavy[state] = 1.000001 * relative[found - 1] * usual[state]
    return found


@compiled
def merge_lightest(
    first: int, stop: int, people: People, usual: FloatArray, losers: IntArray, key: WordArray
) -> int:
    """Merge pairs of light rows of one state; return how many rows lost their people.

    Roulette: of two light rows, one lives on with the weight of both, with a chance in
    proportion to its own. People are conserved and the means of traits are unbiased.

    Parameters
    ----------
    losers
        Set here: the rows that lost, one of each of the lightest pairs, of which there are
        as many as there is room for, or fewer where rows don't hold so many.
    """
    wanted = losers.size
    rows, relative = np.empty(2 * wanted + 4, np.int64), np.empty(2 * wanted + 4)
    n_light = lightest_rows(first, stop, people, usual, rows, relative)
    pairs, both = np.empty((wanted + 4, 2), np.int64), np.empty(wanted + 4)
    n_pairs = 0
    for state in range(4):
        waiting = -1
        for k in range(n_light):
            row = rows[k]
            if people.state[row] != state:
                continue
            if waiting < 0:
                waiting = row
                continue
            weight = people.weight[waiting] + people.weight[row]
            place = n_pairs
            while place > 0 and both[place - 1] > weight:
                both[place] = both[place - 1]
                pairs[place, 0], pairs[place, 1] = pairs[place - 1, 0], pairs[place - 1, 1]
                place -= 1
            both[place], pairs[place, 0], pairs[place, 1] = weight, waiting, row
            n_pairs += 1
            waiting = -1
    n_lost = min(n_pairs, wanted)
    draws = np.empty((1, 1))
    for k in range(n_lost):
        winner, loser = pairs[k, 0], pairs[k, 1]
        fill(draws, winner, key)
        if draws[0, 0] * both[k] >= people.weight[winner]:
            winner, loser = loser, winner
        people.weight[winner], people.weight[loser] = both[k], 0.0
        losers[k] = loser
    return n_lost
