"""The main job from the command line, small."""

import itertools
import json
import threading
from pathlib import Path

import pandas as pd
import pytest

from experiments.compare import main
from experiments.comparison.compare import progress
from experiments.comparison.effects import COLUMNS, yearly
from experiments.config.compose import compose
from experiments.ensembles.plan import ADAPTING, Plan, make_plan
from experiments.ensembles.runner import simulate
from experiments.figures import main as figures
from experiments.run import run
from tests.fakes.market import fake_market
from tests.kinds import Refusal

SMALL = [
    "population.consumers=500",
    "population.firms=100",
    "population.cartels=30",
    "calendar.policy_start=2013-06-01",
    "calendar.end=2014-12-01",
    "scenarios=[tariffs]",
    "replications=2",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared") / "here"
    assert main([*SMALL, f"output_dir={folder}", "workers=1"]) == 0
    return folder


def test_it_writes_everything_the_contract_names(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "results.parquet",
        "results_no_adaptation.parquet",
        "summary.csv",
        "details.csv",
        "levers.csv",
        "figures",
        "report.html",
        "manifest.json",
    }
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".pdf"}
    summary = pd.read_csv(folder / "summary.csv")
    assert tuple(summary.columns) == COLUMNS
    assert set(summary["scenario"]) == {"no_policy", "tariffs"}
    assert set(summary["horizon"]) == {1}
    assert (summary["n"] == 2).all()


def test_results_equal_runs_made_one_by_one(folder: Path) -> None:
    results = pd.read_parquet(folder / "results.parquet")
    sizes = [word for word in SMALL if word.startswith(("population", "calendar"))]

    for scenario, seed in (("tariffs", 1), ("no_policy", 2)):
        alone = run([*sizes, f"scenario={scenario}", f"seed={seed}"])
        is_asked = (results["scenario"] == scenario) & (results["seed"] == seed)
        wide = results[is_asked].pivot_table(index="date", columns="outcome", values="value")
        wide.columns = wide.columns.astype(str)
        pd.testing.assert_frame_equal(
            wide[list(alone.columns)],
            alone,
            check_names=False,
            check_freq=False,
            check_exact=True,
        )


def test_frozen_results_have_the_same_columns(folder: Path) -> None:
    frozen = pd.read_parquet(folder / "results_no_adaptation.parquet")

    assert list(frozen.columns) == ["scenario", "seed", "date", "outcome", "value"]
    assert set(frozen["scenario"]) == {"no_policy", "tariffs"}


def test_the_manifest_tells_scenarios_dates_and_seeds(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())

    assert manifest["scenarios"] == ["no_policy", "tariffs"]
    assert manifest["policy_starts"]["tariffs"] == "2013-06-01"
    assert manifest["seeds"] == [1, 2]


def test_a_line_for_every_seed_tells_the_effects_of_the_result_and_the_time_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = make_plan(
        compose(["replications=2"]), ["no_policy", "tariffs"], variants=(ADAPTING,)
    )
    steps = itertools.count(step=10.0)  # ten seconds later at every look

    def clock() -> float:
        is_main = threading.current_thread() is threading.main_thread()
        return next(steps) if is_main else 0.0

    tables = simulate(plan, make=fake_market, progress=progress(plan), clock=clock)[ADAPTING]

    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(";")[0] for line in lines] == [
        "seed 1: 1 of 2 seeds, about 10 s left",
        "seed 2: 2 of 2 seeds",
    ]
    for seed, line in enumerate(lines, start=1):
        change = own_change(tables[tables["seed"] == seed], plan, "supply_doses")
        assert abs(change) > 0.1
        assert f"tariffs in year 2: Supply to the US {change:+.1f}%" in line


def own_change(table: pd.DataFrame, plan: Plan, outcome: str) -> float:
    """The change of one seed in the headline year, as the result computes it."""
    totals = yearly(table, plan.policy_starts["tariffs"])
    is_asked = (totals["outcome"] == outcome) & (totals["horizon"] == 2)
    value = totals[is_asked].set_index("scenario")["value"]
    return float(100.0 * (value["tariffs"] / value["no_policy"] - 1.0))


@pytest.mark.slow
def test_the_number_of_processes_changes_no_number(folder: Path, tmp_path: Path) -> None:
    assert main([*SMALL, f"output_dir={tmp_path / 'three'}", "workers=3"]) == 0

    for name in ("summary.csv", "details.csv", "results.parquet"):
        assert (folder / name).read_bytes() == (tmp_path / "three" / name).read_bytes()


def test_figures_can_be_drawn_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [f"source={folder}", "only=supply_recruitment", f"output_dir={tmp_path / 'f'}"]

    assert figures(arguments) == 0
    assert figures(arguments) == 0  # into its own earlier folder

    again = tmp_path / "f" / "supply_recruitment.png"
    assert again.read_bytes() == (folder / "figures" / again.name).read_bytes()
    assert "figures:" in capsys.readouterr().out


def test_a_damaged_comparison_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("manifest.json", "details.csv", "levers.csv"):
        (broken / name).write_bytes((folder / name).read_bytes())
    (broken / "results.parquet").write_bytes(b"PAR1 no longer")

    assert figures([f"source={broken}"]) == 2
    assert figures([f"source={tmp_path / 'nowhere'}"]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "results.parquet is damaged" in lines[0]
    assert "manifest.json does not exist" in lines[1]


def test_bad_requests_are_refused_before_anything_runs(
    refusal: Refusal,
) -> None:
    assert "did you mean strikes" in refusal(main, "scenarios=[striks]")[0]
    assert "calendar.end" in refusal(main, "calendar.end=2025-06-01")[0]
    assert "calendar.start" in refusal(main, "calendar.start=2024-06-01")[0]


def test_a_failure_leaves_nothing_behind(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine broke")

    monkeypatch.setattr("experiments.comparison.report.render", fail)

    assert main([*SMALL, "replications=1", "output_dir=here", "workers=1"]) == 1

    assert list(workplace.iterdir()) == []
    assert "the machine broke" in capsys.readouterr().err
