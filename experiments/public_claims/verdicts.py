"""From an effect and its interval to a verdict on a claim."""

import math
from dataclasses import dataclass
from typing import Final

SUPPORTED, NOT_SUPPORTED = "supported", "not supported"
UNDECIDED, CONTESTED = "undecided", "contested"
VERDICTS: Final = (SUPPORTED, CONTESTED, UNDECIDED, NOT_SUPPORTED)


@dataclass(frozen=True)
class Effect:
    """A relative change and its 90% interval; NaN where there is none."""

    mean: float
    low: float
    high: float


def verdict_of(effect: Effect, direction: str, smallest: float) -> str:
    """Return what one effect says of a claim.

    Supported where the whole interval lies beyond the smallest change that matters, in the
    claimed direction; not supported where all of it lies short of that; undecided else. A
    claim of no effect (``none``) is supported where the interval stays within the smallest
    change on both sides, and not supported where it lies outside.
    """
    low, high = effect.low, effect.high
    if math.isnan(low) or math.isnan(high):
        return UNDECIDED
    if direction == "none":
        if -smallest < low and high < smallest:
            return SUPPORTED
        return NOT_SUPPORTED if low >= smallest or high <= -smallest else UNDECIDED
    if direction == "-":
        low, high = -high, -low
    if low >= smallest > 0.0 or low > smallest == 0.0:
        return SUPPORTED
    return NOT_SUPPORTED if high < smallest or high <= 0.0 else UNDECIDED


def final_verdict(usual: str, flipped: str | None) -> str:
    """Return the verdict, given that under the parameters said to flip it (None: none said).

    Contested where parameters inside their bounds turn supported into not supported, or back.
    """
    pair = {usual, flipped}
    return CONTESTED if pair == {SUPPORTED, NOT_SUPPORTED} else usual


def rests_on_mechanisms(usual: str, off: str | None) -> str:
    """Return whether a claim's verdict goes when its mechanisms are switched off.

    ``untested`` without a mechanism to switch, or where the verdict is not supported.
    """
    if off is None or usual != SUPPORTED:
        return "untested"
    return "no" if off == SUPPORTED else "yes"
