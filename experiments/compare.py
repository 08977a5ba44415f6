"""The main job, ``python -m experiments.compare``: every scenario on paired seeds, reported."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import HISTORY_OPTION, Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "scenarios": Option(
        None, "names to compare, [strikes,tariffs]; all when null", is_list=True
    ),
    "uncertainty": Option(
        "auto",
        "ensemble: a whole parameter set for each seed; posterior: each two seeds with a draw"
        " of the 25 fitted parameters; point: one for all",
        choices=("auto", "ensemble", "posterior", "point"),
    ),
    "members": Option(
        100, "parameter sets for the main policies, or all of up to six", low=8, high=2000
    ),
    **HISTORY_OPTION,
}


@command(
    "compare", "Compares every scenario on paired seeds: results and report.html.", OPTIONS
)
def main(resolved: "Resolved") -> None:
    """Run every scenario, with and without adaptation, and write what comes out."""
    from experiments.comparison.compare import compare

    compare(resolved)


if __name__ == "__main__":
    sys.exit(main())
