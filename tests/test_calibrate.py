"""Calibration: what it may see, its parameters, its likelihood."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from experiments.calibration_data import LAST_YEAR, Points, fit_points
from experiments.calibration_fit import Likelihood, fit_emulator, prior_design, sample
from experiments.calibration_parameters import FITTED, Prior
from sim.params import registry


def test_held_out_years_never_reach_the_fit():
    points = fit_points()

    assert points.table["year"].between(2012, 2019).all()
    with pytest.raises(ValueError, match="held out"):
        fit_points(LAST_YEAR + 1)
    with pytest.raises(ValueError, match="2012-2019"):
        Points(points.table.assign(year=2020))


def test_the_table_and_the_status_name_the_same_parameters():
    status = {f"{i.group}.{i.name}" for i in registry() if i.status == "calibrated"}

    assert status == {fitted.path for fitted in FITTED}
    assert 15 <= len(FITTED) <= 25


def test_priors_stay_inside_the_bounds():
    prior = Prior.of()
    values = prior.values(np.linspace(-3.0, 3.0, 7)[:, None] * np.ones(len(FITTED)))

    assert ((values > prior.low) & (values < prior.high)).all()


def test_the_likelihood_is_the_normal_density():
    z = prior_design(64, 2, seed=1)
    emulator = fit_emulator(z, np.stack([z[:, 0], z[:, 0] + z[:, 1]], axis=1))
    observed, error = np.array([0.2, 0.5]), np.array([[0.04, 0.01], [0.01, 0.09]])
    likelihood = Likelihood(emulator, observed, error)
    place = np.array([[0.3, -0.1]])

    covariance = error + (1.0 + emulator.doubt(place)[0]) * emulator.scatter
    by_hand = multivariate_normal(emulator.mean(place)[0], covariance).logpdf(observed)
    assert likelihood.log(place)[0] == pytest.approx(by_hand)


def test_the_sampler_repeats_for_a_seed():
    z = prior_design(64, 2, seed=1)
    emulator = fit_emulator(z, np.stack([z[:, 0], z[:, 0] + z[:, 1]], axis=1))
    likelihood = Likelihood(emulator, np.array([0.2, 0.5]), 0.04 * np.eye(2))

    first, second = (sample(likelihood, z[:20].copy(), 40, seed=3)[0] for _ in range(2))
    assert np.array_equal(first, second)
