"""The tables of parameters and levers for a paper."""

import pandas as pd
import pytest

from experiments.composition import compose
from experiments.parameter_table import (
    KEY,
    PARAMETER_COLUMNS,
    keys_in,
    levers,
    main,
    markdown,
    parameters,
    references,
)
from sim.params import registry


@pytest.fixture(scope="module")
def resolved():
    return compose(["params.institutions.full_threat=30"])


def test_every_parameter_stands_in_the_table_once(resolved):
    rows = parameters(resolved.model.params)

    assert list(rows.columns) == list(PARAMETER_COLUMNS)
    names = list(zip(rows["group"], rows["name"], strict=True))
    assert names == [(info.group, info.name) for info in registry()]


def test_a_changed_value_stands_beside_its_default(resolved):
    rows = parameters(resolved.model.params).set_index(["group", "name"])

    changed = rows[rows["value"] != rows["default"]]
    assert list(changed.index) == [("institutions", "full_threat")]
    assert changed.iloc[0]["value"] == 30.0


def test_references_are_found_in_a_source():
    known = references()

    assert known["mahmood2022"].startswith("Mahmood & Jetter (2022), ")
    assert known["prieto_curiel2023"].startswith("Prieto-Curiel et al. (2023), ")
    source = "as dell2015 has it (2015), against avis2018"
    assert keys_in(source, known) == ["dell2015", "avis2018"]


def test_every_key_that_a_source_names_is_in_the_bibliography():
    known = references()

    unknown = {
        (f"{info.group}.{info.name}", key)
        for info in registry()
        for key in KEY.findall(info.source)
        if key not in known
    }
    assert unknown == set()


def test_the_page_shows_every_parameter_and_lever_in_one_table_row(resolved):
    rows = parameters(resolved.model.params)

    lines = markdown(rows, levers(resolved)).splitlines()

    for name in (*rows["name"], *resolved.model.levers):
        assert any(line.startswith(f"| {name} |") for line in lines), name


def test_the_command_writes_whole_tables(workplace, capsys):
    assert main(["output_dir=tables"]) == 0

    files = sorted(path.name for path in (workplace / "tables").iterdir())
    assert files == ["levers.csv", "manifest.json", "parameters.csv", "parameters.md"]
    assert len(pd.read_csv("tables/parameters.csv")) == len(list(registry()))
    assert "assumed" in capsys.readouterr().out
