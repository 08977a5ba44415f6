"""Priors: every uncertain number and form has one, and draws keep to it."""

import numpy as np
import pytest

from sim.params import ParamInfo
from sim.params.declare import FIXED
from sim.priors import (
    ALIKE,
    FORMS,
    draw_forms,
    parameter_set,
    priors,
    quantiles_of,
    uncertain,
)


def info(
    status: str = "assumed",
    default: float = 1.0,
    bounds: tuple[float, float] = (0.0, 2.0),
    evidence: str | None = None,
    prior: tuple[float, float, float] | None = None,
) -> ParamInfo:
    return ParamInfo(
        group="g",
        name="n",
        default=default,
        unit="1",
        bounds=bounds,
        choices=None,
        status=status,
        source="a guess",
        about="x",
        mechanism=None,
        evidence=evidence,
        prior=prior,
    )


def test_the_rule_matches_hand_calculation() -> None:
    assert quantiles_of(info("measured"), {}) == pytest.approx((0.9, 1.0, 1.1))
    assert quantiles_of(info("assumed"), {}) == pytest.approx((0.5, 1.0, 1.5))
    by_factor = info("assumed", default=1.0, bounds=(0.1, 10.0))
    assert quantiles_of(by_factor, {}) == pytest.approx((0.1**0.5, 1.0, 10.0**0.5))


def test_evidence_in_the_same_unit_and_declarations_come_first() -> None:
    found = info(evidence="m.p")
    assert quantiles_of(found, {"m.p": (0.2, 1.8)}) == (0.2, 1.0, 1.8)
    assert quantiles_of(found, {"m.p": (20.0, 30.0)}) == pytest.approx((0.5, 1.0, 1.5))
    assert quantiles_of(info(prior=(0.9, 0.95, 1.3)), {}) == (0.9, 0.95, 1.3)


def test_draws_keep_to_bounds_and_to_their_quantiles() -> None:
    own = priors()
    values = own.values(own.draw(2_000, np.random.default_rng(1)))
    for column, one in enumerate(uncertain()):
        assert one.bounds
        low, high = one.bounds
        assert low <= values[:, column].min() <= values[:, column].max() <= high, one.name
    ends = own.values(np.array([[-1.6449] * len(own.paths), [1.6449] * len(own.paths)]))
    wanted = np.array([quantiles_of(one, {}) for one in uncertain() if one.prior])
    has_own = [column for column, one in enumerate(uncertain()) if one.prior]
    np.testing.assert_allclose(ends[:, has_own], wanted[:, [0, 2]].T, rtol=1e-3)


def test_numbers_of_one_source_are_drawn_alike_and_others_are_not() -> None:
    own = priors()
    z = own.draw(20_000, np.random.default_rng(2))
    first, second = np.flatnonzero(own.source == own.source.max())[:2]
    alone = np.flatnonzero(own.source < 0)[0]
    # One standard error is 0.007: five of them.
    assert np.corrcoef(z[:, first], z[:, second])[0, 1] == pytest.approx(ALIKE, abs=0.035)
    assert np.corrcoef(z[:, first], z[:, alone])[0, 1] == pytest.approx(0.0, abs=0.035)


def test_forms_are_drawn_by_their_weights() -> None:
    places = draw_forms(20_000, np.random.default_rng(3))
    for column, form in enumerate(FORMS):
        weights = np.array(list(form.weights.values()))
        assert weights.sum() == pytest.approx(1.0), form.key
        share = np.bincount(places[:, column], minlength=len(weights)) / len(places)
        np.testing.assert_allclose(share, weights, atol=0.018)  # five standard errors


def test_a_set_names_every_uncertain_number_and_no_fixed_one() -> None:
    own = priors()
    chosen = parameter_set(own, np.zeros(len(own.paths)), [0] * len(FORMS))
    assert all(one.prior != FIXED for one in uncertain())
    assert set(chosen.numbers) == {f"{one.group}.{one.name}" for one in uncertain()}
    assert set(chosen.forms) == {form.key for form in FORMS}
