"""A stopped sweep says what is kept; the command that it names goes on and ends whole."""

import shlex
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.command import command
from experiments.config.compose import Resolved
from experiments.storage.output import saved

STOP_AT = 3


def test_a_stopped_sweep_names_the_command_that_goes_on(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stops = [True]

    @command("fake", simulates=False)
    def main(resolved: Resolved) -> None:
        if resolved.seed == STOP_AT and stops.pop():
            raise KeyboardInterrupt
        with saved("fake", resolved, [resolved.seed]) as result:
            pd.DataFrame({"seed": [resolved.seed]}).to_parquet(
                result.staged / "results.parquet"
            )

    words = ["-m", "seed=1,2,3,4", "set.tariff=5", "output_dir=my sweep"]
    assert main(words) == 130
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("error: interrupted; 2 of 4 points are done and kept in my sweep; ")

    stops.append(False)
    _, _, named = line.partition("go on with: python -m experiments.fake ")
    assert main(shlex.split(named)) == 0
    assert "4 of 4 points done" in capsys.readouterr().out
