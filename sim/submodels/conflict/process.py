"""Conflict: who fights whom in which state, and how many die.

Members die in fights between groups that share a state, in wars on fronts, and inside groups
that lost a leader. Homicides follow: a constant part that groups have no hand in, and a fixed
number for each dead member.
"""

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.arrays import where_true
from sim.kernels import wars as kernels
from sim.mechanisms import tempered
from sim.params.conflict import ConflictParams
from sim.rates import MONTHS_PER_YEAR, WEEKS_PER_MONTH, approach, remaining
from sim.state.conflict import ConflictState, Fronts
from sim.state.state import State
from sim.state.wars import WarsState
from sim.submodels.conflict import factors, own
from sim.submodels.conflict import fronts as rules
from sim.world.load import REGIONS

R = len(REGIONS)
COCAINE_CLASS = 1  # place of cocaine in ``markets.log_price``
FIRST_YEAR, LAST_FITTED_YEAR = 2012, 2019
PER_100K = 1e-5
HALF_YEAR = 6.0
MONTHS_KEPT = 12
UNNAMED_ROUNDS = 4


# ------------------------------------------------------------------------------ build


def build(model: State) -> None:
    """Open the fronts of 2012 and fit the lethality of fights to its homicides."""
    params, world, cartels = model.params.conflict, model.world, model.cartels
    year = list(world.homicide_years).index(FIRST_YEAR)
    fitted = np.asarray(world.homicide_years) <= LAST_FITTED_YEAR
    counts = np.maximum(world.homicides, 1.0)
    other = factors.other_homicides(
        world.population,
        counts[:, fitted],
        other_rate(model) * PER_100K,
        params.calmest_year_share,
    )
    first = counts[:, year]
    cartel_part = np.maximum(first - other, params.least_cartel_share * first)
    wanted = cartel_part / per_death(model) / MONTHS_PER_YEAR
    model.wars = WarsState()
    first_wars = own.build if own.is_in_force(model) else _build_dated
    fronts, lethality = first_wars(model, wanted)
    us_guns = params.guns_per_year * params.gun_share_of_groups
    us_guns *= model.baseline_lever("gun_supply")
    stock = factors.guns_a_year(us_guns, us_guns, params) * params.gun_half_life / np.log(2.0)
    share = cartels.members.sum(axis=0) + 1.0
    arms = stock * share / share.sum()
    model.conflict = ConflictState(
        fronts=fronts,
        lethality=lethality,
        other_homicides=(first - cartel_part) / MONTHS_PER_YEAR,
        homicides_2012=first / MONTHS_PER_YEAR,
        arms_stock=arms,
        arms_stock_2012=arms.copy(),
        arms_budget_2012=0.0,
        us_guns_2012=us_guns,
        usual_cocaine_price=float(model.markets.log_price[COCAINE_CLASS]),
        usual_corruption=np.array(model.institutions.corruption, float),
        usual_arrests=model.cartels.arrests.sum(axis=0) / model.dt,
        rule_of_law=np.zeros(R),
        collusion=np.zeros(R),
        homicide_rate_ratio=np.ones(R),
        recent=np.tile(first / MONTHS_PER_YEAR, (MONTHS_KEPT, 1)),
    )


def per_death(model: State) -> float:
    """Return homicides for one dead member, under the law of wars in force."""
    params = model.params
    return (params.wars if own.is_in_force(model) else params.conflict).homicides_per_death


def other_rate(model: State) -> float:
    """Return homicides without groups [1/100,000 people/year], under the law in force."""
    params = model.params
    return (params.wars if own.is_in_force(model) else params.conflict).other_homicide_rate


def _build_dated(model: State, wanted: FloatArray) -> tuple[Fronts, FloatArray]:
    """Open the dated wars of 2012 and return them with the lethality of fights, shape (R,)."""
    params, cartels = model.params.conflict, model.cartels
    fronts = Fronts()
    if params.contact == "fronts":
        open_first_fronts(fronts, cartels.members, cartels.rivalry)
        _open_unnamed_wars(model, fronts, wanted)
    fights = _fights_of_2012(model, fronts).sum(axis=0)
    return fronts, rules.fit_lethality(wanted, fights, params.lethality_spread)


def open_first_fronts(fronts: Fronts, members: FloatArray, rivalry: FloatArray) -> None:
    """Open a front for every pair at war in every state that both work in."""
    for i, j in np.argwhere(np.triu(rivalry, 1) > 0.0):
        for region in where_true((members[i] >= 1.0) & (members[j] >= 1.0)):
            fronts.open(int(i), int(j), int(region), float(rivalry[i, j]))


def _open_unnamed_wars(model: State, fronts: Fronts, wanted: FloatArray) -> None:
    """Let the two strongest groups fight where 2012 was deadlier than the files explain.

    A hot state of 2012 was at war; a war cools, while a large lethality would stay. The
    intensity is what is missing at the nation's mean lethality, up to ``hottest_2012``.
    """
    params, cartels = model.params.conflict, model.cartels
    strength = rules.strength_in(cartels.members, params)
    cooled = float(np.exp(-HALF_YEAR / params.rivalry_time))
    for _ in range(UNNAMED_ROUNDS):
        fights = _fights_of_2012(model, fronts).sum(axis=0)
        missing = wanted * fights.sum() / wanted.sum() - fights
        for region in where_true(missing > 0.0):
            first, second = np.argsort(-strength[:, region], kind="stable")[:2]
            a, b = int(first), int(second)
            both = 2.0 * cooled * strength[first, region] * strength[second, region]
            shelter = 1.0 + float(cartels.alliance[a, b])
            if both <= 0.0:
                continue
            slot = fronts.find(a, b, int(region))
            before = float(fronts.intensity[slot]) if slot >= 0 else 0.0
            more = float(missing[region]) * shelter / both
            heat = min(before + more, max(params.hottest_2012, before))
            fronts.open(a, b, int(region), heat)


def _fights_of_2012(model: State, fronts: Fronts) -> FloatArray:
    """Return fights at the middle of 2012, when wars have cooled for half a year."""
    params, used = model.params.conflict, model.cartels.rows[-1] + 1
    hazard = model.cartels.hazard[:used]
    cooled = float(np.exp(-HALF_YEAR / params.rivalry_time))
    return rules.fights(
        rules.strength_in(model.cartels.members[:used], params),
        hazard,
        params.infighting * hazard,
        rules.contact(model.cartels.alliance[:used, :used], params),
        _war(model, fronts, cooled),
    )


def _war(
    model: State, fronts: Fronts, scale: float
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Return the fronts as `fights` reads them."""
    slots = fronts.slots
    i, j, region = fronts.i[slots], fronts.j[slots], fronts.region[slots]
    return i, j, region, scale * fronts.intensity[slots] / (1.0 + model.cartels.alliance[i, j])


# ------------------------------------------------------------------------------ a step


def advance(
    model: State, *, gun_supply: float, deportations: float, targeted_repression: float
) -> None:
    """Let groups fight for one step: deaths, homicides, arms, wars that cool.

    Parameters
    ----------
    model
        Takes the dead out of ``model.cartels.members``; writes ``model.conflict``.
    gun_supply
        Guns from the United States, multiple of 2024.
    deportations
        People sent back, a year.
    targeted_repression
        Share of forces and arrests aimed at the groups that fight most.
    """
    model.wars.targeted = targeted_repression
    if model.params.conflict.contact == "national":
        _fight_nationally(model)
        return
    _arm(model, gun_supply)
    noise = model.uniforms("conflict", 2, R)
    if own.is_in_force(model):
        used = int(model.cartels.rows[-1]) + 1
        own.advance(model, _hazards(model, used)[1], _scale(model, noise, deportations))
        _count(model)
        return
    _fight(model, _scale(model, noise, deportations))
    _cool(model)


def _arm(model: State, gun_supply: float) -> None:
    """Move the stock of guns: what comes in, what is lost."""
    state, params = model.conflict, model.params.conflict
    now = params.guns_per_year * params.gun_share_of_groups * gun_supply
    flow = factors.guns_a_year(now, state.us_guns_2012, params) * _arms_spending_ratio(model)
    half_life = params.gun_half_life * MONTHS_PER_YEAR
    left = remaining(half_life, model.dt)
    share = state.arms_stock_2012 / state.arms_stock_2012.sum()
    rest = flow * params.gun_half_life / np.log(2.0)  # where the stock would come to rest
    state.arms_stock = left * state.arms_stock + (1.0 - left) * rest * share


def _arms_spending_ratio(model: State) -> float:
    """Return how groups' spending on arms scales the guns they buy [ratio], 1 as in 2012."""
    state, params = model.conflict, model.params.conflict
    budget = float(model.cartels.arms_budget[model.cartels.rows].sum())
    if budget <= 0.0:
        return 1.0
    if state.arms_budget_2012 <= 0.0:
        state.arms_budget_2012 = budget
    return float((budget / state.arms_budget_2012) ** params.guns_to_budget)


def _multiplier(model: State, members: FloatArray) -> FloatArray:
    """Update what groups are used to; return what multiplies fights in this step, (R,)."""
    state, params, strength, dt = (
        model.conflict,
        model.params.conflict,
        model.strength,
        model.dt,
    )
    several = factors.several_groups(members)
    price = float(model.markets.log_price[COCAINE_CLASS])
    doubled = np.asarray(model.world.borders_us, float) * several
    factor = factors.shortage_factor(
        price - state.usual_cocaine_price, doubled, strength["conflict"], params
    )
    state.usual_cocaine_price += approach(params.shortage_memory, dt) * (
        price - state.usual_cocaine_price
    )
    blanket = 1.0 - model.wars.targeted
    factor = factor * factors.deployment_factor(
        model.enforcement.deployment, several, strength["security_deployment"] * blanket, params
    )
    corruption = np.asarray(model.institutions.corruption, float)
    factor = factor * factors.breakdown_factor(
        state.usual_corruption - corruption, strength["anticorruption_aid"], params
    )
    state.usual_corruption += approach(params.breakdown_memory, dt) * (
        corruption - state.usual_corruption
    )
    guns = (state.arms_stock / state.arms_stock_2012) ** params.lethality_of_guns
    state.rule_of_law = _rule_of_law(model)
    lawful = np.exp(state.rule_of_law)
    struck = tempered(
        1.0 + model.params.enforcement.violence_change_per_campaign,
        strength["strikes_backlash"] * model.enforcement.campaign,
    )
    factor = factor * tempered(guns, strength["guns"]) * struck
    return np.asarray(factor * model.shipping.spillover_violence * lawful)


def _arrested(model: State) -> FloatArray:
    """Update the usual arrests; return what arrests above them do to fights, shape (R,)."""
    state, params = model.conflict, model.params.conflict
    arrests = model.cartels.arrests.sum(axis=0) / model.dt
    strength = model.strength["kingpin_fragmentation"]
    factor = factors.arrests_factor(arrests, state.usual_arrests, strength, params)
    closed = approach(params.arrests_memory, model.dt)
    state.usual_arrests = state.usual_arrests + closed * (arrests - state.usual_arrests)
    return factor


def _returned(model: State, deportations: float) -> FloatArray:
    """Return what people sent back do to fights by themselves, shape (R,)."""
    each = model.world.returnee_share / model.world.population
    return factors.returns_factor(
        deportations * each,
        model.baseline_lever("deportations") * each,
        model.strength["deportation_recruits"],
        model.params.conflict,
    )


def _rule_of_law(model: State) -> FloatArray:
    """Return the log gain of work against impunity: it grows year by year and fades."""
    state, params = model.conflict, model.params.conflict
    work = model.institutions.anticorruption - model.baseline_lever("anticorruption_aid")
    trend = params.strong_body_trend * work / params.strong_body / MONTHS_PER_YEAR
    trend *= model.strength["anticorruption_aid"]
    kept = 1.0 - approach(params.strong_body_memory * MONTHS_PER_YEAR, model.dt)
    return np.asarray(kept * state.rule_of_law + trend * model.dt)


def _hazards(model: State, used: int) -> tuple[FloatArray, FloatArray]:
    """Return extra fights with others and inside of each group, both (n, R)."""
    cartels, params = model.cartels, model.params.conflict
    hazard = cartels.hazard[:used].copy()
    betrayed = params.locality_share * cartels.betrayal[:used]
    hazard[np.arange(used), cartels.home[:used]] += betrayed
    short = cartels.cash_stress[:used] * (
        tempered(params.stress_infighting, model.strength["cash_stress"]) - 1.0
    )
    inside = params.infighting * (hazard + short[:, None])
    return np.maximum(hazard, params.least_hazard), inside


def _scale(model: State, noise: FloatArray, deportations: float) -> FloatArray:
    """Return what multiplies fights in a step: all factors, lethality, its length, (R,)."""
    state, params, cartels = model.conflict, model.params.conflict, model.cartels
    members = cartels.members[: int(cartels.rows[-1]) + 1]
    state.multiplier = _multiplier(model, members) * _death_noise(noise, params, model.dt)
    state.multiplier *= _arrested(model) * _returned(model, deportations)
    state.multiplier *= factors.licit_price_factor(
        model.driver("crop_price"), model.strength["crime_diversification"], params
    )
    return state.lethality * state.multiplier * model.dt


def _fight(model: State, rate: FloatArray) -> None:
    """Let groups fight; take out the dead; count homicides."""
    state, params, cartels = model.conflict, model.params.conflict, model.cartels
    used = int(cartels.rows[-1]) + 1  # free rows before it have no members
    members = cartels.members[:used]
    hazard, inside = _hazards(model, used)
    background = rules.contact(cartels.alliance[:used, :used], params)
    i, j, region, heat = _war(model, state.fronts, model.strength["conflict"])
    war = i, j, region, np.maximum(heat, -background[i, j])
    fights = rules.fights(rules.strength_in(members, params), hazard, inside, background, war)
    cartels.deaths[:] = 0.0
    cartels.deaths[:used] = np.minimum(fights * rate, params.most_deaths * members)
    members -= cartels.deaths[:used]
    _count(model)


def _death_noise(noise: FloatArray, params: ConflictParams, dt: float) -> FloatArray:
    """Return gamma-like noise on a state's deaths with mean 1, shape (R,).

    The cube of a normal (Wilson and Hilferty), from two uniforms a state, so that the number
    of draws is fixed.
    """
    normal = np.sqrt(-2.0 * np.log1p(-noise[0])) * np.cos(2.0 * np.pi * noise[1])
    ninth = 1.0 / (9.0 * params.death_noise_shape * dt)
    return np.asarray(np.maximum(1.0 - ninth + normal * np.sqrt(ninth), 0.05) ** 3)


def _count(model: State) -> None:
    """Count the dead and all homicides, and those in the localities where leaders live."""
    state, dt = model.conflict, model.dt
    by_region = model.cartels.deaths[: model.cartels.used].sum(axis=0)
    from_groups = per_death(model) * by_region
    homicides = state.other_homicides * dt + from_groups
    model.flows.cartel_deaths += float(by_region.sum())
    model.flows.homicides += float(homicides.sum())
    model.flows.homicides_by_region += homicides
    _count_localities(model, homicides)
    if model.substep == 0:
        state.recent[1:] = state.recent[:-1].copy()
        state.recent[0] = 0.0
    state.recent[0] += homicides
    if model.substep == model.config.calendar.substeps - 1:
        state.homicide_rate_ratio = state.recent.mean(axis=0) / state.homicides_2012


def _count_localities(model: State, homicides: FloatArray) -> None:
    """Count homicides in the localities where groups live, around their leaders' homes."""
    state, cartels, used = model.conflict, model.cartels, model.cartels.used
    cartels.locality_homicides[used:] = 0.0
    kernels.localities(
        cartels.members[:used],
        cartels.locality_hazard[:used],
        cartels.betrayal[:used],
        cartels.hazard[:used],
        state.other_homicides * model.dt,
        homicides,
        model.params.conflict.locality_share,
        cartels.locality_homicides[:used],
    )


def _cool(model: State) -> None:
    """Let wars cool, and truces end some; a truce leaves calm behind it for a while."""
    state, params, dt = model.conflict, model.params.conflict, model.dt
    fronts = state.fronts
    ended, calm = np.empty(fronts.i.size, np.int64), np.empty(R)
    count = kernels.truces(
        fronts.i,
        fronts.j,
        fronts.region,
        fronts.intensity,
        fronts.age,
        params.truce_after,
        approach(1.0 / max(params.truce_rate, 1e-12), dt),
        model.draw_key("conflict/truces"),
        ended,
        calm,
    )
    state.collusion *= 1.0 - approach(params.collusion_time, dt)
    state.collusion += (1.0 - state.collusion) * calm
    fronts.close(ended[:count])
    fronts.cool(approach(params.rivalry_time, dt), params.least_rivalry, dt)


def _fight_nationally(model: State) -> None:
    """Fight in the published national form; a group's dead fall where its members are."""
    params, cartels = model.params.conflict, model.cartels
    rows = cartels.rows
    members = cartels.members[rows]
    size = members.sum(axis=1)
    theta = params.theta_per_week * WEEKS_PER_MONTH * model.dt
    pairs = np.ix_(rows, rows)
    dead = rules.national_deaths(size, cartels.rivalry[pairs], cartels.alliance[pairs], theta)
    deaths = members * (np.minimum(dead, size) / np.maximum(size, 1e-9))[:, None]
    cartels.members[rows] = members - deaths
    cartels.deaths[:] = 0.0
    cartels.deaths[rows] = deaths
    _count(model)


# ------------------------------------------------------------------------------ questions


def rivals_of(model: State, row: int) -> list[int]:
    """Return the rows of the groups that a group is at war with, ascending."""
    return [int(other) for other in where_true(model.cartels.rivalry[row] > 0.0)]


def n_active_fronts(model: State) -> int:
    """Return how many fronts are open: pairs of groups in a state."""
    return int(model.conflict.fronts.slots.size)
