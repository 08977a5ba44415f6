"""All consumers as ordinary Mesa objects, by the rules of consumption and treatment.

Prices, funding and pools are the market's own; everything that an agent does is done by the
agent, in three rounds of `shuffle_do` a month: use and perhaps die, move, seek treatment.
"""

import math
from typing import Any

import mesa

from experiments.benchmark.mesa_reference.people_month import Month
from sim.agents.consumer import CLASSES, COCAINE, METH, OPIOID, RX, STATES
from sim.kernels.consumers import DEPENDENT, OCCASIONAL, RECOVERED, TREATMENT
from sim.model import CartelMarket
from sim.rates import MONTHS_PER_YEAR
from sim.submodels import consumption, treatment
from sim.submodels.consumption import flows as people_flows
from sim.submodels.consumption import people
from sim.submodels.consumption.people import NEVER
from sim.world.axes import DRUGS

TRAITS = ("market_rank", "cocaine_rank", "meth_rank", "willing_rank")
STATE = ("state", "weight", "tolerance", "habit", "months_in_state", "months_since_treatment")
FENTANYL, HEROIN, NOVEL = (DRUGS.index(f) for f in ("fentanyl", "heroin", "novel_opioid"))


class Person(mesa.Agent):
    """Weighted people of one class; the subclasses say what they die of."""

    drug_class = RX

    def __init__(self, model: "People", **values: float) -> None:
        """Keep the state as attributes."""
        super().__init__(model)
        for name, value in values.items():
            setattr(self, name, value)

    def use(self) -> None:
        """Use at this month's price, and run the risk of an overdose."""

    def buy(self) -> float:
        """Follow the price with the habit, and return the amount over that of 2012."""
        month, priced = self.model.month, self.drug_class - 1
        self.habit += month.closed * (month.target[priced][self.state] - self.habit)
        wanted = month.now[priced][self.state] + self.habit
        amount = math.exp(min(wanted, month.log_most[priced]))
        month.used[priced][self.state] += self.weight * amount
        return amount

    def die(self, rate: float) -> int:
        """Take the dead of a month at a yearly rate from the people behind the agent."""
        month = self.model.month
        mean = self.weight * -math.expm1(-rate * month.years)
        deaths: int = min(math.floor(mean + self.random.random()), math.floor(self.weight))
        self.weight -= deaths
        month.expected += mean
        month.deaths += deaths
        return deaths

    def move(self) -> None:
        """Move between states, or stop for good."""
        month, state = self.model.month, self.state
        self.months_in_state += month.dt
        self.months_since_treatment += month.dt
        uniform = self.random.random()
        if uniform < month.to_dependent[self.drug_class][state]:
            self.begin_state(DEPENDENT)
        elif uniform < month.any_move[self.drug_class][state]:
            if state == DEPENDENT:
                self.begin_state(RECOVERED)
            else:
                self.model.leave(self)

    def begin_state(self, state: int) -> None:
        """Be in another state from now on."""
        self.state, self.months_in_state = state, 0.0

    def seek_treatment(self) -> None:
        """Think again, enter treatment or leave it; then be counted."""
        month, draw = self.model.month, self.random.random
        uniform = draw()
        if uniform < month.redrawn:
            self.willing_rank = uniform / month.redrawn
        is_willing = self.willing_rank < month.willing
        if self.state == TREATMENT:
            is_early = self.months_in_state - 0.5 * month.dt < month.first_year
            if draw() < month.leaves[self.drug_class][0 if is_early else 1]:
                self.begin_state(RECOVERED if draw() < month.leave_recovered else DEPENDENT)
                self.months_since_treatment = 0.0
        elif is_willing and self.state == DEPENDENT and draw() < month.enters[self.drug_class]:
            self.begin_state(TREATMENT)
        month.users[self.drug_class][self.state] += self.weight


class RxUser(Person):
    """People on prescription opioids; some of them start on illicit ones."""

    def use(self) -> None:
        """Run the risk of the prescribed drug and of counterfeits."""
        month, state = self.model.month, self.state
        own, fake = month.rx_own[state], month.rx_fake[state]
        deaths = self.die(own + fake)
        if deaths:
            by_fake = fake / max(own + fake, 1e-12)
            month.mentions[FENTANYL] += deaths * (by_fake + month.rx_named * (1.0 - by_fake))
            month.opioid_deaths += deaths

    def move(self) -> None:
        """Let some of the people behind the agent start, then move as the others do."""
        month, state = self.model.month, self.state
        month.from_rx += self.weight * month.rx_starting[state]
        month.rx_dependent += self.weight * (month.rx_leaving[state] - month.rx_starting[state])
        self.weight *= 1.0 - month.rx_leaving[state]
        super().move()


class OpioidUser(Person):
    """Illicit opioid users, with their local market and their tolerance."""

    drug_class = OPIOID

    def use(self) -> None:
        """Use, get used to it, and run the risk of an overdose."""
        month, state, amount = self.model.month, self.state, self.buy()
        share = 1.0 / (1.0 + math.exp(-month.centre - month.spread * self.market_rank))
        potency = math.log1p(share * (month.potency - 1.0))
        aim = month.uses[state] * potency + month.usual[state]
        self.tolerance += month.speed[state] * (aim - self.tolerance)
        extra = min(max(potency - self.tolerance, month.low), month.high)
        by_fentanyl = share * month.lethality
        mixed = 1.0 - share + by_fentanyl
        rate = mixed * math.exp(month.surprise * extra) * amount**month.amount_power
        rate *= month.opioid_risk[state]
        if state == DEPENDENT:
            if self.months_since_treatment < month.exit_months:
                rate *= month.after_exit
            month.dependent_weight += self.weight
            month.dependent_risk += self.weight * rate
        deaths = self.die(rate)
        if deaths:
            self._certify(deaths, by_fentanyl / mixed, share)

    def _certify(self, deaths: int, by_fentanyl: float, share: float) -> None:
        """Put the drugs on the certificates."""
        month = self.model.month
        synthetic = deaths * by_fentanyl
        with_heroin = min(month.heroin_mix * (1.0 - share), 1.0)
        month.mentions[FENTANYL] += synthetic
        month.mentions[HEROIN] += deaths - synthetic + synthetic * with_heroin
        month.mentions[NOVEL] += month.novel_part * synthetic
        ranks = (self.cocaine_rank, self.meth_rank)
        for rank, (drug, name, sharing, named) in zip(ranks, month.co_use, strict=True):
            if rank < sharing:
                month.mentions[drug] += named * deaths
                month.with_opioid[name] += named * deaths
        month.opioid_deaths += deaths


class CocaineUser(Person):
    """Cocaine users."""

    drug_class = COCAINE

    def use(self) -> None:
        """Use, and run the risk of the drug and of fentanyl that was not sought."""
        month, name = self.model.month, CLASSES[self.drug_class]
        own, power, fake = month.stimulant[self.drug_class]
        own *= self.buy() ** power
        deaths = self.die((own + fake) * month.stimulant_risk[self.state])
        if deaths:
            by_fake = deaths * fake / (own + fake)
            month.mentions[DRUGS.index(name)] += deaths
            month.mentions[FENTANYL] += by_fake
            month.opioid_deaths += by_fake
            month.with_opioid[name] += by_fake


class MethUser(CocaineUser):
    """Methamphetamine users."""

    drug_class = METH


KINDS: tuple[type[Person], ...] = (RxUser, OpioidUser, CocaineUser, MethUser)


class People(mesa.Model):
    """The consumers of a market as objects; `consume` and `treat` stand in for processes."""

    def __init__(self, market: CartelMarket) -> None:
        """Make an object of every row in use."""
        super().__init__(rng=int(market.config.seed) + 1)
        columns, self.market = market.consumers, market
        rows = columns.rows
        names = (*STATE, *TRAITS)
        lists = [getattr(columns, name)[rows].tolist() for name in names]
        for row, *values in zip(columns.drug_class[rows].tolist(), *lists, strict=True):
            KINDS[row](self, **dict(zip(names, values, strict=True)))
        self.capacity = people.block_sizes(market.config.population.consumers).tolist()
        self.month: Any = None

    def consume(self, market: CartelMarket, **policy: float) -> None:
        """Stand in for ``consumption.advance``."""
        self.month = month = Month(market, policy)
        self.agents.shuffle_do("use")
        month.publish_use(market)
        month.price_starts(market, policy["demand_prevention"])
        self.agents.shuffle_do("move")
        self._begin(market, month.starters(market))

    def treat(
        self, market: CartelMarket, *, treatment_funding: float, user_liability: float
    ) -> None:
        """Stand in for ``treatment.advance``."""
        state, params, month = market.treatment, market.params.treatment, self.month
        treatment.fund(market, treatment_funding)
        state.utilisation = state.on_medication / state.places
        month.open_treatment(market, treatment.entry_rates(market, user_liability))
        self.agents.shuffle_do("seek_treatment")
        market.consumption.users[:] = month.users
        state.treated_by_class = market.consumption.users[:, TREATMENT].copy()
        state.utilisation = state.on_medication / state.places
        spent = state.in_treatment * params.cost_per_place * market.dt / MONTHS_PER_YEAR
        market.flows.treatment_cost_usd += spent

    def leave(self, person: Person) -> None:
        """Let an agent stop for good: to the stable pool, or to the people at risk."""
        pools = self.market.consumption
        if person.state == RECOVERED:
            pools.stable[person.drug_class] += person.weight
        else:
            pools.at_risk += person.weight
        self.market.flows.consumer_exits += person.weight
        person.remove()

    def _begin(self, market: CartelMarket, flows: dict[str, float]) -> None:
        """Make agents for the month's starters; those who come from the pool are entries."""
        from_pool = sum(flows[name] for name in CLASSES)
        market.consumption.at_risk -= from_pool
        market.flows.consumer_entries += from_pool
        occasional = market.params.consumption.tolerance_occasional
        for drug_class, state, starters in (
            (RX, OCCASIONAL, flows["rx"]),
            (RX, DEPENDENT, flows["rx_dependent"]),
            (OPIOID, OCCASIONAL, flows["opioid"] + flows["opioid_from_rx"]),
            (COCAINE, OCCASIONAL, flows["cocaine"]),
            (METH, OCCASIONAL, flows["methamphetamine"]),
        ):
            number = people_flows.new_rows(market, drug_class)
            self._make_room(drug_class, number)
            tolerance = occasional if state == OCCASIONAL else 0.0
            for _ in range(number):
                values = dict(zip(STATE, (state, starters / number, tolerance), strict=False))
                KINDS[drug_class](self, **values, **self._newcomer())

    def _newcomer(self) -> dict[str, float]:
        """Return what a newcomer begins with, and the traits that last."""
        draw = self.random.gauss
        market, cocaine, meth = draw(0.0, 1.0), draw(0.0, 1.0), draw(0.0, 1.0)
        return {
            **{"habit": 0.0, "months_in_state": 0.0, "months_since_treatment": NEVER},
            "market_rank": market,
            "cocaine_rank": normal_rank(-0.3 * market + math.sqrt(1.0 - 0.3**2) * cocaine),
            "meth_rank": normal_rank(0.5 * market + math.sqrt(1.0 - 0.5**2) * meth),
            "willing_rank": self.random.random(),
        }

    def _make_room(self, drug_class: int, number: int) -> None:
        """Merge light agents of one state in pairs until there is room for newcomers."""
        living = self.agents_by_type[KINDS[drug_class]]
        missing = number - (self.capacity[drug_class] - len(living))
        if missing <= 0:
            return
        usual = self.market.consumption.usual_weight[drug_class].tolist()
        light = sorted(living, key=lambda one: one.weight / usual[one.state])
        light = light[: 2 * missing + len(STATES)]
        pairs = []
        for state in range(len(STATES)):
            alike = [one for one in light if one.state == state]
            pairs += list(zip(alike[0::2], alike[1::2], strict=False))
        pairs.sort(key=lambda pair: pair[0].weight + pair[1].weight)
        for first, second in pairs[:missing]:
            both = first.weight + second.weight
            stays = self.random.random() * both < first.weight
            winner, loser = (first, second) if stays else (second, first)
            winner.weight = both
            loser.remove()

    def replacements(self) -> dict[tuple[Any, str], Any]:
        """Return what stands in for which process of the market."""
        return {
            (consumption, "advance"): self.consume,
            (treatment, "advance"): self.treat,
        }


def normal_rank(z: float) -> float:
    """Return the share of a standard normal under z."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
