"""What each part of a mix contributes: sums and differences of paired effects.

Every number is ``sum_a w_a e_a`` over runs ``a``, ``e_a`` the effect of run ``a`` against no
policy on the same seeds. Its interval comes from the same sum of the seeds' departures, so what
the runs share drops out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Final

import numpy as np
import pandas as pd

from experiments.comparison.effects import Paired, effect_and_departures, mean_interval
from experiments.policy_mix.arms import MONEY_ON, RIVAL, Levers, Mix, coalitions, key_of, union
from sim.array_types import FloatArray

OUTCOMES: Final = ("supply_doses", "recruits", "overdose_deaths", "homicides")
WHOLE, PRESSURE, UNDERMINING = "whole", "pressure", "undermining"
GIVEN_BACK, OVERLAP, SELF_DEFEAT = "given_back", "sides_overlap", "sum_overlap"
ALONE, TAKEN_OUT, GOVERNMENT = "alone", "taken_out", "government"
SHARED: Final = (PRESSURE, UNDERMINING, GIVEN_BACK, ALONE, TAKEN_OUT, GOVERNMENT)
"""Parts that are told as a share of the whole's effect, too."""

COLUMNS: Final = (
    "part",
    "name",
    "outcome",
    "horizon",
    "effect",
    "low",
    "high",
    "share_of_mix",
    "share_low",
    "share_high",
    "side",
    "government",
    "usd_a_year",
    "n",
)


@dataclass(frozen=True)
class Contrast:
    """A part of a mix: the weight of each run's effect in it."""

    part: str
    name: str
    weights: Mapping[str, float]


def contrasts(mix: Mix, others: Sequence[str]) -> list[Contrast]:
    """Return every part of a mix.

    ``given_back`` is the whole less the pressing levers alone; ``sides_overlap`` the whole
    less both sides alone; ``sum_overlap`` the whole less every lever alone. A government's part
    is its Shapley value: its levers' contribution, mean over all orders of joining.

    Parameters
    ----------
    others
        Names of runs of other policies for the same money.
    """
    every, undermining = frozenset(mix.levers), mix.undermining
    whole, pressing = key_of(every), key_of(every - undermining)
    found = [
        Contrast(WHOLE, mix.name, {whole: 1.0}),
        Contrast(PRESSURE, "", {pressing: 1.0}),
        Contrast(UNDERMINING, "", {key_of(undermining): 1.0}),
        Contrast(GIVEN_BACK, "", _sum((whole, 1.0), (pressing, -1.0))),
        Contrast(
            OVERLAP, "", _sum((whole, 1.0), (pressing, -1.0), (key_of(undermining), -1.0))
        ),
        Contrast(SELF_DEFEAT, "", _sum((whole, 1.0), *((name, -1.0) for name in mix.levers))),
    ]
    for name in mix.levers:
        found.append(Contrast(ALONE, name, {name: 1.0}))
        without = _sum((whole, 1.0), (key_of(every - {name}), -1.0))
        found.append(Contrast(TAKEN_OUT, name, without))
    owned = mix.owned()
    found += [
        Contrast(GOVERNMENT, one, shapley(levers, owned)) for one, levers in owned.items()
    ]
    for key in others:
        part, _, name = key.partition(":")
        found.append(Contrast(part, name, {key: 1.0}))
    return found


def shapley(own: Levers, groups: Mapping[str, Levers]) -> dict[str, float]:
    """Return the weights of runs in the Shapley value of a group of levers (Shapley 1953)."""
    rest = [levers for levers in groups.values() if levers != own]
    n = len(rest) + 1
    terms: list[tuple[str, float]] = []
    for before in coalitions(rest):
        weight = factorial(len(before)) * factorial(n - len(before) - 1) / factorial(n)
        joined = union(before)
        terms += [(key_of(joined | own), weight), (key_of(joined), -weight)]
    return _sum(*terms)


def _sum(*terms: tuple[str, float]) -> dict[str, float]:
    """Return weights by run, those of the same run added."""
    found: dict[str, float] = {}
    for key, weight in terms:
        found[key] = found.get(key, 0.0) + weight
    return found


def table(
    mix: Mix,
    paired: Paired,
    parts: Sequence[Contrast],
    spent: Callable[[str], float],
    seeds_a_draw: int | None,
) -> pd.DataFrame:
    """Return one row per part, outcome and horizon.

    Parameters
    ----------
    paired
        Every run beside the reference, as `experiments.comparison.effects.pair` gives it.
    spent
        The extra public cost of a run [USD/year].
    """
    effects = Effects(paired)
    owner = {name: mix.whole.levers[name].owner for name in mix.levers}
    rows = []
    for outcome, horizon in effects.places:
        whole = effects.of(parts[0], outcome, horizon)
        _, low, high = _with_interval(*whole, seeds_a_draw)
        is_clear = low > 0.0 or high < 0.0
        for one in parts:
            value, departures = effects.of(one, outcome, horizon)
            effect, low, high = _with_interval(value, departures, seeds_a_draw)
            row = {"part": one.part, "name": one.name, "outcome": outcome, "horizon": horizon}
            row |= {"effect": effect, "low": low, "high": high, "n": len(departures)}
            if one.part in SHARED and is_clear:
                ratio = value / whole[0]
                spread = (departures - ratio * whole[1]) / whole[0]
                share = _with_interval(ratio, spread, seeds_a_draw)
                row |= dict(
                    zip(("share_of_mix", "share_low", "share_high"), share, strict=True)
                )
            if one.part in (ALONE, TAKEN_OUT):
                row["government"] = owner[one.name]
                row["side"] = UNDERMINING if one.name in mix.undermining else PRESSURE
            if one.part in (WHOLE, ALONE, RIVAL, MONEY_ON):
                row["usd_a_year"] = spent(next(iter(one.weights)))
            rows.append(row)
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


class Effects:
    """Effects and departures of every run, looked up by run, outcome and horizon."""

    def __init__(self, paired: Paired) -> None:
        """Compute the effects of all runs."""
        self._effect, self._departures = effect_and_departures(
            paired.scenario, paired.reference
        )
        keys = paired.keys
        self._rows = {
            (str(run), str(outcome), int(horizon)): place
            for place, (run, outcome, horizon) in enumerate(
                zip(keys["scenario"], keys["outcome"], keys["horizon"], strict=True)
            )
        }
        self.places = [
            (outcome, horizon)
            for horizon in sorted(set(keys["horizon"]))
            for outcome in OUTCOMES
            if outcome in set(keys["outcome"])
        ]

    def of(self, one: Contrast, outcome: str, horizon: int) -> tuple[float, FloatArray]:
        """Return a part's effect and each seed's departure from it, shape (seeds,)."""
        rows = [self._rows[run, outcome, horizon] for run in one.weights]
        weights = np.array(list(one.weights.values()))
        return float(weights @ self._effect[rows]), weights @ self._departures[rows]


def _with_interval(
    value: float, departures: FloatArray, seeds_a_draw: int | None
) -> tuple[float, float, float]:
    _, low, high = mean_interval(departures, seeds_a_draw)
    return value, value + float(low), value + float(high)
