"""Compiled code at hand before a command begins, and a word when it has to be made."""

import sys
from typing import Final

from experiments.config.compose import compose, to_model_config
from sim.kernels import jit
from sim.model import CartelMarket

SMALL: Final = (
    "population.consumers=600",
    "population.firms=200",
    "population.cartels=20",
    "scenario=comprehensive",
    "calendar.policy_start=2012-02-01",
    "calendar.end=2012-06-01",
)
"""A run that calls the kernels with the types that every run calls them with."""


def prepare() -> None:
    """Compile the model's inner loops, unless they are kept from an earlier time.

    Says so on standard error, since it takes some 15 seconds; worker processes that start
    afterwards read what is kept.
    """
    if jit.is_ready():
        return
    where = (
        f"kept in {jit.FOLDER} for later runs"
        if jit.IS_KEPT
        else f"{jit.WHY_NOT_KEPT}, so every process compiles anew"
    )
    print(
        f"note: compiling the model's inner loops, up to 15 seconds; {where}",
        file=sys.stderr,
    )

    CartelMarket(to_model_config(compose(SMALL))).run()
    jit.mark_ready()
