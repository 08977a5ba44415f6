"""The parameters that history fits, each with the reason why no source can give it.

These and no others carry the status ``calibrated`` in ``sim/params`` (tested). A prior is
normal on the logit of a parameter's place between its bounds, so no draw leaves them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.array_types import FloatArray
from sim.params import ParamInfo, registry

EDGE: Final = 0.05
"""The median of a prior keeps this share of the range away from either bound."""


@dataclass(frozen=True)
class Fitted:
    """One parameter to fit.

    Parameters
    ----------
    path
        ``group.name`` in ``sim/params``.
    reason
        Why it can't come from literature.
    series
        What should identify it.
    centre
        Median of the prior; the declared default when None. Given where the default was set
        with years after 2019 in view: then it is the middle of the bounds, or a source.
    spread
        Standard deviation of the prior on the logit scale.
    """

    path: str
    reason: str
    series: str
    centre: float | None = None
    spread: float = 1.0


FITTED: Final[tuple[Fitted, ...]] = (
    # Deaths and users in the United States.
    Fitted(
        "consumption.base_rate_opioid",
        "deaths a dependent user: cohorts are of people in treatment, users are counted badly",
        "heroin deaths 2012-14",
    ),
    Fitted(
        "consumption.lethality_fentanyl",
        "ratio of risks by drug: no cohort knows what its members took",
        "synthetic against heroin deaths",
    ),
    Fitted(
        "consumption.exposure_shift",
        "laboratory reports count seizures, not doses",
        "ratio of heroin to synthetic deaths",
    ),
    Fitted(
        "consumption.heroin_mix",
        "how often a certificate names heroin beside fentanyl depends on office and year",
        "heroin deaths 2016-19",
    ),
    Fitted(
        "consumption.rx_synthetic_mention",
        "tramadol and medical fentanyl share the code of illicit fentanyl",
        "synthetic deaths 2012-13",
    ),
    Fitted(
        "consumption.base_rate_cocaine",
        "cohorts of cocaine users are few, old and treated",
        "cocaine deaths without opioids",
    ),
    Fitted(
        "consumption.base_rate_methamphetamine",
        "cohorts of methamphetamine users are few and treated",
        "psychostimulant deaths without opioids",
    ),
    Fitted(
        "consumption.amount_power_methamphetamine",
        "no study relates deaths to the amount used",
        "growth of psychostimulant deaths",
    ),
    Fitted(
        "consumption.start_methamphetamine",
        "surveys of households miss most users",
        "users of 2016, growth of deaths",
    ),
    Fitted(
        "consumption.cocaine_mention",
        "how often a certificate names the second drug",
        "share of cocaine deaths with opioid",
        centre=0.65,
    ),
    Fitted(
        "consumption.methamphetamine_mention",
        "how often a certificate names the second drug",
        "share of psychostimulant deaths with opioid",
        centre=0.6,
    ),
    # The spread of fentanyl.
    Fitted(
        "production.capacity_growth",
        "nobody counts kitchens",
        "synthetic deaths 2013-17",
        centre=0.035,
    ),
    Fitted(
        "markets.habit_time",
        "users' tastes are asked about after the change only",
        "synthetic deaths 2014-19",
        centre=42.5,
    ),
    Fitted(
        "markets.fentanyl_share_2012",
        "laboratories found 0.6% in 2013, of seizures and not of doses",
        "synthetic deaths 2012-15",
        spread=0.7,
    ),
    # What the border finds.
    *(
        Fitted(
            f"shipping.bulk_{drug}",
            "flows are unknown: only flow times chance of being found is seen",
            f"{drug} seized in 2019, given its use",
        )
        for drug in ("fentanyl", "heroin", "methamphetamine", "cocaine")
    ),
    # Groups and violence in Mexico.
    Fitted(
        "recruitment.recruits_per_member",
        "recruits are counted nowhere; the published rate is itself a fit",
        "growth of homicides, weakly: else its prior, the published rate",
        centre=0.011,
        spread=0.5,
    ),
    Fitted(
        "conflict.background_rivalry",
        "a unit of the model's own",
        "homicides and UCDP deaths, floor of 2014-16",
    ),
    Fitted("conflict.rivalry_2012", "a unit of the model's own", "fall of homicides 2012-14"),
    Fitted("conflict.rivalry_time", "no source dates the end of a war", "fall of 2012-14"),
    Fitted("conflict.war_weight", "a unit of the model's own", "rise of homicides 2015-18"),
    Fitted("conflict.war_ramp", "sources date the start of a war only", "rise of 2015-18"),
    Fitted(
        "conflict.homicides_per_death",
        "attribution of killings is a guess of consultants (45 to 75%)",
        "homicides against UCDP deaths",
    ),
)


@cache
def _declared() -> dict[str, ParamInfo]:
    return {f"{info.group}.{info.name}": info for info in registry()}


def declared(fitted: Fitted) -> ParamInfo:
    """Return the declaration of a fitted parameter in ``sim/params``.

    Raises
    ------
    ValueError
        If the model has no such parameter.
    """
    found = _declared().get(fitted.path)
    if found is None or found.bounds is None:
        raise ValueError(f"calibration: the model has no number '{fitted.path}'")
    return found


@dataclass(frozen=True)
class Prior:
    """Priors of several parameters; ``z`` is standard normal in every column."""

    paths: tuple[str, ...]
    low: FloatArray
    high: FloatArray
    middle: FloatArray
    spread: FloatArray

    @classmethod
    def of(cls, fitted: Sequence[Fitted] = FITTED) -> "Prior":
        """Return the priors that the table and the declared bounds give."""
        infos = [declared(one) for one in fitted]
        low, high = np.array([info.bounds for info in infos], dtype=float).T
        centre = np.array(
            [
                float(info.default) if one.centre is None else one.centre
                for one, info in zip(fitted, infos, strict=True)
            ]
        )
        place = np.clip((centre - low) / (high - low), EDGE, 1.0 - EDGE)
        spread = np.array([one.spread for one in fitted])
        paths = tuple(one.path for one in fitted)
        return cls(paths, low, high, np.log(place / (1.0 - place)), spread)

    def values(self, z: FloatArray) -> FloatArray:
        """Return parameter values, shape of ``z`` (..., n_parameters), inside the bounds."""
        place = 1.0 / (1.0 + np.exp(-(self.middle + self.spread * z)))
        return self.low + (self.high - self.low) * place

    def z_of(self, values: FloatArray) -> FloatArray:
        """Return the standard normal places of values; values at a bound count as near it."""
        place = np.clip((values - self.low) / (self.high - self.low), 1e-4, 1.0 - 1e-4)
        found: FloatArray = (np.log(place / (1.0 - place)) - self.middle) / self.spread
        return found
