"""Outcomes of criminal groups: members, violence, concentration."""

import numpy as np

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.state.state import State
from sim.submodels import conflict
from sim.world.axes import REGIONS


def _top_ten_share(model: State) -> float:
    sizes = np.sort(model.cartels.size[model.cartels.rows])[::-1]
    return float(sizes[:10].sum() / sizes.sum()) if sizes.sum() > 0.0 else 0.0


GROUPS: tuple[Outcome, ...] = (
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "Recruits by Mexican state.",
        flow("recruits_by_region"),
        REGIONS,
        evidence=Evidence(
            "none", "No recruits are known by state; only who joins where jobs are lost.", ()
        ),
    ),
    Outcome(
        "desertions",
        "people/month",
        "flow",
        "Members who leave of their own will.",
        flow("desertions"),
        evidence=Evidence("none", "Nobody counts those who leave.", ()),
    ),
    Outcome(
        "arrests",
        "people/month",
        "flow",
        "Members arrested.",
        flow("arrests"),
        evidence=Evidence(
            "B",
            "Admissions to prison 2015-19, another count of nearly the same.",
            ("L.arrests",),
        ),
    ),
    Outcome(
        "cartel_deaths",
        "deaths/month",
        "flow",
        "Members killed.",
        flow("cartel_deaths"),
        evidence=Evidence(
            "A",
            "Deaths between groups (UCDP) fitted to 2012-19, later years scored.",
            ("H4.cartel_deaths",),
        ),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides in Mexico, of all kinds.",
        flow("homicides"),
        evidence=Evidence(
            "A",
            "Fitted to 2012-19, later years scored; the last value is a hard rival.",
            ("H4.homicides", "H8.homicides"),
        ),
    ),
    Outcome(
        "homicides",
        "deaths/month",
        "flow",
        "Homicides by Mexican state.",
        flow("homicides_by_region"),
        REGIONS,
        evidence=Evidence(
            "B",
            "Some episodes at home and near; the ranking of states is not scored.",
            ("E1", "E4", "E5"),
        ),
    ),
    Outcome(
        "members",
        "people",
        "level",
        "Members of criminal groups.",
        lambda model: float(model.cartels.size[model.cartels.rows].sum()),
        evidence=Evidence(
            "B",
            "One published estimate of members, and a published model.",
            ("P1", "L.members"),
        ),
    ),
    Outcome(
        "members",
        "people",
        "level",
        "Members of criminal groups by Mexican state.",
        lambda model: model.cartels.members[model.cartels.rows].sum(axis=0),
        REGIONS,
        evidence=Evidence(
            "none",
            "Groups are placed by published presence; nobody counts members by state.",
            (),
        ),
    ),
    Outcome(
        "n_cartels",
        "groups",
        "level",
        "Criminal groups.",
        lambda model: float(model.cartels.rows.size),
        evidence=Evidence(
            "B",
            "One count of armed groups, and groups gained after captures.",
            ("L.groups", "E3.groups"),
        ),
    ),
    Outcome(
        "top10_share",
        "share",
        "level",
        "Share of members in the ten largest groups.",
        _top_ten_share,
        evidence=Evidence(
            "B", "Known only through a published model of cartel sizes.", ("P4",)
        ),
    ),
    Outcome(
        "active_fronts",
        "fronts",
        "level",
        "Pairs of groups that fight in a state.",
        lambda model: float(conflict.n_active_fronts(model)),
        evidence=Evidence("none", "No count of wars is compared.", ()),
    ),
)
