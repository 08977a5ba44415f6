"""How a parameter is declared: value, unit, bounds, status, source and meaning together."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, cast

import numpy as np

from sim.array_types import FloatArray

STATUSES = ("measured", "literature", "calibrated", "assumed")
FIXED = "fixed"
"""The prior of a number that is a convention, not a belief."""


@dataclass(frozen=True)
class ParamInfo:
    """One declared parameter, as tables, sensitivity runs and config checks read it."""

    group: str
    name: str
    default: float | int | bool | str
    unit: str
    bounds: tuple[float, float] | None
    choices: tuple[str, ...] | None
    status: str
    source: str
    about: str
    mechanism: str | None
    evidence: str | None
    prior: tuple[float, float, float] | str | None = None


def param(  # noqa: PLR0913 - a declaration names everything
    default: float | bool | str,
    *,
    unit: str,
    status: str,
    source: str,
    about: str,
    bounds: tuple[float, float] | None = None,
    choices: tuple[str, ...] | None = None,
    mechanism: str | None = None,
    evidence: str | None = None,
    prior: tuple[float, float, float] | str | None = None,
) -> Any:
    """Declare one parameter of a group.

    Parameters
    ----------
    default
        Value used unless a config says otherwise.
    unit
        Unit in words; rates carry their time unit. ``"1"`` for a pure number.
    status
        One of ``measured``, ``literature``, ``calibrated``, ``assumed``.
    source
        Key in ``sim/data/references.bib``, a table of ``sim/data``, or the reason for an
        assumption. Never blank.
    about
        Meaning, in one sentence.
    bounds
        Plausible range: what sensitivity runs sample and every run enforces. Required for
        numbers.
    choices
        Allowed words, for a parameter that selects a form.
    mechanism
        Mechanism whose strength scales this effect, if any.
    evidence
        Row of ``sim/data/effects.csv`` that it carries, as ``mechanism.parameter``.
    prior
        5, 50 and 95% of what we believe of the number; `FIXED` for a convention or a numerical
        device, which is no belief. When None, the rule of ``sim/priors.py`` gives it.

    Raises
    ------
    ValueError
        If the declaration is incomplete or the default is outside its own bounds.
    """
    if status not in STATUSES or not source or not unit or not about:
        raise ValueError(f"incomplete declaration: {about!r}")
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    if is_number and (bounds is None or not bounds[0] <= float(default) <= bounds[1]):
        raise ValueError(f"default {default} is outside its bounds {bounds}: {about!r}")
    if isinstance(default, str) and (choices is None or default not in choices):
        raise ValueError(f"default {default!r} is none of {choices}: {about!r}")
    if prior is not None and not _is_prior(prior, bounds):
        raise ValueError(f"prior {prior} is not three rising numbers in {bounds}: {about!r}")
    return dataclasses.field(
        default=default,
        metadata={
            "unit": unit,
            "bounds": bounds,
            "choices": choices,
            "status": status,
            "source": source,
            "about": about,
            "mechanism": mechanism,
            "evidence": evidence,
            "prior": prior,
        },
    )


def _is_prior(
    prior: tuple[float, float, float] | str, bounds: tuple[float, float] | None
) -> bool:
    if isinstance(prior, str):
        return prior == FIXED
    if bounds is None:
        return False
    low, middle, high = prior
    return bounds[0] <= low < middle < high <= bounds[1]


class ParamGroup:
    """Base of the parameter groups; a group is a dataclass of declared parameters."""

    @classmethod
    def declared(cls, group: str) -> Iterator[ParamInfo]:
        """Yield the declarations of this group under the name ``group``."""
        for entry in dataclasses.fields(cls):  # type: ignore[arg-type]
            yield ParamInfo(
                group=group,
                name=entry.name,
                default=cast("float | bool | str", entry.default),
                **entry.metadata,
            )

    def along(self, prefix: str, names: tuple[str, ...]) -> FloatArray:
        """Return the parameters ``prefix_name`` for every name of an axis, as an array.

        A parameter that an axis member lacks is an error, so that no default hides.
        """
        return np.array(_getter(prefix, names)(self), dtype=float)


@cache
def _getter(prefix: str, names: tuple[str, ...]) -> "attrgetter[tuple[float, ...]]":
    return attrgetter(*(f"{prefix}_{name}" for name in names))
