"""Gathers a sweep: ``python -m experiments.collect sweep=outputs/run/TIMESTAMP``.

Writes ``results.parquet`` (one row per point, month and outcome, with what the point sets),
``summary.csv`` (means over seeds by year after the policy date) and ``points.csv`` (the state
of every point).
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "sweep": Option("", "folder of the sweep"),
    "mixed": Option(False, "take points of another version of the code too"),
    "allow_missing": Option(False, "end well although points are missing"),
}


@command(
    "collect",
    "Gathers the points of a sweep in one table and a summary.",
    OPTIONS,
    False,
    takes=("output_dir", "debug"),
)
def main(resolved: "Resolved") -> None:
    """Read every point that is done, write the tables, say what is missing."""
    from experiments.sweeps.collect import collect

    collect(resolved)


if __name__ == "__main__":
    sys.exit(main())
