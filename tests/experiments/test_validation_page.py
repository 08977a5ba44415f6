"""The page of a validation, and the scores of years that no fit used."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.validate import OPTIONS
from experiments.validation import diagnoses, judge, levels, targets, total_deaths
from experiments.validation import held_out as held_out_scores
from experiments.validation import plots as validation_figures
from experiments.validation import recent_numbers as later_points
from experiments.validation.episodes import catalogue
from experiments.validation.held_out import crps
from experiments.validation.judge import history_rows
from experiments.validation.overview_plot import NAME
from experiments.validation.page import is_missed
from experiments.validation.runs import USER_CLASSES
from experiments.validation.series import Row, log_linear_trend
from experiments.validation.words import numbers, spelt_out, width
from sim.outcomes import OUTCOMES
from tests.experiments.test_answer import untranslated

MONTHS = pd.date_range("2012-01-01", "2026-12-01", freq="MS", name="date")


def made_frame(level: float) -> pd.DataFrame:
    """Fifteen years in which every column that the targets read is one level."""
    names = {column for outcome in OUTCOMES for column in outcome.columns}
    for drug in ("fentanyl", "heroin", "methamphetamine", "cocaine"):
        names |= {f"land_gross_kg[{drug}]", f"ports_gross_kg[{drug}]"}
    names |= {f"heavy_users[{name}]" for name in USER_CLASSES}
    return pd.DataFrame(level, index=MONTHS, columns=sorted(names))


@pytest.fixture(scope="module")
def frames() -> list[pd.DataFrame]:
    return [made_frame(100.0), made_frame(110.0)]


@pytest.fixture(scope="module")
def rows(frames: list[pd.DataFrame]) -> list[Row]:
    chosen = [targets.judge(target, [0.0, 1.0]) for target in catalogue.TARGETS]
    return [*history_rows(frames), *levels.rows(frames)[0], *chosen]


@pytest.fixture(scope="module")
def page(
    frames: list[pd.DataFrame], rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> str:
    folder = tmp_path_factory.mktemp("page")

    def draw_nothing(pictures: Path, *_: object) -> None:
        pictures.mkdir()
        for name in (
            "overview",
            NAME,
            *(target.id.replace(".", "_") for target in targets.HISTORY),
        ):
            (pictures / f"{name}.png").write_bytes(b"a picture")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation_figures, "draw_all", draw_nothing)
        judge.write_page(folder, rows, frames, compose(["quick=true"], OPTIONS))
    return (folder / "validation.html").read_text()


# ------------------------------------------------------------------------------- CRPS


def test_crps_matches_hand_calculation() -> None:
    # members 1 and 3, published 2: errors average 1, pairs average (0 + 2 + 2 + 0) / 4 = 1
    np.testing.assert_allclose(crps(np.array([[1.0], [3.0]]), np.array([2.0])), [0.5])
    # members 0, 0, 3, published 1: 4/3 - (4 x 3 / 9) / 2 = 2/3
    np.testing.assert_allclose(
        crps(np.array([[0.0], [0.0], [3.0]]), np.array([1.0])), [2.0 / 3.0]
    )


def test_crps_of_one_member_is_its_error_and_of_a_perfect_ensemble_zero() -> None:
    np.testing.assert_allclose(crps(np.array([[7.0, 2.0]]), np.array([5.0, 2.0])), [2.0, 0.0])
    np.testing.assert_array_equal(crps(np.full((5, 1), 3.0), np.array([3.0])), [0.0])


def test_crps_is_the_area_between_the_distribution_and_the_step() -> None:
    members, published = np.array([0.3, 1.1, 1.4, 2.9]), 1.25
    grid = np.linspace(-1.0, 4.0, 50_001)
    below = (members[:, None] <= grid).mean(axis=0)
    area = ((below - (grid >= published)) ** 2).sum() * (grid[1] - grid[0])

    score = crps(members[:, None], np.array([published]))
    np.testing.assert_allclose(score, [area], rtol=1e-3)


# ----------------------------------------------------------------------------- blocks


def test_every_series_and_later_number_is_scored_once_a_block(
    frames: list[pd.DataFrame],
) -> None:
    table = held_out_scores.table(frames)
    later = {number.id for number, _ in later_points.later()}

    assert not table.duplicated(["block", "id"]).any()
    for block in held_out_scores.BLOCKS:
        assert set(table.loc[table["block"] == block, "id"]) == {t.id for t in targets.HISTORY}
    assert set(table.loc[table["block"] == held_out_scores.LATER, "id"]) == later


def test_the_pandemic_and_the_other_years_make_up_the_block(frames: list[pd.DataFrame]) -> None:
    table = held_out_scores.table(frames).query("id == 'H4.homicides'").set_index("block")
    crps_of = table["crps"]

    expected = (2 * crps_of["2020-21"] + 3 * crps_of["2022-24"]) / 5
    assert crps_of["2020-24"] == pytest.approx(expected)


def test_rivals_of_2025_know_2024_and_those_of_2020_do_not(frames: list[pd.DataFrame]) -> None:
    table = held_out_scores.table(frames).set_index(["block", "id"])
    deaths = targets.published("us_od_deaths_synthetic_opioids")
    simulated = 12 * 105.0
    late = "2025-26", "H8.deaths_synthetic"
    error = abs(simulated - deaths[2025])

    last = error / abs(deaths[2024] - deaths[2025])
    assert table["error_vs_last_value"][late] == pytest.approx(last)
    known = deaths.loc[2012:2024]
    trend = log_linear_trend(known, [2025], known=known.index)[0]
    assert table["error_vs_trend"][late] == pytest.approx(error / abs(trend - deaths[2025]))
    years = deaths.loc[2020:2024]
    early = "2020-24", "H1.synthetic"
    errors = (simulated - years).abs().sum() / (deaths[2019] - years).abs().sum()
    assert table["error_vs_last_value"][early] == pytest.approx(errors)


# ------------------------------------------------------------------------------- page


def test_every_row_appears(page: str, rows: list[Row]) -> None:
    for row in rows:
        assert f"<small><code>{row['id']}</code></small>" in page


def test_rows_are_named_by_what_they_say(page: str, rows: list[Row]) -> None:
    heads = re.findall(r'<th scope="row" lang="en" class="only">(.*?)<br>', page)
    names = {id_ for row in rows if re.match(r"[HEPL]\d", id_ := str(row["id"]))}

    assert len(heads) >= len(rows)
    assert not names & set(heads)
    for shorthand in ("ratio - 1", "(stated band)", "Same:", "(factor two)"):
        assert shorthand not in page


def test_no_grade_is_a_letter(page: str) -> None:
    assert not re.search(r"[Gg]rade [ABC]\b|>[ABC]</td>", page)
    assert "within a factor of two" in page


def test_totals_of_overdose_deaths_stand_beside_the_published(
    page: str, frames: list[pd.DataFrame]
) -> None:
    years = total_deaths.totals(frames)

    assert [year.year for year in years] == list(range(2012, 2025))
    assert all(year.simulated == pytest.approx(12 * 105.0) for year in years)
    assert total_deaths.n_outside(years) == 13
    assert "13 of 13 lie outside the band of the runs" in page
    published = targets.published("us_od_deaths_all")
    rival = np.abs(published.loc[2020:2024] - published[2019]).mean()
    own = np.abs(published.loc[2020:2024] - 12 * 105.0).mean()
    assert total_deaths.error_over_last_value(frames) == pytest.approx(own / rival)


def test_rows_are_folded_by_part_with_their_hits(page: str) -> None:
    folded = re.findall(r"<details[^>]*><summary>(.*?)</summary>", page)

    assert sum("3. Episodes, as paired runs" in words for words in folded) == 1
    assert all(not re.search(r"<details[^>]* open", words) for words in folded)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.75, 1.25, "narrow"),
        (0.5, 2.0, "factor of two"),
        (-2.0, -0.5, "factor of two"),
        (0.32, 3.2, "factor of three"),
        (0.0, np.inf, "sign or bound only"),
        (-0.02, 0.02, "around zero"),
        (np.nan, np.nan, "no band"),
    ],
)
def test_a_band_is_called_as_wide_as_it_is(low: float, high: float, words: str) -> None:
    assert width({"band_low": low, "band_high": high}).en == words


def test_changes_are_written_as_percent() -> None:
    row = {"what": "truce: homicides, ratio - 1", "published": -0.4, "band_low": -0.7}
    row |= {"band_high": -0.1, "simulated": -0.25, "low": -0.3, "high": -0.001}

    assert {name: text.en for name, text in numbers(row).items()} == {
        "published": "−40%",
        "band": "−70% to −10%",
        "simulated": "−25%",
        "interval": "−30% to −0.1%",
    }
    assert numbers(row)["band"].es == "−70% a −10%"


def test_every_word_of_the_page_is_in_both_languages(page: str) -> None:
    assert untranslated(page) == ["CRPS"] * 4


def test_the_page_needs_nothing_else(page: str) -> None:
    assert page.count("data:image/png;base64,") == len(targets.HISTORY) + 2
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert not re.search(r"https?:|fetch|import|XMLHttpRequest|\bsrc\b", script)
    assert "@import" not in page


def test_misses_come_first_with_their_diagnosis(page: str, rows: list[Row]) -> None:
    missed = [row for row in rows if is_missed(row)]
    head = page[: page.index('id="deaths"')]

    assert "E13.places" in {row["id"] for row in missed}
    for row in missed:
        assert f"<small><code>{row['id']}</code></small></li>" in head
    assert "places in treatment bind" in head.lower()


def test_the_page_says_what_was_in_view_and_shows_the_pandemic_apart(page: str) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert "years 2020-24 were in view while the model was built" in text
    assert "the pandemic years 2020-21" in text
    assert "without the pandemic: 2022-24" in text
    assert "2025-26, a second block" in text


def test_a_miss_names_its_experiment_in_full() -> None:
    names = ["truce: homicides", "same: extortion", "a price"]
    rows: list[Row] = [{"what": name} for name in names]

    assert [row["what"] for row in spelt_out(rows)] == [
        "truce: homicides",
        "truce: extortion",
        "a price",
    ]


def test_every_diagnosis_is_of_a_target(rows: list[Row]) -> None:
    known = {row["id"] for row in rows} | {target.id for target in targets.DOCKING}

    assert set(diagnoses.DIAGNOSES) <= known
