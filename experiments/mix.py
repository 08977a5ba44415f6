"""A mix taken apart, ``python -m experiments.mix scenario=NAME``: levers and governments."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import HISTORY_OPTION, UNCERTAINTY_OPTION, Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "rivals": Option(
        ["comprehensive"],
        "scenarios scaled to cost the public what this one does, [name, name]",
        is_list=True,
    ),
    **UNCERTAINTY_OPTION,
    **HISTORY_OPTION,
}


@command(
    "mix",
    "Takes a scenario apart: levers alone and taken out, sides, governments, equal money.",
    OPTIONS,
)
def main(resolved: "Resolved") -> None:
    """Run the parts of a scenario on paired seeds and write what each contributes."""
    from experiments.policy_mix.mix import mix

    mix(resolved)


if __name__ == "__main__":
    sys.exit(main())
