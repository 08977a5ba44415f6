"""``python -m experiments.benchmark``."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "peers": Option(
        None, "true installs Starsim, mesa-frames and agentpy apart; off leaves them out"
    )
}


@command(
    "benchmark",
    "Profile of a month, and every speed goal as a ratio.",
    OPTIONS,
    has_one_thread=True,
)
def main(resolved: "Resolved") -> None:
    """Measure, save ``benchmark.csv`` and ``profile.csv``, and print."""
    from experiments.benchmark.measure import benchmark

    benchmark(resolved)


if __name__ == "__main__":
    sys.exit(main())
