"""Groups of January 2012: sizes, places, wars and alliances."""

from pathlib import Path
from typing import Final

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.params.structure import StructureParams
from sim.state.state import State
from sim.submodels.conflict import fronts
from sim.world.load import REGIONS, World
from sim.world.tables import Column, DataError, TableSpec, read_table, split_list

R = len(REGIONS)
LEAST_WEIGHT = 1e-9  # that anything is divided by

RIVAL_LINKS: Final = (27, 11, 8, 8, 7, 6, 6, 5, 5, 5, 4, *[3] * 9, *[2] * 14, *[1] * 37)
ALLIED_LINKS: Final = (28, 21, 6, 6, 5, 5, 4, 4, *[3] * 5, *[2] * 10, *[1] * 68)
RIVAL_WEIGHTS: Final = (13, 7, 6, 6, 5, *[4] * 3, *[3] * 13, *[2] * 20, *[1] * 51)
ALLIED_WEIGHTS: Final = (6, 5, *[4] * 5, *[3] * 9, *[2] * 30, *[1] * 45)
"""The observed network of 2020 [prieto_curiel2023], recounted in ``sim/data/notes/groups.md``.

Links of each group [groups] and weights of the pairs [states that report it], falling. They are
a record, not parameters: no entry can be varied alone, since links and weights must fit
together. Another network comes whole, by ``world.network_csv``; who holds the heavy pairs is
uncertain in this one, and a parameter: ``structure.rival_pull``, ``structure.allied_pull``.
"""

NETWORK_SPEC: Final = TableSpec(
    about="One pair of groups with the weight of its rivalry and of its alliance.",
    columns={
        "group_a": Column(),
        "group_b": Column(),
        "rivalry": Column("number", low=0.0, high=1000.0),
        "alliance": Column("number", low=0.0, high=1000.0),
    },
    key=("group_a", "group_b"),
)


# ------------------------------------------------------------------------------ sizes, places


def group_sizes(n: int, n_named: int, noise: FloatArray, params: StructureParams) -> FloatArray:
    """Return members of each group [people], shape (n,): one over rank, noise on unnamed ones.

    Parameters
    ----------
    n_named
        Groups from ``groups.csv``, the first ranks, without noise.
    noise
        Standard normal, shape (n,).
    """
    size = 1.0 / np.arange(1, n + 1)
    unnamed = size[n_named:] * np.exp(params.size_noise * noise[n_named:])
    if unnamed.size:
        size[n_named:] = unnamed * size[n_named:].sum() / unnamed.sum()
    return np.asarray(params.members_2012 * size / size.sum())


def named_places(
    home: BoolArray, presence: BoolArray, first: int, params: StructureParams
) -> FloatArray:
    """Return the share of a named group's members in each state, sums to 1, shape (R,).

    ``home_share`` over the home states, the one named first with more parts than the others;
    the rest evenly over the other states where it works.
    """
    at_home = home.astype(float)
    at_home[first] = params.first_home_parts
    away = presence & ~home
    weight = at_home / at_home.sum()
    if away.any():
        weight = params.home_share * weight + (1.0 - params.home_share) * away / away.sum()
    return np.asarray(weight)


def first_home(world: World, place: int) -> int:
    """Return the region that the file names first among a group's home states."""
    return REGIONS.index(split_list(str(world.groups["home_states"].iloc[place]))[0])


def unnamed_places(
    home: int, n_states: int, draws: FloatArray, world: World, params: StructureParams
) -> FloatArray:
    """Return the share of an unnamed group's members in each state, sums to 1.

    It spreads from home to neighbours, and on to theirs, until it has its number of states.
    """
    inside = np.zeros(R, bool)
    inside[home] = True
    for step in range(n_states - 1):
        reach = world.neighbours[inside].any(axis=0) & ~inside
        if not reach.any():
            break
        inside[int(np.argmax(np.where(reach, draws[(np.arange(R) + step) % R], -1.0)))] = True
    weight = inside.astype(float)
    if inside.sum() > 1:
        weight *= (1.0 - params.home_share) / (inside.sum() - 1)
        weight[home] = params.home_share
    return weight


def _place_named(model: State, size: FloatArray, n_named: int) -> None:
    world, cartels, params = model.world, model.cartels, model.params.structure
    places = np.flatnonzero(world.group_exists_2012)[:n_named]
    for row, place in enumerate(places):
        cartels.begin(row, world.group_names[place])
        cartels.named[row] = True
        home = first_home(world, int(place))
        cartels.home[row] = home
        share = named_places(world.group_home[place], world.group_presence[place], home, params)
        cartels.members[row] = size[row] * share


def _place_unnamed(model: State, size: FloatArray, n_named: int) -> None:
    world, cartels, params = model.world, model.cartels, model.params.structure
    rng = model.stream("structure/places")
    draws = rng.random((cartels.capacity, 3))
    spreads = rng.random((cartels.capacity, R))
    homes = np.searchsorted(np.cumsum(world.generated_home_weight), draws[:, 0])
    homes = np.minimum(homes, R - 1)
    goes_on = 1.0 - 1.0 / (params.mean_states - 1.0)  # 0 where two states are the most
    more = 1 + np.ceil(np.log1p(-draws[:, 2]) / np.log(max(goes_on, 1e-300)))
    for row in range(n_named, size.size):
        cartels.begin(row, f"group {row + 1}")
        home = int(homes[row])
        cartels.home[row] = home
        is_local = draws[row, 1] >= params.multi_state_share
        n_states = 1 if is_local else int(np.clip(more[row], 2, 8))
        cartels.members[row] = size[row] * unnamed_places(
            home, n_states, spreads[row], world, params
        )


# ------------------------------------------------------------------------------ relations


def draw_pairs(chances: FloatArray, taken: BoolArray, n: int, draws: FloatArray) -> IntArray:
    """Return ``n`` pairs drawn without replacement in proportion to ``chances``, shape (n, 2).

    The keys of Efraimidis and Spirakis, ``log(u) / w``: the largest n win.

    Parameters
    ----------
    chances
        Weight of each pair, shape (n_groups, n_groups); the part above the diagonal counts.
    taken
        Pairs that may not be drawn.
    draws
        Uniforms, shape (n_groups, n_groups).
    """
    weight = np.triu(np.where(taken, 0.0, chances), 1)
    keys = np.where(
        weight > 0.0, np.log(np.maximum(draws, 1e-300)) / np.maximum(weight, 1e-300), -np.inf
    )
    order = np.argsort(-keys, axis=None, kind="stable")[: max(n, 0)]
    pairs = np.stack(np.unravel_index(order, keys.shape), axis=1)
    return np.asarray(pairs[np.isfinite(keys.ravel()[order])])


def _relate_2012(model: State, n_named: int) -> None:
    """Set the wars and alliances of 2012: those of the file, the others drawn."""
    cartels, world, params = model.cartels, model.world, model.params.structure
    rows = cartels.rows
    n = rows.size
    rng = model.stream("structure/relations")
    draws = rng.random((3, cartels.capacity, cartels.capacity))[:, :n, :n]
    places = np.flatnonzero(world.group_exists_2012)[:n_named]
    rivalry, alliance = np.zeros((n, n)), np.zeros((n, n))
    known = np.ix_(places, places)
    rivalry[:n_named, :n_named] = model.params.conflict.rivalry_2012 * world.group_rivals[known]
    alliance[:n_named, :n_named] = params.allied_weight * world.group_allies[known]
    shared = (cartels.members[rows] >= 1.0).astype(float)
    shared = shared @ shared.T
    size = cartels.size[rows]
    chances = np.sqrt(np.outer(size, size)) * (shared + params.distant_overlap)
    missing = round(params.rival_pairs) - int((np.triu(rivalry, 1) > 0.0).sum())
    for i, j in draw_pairs(chances, rivalry > 0.0, missing, draws[0]):
        weight = min(_geometric(draws[2, i, j], params.rival_weight), max(shared[i, j], 1.0))
        rivalry[i, j] = rivalry[j, i] = weight
    missing = round(params.allied_pairs) - int((np.triu(alliance, 1) > 0.0).sum())
    hubs = np.zeros((n, n), bool)
    hubs[:2] = hubs[:, :2] = True
    near = params.allies_of_largest
    chances = chances / chances[hubs].sum() * np.where(hubs, near, 0.0) + np.where(
        hubs, 0.0, (1.0 - near) * chances / max(chances[~hubs].sum(), 1e-12)
    )
    taken = (rivalry > 0.0) | (alliance > 0.0)
    for i, j in draw_pairs(chances, taken, missing, draws[1]):
        alliance[i, j] = alliance[j, i] = _geometric(draws[2, j, i], params.allied_weight)
    _write(model, rivalry, alliance)


def _geometric(uniform: float, mean: float) -> float:
    """Return 1 + a geometric number with this mean in all."""
    if mean <= 1.0:
        return 1.0
    return float(1.0 + np.floor(np.log1p(-uniform) / np.log(1.0 - 1.0 / mean)))


def _write(model: State, rivalry: FloatArray, alliance: FloatArray) -> None:
    rows = model.cartels.rows
    model.cartels.rivalry[np.ix_(rows, rows)] = rivalry
    model.cartels.alliance[np.ix_(rows, rows)] = alliance


def link_by_rank(
    links: tuple[int, ...],
    weights: tuple[int, ...],
    n: int,
    rng: np.random.Generator,
    pull: float,
) -> FloatArray:
    """Return a symmetric network with these links and weights, hubs first, shape (n, n).

    Links are dealt by rank, so that the largest group is the hub and the smallest have none;
    who is linked with whom is drawn. The largest group has heavier pairs. Dealt in another
    order, the published deaths of 2012 and members of 2022 can't be had.

    Parameters
    ----------
    links
        Links of each group, falling; cut or filled with 0 to n groups.
    weights
        Weights of the pairs, falling.
    pull
        Odds of the largest group's pairs for the heavier weights, others' pairs have 1.
    """
    degree = np.zeros(n, int)
    count = min(n, len(links))
    degree[:count] = np.minimum(links[:count], n - 1)
    left, linked = degree.copy(), np.zeros((n, n), bool)
    pairs: list[tuple[int, int]] = []
    for hub in np.argsort(-degree, kind="stable"):
        open_to = np.where(linked[hub], 0, left)
        open_to[hub] = 0
        wanted = min(int(left[hub]), int((open_to > 0).sum()))
        if wanted <= 0:
            continue
        keys = np.log(rng.random(n)) / np.maximum(np.sqrt(open_to), 1e-9)
        chosen = np.argsort(-np.where(open_to > 0, keys, -np.inf), kind="stable")[:wanted]
        for other in chosen:
            linked[hub, other] = linked[other, hub] = True
            left[other] -= 1
            pairs.append((int(hub), int(other)))
        left[hub] = 0
    pairs = _fill(pairs, linked, len(weights), rng)
    rank = [-rng.random() * (pull if 0 in pair else 1.0) for pair in pairs]
    network = np.zeros((n, n))
    for order, place in enumerate(np.argsort(rank, kind="stable")):
        a, b = pairs[int(place)]
        network[a, b] = network[b, a] = weights[min(order, len(weights) - 1)]
    return network


def _fill(
    pairs: list[tuple[int, int]], linked: BoolArray, wanted: int, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Add random pairs away from the hubs until the number of pairs is right."""
    n = linked.shape[0]
    free = [(a, b) for a in range(min(2, n), n) for b in range(a + 1, n) if not linked[a, b]]
    missing = min(max(wanted - len(pairs), 0), len(free))
    for place in rng.choice(len(free), size=missing, replace=False) if missing else []:
        pairs.append(free[int(place)])
    return pairs[:wanted]


def _relate_nationally(model: State) -> None:
    """Set the network of 2020 by rank, for the published national form."""
    n, params = model.cartels.rows.size, model.params.structure
    rng = model.stream("structure/network")
    rivalry = link_by_rank(RIVAL_LINKS, RIVAL_WEIGHTS, n, rng, params.rival_pull)
    alliance = link_by_rank(ALLIED_LINKS, ALLIED_WEIGHTS, n, rng, params.allied_pull)
    _write(model, rivalry, alliance)


def _relate_from_file(model: State, path: Path) -> None:
    """Read rivals and allies from a table; unknown names rename unnamed groups.

    A name that no group has goes to the largest unnamed group still free, names with more
    links first.
    """
    table = read_table(path, NETWORK_SPEC)
    cartels, rows = model.cartels, model.cartels.rows
    place = {cartels.name[int(row)]: int(row) for row in rows}
    names = table["group_a"].tolist() + table["group_b"].tolist()
    free = [
        int(row) for row in rows if not cartels.named[row] and cartels.name[row] not in names
    ]
    counts = {name: names.count(name) for name in dict.fromkeys(names)}
    new = sorted((name for name in counts if name not in place), key=lambda name: -counts[name])
    if len(new) > len(free):
        extra = new[len(free)]
        line = names.index(extra) % len(table) + 2
        column = "group_a" if names.index(extra) < len(table) else "group_b"
        raise DataError(
            f"{path}, line {line}, column {column}: '{extra}' is one name too many;"
            f" the model has {rows.size} groups (population.cartels)."
        )
    for name, row in zip(new, free, strict=False):
        place[name], cartels.name[row] = row, name
    rivalry, alliance = np.zeros((rows.size, rows.size)), np.zeros((rows.size, rows.size))
    seen: set[tuple[int, int]] = set()
    for line, pair in enumerate(table.to_dict("records"), start=2):
        a, b = place[str(pair["group_a"])], place[str(pair["group_b"])]
        if a == b:
            name = pair["group_b"]
            raise DataError(
                f"{path}, line {line}, column group_b: '{name}' is paired with itself."
            )
        if (a, b) in seen:
            raise DataError(f"{path}, line {line}, column group_b: the pair is given twice.")
        seen |= {(a, b), (b, a)}
        rivalry[a, b] = rivalry[b, a] = float(pair["rivalry"])
        alliance[a, b] = alliance[b, a] = float(pair["alliance"])
    _write(model, rivalry, alliance)


# ------------------------------------------------------------------------------ all of it


def build_groups(model: State) -> None:
    """Create the groups of 2012 in ``model.cartels``, which must be empty."""
    params, world, cartels = model.params.structure, model.world, model.cartels
    n = model.config.population.cartels
    n_named = min(n, int(np.asarray(world.group_exists_2012).sum()))
    noise = model.stream("structure/sizes").standard_normal(cartels.capacity)[:n]
    size = group_sizes(n, n_named, noise, params)
    _place_named(model, size, n_named)
    _place_unnamed(model, size, n_named)
    if model.config.network_csv is not None:
        _relate_from_file(model, Path(model.config.network_csv))
    elif model.params.conflict.contact == "national":
        _relate_nationally(model)
    else:
        _relate_2012(model, n_named)
    if model.params.conflict.contact == "fronts":
        _tilt_unnamed(model)


def _tilt_unnamed(model: State) -> None:
    """Move members of unnamed groups towards states where 2012 needs more fighting.

    Each round multiplies a state by ``(needed / modelled)^power``, within limits, and keeps
    each group's total and its states; homes of one-state groups swap towards need. Without it
    the local lethality would run away where the file of groups is thin.
    """
    cartels, world, rows = model.cartels, model.world, model.cartels.rows
    year = list(world.homicide_years).index(2012)
    params, violence = model.params.structure, model.params.conflict
    first = world.homicides[:, year]
    calm = violence.other_homicide_rate * 1e-5 * world.population
    needed = np.maximum(first - calm, violence.least_cartel_share * first)
    unnamed = ~cartels.named[rows]
    size = cartels.size[rows]
    members = cartels.members[rows].copy()
    for _ in range(round(params.tilt_passes)):
        modelled = _rough_fights(model, rows, members)
        ratio = needed / needed.sum() / np.maximum(modelled / modelled.sum(), LEAST_WEIGHT)
        pull = np.clip(ratio**params.tilt_power, params.tilt_least, params.tilt_most)
        members[unnamed] *= pull
        members[unnamed] *= (size / np.maximum(members.sum(axis=1), LEAST_WEIGHT))[
            unnamed, None
        ]
        members = _spill(members, unnamed, pull)
    members *= (size / members.sum(axis=1))[:, None]
    cartels.members[rows] = members
    cartels.home[rows[unnamed]] = np.argmax(members[unnamed], axis=1)


def _spill(members: FloatArray, unnamed: BoolArray, pull: FloatArray) -> FloatArray:
    """Move whole one-state groups from the least to the most needy state, one in a round."""
    alone = unnamed & ((members > 0.0).sum(axis=1) == 1)
    here = np.argmax(members, axis=1)
    for target in np.argsort(-pull)[:2]:
        if pull[target] < 1.05:
            break
        cost = np.where(alone, pull[here], np.inf)
        row = int(np.argmin(cost))
        if not np.isfinite(cost[row]) or pull[here[row]] > 0.95:
            break
        if (alone & (here == here[row])).sum() < 2:
            alone[row] = False
            continue
        members[row, target], members[row, here[row]] = members[row, here[row]], 0.0
        alone[row] = False
    return members


def _rough_fights(model: State, rows: IntArray, members: FloatArray) -> FloatArray:
    """Return fights by state with every war burning in every state that both work in."""
    params = model.params.conflict
    pairs = np.ix_(rows, rows)
    matrix = params.background_rivalry + model.cartels.rivalry[pairs]
    matrix = matrix / (1.0 + model.cartels.alliance[pairs])
    np.fill_diagonal(matrix, 0.0)
    strength = fronts.strength_in(members, params)
    return np.asarray((strength * (matrix @ strength)).sum(axis=0))
