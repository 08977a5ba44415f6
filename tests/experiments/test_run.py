"""One run from Python and from the command line: what it returns, writes and prints."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.ensembles.one_run import tidy
from experiments.presentation.wording import percent
from experiments.run import build, main, run
from experiments.storage.shared_config import whole_config
from sim.model import CartelMarket
from sim.outcomes import OUTCOMES

SMALL = ["population.consumers=1000", "population.firms=200", "calendar.end=2012-06-01"]


@pytest.fixture
def results() -> pd.DataFrame:
    return run([*SMALL, "seed=3"])


def test_build_returns_a_model_ready_to_step() -> None:
    model = build(SMALL)
    model.step()

    assert isinstance(model, CartelMarket)
    assert model.month == 1


def test_run_returns_a_row_per_month_and_a_column_per_outcome(results: pd.DataFrame) -> None:
    assert results.index.name == "date"
    assert list(results.index) == list(pd.date_range("2012-01-01", "2012-06-01", freq="MS"))
    assert list(results.columns) == [column for o in OUTCOMES for column in o.columns]


def test_the_command_writes_what_python_returns(
    results: pd.DataFrame, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMALL, "seed=3", "output_dir=here"]) == 0

    assert sorted(path.name for path in (workplace / "here").iterdir()) == [
        "manifest.json",
        "results.parquet",
    ]
    written = pd.read_parquet(workplace / "here" / "results.parquet")
    assert list(written.columns) == ["scenario", "seed", "date", "outcome", "value"]
    wide = written.pivot_table(index="date", columns="outcome", values="value")
    for column in results.columns:
        assert wide[column].to_numpy() == pytest.approx(results[column].to_numpy())
    printed = capsys.readouterr().out
    assert "Recruitment" in printed
    assert "against no policy" not in printed


def test_the_manifest_says_how_results_came_about(workplace: Path) -> None:
    assert main([*SMALL, "scenario=tariffs", "seed=5", "output_dir=here"]) == 0

    text = (workplace / "here" / "manifest.json").read_text()
    manifest = json.loads(text)
    assert manifest["seeds"] == [5]
    assert manifest["wall_time_s"] > 0
    assert manifest["versions"]["mesa"].startswith("3.")
    assert manifest["config"]["scenario"]["name"] == "tariffs"
    assert manifest["config"]["population"]["consumers"] == 1000
    assert manifest["config"]["params"]["consumption"]
    assert str(workplace) not in text


def test_a_sweep_writes_every_job(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-m", *SMALL, "set.tariff=0,25", "seed=range(1,3)", "output_dir=swept"]) == 0

    found = {
        (whole_config(path, m)["set"]["tariff"], m["seeds"][0])
        for path in (workplace / "swept").glob("*/manifest.json")
        for m in [json.loads(path.read_text())]
    }
    assert found == {(0, 1), (0, 2), (25, 1), (25, 2)}
    assert len(list((workplace / "swept").glob("*/results.parquet"))) == 4
    assert "MESA" not in capsys.readouterr().out


def test_tidy_results_keep_every_value(results: pd.DataFrame) -> None:
    long = tidy(results, "tariffs", 3)

    assert len(long) == results.size
    assert long["value"].sum() == pytest.approx(results.to_numpy().sum())


WITH_POLICY = [
    "population.consumers=500",
    "population.firms=100",
    "population.cartels=30",
    "calendar.policy_start=2013-01-01",
    "calendar.end=2014-12-01",
]


@pytest.mark.parametrize(
    "own",
    [
        ["set.recruitment=0.5"],
        ['levers.recruitment.schedule=[{from: "2012-07-01", value: 0.5}]'],
        ["set.recruitment=0.5", "adaptation.routes=false"],
    ],
)
def test_the_command_prints_changes_beside_levels(
    workplace: Path, capsys: pytest.CaptureFixture[str], own: list[str]
) -> None:
    assert main([*WITH_POLICY, *own, "output_dir=here"]) == 0

    lines = capsys.readouterr().out.splitlines()
    header = next(line for line in lines if line.startswith("outcome"))
    row = next(line for line in lines if line.startswith("Recruitment"))
    plain = [word for word in own if word.startswith("adaptation")]
    with_policy, without = (
        run([*WITH_POLICY, *words])["recruits"].groupby(lambda date: date.year).sum()
        for words in (own, plain)
    )
    assert header.endswith("2014 against 2012  2014 against no policy")
    assert row.split()[-2:] == [
        percent(with_policy[2014] / with_policy[2012] - 1.0),
        percent(with_policy[2014] / without[2014] - 1.0),
    ]
    assert "One seed is one draw" in lines[-1]
    assert "e+" not in "\n".join(lines)


def test_a_run_without_a_policy_has_no_reference(
    capsys: pytest.CaptureFixture[str], workplace: Path
) -> None:
    assert main([*WITH_POLICY, "output_dir=here"]) == 0

    printed = capsys.readouterr().out
    assert "2014 against 2012" in printed
    assert "against no policy" not in printed
