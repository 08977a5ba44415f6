"""Signs that evidence leaves open: parameters decide at strength 1, strength -1 reverses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from experiments.run import build
from sim.model import CartelMarket
from sim.params import registry

SETTING = (
    "population.consumers=1500",
    "population.firms=300",
    "calendar.policy_start=2013-01-01",
    "calendar.end=2013-12-01",
)
TRUNK_MONTHS = 12


def short_of_cash(model: CartelMarket) -> None:
    model.cartels.cash *= 0.02


def dear_crops(model: CartelMarket) -> None:
    drivers = dict(model._drivers)  # of this run alone: its twin keeps the old price
    drivers["crop_price"] = 1.5 * drivers["crop_price"]
    model._drivers = drivers


@dataclass(frozen=True)
class OpenSign:
    """A cause, the outcome whose sign is open, and what decides it within bounds.

    ``up`` and ``down`` are parameters under which the outcome must rise and fall; ``still``
    silences other ways by which the cause reaches it.
    """

    cause: str | Callable[[CartelMarket], None]
    outcome: str
    mechanism: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    still: tuple[str, ...] = ()


OPEN = {
    "strikes and violence": OpenSign(
        "set.strikes=24",
        "homicides",
        "strikes_backlash",
        up=("params.enforcement.violence_change_per_campaign=0.19",),
        down=("params.enforcement.violence_change_per_campaign=-0.15",),
        still=("params.enforcement.strike_leader_chance=0",),
    ),
    "strikes and cooperation": OpenSign(
        "set.strikes=24",
        "cooperation",
        "strikes_backlash",
        up=("params.institutions.cooperation_per_strike=0.1",),
        down=("params.institutions.cooperation_per_strike=-0.8",),
    ),
    "user arrests and treatment entry": OpenSign(
        "set.user_liability=1",
        "in_treatment",
        "us_partners",
        up=("params.treatment.liability_entry=0.1",),
        down=("params.treatment.liability_entry=-0.2",),
    ),
    "cash stress and infighting": OpenSign(
        short_of_cash,
        "homicides",
        "cash_stress",
        up=("params.conflict.stress_infighting=2.0",),
        down=("params.conflict.stress_infighting=0.8",),
        still=(
            "params.recruitment.desertion_per_tenth=0",
            "params.finance.stress_wage_elasticity=0",
        ),
    ),
    "witness deals and deterrence": OpenSign(
        "set.witness_protection=1",
        "recruits",
        "witness_protection",
        up=(
            "params.recruitment.risk_elasticity=-0.2",
            "params.enforcement.follow_on_captures=0.1",
        ),
        down=(
            "params.recruitment.risk_elasticity=0",
            "params.enforcement.follow_on_captures=2",
        ),
        still=("set.kingpin_captures=20",),
    ),
    "deployment and violence": OpenSign(
        "set.mexican_security=2",
        "homicides",
        "security_deployment",
        up=("params.conflict.deployment_violence=1.0",),
        down=("params.conflict.deployment_violence=-0.1",),
    ),
    "mid-level arrests": OpenSign(
        "set.arrests=1.2",
        "homicides",
        "kingpin_fragmentation",
        up=("params.conflict.arrests_violence=0.15",),
        down=("params.conflict.arrests_violence=-0.25",),
        still=("set.kingpin_captures=0",),
    ),
    "return migration and violence": OpenSign(
        "set.deportations=600000",
        "homicides",
        "deportation_recruits",
        up=("params.conflict.returns_violence=0.1",),
        down=("params.conflict.returns_violence=-0.05",),
        still=(
            "params.recruitment.recruits_per_1000_with_record=0",
            "params.recruitment.recruits_per_1000_without_record=0",
        ),
    ),
    "licit prices and violence": OpenSign(
        dear_crops,
        "homicides",
        "crime_diversification",
        up=("params.conflict.licit_price_violence=0.4",),
        down=("params.conflict.licit_price_violence=-0.2",),
    ),
    "naloxone at population level": OpenSign(
        "set.harm_reduction=3",
        "overdose_deaths",
        "treatment_demand",
        up=("params.consumption.naloxone_ceiling=-0.05",),
        down=("params.consumption.naloxone_ceiling=0.4",),
    ),
}


def log_effect(sign: OpenSign, *overrides: str) -> float:
    """Return the effect of a cause on a year's sum of its outcome [log points]."""
    words = (*SETTING, *sign.still, *overrides)
    trunk = build(words).run_to(TRUNK_MONTHS)
    base = trunk.branch(trunk.config)
    if isinstance(sign.cause, str):
        moved = trunk.branch(build([*words, sign.cause]).config)
    else:
        moved = trunk.branch(trunk.config)
        sign.cause(moved)
    sums = [run.run()[sign.outcome].iloc[TRUNK_MONTHS:].sum() for run in (moved, base)]
    return float(np.log(sums[0] / sums[1]))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(OPEN))
def test_parameters_decide_an_open_sign_and_a_reversed_strength_reverses_it(name: str) -> None:
    sign = OPEN[name]
    reversed_ = f"strength.{sign.mechanism}=-1"
    up, down = log_effect(sign, *sign.up), log_effect(sign, *sign.down)

    assert down < 0.0 < up
    assert log_effect(sign, *sign.up, reversed_) < 0.0 < log_effect(sign, *sign.down, reversed_)


def test_open_signs_are_decided_by_parameters_inside_their_bounds() -> None:
    bounds = {f"params.{info.group}.{info.name}": info.bounds for info in registry()}
    for sign in OPEN.values():
        for word in (*sign.up, *sign.down):
            name, value = word.split("=")
            within = bounds[name]
            assert within is not None
            assert within[0] <= float(value) <= within[1]


def test_a_parameter_decides_each_of_the_ten_open_signs() -> None:
    assert len(OPEN) == 10
