"""What an outcome declares, and how flows and shares are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.array_types import FloatArray
from sim.state.flows import FLOW_NAMES
from sim.state.state import State

Value = float | FloatArray


@dataclass(frozen=True)
class Evidence:
    """What stands behind an outcome: a grade, a line of why, and targets compared with it.

    ``rows`` holds ids of targets, or the part before the first dot for all of them.
    """

    grade: str
    why: str
    rows: tuple[str, ...] = ()


GRADES: dict[str, str] = {
    "A": "a series fitted on some years and scored on later ones",
    "B": "single published figures, or another model's, compared",
    "C": "order of magnitude or direction only",
    "none": "nothing to compare with",
}


@dataclass(frozen=True)
class Outcome:
    """One declared outcome.

    ``kind`` is ``flow`` (summed over a period) or ``level`` (averaged over it); ``axis`` names
    the members of a family such as ``seized_kg[fentanyl]``, empty for a single number;
    ``evidence`` says what it was compared with.
    """

    name: str
    unit: str
    kind: str
    about: str
    value: Callable[[State], Value]
    axis: tuple[str, ...] = ()
    evidence: Evidence = field(kw_only=True)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the result columns that this outcome fills."""
        return [f"{self.name}[{member}]" for member in self.axis] or [self.name]


class Units(dict[str, str]):
    """Units by column; pandas copies what stands in ``attrs`` at every turn, this only once."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Units":
        """Return itself: nobody changes units."""
        return self


def flow(name: str) -> Callable[[State], Value]:
    """Return a reader of one flow of the month."""
    if name not in FLOW_NAMES:
        raise KeyError(name)
    return lambda model: getattr(model.flows, name)


def shares(values: FloatArray) -> FloatArray:
    """Return values as shares of their sum, all zero where the sum is zero."""
    total = values.sum()
    return values / total if total > 0.0 else np.zeros_like(values)
