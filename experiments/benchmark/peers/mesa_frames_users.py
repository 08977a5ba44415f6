"""Opioid users as a mesa-frames agent set: Polars expressions on a data frame."""

import mesa_frames
import polars as pl
from timing_of_peer import answer, read

USERS, NUMBERS, ROUNDS = read()
N = USERS["state"].size


def by_state(values: list[float]) -> pl.Expr:
    """Return each agent's entry of a table by state."""
    return pl.col("state").replace_strict(dict(enumerate(values)), return_dtype=pl.Float64)


class Users(mesa_frames.AgentSetPolars):
    """All users, a row each."""

    def __init__(self, model: mesa_frames.ModelDF) -> None:
        """Fill the frame."""
        super().__init__(model)
        self.agents = pl.DataFrame({"unique_id": range(N), **USERS})

    def step(self) -> None:
        """Use, get used to it, and run the risk of an overdose."""
        m, col = NUMBERS, pl.col
        uniform = pl.Series("uniform", self.model.random.random(N))
        habit = col("habit") + m.closed * (by_state(m.target) - col("habit"))
        logit_share = m.centre + m.market_spread * col("market_rank")
        frame = self.agents.with_columns(uniform, habit=habit)
        frame = frame.with_columns(
            amount=pl.min_horizontal(by_state(m.now) + col("habit"), m.log_most).exp(),
            share=1.0 / (1.0 + (-logit_share).exp()),
        )
        frame = frame.with_columns(potency=(col("share") * (m.potency - 1.0)).log1p())
        aim = by_state(list(m.uses)) * col("potency") + by_state(m.usual)
        frame = frame.with_columns(
            tolerance=col("tolerance") + by_state(m.speed) * (aim - col("tolerance"))
        )
        extra = (col("potency") - col("tolerance")).clip(m.surprise_low, m.surprise_high)
        mixed = 1.0 - col("share") + col("share") * m.lethality
        rate = mixed * (m.surprise * extra).exp() * col("amount") ** m.death_amount
        rate = rate * by_state(m.risk) * m.base_rate_opioid
        frame = frame.with_columns(mean=col("weight") * (1.0 - (-rate / 12.0).exp()))
        deaths = pl.min_horizontal(
            (col("mean") + col("uniform")).floor(), col("weight").floor()
        )
        frame = frame.with_columns(deaths=deaths)
        used = col("weight") * col("amount")
        sums = frame.select(expected=col("mean"), deaths=col("deaths"), amount=used)
        self.model.month = sums.sum().row(0, named=True)
        self.agents = frame.with_columns(weight=col("weight") - col("deaths")).select(
            "unique_id", *USERS
        )


class Model(mesa_frames.ModelDF):
    """A market's users."""

    def __init__(self) -> None:
        """Add the users."""
        super().__init__(1)
        self.month: dict[str, float] = {}
        self.agents += Users(self)


MODEL = Model()


def month() -> dict[str, float]:
    """Let mesa-frames run one step, and return what the users did."""
    MODEL.step()
    return dict(MODEL.month)


answer(month, N, ROUNDS)
