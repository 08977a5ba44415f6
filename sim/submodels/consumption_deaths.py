"""Who dies of an overdose: local supply, tolerance, hazards, thinned deaths and their drugs."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from sim.axes import DRUGS
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach, chance
from sim.mechanisms import tempered
from sim.params.consumption import ConsumptionParams
from sim.population import IntArray
from sim.submodels.consumption_people import COCAINE, RX, TREATMENT

LOGISTIC_NORMAL = 0.346
"""Spread of a probit against a logit, squared: keeps the mean local share near the national."""

SMALLEST_SHARE = 1e-4


@dataclass(frozen=True)
class Setting:
    """What the month brings to everybody: the supply's fentanyl, help, and the pandemic."""

    fentanyl_share: float
    novel_part: float
    powder_purity: float
    cocaine_purity: float
    naloxone_averted: float
    liability: float
    seizures: float
    pandemic: float


def local_share(share: float, market_rank: FloatArray, spread: float) -> FloatArray:
    """Return the share of fentanyl in each person's local supply [1], shape (n,).

    ``logistic(sqrt(1 + 0.346 spread^2) logit(share) + spread z)``: markets turn years apart,
    and their mean stays near the national share.

    Parameters
    ----------
    share
        National share of users' opioid that holds fentanyl [1], in (0, 1).
    market_rank
        Standard normal z, high where fentanyl comes early, shape (n,).
    spread
        Spread of markets [logit].
    """
    centre = np.sqrt(1.0 + LOGISTIC_NORMAL * spread**2) * logit(share)
    return np.asarray(expit(centre + spread * market_rank))


def exposed_share(dose_share: float, shift: float) -> float:
    """Return the share of users' opioid that holds fentanyl, from its share of doses [1]."""
    inside = np.clip(dose_share, SMALLEST_SHARE, 1.0 - SMALLEST_SHARE)
    return float(expit(logit(inside) + shift))


def relative_purity(powder_purity: float, params: ConsumptionParams) -> float:
    """Return powder purity over the reference [1], not under its floor."""
    return max(powder_purity, params.lowest_purity) / params.reference_purity


def log_potency(share: FloatArray, purity: float, params: ConsumptionParams) -> FloatArray:
    """Return the log of the effective dose, heroin of 2012 at 0, shape (n,).

    ``ln((1 - f) + f K purity^a)``: what tolerance grows to, and a change surprises with.
    """
    step = params.potency_step * purity**params.potency_purity
    return np.asarray(np.log1p(share * (step - 1.0)))


def new_tolerance(
    tolerance: FloatArray,
    state: IntArray,
    potency: FloatArray,
    params: ConsumptionParams,
    dt: float,
) -> FloatArray:
    """Return tolerance one step on [log dose], shape (n,).

    It follows the usual dose of those who use, stands still under medication (an agonist),
    and is lost within months in recovery.
    """
    following = approach(params.tolerance_time, dt)
    speed = np.array([following, following, 0.0, approach(params.tolerance_loss_time, dt)])
    usual = np.array([params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost])
    uses = np.array([1.0, 1.0, 1.0, 0.0])
    return np.asarray(
        tolerance + speed[state] * (uses[state] * potency + usual[state] - tolerance)
    )


def surprise(
    potency: FloatArray, tolerance: FloatArray, params: ConsumptionParams
) -> FloatArray:
    """Return how far the dose exceeds tolerance [log dose], within its range, shape (n,)."""
    return np.clip(potency - tolerance, params.surprise_low, params.surprise_high)


def fentanyl_lethality(purity: float, novel_part: float, params: ConsumptionParams) -> float:
    """Return the death rate on fentanyl or a novel opioid over heroin [1].

    ``L purity^g (1 + n (R - 1))``, n the part of novel opioids.
    """
    mixed = 1.0 + novel_part * (params.lethality_novel - 1.0)
    return float(params.lethality_fentanyl * purity**params.lethality_purity * mixed)


def naloxone_averted(supply: float, params: ConsumptionParams, strength: float) -> float:
    """Return the fraction of opioid deaths averted by naloxone: it saturates.

    ``strength x A (1 - exp(-k supply))`` with supply in multiples of 2024.
    """
    return (
        strength * params.naloxone_ceiling * float(-np.expm1(-params.naloxone_reach * supply))
    )


def liability_factor(
    liability: float, base: float, params: ConsumptionParams, strength: float
) -> float:
    """Return opioid deaths under user liability over those under its 2012 level [1].

    Good Samaritan laws lower deaths by a fraction where nobody is liable; liability (0 to 1)
    loses it in proportion.
    """
    effect = strength * params.good_samaritan
    return (1.0 + effect * (1.0 - liability)) / (1.0 + effect * (1.0 - base))


def seizure_factor(effort: float, params: ConsumptionParams, strength: float) -> float:
    """Return opioid deaths with users near US seizures over those at the 2012 effort [1].

    A seizure sends the few users near it to unknown sellers for some weeks. Small by the
    footprint: ``1 + footprint x effort x (risk - 1)`` over the same at effort 1.
    """
    excess = params.seizure_footprint * (float(tempered(params.seizure_risk, strength)) - 1.0)
    return (1.0 + excess * effort) / (1.0 + excess)


def state_risk(params: ConsumptionParams) -> FloatArray:
    """Return each state's opioid death rate over that of dependence [1], shape (state,)."""
    return np.array([params.death_occasional, 1.0, params.death_in_treatment, 0.0])


def stimulant_risk(params: ConsumptionParams) -> FloatArray:
    """Return each state's stimulant death rate over that of dependence [1], shape (state,)."""
    return np.array([params.stimulant_occasional, 1.0, params.stimulant_treated, 0.0])


def opioid_terms(
    share: FloatArray, setting: Setting, params: ConsumptionParams
) -> tuple[FloatArray, FloatArray]:
    """Return lethality over heroin, and the chance that a death is by fentanyl, shape (n,)."""
    purity = relative_purity(setting.powder_purity, params)
    lethality = fentanyl_lethality(purity, setting.novel_part, params)
    by_fentanyl = share * lethality
    mixed = 1.0 - share + by_fentanyl
    return mixed, by_fentanyl / mixed


def help_factor(setting: Setting) -> float:
    """Return opioid deaths after naloxone, liability and seizures over none of them [1]."""
    return (1.0 - setting.naloxone_averted) * setting.liability * setting.seizures


def contamination_rate(
    drug_class: int, setting: Setting, share: float, params: ConsumptionParams
) -> float:
    """Return the yearly death rate by fentanyl that was not sought, for a dependent user."""
    rates = params.along("contamination", ("rx", "cocaine", "methamphetamine"))
    rate = float(rates[max(drug_class - 1, 0)])
    purity = relative_purity(setting.powder_purity, params) ** params.contamination_purity
    return float(rate * purity * help_factor(setting) * share)


def thinned(
    weight: FloatArray, rate: FloatArray, uniform: FloatArray, dt: float
) -> tuple[FloatArray, float]:
    """Return people who die in each row, drawn, and the number expected.

    Stochastic rounding of ``weight x chance``: unbiased, one uniform a row, so that two
    policies share their luck. Never more than the row holds.

    Parameters
    ----------
    weight
        People of each row, shape (n,).
    rate
        Death rate [1/year], shape (n,).
    uniform
        Uniform numbers in [0, 1), shape (n,).
    dt
        Step [month].
    """
    mean = weight * chance(rate / MONTHS_PER_YEAR, dt)
    return np.minimum(np.floor(mean + uniform), np.floor(weight)), float(mean.sum())


def opioid_mentions(
    deaths: FloatArray,
    by_fentanyl: FloatArray,
    share: FloatArray,
    novel_part: float,
    params: ConsumptionParams,
) -> FloatArray:
    """Return deaths of opioid users by drug present [deaths], shape (D,).

    One death, several mentions: fentanyl where present; heroin where alone, or mixed with
    fentanyl in proportion to heroin's local share. ``fentanyl`` counts every synthetic
    opioid, novel ones included.
    """
    mentions = np.zeros(len(DRUGS))
    synthetic = deaths * by_fentanyl
    mixed = np.minimum(params.heroin_mix * (1.0 - share), 1.0)
    mentions[DRUGS.index("fentanyl")] = synthetic.sum()
    mentions[DRUGS.index("heroin")] = deaths.sum() - synthetic.sum() + (synthetic * mixed).sum()
    mentions[DRUGS.index("novel_opioid")] = novel_part * synthetic.sum()
    return mentions


def co_use_mentions(
    deaths: FloatArray, rank: FloatArray, co_using: float, on_certificate: float
) -> float:
    """Return opioid deaths that also name a stimulant: users with a rank under the share."""
    return on_certificate * float(deaths[rank < co_using].sum())


def rx_rates(
    state: IntArray, setting: Setting, share: float, params: ConsumptionParams, treated: float
) -> tuple[FloatArray, FloatArray]:
    """Return yearly death rates by the prescribed drug and by counterfeits, shape (n,).

    Parameters
    ----------
    state
        State of each row, shape (n,).
    setting, share, params
        The month, the share of counterfeits with fentanyl [1], rates.
    treated
        Death rate in treatment over untreated [1].
    """
    own = np.array([params.rx_rate_misuse, params.rx_rate_dependent, 0.0, 0.0])
    own[TREATMENT] = treated * params.rx_rate_dependent
    own *= setting.pandemic**params.pandemic_power_rx
    exposed = np.array([params.contamination_misuse, 1.0, treated, 0.0])
    return own[state], (exposed * contamination_rate(RX, setting, share, params))[state]


def stimulant_rates(
    drug_class: int,
    quantity: FloatArray,
    setting: Setting,
    share: float,
    params: ConsumptionParams,
) -> tuple[FloatArray, float]:
    """Return yearly death rates of dependent users: by the stimulant, shape (n,), by fentanyl.

    The own rate rises with amount, ``h q^theta`` (times purity for cocaine): without it the
    rise of deaths per user cannot be had.
    """
    name = "cocaine" if drug_class == COCAINE else "methamphetamine"
    rate = getattr(params, f"base_rate_{name}")
    own = rate * quantity ** getattr(params, f"amount_power_{name}")
    if drug_class == COCAINE:
        own = own * setting.cocaine_purity / params.cocaine_reference_purity
    pandemic = setting.pandemic**params.pandemic_power_stimulant
    return own * pandemic, pandemic * contamination_rate(drug_class, setting, share, params)
