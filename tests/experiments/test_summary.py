"""Effects, intervals and offsets against hand calculations."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.comparison.effects import (
    COLUMNS,
    mean_interval,
    offset_interval,
    ratio_interval,
    summarise,
    variances,
    yearly,
)

POLICY = pd.Timestamp("2025-01-01")
MONTHS = pd.date_range("2024-01-01", "2029-12-01", freq="MS")


def results(
    levels: Mapping[str, Mapping[int, Sequence[float]]],
    months: pd.DatetimeIndex = MONTHS,
    outcome: str = "recruits",
) -> pd.DataFrame:
    """Tidy months: ``levels[scenario][seed]`` is a value a year, the first before."""
    rows = [
        {
            "scenario": scenario,
            "seed": seed,
            "date": date,
            "outcome": outcome,
            "value": by_year[min(date.year - 2024, len(by_year) - 1)] / 12.0,
        }
        for scenario, by_seed in levels.items()
        for seed, by_year in by_seed.items()
        for date in months
    ]
    frame = pd.DataFrame(rows)
    return frame.astype({"scenario": "category", "outcome": "category"})


def row(
    details: pd.DataFrame, scenario: str, horizon: int, outcome: str = "recruits"
) -> pd.Series:
    is_asked = (details["scenario"] == scenario) & (details["horizon"] == horizon)
    return details[is_asked & (details["outcome"] == outcome)].iloc[0]


ADAPTING = {
    "no_policy": {1: [100, 100, 100], 2: [100, 120, 110]},
    "strikes": {1: [100, 110, 90], 2: [100, 130, 99]},
}
FROZEN = {
    "no_policy": {1: [100, 100, 100], 2: [100, 120, 110]},
    "strikes": {1: [100, 120, 80], 2: [100, 144, 88]},
}
STARTS = {"no_policy": POLICY, "strikes": POLICY}


@pytest.fixture
def details() -> pd.DataFrame:
    return summarise(results(ADAPTING), STARTS, results(FROZEN))


def test_an_effect_is_the_relative_change_of_paired_means(details: pd.DataFrame) -> None:
    first, second = row(details, "strikes", 1), row(details, "strikes", 2)

    assert first["effect_vs_no_policy"] == pytest.approx((110 + 130) / (100 + 120) - 1)
    assert second["effect_vs_no_policy"] == pytest.approx((90 + 99) / (100 + 110) - 1)
    assert first["effect_vs_start"] == pytest.approx((110 + 130) / 200 - 1)
    assert first["mean"] == pytest.approx(120.0)
    assert first["n"] == 2


def test_equal_relative_effects_on_every_seed_have_no_width(details: pd.DataFrame) -> None:
    second = row(details, "strikes", 2)

    assert second["effect_low"] == pytest.approx(-0.1)
    assert second["effect_high"] == pytest.approx(-0.1)


def test_the_interval_is_a_paired_t_interval_of_the_ratio() -> None:
    values, base = np.array([[110.0, 130.0, 95.0]]), np.array([[100.0, 120.0, 90.0]])
    ratio = values.sum() / base.sum()
    error = (values - ratio * base).std(ddof=1) / np.sqrt(3) / base.mean()

    effect, low, high = ratio_interval(values, base)

    half = stats.t.ppf(0.95, 2) * error
    assert effect[0] == pytest.approx(ratio - 1)
    assert [low[0], high[0]] == pytest.approx([ratio - 1 - half, ratio - 1 + half])


def test_the_interval_covers_the_true_effect_nine_times_in_ten() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(100.0, 10.0, (4_000, 8))
    values = 0.9 * base + rng.normal(0.0, 3.0, (4_000, 8))

    _, low, high = ratio_interval(values, base)

    covered = ((low < -0.1) & (high > -0.1)).mean()
    assert covered == pytest.approx(0.90, abs=0.02)


def test_parameters_and_luck_are_told_apart_as_by_hand() -> None:
    # Two draws of two seeds: means 2 and 6, variances 2 and 2; B = 2 x 8 = 16, W = 2.
    parameters, seeds, between = variances(np.array([[1.0, 3.0, 5.0, 7.0]]), 2)

    assert (parameters[0], seeds[0], between[0]) == (7.0, 2.0, 16.0)
    mean, low, high = mean_interval(np.array([[1.0, 3.0, 5.0, 7.0]]), 2)
    half = stats.t.ppf(0.95, 1) * np.sqrt(7.0 + 16.0 / 4.0)
    assert [mean[0], low[0], high[0]] == pytest.approx([4.0, 4.0 - half, 4.0 + half])


@pytest.mark.parametrize("spread", [0.0, 0.05, 0.5])
def test_the_interval_with_draws_covers_the_unknown_truth(spread: float) -> None:
    # 4,000 rows: the share covered has a standard error of 0.5 points, the allowance some of
    # them (false alarm under 1 in 10,000). Four draws tell the variance badly where seeds and
    # parameters are alike (0.861), and cover more where seeds are all: the docstring says so.
    rng = np.random.default_rng(3)
    effects = np.repeat(rng.normal(-0.1, spread, (4_000, 4)), 2, axis=1)
    base = rng.normal(100.0, 5.0, effects.shape)
    values = (1.0 + effects) * base + rng.normal(0.0, 3.0, effects.shape)
    truth = rng.normal(-0.1, spread, 4_000)

    _, low, high = ratio_interval(values, base, 2)

    covered = ((low < truth) & (truth < high)).mean()
    assert 0.84 <= covered <= (0.99 if spread == 0.0 else 0.93)


def test_draws_that_agree_by_chance_do_not_make_an_interval_of_nothing() -> None:
    # Means of both draws are equal, so B = 0; seeds' variance still stands: W = 8.
    mean, _, high = mean_interval(np.array([[1.0, 5.0, 1.0, 5.0]]), 2)

    assert high[0] - mean[0] == pytest.approx(stats.t.ppf(0.95, 1) * np.sqrt(8.0 / 4.0))


def test_more_seeds_do_not_shrink_doubt_about_parameters() -> None:
    rng = np.random.default_rng(4)
    few, many = (np.repeat(rng.normal(0.0, 1.0, (500, n)), 2, axis=1) for n in (10, 80))
    halves = [float(np.mean(mean_interval(x, 2)[2] - x.mean(axis=-1))) for x in (few, many)]

    assert halves[1] == pytest.approx(1.66, rel=0.1)  # t of 79 degrees of freedom, spread 1
    assert halves[0] == pytest.approx(1.83 * 1.1**0.5, rel=0.1)


def test_the_interval_of_a_mean_needs_two_seeds() -> None:
    mean, low, high = mean_interval(np.array([[7.0]]))

    assert mean[0] == 7.0
    assert np.isnan([low[0], high[0]]).all()


def test_a_rise_is_positive_where_the_base_is_negative() -> None:
    effect, low, high = ratio_interval(np.array([[-50.0, -40.0]]), np.array([[-100.0, -80.0]]))

    assert effect[0] == pytest.approx(0.5)
    assert low[0] <= effect[0] <= high[0]


def test_there_is_no_relative_change_of_nothing() -> None:
    effect, low, high = ratio_interval(np.array([[12.0, 10.0]]), np.zeros((1, 2)))

    assert np.isnan([effect[0], low[0], high[0]]).all()


def test_the_offset_is_the_share_that_adaptation_takes_back(details: pd.DataFrame) -> None:
    second = row(details, "strikes", 2)

    assert second["frozen_effect"] == pytest.approx(-0.2)
    assert second["adaptation_offset"] == pytest.approx(0.5)


def test_the_offset_is_blank_where_the_frozen_effect_may_be_zero(details: pd.DataFrame) -> None:
    undecided = {
        "no_policy": FROZEN["no_policy"],
        "strikes": {1: [100, 105, 80], 2: [100, 115, 140]},
    }

    blank = row(summarise(results(ADAPTING), STARTS, results(undecided)), "strikes", 2)

    assert blank["frozen_low"] < 0 < blank["frozen_high"]
    assert np.isnan(blank["adaptation_offset"])
    assert not np.isnan(row(details, "strikes", 1)["adaptation_offset"])
    assert np.isnan(row(details, "no_policy", 2)["adaptation_offset"])


def test_the_offset_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(2)
    base = rng.normal(100.0, 5.0, (3_000, 8))
    frozen = 0.7 * base + rng.normal(0.0, 1.5, base.shape)
    moving = 0.85 * base + rng.normal(0.0, 1.5, base.shape)

    _, low, high = offset_interval((moving, base), (frozen, base))

    assert ((low < 0.5) & (high > 0.5)).mean() == pytest.approx(0.90, abs=0.03)


def test_flows_are_summed_and_levels_averaged() -> None:
    flow = yearly(results(ADAPTING), POLICY)
    level = yearly(results(ADAPTING, outcome="members"), POLICY)

    first = {"scenario": "strikes", "seed": 1, "horizon": 1}
    for table, expected in ((flow, 110.0), (level, 110.0 / 12.0)):
        is_asked = (table[list(first)] == pd.Series(first)).all(axis=1)
        assert table.loc[is_asked, "value"].item() == pytest.approx(expected)


def test_a_horizon_that_is_not_reached_is_left_out() -> None:
    short = results(ADAPTING, months=MONTHS[: 12 + 23])

    details = summarise(short, STARTS)

    assert sorted(details["horizon"].unique()) == [1]
    assert details["adaptation_offset"].isna().all()


def test_a_scenario_with_its_own_date_meets_the_reference_of_its_own_years() -> None:
    levels = ADAPTING | {"late": {1: [100, 100, 60], 2: [100, 120, 66]}}
    frozen = FROZEN | {
        "late": {1: [100, 100, 50], 2: [100, 120, 55]},
        "no_policy@2026-01": ADAPTING["no_policy"],
    }
    starts = STARTS | {"late": pd.Timestamp("2026-01-01")}

    late = row(summarise(results(levels), starts, results(frozen)), "late", 1)

    assert late["effect_vs_no_policy"] == pytest.approx(-0.4)
    assert late["effect_vs_start"] == pytest.approx((60 + 66) / (100 + 120) - 1)
    assert late["adaptation_offset"] == pytest.approx(1 - 0.4 / 0.5)


def test_rows_follow_the_scenarios_and_columns_the_contract(details: pd.DataFrame) -> None:
    assert list(details["scenario"].drop_duplicates()) == ["no_policy", "strikes"]
    assert tuple(details.columns[: len(COLUMNS)]) == COLUMNS
    keys = details[["scenario", "outcome", "horizon"]].itertuples(index=False, name=None)
    assert list(keys) == list(
        itertools.product(["no_policy", "strikes"], ["recruits"], [1, 2, 5])
    )


def test_the_rounding_error_of_an_effect_of_zero_is_no_effect() -> None:
    base = np.array([[0.3, 0.1, 0.7]])
    frozen = base * (1.0 - 2.0**-52)  # the same but for rounding, in every seed

    offset, low, high = offset_interval((base, base), (frozen, base))

    assert np.isnan([offset, low, high]).all()
