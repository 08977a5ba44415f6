"""Production in January 2012: who makes what, how much, and at which normal margin."""

import numpy as np

from sim.array_types import BoolArray, FloatArray
from sim.params.production import ProductionParams
from sim.state.balance import Balance2012
from sim.state.state import State
from sim.submodels.production.rules import capacity_weights
from sim.world.axes import DRUGS
from sim.world.drug_tables import COCAINE, FENTANYL, HEROIN, METHAMPHETAMINE, NOVEL

N_DRUGS = len(DRUGS)
BALANCED = [HEROIN, METHAMPHETAMINE, COCAINE]
"""Drugs whose price was normal in 2012; a new drug's price was far above what it required."""


def who_makes(model: State) -> tuple[BoolArray, FloatArray]:
    """Return who makes which drug, and the groups' shares of capacity [1], shapes (n, D)."""
    cartels, params, rows = model.cartels, model.params.production, model.cartels.rows
    rng = model.stream("production")
    chances = rng.random((cartels.capacity, N_DRUGS))[rows]
    noise = rng.standard_normal((cartels.capacity, N_DRUGS))[rows]
    makes = _makers(model, chances)
    weights = capacity_weights(cartels.size[rows], makes, noise, params.capacity_spread)
    return makes, weights


def _makers(model: State, chances: FloatArray) -> BoolArray:
    """Return which groups make which drug in 2012, shape (n, D)."""
    cartels, params, world = model.cartels, model.params.production, model.world
    rows = cartels.rows
    makes = chances < params.generated_share
    place = {name: row for row, name in enumerate(world.group_names)}
    for i, row in enumerate(rows):
        name = cartels.name[row]
        if cartels.named[row] and name in place:
            makes[i] = world.group_drugs[place[name]]
    makes[:, [FENTANYL, NOVEL]] = False
    heroin = np.flatnonzero(makes[:, HEROIN])
    largest = heroin[np.argsort(-cartels.size[rows][heroin], kind="stable")]
    makes[largest[: round(params.fentanyl_groups_2012)], FENTANYL] = True
    return np.asarray(makes, dtype=bool)


def normal_margins(
    net: FloatArray,
    cost: FloatArray,
    doses: FloatArray,
    start: Balance2012,
    params: ProductionParams,
) -> FloatArray:
    """Return the normal margin of each drug [USD/kg], shape (D,).

    Of old drugs what the price of 2012 leaves; of new drugs a parameter, which their price
    was far above.

    Parameters
    ----------
    net
        Border price times the share that arrived in 2012 [USD/kg], shape (D,).
    cost
        Cost of making in 2012 [USD/kg], shape (D,).
    doses
        Doses in a pure kilogram, shape (D,).
    """
    margin = np.zeros(N_DRUGS)
    margin[FENTANYL] = params.margin_fentanyl
    margin[NOVEL] = (
        params.margin_fentanyl * params.premium_novel * doses[NOVEL] / doses[FENTANYL]
    )
    left = net - cost - start.routes.transport
    margin[BALANCED] = left[BALANCED]
    if (margin <= 0.0).any():
        worst = DRUGS[int(np.argmin(margin))]
        raise ValueError(f"{worst} costs more than its border price of 2012; lower its costs")
    return margin
