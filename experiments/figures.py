"""Draw a saved comparison's figures again: ``python -m experiments.figures source=FOLDER``.

The picture of the README is ``only=supply_recruitment`` of the main job with its defaults.
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.comparison.plots import NAMES
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "source": Option("", "folder of a comparison; the newest in outputs/compare when empty"),
    "only": Option("", "one figure: " + ", ".join(NAMES), choices=("", *NAMES)),
}


@command(
    "figures",
    "Draw the figures of a saved comparison again.",
    OPTIONS,
    False,
    takes=("output_dir", "debug"),
)
def main(resolved: "Resolved") -> None:
    """Read a comparison and draw its figures."""
    from experiments.comparison.plots.draw import draw_again

    draw_again(resolved)


if __name__ == "__main__":
    sys.exit(main())
