"""The report's figures beside published history, and the levers that it draws."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.plots.levers import lever_paths
from experiments.comparison.report_history import FIRST, evidence_in_words, history_rows
from experiments.comparison.results import Comparison
from experiments.config.compose import compose
from experiments.ensembles.plan import make_plan
from experiments.validation import targets

EMPTY = pd.DataFrame()
COLUMNS = sorted({column for target in targets.HISTORY for column in target.columns})


def results(factor: float, start: str = "2012-01-01") -> pd.DataFrame:
    """Two seeds whose yearly homicides are the published ones times a factor; the rest is 1."""
    months = pd.date_range(start, "2026-12-01", freq="MS")
    published = targets.published("mx_homicides_inegi")
    parts = []
    for seed in (1, 2):
        for column in COLUMNS:
            values = np.ones(len(months))
            if column == "homicides":
                yearly = published.reindex(months.year).ffill().to_numpy()
                values = factor * yearly / 12.0
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": "no_policy",
                        "seed": seed,
                        "date": months,
                        "outcome": column,
                        "value": values,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def rows_of(results: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    found = history_rows(Comparison(EMPTY, results, {}, EMPTY))
    return {(row["what"].en, row["years"].en): row for row in found}


@pytest.mark.parametrize(
    ("factor", "gap", "is_hit"), [(1.0, "under 2%", True), (1.5, "50% high", False)]
)
def test_simulated_history_stands_beside_the_published(
    factor: float, gap: str, is_hit: bool
) -> None:
    rows = rows_of(results(factor))

    for years in ("2012-19, fitted", "2020-24"):
        row = rows["Homicides in Mexico", years]
        assert (row["gap"].en, row["is_hit"]) == (gap, is_hit)
    assert rows["Deaths with heroin", "2020-24"]["is_hit"] is False


def test_a_forecast_that_repeats_the_last_value_is_the_rival() -> None:
    def score(factor: float) -> tuple[str, bool]:
        row = rows_of(results(factor))["Homicides in Mexico", "2020-24"]
        return row["score"], row["is_beaten"]

    published = targets.published("mx_homicides_inegi").loc[2019:2024]
    rival = np.abs(published.loc[2020:] - published.loc[2019]).mean()
    ratio = 0.5 * published.loc[2020:].mean() / rival
    assert score(1.0) == ("0.00", False)
    assert score(1.5) == (f"{ratio:.2f}", True)
    assert rows_of(results(1.0))["Homicides in Mexico", "2012-19, fitted"]["score"] == "–"


def test_runs_that_begin_later_show_no_history() -> None:
    assert results(1.0)["date"].min() == FIRST
    assert rows_of(results(1.0, start="2013-01-01")) == {}


def test_lever_paths_hold_what_a_scenario_moves_and_no_more() -> None:
    plan = make_plan(compose([]), ["no_policy", "tariffs", "strikes"])

    paths = lever_paths(plan).set_index(["scenario", "lever", "date"])["value"]

    assert {key[:2] for key in paths.index} == {
        ("no_policy", "tariff"),
        ("no_policy", "strikes"),
        ("tariffs", "tariff"),
        ("strikes", "strikes"),
    }
    assert paths["tariffs", "tariff", pd.Timestamp("2024-12-01")] == 1.0
    assert paths["tariffs", "tariff", pd.Timestamp("2025-01-01")] == 25.0
    assert paths["no_policy", "tariff", pd.Timestamp("2025-01-01")] == 1.0


@pytest.mark.parametrize(
    ("factor", "words"),
    [(1.0, "0.00 times that of repeating 2019, which is better"), (1.5, "which is worse")],
)
def test_how_well_an_outcome_is_known_is_computed_from_the_runs(
    factor: float, words: str
) -> None:
    found = history_rows(Comparison(EMPTY, results(factor), {}, EMPTY))

    assert words in evidence_in_words("homicides", found).en
    assert evidence_in_words("recruits", found).en == "compared with single published figures"
    assert evidence_in_words("homicides", []).en == "fitted on 2012-19, later years scored"
