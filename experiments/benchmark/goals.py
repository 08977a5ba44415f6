"""The goals of speed, each a ratio to hold, and what was found."""

import math
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = ("goal", "ratio", "hold_at", "met")
UNMEASURED: Final = "not measured"
INFORMATION: Final = "for information"


@dataclass(frozen=True)
class Goal:
    """A ratio to hold: at least or at most a number; NaN asks for nothing.

    ``without`` says why a goal has no ratio where it was not measured.
    """

    key: str
    name: str
    hold_at: float = math.nan
    is_least: bool = True
    without: str = UNMEASURED

    def words(self) -> str:
        """Return the goal in words."""
        if math.isnan(self.hold_at):
            return INFORMATION
        return f"at {'least' if self.is_least else 'most'} {self.hold_at:g}"

    def met(self, ratio: float | None) -> str:
        """Return yes, no, or why it was not measured."""
        if ratio is None:
            return self.without
        if math.isnan(self.hold_at):
            return INFORMATION
        is_met = ratio >= self.hold_at if self.is_least else ratio <= self.hold_at
        return "yes" if is_met else "no"


NEEDS_PEERS: Final = "not installed; peers=true installs it"
FULL_ONLY: Final = "not measured when quick"

GOALS: Final[tuple[Goal, ...]] = (
    Goal("mesa", "consumer step against idiomatic Mesa shuffle_do, 1e5 agents", 150.0),
    Goal("numpy", "consumer step against NumPy index arrays, 1e5 agents", 6.0),
    Goal(
        "starsim",
        "consumer step against Starsim's idiom, 1e5 agents",
        10.0,
        without=NEEDS_PEERS,
    ),
    Goal(
        "whole",
        "whole run against people, firms and groups (partly) as Mesa objects",
        100.0,
    ),
    Goal("floor", "consumer step against its floor", 2.0, is_least=False),
    Goal(
        "million",
        "cost of a million consumers against 100,000",
        16.0,
        is_least=False,
        without=FULL_ONLY,
    ),
    Goal("recording", "recording, share of a run", 0.10, is_least=False),
    Goal("memory", "peak memory per consumer, Mesa objects against columns", 8.0),
    Goal("pool", "pool overhead per replication, share of a run", 0.02, is_least=False),
    Goal(
        "variance",
        "variance of a policy difference, independent seeds against common seed",
        5.0,
    ),
    Goal(
        "branching",
        "branching 25 scenarios from one history against running each from 2012",
        2.0,
    ),
    Goal(
        "cold",
        "start of a short run with compiled code at hand, CPU time over 3 seconds",
        1.0,
        is_least=False,
    ),
    Goal(
        "policy",
        "16 paired branches of 2025-2030, CPU time on each of two cores, against one plain run",
        without=FULL_ONLY,
    ),
    Goal("people", "month's consumers and treatment as Mesa objects against columns"),
    Goal("firms", "month's firms as Mesa objects against columns"),
    Goal("choices", "month's choices of groups as Mesa objects against columns"),
    Goal("meetings", "month's structure, its pairs of groups as Mesa objects, against columns"),
    Goal("fights", "month's fights of pairs of groups as Mesa objects against columns"),
    Goal(
        "mesa_frames",
        "consumer step against mesa-frames, 1e5 agents",
        without=NEEDS_PEERS,
    ),
    Goal("agentpy", "consumer step against agentpy, 1e5 agents", without=NEEDS_PEERS),
    Goal("hundred", "cost of a month with 100,000 consumers against 10,000", without=FULL_ONLY),
    Goal("cartels", "cost of a month with 400 cartels against 50", without=FULL_ONLY),
    Goal("many_firms", "cost of a month with 50,000 firms against 2,000", without=FULL_ONLY),
)
"""Those of PERFORMANCE.md first, then what else is worth knowing."""


def judged(found: dict[str, float]) -> list[dict[str, object]]:
    """Return a row of ``benchmark.csv`` for every goal, measured or not.

    Parameters
    ----------
    found
        Ratios by the key of their goal.

    Raises
    ------
    ValueError
        If a ratio belongs to no goal.
    """
    unknown = set(found) - {goal.key for goal in GOALS}
    if unknown:
        raise ValueError(f"no goal has the key {', '.join(sorted(unknown))}")
    rows: list[dict[str, object]] = []
    for goal in GOALS:
        ratio = found.get(goal.key)
        values = (goal.name, ratio, goal.words(), goal.met(ratio))
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def out_of_reach(nanoseconds: dict[str, float], floor: float) -> dict[str, float]:
    """Return the goals against other idioms that no step can meet on this machine.

    Parameters
    ----------
    nanoseconds
        An agent's step by idiom.
    floor
        The same for random words, exponentials and memory alone.

    Returns
    -------
    asked
        The ratio to hold, by the key of each goal that would need a step under the floor.
    """
    asked = {goal.key: goal.hold_at for goal in GOALS if goal.is_least}
    return {
        name: asked[name]
        for name, value in nanoseconds.items()
        if name in asked and value / floor < asked[name]
    }
