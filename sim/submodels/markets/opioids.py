"""Opioids compete by the dose: one demand for doses, shared by price and habit."""

import numpy as np

from sim.array_types import FloatArray
from sim.params.markets import MarketsParams


def shares_2012(params: MarketsParams) -> FloatArray:
    """Return shares of opioid doses in January 2012 [1], shape (3,); heroin has the rest."""
    synthetic = np.array([params.fentanyl_share_2012, 0.0, params.novel_share_2012])
    return np.asarray(synthetic + np.array([0.0, 1.0 - synthetic.sum(), 0.0]))


def dose_shares(appeal: FloatArray, dose_price: FloatArray, substitution: float) -> FloatArray:
    """Return shares of opioid doses [1], shape (3,): fentanyl, heroin, novel opioid.

    ``appeal x price^-substitution``, normalised. With habit (below) a cheaper drug rises
    along a logistic at ``(price ratio^substitution - 1) / habit_time`` with no curve put in.

    Parameters
    ----------
    appeal
        How used buyers are to each opioid [1], shape (3,), sums to 1.
    dose_price
        Retail price of a dose [USD], shape (3,).
    substitution
        Elasticity of substitution.
    """
    relative = dose_price / dose_price.min()
    pull = appeal * relative**-substitution
    return np.asarray(pull / pull.sum())


def appeal_for(shares: FloatArray, dose_price: FloatArray, substitution: float) -> FloatArray:
    """Return the appeal at which these shares hold at these prices, shape (3,)."""
    appeal = shares * (dose_price / dose_price.min()) ** substitution
    return np.asarray(appeal / appeal.sum())


def grow_used_to(appeal: FloatArray, shares: FloatArray, closed: float) -> FloatArray:
    """Return appeal one step on: habit follows the shares in use."""
    return np.asarray(appeal + closed * (shares - appeal))


def mean_dose_price(shares: FloatArray, dose_price: FloatArray) -> float:
    """Return what a mean opioid dose costs [USD]."""
    return float(shares @ dose_price)
