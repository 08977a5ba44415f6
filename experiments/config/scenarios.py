"""A finished run under another scenario, without composing it anew."""

from dataclasses import replace

from experiments.config.calendar import read_calendar
from experiments.config.compose import Resolved
from experiments.config.errors import InputError, refused
from experiments.config.files import scenario_file
from experiments.config.levers import LeverReader
from experiments.config.schema import SECTIONS, key_errors, lever_errors
from sim.config import ModelConfig


def with_scenario(resolved: Resolved, name: str) -> ModelConfig:
    """Return a checked run's config under a scenario of its file, no lever set by hand.

    The policy begins where the run was told to begin it, or else at the scenario's own date.

    Raises
    ------
    InputError
        With every error of the scenario's file.
    """
    config, scenario = resolved.model, scenario_file(name)
    schedules = scenario.get("schedules") or {}
    errors = key_errors("scenario.", scenario, SECTIONS["scenario"])
    if not isinstance(schedules, dict):
        errors.append(refused("scenario.schedules", schedules, "schedules by lever"))
    else:
        errors += lever_errors("scenario.schedules", schedules, config.levers)
    if errors:
        raise InputError(errors)
    calendar = read_calendar(resolved.tree["calendar"], scenario["policy_start"], errors)
    if calendar is None:
        raise InputError(errors)
    reader = LeverReader(calendar)
    levers = {
        lever.name: reader.overlaid(lever.without_policy(), schedules.get(lever.name))
        for lever in config.levers.values()
    }
    if reader.errors:
        raise InputError(reader.errors)
    return replace(config, calendar=calendar, levers=levers)
