"""Cooperation and corruption: hand calculations, signs, and what strengths switch off."""

import numpy as np
import pytest

from sim.params.institutions import InstitutionsParams
from sim.submodels import institutions
from tests.fakes.economy import Economy

PARAMS = InstitutionsParams()


def index(
    strikes: float = 0.0,
    threat: float = 0.0,
    aid: float = 1.0,
    strength: float = 1.0,
    base: float = 0.5,
) -> float:
    return institutions.cooperation_index(
        base, strikes=strikes, threat=threat, aid=aid, strength=strength, params=PARAMS
    )


def test_cooperation_matches_hand_calculation() -> None:
    assert index() == pytest.approx(0.5)
    assert index(strikes=1.0) == pytest.approx(0.1)
    assert index(threat=1.0) == pytest.approx(0.6)
    assert index(aid=4.0) == pytest.approx(0.6)
    assert index(strikes=9.0) == PARAMS.least_cooperation
    assert index(aid=0.0) == index(aid=PARAMS.least_aid)


def test_strength_switches_off_and_reverses_strikes_and_threats_only() -> None:
    assert index(strikes=1.0, threat=1.0, strength=0.0) == pytest.approx(0.5)
    assert index(strikes=0.5, strength=-1.0) == pytest.approx(0.7)
    assert index(aid=2.0, strength=0.0) == pytest.approx(0.55)


def test_memory_of_strikes_halves_in_a_half_life_and_is_capped() -> None:
    memory = institutions.remember_strikes(0.0, 1.0, PARAMS, 1.0)
    for _ in range(12):
        memory = institutions.remember_strikes(memory, 0.0, PARAMS, 1.0)

    assert memory == pytest.approx(0.5)
    assert institutions.remember_strikes(1.0, 5.0, PARAMS, 1.0) == PARAMS.strike_memory_cap


def test_a_threat_is_news_and_fades() -> None:
    threat = institutions.renew_threat(0.0, 1.0, 3.0, 1.0)
    later = institutions.renew_threat(threat, 0.0, 3.0, 3.0)

    assert threat == 1.0
    assert later == pytest.approx(np.exp(-1.0))
    assert institutions.renew_threat(0.4, -1.0, 3.0, 0.0) == pytest.approx(0.4)


def test_corruption_rises_with_bribes_and_falls_with_the_work_against_it() -> None:
    bribes = np.array([0.5, 1.0, 2.0])

    target = institutions.corruption_target(bribes, 0.0, 1.0, PARAMS)
    cleaned = institutions.corruption_target(bribes, 1.0, 1.0, PARAMS)

    assert target[1] == pytest.approx(PARAMS.corruption_2012)
    assert target[0] < target[1] < target[2] < 1.0
    assert (cleaned < target).all()
    odds = target / (1.0 - target)
    assert odds[2] / odds[1] == pytest.approx(2.0**PARAMS.bribe_exponent)


def test_regions_without_bribes_divide_by_nothing() -> None:
    ratio = institutions.bribe_ratio(np.array([0.0, 0.0, 10.0]), np.array([0.0, 5.0, 0.0]))

    assert np.isfinite(ratio).all()
    assert (ratio > 0.0).all()
    assert ratio[0] == pytest.approx(1.0)


def test_one_strike_costs_most_of_cooperation_and_half_is_back_in_a_year() -> None:
    calm, struck = Economy(n_firms=96), Economy(n_firms=96)
    struck.levers["strikes"] = lambda year: 12.0 if year < 1 / 12 else 0.0
    loss = []
    for _ in range(13):
        calm.step(), struck.step()
        loss.append(calm.institutions.cooperation - struck.institutions.cooperation)

    assert loss[0] == pytest.approx(0.4)
    assert loss[12] == pytest.approx(0.2, abs=0.01)


def test_consented_strikes_cost_no_cooperation() -> None:
    calm, struck = Economy(n_firms=96).run(6), Economy(n_firms=96)
    struck.levers.update(strikes=12.0, strike_consent=1.0)

    assert struck.run(6).institutions.cooperation == calm.institutions.cooperation


def test_a_tariff_leaves_no_lasting_mark_on_cooperation() -> None:
    calm, taxed = Economy(n_firms=96), Economy(n_firms=96)
    taxed.levers["tariff"] = 25.8
    first = taxed.step().institutions.cooperation - calm.step().institutions.cooperation
    calm.run(23), taxed.run(23)

    assert first == pytest.approx(0.1)
    assert taxed.institutions.cooperation == pytest.approx(
        calm.institutions.cooperation, abs=1e-3
    )


@pytest.mark.parametrize(
    ("lever", "value"), [("anticorruption_aid", 3.0), ("security_aid", 15.0)]
)
def test_aid_acts_slowly_and_in_its_direction(lever: str, value: float) -> None:
    calm, helped = Economy(n_firms=96), Economy(n_firms=96)
    helped.levers[lever] = value
    calm.run(24), helped.run(24)

    if lever == "security_aid":
        assert helped.institutions.cooperation > calm.institutions.cooperation
    else:
        change = helped.institutions.corruption / calm.institutions.corruption - 1.0
        assert (change < -0.01).all()
        assert (change > -0.08).all()
