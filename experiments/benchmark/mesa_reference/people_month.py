"""What a month brings to every person, as plain numbers, and what comes together from them."""

import math
from collections import defaultdict

import numpy as np
from scipy.special import expit, logit

from sim.agents.consumer import CLASSES, COCAINE, METH, OPIOID, RX, STATES
from sim.array_types import FloatArray
from sim.kernels.consumers import DEPENDENT, TREATMENT
from sim.mechanisms import tempered
from sim.model import CartelMarket
from sim.rates import MONTHS_PER_YEAR, approach, chance
from sim.submodels import consumption, treatment
from sim.submodels.consumption import amounts, overdose, people
from sim.submodels.consumption import risk_factors as risks
from sim.world.axes import DRUGS

NO_STATES = (0.0,) * len(STATES)


class Month:
    """One month: numbers by class and state that agents read, and sums that they add to."""

    uses = (1.0, 1.0, 1.0, 0.0)

    def __init__(self, market: CartelMarket, policy: dict[str, float]) -> None:
        """Work out the month from the market's prices and the policy."""
        self.dt, self.years = market.dt, market.dt / MONTHS_PER_YEAR
        self.response = amounts.responses(
            market.params.consumption, market.strength["demand_elasticity"]
        )
        self.used = [list(NO_STATES) for _ in CLASSES[1:]]
        self.users = [list(NO_STATES) for _ in CLASSES]
        self.mentions = [0.0] * len(DRUGS)
        self.with_opioid: dict[str, float] = defaultdict(float)
        self.expected = self.deaths = self.opioid_deaths = 0.0
        self.dependent_weight = self.dependent_risk = 0.0
        self.from_rx = self.rx_dependent = 0.0
        self._price_use(market, policy["harm_reduction"])
        setting = overdose.setting_of(
            market,
            harm_reduction=policy["harm_reduction"],
            user_liability=policy["user_liability"],
        )
        self._price_opioids(market, setting)
        self._price_others(market, setting)

    def _price_use(self, market: CartelMarket, harm_reduction: float) -> None:
        """Set what amounts follow."""
        params, response = market.params.consumption, self.response
        strength = market.strength["treatment_demand"]
        more_use = 1.0 - strength * params.naloxone_use * math.expm1(
            -params.naloxone_reach * harm_reduction
        )
        farthest = consumption.FARTHEST_PRICE
        log_price = np.clip(market.markets.log_price, -farthest, farthest)
        shift = response.cross * amounts.other_prices(log_price)
        shift[0] += math.log(more_use)
        scale = amounts.state_scale(params)
        extra = (response.amount - response.short_run) * log_price
        self.closed = amounts.habit_closed(params, self.dt)
        self.target = np.outer(extra, scale).tolist()
        self.now = (np.outer(response.short_run * log_price, scale) + shift[:, None]).tolist()
        self.log_most = (math.log(params.most_spending) - log_price).tolist()

    def _price_opioids(self, market: CartelMarket, setting: risks.Setting) -> None:
        """Set what the risk of illicit opioid users follows."""
        params, dt = market.params.consumption, self.dt
        self.spread = params.market_spread
        self.centre = risks.market_centre(setting.fentanyl_share, self.spread)
        purity = risks.relative_purity(setting.powder_purity, params)
        self.potency = params.potency_step * purity**params.potency_purity
        self.lethality = risks.fentanyl_lethality(purity, setting.novel_part, params)
        following = approach(params.tolerance_time, dt)
        self.speed = (following, following, 0.0, approach(params.tolerance_loss_time, dt))
        self.usual = (params.tolerance_occasional, 0.0, 0.0, params.tolerance_lost)
        self.low, self.high = params.surprise_low, params.surprise_high
        self.surprise, self.amount_power = params.surprise, params.death_amount
        base = params.base_rate_opioid * risks.help_factor(setting) * setting.pandemic
        self.opioid_risk = (base * risks.state_risk(params)).tolist()
        self.exit_months = params.exit_risk_months
        strength = market.strength["treatment_demand"]
        self.after_exit = float(tempered(params.death_after_exit, strength))
        self.heroin_mix, self.novel_part = params.heroin_mix, setting.novel_part
        self.co_use = tuple(
            (DRUGS.index(drug), drug, market.driver(f"opioid_users_on_{short}"), named)
            for drug, short, named in (
                ("cocaine", "cocaine", params.cocaine_mention),
                ("methamphetamine", "meth", params.methamphetamine_mention),
            )
        )

    def _price_others(self, market: CartelMarket, setting: risks.Setting) -> None:
        """Set the risks of prescription-opioid and of stimulant users."""
        params, share = market.params.consumption, setting.fentanyl_share
        treated = float(risks.state_risk(params)[TREATMENT])
        own, fake = risks.rx_rates(setting, share, params, treated)
        self.rx_own, self.rx_fake = own.tolist(), fake.tolist()
        self.rx_named = params.rx_synthetic_mention
        self.stimulant_risk = risks.stimulant_risk(params).tolist()
        self.stimulant = {}
        for drug_class in (COCAINE, METH):
            late = float(expit(logit(share) - params.west_lag))
            local = late if drug_class == METH else share
            rate, by_fake = risks.stimulant_rates(drug_class, setting, local, params)
            power = getattr(params, f"amount_power_{CLASSES[drug_class]}")
            self.stimulant[drug_class] = (rate, power, by_fake)

    def publish_use(self, market: CartelMarket) -> None:
        """Hand demand, deaths and the risk that users see to the market."""
        state, params, flows = market.consumption, market.params.consumption, market.flows
        used = np.array(self.used)
        usual = amounts.usual_use(params, market.params.treatment)
        dependent = max(float(state.users[OPIOID, DEPENDENT]), 1.0)
        state.opioid_amount = self.used[0][DEPENDENT] / dependent
        consumption.publish_demand(market, (used * usual).sum(axis=1))
        state.expected_deaths = self.expected
        faced = self.dependent_risk / max(self.dependent_weight, 1.0)
        closed = approach(params.fear_time, self.dt)
        change = math.log(max(faced, 1e-9) / state.perceived_risk)
        state.perceived_risk *= math.exp(closed * change)
        flows.overdose_deaths += self.deaths
        flows.opioid_deaths += self.opioid_deaths
        named = market.driver("certificates_naming_drug")
        flows.overdose_deaths_by_drug += named * np.array(self.mentions)
        flows.cocaine_deaths_with_opioid += self.with_opioid["cocaine"]
        flows.methamphetamine_deaths_with_opioid += self.with_opioid["methamphetamine"]

    def price_starts(self, market: CartelMarket, demand_prevention: float) -> None:
        """Set the rates of starting, escalating, quitting and relapse after the deaths."""
        params, state = market.params.consumption, market.consumption
        log_price = np.asarray(market.markets.log_price, dtype=float)
        self.prevention = consumption.prevention(market, demand_prevention)
        self.pool = self.prevention * state.at_risk / people.AT_RISK_2012
        self.priced = np.exp(self.response.start * log_price)
        self.fear = (state.perceived_risk / state.reference_risk) ** -params.fear
        start = np.array([params.start_from_misuse, params.start_from_rx, 0.0, 0.0])
        start *= self.priced[0] * self.fear * self.prevention
        escalate = np.array([params.rx_escalation, 0.0, 0.0, 0.0])
        leaving = chance((start + escalate) / MONTHS_PER_YEAR, self.dt)
        starting = leaving * start / np.maximum(start + escalate, 1e-12)
        self.rx_leaving, self.rx_starting = leaving.tolist(), starting.tolist()
        quitting = [0.0, *(self.response.quitting * log_price).tolist()]
        self.to_dependent, self.any_move = [], []
        for drug_class, change in enumerate(quitting):
            quit_factor = math.exp(change)
            escalation = math.exp(-params.escalation_part * change)
            moves = people.move_rates(drug_class, quit_factor, escalation, params)
            first, any_move = moves.chances(self.dt)
            self.to_dependent.append(first.tolist())
            self.any_move.append(any_move.tolist())

    def starters(self, market: CartelMarket) -> dict[str, float]:
        """Return people who begin in this month by kind, after the rows have been thinned."""
        params, pool = market.params.consumption, self.pool
        prescribed = market.driver("prescribed_opioids") ** params.start_rx_power
        cocaine = params.start_cocaine * market.driver("cocaine_availability")
        meth = params.start_methamphetamine * market.driver("meth_starts")
        fear = self.fear**params.fear_other
        opioid = params.start_other_opioid * float(self.priced[0]) * fear
        return {
            "opioid_from_rx": self.from_rx,
            "opioid": opioid * pool * self.years,
            "rx_dependent": self.rx_dependent,
            "rx": params.start_rx * prescribed * pool * self.years,
            "cocaine": cocaine * pool * float(self.priced[1]) * self.years,
            "methamphetamine": meth * pool * float(self.priced[2]) * self.years,
        }

    def open_treatment(self, market: CartelMarket, rates: FloatArray) -> None:
        """Set the chances of entering and leaving treatment."""
        params, state = market.params.treatment, market.treatment
        self.redrawn = float(chance(1.0 / params.willing_time, self.dt))
        self.willing = 1.0 - params.unwilling
        self.enters = chance(rates, self.dt).tolist()
        self.first_year, self.leave_recovered = params.first_year, params.leave_recovered
        surplus = np.zeros(len(CLASSES))
        surplus[[RX, OPIOID]] = 1.0 - 1.0 / max(state.utilisation, 1.0)
        self.leaves = [
            chance(treatment.leaving_rate(float(part), params), self.dt).tolist()
            for part in surplus
        ]
