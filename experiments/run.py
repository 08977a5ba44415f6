"""One scenario, one seed: ``python -m experiments.run scenario=strikes seed=3``."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.cli.command import command
from experiments.config.values import HISTORY_OPTION

if TYPE_CHECKING:
    import pandas as pd

    from experiments.config.compose import Resolved
    from sim.config import ModelConfig
    from sim.model import CartelMarket


def build(overrides: Sequence[str] = ()) -> "CartelMarket":
    """Return the model of one run, ready to ``step()``.

    Parameters
    ----------
    overrides
        As on the command line: ``["scenario=strikes", "seed=3"]``.

    Raises
    ------
    InputError
        With every error of the overrides at once.
    """
    from sim.model import CartelMarket

    return CartelMarket(_config(overrides))


def run(overrides: Sequence[str] = ()) -> "pd.DataFrame":
    """Run one scenario on one seed.

    Returns
    -------
    results
        One row per month, index ``date`` (first day of the month), one column per outcome.
    """
    return build(overrides).run()


def branch(model: "CartelMarket", overrides: Sequence[str]) -> "CartelMarket":
    """Return a copy of a model that goes on under other overrides; the model stays as it is.

    Parameters
    ----------
    model
        A model in any month.
    overrides
        The whole run, as for ``build``: what they say of months gone by must agree.

    Raises
    ------
    InputError
        With every error of the overrides at once.
    ValueError
        If the overrides change the past: seed, sizes, parameters, or a lever before now.
    """
    return model.branch(_config(overrides))


def _config(overrides: Sequence[str]) -> "ModelConfig":
    from experiments.config.compose import compose, to_model_config

    return to_model_config(compose(overrides))


@command(
    "run",
    "One scenario on one seed; with -m any sweep, each job in its own folder.",
    HISTORY_OPTION,
)
def main(resolved: "Resolved") -> None:
    """Run, save and print the headline outcomes."""
    from experiments.ensembles.one_run import run_one

    run_one(resolved)


if __name__ == "__main__":
    sys.exit(main())
