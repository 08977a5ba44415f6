"""Design files: read as on the command line, every error told with row and column."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.run import main
from tests.kinds import Probe

DESIGN = "scenario,set.tariff,seed\nno_policy,,1\ntariffs,12.5,2\n"


def called(probe: Probe, *arguments: str) -> list[tuple[str, float | None, int]]:
    assert probe[0](["output_dir=swept", *arguments]) == 0
    return [(c.scenario, c.tree["set"]["tariff"], c.seed) for c in probe[1]]


def test_a_row_is_a_point_and_an_empty_cell_sets_nothing(probe: Probe, workplace: Path) -> None:
    (workplace / "design.csv").write_text(DESIGN)
    assert called(probe, "design=design.csv") == [("no_policy", None, 1), ("tariffs", 12.5, 2)]


def test_parquet_reads_as_csv(probe: Probe, workplace: Path) -> None:
    table = pd.DataFrame({"scenario": ["no_policy", "tariffs"], "set.tariff": [None, 12.5]})
    table.assign(seed=[1.0, 2.0]).to_parquet(workplace / "design.parquet")
    assert called(probe, "design=design.parquet") == [
        ("no_policy", None, 1),
        ("tariffs", 12.5, 2),
    ]


def test_a_design_multiplies_with_a_sweep_and_shares_settings(
    probe: Probe, workplace: Path
) -> None:
    (workplace / "design.csv").write_text("set.tariff\n5\n6\n")
    points = called(probe, "-m", "design=design.csv", "seed=1,2", "scenario=tariffs")
    assert points == [
        ("tariffs", 5, 1),
        ("tariffs", 5, 2),
        ("tariffs", 6, 1),
        ("tariffs", 6, 2),
    ]


def test_a_cell_may_hold_a_schedule(probe: Probe, workplace: Path) -> None:
    schedule = '[{from: ""2025-03-01"", value: 25}]'
    (workplace / "design.csv").write_text(f'levers.tariff.schedule\n"{schedule}"\n')
    called(probe, "design=design.csv")
    rows = probe[1][0].tree["levers"]["tariff"]["schedule"]
    assert rows == [{"from": "2025-03-01", "value": 25}]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "set.tarif,seed\n5,1\n",
            ["design.csv row 1: set.tarif: there is no 'tarif'; see --list levers; did you"],
        ),
        (
            "set.tariff,seed\n5,-1\n250,2\n5,-1\n",
            [
                "design.csv row 1, 3: seed: -1 is not allowed",
                "design.csv row 2: set.tariff: 250 is not allowed",
            ],
        ),
        ("seed\n1\n1\n", ["design.csv row 2: the same as point 1"]),
        ("scenario\nstrkes\n", ["design.csv row 1: scenario: 'strkes'"]),
        ('seed\n"1,2"\n', ["design.csv row 1: seed: '1,2' can't be read"]),
        ("seed\n${oc.env:HOME}\n", ["row 1: seed: '${oc.env:HOME}' can't be read"]),
        ("seed,set.tariff\n1\n", ["row 1 has 1 cells; allowed: 2"]),
        ("seed\n", ["has no rows"]),
        ("", ["is empty"]),
        ("output_dir\n/etc\n", ["column: 'output_dir' is not allowed"]),
        ("hydra.run.dir\n/etc\n", ["column: 'hydra.run.dir' is not allowed"]),
        ("seed,seed\n1,2\n", ["column 'seed' stands twice"]),
        (
            "ta rif,seed,set.tariff\n5,x y,900\n6,1\n7,'[,-1\n",
            [
                "column: 'ta rif' is not allowed",
                "row 2 has 2 cells; allowed: 3",
                "row 3: seed: ''[' can't be read",
                "row 1: seed: 'x y' is not allowed",
                "row 1: set.tariff: 900 is not allowed",
                "row 3: set.tariff: -1 is not allowed",
            ],
        ),
        (
            "experiment\nno_adaptation\ntariff_sweep\n",
            ["design.csv: experiment: tariff_sweep brings a sweep of its own"],
        ),
    ],
)
def test_every_error_is_told_with_row_and_column(
    probe: Probe,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    sentences: list[str],
) -> None:
    (workplace / "design.csv").write_text(text)
    assert probe[0](["design=design.csv", "output_dir=swept"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == len(sentences)
    for error, sentence in zip(errors, sentences, strict=True):
        assert sentence in error
    assert probe[1] == []
    assert [path.name for path in workplace.iterdir()] == ["design.csv"]


def test_errors_of_the_file_and_of_the_command_line_are_told_together(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "design.csv").write_text("ta rif,set.tarif\n5,900\n")
    words = ["design=design.csv", "strength.gun=1", "x", "-m", "seed=1,2", "set.tarif=1,2"]
    assert probe[0](words) == 2
    told = capsys.readouterr().err
    for part in ("'ta rif'", "strength.gun:", "set.tarif: there is", "x: can't", "is swept"):
        assert part in told


def test_a_key_beside_its_column_is_told(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "design.csv").write_text("seed\n1\n2\n")
    assert [seed for *_, seed in called(probe, "design=design.csv", "seed=3")] == [1, 2]
    assert "note: seed=3: the column 'seed' of design.csv" in capsys.readouterr().err


def test_the_index_that_pandas_writes_is_no_column(probe: Probe, workplace: Path) -> None:
    table = pd.DataFrame({"seed": [1, 2, 3]}).drop(index=1)
    table.to_parquet(workplace / "design.parquet")
    assert [seed for *_, seed in called(probe, "design=design.parquet")] == [1, 3]


@pytest.mark.parametrize("name", ["none.csv", "design.pkl", "broken.parquet"])
def test_a_file_that_is_no_design_is_refused(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (workplace / "design.pkl").write_bytes(b"\x80\x04cos\nsystem\n.")
    (workplace / "broken.parquet").write_bytes(b"PAR1")
    assert probe[0]([f"design={name}"]) == 2
    assert "design" in capsys.readouterr().err


def test_a_point_of_a_design_gives_the_bytes_of_a_single_run(workplace: Path) -> None:
    small = ["population.consumers=500", "population.firms=100", "calendar.end=2012-02-01"]
    (workplace / "design.csv").write_text(DESIGN)
    assert main([*small, "design=design.csv", "output_dir=swept"]) == 0
    assert (
        main([*small, "scenario=tariffs", "set.tariff=12.5", "seed=2", "output_dir=one"]) == 0
    )

    swept, one = (workplace / "swept/1", workplace / "one")
    name = "results.parquet"
    assert (swept / name).read_bytes() == (one / name).read_bytes()
    marks = [json.loads((p / "manifest.json").read_text())["fingerprint"] for p in (swept, one)]
    assert marks[0]["code"] == marks[1]["code"]
