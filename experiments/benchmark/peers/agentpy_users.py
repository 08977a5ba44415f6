"""Opioid users as agentpy objects in an agent list."""

import math

import agentpy
from timing_of_peer import answer, read

USERS, NUMBERS, ROUNDS = read()
N = USERS["state"].size
NAMES = ("weight", "state", "tolerance", "habit", "market_rank")


class User(agentpy.Agent):
    """A user, as agentpy's tutorial would write one."""

    def setup(self) -> None:
        """Begin empty: values come from the list."""

    def act(self) -> None:
        """Use, get used to it, and run the risk of an overdose."""
        m, state = NUMBERS, self.use_state
        self.habit += m.closed * (m.target[state] - self.habit)
        amount = math.exp(min(m.now[state] + self.habit, m.log_most))
        share = 1.0 / (1.0 + math.exp(-m.centre - m.market_spread * self.market_rank))
        potency = math.log1p(share * (m.potency - 1.0))
        aim = m.uses[state] * potency + m.usual[state]
        self.tolerance += m.speed[state] * (aim - self.tolerance)
        extra = min(max(potency - self.tolerance, m.surprise_low), m.surprise_high)
        mixed = 1.0 - share + share * m.lethality
        rate = mixed * math.exp(m.surprise * extra) * amount**m.death_amount
        rate *= m.risk[state] * m.base_rate_opioid
        mean = self.weight * -math.expm1(-rate / 12.0)
        used = self.weight * amount
        uniform = self.model.random.random()
        deaths = min(math.floor(mean + uniform), math.floor(self.weight))
        self.weight -= deaths
        month = self.model.month
        month["expected"] += mean
        month["deaths"] += deaths
        month["amount"] += used


class Users(agentpy.Model):
    """All users."""

    def setup(self) -> None:
        """Make the users with the columns they are given."""
        self.users = agentpy.AgentList(self, N, User)
        for name in NAMES:
            values = USERS[name].tolist()
            own = "use_state" if name == "state" else name
            setattr(self.users, own, agentpy.AttrIter(values))

    def step(self) -> None:
        """Let every user act once, in random order."""
        self.month = dict.fromkeys(("expected", "deaths", "amount"), 0.0)
        self.users.shuffle().act()


MODEL = Users({"seed": 1})
MODEL.sim_setup()


def month() -> dict[str, float]:
    """Let agentpy run one step, and return what the users did."""
    MODEL.sim_step()
    return dict(MODEL.month)


answer(month, N, ROUNDS)
