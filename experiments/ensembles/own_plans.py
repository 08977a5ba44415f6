"""Plans of configs of one's own, as mixes and claims need them, from one shared history."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from experiments.config.compose import Resolved
from experiments.config.errors import InputError
from experiments.config.scenarios import with_scenario
from experiments.config.values import number_error
from experiments.ensembles.plan import (
    ADAPTING,
    NO_POLICY,
    QUICK_MONTHS,
    Plan,
    arm_of,
    run_until,
)
from experiments.ensembles.posterior import Draw
from sim.config import ModelConfig
from sim.levers import Row


def plan_of(
    resolved: Resolved,
    configs: Mapping[str, ModelConfig],
    *,
    years: int,
    draws: tuple[Draw, ...] = (),
) -> Plan:
    """Return a plan of configs of one's own, all with adaptation, from one shared history.

    Parameters
    ----------
    configs
        By name; `NO_POLICY` is the reference and the history. All begin their policy on one
        date, on which their strengths and parameters may change too.
    years
        Years of the policy to run; two at most when quick, fewer where the calendar ends.
    """
    start = configs[NO_POLICY].calendar.policy_start
    n_months = min(12 * years, QUICK_MONTHS) if resolved.quick else 12 * years
    end = start + pd.DateOffset(months=n_months - 1)
    ready = {name: run_until(config, end) for name, config in configs.items()}
    trunk = ready[NO_POLICY]
    arms = tuple(
        replace(arm_of(name, ADAPTING, config, trunk), has_new_rules=_differs(config, trunk))
        for name, config in ready.items()
    )
    report_from = start - pd.DateOffset(months=12)
    return Plan(trunk, arms, tuple(resolved.seeds), report_from, draws)


def _differs(config: ModelConfig, trunk: ModelConfig) -> bool:
    """Whether a config has other rules than the history."""
    return config.strength != trunk.strength or config.params != trunk.params


def scenario_at(
    resolved: Resolved, name: str, start: pd.Timestamp, values: Mapping[str, float]
) -> ModelConfig:
    """Return a scenario that begins on a date, with levers held at values from then on.

    Raises
    ------
    InputError
        If a value is out of its lever's bounds.
    """
    calendar = {**resolved.tree["calendar"], "policy_start": str(start.date())}
    dated = replace(resolved, tree={**resolved.tree, "calendar": calendar})
    config = with_scenario(dated, name)
    levers, errors = dict(config.levers), []
    for lever, value in values.items():
        one = levers[lever]
        errors.append(number_error(lever, value, *one.bounds, one.unit))
        if not errors[-1]:
            levers[lever] = one.overlaid([Row(start, value, "set for one run")])
    if any(errors):
        raise InputError([error for error in errors if error])
    return replace(config, levers=levers)
