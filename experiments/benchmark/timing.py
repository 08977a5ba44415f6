"""CPU times side by side, and where a month's time goes."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from sim import outcomes
from sim.config import ModelConfig
from sim.model import CartelMarket
from sim.submodels import (
    adaptation,
    conflict,
    consumption,
    enforcement,
    finance,
    firms,
    institutions,
    markets,
    production,
    recruitment,
    shipping,
    structure,
    treatment,
)


def cpu(action: Callable[[], Any]) -> float:
    """Return the CPU time of an action in this process [s]."""
    started = time.process_time()
    action()
    return time.process_time() - started


def interleaved(
    actions: Mapping[str, Callable[[], Any]], rounds: int, repeats: Mapping[str, int]
) -> dict[str, float]:
    """Return the median CPU time of each action [s], measured in turn over some rounds.

    Parameters
    ----------
    repeats
        How often a short action is done in a round; once where not named.
    """
    spent: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():  # nothing is timed cold
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            times = repeats.get(name, 1)
            started = time.process_time()
            for _ in range(times):
                action()
            spent[name].append((time.process_time() - started) / times)
    return {name: float(np.median(seconds)) for name, seconds in spent.items()}


def processes() -> dict[str, tuple[Any, str]]:
    """Return where each line of ``step()`` lives: module and function by name."""
    modules = (
        *(institutions, enforcement, adaptation, production, shipping, consumption),
        *(treatment, firms, finance, recruitment, conflict, structure),
    )
    found = {module.__name__.split(".")[-1]: (module, "advance") for module in modules}
    prices = {"market prices": (markets, "set_prices"), "market sales": (markets, "settle")}
    return found | prices | {"recording": (outcomes, "collect")}


@contextmanager
def swapped(replacements: Mapping[tuple[Any, str], Callable[..., Any]]) -> Iterator[None]:
    """Put other functions in the place of a module's own while the context lasts."""
    originals = {place: getattr(*place) for place in replacements}
    try:
        for (module, attribute), function in replacements.items():
            setattr(module, attribute, function)
        yield
    finally:
        for (module, attribute), function in originals.items():
            setattr(module, attribute, function)


@contextmanager
def timed(more: Mapping[str, tuple[Any, str]] | None = None) -> Iterator[dict[str, float]]:
    """Add up the CPU time of each process of a month while the context lasts [s].

    Parameters
    ----------
    more
        Further functions to time, by name; their time stays in that of their process too.
    """
    places = processes() | dict(more or {})
    spent = dict.fromkeys(places, 0.0)

    def wrap(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timer(*arguments: Any, **keywords: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **keywords)
            finally:
                spent[name] += time.process_time() - started

        return timer

    with swapped({place: wrap(name, getattr(*place)) for name, place in places.items()}):
        yield spent


def profile(config: ModelConfig, months: int) -> pd.DataFrame:
    """Return milliseconds a month and share of each process, the slowest first."""
    model = CartelMarket(config).run_to(2)
    with timed() as spent:
        total = cpu(lambda: model.run_to(2 + months))
    spent["the rest"] = total - sum(spent.values())
    table = pd.DataFrame({"process": list(spent), "seconds": list(spent.values())})
    table["ms_a_month"] = 1_000.0 * table["seconds"] / months
    table["share"] = table["seconds"] / total
    return table.drop(columns="seconds").sort_values("share", ascending=False)
