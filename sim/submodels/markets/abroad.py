"""Markets outside the United States: demand curves, incumbents, and their wholesale price."""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.params.markets import MarketsParams
from sim.state.markets import Abroad
from sim.world.axes import MARKETS
from sim.world.drug_tables import (
    FENTANYL,
    GRAMS_PER_KG,
    NOVEL,
    demand_abroad,
    drug_values,
    market_values,
)
from sim.world.load import World

OVERSEAS = slice(2, len(MARKETS))


def start(world: World, params: MarketsParams, doses: FloatArray) -> Abroad:
    """Return the markets of 2012 from ``markets.csv``.

    Wholesale prices overseas are multiples of the US wholesale price. At home groups sell
    partly on the street, so their price is the geometric mean of wholesale and retail.
    """
    demand = demand_abroad(world, params.fentanyl_export, doses)
    share = np.nan_to_num(market_values(world, "start_mexican_share"))
    growth = np.nan_to_num(market_values(world, "start_growth"))
    growth[[FENTANYL, NOVEL]] = growth[FENTANYL, 1]
    elasticity = np.nan_to_num(market_values(world, "demand_elasticity"), nan=-0.5)
    wholesale = market_values(world, "start_wholesale_pure_kg")
    retail = market_values(world, "start_retail_pure_g") * GRAMS_PER_KG
    price = np.sqrt(wholesale * retail)
    us = drug_values(world, "start_2012_us_wholesale")
    price[:, 2] = params.price_multiple_europe * us
    price[:, 3] = params.price_multiple_asia_pacific * us
    price[NOVEL] = price[FENTANYL] * doses[NOVEL] / doses[FENTANYL]
    synthetic = np.zeros(demand.shape, bool)
    synthetic[[FENTANYL, NOVEL]] = True
    incumbents = np.where(synthetic, 0.0, demand * (1.0 - share))
    price = np.where(demand > 0.0, price, 1.0)
    return Abroad(demand, incumbents, growth, elasticity, price, np.zeros(demand.shape))


def clear(
    market: Abroad, delivered: FloatArray, *, years: float, elasticity: float, closed: float
) -> None:
    """Move prices abroad towards the one that clears demand, incumbents and Mexican sales.

    ``ln p += closed x clip(ln(demand / supply)) / (eta - e)``: one Newton step towards
    ``demand x p^e = incumbents x p^eta + Mexican sales``, slowed; within a factor of e^1.5.

    Parameters
    ----------
    market
        Changed in place: ``log_price``.
    delivered
        Mexican sales [pure kg/month], shape (D, M).
    years
        Years since January 2012.
    elasticity
        Of incumbents' supply.
    closed
        Part of the gap closed in this step.
    """
    scale = (1.0 + market.growth) ** years
    active = market.demand_2012 > 0.0
    demand = market.demand_2012 * scale * np.exp(market.elasticity * market.log_price)
    supply = market.incumbents_2012 * scale * np.exp(elasticity * market.log_price) + delivered
    supply = np.maximum(supply, 0.05 * demand)
    gap = np.where(
        active, np.log(np.where(active, demand, 1.0) / np.where(active, supply, 1.0)), 0.0
    )
    step = closed * clip(gap, -1.0, 1.0) / (elasticity - market.elasticity)
    market.log_price = clip(market.log_price + step, -1.5, 1.5)


def mexican_sales_2012(market: Abroad) -> FloatArray:
    """Return Mexican sales that balance each market in 2012 [pure kg/month], shape (D, M).

    None for synthetic opioids: their demand there is potential only.
    """
    sales = market.demand_2012 - market.incumbents_2012
    sales[[FENTANYL, NOVEL]] = 0.0
    return sales
