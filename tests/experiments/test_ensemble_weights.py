"""Weights of whole parameter sets: hand calculations, recovery and coverage."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import weights as weighing
from experiments.calibration.data import Figures
from experiments.calibration.ensemble_scores import rivals
from experiments.comparison.member_effects import (
    probability_rise,
    relative,
    rests_on,
    smallest_clear,
    split,
)
from experiments.config.compose import compose
from experiments.ensembles.members import (
    ANSWERS,
    SCORED,
    WEIGHT,
    effective_size,
    members,
    systematic,
    table,
    with_set,
)
from sim.array_types import FloatArray
from sim.priors import FORMS, priors


def figures(
    values: Sequence[float] | FloatArray,
    series: list[str] | None = None,
    log_error: float = 0.1,
) -> Figures:
    n = len(values)
    return Figures(
        pd.DataFrame(
            {
                "series": series or [f"s{i}" for i in range(n)],
                "year": range(2012, 2012 + n),
                "value": np.exp(values),
                "log_error": log_error,
                "family": "overdose deaths",
            }
        )
    )


def test_effective_size_matches_hand_calculation() -> None:
    assert effective_size(np.array([1.0, 1.0, 1.0, 1.0])) == pytest.approx(4.0)
    assert effective_size(np.array([3.0, 1.0])) == pytest.approx(16.0 / 10.0)


def test_systematic_draws_come_in_proportion_to_weight() -> None:
    places = systematic(np.array([0.5, 0.25, 0.25]), 8)
    assert np.bincount(places).tolist() == [4, 2, 2]


def test_years_of_a_series_count_once() -> None:
    known = figures([0.0, 0.0, 0.0], ["a", "a", "b"])
    logs = np.array([[0.1, 0.3, 0.2]])
    found = weighing.misfit(logs, known, np.full(3, 0.1), np.ones(3, dtype=bool))
    assert found[0] == pytest.approx((1.0 + 9.0) / 2.0 + 4.0)


def test_weights_divide_likelihood_by_the_mixture_of_waves() -> None:
    misfits = np.array([0.0, 2.0, 0.0])
    densities = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 3.0]])
    found = weighing.weigh(misfits, densities, [1, 1])
    raw = np.array([1.0, np.exp(-1.0), 1.0 / 2.0])
    np.testing.assert_allclose(found, raw / raw.sum())


def test_no_weight_outgrows_the_root_of_their_number() -> None:
    found = weighing.truncated(np.array([0.97, 0.01, 0.01, 0.01]))
    np.testing.assert_allclose(found, np.array([0.5, 0.01, 0.01, 0.01]) / 0.53)


def test_weights_recover_a_truth_and_its_form_and_cover_it() -> None:
    """A straight line with two forms: 90% intervals hold the truth in at least 150 of 200.

    With 0.9 a trial fewer than 150 come once in 10^9; with half-width intervals nearly always.
    """
    random = np.random.default_rng(5)
    n, size = 2_000, np.full(4, 0.3)
    z, form = random.standard_normal(n), random.integers(0, 2, n)
    logs = np.outer(z, [1.0, 0.5, 0.0, 0.0]) + np.outer(form, [0.0, 0.0, 1.0, 1.0])
    n_inside, right = 0, []
    for _ in range(200):
        truth, own_form = random.standard_normal(), int(random.integers(0, 2))
        seen = truth * np.array([1.0, 0.5, 0.0, 0.0]) + own_form * np.array(
            [0.0, 0.0, 1.0, 1.0]
        )
        known = figures(seen + size * random.standard_normal(4))
        misfits = weighing.misfit(logs, known, size, np.ones(4, dtype=bool))
        weights = weighing.weigh(misfits, np.ones((n, 1)), [n])
        ends = [weighing.quantile(z, weights, share) for share in (0.05, 0.95)]
        n_inside += ends[0] <= truth <= ends[1]
        right.append(weights[form == own_form].sum())
    assert 150 <= n_inside <= 197
    assert np.mean(right) > 0.9


def test_rivals_match_hand_calculation() -> None:
    years, logs = np.array([2015, 2016, 2017, 2018]), np.array([0.0, 0.1, 0.2, 0.3])
    found = rivals(years, logs, np.array([2019, 2020]))
    np.testing.assert_allclose(found["last_value"][0], [0.3, 0.3])
    np.testing.assert_allclose(found["trend"][0], [0.4, 0.5], atol=1e-9)
    np.testing.assert_allclose(found["damped_walk"][0], [0.38, 0.444])


def test_doubt_splits_into_numbers_forms_and_seeds() -> None:
    """Standard deviations 3, 1.5 (a form of half and half) and 2 are told apart within 15%."""
    random = np.random.default_rng(7)
    n = 4_000
    numbers, form = 3.0 * random.standard_normal(n), random.integers(0, 2, n)
    mean = numbers + 3.0 * form
    once, again = (mean + 2.0 * random.standard_normal(n) for _ in range(2))
    found = split(once[None, :], again[None, :1_000], form[:, None].astype(float))
    np.testing.assert_allclose([one[0] for one in found], [3.0, 1.5, 2.0], rtol=0.15)


def test_a_cause_is_named_and_noise_is_not() -> None:
    random = np.random.default_rng(8)
    inputs = pd.DataFrame(random.standard_normal((100, 600)))
    inputs.columns = [f"p{i}" for i in range(600)]
    effects = np.stack([inputs["p7"] + 0.5 * random.standard_normal(100), np.zeros(100)])
    told = rests_on(effects, inputs)
    assert told[0].startswith("p7 (+0.")
    assert told[1] == ""
    assert 0.35 < smallest_clear(100, 600) < 0.45


def test_changes_of_nothing_are_zero_or_blank_and_ties_count_half() -> None:
    effects = relative(np.array([[0.0, 2.0], [1.0, 2.0]]), np.array([[0.0, 1.0], [0.0, 1.0]]))
    np.testing.assert_array_equal(effects, [[0.0, 1.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(probability_rise(effects), [0.75, np.nan])


@pytest.mark.parametrize("last_year", [SCORED, ANSWERS])
def test_the_stored_ensembles_are_whole_and_worth_many_sets(last_year: int) -> None:
    rows = table(last_year)
    assert len(rows) >= 200
    assert rows[WEIGHT].sum() == pytest.approx(1.0)
    assert effective_size(rows[WEIGHT].to_numpy()) >= 40.0
    known = set(priors().paths)
    assert len(known & set(rows.columns)) >= 0.9 * len(known), "repeat experiments.ensemble"
    assert {form.key for form in FORMS} <= set(rows.columns)


def test_a_set_replaces_defaults_and_leaves_what_was_set_by_hand() -> None:
    usual = compose([]).model
    own = compose(["params.recruitment.targeted_risk=7", "strength.guns=0.5"]).model
    chosen = members(ANSWERS, 8)[0]
    found = with_set(own, chosen, usual)
    assert found.params.recruitment.targeted_risk == 7.0
    assert found.strength["guns"] == 0.5
    path = "consumption.lethality_fentanyl"
    assert found.params.consumption.lethality_fentanyl == chosen.numbers[path]
    assert own.params.consumption.lethality_fentanyl != chosen.numbers[path]
