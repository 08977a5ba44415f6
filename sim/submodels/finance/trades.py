"""Labour and rents of the trades: who works where, and what the next member would bring.

Helper of ``firms`` and ``finance``. R regions, C groups, K trades in the order of `TRADES`.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.kernels import choices
from sim.state.state import State
from sim.world.load import TRADES

EXTORTION = TRADES.index("extortion")
RENT_TRADES = ("fuel_theft", "migrant_smuggling", "captured_business")
RENT_COLUMNS = [TRADES.index(name) for name in RENT_TRADES]
RAKING_ROUNDS = 40
BISECTIONS = 60


def regional_weights(members: FloatArray, exposure: FloatArray) -> FloatArray:
    """Return how each group spreads one trade's labour over regions.

    In proportion to its members times the region's exposure; where that is nil everywhere, in
    proportion to its members; all zero for a group without members.

    Parameters
    ----------
    members
        [person], shape (C, R).
    exposure
        Relative exposure to the trade, shape (R,).
    """
    out = np.empty(members.shape)
    choices.regional_weights(members, exposure, out)
    return out


def rent(labour: FloatArray, ceiling: FloatArray, productivity: float) -> FloatArray:
    """Return the revenue of one trade in each region [USD/year], shape (R,).

    ``V (1 - exp(-rho L / V))``: the first member takes rho, all together never more than V.

    Parameters
    ----------
    labour
        Members at work in the trade, L [person], shape (R,).
    ceiling
        What there is to take, V [USD/year], shape (R,).
    productivity
        Yield of the first member, rho [USD/member-year].
    """
    load = _load(labour, ceiling, productivity)
    return -ceiling * np.expm1(-load)


def marginal_rent(labour: FloatArray, ceiling: FloatArray, productivity: float) -> FloatArray:
    """Return what one more member would bring, ``rho exp(-rho L / V)`` [USD/member-year]."""
    load = _load(labour, ceiling, productivity)
    return np.where(ceiling > 0.0, productivity * np.exp(-load), 0.0)


def _load(labour: FloatArray, ceiling: FloatArray, productivity: float) -> FloatArray:
    takings = productivity * labour
    return np.divide(takings, ceiling, out=np.zeros_like(takings), where=ceiling > 0.0)


def per_worker(total: FloatArray, labour: FloatArray) -> FloatArray:
    """Return a regional total per member at work [USD/member-year], 0 where nobody works."""
    return np.divide(total, labour, out=np.zeros_like(total), where=labour > 0.0)


def fit_productivity(labour: FloatArray, ceiling: FloatArray, revenue: float) -> float:
    """Return the rho at which the regions together give a known revenue.

    Rises monotonically in rho, so bisection on its logarithm; a revenue above nine tenths
    of the reachable ceiling is capped there.

    Parameters
    ----------
    labour
        [person], shape (R,).
    ceiling
        [USD/year], shape (R,).
    revenue
        Revenue to reach [USD/year].
    """
    goal = min(revenue, 0.9 * float(ceiling[labour > 0.0].sum()))
    low, high = np.log(1.0), np.log(1e8)
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if float(rent(labour, ceiling, float(np.exp(middle))).sum()) < goal:
            low = middle
        else:
            high = middle
    return float(np.exp(0.5 * (low + high)))


def rake(shares: FloatArray, size: FloatArray, target: FloatArray) -> FloatArray:
    """Return labour shares that add up to known national shares, rows still summing to 1.

    Iterative proportional fitting: trades are scaled to the target and rows back to 1 in
    turn; a trade that a group does not work stays at zero.

    Parameters
    ----------
    shares
        Prior shares, shape (C, K), rows sum to 1.
    size
        Members of each group [person], shape (C,).
    target
        National share of labour in each trade, shape (K,), sums to 1.
    """
    fitted = shares.copy()
    for _ in range(RAKING_ROUNDS):
        national = size @ fitted / size.sum()
        scale = np.divide(target, national, out=np.ones_like(target), where=national > 0.0)
        fitted *= scale
        fitted /= fitted.sum(axis=1, keepdims=True)
    return fitted


def extortion_labour(model: State) -> FloatArray:
    """Return the members who extort firms in each region [person], shape (R,)."""
    rows = model.cartels.rows
    return np.asarray(
        model.cartels.trade_share[rows, EXTORTION] @ model.cartels.members[rows], float
    )


def exposures(model: State) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the regions' exposure to each trade of `RENT_TRADES`, shapes (R,)."""
    world = model.world
    return world.fuel_theft_exposure, world.migrant_route_exposure, world.capture_exposure


def national_labour(model: State) -> FloatArray:
    """Return the declared national share of labour in each trade in 2012, shape (K,)."""
    shares = model.params.finance.along("labour_share", TRADES)
    return np.asarray(shares / shares.sum(), float)


def prior_shares(model: State, names: list[str]) -> FloatArray:
    """Return the labour shares of groups before raking, shape (len(names), K).

    Named groups have those of ``groups.csv``, with no trade under the least share; the others
    draw theirs from a Dirichlet law around the national shares (concentration
    ``generated_concentration``): small groups are more specialised than the nation.
    """
    params = model.params.finance
    known = {name: row for row, name in enumerate(model.world.group_names)}
    mean = national_labour(model)
    shape = np.broadcast_to(
        params.generated_concentration * mean, (model.cartels.capacity, mean.size)
    )
    drawn = model.stream("finance/shares").gamma(shape)[model.cartels.rows] + 1e-9
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    for place, name in enumerate(names):
        if name in known:
            shares[place] = model.world.group_trade_share[known[name]]
    shares = np.maximum(shares, params.least_trade_share)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def assign_labour(model: State) -> None:
    """Give every group of the first month its shares of labour over the trades."""
    cartels = model.cartels
    rows = cartels.rows
    shares = prior_shares(model, [cartels.name[row] for row in rows])
    size = np.maximum(cartels.size[rows], 1.0)
    cartels.trade_share[rows] = rake(shares, size, national_labour(model))
