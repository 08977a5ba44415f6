"""Outcomes of firms and work in Mexico."""

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.world.axes import REGIONS

ECONOMY: tuple[Outcome, ...] = (
    Outcome(
        "firms_extorted",
        "firms",
        "level",
        "Firms that pay a levy.",
        lambda model: float(model.firms.paying.sum()),
        evidence=Evidence(
            "C",
            "Only the growth of reported extortion, by its revenue.",
            ("H7.extortion_growth", "E18"),
        ),
    ),
    Outcome(
        "firms_closed",
        "firms/month",
        "flow",
        "Firms that close because of levies, refusals or compliance, less those that begin "
        "where a mechanism is reversed.",
        flow("firms_closed"),
        evidence=Evidence("none", "Closures are not published by cause.", ()),
    ),
    Outcome(
        "compliance_cost",
        "USD/month",
        "flow",
        "What firms spend on compliance with designation; a gain where that is reversed.",
        flow("compliance_cost"),
        evidence=Evidence("none", "Designation is new; nothing is published.", ()),
    ),
    Outcome(
        "formal_jobs",
        "jobs",
        "level",
        "Formal jobs in Mexico.",
        lambda model: float(model.firms.jobs.sum()),
        evidence=Evidence(
            "B", "Insured jobs of 2015-19 and 2025.", ("H7.jobs", "H8.jobs", "L.formal_jobs")
        ),
    ),
    Outcome(
        "formal_jobs",
        "jobs",
        "level",
        "Formal jobs by Mexican state.",
        lambda model: model.firm_state.jobs,
        REGIONS,
        evidence=Evidence(
            "none", "Insured jobs by state set the start; later years are not compared.", ()
        ),
    ),
    Outcome(
        "idle_youth",
        "people",
        "level",
        "Men of 15-29 neither at work nor at school.",
        lambda model: float(model.firm_state.idle.sum()),
        evidence=Evidence(
            "none", "An input in 2012, moved by rules that nothing is compared with.", ()
        ),
    ),
)
