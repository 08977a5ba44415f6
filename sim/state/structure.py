"""What ``structure`` keeps from one step to the next, and what it publishes for others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DatedWar:
    """A war of two named groups: it builds up, and holds until it is known to end."""

    start: int  # month index of the run, negative when before it
    sides: tuple[str, str]
    regions: tuple[int, ...]
    weight: float  # of the pair in the network of 2020


@dataclass(frozen=True)
class DatedPeace:
    """A truce or an alliance of named groups."""

    month: int
    kind: str
    sides: tuple[str, ...]
    region: int  # -1: everywhere


@dataclass(frozen=True)
class History:
    """What happened to named groups, by month index of the run."""

    first_month: int  # of the run, months since the year 0
    last_month: int
    births: tuple[tuple[int, int], ...]  # month, place in groups.csv
    ends: tuple[tuple[int, int], ...]
    wars: tuple[DatedWar, ...]
    peaces: tuple[DatedPeace, ...]


@dataclass
class StructureState:
    """What is dated, and counts of what groups began."""

    history: History
    has_history: bool
    offshoots: float = 0.0  # cells abroad, ever
    gangs_founded: int = 0
