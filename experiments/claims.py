"""Public claims judged, ``python -m experiments.claims``: a file of ``configs/claims`` each."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import HISTORY_OPTION, UNCERTAINTY_OPTION, Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "claims": Option(None, "names of files in configs/claims; all when null", is_list=True),
    **UNCERTAINTY_OPTION,
    **HISTORY_OPTION,
}


@command(
    "claims",
    "Judges public claims on paired seeds, with their mechanisms on, off and reversed.",
    OPTIONS,
)
def main(resolved: "Resolved") -> None:
    """Run every claim and write verdicts, a figure and a page."""
    from experiments.public_claims.judge import judge_all

    judge_all(resolved)


if __name__ == "__main__":
    sys.exit(main())
