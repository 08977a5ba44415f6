"""Fits parameters to history 2012-2019: ``python -m experiments.calibrate``.

Waves of real runs teach an emulator; a sampler on it gives a posterior; real runs at its draws
check both. Finished runs are kept, so that a fit that was stopped goes on where it was.
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "waves": Option(
        None, "runs of each wave, [512,448,384]; [160,96] with quick", is_list=True
    ),
    "draws": Option(None, "draws of the posterior, each run once; 200, 24 with quick"),
    "recovered": Option(None, "data sets of the model's own to recover; 20, 4 with quick"),
    "store": Option("outputs/calibrate/runs.jsonl", "finished runs; the next fit uses them"),
    "install": Option(None, "make the fit the project's own; true unless quick"),
}


@command(
    "calibrate",
    "Fits parameters to 2012-2019: a posterior, and whether to trust it.",
    OPTIONS,
    has_one_thread=True,
    ignores=("scenario", "set", "calendar.start", "calendar.end", "calendar.policy_start"),
)
def main(resolved: "Resolved") -> None:
    """Run the waves, write posterior, point and diagnostics, and make them the project's."""
    from experiments.calibration.calibrate import calibrate

    calibrate(resolved)


if __name__ == "__main__":
    sys.exit(main())
