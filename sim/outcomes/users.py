"""Outcomes of people who use drugs: deaths, dependence, treatment."""

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.world.axes import DRUGS

USERS: tuple[Outcome, ...] = (
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths, each counted once.",
        flow("overdose_deaths"),
        evidence=Evidence(
            "A",
            "Four drugs fitted to 2012-19, later years scored; their sum is judged.",
            ("H1", "H8.deaths_all", "L.overdose_all"),
        ),
    ),
    Outcome(
        "overdose_deaths",
        "deaths/month",
        "flow",
        "US overdose deaths that involve the drug; one death may count in several.",
        flow("overdose_deaths_by_drug"),
        DRUGS,
        evidence=Evidence(
            "A",
            "Fitted to 2012-19, later years scored.",
            ("H1", "H6.deaths", "H8.deaths_synthetic"),
        ),
    ),
    Outcome(
        "dependent_users",
        "people",
        "level",
        "Dependent users in the United States, not in treatment.",
        lambda model: float(model.consumption.dependent_users),
        evidence=Evidence("B", "Heavy users of 2016 by drug.", ("H5.heavy_users_opioid",)),
    ),
    Outcome(
        "in_treatment",
        "people",
        "level",
        "People in treatment in the United States.",
        lambda model: float(model.treatment.in_treatment),
        evidence=Evidence(
            "B",
            "Deaths saved by places are compared, the number in treatment is not.",
            ("E12", "E13"),
        ),
    ),
)
