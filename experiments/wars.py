"""Wars: what UCDP's counts say, and how wars of the model's own fare: ``-m experiments.wars``.

Estimates use years to 2019; 2020-23 are scored. ``sim/odd/wars.md`` is that of the defaults.
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "install": Option(False, "make the page the project's own, sim/odd/wars.md"),
}


@command(
    "wars",
    "Estimates how wars begin and end, and scores the model's own wars.",
    OPTIONS,
    has_one_thread=True,
)
def main(resolved: "Resolved") -> None:
    """Write the page of wars and its tables."""
    from experiments.war_counts.page import wars

    wars(resolved)


if __name__ == "__main__":
    sys.exit(main())
