"""Overdose deaths of a step: the month's setting, hazards by class, draws and the books."""

from dataclasses import replace

import numpy as np
from scipy.special import expit, logit

from sim.agents.consumer import CLASSES, COCAINE, METH, OPIOID, RX
from sim.array_types import FloatArray
from sim.kernels import consumers as kernels
from sim.kernels.consumers import (
    DEPENDENT,
    DIED,
    DIED_IN_STATE,
    EXPECTED,
    FACED,
    SYNTHETIC,
    TREATMENT,
    WITH_COCAINE,
    WITH_HEROIN,
    WITH_METH,
)
from sim.mechanisms import tempered
from sim.params.consumption import ConsumptionParams
from sim.rates import MONTHS_PER_YEAR, approach
from sim.state.state import State
from sim.submodels.consumption import risk_factors as risks
from sim.world.axes import DRUGS

FENTANYL, HEROIN, COCAINE_DRUG, NOVEL = (
    DRUGS.index(drug) for drug in ("fentanyl", "heroin", "cocaine", "novel_opioid")
)


def setting_of(model: State, *, harm_reduction: float, user_liability: float) -> risks.Setting:
    """Gather what the month brings to every user: supply, help, liability, pandemic."""
    params, strength = model.params.consumption, model.strength
    novel = risks.novel_part(np.asarray(model.markets.dose_share, dtype=float))
    return risks.Setting(
        fentanyl_share=risks.exposed_share(
            float(model.markets.fentanyl_share), params.exposure_shift
        ),
        novel_part=novel,
        powder_purity=float(model.markets.purity_used[FENTANYL]),
        cocaine_purity=float(model.markets.purity_used[COCAINE_DRUG]),
        naloxone_averted=risks.naloxone_averted(
            harm_reduction, params, strength["treatment_demand"]
        ),
        liability=risks.liability_factor(
            user_liability,
            model.baseline_lever("user_liability"),
            params,
            strength["us_partners"],
        ),
        seizures=risks.seizure_factor(
            float(model.enforcement.us_effort), params, strength["us_partners"]
        ),
        pandemic=model.driver("pandemic_risk"),
    )


def setting_with(model: State, setting: risks.Setting, dose_share: FloatArray) -> risks.Setting:
    """Return the month with another mixture of opioids, shape (3,): that of what is sold."""
    share = float(dose_share[0] + dose_share[2])
    return replace(
        setting,
        fentanyl_share=risks.exposed_share(share, model.params.consumption.exposure_shift),
        novel_part=risks.novel_part(dose_share),
    )


def opioid_month(model: State, setting: risks.Setting) -> kernels.Opioids:
    """Return what the risk of illicit opioid users follows this month."""
    strength = model.strength["treatment_demand"]
    return opioid_numbers(
        model.params.consumption,
        setting,
        dt=model.dt,
        strength=strength,
        co_use=(model.driver("opioid_users_on_cocaine"), model.driver("opioid_users_on_meth")),
    )


def opioid_numbers(
    params: ConsumptionParams,
    setting: risks.Setting,
    *,
    dt: float,
    strength: float,
    co_use: tuple[float, float],
) -> kernels.Opioids:
    """Return what the risk of illicit opioid users follows in a setting.

    Parameters
    ----------
    params, setting
        Parameters, and the month.
    dt
        Step [month].
    strength
        Strength of ``treatment_demand``.
    co_use
        Shares of them who use cocaine and methamphetamine too [1].
    """
    purity = risks.relative_purity(setting.powder_purity, params)
    following = approach(params.tolerance_time, dt)
    lost = approach(params.tolerance_loss_time, dt)
    base = params.base_rate_opioid * risks.help_factor(setting) * setting.pandemic
    return kernels.Opioids(
        speed=np.array([following, following, 0.0, lost]),
        uses=np.array([1.0, 1.0, 1.0, 0.0]),
        usual=np.array([params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost]),
        risk=base * risks.state_risk(params),
        centre=risks.market_centre(setting.fentanyl_share, params.market_spread),
        spread=float(params.market_spread),
        potency=float(params.potency_step * purity**params.potency_purity),
        lethality=risks.fentanyl_lethality(purity, setting.novel_part, params),
        least_surprise=float(params.surprise_low),
        most_surprise=float(params.surprise_high),
        surprise=float(params.surprise),
        amount_power=float(params.death_amount),
        exit_months=float(params.exit_risk_months),
        after_exit=float(tempered(params.death_after_exit, strength)),
        heroin_mix=float(params.heroin_mix),
        on_cocaine=co_use[0],
        on_meth=co_use[1],
        years=dt / MONTHS_PER_YEAR,
    )


def stimulant_month(model: State, drug_class: int, setting: risks.Setting) -> kernels.Stimulant:
    """Return what the risk of the users of a stimulant follows this month."""
    params, share = model.params.consumption, setting.fentanyl_share
    if drug_class == METH:
        share = float(expit(logit(share) - params.west_lag))
    own, fake = risks.stimulant_rates(drug_class, setting, share, params)
    power = float(getattr(params, f"amount_power_{CLASSES[drug_class]}"))
    return kernels.Stimulant(
        risk=risks.stimulant_risk(params),
        own=own,
        power=power,
        fake=fake,
        years=model.dt / MONTHS_PER_YEAR,
    )


def rx_month(model: State, setting: risks.Setting) -> tuple[FloatArray, FloatArray]:
    """Return yearly death rates of prescription-opioid users by state: prescribed, and fake."""
    params = model.params.consumption
    treated = float(risks.state_risk(params)[TREATMENT])
    return risks.rx_rates(setting, setting.fentanyl_share, params, treated)


def book(model: State, setting: risks.Setting, sums: FloatArray) -> None:
    """Put a step's deaths in the books, by the drugs that certificates name.

    Parameters
    ----------
    sums
        What rows did, by class, shape (class, ``N_SUMS``).
    """
    state, params = model.consumption, model.params.consumption
    learn_risk(model, sums[OPIOID])
    state.expected_deaths = float(sums[:, EXPECTED].sum())
    model.flows.overdose_deaths += float(sums[:, DIED].sum())
    mentions = opioid_mentions(model, setting, sums[OPIOID])
    mentions[FENTANYL] += rx_mentions(model, setting, sums[RX])
    for drug_class in (COCAINE, METH):
        name = CLASSES[drug_class]
        by_fentanyl = float(sums[drug_class, SYNTHETIC])
        mentions[DRUGS.index(name)] += float(sums[drug_class, DIED])
        mentions[FENTANYL] += by_fentanyl
        model.flows.opioid_deaths += by_fentanyl
        _book_with_opioid(model, drug_class, by_fentanyl)
    named = model.driver("certificates_naming_drug")
    model.flows.overdose_deaths_by_drug += named * mentions
    seizures = params.seizures_2012 * float(model.enforcement.us_effort)
    near = (
        model.strength["us_partners"] * params.nonfatal_per_1000_seizures * seizures / 1_000.0
    )
    model.flows.nonfatal_near_seizures += near * model.dt / MONTHS_PER_YEAR


def opioid_mentions(model: State, setting: risks.Setting, sums: FloatArray) -> FloatArray:
    """Book deaths of illicit opioid users; return them by drug named, shape (D,).

    One death, several mentions: fentanyl where present; heroin where alone, or mixed with
    fentanyl in proportion to heroin's local share; stimulants by users who use both.
    ``fentanyl`` counts every synthetic opioid, novel ones included.
    """
    params = model.params.consumption
    died, synthetic = float(sums[DIED]), float(sums[SYNTHETIC])
    mentions = np.zeros(len(DRUGS))
    mentions[FENTANYL] = synthetic
    mentions[HEROIN] = died - synthetic + float(sums[WITH_HEROIN])
    mentions[NOVEL] = setting.novel_part * synthetic
    for drug_class, both, certificate in (
        (COCAINE, sums[WITH_COCAINE], params.cocaine_mention),
        (METH, sums[WITH_METH], params.methamphetamine_mention),
    ):
        mentions[DRUGS.index(CLASSES[drug_class])] = certificate * both
        _book_with_opioid(model, drug_class, certificate * float(both))
    model.flows.opioid_deaths += died
    return mentions


def _book_with_opioid(model: State, drug_class: int, deaths: float) -> None:
    """Book deaths that name a stimulant and an opioid."""
    if drug_class == COCAINE:
        model.flows.cocaine_deaths_with_opioid += deaths
    else:
        model.flows.methamphetamine_deaths_with_opioid += deaths


def rx_mentions(model: State, setting: risks.Setting, sums: FloatArray) -> float:
    """Book deaths of prescription-opioid users; return those that name a synthetic opioid."""
    own, fake = rx_month(model, setting)
    by_fake = fake / np.maximum(own + fake, 1e-12)
    named = by_fake + model.params.consumption.rx_synthetic_mention * (1.0 - by_fake)
    model.flows.opioid_deaths += float(sums[DIED])
    return float(sums[DIED_IN_STATE:] @ named)


def learn_risk(model: State, sums: FloatArray) -> None:
    """Move the perceived risk towards the log death rate that dependent users face."""
    state = model.consumption
    faced = float(sums[FACED]) / max(float(state.users[OPIOID, DEPENDENT]), 1.0)
    closed = approach(model.params.consumption.fear_time, model.dt)
    change = np.log(max(faced, 1e-9) / state.perceived_risk)
    state.perceived_risk *= float(np.exp(closed * change))
