"""Structure: groups that lose leaders, divide, begin, end, spread, ally and absorb.

Members are conserved in every act but the founding of new groups, which is counted.
"""

import numpy as np

from sim.agents.cartel import CartelColumns
from sim.array_types import FloatArray
from sim.arrays import clip, where_true
from sim.kernels import groups as kernels
from sim.mechanisms import tempered
from sim.params.structure import StructureParams
from sim.rates import MONTHS_PER_YEAR, approach, chance, remaining
from sim.state.state import State
from sim.state.structure import StructureState
from sim.submodels.structure import dated_events as past
from sim.submodels.structure import events as acts
from sim.submodels.structure import own
from sim.submodels.structure.initial import build_groups
from sim.submodels.structure.own import beta_share
from sim.world.load import REGIONS

R = len(REGIONS)
SMALLEST_CAPACITY, SPARE_ROWS = 400, 250
GANGS_PER_STEP = 4
DAYS_PER_MONTH = 30.4375


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


def split_rivalry(draw: float, params: StructureParams) -> float:
    """Return the rivalry of a group with the one it left: a shifted exponential.

    At least ``least_split_rivalry``, with mean ``split_rivalry``.
    """
    least = params.least_split_rivalry
    return least - (params.split_rivalry - least) * float(np.log1p(-draw))


def takeover(members: FloatArray, alliance: FloatArray, rate: float, dt: float) -> FloatArray:
    """Return what `sim.kernels.groups.takeover` gives in a step; at most half in one.

    Parameters
    ----------
    members, alliance
        As there.
    rate
        What a group with all the lead wins of another's members [1/month].
    """
    gain = np.empty(members.shape)
    kernels.takeover(members, alliance, min(rate * dt, 0.5), gain)
    return gain


def entry_rates(size: FloatArray, usual: FloatArray, params: StructureParams) -> FloatArray:
    """Return each group's rate of entering another state [1/month], shape (n,).

    ``k sqrt(M / entry_size)`` for a group that grows faster than all groups together, a small
    part of it for others: what counts is who outgrows the rest.

    Parameters
    ----------
    size, usual
        Members now and their 12-month mean [people], shape (n,).
    """
    growth = np.log(np.maximum(size, 1.0) / np.maximum(usual, 1.0))
    growth = growth - np.log(max(size.sum(), 1.0) / max(usual.sum(), 1.0))
    vigour = clip(growth / params.entry_growth, params.entry_idle, 1.0)
    return np.asarray(params.entry_rate * np.sqrt(size / params.entry_size) * vigour)


def contact_rates(
    members: FloatArray, hazard: FloatArray, params: StructureParams
) -> FloatArray:
    """Return the rate of a new war of each pair [1/month], shape (n, n)."""
    rates = np.empty((len(members), len(members)))
    kernels.contact_rates(members, hazard, params.contact_rate, rates)
    return rates


# ------------------------------------------------------------------------------ build


def build(model: State) -> None:
    """Create the groups of January 2012."""
    n = model.config.population.cartels
    model.cartels = CartelColumns.empty(max(SMALLEST_CAPACITY, n + SPARE_ROWS))
    build_groups(model)
    model.cartels.usual_size[:] = model.cartels.size
    capacity = model.cartels.capacity
    if capacity > kernels.PAIR_STRIDE:
        raise ValueError(f"at most {kernels.PAIR_STRIDE} rows of groups, not {capacity}")
    model.structure = StructureState(
        history=past.read_history(model.world, model.months[0]),
        has_history=model.params.conflict.contact == "fronts",
    )
    _set_fitness(model)
    _shake_by_past_removals(model)


def _shake_by_past_removals(model: State) -> None:
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


def advance(model: State) -> None:
    """Let groups answer removals, divide, spread, take over, end and begin."""
    if model.params.conflict.contact == "national":
        _answer_removals(model, model.uniforms("structure", 2, model.cartels.capacity))
        _calm_down(model)
        return
    draws = model.uniforms("structure", 12, model.cartels.capacity)
    _calm_down(model)
    if _has_dated_wars(model):
        _answer_removals(model, draws[:2])
        past.play(model, draws[2])
        _divide_due(model, draws[2:6])
    else:
        own.plan_splits(model, draws[[0, 1, 4]])
        before = model.cartels.leadership.copy()
        _answer_removals(model, draws[:2])
        own.keep_heads(model, before)
        own.divide_due(model, draws[2:6])
        own.franchise(model, model.uniforms("structure/franchises", 2, model.cartels.capacity))
    _enter_states(model, draws[6:9])
    _withdraw(model)
    _meet(model)
    if _has_dated_wars(model):
        _take_over(model)
    _merge_in_need(model, draws[9])
    _end_small(model, draws[10])
    _begin_gangs(model, model.uniforms("structure/gangs", 3, GANGS_PER_STEP))
    _count_offshoots(model, draws[11])
    _set_fitness(model)
    used = _rows_in_use(model)
    model.cartels.rivalry[:used, :used] = model.conflict.fronts.pair_matrix(used)


def _rows_in_use(model: State) -> int:
    """Return the row after the last group; free rows before it hold nothing."""
    return model.cartels.used


def _has_dated_wars(model: State) -> bool:
    """Whether wars of the past are dated, and not left to begin and end by themselves."""
    return model.structure.has_history and model.config.wars == "dated"


def _set_fitness(model: State) -> None:
    """Let CJNG recruit more than its size while it grew, as given; all others are equal."""
    params, cartels = model.params.structure, model.cartels
    row = acts.row_of(model, "CJNG") if _has_dated_wars(model) else None
    cartels.fitness[:] = 0.0
    if row is not None and past.year_of(model) <= params.cjng_growth_until:
        cartels.fitness[row] = params.cjng_fitness


def _calm_down(model: State) -> None:
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
    cartels.usual_size += approach(MONTHS_PER_YEAR, dt) * (cartels.size - cartels.usual_size)


def _shake(model: State, row: int, kind: str) -> None:
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


def _answer_removals(model: State, draws: FloatArray) -> None:
    """Shake groups that lost a leader, and set a date for some of them to divide."""
    params, cartels = model.params.structure, model.cartels
    odds = max(model.strength["kingpin_fragmentation"] * params.split_chance, 0.0)
    for capture in model.enforcement.captures:
        row = capture.row
        if not cartels.alive[row]:
            continue
        _shake(model, row, capture.kind)
        is_given = cartels.named[row] and past.is_dated(model)
        if draws[0, row] < odds and not is_given and _has_dated_wars(model):
            wait = params.split_delay_least - params.split_delay * np.log1p(-draws[1, row])
            due = min(float(cartels.split_due[row]), model.month + float(wait))
            cartels.split_due[row] = due


def _divide_due(model: State, draws: FloatArray) -> None:
    """Divide groups whose date has come, and some at random."""
    cartels, params = model.cartels, model.params.structure
    sizes = np.minimum(cartels.size / params.split_size, params.most_split_sizes)
    odds = chance(params.spontaneous_splits / MONTHS_PER_YEAR * sizes, model.dt)
    is_given = cartels.named & past.is_dated(model)
    by_chance = cartels.alive & (draws[1] < odds) & ~is_given
    is_due = cartels.alive & (cartels.split_due <= model.month)
    for parent in where_true(is_due | by_chance):
        cartels.split_due[parent] = np.inf
        big = cartels.members[parent].sum() >= params.big_group
        name = f"{cartels.name[parent]} {_numeral(model)}"
        share = float(beta_share(draws[2, parent], params))
        child = acts.divide(model, int(parent), share, name, draws[0])
        if child is None:
            continue
        home = int(cartels.home[parent])
        if draws[3, parent] < params.split_hostile:
            rest = float(draws[3, parent]) / params.split_hostile  # uniform, given hostility
            heat = params.big_split_rivalry if big else split_rivalry(rest, params)
            acts.turn_hostile(model, int(parent), child, home, heat)
        else:
            acts.befriend(model, int(parent), child, params.allied_weight)


def _numeral(model: State) -> str:
    """Return the year and month, by which a new group's name differs from its parent's."""
    return f"{model.months[model.month]:%Y-%m}"


def _enter_states(model: State, draws: FloatArray) -> None:
    """Let groups enter neighbouring states, and start wars there."""
    cartels, params = model.cartels, model.params.structure
    sizes = cartels.size
    odds = chance(entry_rates(sizes, cartels.usual_size, params), model.dt)
    for row in where_true(cartels.alive & (draws[0] < odds)):
        states = acts.neighbours_to_enter(model, int(row))
        if not states.size:
            continue
        crowd = cartels.members[:, states].sum(axis=0)
        top = cartels.members[:, states].max(axis=0) / np.maximum(crowd, 1e-9)
        weight = np.cumsum((crowd + params.entry_crowd) * (1.0 - 0.99 * top) ** 2)
        region = int(states[int(np.searchsorted(weight, draws[1, row] * weight[-1]))])
        others = cartels.members[:, region] * cartels.alive
        others[row] = 0.0
        strongest = int(np.argmax(others))
        men = min(params.entry_share * float(sizes[row]), params.entry_most)
        acts.move_men(model, int(row), region, men)
        is_foe = cartels.alliance[row, strongest] <= 0.0 and others[strongest] > 0.0
        if is_foe and _has_dated_wars(model) and draws[2, row] < params.entry_hostile:
            acts.turn_hostile(model, int(row), strongest, region, params.entry_rivalry)


def _withdraw(model: State) -> None:
    """Let groups give up weak footholds; named groups keep what the past gives to 2024."""
    cartels, params, fronts = model.cartels, model.params.structure, model.conflict.fronts
    slots, used = fronts.slots, _rows_in_use(model)
    contested = np.zeros((used, R), bool)
    contested[fronts.i[slots], fronts.region[slots]] = True
    contested[fronts.j[slots], fronts.region[slots]] = True
    kernels.withdraw(
        cartels.members[:used],
        cartels.home[:used],
        contested,
        cartels.named[:used] & past.is_dated(model),
        params.foothold_share,
        float(chance(params.withdrawal_rate, model.dt)),
        model.draw_key("structure/withdrawals"),
    )


def _meet(model: State) -> None:
    """Start wars between groups in the same states, and let alliances begin and end."""
    cartels, params, used = model.cartels, model.params.structure, _rows_in_use(model)
    members = cartels.members[:used]
    hazard = cartels.hazard[np.arange(used), cartels.home[:used]]
    events = np.empty((used * (used - 1) // 2, kernels.EVENT))  # room for every pair
    if _has_dated_wars(model):
        rates = contact_rates(members, hazard, params)
    else:
        rates = np.zeros((used, used))  # wars of the other law: conflict/onset.py
    count = kernels.meet(
        rates,
        members,
        cartels.rivalry[:used, :used],
        cartels.alliance[:used, :used],
        params.alliance_end * model.dt,
        params.alliance_start * model.dt,
        model.dt,
        model.draw_key("structure/pairs"),
        events,
    )
    for kind, i, j, uniform in events[:count]:
        a, b = int(i), int(j)
        if kind == kernels.WAR:
            region = int(np.argmax(np.minimum(members[a], members[b])))
            weight = 1.0 - (params.rival_weight - 1.0) * float(np.log1p(-0.999 * uniform))
            acts.turn_hostile(model, a, b, region, weight)
        elif kind == kernels.PARTING:
            cartels.alliance[a, b] = cartels.alliance[b, a] = 0.0
        else:
            acts.befriend(model, a, b, params.allied_weight)


def _take_over(model: State) -> None:
    """Let members pass from weaker to stronger groups in the same state."""
    cartels, used = model.cartels, _rows_in_use(model)
    members, alliance = cartels.members[:used], cartels.alliance[:used, :used]
    members += takeover(members, alliance, model.params.structure.takeover_rate, model.dt)


def _merge_in_need(model: State, draws: FloatArray) -> None:
    """Let groups very short of cash join an ally, or find one.

    With the mechanism reversed they lose an ally instead.
    """
    cartels, params = model.cartels, model.params.structure
    strength = model.strength["cash_stress"]
    thin = cartels.alive & (cartels.buffer > 0.0) & (cartels.liquidity < 0.5 * cartels.buffer)
    odds = float(chance(params.merger_chance * abs(strength), model.dt))
    for row in where_true(thin & (draws < odds)):
        allies = where_true((cartels.alliance[row] > 0.0) & cartels.alive)
        is_given = cartels.named[row] and past.is_dated(model)
        if strength < 0.0:
            cartels.alliance[row, allies[:1]] = cartels.alliance[allies[:1], row] = 0.0
        elif allies.size and not is_given:
            sizes = cartels.size
            heir = int(allies[np.argmax(sizes[allies])])
            if sizes[heir] > sizes[row]:
                acts.join(model, heir, int(row))
                model.flows.mergers += 1.0
        else:
            friend = acts.heir_of(model, int(row))
            if friend is not None:
                acts.befriend(model, int(row), friend, params.allied_weight)


def _end_small(model: State, draws: FloatArray) -> None:
    """End some small groups; their members go to an ally or a neighbour."""
    cartels, params = model.cartels, model.params.structure
    size = cartels.size
    rate = np.where(
        size < params.tiny_size,
        params.exit_tiny,
        np.where(size < params.small_size, params.exit_small, 0.0),
    )
    is_given = cartels.named & past.is_dated(model) & (size >= 1.0)
    ends = cartels.alive & ~is_given & (draws < chance(rate, model.dt))
    for row in where_true(ends):
        heir = acts.heir_of(model, int(row))
        if heir is not None and cartels.alive[heir]:
            acts.join(model, heir, int(row))
            model.flows.mergers += 1.0


def _begin_gangs(model: State, draws: FloatArray) -> None:
    """Begin new local gangs: a Poisson number, at most four a step, where groups have homes."""
    params, state = model.params.structure, model.structure
    mean = params.new_gangs / MONTHS_PER_YEAR * model.dt
    gaps = -np.log1p(-draws[0])
    count = int((np.cumsum(gaps) < mean).sum())
    weights = np.cumsum(model.world.generated_home_weight)
    for number in range(count):
        home = min(int(np.searchsorted(weights, draws[1, number])), R - 1)
        place = np.zeros(R)
        place[home] = params.gang_least + draws[2, number] * max(
            params.gang_most - params.gang_least, 0.0
        )
        state.gangs_founded += 1
        acts.found(model, f"gang {state.gangs_founded}", place, home)


def _count_offshoots(model: State, draws: FloatArray) -> None:
    """Count cells that large groups start abroad; nothing in Mexico depends on them."""
    params, cartels = model.params.structure, model.cartels
    large = cartels.alive & (cartels.size >= params.big_group)
    rate = params.offshoots_per_year / MONTHS_PER_YEAR
    odds = float(chance(rate * max(model.strength["deportation_recruits"], 0.0), model.dt))
    started = float((large & (draws < odds)).sum())
    model.structure.offshoots += started
    model.flows.offshoots += started
