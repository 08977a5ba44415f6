"""Structure: groups that lose leaders, divide, begin, end, spread, ally and absorb.

Members are conserved in every act but the founding of new groups, which is counted.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaincinv

from sim.agents.cartel import CartelColumns
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach, chance, remaining
from sim.mechanisms import tempered
from sim.params.structure import StructureParams
from sim.population import BoolArray, IntArray
from sim.submodels import structure_events as acts
from sim.submodels import structure_history as past
from sim.submodels.structure_build import build_groups
from sim.world import REGIONS

if TYPE_CHECKING:
    from sim.model import CartelMarket

R = len(REGIONS)
SMALLEST_CAPACITY, SPARE_ROWS = 400, 250
GANGS_PER_STEP = 4
TINY, SMALL = 25.0, 150.0  # members
SPLIT_SIZE, MOST_SPLIT_SIZES = 1000.0, 6.0
ENTRY_SIZE, CONTACT_SIZE, MOST_CONTACT = 4000.0, 3000.0, 3.0
DAYS_PER_MONTH = 30.4375
CROWD = 100.0  # people added to a state's members when groups choose where to enter
GOLDEN = 0.618034


@dataclass
class StructureState:
    """Splits to come, sizes groups were used to, and what is dated."""

    split_due: FloatArray  # (C,) month in which a group divides after a removal; inf: none
    usual_size: FloatArray  # (C,) people, 12-month mean
    history: past.History
    has_history: bool
    offshoots: float = 0.0  # cells abroad, ever
    gangs_founded: int = 0


# ------------------------------------------------------------------------------ rules


def raise_hazard(old: FloatArray, jump: float | FloatArray, strength: float) -> FloatArray:
    """Return the hazard after a removal: the larger of what is there and the jump.

    The jump is ``(1 + jump)^s - 1``: 0 with the mechanism off, a calm when it is reversed.

    Parameters
    ----------
    old
        Hazard before [ratio - 1].
    jump
        Extra fights after a removal [ratio - 1].
    strength
        Strength of ``kingpin_fragmentation``.
    """
    new = tempered(1.0 + np.asarray(jump, float), strength) - 1.0
    return np.where(np.abs(new) > np.abs(old), new, old)


def beta_share(luck: FloatArray, params: StructureParams) -> FloatArray:
    """Return the share of a group that leaves, from one uniform each: a beta law by inversion.

    Kept within 0.02 and 0.6, so that the larger part stays the old group.
    """
    shares = betaincinv(params.split_share_a, params.split_share_b, luck)
    return np.asarray(np.clip(shares, 0.02, 0.6))


def takeover(members: FloatArray, is_allied: FloatArray, rate: float, dt: float) -> FloatArray:
    """Return the net gain of members from weaker groups in each state [people], (n, R).

    ``c m_i m_j / m_r (M_i - M_j) / (M_i + M_j)``: antisymmetric in a pair, so that nobody is
    lost; allies leave each other alone. A group can lose at most half in a step.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    is_allied
        1 for allied pairs, else 0, shape (n, n).
    rate
        ``c`` [1/month].
    """
    size = members.sum(axis=1)
    lead = (size[:, None] - size[None, :]) / np.maximum(size[:, None] + size[None, :], 1e-9)
    lead = lead * (1.0 - is_allied)
    crowd = np.maximum(members.sum(axis=0), 1e-9)
    gain = min(rate * dt, 0.5) * members / crowd * (lead @ members)
    return np.asarray(gain)


def entry_rates(size: FloatArray, usual: FloatArray, params: StructureParams) -> FloatArray:
    """Return each group's rate of entering another state [1/month], shape (n,).

    ``k sqrt(M / 4000)`` for a group that grows faster than all groups together, a small part
    of it for others: what counts is who outgrows the rest.

    Parameters
    ----------
    size, usual
        Members now and their 12-month mean [people], shape (n,).
    """
    growth = np.log(np.maximum(size, 1.0) / np.maximum(usual, 1.0))
    growth = growth - np.log(max(size.sum(), 1.0) / max(usual.sum(), 1.0))
    vigour = np.clip(growth / params.entry_growth, params.entry_idle, 1.0)
    return np.asarray(params.entry_rate * np.sqrt(size / ENTRY_SIZE) * vigour)


def weak_footholds(
    members: FloatArray, home: IntArray, contested: BoolArray, params: StructureParams
) -> BoolArray:
    """Return where groups are too weak to stay, shape (n, R).

    A foothold is a group's presence outside its home state. It is weak where the group has
    less than ``foothold_share`` of the state's members, and no war there keeps it.

    Parameters
    ----------
    members
        Members [people], shape (n, R).
    home
        Home state of each group, shape (n,).
    contested
        Whether the group has a war in the state, shape (n, R).
    """
    crowd = np.maximum(members.sum(axis=0), 1e-9)
    weak = (members > 0.0) & (members < params.foothold_share * crowd) & ~contested
    weak[np.arange(home.size), home] = False
    return np.asarray(weak)


def contact_rates(
    members: FloatArray, hazard: FloatArray, params: StructureParams
) -> FloatArray:
    """Return the rate of a new war of each pair [1/month], shape (n, n).

    ``nu x overlap x min(sqrt(M_i M_j) / 3000, 3) x (1 + 2 h)``; overlap is
    ``sum_r sqrt(share_ir share_jr)``, 1 for groups in the same states in the same parts.
    """
    size = np.maximum(members.sum(axis=1), 1e-9)
    root = np.sqrt(np.maximum(members, 0.0) / size[:, None])
    weight = np.minimum(np.sqrt(np.outer(size, size)) / CONTACT_SIZE, MOST_CONTACT)
    shaken = 1.0 + np.maximum(hazard[:, None] + hazard[None, :], -0.9)
    return np.asarray(params.contact_rate * (root @ root.T) * weight * shaken)


# ------------------------------------------------------------------------------ build


def build(model: "CartelMarket") -> None:
    """Create the groups of January 2012."""
    n = model.config.population.cartels
    model.cartels = CartelColumns.empty(max(SMALLEST_CAPACITY, n + SPARE_ROWS))
    build_groups(model)
    capacity = model.cartels.capacity
    model.structure = StructureState(
        split_due=np.full(capacity, np.inf),
        usual_size=model.cartels.size.copy(),
        history=past.read_history(model.world, model.months[0]),
        has_history=model.params.conflict.contact == "fronts",
    )
    _set_fitness(model)
    _shake_by_past_removals(model)


def _shake_by_past_removals(model: "CartelMarket") -> None:
    """Start with the hazards that the removals of 2010-11 left."""
    if not model.structure.has_history:
        return
    events, start = model.world.events, model.months[0]
    removals = events[(events["leaders_removed"] > 0) & (events["date"] < start)]
    params = model.params.structure
    for event in removals.to_dict("records"):
        row = acts.row_of(model, str(event["group_codes"]).split(";")[0])
        if row is not None:
            months = (start - event["date"]).days / DAYS_PER_MONTH
            _shake(model, row, str(event["kind"]))
            model.cartels.hazard[row] *= remaining(params.home_half_life, months)
            model.cartels.locality_hazard[row] *= remaining(params.home_half_life, months)


# ------------------------------------------------------------------------------ a step


def advance(model: "CartelMarket") -> None:
    """Let groups answer removals, divide, spread, take over, end and begin."""
    if model.params.conflict.contact == "national":
        _answer_removals(model, model.stream("structure").random((model.cartels.capacity, 2)))
        _calm_down(model)
        return
    capacity = model.cartels.capacity
    rng = model.stream("structure")
    luck = rng.random((capacity, 12))
    gangs = rng.random((GANGS_PER_STEP + 1, 4))
    _calm_down(model)
    _answer_removals(model, luck[:, :2])
    past.play(model, luck[:, 2])
    _divide_due(model, luck[:, 2:6])
    _enter_states(model, luck[:, 6:9])
    _withdraw(model)
    _meet(model)
    _take_over(model)
    _merge_in_need(model, luck[:, 9])
    _end_small(model, luck[:, 10])
    _begin_gangs(model, gangs)
    _count_offshoots(model, luck[:, 11])
    _set_fitness(model)
    cartels = model.cartels
    cartels.rivalry[:] = model.conflict.fronts.pair_matrix(capacity)


def _set_fitness(model: "CartelMarket") -> None:
    """Let CJNG recruit more than its size while it grew, as given; all others are equal."""
    params, cartels = model.params.structure, model.cartels
    row = acts.row_of(model, "CJNG") if model.structure.has_history else None
    cartels.fitness[:] = 0.0
    if row is not None and model.months[model.month].year <= params.cjng_growth_until:
        cartels.fitness[row] = params.cjng_fitness


def _calm_down(model: "CartelMarket") -> None:
    """Let hazards fade, leaders be replaced, and groups get used to their size."""
    cartels, params, dt = model.cartels, model.params.structure, model.dt
    rows = cartels.rows
    home = cartels.home[rows]
    for hazard in (cartels.hazard, cartels.locality_hazard):
        at_home = hazard[rows, home] * remaining(params.home_half_life, dt)
        hazard[rows] *= remaining(params.elsewhere_half_life, dt)
        hazard[rows, home] = at_home
    cartels.leadership[rows] += approach(params.leadership_time, dt) * (
        1.0 - cartels.leadership[rows]
    )
    state = model.structure
    state.usual_size += approach(MONTHS_PER_YEAR, dt) * (cartels.size - state.usual_size)


def _shake(model: "CartelMarket", row: int, kind: str) -> None:
    """Raise a group's hazards after a removal: most at home, and most where its people live."""
    cartels, params = model.cartels, model.params.structure
    strength = model.strength["kingpin_fragmentation"]
    more = 1.0 if kind == "capture" else params.kill_ratio
    place = np.full(R, params.capture_elsewhere * more)
    place[cartels.home[row]] = more
    for hazard, jump in (
        (cartels.hazard, params.capture_home),
        (cartels.locality_hazard, params.capture_locality),
    ):
        hazard[row] = raise_hazard(hazard[row], jump * place, strength)
    cartels.leadership[row] = 0.0


def _answer_removals(model: "CartelMarket", luck: FloatArray) -> None:
    """Shake groups that lost a leader, and set a date for some of them to divide."""
    params, state = model.params.structure, model.structure
    odds = max(model.strength["kingpin_fragmentation"] * params.split_chance, 0.0)
    for capture in model.enforcement.captures:
        row = capture.row
        if not model.cartels.alive[row]:
            continue
        _shake(model, row, capture.kind)
        is_given = model.cartels.named[row] and past.is_dated(model)
        if luck[row, 0] < odds and not is_given and state.has_history:
            wait = params.split_delay_least - params.split_delay * np.log1p(-luck[row, 1])
            state.split_due[row] = min(state.split_due[row], model.month + float(wait))


def _divide_due(model: "CartelMarket", luck: FloatArray) -> None:
    """Divide groups whose date has come, and some at random."""
    cartels, params, state = model.cartels, model.params.structure, model.structure
    sizes = np.minimum(cartels.size / SPLIT_SIZE, MOST_SPLIT_SIZES)
    odds = chance(params.spontaneous_splits / MONTHS_PER_YEAR * sizes, model.dt)
    is_given = cartels.named & past.is_dated(model)
    by_chance = cartels.alive & (luck[:, 1] < odds) & ~is_given
    is_due = cartels.alive & (state.split_due <= model.month)
    for parent in np.flatnonzero(is_due | by_chance):
        state.split_due[parent] = np.inf
        big = cartels.size[parent] >= params.big_group
        name = f"{cartels.name[parent]} {_numeral(model)}"
        share = float(beta_share(luck[parent, 2], params))
        child = acts.divide(model, int(parent), share, name, luck[:, 0])
        if child is None:
            continue
        spread = params.split_rivalry - 2.0
        intensity = 2.0 - spread * float(np.log1p(-np.mod(luck[parent, 3] + GOLDEN, 1.0)))
        home = int(cartels.home[parent])
        if luck[parent, 3] < params.split_hostile:
            intensity = params.big_split_rivalry if big else intensity
            acts.turn_hostile(model, int(parent), child, home, intensity)
        else:
            acts.befriend(model, int(parent), child, params.allied_weight)


def _numeral(model: "CartelMarket") -> str:
    """Return the year and month, by which a new group is told from its parent."""
    return f"{model.months[model.month]:%Y-%m}"


def _enter_states(model: "CartelMarket", luck: FloatArray) -> None:
    """Let groups enter neighbouring states, and start wars there."""
    cartels, params, state = model.cartels, model.params.structure, model.structure
    odds = chance(entry_rates(cartels.size, state.usual_size, params), model.dt)
    for row in np.flatnonzero(cartels.alive & (luck[:, 0] < odds)):
        states = acts.neighbours_to_enter(model, int(row))
        if not states.size:
            continue
        crowd = cartels.members[:, states].sum(axis=0)
        top = cartels.members[:, states].max(axis=0) / np.maximum(crowd, 1e-9)
        weight = np.cumsum((crowd + CROWD) * (1.0 - 0.99 * top) ** 2)
        region = int(states[int(np.searchsorted(weight, luck[row, 1] * weight[-1]))])
        others = cartels.members[:, region] * cartels.alive
        others[row] = 0.0
        strongest = int(np.argmax(others))
        men = min(params.entry_share * float(cartels.size[row]), params.entry_most)
        acts.move_men(model, int(row), region, men)
        is_foe = cartels.alliance[row, strongest] <= 0.0 and others[strongest] > 0.0
        if is_foe and luck[row, 2] < params.entry_hostile:
            acts.turn_hostile(model, int(row), strongest, region, params.entry_rivalry)


def _withdraw(model: "CartelMarket") -> None:
    """Let groups give up footholds that they are too weak to hold; the men go back.

    Named groups keep what the past gives them to 2024.
    """
    cartels, params, fronts = model.cartels, model.params.structure, model.conflict.fronts
    rows = cartels.rows
    last = int(rows[-1]) + 1  # the stream ends here
    luck = model.stream("structure/withdrawals").random((last, R))[rows]
    contested = np.zeros((cartels.capacity, R), bool)
    slots = fronts.slots
    contested[fronts.i[slots], fronts.region[slots]] = True
    contested[fronts.j[slots], fronts.region[slots]] = True
    weak = weak_footholds(cartels.members[rows], cartels.home[rows], contested[rows], params)
    leaves = weak & (luck < chance(params.withdrawal_rate, model.dt))
    leaves &= ~(cartels.named[rows] & past.is_dated(model))[:, None]
    for place in np.flatnonzero(leaves.any(axis=1)):
        members = cartels.members[rows[place]]
        back = float(members[leaves[place]].sum())
        members[leaves[place]] = 0.0
        if members.sum() > 0.0:
            members *= 1.0 + back / float(members.sum())
        else:
            members[cartels.home[rows[place]]] = back


def _meet(model: "CartelMarket") -> None:
    """Start wars between groups in the same states, and let alliances begin and end.

    One uniform a pair serves three rare events, in parts of its range that don't meet.
    """
    cartels, params = model.cartels, model.params.structure
    rows = cartels.rows
    in_use = int(rows[-1]) + 1  # a stream that ends here needs no draws for rows beyond
    luck = model.stream("structure/pairs").random((in_use, cartels.capacity))
    pairs = np.ix_(rows, rows)
    drawn, at_war = luck[pairs], cartels.rivalry[pairs] > 0.0
    allied = cartels.alliance[pairs] > 0.0
    hazard = cartels.hazard[rows, cartels.home[rows]]
    odds = chance(contact_rates(cartels.members[rows], hazard, params), model.dt)
    starts = np.triu((drawn < odds) & ~at_war & ~allied, 1)
    for i, j in np.argwhere(starts):
        a, b = int(rows[i]), int(rows[j])
        region = int(np.argmax(np.minimum(cartels.members[a], cartels.members[b])))
        weight = 1.0 - (params.rival_weight - 1.0) * float(np.log1p(-0.999 * luck[b, a]))
        acts.turn_hostile(model, a, b, region, weight)
    for i, j in np.argwhere(
        np.triu(allied & (drawn > 1.0 - params.alliance_end * model.dt), 1)
    ):
        a, b = int(rows[i]), int(rows[j])
        cartels.alliance[a, b] = cartels.alliance[b, a] = 0.0
    _ally_against_common_foes(model, drawn, at_war, allied)


def _ally_against_common_foes(
    model: "CartelMarket", drawn: FloatArray, at_war: BoolArray, allied: BoolArray
) -> None:
    """Let groups in the same states that share a rival become allies."""
    cartels, params, rows = model.cartels, model.params.structure, model.cartels.rows
    share_foe = (at_war.astype(np.float32) @ at_war.astype(np.float32)) > 0.0
    present = (cartels.members[rows] >= acts.LEAST_PRESENCE).astype(np.float32)
    close = share_foe & ((present @ present.T) > 0.0) & ~at_war & ~allied
    is_now = (drawn > 0.5) & (drawn < 0.5 + params.alliance_start * model.dt)
    for i, j in np.argwhere(np.triu(close & is_now, 1)):
        acts.befriend(model, int(rows[i]), int(rows[j]), params.allied_weight)


def _take_over(model: "CartelMarket") -> None:
    """Let members pass from weaker to stronger groups in the same state."""
    cartels, rows = model.cartels, model.cartels.rows
    members = cartels.members[rows]
    allied = (cartels.alliance[np.ix_(rows, rows)] > 0.0).astype(float)
    rate = model.params.structure.takeover_rate
    cartels.members[rows] = members + takeover(members, allied, rate, model.dt)


def _merge_in_need(model: "CartelMarket", luck: FloatArray) -> None:
    """Let groups very short of cash join an ally, or find one.

    With the mechanism reversed they lose an ally instead.
    """
    cartels, params = model.cartels, model.params.structure
    strength = model.strength["cash_stress"]
    thin = cartels.alive & (cartels.buffer > 0.0) & (cartels.liquidity < 0.5 * cartels.buffer)
    odds = float(chance(params.merger_chance * abs(strength), model.dt))
    for row in np.flatnonzero(thin & (luck < odds)):
        allies = np.flatnonzero((cartels.alliance[row] > 0.0) & cartels.alive)
        is_given = cartels.named[row] and past.is_dated(model)
        if strength < 0.0:
            cartels.alliance[row, allies[:1]] = cartels.alliance[allies[:1], row] = 0.0
        elif allies.size and not is_given:
            heir = int(allies[np.argmax(cartels.size[allies])])
            if cartels.size[heir] > cartels.size[row]:
                acts.join(model, heir, int(row))
                model.flows["mergers"] += 1.0
        else:
            friend = acts.heir_of(model, int(row))
            if friend is not None:
                acts.befriend(model, int(row), friend, params.allied_weight)


def _end_small(model: "CartelMarket", luck: FloatArray) -> None:
    """End some small groups; their members go to an ally or a neighbour."""
    cartels, params = model.cartels, model.params.structure
    size = cartels.size
    rate = np.where(
        size < TINY, params.exit_tiny, np.where(size < SMALL, params.exit_small, 0.0)
    )
    is_given = cartels.named & past.is_dated(model) & (size >= 1.0)
    ends = cartels.alive & ~is_given & (luck < chance(rate, model.dt))
    for row in np.flatnonzero(ends):
        heir = acts.heir_of(model, int(row))
        if heir is not None and cartels.alive[heir]:
            acts.join(model, heir, int(row))
            model.flows["mergers"] += 1.0
    model.flows["dissolved"] += 0.0  # every group that ends has an heir


def _begin_gangs(model: "CartelMarket", luck: FloatArray) -> None:
    """Begin new local gangs: a Poisson number, at most four a step, where groups have homes."""
    params, state = model.params.structure, model.structure
    mean = params.new_gangs / MONTHS_PER_YEAR * model.dt
    gaps = -np.log1p(-luck[:GANGS_PER_STEP, 0])
    count = int((np.cumsum(gaps) < mean).sum())
    weights = np.cumsum(model.world.generated_home_weight)
    for number in range(count):
        home = min(int(np.searchsorted(weights, luck[number, 1])), R - 1)
        place = np.zeros(R)
        place[home] = params.gang_least + luck[number, 2] * max(
            params.gang_most - params.gang_least, 0.0
        )
        state.gangs_founded += 1
        acts.found(model, f"gang {state.gangs_founded}", place, home)


def _count_offshoots(model: "CartelMarket", luck: FloatArray) -> None:
    """Count cells that large groups start abroad; nothing in Mexico depends on them."""
    params, cartels = model.params.structure, model.cartels
    large = cartels.alive & (cartels.size >= params.big_group)
    rate = params.offshoots_per_year / MONTHS_PER_YEAR
    odds = float(chance(rate * max(model.strength["deportation_recruits"], 0.0), model.dt))
    started = float((large & (luck < odds)).sum())
    model.structure.offshoots += started
    model.flows["offshoots"] += started
