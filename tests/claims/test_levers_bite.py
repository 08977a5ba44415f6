"""Every lever bites: on its date and not before, in its direction, through its mechanism."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest

from experiments.run import build
from sim.levers import Lever
from sim.mechanisms import MECHANISMS
from sim.model import CartelMarket

TRUNK_MONTHS = 24  # history before the policy date, January 2014
HORIZON = 24  # months under the policy
SETTING = (
    "population.consumers=3000",
    "population.firms=400",
    "calendar.policy_start=2014-01-01",
    "calendar.end=2015-12-01",
)


@dataclass(frozen=True)
class Case:
    """A lever's strong move, the outcome it should move, the way, and its mechanism.

    One seed stands for all where eight put the mean seven standard deviations or more off 0:
    the wrong sign less than once in 1,000 (t at 7 degrees of freedom), mostly far less. Other
    outcomes are means over ``n_seeds``, four standard errors from zero: about 1 in 30,000.
    ``history`` holds in the months before the policy too.
    """

    lever: str
    value: float
    outcome: str
    sign: int
    mechanism: str | None
    context: tuple[str, ...] = ()
    n_seeds: int = 1
    history: tuple[str, ...] = ()


ENTRIES = "consumer_entries"
"""People who begin to use: expected, so that a lever's small effect on them is no chance."""

MANY_PEOPLE = ("population.consumers=10000",)

CASES = (
    Case("strikes", 24, "cooperation", -1, "strikes_backlash"),
    Case("strike_consent", 1, "cooperation", +1, "strikes_backlash", ("set.strikes=24",)),
    Case("kingpin_captures", 30, "splits", +1, "kingpin_fragmentation", n_seeds=4),
    Case("terror_designation", 1, "compliance_cost", +1, "fto_material_support"),
    Case("financial_sanctions", 4, "laundering_fee", +1, "sanctions_laundering"),
    Case("crypto_regulation", 4, "laundering_fee", +1, "sanctions_laundering"),
    Case("tariff", 100, "formal_jobs", -1, "tariffs_unemployment_recruitment"),
    Case("treatment_funding", 2, "in_treatment", +1, "treatment_demand"),
    Case("harm_reduction", 3, "overdose_deaths", -1, "treatment_demand"),
    Case("demand_prevention", 4, ENTRIES, -1, "treatment_demand"),
    Case("deportations", 800_000, "recruits", +1, "deportation_recruits"),
    Case("deportation_criminal_share", 1, "recruits", +1, "deportation_recruits"),
    Case("border_enforcement", 4, "supply_doses", -1, None),
    Case("surveillance", 10, "supply_doses", -1, "security_deployment", n_seeds=8),
    Case("mexican_security", 3, "arrests", +1, "security_deployment"),
    Case("gun_supply", 2, "arms_stock", +1, None),
    Case("anticorruption_aid", 10, "corruption", -1, "anticorruption_aid"),
    Case("security_aid", 10, "cooperation", +1, None),
    Case("precursor_control", 1, "us_supply_kg[fentanyl]", -1, "precursor_control"),
    Case("us_partner_enforcement", 4, "us_retail_price[cocaine]", +1, "risk_compensation"),
    # Five seeds: 3,300 fewer with a standard error of 740, the wrong sign 4 in a million.
    Case(
        "user_liability", 1, "in_treatment", -1, "us_partners", n_seeds=5, history=MANY_PEOPLE
    ),
    Case(
        "targeted_repression",
        1,
        "homicides",
        -1,
        "security_deployment",
        ("set.mexican_security=3",),
    ),
    Case("witness_protection", 1, "captures", +1, "witness_protection", n_seeds=5),
    Case("recruitment_prevention", 1_000_000, "recruits", -1, "recruitment_prevention"),
    Case("returnee_reintegration", 200_000, "recruits", -1, "deportation_recruits"),
    Case("arrests", 2, "arrests", +1, None),
    Case("recruitment", 0.5, "recruits", -1, None),
)
BY_LEVER = pytest.mark.parametrize("case", CASES, ids=lambda case: case.lever)
WITH_MECHANISM = pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.mechanism and case.outcome != "splits"],
    ids=lambda case: case.lever,
)


@cache
def trunk(*overrides: str) -> CartelMarket:
    """History up to the policy date."""
    return build([*SETTING, *overrides]).run_to(TRUNK_MONTHS)


def branches(case: Case, *overrides: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the paired runs without and with the lever's move."""
    history = trunk(*overrides)
    without = build([*SETTING, *overrides, *case.context]).config
    moved = build(
        [*SETTING, *overrides, *case.context, f"set.{case.lever}={case.value}"]
    ).config
    return lived(history.branch(without)), lived(history.branch(moved))


def lived(model: CartelMarket) -> pd.DataFrame:
    """Run to the end; return the results, with the entries of the months run here."""
    entries = {}
    while model.month < len(model.months):
        month = model.months[model.month]
        model.step()
        entries[month] = float(getattr(model.flows, ENTRIES))
    return model.results().assign(**{ENTRIES: pd.Series(entries)})


def effect(case: Case, *overrides: str) -> float:
    """Return the mean difference of the target outcome under the policy, over the seeds."""
    found = []
    for seed in range(1, case.n_seeds + 1):
        base, moved = branches(case, *case.history, f"seed={seed}", *overrides)
        found.append((moved - base)[case.outcome].iloc[TRUNK_MONTHS:].mean())
    return float(np.mean(found))


def test_every_lever_of_the_config_has_a_case() -> None:
    levers: dict[str, Lever] = build(list(SETTING)).config.levers

    assert {case.lever for case in CASES} == set(levers)


@BY_LEVER
def test_a_lever_acts_from_its_date_in_its_direction_and_not_before(case: Case) -> None:
    base, moved = branches(case)

    pd.testing.assert_frame_equal(
        base.iloc[:TRUNK_MONTHS], moved.iloc[:TRUNK_MONTHS], check_exact=True
    )
    assert not base.iloc[TRUNK_MONTHS:].equals(moved.iloc[TRUNK_MONTHS:])
    assert case.sign * effect(case) > 0.0


@WITH_MECHANISM
def test_strength_zero_removes_the_effect_and_minus_one_reverses_it(case: Case) -> None:
    on = effect(case)
    off = effect(case, f"strength.{case.mechanism}=0")
    reversed_ = effect(case, f"strength.{case.mechanism}=-1")

    assert abs(off) <= 0.15 * abs(on)
    assert np.sign(reversed_) == -np.sign(on)


def test_strength_of_fragmentation_switches_splits_and_turns_violence_round() -> None:
    # A count of splits can't be negative, and a removal also costs a group its men: so the
    # mechanism's own part is read as the difference from strength 0, in homicides.
    case = next(case for case in CASES if case.lever == "kingpin_captures")
    homicides, splits = {}, {}
    for strength in (1, 0, -1):
        base, moved = branches(case, f"strength.{case.mechanism}={strength}")
        difference = (moved - base).iloc[TRUNK_MONTHS:]
        homicides[strength] = float(difference["homicides"].sum())
        splits[strength] = float(difference["splits"].sum())

    assert splits[1] > 0.0
    assert splits[0] == 0.0
    assert homicides[-1] < homicides[0] < homicides[1]


def second_year(case: Case, outcome: str, *overrides: str) -> float:
    base, moved = branches(case, *overrides)
    return float((moved - base)[outcome].iloc[TRUNK_MONTHS + 12 :].sum())


@pytest.mark.parametrize(
    ("lever", "outcome", "sign"),
    [("tariff", "recruits", 1), ("treatment_funding", "overdose_deaths", -1)],
)
def test_a_reversed_mechanism_reverses_the_end_of_its_chain(
    lever: str, outcome: str, sign: int
) -> None:
    # The tariff's threat to cooperation is switched off, so that only its own chain acts.
    case = next(case for case in CASES if case.lever == lever)
    still = "strength.strikes_backlash=0"
    on = second_year(case, outcome, still)
    off = second_year(case, outcome, still, f"strength.{case.mechanism}=0")
    reversed_ = second_year(case, outcome, still, f"strength.{case.mechanism}=-1")

    assert sign * on > 0.0
    assert abs(off) < 0.2 * abs(on)
    assert sign * reversed_ < 0.0


@pytest.mark.slow
@pytest.mark.parametrize("strength", [-2, 2])
@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_no_strength_within_bounds_makes_the_model_run_away(
    mechanism: str, strength: int
) -> None:
    setting = ["population.consumers=1500", "population.firms=300", "calendar.end=2024-12-01"]
    policy = ["scenario=announced_approach", "calendar.policy_start=2016-01-01"]
    results = build([*setting, *policy, f"strength.{mechanism}={strength}"]).run()

    assert np.isfinite(results.to_numpy()).all()
    assert results["members"].max() < 2e6  # of 16 million young men
    assert results["overdose_deaths"].max() < 5e4


def test_strength_of_guns_carries_more_guns_to_homicides() -> None:
    case = next(case for case in CASES if case.lever == "gun_supply")
    effects = {}
    for strength in (1, 0, -1):
        base, moved = branches(case, f"strength.guns={strength}")
        effects[strength] = float((moved - base)["homicides"].iloc[TRUNK_MONTHS:].sum())

    assert effects[1] > 0.0 == effects[0] > effects[-1]
