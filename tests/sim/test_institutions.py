"""Cooperation and corruption: hand calculations, signs, and what strengths switch off."""

import numpy as np
import pytest

from sim.params.institutions import InstitutionsParams
from sim.submodels import institutions
from tests.fakes.economy import Economy

PARAMS = InstitutionsParams()


def chosen(
    anger: float = 0.0,
    threat: float = 0.0,
    aid: float = 1.0,
    strength: float = 1.0,
    base: float = 0.5,
) -> float:
    return institutions.chosen_cooperation(
        base, anger=anger, threat=threat, aid=aid, strength=strength, params=PARAMS
    )


def angered(anger: float, unilateral: float, consented: float = 0.0) -> float:
    return institutions.renew_anger(anger, unilateral, consented, PARAMS, 0.0)


def test_chosen_cooperation_matches_hand_calculation() -> None:
    assert chosen() == pytest.approx(0.5)
    assert chosen(anger=0.4) == pytest.approx(0.3)
    assert chosen(threat=1.0) == pytest.approx(0.6)
    assert chosen(aid=4.0) == pytest.approx(0.6)
    assert chosen(aid=4.0, anger=0.5) == pytest.approx(0.3)
    assert chosen(anger=1.0) == PARAMS.least_cooperation
    assert chosen(aid=0.0) == chosen(aid=PARAMS.least_aid)


def test_the_chosen_cooperation_is_the_best_of_all_by_what_it_brings_and_costs() -> None:
    grid = np.linspace(0.0, 1.0, 10_001)
    for anger, threat, aid in ((0.0, 1.0, 1.0), (0.3, 0.0, 2.0), (0.7, 0.5, 0.5)):
        worth = 0.5 + PARAMS.cooperation_per_threat * threat
        worth += PARAMS.cooperation_per_aid_doubling * np.log2(aid)
        score = worth * grid - grid**2 / 2.0 / (1.0 - anger)
        best = grid[score.argmax()]
        assert chosen(anger=anger, threat=threat, aid=aid) == pytest.approx(best, abs=1e-4)


def test_strength_switches_off_and_reverses_strikes_and_threats_only() -> None:
    assert chosen(anger=0.4, threat=1.0, strength=0.0) == pytest.approx(0.5)
    assert chosen(anger=0.4, strength=-1.0) == pytest.approx(0.7)
    assert chosen(aid=2.0, strength=0.0) == pytest.approx(0.55)


def test_each_strike_angers_a_share_of_those_not_angered_yet() -> None:
    assert angered(0.0, 1.0) == pytest.approx(0.4)
    assert angered(0.4, 1.0) == pytest.approx(0.64)
    assert angered(0.0, 2.0) == pytest.approx(0.64)
    assert angered(0.0, 0.0, consented=1.0) == pytest.approx(1.0 - 0.6**0.1)
    assert angered(0.0, 1000.0) == pytest.approx(1.0)
    cheered = InstitutionsParams(cooperation_per_strike=0.1)
    assert institutions.renew_anger(0.0, 1.0, 0.0, cheered, 0.0) == pytest.approx(-0.1)


def test_anger_halves_in_a_half_life_after_any_campaign() -> None:
    anger = angered(0.0, 60.0)
    for _ in range(12):
        anger = institutions.renew_anger(anger, 0.0, 0.0, PARAMS, 1.0)

    assert anger == pytest.approx(0.5, rel=1e-6)


def test_government_withdraws_and_reopens_by_steps() -> None:
    assert institutions.step_towards(0.5, 0.0, PARAMS, 1.0) == pytest.approx(0.3)
    assert institutions.step_towards(0.5, 0.4, PARAMS, 1.0) == 0.4
    assert institutions.step_towards(0.1, 0.5, PARAMS, 1.0) == pytest.approx(0.2)
    assert institutions.step_towards(0.1, 0.5, PARAMS, 0.25) == pytest.approx(0.125)


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


def losses(strikes_a_year: float, months: int = 24, consent: float = 0.0) -> list[float]:
    """Return the share of cooperation lost in each month, against the same economy at peace."""
    calm, struck = Economy(n_firms=96), Economy(n_firms=96)
    struck.levers.update(strikes=strikes_a_year, strike_consent=consent)
    found = []
    for _ in range(months):
        calm.step(), struck.step()
        found.append(1.0 - struck.institutions.cooperation / calm.institutions.cooperation)
    return found


def test_one_strike_costs_four_tenths_and_half_is_back_in_a_year() -> None:
    calm, struck = Economy(n_firms=96), Economy(n_firms=96)
    struck.levers["strikes"] = lambda year: 12.0 if year < 1 / 12 else 0.0
    loss = []
    for _ in range(14):
        calm.step(), struck.step()
        share = struck.institutions.cooperation / calm.institutions.cooperation
        loss.append(1.0 - share)

    assert max(loss) == pytest.approx(0.4, abs=0.03)
    assert loss[12] == pytest.approx(0.2, abs=0.01)


def test_cooperation_falls_by_degrees_with_the_number_of_strikes() -> None:
    second_year = [np.mean(losses(number)[12:]) for number in (1.0, 3.0, 12.0, 60.0)]

    assert second_year == sorted(second_year)
    assert 0.2 < second_year[0] < 0.5
    assert second_year[1] - second_year[0] > 0.15
    assert second_year[3] > 0.9


def test_strikes_with_consent_cost_a_little_cooperation() -> None:
    asked, unasked = losses(12.0, consent=1.0), losses(12.0)

    assert 0.0 < asked[-1] < 0.55 * unasked[-1]


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
