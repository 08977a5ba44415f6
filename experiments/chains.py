"""Three claims link by link, from lever to outcome: ``python -m experiments.chains``.

The pictures in ``sim/odd`` are those of the defaults.
"""

import sys
from typing import TYPE_CHECKING

from experiments.cli.command import command
from experiments.config.values import UNCERTAINTY_OPTION

if TYPE_CHECKING:
    from experiments.config.compose import Resolved


@command(
    "chains",
    "Shows three claims link by link, mechanism on and off.",
    UNCERTAINTY_OPTION,
    has_one_thread=True,
    ignores=("scenario", "set", "calendar.start", "calendar.end", "calendar.policy_start"),
)
def main(resolved: "Resolved") -> None:
    """Run every chain on paired seeds and write a table and a figure for each."""
    from experiments.mechanism_chains.runs import chains

    chains(resolved)


if __name__ == "__main__":
    sys.exit(main())
