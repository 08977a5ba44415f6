"""Calibration: what it may see, its parameters, its likelihood."""

import ast
import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from experiments.calibrate import main as calibrate
from experiments.calibration import runs as calibration_runs
from experiments.calibration import waves
from experiments.calibration.data import LAST_YEAR, Points, fit_points
from experiments.calibration.emulator import Likelihood, fit_emulator, prior_design, sample
from experiments.calibration.priors import FITTED, Prior
from experiments.calibration.runs import Job, Runner, base_config
from experiments.compare import OPTIONS
from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError
from experiments.ensembles import posterior
from experiments.ensembles.plan import make_plan
from experiments.ensembles.posterior import Draw
from experiments.storage.output import ROOT
from sim.array_types import FloatArray
from sim.config import ModelConfig
from sim.params import registry


def test_held_out_years_never_reach_the_fit() -> None:
    points = fit_points()

    assert points.table["year"].between(2012, 2019).all()
    with pytest.raises(ValueError, match="held out"):
        fit_points(LAST_YEAR + 1)
    with pytest.raises(ValueError, match="2012-2019"):
        Points(points.table.assign(year=2020))


def test_the_table_and_the_status_name_the_same_parameters() -> None:
    status = {f"{i.group}.{i.name}" for i in registry() if i.status == "calibrated"}

    assert status == {fitted.path for fitted in FITTED}
    assert 15 <= len(FITTED) <= 25


def test_priors_stay_inside_the_bounds() -> None:
    prior = Prior.of()
    values = prior.values(np.linspace(-3.0, 3.0, 7)[:, None] * np.ones(len(FITTED)))

    assert ((values > prior.low) & (values < prior.high)).all()


def test_the_likelihood_is_the_normal_density() -> None:
    z = prior_design(64, 2, seed=1)
    emulator = fit_emulator(z, np.stack([z[:, 0], z[:, 0] + z[:, 1]], axis=1))
    observed, error = np.array([0.2, 0.5]), np.array([[0.04, 0.01], [0.01, 0.09]])
    likelihood = Likelihood(emulator, observed, error)
    place = np.array([[0.3, -0.1]])

    covariance = error + (1.0 + emulator.doubt(place)[0]) * emulator.scatter
    by_hand = multivariate_normal(emulator.mean(place)[0], covariance).logpdf(observed)
    assert likelihood.log(place)[0] == pytest.approx(by_hand)


def test_the_sampler_repeats_for_a_seed() -> None:
    z = prior_design(64, 2, seed=1)
    emulator = fit_emulator(z, np.stack([z[:, 0], z[:, 0] + z[:, 1]], axis=1))
    likelihood = Likelihood(emulator, np.array([0.2, 0.5]), 0.04 * np.eye(2))

    first, second = (sample(likelihood, z[:20].copy(), 40, seed=3)[0] for _ in range(2))
    assert np.array_equal(first, second)


def test_no_held_out_year_stands_in_any_fitting_code() -> None:
    rooms = ROOT / "experiments"
    files = [rooms / "calibrate.py", *sorted((rooms / "calibration").glob("*.py"))]
    # the second ensemble, which answers rest on and no score of 2020-24, knows years to 2024
    files = [path for path in files if not path.name.startswith("ensemble")]
    assert len(files) >= 7
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        numbers = [one for one in constants if isinstance(one, int | float)]
        dates = [one for one in constants if isinstance(one, str) and one[:3] in ("202", "203")]
        assert not [one for one in numbers if 2020 <= one <= 2030], path.name
        assert not dates, path.name


def test_the_model_s_runs_end_before_the_held_out_years() -> None:
    config = base_config(compose(["params=default"]))

    assert config.calendar.end.year == LAST_YEAR
    assert config.calendar.months[-1].year == LAST_YEAR


class FakeRunner(Runner):
    """A model whose log outcomes are straight lines in the parameters, with some noise."""

    def __init__(self, prior: Prior, points: Points, truth: np.ndarray) -> None:
        self.fingerprint = "fake"
        random = np.random.default_rng(5)
        self.slopes = 0.3 * random.standard_normal((len(prior.paths), len(points.table)))
        self.prior, self.base = prior, points.logs - truth @ self.slopes

    def run(self, jobs: Sequence[Job], words: str) -> FloatArray:
        z = np.array([self.prior.z_of(np.array(job.values)) for job in jobs])
        noise = [
            np.random.default_rng(job.seed).standard_normal(len(self.base)) for job in jobs
        ]
        return self.base + z @ self.slopes + 0.02 * np.array(noise)


Fitted = tuple[FloatArray, waves.Plan, waves.Fit]


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    prior, points = Prior.of(FITTED[:4]), fit_points()
    truth = np.array([0.8, -0.5, 0.0, 1.2])
    plan = waves.Plan((64, 64), 32, seed=2)
    return truth, plan, waves.fit(FakeRunner(prior, points, truth), prior, points, plan)


def test_a_known_truth_is_found_again(fitted: Fitted) -> None:
    truth, _, found = fitted
    flat = found.chains.reshape(-1, len(truth))

    # Four parameters at 3.9 posterior standard deviations: false alarm under 1 in 2,000 by
    # chance alone, but the seeds are fixed, so this can't come and go.
    assert (np.abs(flat.mean(axis=0) - truth) < 3.9 * flat.std(axis=0)).all()
    assert (flat.std(axis=0) < 0.5).all()
    assert waves.emulator_check(found) == pytest.approx(1.0, abs=0.25)
    assert found.point == pytest.approx(found.prior.values(flat.mean(axis=0)))


def test_diagnostics_tell_what_was_learnt(fitted: Fitted) -> None:
    _, plan, found = fitted
    parameters = waves.parameter_table(found)
    recovered = waves.recovery_summary(waves.recovery(found, plan, 4))

    assert (parameters["learnt"] > 0.7).all()
    assert (parameters["scale_reduction"] < 1.2).all()
    assert not parameters["at_bound"].any()
    assert (recovered["covered_90"] >= 0.5).all()
    assert len(waves.fit_table(found)) == len(found.points.table)


def test_a_parameter_at_its_bound_is_named(fitted: Fitted) -> None:
    _, _, found = fitted
    pushed = found.chains.copy()
    pushed[:, :, 2] = 2.9
    parameters = waves.parameter_table(dataclasses.replace(found, chains=pushed))

    assert list(parameters["at_bound"]) == [False, False, True, False]


def test_a_fit_that_was_stopped_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def run_job(config: ModelConfig, job: Job, points: Points) -> list[float]:
        made.append(job.seed)
        if len(made) == 3:
            raise KeyboardInterrupt
        return [float(job.seed)] * len(points.table)

    monkeypatch.setattr(calibration_runs, "run_job", run_job)
    config, points = base_config(compose([])), fit_points()
    jobs = [Job(("a.b",), (float(n),), n) for n in range(5)]
    with pytest.raises(KeyboardInterrupt):
        Runner(config, points, tmp_path / "runs", workers=1).run(jobs, "")
    with (tmp_path / "runs").open("a") as file:
        file.write('{"model": "cut o')
    kept = Runner(config, points, tmp_path / "runs", workers=1).kept()
    assert kept.startswith("2 finished runs are kept in")
    assert "the same command goes on" in kept

    found = Runner(config, points, tmp_path / "runs", workers=1).run(jobs, "")

    assert made == [0, 1, 2, 2, 3, 4]  # the third was stopped; none is made twice
    assert list(found[:, 0]) == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_the_posterior_survives_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [one.path for one in FITTED[:2]]
    values = Prior.of(FITTED[:2]).values(prior_design(16, 2, seed=1))
    posterior.save_draws(tmp_path / "posterior.csv", names, values)
    monkeypatch.setattr(posterior, "file", lambda: tmp_path / "posterior.csv")
    posterior.draws.cache_clear()
    try:
        found = posterior.spread(16)
        wanted = np.sort([float(f"{one:.6g}") for one in values[:, 0]])
        assert np.sort([draw[names[0]] for draw in found]) == pytest.approx(wanted)
        assert posterior.spread(4) == found[::4]
    finally:
        posterior.draws.cache_clear()


def test_a_posterior_outside_the_bounds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "posterior.csv"
    monkeypatch.setattr(posterior, "file", lambda: path)
    posterior.draws.cache_clear()
    try:
        path.write_text("draw,parameter,value\n0,shipping.bulk_heroin,99\n")
        with pytest.raises(ValueError, match="leaves its bounds"):
            posterior.draws()
        path.write_text("draw,parameter,value\n0,shipping.bulk_horse,1\n")
        with pytest.raises(ValueError, match="no number"):
            posterior.draws()
    finally:
        posterior.draws.cache_clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> tuple[Draw, ...]:
    """A posterior of two draws of one parameter, with its point at the declared default."""
    usual = compose(["params=default"]).model.params.shipping.bulk_heroin
    draws = ({"shipping.bulk_heroin": 0.3}, {"shipping.bulk_heroin": 0.6})
    monkeypatch.setattr(posterior, "draws", lambda: draws)
    monkeypatch.setattr(posterior, "point", lambda: {"shipping.bulk_heroin": usual})
    return draws


def asked(*words: str) -> Resolved:
    return compose(["params=default", *words], OPTIONS)


def test_seeds_share_draws_in_pairs(drawn: tuple[Draw, ...]) -> None:
    assert posterior.draws_of(asked("replications=4"), 2) == (drawn[0],) * 2 + (drawn[1],) * 2
    assert posterior.draws_of(asked("replications=4", "uncertainty=point"), 2) == ()
    assert posterior.draws_of(asked("replications=2"), 2) == ()
    for words in (["replications=2", "uncertainty=posterior"], ["replications=5"]):
        with pytest.raises(InputError, match="replications"):
            posterior.draws_of(asked(*words), 2)


def test_a_parameter_set_by_hand_is_not_drawn(drawn: tuple[Draw, ...]) -> None:
    by_hand = asked("replications=4", "params.shipping.bulk_heroin=0.44")

    assert posterior.draws_of(by_hand, 2) == ()
    assert posterior.apply_draw(by_hand.model.params, drawn[0]).shipping.bulk_heroin == 0.44
    words = ["replications=4", "params.shipping.bulk_heroin=0.44", "uncertainty=posterior"]
    with pytest.raises(InputError, match="uncertainty"):
        posterior.draws_of(asked(*words), 2)


def test_every_run_of_a_seed_has_the_parameters_of_its_draw(drawn: tuple[Draw, ...]) -> None:
    resolved = asked("replications=4")
    draws = posterior.draws_of(resolved, 2)
    plan = make_plan(resolved, ["no_policy", "strikes"], draws=draws)

    for seed, value in zip(plan.seeds, (0.3, 0.3, 0.6, 0.6), strict=True):
        trunk, arms = plan.of_seed(seed, plan.arms)
        found = {
            config.params.shipping.bulk_heroin for config in (trunk, *(a.config for a in arms))
        }
        assert found == {value}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("waves=[4]", "waves"),
        ("waves=many", "waves"),
        ("draws=2", "draws"),
        ("recovered=1", "recovered"),
        ("install=maybe", "install"),
        ("store=''", "store"),
    ],
)
def test_bad_keys_of_calibrate_are_told(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrate([words, "output_dir=/nowhere/at/all"]) == 2
    assert f"error: {told}" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_fits_real_runs(tmp_path: Path) -> None:
    words = [
        "population.consumers=1500",
        "population.firms=300",
        "waves=[32,16]",
        "draws=8",
        "recovered=2",
        "install=false",
        f"store={tmp_path / 'runs.jsonl'}",
    ]
    for name in ("first", "second"):
        assert calibrate([*words, f"output_dir={tmp_path / name}"]) == 0
    first, second = ((tmp_path / n / "posterior.csv").read_bytes() for n in ("first", "second"))

    assert first == second  # the second took every run from the store
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 32 + 16 + 8
    assert (tmp_path / "first" / "figures" / "fit.png").is_file()
