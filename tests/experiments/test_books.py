"""Books of saved results: read from every kind of file, and a gap ends with status 1."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.books import main
from experiments.ensembles.one_run import tidy
from experiments.run import build
from sim.books import ACCOUNTS

SMALL = (
    "population.consumers=500",
    "population.firms=100",
    "calendar.policy_start=2012-06-01",
    "calendar.end=2012-08-01",
)


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return build(SMALL).run()


@pytest.fixture
def forged(results: pd.DataFrame) -> pd.DataFrame:
    """Results in which some recruits of June are left out."""
    lost = results["recruits"].where(results.index != "2012-06-01", 0.0)
    return results.assign(recruits=lost)


def long(*runs: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([tidy(run, "history", seed) for seed, run in enumerate(runs, start=1)])


def test_a_folder_of_tidy_results_is_checked_run_by_run(
    results: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long(results, results).to_parquet(tmp_path / "results.parquet")

    assert main([f"results='{tmp_path}'"]) == 0

    shown = capsys.readouterr().out
    assert "scenario history, seed 1\n" in shown
    assert "scenario history, seed 2\n" in shown
    assert shown.count("yes") == 2 * len(ACCOUNTS)
    assert "the books of 2 runs balance" in shown


def test_the_runs_of_a_sweep_are_kept_apart_by_their_point(
    results: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    points = [long(results).assign(point=point) for point in (0, 1)]
    pd.concat(points).to_parquet(tmp_path / "results.parquet")

    assert main([f"results='{tmp_path / 'results.parquet'}'"]) == 0
    assert "point 1, scenario history, seed 1\n" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_with_a_column_an_outcome_is_read_too(
    results: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = tmp_path / f"wide.{kind}"
    if kind == "csv":
        results.to_csv(path)
    else:
        results.to_parquet(path)

    assert main([f"results='{path}'"]) == 0
    assert "the books of 1 run balance" in capsys.readouterr().out


def test_a_run_that_does_not_balance_ends_with_status_1(
    results: pd.DataFrame,
    forged: pd.DataFrame,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    long(results, forged).to_parquet(tmp_path / "results.parquet")

    assert main([f"results='{tmp_path}'"]) == 1

    caught = capsys.readouterr()
    assert caught.out.count("NO") == 1
    assert "do not balance: members of scenario history, seed 2" in caught.err


def test_a_blank_balances_nothing(
    results: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long(results.assign(recruits=float("nan"))).to_parquet(tmp_path / "results.parquet")

    assert main([f"results='{tmp_path}'"]) == 1
    assert "do not balance: members" in capsys.readouterr().err


def test_bad_paths_and_files_are_refused_in_one_sentence(
    results: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, short = tmp_path / "text.parquet", tmp_path / "short.csv"
    Path(text).write_text("nothing", encoding="utf-8")
    results.drop(columns="founders").to_csv(short)
    twice = tmp_path / "twice.parquet"
    pd.concat([long(results), long(results)]).to_parquet(twice)

    for path, said in (
        (tmp_path / "gone.csv", "is no file"),
        (tmp_path, "is no file"),
        (text, "can't be read"),
        (short, "lack the column founders"),
        (twice, "a month stands twice"),
    ):
        assert main([f"results='{path}'"]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert error.count("\n") == 1
