"""Every target of TARGETS, published against simulated: ``python -m experiments.validate``."""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import UNCERTAINTY_OPTION, Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {
    "only": Option(None, "targets to run, E1, [E1,E2] or [P1,H4]; all when null", is_list=True),
    **UNCERTAINTY_OPTION,
}


@command(
    "validate",
    "Each target of TARGETS: published value, simulated mean, interval, hit.",
    OPTIONS,
    has_one_thread=True,
    ignores=("scenario", "set", "calendar.start", "calendar.end", "calendar.policy_start"),
)
def main(resolved: "Resolved") -> None:
    """Run docking, history and episodes, judge every target, save tables and figures."""
    from experiments.validation.judge import validate

    validate(resolved)


if __name__ == "__main__":
    sys.exit(main())
