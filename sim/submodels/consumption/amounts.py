"""How much people use at this month's price: short run, habit, and demand in kilograms."""

from dataclasses import dataclass

import numpy as np

from sim.agents.consumer import CLASSES
from sim.array_types import FloatArray
from sim.arrays import clip
from sim.kernels.consumers import Use
from sim.params.consumption import ConsumptionParams
from sim.params.treatment import TreatmentParams
from sim.rates import MONTHS_PER_YEAR, approach
from sim.world.axes import DRUGS

PRICED = CLASSES[1:]
"""Classes whose drug is bought on the market, in the order of ``markets.log_price``."""

SPLIT_DRUGS = ("fentanyl", "heroin", "novel_opioid")
"""Drugs that opioid doses are split over, in the order of ``markets.dose_share``."""

GRAMS_PER_KG = 1_000.0

LEAST = 1e-12
"""What stands for nothing where a logarithm is taken or a share is formed."""


@dataclass(frozen=True)
class Response:
    """Elasticities in force, shape (3,) over ``PRICED``: already times the strength."""

    short_run: FloatArray
    amount: FloatArray
    start: FloatArray
    quitting: FloatArray
    cross: float


def responses(params: ConsumptionParams, strength: float) -> Response:
    """Return the elasticities of amount, starts and quitting at a strength of the mechanism.

    The long run is split: amount per user takes ``amount_part`` of it, starts and quitting
    have elasticities in proportion to it. Giving all of it to the amount counts twice.
    """
    long_run = strength * params.along("long_run", PRICED)
    return Response(
        short_run=strength * params.along("short_run", PRICED),
        amount=long_run * params.along("amount_part", PRICED),
        start=long_run * params.along("start_part", PRICED),
        quitting=-long_run * params.along("quit_part", PRICED),
        cross=strength * params.cross_price,
    )


def state_scale(params: ConsumptionParams) -> FloatArray:
    """Return each state's elasticity over the stated one [1], shape (state,)."""
    dependent = params.dependent_scale
    occasional = dependent / params.dependent_to_occasional
    return np.array([occasional, dependent, dependent, dependent])


def use_of(
    priced: int,
    response: Response,
    *,
    log_price: float,
    shift: float,
    grams: FloatArray,
    params: ConsumptionParams,
    dt: float,
) -> Use:
    """Return how amounts of one class follow its price.

    At once ``scale x short_run x log_price + shift``; the habit moves towards
    ``scale x (amount - short_run) x log_price``.

    Parameters
    ----------
    priced
        Place in ``PRICED``.
    response
        Elasticities in force.
    log_price
        Log price over its 2012 value.
    shift
        Log change from other drugs' prices and from naloxone [1].
    grams
        Pure grams a year by state at the prices of 2012, shape (state,).
    params
        Uses scales, the habit's time and the most that a user can spend.
    dt
        Step [month].
    """
    scale, short = state_scale(params), float(response.short_run[priced])
    extra = float(response.amount[priced]) - short
    return Use(
        target=extra * log_price * scale,
        now=short * log_price * scale + shift,
        grams=grams,
        closed=habit_closed(params, dt),
        log_most=float(np.log(params.most_spending) - log_price),
    )


def rationed(use: Use, share: float) -> Use:
    """Return use at a share of every amount that is wanted [1], above 0."""
    less = float(np.log(share))
    return use._replace(now=use.now + less, log_most=use.log_most + less)


def other_prices(log_price: FloatArray) -> FloatArray:
    """Return the mean log price of the other two drugs, shape (3,)."""
    return (log_price.sum() - log_price) / (log_price.size - 1)


def usual_use(params: ConsumptionParams, treatment: TreatmentParams) -> FloatArray:
    """Return pure grams a year at 2012 prices by class and state, shape (3, state).

    People in treatment use ``use_in_treatment`` of what they would use; recovered people use
    nothing. Opioids in heroin equivalents. The strength of ``treatment_demand`` acts once, on
    how places follow money: applied here too, a reversal would undo itself.
    """
    dependent = params.along("dependent_grams", PRICED)
    treated = dependent * treatment.use_in_treatment
    occasional = params.along("occasional_grams", PRICED)
    return np.stack([occasional, dependent, treated, np.zeros_like(dependent)], axis=1)


def doses_per_kg(params: ConsumptionParams) -> FloatArray:
    """Return doses in a pure kg of each drug of ``SPLIT_DRUGS``, shape (3,)."""
    heroin = params.doses_per_kg_heroin
    fentanyl = heroin * params.potency_fentanyl_heroin
    return np.array([fentanyl, heroin, fentanyl * params.potency_novel_fentanyl])


def doses_of(kg: FloatArray, params: ConsumptionParams) -> FloatArray:
    """Return the doses of each drug of ``SPLIT_DRUGS`` in kilograms by drug, shape (3,)."""
    opioids = np.array([kg[DRUGS.index(drug)] for drug in SPLIT_DRUGS])
    return np.asarray(opioids * doses_per_kg(params))


def rations(wanted: FloatArray, sold: FloatArray, params: ConsumptionParams) -> FloatArray:
    """Return the share of what each class wants that there is to buy [1], shape (3,).

    Opioids by their doses, since a dose of one stands in for a dose of another.

    Parameters
    ----------
    wanted, sold
        Demand, and what of it there is [kg], shape (D,).
    """

    def by_class(kg: FloatArray) -> FloatArray:
        stimulants = [kg[DRUGS.index(name)] for name in PRICED[1:]]
        amount = np.array([float(doses_of(kg, params).sum()), *stimulants])
        return np.asarray(np.maximum(amount, LEAST))

    return np.asarray(clip(by_class(sold) / by_class(wanted), LEAST, 1.0))


def demand_in_kg(
    grams_per_year: FloatArray, dose_share: FloatArray, params: ConsumptionParams, dt: float
) -> FloatArray:
    """Return the pure kg of each drug that a step's use asks for, shape (D,).

    Parameters
    ----------
    grams_per_year
        Use of each class of ``PRICED`` [g/year], opioids in heroin equivalents, shape (3,).
    dose_share
        Share of opioid doses that is each drug of ``SPLIT_DRUGS`` [1], sums to 1, shape (3,).
    params
        Uses the doses in a kilogram.
    dt
        Step [month].
    """
    opioid, cocaine, meth = grams_per_year / GRAMS_PER_KG * dt / MONTHS_PER_YEAR
    kg = np.zeros(len(DRUGS))
    doses = opioid * params.doses_per_kg_heroin * dose_share
    for drug, drug_kg in zip(SPLIT_DRUGS, doses / doses_per_kg(params), strict=True):
        kg[DRUGS.index(drug)] = drug_kg
    kg[DRUGS.index("cocaine")] = cocaine
    kg[DRUGS.index("methamphetamine")] = meth
    return kg


def programme_reach(scale: float) -> float:
    """Return how far a programme reaches, 1 at its 2024 scale: each step reaches fewer.

    ``(1 - exp(-scale)) / (1 - exp(-1))`` with ``scale`` in multiples of 2024.
    """
    return float(np.expm1(-scale) / np.expm1(-1.0))


def prevention_factor(
    campaign: float, school: float, base: float, params: ConsumptionParams, strength: float
) -> float:
    """Return starts under prevention over starts under the prevention of 2012 [1].

    Parameters
    ----------
    campaign, school
        Reach of campaigns now and of school programmes with their lag [1].
    base
        Reach of both in 2012 [1].
    params
        Uses ``campaign_effect`` and ``school_effect``.
    strength
        Strength of ``treatment_demand``.
    """

    def factor(campaign_reach: float, school_reach: float) -> float:
        change = params.campaign_effect * campaign_reach + params.school_effect * school_reach
        return max(1.0 + strength * change, 0.0)

    return factor(campaign, school) / factor(base, base)


def habit_closed(params: ConsumptionParams, dt: float) -> float:
    """Return the share of a habit's gap that closes in a step [1]."""
    return approach(params.habit_time, dt)
