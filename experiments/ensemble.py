"""Makes the weighted ensemble of whole parameter sets: ``python -m experiments.ensemble``.

Every uncertain number and form is drawn, run through 2012-2024, and weighed by history.
Finished runs are kept, so that a fit that was stopped goes on where it was.
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "waves": Option(
        None,
        "runs of the prior, near history to 2019, near history to 2024: [700,450,350];"
        " [96,48,32] with quick; [2000,2000,2000] overnight",
        is_list=True,
    ),
    "members": Option(None, "sets that are kept of each ensemble; 300, 40 with quick"),
    "recovered": Option(None, "data sets of the model's own to recover; 40, 8 with quick"),
    "store": Option("outputs/ensemble/runs.jsonl", "finished runs; the next fit uses them"),
    "install": Option(None, "make the ensembles the project's own; true unless quick"),
}


@command(
    "ensemble",
    "Draws every uncertain number and form, and weighs whole sets by history.",
    OPTIONS,
    has_one_thread=True,
    ignores=("scenario", "set", "calendar.start", "calendar.end", "calendar.policy_start"),
)
def main(resolved: "Resolved") -> None:
    """Run the waves; write ensembles, prior predictive check and scores."""
    from experiments.calibration.ensemble_files import make

    make(resolved)


if __name__ == "__main__":
    sys.exit(main())
