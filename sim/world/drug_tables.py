"""Start values of supply, read from the tables of drugs and markets into arrays."""

import numpy as np

from sim.array_types import FloatArray
from sim.rates import MONTHS_PER_YEAR
from sim.world.axes import DRUGS, MARKETS
from sim.world.load import World

GRAMS_PER_KG = 1000.0
FENTANYL, HEROIN, METHAMPHETAMINE, COCAINE, NOVEL = range(len(DRUGS))
OPIOIDS = (FENTANYL, HEROIN, NOVEL)
"""Drugs that opioid doses are split over, in the order of ``markets.dose_share``."""


def drug_values(world: World, parameter: str) -> FloatArray:
    """Return one undated parameter of ``drugs.csv`` by drug, NaN where there is none."""
    rows = world.drugs[world.drugs["parameter"] == parameter]
    values = dict(zip(rows["drug"], rows["value"], strict=True))
    return np.array([float(values.get(drug, np.nan)) for drug in DRUGS])


def market_values(world: World, parameter: str) -> FloatArray:
    """Return one parameter of ``markets.csv`` [its unit], shape (D, M), NaN where none."""
    rows = world.markets[world.markets["parameter"] == parameter]
    values = dict(
        zip(zip(rows["drug"], rows["market"], strict=True), rows["value"], strict=True)
    )
    return np.array(
        [[float(values.get((drug, market), np.nan)) for market in MARKETS] for drug in DRUGS]
    )


def doses_per_kg(world: World, of_opioids: FloatArray) -> FloatArray:
    """Return doses in a pure kilogram [dose/kg], shape (D,).

    Parameters
    ----------
    world
        Holds the doses of stimulants.
    of_opioids
        Doses in a pure kilogram of each of ``OPIOIDS``, which parameters own, shape (3,).
    """
    doses = drug_values(world, "doses_per_pure_gram") * GRAMS_PER_KG
    doses[list(OPIOIDS)] = of_opioids
    return doses


def like_fentanyl_per_dose(values: FloatArray, doses: FloatArray) -> FloatArray:
    """Return values per kg with the novel opioid's set to fentanyl's value per dose.

    Nothing was sold in 2012, so nothing was priced; a dose that does the same costs the same.
    """
    filled = values.copy()
    filled[NOVEL] = values[FENTANYL] * doses[NOVEL] / doses[FENTANYL]
    return filled


def demand_abroad(world: World, fentanyl_export: float, doses: FloatArray) -> FloatArray:
    """Return what each market but the US uses in 2012 [pure kg/month], shape (D, M).

    The United States' column is zero. Fentanyl is a potential demand, brought back from 2018
    by its growth; overseas and for novel opioids (by dose) it is scaled by how open markets
    are to synthetic opioids.
    """
    demand = np.nan_to_num(market_values(world, "start_consumption_kg")) / MONTHS_PER_YEAR
    growth = market_values(world, "start_growth")[FENTANYL, 1]
    demand[FENTANYL, 1] *= (1.0 + growth) ** -6.0
    demand[FENTANYL, 2:] = fentanyl_export * demand[FENTANYL, 1]
    demand[NOVEL] = fentanyl_export * demand[FENTANYL] * doses[FENTANYL] / doses[NOVEL]
    return np.asarray(demand)
