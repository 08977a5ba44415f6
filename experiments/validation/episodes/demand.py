"""Episodes of demand: treatment, naloxone and ten years of better care (E12, E13)."""

from collections.abc import Mapping
from typing import Final

from experiments.validation.episodes.lab import Change, Lab, change_of
from experiments.validation.episodes.violence import YEAR, Values
from sim.model import CartelMarket

CARE: Final = {
    "lethality": Change(params={"consumption.lethality_fentanyl": 0.8}),
    "naloxone": Change(times={"harm_reduction": 1.2}),
    "return_to_use": Change(
        params={"consumption.relapse_opioid": 0.8, "consumption.relapse_rx": 0.8}
    ),
    "places": Change(params={"treatment.places_multiplier": 1.14}),
}
"""The four levers of FDA SOURCE, a fifth better; buprenorphine is two thirds of places."""


def opioid_deaths(model: CartelMarket) -> Mapping[str, float]:
    """Return deaths that involve any opioid, each once."""
    return {"opioid_deaths": float(model.flows.opioid_deaths)}


def medicaid(lab: Lab) -> Values:
    """Double the money for treatment from 2014, as much as Medicaid brought (E12)."""
    base = lab.run("2014-01", 4 * YEAR, None, opioid_deaths)
    moved = lab.run(
        "2014-01", 4 * YEAR, Change(times={"treatment_funding": 2.0}), opioid_deaths
    )
    return {"E12.treatment": change_of(moved, base, "opioid_deaths", 0, 4 * YEAR)}


def naloxone(lab: Lab) -> Values:
    """Hand out 1.8 times as much naloxone for a year (E12)."""
    base = lab.run("2021-01", YEAR, None, opioid_deaths)
    moved = lab.run("2021-01", YEAR, Change(times={"harm_reduction": 1.8}), opioid_deaths)
    return {"E12.naloxone": change_of(moved, base, "opioid_deaths", 0, YEAR)}


def better_care(lab: Lab) -> Values:
    """Make each of four things on the demand side a fifth better for ten years (E13)."""
    base = lab.run("2022-01", 10 * YEAR, None, opioid_deaths)
    return {
        f"E13.{name}": change_of(
            lab.run("2022-01", 10 * YEAR, change, opioid_deaths),
            base,
            "opioid_deaths",
            0,
            10 * YEAR,
        )
        for name, change in CARE.items()
    }
