"""Types of what the fixtures that all tests share hand out."""

import subprocess
from collections.abc import Callable

from experiments.cli.command import Command
from experiments.config.compose import Resolved

Probe = tuple[Command, list[Resolved]]
"""A command, and the checked configs that it was called with."""

Refusal = Callable[..., list[str]]
"""Runs a command that must refuse; returns its sentences."""

Script = Callable[..., subprocess.CompletedProcess[str]]
"""Runs a script in a folder as a person would."""
