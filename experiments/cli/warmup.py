"""Compiled code at hand before a command begins, and a word when it has to be made."""

import pkgutil
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

from numba.core.dispatcher import Dispatcher

from experiments.config.compose import compose, to_model_config
from experiments.presentation.progress import Progress, progress
from sim import kernels
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

    Says so on standard error and shows how far it is, since it takes a quarter of a minute or
    more; worker processes that start afterwards read what is kept.
    """
    if jit.is_ready():
        return
    where = (
        f"kept in {jit.FOLDER} for later runs"
        if jit.IS_KEPT
        else f"{jit.WHY_NOT_KEPT}, so every process compiles anew"
    )
    print(f"note: compiling the model's inner loops; {where}", file=sys.stderr)
    loops = _loops()
    with progress("compiling", len(loops), "loops", watch=partial(_count, loops)):
        CartelMarket(to_model_config(compose(SMALL))).run()
    jit.mark_ready()


def _loops() -> list[Any]:
    """Return the loops that are compiled on their own, not into others."""
    names = [info.name for info in pkgutil.iter_modules(kernels.__path__, "sim.kernels.")]
    found = [value for name in names for value in vars(import_module(name)).values()]
    own = {id(one): one for one in found if isinstance(one, Dispatcher)}
    return [one for one in own.values() if one.targetoptions.get("inline") != "always"]


def _count(loops: Sequence[Any], bar: Progress) -> None:
    bar.add(sum(bool(loop.overloads) for loop in loops) - bar.n)
