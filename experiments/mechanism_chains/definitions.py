"""Three claims as chains: the policy, the mechanism that carries it, and each link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.model import CartelMarket
from sim.world.axes import CORRIDORS, US_ROUTES

START: Final = "2025-01"
YEARS: Final = 3
QUARTERS: Final = 4 * YEARS
MONTHS_A_QUARTER: Final = 3
RATIO, DIFFERENCE = "ratio", "difference"
ON, OFF = "on", "off"
Watch = Callable[[CartelMarket], Mapping[str, float]]


@dataclass(frozen=True)
class Link:
    """One step of a chain.

    ``columns`` are added up; ``how`` says whether the policy's mark is a relative change
    or a difference, which is multiplied by ``scale`` to give ``unit``.
    """

    what: str
    columns: tuple[str, ...]
    how: str = RATIO
    unit: str = "change"
    scale: float = 1.0


@dataclass(frozen=True)
class Chain:
    """A claim, the policy that tests it, the mechanism that carries it, and its links."""

    name: str
    claim: str
    policy: str
    mechanism: str
    times: Mapping[str, float]
    to: Mapping[str, float]
    watch: Watch
    links: tuple[Link, ...]


def fighting(model: CartelMarket) -> dict[str, float]:
    """Return the extra fighting at home that removals left, a mean over members."""
    cartels, rows = model.cartels, model.cartels.rows
    hazard = cartels.hazard[rows, cartels.home[rows]]
    return {"hazard": float(np.average(hazard, weights=cartels.size[rows]))}


def earnings(model: CartelMarket) -> dict[str, float]:
    """Return what a young man can earn by law [USD/year], a mean over members' states."""
    members = model.cartels.members.sum(axis=0)
    return {"earnings": float(np.average(model.firm_state.expected_earnings, weights=members))}


def routes(model: CartelMarket) -> dict[str, float]:
    """Return doses sent to the US by land and by other ways."""
    doses = np.asarray(model.flows.route_doses)[: len(US_ROUTES)]
    is_land = np.isin(model.world.route_corridor[: len(US_ROUTES)], [*CORRIDORS, "texas"])
    return {"by_land": float(doses[is_land].sum()), "otherwise": float(doses[~is_land].sum())}


DRUGS: Final = ("fentanyl", "heroin", "methamphetamine", "cocaine")
CHAINS: Final[tuple[Chain, ...]] = (
    Chain(
        "captures",
        "Captures of leaders raise violence",
        "three times the captures",
        "kingpin_fragmentation",
        {"kingpin_captures": 3.0},
        {},
        fighting,
        (
            Link("leaders removed", ("captures",), DIFFERENCE, "more a year", 12.0),
            Link("extra fighting at home", ("hazard",), DIFFERENCE, "points", 100.0),
            Link("criminal groups", ("n_cartels",), DIFFERENCE, "more groups"),
            Link("pairs at war in a state", ("active_fronts",)),
            Link("members killed", ("cartel_deaths",)),
            Link("homicides in Mexico", ("homicides",)),
        ),
    ),
    Chain(
        "tariffs",
        "Tariffs raise recruitment",
        "a tariff of 25%",
        "tariffs_unemployment_recruitment",
        {},
        {"tariff": 25.0},
        earnings,
        (
            Link("formal jobs", ("formal_jobs",)),
            Link("idle young men", ("idle_youth",)),
            Link("what they can earn", ("earnings",)),
            Link("recruits", ("recruits",)),
            Link("members", ("members",)),
            Link("cooperation (a side way)", ("cooperation",)),
        ),
    ),
    Chain(
        "interdiction",
        "Interdiction is offset by displacement",
        "twice the effort at the border",
        "balloon_routes",
        {"border_enforcement": 2.0},
        {},
        routes,
        (
            Link("kilograms seized", tuple(f"seized_kg[{drug}]" for drug in DRUGS)),
            Link("doses sent by land", ("by_land",)),
            Link("doses sent other ways", ("otherwise",)),
            Link("kilograms made", tuple(f"made_kg[{drug}]" for drug in DRUGS)),
            Link("doses that arrive", ("supply_doses",)),
            Link("recruits", ("recruits",)),
        ),
    ),
)
