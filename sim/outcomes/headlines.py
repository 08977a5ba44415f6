"""Headline outcomes: what is supplied, and who joins."""

from sim.outcomes.declare import Evidence, Outcome, flow

HEADLINES: tuple[Outcome, ...] = (
    Outcome(
        "supply_doses",
        "doses/month",
        "flow",
        "Dose-equivalents of all drugs delivered to the United States (headline: supply).",
        flow("us_arrivals_doses"),
        evidence=Evidence(
            "B",
            "No count exists of what arrives; use, seizures and price each touch it.",
            ("H5", "E6"),
        ),
    ),
    Outcome(
        "recruits",
        "people/month",
        "flow",
        "People who join criminal groups in Mexico (headline: recruitment).",
        flow("recruits"),
        evidence=Evidence(
            "B", "Known only through a published model of cartel sizes.", ("P2", "E19")
        ),
    ),
)
