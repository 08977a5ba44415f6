"""What we believe of every uncertain number and form before history is looked at.

**Numbers.** A prior is given by its 5, 50 and 95%. It is the one declared beside the value in
``sim/params``; where none is declared, one rule gives it:

- the median is the default; at a bound it moves in by `EDGE` of the range;
- 5 and 95% lie `REACH` of the way from the default to the bounds, farther for what is
  assumed than for what is measured;
- but with a row of ``effects.csv`` in the parameter's own unit (its low and high hold the
  default), low and high are the 5 and 95%, whatever the status.

Between and beyond these three the number's place between its bounds is normal on the logit, in
two halves; the place is a logarithm where the bounds are positive and a tenfold apart. So no
draw leaves the bounds. Numbers that cite the same source are drawn with correlation `ALIKE`:
a study that is off in one number is likely off in another. Guesses cite nobody.

**Forms.** `FORMS` holds the choices between rules, and the strengths of disputed mechanisms,
each value with a prior weight.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.params import ParamInfo, registry
from sim.params.declare import FIXED
from sim.world.specs import TABLES
from sim.world.tables import DATA_FOLDER, read_table

REACH: Final = {"measured": 0.1, "literature": 1 / 3, "assumed": 0.5, "calibrated": 2 / 3}
"""Where 5 and 95% lie between the default and a bound, by status."""

EDGE: Final = 0.02
ALIKE: Final = 0.5
NORMAL_90: Final = 1.6449
TENFOLD: Final = 10.0
NEAREST: Final = 0.7
"""A median's place times this is the nearest that its 5% may lie."""

WIDEST: Final = 3.0
"""Draws stop at so many standard deviations."""

CITED: Final = re.compile(r"^[a-z_]+(19|20)\d\d")


@dataclass(frozen=True)
class Form:
    """A choice that is uncertain: a rule, or the strength of a disputed mechanism.

    Parameters
    ----------
    key
        ``wars``, ``strength.MECHANISM`` or ``params.GROUP.NAME``, as on the command line.
    weights
        Prior weight of each value; they sum to 1. The first is the default.
    why
        What stands for and against.
    """

    key: str
    weights: "Weights"
    why: str


Weights = Mapping[str | float, float]

SIGN_OPEN: Final[Weights] = {1.0: 0.70, 0.0: 0.15, -1.0: 0.15}
EXISTENCE_OPEN: Final[Weights] = {1.0: 0.85, 0.0: 0.15}
DISPUTED: Final[dict[str, tuple[Weights, str]]] = {
    "strikes_backlash": (SIGN_OPEN, "no strike on Mexican soil was evaluated"),
    "fto_material_support": (SIGN_OPEN, "no designation was evaluated for extortion or supply"),
    "deportation_recruits": (EXISTENCE_OPEN, "returns and crime: up, down and nothing found"),
    "tariffs_unemployment_recruitment": (EXISTENCE_OPEN, "jobs and joining: one region, coca"),
    "sanctions_laundering": (EXISTENCE_OPEN, "no evaluation of sanctions on laundering fees"),
    "anticorruption_aid": (EXISTENCE_OPEN, "audits elsewhere; no evaluation in Mexico"),
    "witness_protection": (EXISTENCE_OPEN, "cases, no evaluation"),
    "security_deployment": (SIGN_OPEN, "violence rose and fell after deployments"),
    "recruitment_prevention": (EXISTENCE_OPEN, "programmes elsewhere, few trials"),
    "cash_stress": (SIGN_OPEN, "poorer groups fought more, and less"),
    "kingpin_fragmentation": (EXISTENCE_OPEN, "rise of violence after removals, or targeting"),
    "guns": (EXISTENCE_OPEN, "one law, neighbouring states"),
    "balloon_routes": (EXISTENCE_OPEN, "moves seen in places, not in sums"),
    "market_diversification": (EXISTENCE_OPEN, "markets abroad grew, the cause is open"),
    "crime_diversification": (EXISTENCE_OPEN, "trades grew, the cause is open"),
}
"""Mechanisms whose existence or sign is open, with prior weights of 1, 0 and -1; all others
exist, and their size is in their parameters."""

FORMS: Final[tuple[Form, ...]] = (
    Form(
        "params.markets.pass_through_form",
        {"multiplicative": 0.75, "additive": 0.25},
        "caulkins2010 names both; two targets speak for the first",
    ),
    Form(
        "wars", {"dated": 0.5, "own": 0.5}, "dated wars know the past, own wars go on after it"
    ),
    Form(
        "params.recruitment.crowding",
        {"pay": 0.9, "quadratic": 0.1},
        "the second is the published model's",
    ),
    Form(
        "params.conflict.contact",
        {"fronts": 0.95, "national": 0.05},
        "the second is the published model's, without places",
    ),
    *(Form(f"strength.{name}", weights, why) for name, (weights, why) in DISPUTED.items()),
)


@dataclass(frozen=True)
class ParameterSet:
    """One whole set: a value for every uncertain number and form, by name."""

    numbers: Mapping[str, float]
    forms: Mapping[str, str | float]


@dataclass(frozen=True)
class Priors:
    """The priors of all uncertain numbers; ``z`` is standard normal in every column.

    Parameters
    ----------
    paths
        ``group.name``, k of them.
    low, high
        Bounds on the scale of the place, shape (k,).
    is_log, is_whole
        Whether that scale is a logarithm, and whether values are rounded.
    middle, below, above
        Median on the logit of the place, and standard deviations of both halves, shape (k,).
    source
        Number of the source shared with others, -1 for none, shape (k,).
    """

    paths: tuple[str, ...]
    low: FloatArray
    high: FloatArray
    is_log: np.ndarray
    is_whole: np.ndarray
    middle: FloatArray
    below: FloatArray
    above: FloatArray
    source: IntArray

    def values(self, z: FloatArray) -> FloatArray:
        """Return numbers at standard normal places, shape of ``z`` (..., k)."""
        logit = self.middle + np.where(z < 0.0, self.below, self.above) * z
        scaled = self.low + (self.high - self.low) / (1.0 + np.exp(-logit))
        found = np.where(self.is_log, np.exp(np.where(self.is_log, scaled, 0.0)), scaled)
        return np.where(self.is_whole, np.rint(found), found)

    def draw(self, n: int, random: np.random.Generator) -> FloatArray:
        """Return ``n`` standard normal places, alike where a source is shared, shape (n, k)."""
        own = random.standard_normal((n, len(self.paths)))
        common = random.standard_normal((n, int(self.source.max(initial=-1)) + 1))
        is_shared = self.source >= 0
        mixed = np.sqrt(1.0 - ALIKE) * own[:, is_shared]
        own[:, is_shared] = mixed + np.sqrt(ALIKE) * common[:, self.source[is_shared]]
        return np.clip(own, -WIDEST, WIDEST)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The column of each path."""
        return {path: place for place, path in enumerate(self.paths)}


def draw_forms(n: int, random: np.random.Generator) -> IntArray:
    """Return which value each form takes, by its place in the weights, shape (n, n_forms)."""
    columns = [
        random.choice(len(form.weights), size=n, p=np.array(list(form.weights.values())))
        for form in FORMS
    ]
    return np.stack(columns, axis=1)


def form_values(places: Sequence[int]) -> dict[str, str | float]:
    """Return the values of the forms at places, by key."""
    return {
        form.key: list(form.weights)[int(place)]
        for form, place in zip(FORMS, places, strict=True)
    }


def parameter_set(priors: Priors, z: FloatArray, places: Sequence[int]) -> ParameterSet:
    """Return the whole set at one place of the numbers, shape (k,), and of the forms."""
    numbers = dict(zip(priors.paths, map(float, priors.values(z)), strict=True))
    return ParameterSet(numbers, form_values(places))


def uncertain() -> list[ParamInfo]:
    """Return the declarations of all uncertain numbers."""
    return [info for info in registry() if info.bounds is not None and info.prior != FIXED]


@cache
def priors() -> Priors:
    """Return the priors of every uncertain number, by declaration or by rule."""
    infos = uncertain()
    evidence = _evidence()
    quantiles = np.array([quantiles_of(info, evidence) for info in infos])
    bounds = np.array([info.bounds for info in infos], dtype=float)
    is_log = np.array([_is_log(info) for info in infos])
    scale = [_scaled(bounds[:, end], is_log) for end in (0, 1)]
    inside = [
        (_scaled(quantiles[:, part], is_log) - scale[0]) / (scale[1] - scale[0])
        for part in range(3)
    ]
    middle = np.clip(inside[1], EDGE, 1.0 - EDGE)
    low = np.clip(inside[0], EDGE / 2.0, NEAREST * middle)
    high = 1.0 - np.clip(1.0 - inside[2], EDGE / 2.0, NEAREST * (1.0 - middle))
    return Priors(
        paths=tuple(f"{info.group}.{info.name}" for info in infos),
        low=scale[0],
        high=scale[1],
        is_log=is_log,
        is_whole=np.array([isinstance(info.default, int) for info in infos]),
        middle=_logit(middle),
        below=(_logit(middle) - _logit(low)) / NORMAL_90,
        above=(_logit(high) - _logit(middle)) / NORMAL_90,
        source=_sources(infos),
    )


def quantiles_of(
    info: ParamInfo, evidence: Mapping[str, tuple[float, float]]
) -> tuple[float, float, float]:
    """Return 5, 50 and 95% of a number: declared, of its evidence, or by its status.

    Parameters
    ----------
    evidence
        Low and high by ``mechanism.parameter``.
    """
    if isinstance(info.prior, tuple):
        return info.prior
    assert info.bounds is not None
    default = float(info.default)
    ends = evidence.get(info.evidence or "")
    if ends is not None and ends[0] <= default <= ends[1]:
        return (
            max(ends[0], info.bounds[0]),
            default,
            min(ends[1], info.bounds[1]),
        )
    reach = REACH[info.status]
    if _is_log(info):
        low, high = (default * (end / default) ** reach for end in info.bounds)
    else:
        low, high = (default + reach * (end - default) for end in info.bounds)
    return low, default, high


def _is_log(info: ParamInfo) -> bool:
    assert info.bounds is not None
    low, high = info.bounds
    return low > 0.0 and high >= TENFOLD * low


def _scaled(values: FloatArray, is_log: np.ndarray) -> FloatArray:
    return np.where(is_log, np.log(np.where(is_log, values, 1.0)), values)


def _logit(place: FloatArray) -> FloatArray:
    found: FloatArray = np.log(place / (1.0 - place))
    return found


def _sources(infos: Sequence[ParamInfo]) -> IntArray:
    """Return a number for each study that several parameters cite, -1 for the others."""
    cited = [CITED.match(info.source) for info in infos]
    names = [match.group(0) if match else "" for match in cited]
    counted = Counter(name for name in names if name)
    shared = {name: n for n, name in enumerate(sorted(k for k, n in counted.items() if n > 1))}
    return np.array([shared.get(name, -1) for name in names])


@cache
def _evidence() -> dict[str, tuple[float, float]]:
    rows = read_table(DATA_FOLDER / "effects.csv", TABLES["effects"])
    return {
        f"{row.mechanism}.{row.parameter}": (float(str(row.low)), float(str(row.high)))
        for row in rows.itertuples()
    }
