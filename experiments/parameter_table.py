"""Every parameter as a table for papers: ``python -m experiments.parameter_table``."""

import sys
from typing import TYPE_CHECKING

from experiments.cli.command import command

if TYPE_CHECKING:
    from experiments.config.compose import Resolved


@command(
    "parameter_table",
    "Every parameter with unit, bounds, status and source, as tables.",
    simulates=False,
    takes=("params", "output_dir", "debug"),
)
def main(resolved: "Resolved") -> None:
    """Write ``parameters.csv``, ``parameters.md`` and ``parameters.html``."""
    from experiments.storage.parameter_table import write_parameters

    write_parameters(resolved)


if __name__ == "__main__":
    sys.exit(main())
