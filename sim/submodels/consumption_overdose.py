"""Overdose deaths of a step: the month's setting, hazards by class, draws and the books."""

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from sim.agents.consumer import CLASSES
from sim.axes import DRUGS
from sim.calendar import MONTHS_PER_YEAR, FloatArray, approach
from sim.mechanisms import tempered
from sim.population import IntArray
from sim.submodels import consumption_deaths as risks
from sim.submodels.consumption_people import COCAINE, DEPENDENT, METH, OPIOID, RX, TREATMENT

if TYPE_CHECKING:
    from sim.model import CartelMarket

FENTANYL, COCAINE_DRUG = DRUGS.index("fentanyl"), DRUGS.index("cocaine")


def setting_of(
    model: "CartelMarket", *, harm_reduction: float, user_liability: float
) -> risks.Setting:
    """Gather what the month brings to every user: supply, help, liability, pandemic."""
    params, strength = model.params.consumption, model.strength
    shares = model.markets.dose_share
    novel = float(shares[2]) / max(float(shares[0] + shares[2]), 1e-12)
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
            model.lever_2012("user_liability"),
            params,
            strength["us_partners"],
        ),
        seizures=risks.seizure_factor(
            float(model.enforcement.us_effort), params, strength["us_partners"]
        ),
        pandemic=model.driver("pandemic_risk"),
    )


def die(model: "CartelMarket", setting: risks.Setting, uniform: FloatArray) -> None:
    """Draw the month's deaths of every class, take them from the rows, and book them."""
    mentions = opioid_deaths(model, setting, uniform)
    mentions += rx_deaths(model, setting, uniform)
    for drug_class in (COCAINE, METH):
        mentions += stimulant_deaths(model, drug_class, setting, uniform)
    named = model.driver("certificates_naming_drug")
    model.flows["overdose_deaths_by_drug"] += named * mentions
    params = model.params.consumption
    seizures = params.seizures_2012 * float(model.enforcement.us_effort)
    near = (
        model.strength["us_partners"] * params.nonfatal_per_1000_seizures * seizures / 1_000.0
    )
    model.flows["nonfatal_near_seizures"] += near * model.dt / MONTHS_PER_YEAR


def take(
    model: "CartelMarket", block: slice, rate: FloatArray, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of a block at yearly rates, remove them and return them by row [people]."""
    weight = model.consumers.weight[block]
    deaths, expected = risks.thinned(weight, rate, uniform[block], model.dt)
    weight -= deaths
    model.consumption.expected_deaths += expected
    model.flows["overdose_deaths"] += float(deaths.sum())
    return deaths


def opioid_deaths(
    model: "CartelMarket", setting: risks.Setting, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of illicit opioid users; return them by drug named, shape (D,)."""
    state, columns, params = model.consumption, model.consumers, model.params.consumption
    block = state.blocks[OPIOID]
    in_state, strength = columns.state[block], model.strength["treatment_demand"]
    share = risks.local_share(
        setting.fentanyl_share, columns.market_rank[block], params.market_spread
    )
    potency = risks.log_potency(
        share, risks.relative_purity(setting.powder_purity, params), params
    )
    columns.tolerance[block] = risks.new_tolerance(
        columns.tolerance[block], in_state, potency, params, model.dt
    )
    mixed, by_fentanyl = risks.opioid_terms(share, setting, params)
    extra = risks.surprise(potency, columns.tolerance[block], params)
    amount_risk = state.quantity[block] ** params.death_amount
    rate = mixed * np.exp(params.surprise * extra) * amount_risk
    rate *= (risks.state_risk(params) * params.base_rate_opioid)[in_state]
    rate *= risks.help_factor(setting) * setting.pandemic
    new_exit = columns.months_since_treatment[block] < params.exit_risk_months
    rate[new_exit & (in_state == DEPENDENT)] *= tempered(params.death_after_exit, strength)
    learn_risk(model, rate, in_state)
    deaths = take(model, block, rate, uniform)
    mentions = risks.opioid_mentions(deaths, by_fentanyl, share, setting.novel_part, params)
    for drug, ranks, driver, certificate in (
        ("cocaine", columns.cocaine_rank, "opioid_users_on_cocaine", params.cocaine_mention),
        (
            "methamphetamine",
            columns.meth_rank,
            "opioid_users_on_meth",
            params.methamphetamine_mention,
        ),
    ):
        mentions[DRUGS.index(drug)] = risks.co_use_mentions(
            deaths, ranks[block], model.driver(driver), certificate
        )
        model.flows[f"{drug}_deaths_with_opioid"] += mentions[DRUGS.index(drug)]
    model.flows["opioid_deaths"] += float(deaths.sum())
    return mentions


def learn_risk(model: "CartelMarket", rate: FloatArray, in_state: IntArray) -> None:
    """Move the perceived risk towards the log death rate that dependent users face."""
    state, block = model.consumption, model.consumption.blocks[OPIOID]
    weight = model.consumers.weight[block] * (in_state == DEPENDENT)
    faced = float(weight @ rate) / max(float(weight.sum()), 1.0)
    closed = approach(model.params.consumption.fear_time, model.dt)
    change = np.log(max(faced, 1e-9) / state.perceived_risk)
    state.perceived_risk *= float(np.exp(closed * change))


def rx_deaths(model: "CartelMarket", setting: risks.Setting, uniform: FloatArray) -> FloatArray:
    """Draw deaths of prescription-opioid users; return them by drug named, shape (D,)."""
    columns, params = model.consumers, model.params.consumption
    block = model.consumption.blocks[RX]
    share = setting.fentanyl_share
    treated = float(risks.state_risk(params)[TREATMENT])
    own, fake = risks.rx_rates(columns.state[block], setting, share, params, treated)
    deaths = take(model, block, own + fake, uniform)
    by_fake = fake / np.maximum(own + fake, 1e-12)
    model.flows["opioid_deaths"] += float(deaths.sum())
    mentions = np.zeros(len(DRUGS))
    mentions[FENTANYL] = deaths @ (by_fake + params.rx_synthetic_mention * (1.0 - by_fake))
    return mentions


def stimulant_deaths(
    model: "CartelMarket", drug_class: int, setting: risks.Setting, uniform: FloatArray
) -> FloatArray:
    """Draw deaths of stimulant users; return them by drug named, shape (D,)."""
    state, params = model.consumption, model.params.consumption
    block = state.blocks[drug_class]
    share = setting.fentanyl_share
    if drug_class == METH:
        share = float(expit(logit(share) - params.west_lag))
    own, fake = risks.stimulant_rates(drug_class, state.quantity[block], setting, share, params)
    risk = risks.stimulant_risk(params)
    rate = (own + fake) * risk[model.consumers.state[block]]
    deaths = take(model, block, rate, uniform)
    mentions = np.zeros(len(DRUGS))
    mentions[DRUGS.index(CLASSES[drug_class])] = deaths.sum()
    mentions[FENTANYL] = deaths @ (fake / (own + fake))
    model.flows["opioid_deaths"] += mentions[FENTANYL]
    model.flows[f"{CLASSES[drug_class]}_deaths_with_opioid"] += mentions[FENTANYL]
    return mentions
