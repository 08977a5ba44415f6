"""The validation: targets well formed, and its arithmetic on frames made by hand."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.validate import OPTIONS
from experiments.validation import docking as docking_targets
from experiments.validation import history_numbers as history_points
from experiments.validation import levels, targets
from experiments.validation import recent_numbers as later_points
from experiments.validation import series as history_targets
from experiments.validation import table as validation_table
from experiments.validation.episodes import catalogue
from experiments.validation.judge import chosen_targets
from experiments.validation.runs import (
    docking_configs,
    episode_configs,
    history_configs,
    observe,
)
from experiments.validation.series import Row
from experiments.validation.targets import HISTORY, SeriesTarget, Target
from sim.model import CartelMarket
from sim.outcomes import OUTCOMES
from sim.rates import WEEKS_PER_MONTH

MONTHS = pd.date_range("2012-01-01", "2026-12-01", freq="MS", name="date")
SERIES = SeriesTarget("T", "A", "a series", "mx_homicides_inegi", ("homicides",), 0.02)


@pytest.fixture
def frame() -> pd.DataFrame:
    """Fifteen years in which every outcome that the targets read is 1 every month."""
    names = {column for outcome in OUTCOMES for column in outcome.columns}
    for drug in history_points.SHORT:
        names |= {f"land_gross_kg[{drug}]", f"ports_gross_kg[{drug}]"}
    names |= {f"heavy_users[{name}]" for name in ("opioid", "cocaine", "methamphetamine")}
    return pd.DataFrame(1.0, index=MONTHS, columns=sorted(names))


def made_of(published: pd.Series, factor: float) -> pd.DataFrame:
    """Months that add up to a published series times a factor."""
    by_month = [published.get(date.year, 1.0) * factor / 12.0 for date in MONTHS]
    return pd.DataFrame({"homicides": by_month}, index=MONTHS)


# ----------------------------------------------------------------------- declarations


def test_every_target_has_an_id_of_its_own(frame: pd.DataFrame) -> None:
    rows = [*docking_rows_of(frame), *history_rows_of(frame), *levels.rows([frame])[0]]
    ids = [str(row["id"]) for row in rows]

    assert len(ids) == len(set(ids))
    assert {id_.split(".")[0] for id_ in ids} == {
        *(f"P{n}" for n in range(1, 8)),
        *(f"H{n}" for n in range(1, 9)),
        "L",
    }


def docking_rows_of(frame: pd.DataFrame) -> list[Row]:
    return docking_targets.rows([dict.fromkeys(docking_targets.DOCKING_RUNS, frame)])


def history_rows_of(frame: pd.DataFrame) -> list[Row]:
    rows = [row for target in HISTORY for row in history_targets.series_rows(target, [frame])]
    numbers = [*history_points.points(), *later_points.points()]
    return [*rows, *history_points.rows(numbers, [frame])]


def test_bands_hold_the_published_value_and_name_a_source() -> None:
    points = [*history_points.points(), *later_points.points()]
    numbers = [target for target, _ in points]
    for target in [*targets.DOCKING, *numbers, *catalogue.TARGETS]:
        assert target.low < target.high
        assert math.isnan(target.published) or target.low <= target.published <= target.high
        assert target.source
        assert target.what
        assert target.grade in targets.GRADES


def test_every_episode_has_an_experiment_and_each_row_an_id_of_its_own() -> None:
    ids = [target.id for target in catalogue.TARGETS]
    measured = {name for names, _ in catalogue.EXPERIMENTS for name in names}

    assert len(ids) == len(set(ids))
    assert set(catalogue.EPISODES) == measured == {f"E{n}" for n in range(1, 22)}


def test_one_seed_fills_every_row_of_the_episodes_it_is_asked_for() -> None:
    small = ["population.consumers=1500", "population.firms=300"]
    resolved = compose([*small, "replications=1"], OPTIONS)
    chosen = ("E7", "E16", "E18", "E21")
    found = catalogue.run(catalogue.Job(episode_configs(resolved)[0], chosen))
    rows = catalogue.rows([found], chosen)

    assert {row["id"] for row in rows} == set(found)
    assert all(row["hit"] in (targets.HIT, targets.MISS) for row in rows)


def test_only_known_targets_can_be_asked_for() -> None:
    assert chosen_targets("E1") == ["E1"]
    assert len(chosen_targets(None)) == 7 + 8 + 21
    with pytest.raises(InputError, match="no target 'E22'"):
        chosen_targets(["E1", "E22"])


def test_series_exist_and_their_columns_are_outcomes(frame: pd.DataFrame) -> None:
    for target in HISTORY:
        assert len(targets.published(target.series)) >= 5
        assert set(target.columns) <= set(frame.columns)
    for level in levels.levels():
        assert not level.published.empty, level.id
        assert set(level.columns) <= set(frame.columns)


def test_unknown_and_doubled_series_are_refused() -> None:
    with pytest.raises(ValueError, match="no series 'mx_homicide'"):
        targets.published("mx_homicide")
    with pytest.raises(ValueError, match="several rows a year"):
        targets.published("us_ice_removals_central_america")


def test_only_returnees_are_not_measured(frame: pd.DataFrame) -> None:
    rows = [*history_rows_of(frame), *levels.rows([frame])[0]]
    unmeasured = {str(row["id"]) for row in rows if row["hit"] == targets.UNMEASURED}

    assert {id_ for id_ in unmeasured if "vs_trend" not in id_} == {"H7.returnees"}
    assert {id_.split(".")[0] for id_ in unmeasured} == {"H3", "H7"}  # one fit year: no trend


# ------------------------------------------------------------------------------ bands


def test_bands_match_hand_calculation() -> None:
    assert targets.band("A", 200.0) == (150.0, 250.0)
    assert targets.band("B", -0.4) == (-0.8, -0.2)
    low, high = targets.band("C", 10.0)
    assert high / low == pytest.approx(10.0)


def test_a_factor_of_two_hits_at_its_ends_and_misses_beyond_or_with_the_wrong_sign() -> None:
    target = Target("T", "B", "what", 10.0, *targets.band("B", 10.0), "here")

    def verdict(value: float) -> object:
        return targets.judge(target, value)["hit"]

    assert [verdict(value) for value in (5.0, 20.0)] == [targets.HIT] * 2
    assert [verdict(value) for value in (4.99, 20.01, -10.0)] == [targets.MISS] * 3


def test_judging_takes_the_mean_and_the_middle_ninety_percent() -> None:
    target = Target("T", "A", "what", 50.0, 40.0, 60.0, "here")
    row = targets.judge(target, np.arange(101.0))

    assert (row["simulated"], row["low"], row["high"]) == pytest.approx((50.0, 5.0, 95.0))
    assert row["hit"] == targets.HIT


def test_what_never_comes_misses_and_what_is_not_there_is_not_measured() -> None:
    target = Target("T", "B", "what", 8.0, 4.0, 16.0, "here")

    assert targets.judge(target, [9.0, math.inf])["hit"] == targets.MISS
    assert targets.judge(target, [9.0, math.nan])["hit"] == targets.UNMEASURED


# ------------------------------------------------------------------------------ years


def test_fiscal_years_run_from_october_to_september() -> None:
    months = pd.DataFrame({"kg": np.arange(len(MONTHS), dtype=float)}, index=MONTHS)
    by_year = history_targets.yearly(months, ["kg"], is_fiscal=True)

    october_2012 = 9
    assert by_year.loc[2013] == sum(range(october_2012, october_2012 + 12))
    assert list(by_year.index) == list(range(2013, 2027))  # 2012 and 2027 are not whole


def test_calendar_years_add_up_several_columns(frame: pd.DataFrame) -> None:
    by_year = history_targets.yearly(frame, ["homicides", "members"])

    assert (by_year == 24.0).all()
    assert list(by_year.index) == list(range(2012, 2027))


# ----------------------------------------------------------------------------- scores


def test_relative_error_matches_hand_calculation() -> None:
    observed, model, rival = np.array([10.0, 20.0]), np.array([11.0, 18.0]), np.full(2, 10.0)

    assert history_targets.relative_error(model, rival, observed) == pytest.approx(1.5 / 5.0)


def test_rivals_see_the_fit_years_only() -> None:
    published = targets.published("mx_homicides_inegi")
    growing = pd.Series({year: 100.0 * 1.1 ** (year - 2012) for year in range(2012, 2025)})
    growing.loc[2020:] = 1.0

    assert history_targets.carried_forward(published) == published[2019]
    trend = history_targets.log_linear_trend(growing, [2020, 2024])
    np.testing.assert_allclose(trend, [100.0 * 1.1**8, 100.0 * 1.1**12])


def test_a_perfect_model_wins_and_one_twice_too_high_loses() -> None:
    published = targets.published("mx_homicides_inegi")

    def scores(factor: float) -> dict[str, Row]:
        rows = history_targets.series_rows(SERIES, [made_of(published, factor)])
        return {str(row["id"]): row for row in rows}

    perfect, doubled = scores(1.0), scores(2.0)
    assert perfect["T.vs_last_value"]["simulated"] == pytest.approx(0.0, abs=1e-9)
    assert perfect["T.coverage"]["simulated"] == 1.0
    assert perfect["T.years"]["simulated"] == 1.0
    assert doubled["T.vs_last_value"]["hit"] == targets.MISS
    assert doubled["T.held_out"]["hit"] == targets.MISS
    assert doubled["T.years"]["simulated"] == 0.0


def test_the_interval_is_wide_by_the_misses_of_the_fit_years() -> None:
    published = targets.published("mx_homicides_inegi").loc[2012:2024]
    miss = 1.25
    simulated = pd.DataFrame([published * miss, published * miss])
    low, high = history_targets.intervals(SERIES, published, simulated, with_misses=True)

    reach = history_targets.NORMAL_80 * math.log(miss)
    np.testing.assert_allclose(high / low, math.exp(2.0 * reach))
    narrow = history_targets.intervals(SERIES, published, simulated, with_misses=False)
    np.testing.assert_allclose(narrow[1] / narrow[0], 1.0)


def test_intervals_of_80_percent_cover_80_percent() -> None:
    rng = np.random.default_rng(1)
    years = range(2012, 2025)
    logs = rng.normal(0.0, 0.3, (4_000, len(years)))
    observed = pd.Series(np.ones(len(years)), index=years)
    low, high = history_targets.intervals(
        SERIES, observed, pd.DataFrame(np.exp(logs), columns=years), with_misses=False
    )
    inside = (np.exp(logs) > low.to_numpy()) & (np.exp(logs) < high.to_numpy())

    standard_error = math.sqrt(0.16 / inside.size)
    assert inside.mean() == pytest.approx(0.8, abs=4 * standard_error)


# -------------------------------------------------------------------- single numbers


def test_the_share_of_synthetics_crosses_between_years() -> None:
    share = pd.Series([0.0, 0.1, 0.5, 0.95], index=range(2012, 2016))

    assert history_points.crossing(share, 0.05) == pytest.approx(2012.5)
    assert history_points.years_to_replace(share) == pytest.approx(2 + 0.4 / 0.45 - 0.5)
    assert history_points.years_to_replace(share.iloc[:3]) == math.inf


def test_purity_that_falls_two_months_before_deaths_leads_by_two(frame: pd.DataFrame) -> None:
    fall = pd.Series(1.0, index=MONTHS)
    fall.loc["2023-07-01":] = 0.5
    frame["us_purity[fentanyl]"] = fall

    lead = later_points.purity_lead(frame, fall.shift(2), -0.1)
    assert lead == pytest.approx(2.0)
    frame["us_purity[fentanyl]"] = 1.0
    assert later_points.purity_lead(frame, fall, -0.1) == -math.inf


def test_ports_share_weighs_years_by_weight(frame: pd.DataFrame) -> None:
    frame["ports_gross_kg[heroin]"] = 0.8

    assert history_points.ports_share(frame, "heroin", range(2019, 2024)) == pytest.approx(0.8)


def test_levels_convert_visibly() -> None:
    by_id = {level.id: level for level in levels.levels()}

    assert levels.converted(by_id["consumption_cocaine"]) == 145_000.0
    assert levels.converted(by_id["price_cocaine"]) == pytest.approx(
        24.0 / 145.0 * 1_000.0 * 313.689 / 251.107
    )
    assert by_id["members"].published[2017] == pytest.approx(math.sqrt(115_000 * 175_000))


def test_levels_average_the_published_years_only(frame: pd.DataFrame) -> None:
    by_id = {level.id: level for level in levels.levels()}
    frame["homicides"] = np.where(MONTHS.year < 2020, 2.0, 50.0)
    frame["formal_jobs"] = np.where(MONTHS.month == 12, 20e6, 1.0)

    assert levels.simulated(by_id["homicides"], frame) == 24.0
    assert levels.simulated(by_id["formal_jobs"], frame) == pytest.approx(20.0)
    assert levels.simulated(by_id["members"], frame) == 1.0


# ----------------------------------------------------------------------------- docking


def test_docking_reads_both_references() -> None:
    base = pd.DataFrame(
        {"members": 100.0, "recruits": 10.0, "cartel_deaths": 8.0, "top10_share": 0.5},
        index=MONTHS,
    )
    arrests = base.copy()
    base.loc["2022-01-01":, ["members", "cartel_deaths"]] *= 1.25
    found = docking_targets.measures({"none": base, "arrests": arrests, "recruitment": arrests})

    assert set(found) == {target.id for target in targets.DOCKING}
    assert found["P2"] == pytest.approx(10.0 / WEEKS_PER_MONTH)
    assert found["P5.members"] == pytest.approx(0.25)
    assert found["P6.members_vs_2022"] == pytest.approx(0.0)
    assert found["P6.deaths_vs_none"] == pytest.approx(-0.2)


def test_docking_and_history_run_what_the_targets_ask_for() -> None:
    resolved = compose(
        ["replications=2", "seed=5", "params.institutions.full_threat=30"], OPTIONS
    )
    docking, history = docking_configs(resolved), history_configs(resolved)

    assert [config.seed for config in history] == [5, 6]
    assert history[0].params.institutions.full_threat == 30
    assert history[0].calendar.end == pd.Timestamp("2026-12-01")
    base, arrests, recruitment = docking[1]
    assert base.seed == arrests.seed == recruitment.seed == 6
    months = arrests.calendar.months
    doubled = arrests.levers["arrests"].monthly(months)
    start = pd.Timestamp("2022-01-01")
    assert set(doubled[months < start]) == {1.0}
    assert set(doubled[months >= start]) == {2.0}
    assert recruitment.levers["recruitment"].monthly(months)[-1] == 0.5


# ------------------------------------------------------------------------------ tables


def test_counts_and_table_show_every_row_and_grade(frame: pd.DataFrame) -> None:
    rows = [*docking_rows_of(frame), *history_rows_of(frame), *levels.rows([frame])[0]]
    text = validation_table.printed(rows)
    counted = targets.counts(rows)

    assert sum(n + missing for _, _, n, missing in counted) == len(rows)
    for row in rows:
        assert str(row["id"]) in text
        assert tuple(row) == targets.COLUMNS
    assert "at least 9 in 10" in text


def test_parameters_set_with_the_held_out_years_in_view_are_declared() -> None:
    names = validation_table.set_in_view()

    assert names
    assert all(name in validation_table.notes() for name in names)


@pytest.mark.slow
def test_the_command_writes_every_row_and_figure(workplace: Path) -> None:
    from experiments.validate import main

    assert main(["quick=true", "output_dir=out", "workers=2"]) == 0
    table = pd.read_csv("out/targets.csv")
    assert tuple(table.columns) == targets.COLUMNS
    assert set(table["hit"]) <= {targets.HIT, targets.MISS, targets.UNMEASURED}
    drawn = {path.stem for path in (workplace / "out" / "figures").glob("*.png")}
    series = {target.id.replace(".", "_") for target in HISTORY}
    assert drawn == series | {"overview", "hits_and_scores"}
    assert (workplace / "out" / "validation.html").is_file()
    assert len(pd.read_csv("out/scores.csv")) == 3 * len(HISTORY) + 11


def test_deaths_that_name_a_stimulant_and_an_opioid_are_counted_as_on_certificates() -> None:
    small = ["population.consumers=1500", "population.firms=300"]
    model = CartelMarket(compose(small).model).run_to(10)
    found, month = observe(model), model.results().iloc[-1]

    for drug in ("cocaine", "methamphetamine"):
        both = found[f"deaths_with_opioid[{drug}]"]
        named = model.driver("certificates_naming_drug", 9)  # of the month just lived
        assert both == named * getattr(model.flows, f"{drug}_deaths_with_opioid")
        assert 0.0 < both < month[f"overdose_deaths[{drug}]"]
