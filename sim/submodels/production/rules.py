"""Rules of making drugs: who holds capacity, how it is used and grows, how know-how spreads."""

import numpy as np

from sim.array_types import BoolArray, FloatArray
from sim.arrays import clip
from sim.params.production import ProductionParams


def capacity_weights(
    size: FloatArray, makes: BoolArray, noise: FloatArray, spread: float
) -> FloatArray:
    """Return each group's share of national capacity by drug [1], shape (n, D).

    ``1 / rank x exp(spread x noise)`` over the groups that make a drug, ranked by members.

    Parameters
    ----------
    size
        Members [people], shape (n,).
    makes
        Whether a group makes or buys a drug, shape (n, D).
    noise
        Standard normal draws, shape (n, D).
    spread
        Log standard deviation.
    """
    rank = np.empty(size.size)
    rank[np.argsort(-size, kind="stable")] = np.arange(1, size.size + 1)
    weight = makes * np.exp(spread * noise) / rank[:, None]
    total = weight.sum(axis=0)
    return np.asarray(weight / np.where(total > 0.0, total, 1.0))


def capacity_use(log_margin: FloatArray, params: ProductionParams) -> FloatArray:
    """Return the share of capacity in use: ``usual x mu^elasticity`` within 0.2 to 1."""
    use = params.usual_use * np.exp(params.use_elasticity * log_margin)
    return np.asarray(clip(use, 0.2, 1.0))


def growth_rate(
    log_margin: FloatArray, log_availability: FloatArray, pace: float
) -> FloatArray:
    """Return the growth of capacity [1/month].

    ``pace x clip(ln(mu x avail), -1, 2) x (1 + 0.2 max(0, ln mu))``. Availability stands
    inside because scarce chemicals must not draw new kitchens.
    """
    signal = clip(log_margin + log_availability, -1.0, 2.0)
    return np.asarray(pace * signal * (1.0 + 0.2 * np.maximum(log_margin, 0.0)))


def labour_factor(labour: FloatArray, labour_2012: FloatArray, elasticity: float) -> FloatArray:
    """Return output over that of 2012 for the members at work: ``(L / L_2012)^elasticity``.

    1 for a group that has no 2012 (founded later with no inheritance); ratios within 0.1-10.
    """
    known = labour_2012 > 0.0
    ratio = np.where(known, labour / np.where(known, labour_2012, 1.0), 1.0)
    return np.asarray(clip(ratio, 0.1, 10.0) ** elasticity)


def learning_hazard(
    knowing_share: float, advantage: FloatArray, params: ProductionParams
) -> FloatArray:
    """Return the hazard of learning to make fentanyl [1/month].

    ``(base + rate x share of opioid groups that know) x advantage``: logistic adoption; the
    advantage is price over required price of fentanyl against heroin, as a ratio to 2012 at
    the strength of the mechanism.
    """
    return (params.knowhow_base + params.adoption_rate * knowing_share) * advantage
