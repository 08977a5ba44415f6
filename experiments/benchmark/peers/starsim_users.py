"""Opioid users in Starsim's idiom: states as arrays, rules on the uids of a state."""

import numpy as np
import starsim as ss
from timing_of_peer import answer, read

USERS, NUMBERS, ROUNDS = read()
N = USERS["state"].size
FLOATS = ("weight", "tolerance", "habit", "market_rank")


class Users(ss.Module):
    """Users of opioids whose month is computed state by state."""

    def __init__(self) -> None:
        """Define the states and the random numbers of an overdose."""
        super().__init__(name="users")
        self.define_states(
            *(ss.FloatArr(name, default=USERS[name]) for name in FLOATS),
            ss.FloatArr("use_state", default=USERS["state"].astype(float)),
        )
        self.uniform = ss.random(name="uniform")
        self.month: dict[str, float] = {}

    def step(self) -> None:
        """Use, get used to it, and run the risk of an overdose."""
        self.month = dict.fromkeys(("expected", "deaths", "amount"), 0.0)
        for state in range(4):
            uids = (self.use_state == state).uids
            if len(uids):
                self.act(uids, state)

    def act(self, uids: "ss.uids", state: int) -> None:
        """Let the users of one state act."""
        m = NUMBERS
        self.habit[uids] += m.closed * (m.target[state] - self.habit[uids])
        amount = np.exp(np.minimum(m.now[state] + self.habit[uids], m.log_most))
        logit_share = m.centre + m.market_spread * self.market_rank[uids]
        share = 1.0 / (1.0 + np.exp(-logit_share))
        potency = np.log1p(share * (m.potency - 1.0))
        aim = m.uses[state] * potency + m.usual[state]
        self.tolerance[uids] += m.speed[state] * (aim - self.tolerance[uids])
        extra = np.clip(potency - self.tolerance[uids], m.surprise_low, m.surprise_high)
        mixed = 1.0 - share + share * m.lethality
        rate = mixed * np.exp(m.surprise * extra) * amount**m.death_amount
        rate *= m.risk[state] * m.base_rate_opioid
        mean = self.weight[uids] * -np.expm1(-rate / 12.0)
        used = float((self.weight[uids] * amount).sum())
        uniform = self.uniform.rvs(uids)
        deaths = np.minimum(np.floor(mean + uniform), np.floor(self.weight[uids]))
        self.weight[uids] -= deaths
        self.month["expected"] += float(mean.sum())
        self.month["deaths"] += float(deaths.sum())
        self.month["amount"] += used


SIM = ss.Sim(n_agents=N, modules=Users(), dur=ROUNDS + 5, verbose=0)
SIM.init()


def month() -> dict[str, float]:
    """Let Starsim run one step of its loop, and return what the users did."""
    SIM.run_one_step(verbose=0)
    return dict(SIM.get_module("users").month)


answer(month, N, ROUNDS)
