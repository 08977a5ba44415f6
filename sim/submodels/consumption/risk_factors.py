"""What the risk of an overdose follows: supply, help, liability, state. Rows: `sim.kernels`."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from sim.agents.consumer import CLASSES, COCAINE, RX
from sim.array_types import FloatArray
from sim.arrays import clip
from sim.kernels.consumers import TREATMENT
from sim.mechanisms import tempered
from sim.params.consumption import ConsumptionParams

LOGISTIC_NORMAL = 0.346
"""Spread of a probit against a logit, squared: keeps the mean local share near the national."""

SMALLEST_SHARE = 1e-4
"""Shares stay this far from 0 and 1, where their logit ends."""


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


def market_centre(share: float, spread: float) -> float:
    """Return the logit of the share of fentanyl in a middling local market.

    ``sqrt(1 + 0.346 spread^2) logit(share)``: over markets of that spread, the mean local
    share stays near the national one.

    Parameters
    ----------
    share
        National share of users' opioid that holds fentanyl [1], in (0, 1).
    spread
        Spread of markets [logit].
    """
    return float(np.sqrt(1.0 + LOGISTIC_NORMAL * spread**2) * logit(share))


def novel_part(dose_share: FloatArray) -> float:
    """Return the novel part of synthetic opioid doses [1], from shares of doses, shape (3,)."""
    return float(dose_share[2]) / max(float(dose_share[0] + dose_share[2]), 1e-12)


def exposed_share(dose_share: float, shift: float) -> float:
    """Return the share of users' opioid that holds fentanyl, from its share of doses [1]."""
    inside = clip(dose_share, SMALLEST_SHARE, 1.0 - SMALLEST_SHARE)
    return float(expit(logit(inside) + shift))


def relative_purity(powder_purity: float, params: ConsumptionParams) -> float:
    """Return powder purity over the reference [1], not under its floor."""
    return max(powder_purity, params.lowest_purity) / params.reference_purity


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


def rx_rates(
    setting: Setting, share: float, params: ConsumptionParams, treated: float
) -> tuple[FloatArray, FloatArray]:
    """Return yearly death rates by the prescribed drug and by counterfeits, shape (state,).

    Parameters
    ----------
    setting, share, params
        The month, the share of counterfeits with fentanyl [1], rates.
    treated
        Death rate in treatment over untreated [1].
    """
    own = np.array([params.rx_rate_misuse, params.rx_rate_dependent, 0.0, 0.0])
    own[TREATMENT] = treated * params.rx_rate_dependent
    own *= setting.pandemic**params.pandemic_power_rx
    exposed = np.array([params.contamination_misuse, 1.0, treated, 0.0])
    return own, exposed * contamination_rate(RX, setting, share, params)


def stimulant_rates(
    drug_class: int, setting: Setting, share: float, params: ConsumptionParams
) -> tuple[float, float]:
    """Return yearly death rates of dependent users: by the stimulant, and by fentanyl.

    The own rate is that at the amount of 2012; it rises with amount, ``h q^theta`` (times
    purity for cocaine): without it the rise of deaths per user cannot be had.
    """
    own = float(getattr(params, f"base_rate_{CLASSES[drug_class]}"))
    if drug_class == COCAINE:
        own *= setting.cocaine_purity / params.cocaine_reference_purity
    pandemic = setting.pandemic**params.pandemic_power_stimulant
    return own * pandemic, pandemic * contamination_rate(drug_class, setting, share, params)
