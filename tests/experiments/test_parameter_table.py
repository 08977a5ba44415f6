"""The table of parameters for a paper."""

import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.parameter_table import main
from experiments.storage.parameter_table import COLUMNS, Line, as_html, as_markdown, lines
from sim.params import registry
from sim.world.load import DATA_FOLDER

KEY = re.compile(r"\b[a-z][a-z_]*(?:19|20)\d{2}[a-z]?\b")


@pytest.fixture(scope="module")
def table() -> list[Line]:
    return lines(registry(), compose(["params.institutions.full_threat=30"]).model.params)


def test_every_parameter_stands_in_the_table_once(table: list[Line]) -> None:
    assert [line[:2] for line in table] == [(info.group, info.name) for info in registry()]


def test_the_table_shows_the_values_of_the_run(table: list[Line]) -> None:
    by_name = {line[:2]: line[COLUMNS.index("value")] for line in table}

    assert by_name["institutions", "full_threat"] == "30"


def test_every_key_that_a_source_names_is_in_the_bibliography() -> None:
    text = (DATA_FOLDER / "references.bib").read_text(encoding="utf-8")
    known = set(re.findall(r"^@\w+\{([^,]+),", text, re.M))

    unknown = {
        (f"{info.group}.{info.name}", key)
        for info in registry()
        for key in KEY.findall(info.source)
        if key not in known
    }
    assert unknown == set()


def test_both_pages_hold_every_parameter(table: list[Line]) -> None:
    markdown, page = as_markdown(table), as_html(table)

    for line in table:
        assert f"| {line[1]} |" in markdown
        assert f"<td>{line[1]}</td>" in page


def test_the_command_writes_whole_tables(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["output_dir=tables"]) == 0

    files = sorted(path.name for path in (workplace / "tables").iterdir())
    assert files == ["manifest.json", "parameters.csv", "parameters.html", "parameters.md"]
    assert len(pd.read_csv("tables/parameters.csv")) == len(list(registry()))
    assert "assumed" in capsys.readouterr().out
