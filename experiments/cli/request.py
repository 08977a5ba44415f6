"""What a command line asks for: checked in full, then run, swept or shown."""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import OmegaConf

from experiments.cli.program import SWEEP_FLAGS, Program
from experiments.config.compose import (
    HydraChoices,
    Resolved,
    compose_settings,
    from_hydra,
    hydra_choices,
)
from experiments.config.errors import InputError, RunError, keeping, refused
from experiments.config.files import code_errors
from experiments.config.overrides import (
    CONFIGS,
    Setting,
    command_line_errors,
    read_settings,
    repeats,
)
from experiments.config.schema import output_errors
from experiments.presentation.progress import on_terminal
from experiments.storage.output import default_folder
from experiments.storage.reproduce import from_manifest
from experiments.sweeps.launchers import launcher, process_of
from experiments.sweeps.plan import Sweep, has_design, plan_sweep
from experiments.sweeps.runner import count_done, run_sweep

PLAIN_PATH: Final = re.compile(r"[\w./-]+", re.ASCII)
"""A path that needs no quotes on a command line."""


def answer(program: Program, flags: list[tuple[str, str]], overrides: list[str]) -> None:
    """Check what is asked for, then show its config or run it."""
    names = [flag for flag, _ in flags]
    request = Request(program, overrides, any(name in SWEEP_FLAGS for name in names))
    request.check()
    if shows_config(flags, request):
        show_config(request)
    else:
        request.run(flags)


@dataclass(frozen=True)
class _Job:
    """One run of a command, in whatever process it is."""

    program: Program

    def begin(self, resolved: Resolved) -> None:
        """Print what the user should know, and compile what is not compiled yet."""
        for notice in resolved.notices:
            print(f"note: {notice}", file=sys.stderr)
        if self.program.simulates:
            with on_terminal("loading the model"):
                from experiments.cli.warmup import prepare

            prepare()

    def run(self, resolved: Resolved) -> None:
        """Run the command's function."""
        self.begin(resolved)
        self.program.function(resolved)

    def of_hydra(self, config: Any) -> None:
        """Run what Hydra composed."""
        task = HydraConfig.get().overrides.task
        keys = [word.lstrip("+~").split("=")[0] for word in task]
        self.run(from_hydra(config, keys, dict(self.program.options)))


class Request:
    """What a command line asks for, checked in full before the first job starts."""

    def __init__(self, program: Program, overrides: list[str], is_sweep: bool) -> None:
        self.program = program
        self.settings, self.errors = read_settings(overrides)
        self.is_sweep = is_sweep
        self.sweep: Sweep | None = None
        self.first: Resolved
        self.is_again = any(setting.key == "manifest" for setting in self.settings)
        self.has_hydra_keys = any(setting.key.startswith("hydra") for setting in self.settings)

    def check(self) -> None:
        """Check the run, or every point of a sweep.

        Raises
        ------
        InputError
            With every error of every value, each once.
        """
        given = {setting.key for setting in self.settings}
        errors = [*self.errors, *command_line_errors(self.settings)]
        choices = HydraChoices()
        try:
            choices = hydra_choices(self.settings)
        except InputError as error:
            errors += error.errors
        self.launcher = choices.launcher
        extra = [setting for setting in choices.sweep if setting.key not in given]
        try:
            self.is_sweep |= choices.is_sweep or has_design(self.settings)
            self._resolve([*self.settings, *(extra if self.is_sweep else [])])
        except InputError as error:
            errors += [message for message in error.errors if message not in errors]
        repeated = repeats(self.settings)
        if self.is_sweep:
            errors += [f"{message}; allowed: once in a sweep" for message in repeated]
        if not errors:
            for notice in repeated:
                self.first = self.first.noting(f"{notice}; the last one counts")
            errors += output_errors(self.first.output_dir or Path("outputs"))
            errors += self._history_errors()
            for notice in self.program.without_effect(given):
                self.first = self.first.noting(notice)
        if errors:
            raise InputError(errors)

    def _history_errors(self) -> list[str]:
        """Return a sentence if histories can't be kept where they should be."""
        place = self.first.tree.get("history")
        if "history" not in self.program.options or place in (None, True, False, "off"):
            return []
        if not isinstance(place, str) or not place.strip():
            return [refused("history", place, "a path in quotes, off, or null")]
        return output_errors(Path(place), "history")

    def _resolve(self, settings: list[Setting]) -> None:
        name, options = self.program.name, dict(self.program.options)
        if self.is_sweep:
            self.sweep = plan_sweep(settings, name, options)
            self.first = self.sweep.first
            return
        if self.is_again:
            self.first = from_manifest(settings, name, options)
            return
        self.first = compose_settings(settings, [], options)
        if self.first.tree["resume"]:
            raise InputError(["resume: is for sweeps; add -m, or design=FILE"])

    def run(self, flags: list[tuple[str, str]]) -> None:
        """Run what was checked: a job, a sweep of ours, or whatever Hydra makes of flags."""
        hydra_flags = [part for flag in flags for part in flag if part]
        if self.sweep is not None and {name for name, _ in flags} <= set(SWEEP_FLAGS):
            self._sweep()
        elif self.is_sweep or hydra_flags or self.has_hydra_keys:
            self._through_hydra(hydra_flags)
        else:
            _Job(self.program).run(self.first)

    def _sweep(self) -> None:
        """Run the points of a sweep in batches, each a job of the chosen engine."""
        assert self.sweep is not None
        _Job(self.program).begin(self.first)
        words = [s.text for s in self.settings if s.key.startswith("hydra")]
        launch, is_parallel = launcher(
            self.launcher, words, self.program.function, self.program.options
        )
        folder = self.first.output_dir or default_folder(self.program.name)
        n_jobs = self.first.tree["jobs"] if is_parallel else 1
        with keeping(partial(self._kept, folder)):
            run_sweep(folder, self.program.name, self.sweep, launch, n_jobs)

    def _kept(self, folder: Path) -> str:
        """Say which points of a stopped sweep are kept, and the command that goes on."""
        assert self.sweep is not None
        n_done = count_done(folder)
        own = [s.text for s in self.settings if s.key not in ("output_dir", "resume")]
        place = folder if PLAIN_PATH.fullmatch(str(folder)) else f'"{folder}"'
        words = [*own, f"output_dir={place}", "resume=true"]
        flag = "" if has_design(self.settings) else "-m "
        line = f"python -m experiments.{self.program.name} {flag}{shlex.join(words)}"
        done = f"{n_done} of {len(self.sweep.points)} points are done and kept in {folder}"
        return f"{done}; go on with: {line}"

    def _through_hydra(self, flags: list[str]) -> None:
        """Let Hydra compose, sweep and launch; each job comes back to ``_Job``."""
        if errors := code_errors(self.settings):
            raise InputError(errors)
        folder = self.first.output_dir or default_folder(self.program.name)
        given = [setting.key for setting in self.settings]
        own = {"hydra.job.name": self.program.name, "hydra.sweep.dir": f"'{folder}'"}
        words = [setting.for_hydra for setting in self.settings]
        words += [f"{key}={value}" for key, value in own.items() if key not in given]
        decorate = hydra.main(
            version_base="1.3", config_path=str(CONFIGS), config_name="config"
        )
        with process_of(["experiments." + self.program.name, *flags, *words]):
            try:
                decorate(_Job(self.program).of_hydra)()
            except SystemExit as stop:
                if stop.code not in (None, 0):
                    raise RunError("Hydra stopped; see the lines above") from stop


def shows_config(flags: Sequence[tuple[str, str]], request: Request) -> bool:
    """Whether the config of a sweep or a manifest is asked for, which Hydra can't tell.

    Its other flags, which ask Hydra about a config that it did not compose, are refused.
    """
    if request.sweep is None and not request.is_again:
        return False
    asked = [flag for flag in flags if flag[0] not in SWEEP_FLAGS]
    known = [("--cfg", "job"), ("-c", "job"), ("--resolve", "")]
    if strange := [" ".join(flag).strip() for flag in asked if flag not in known]:
        what = "a manifest" if request.is_again else "a sweep"
        raise InputError([f"{strange[0]}: can't be used with {what}; allowed: --cfg job"])
    return any(value == "job" for _, value in asked)


def show_config(request: Request) -> None:
    """Print the config of a run, or of the first point of a sweep, and say what differs."""
    notes = list(request.first.notices)
    if request.sweep is not None:
        keys = ", ".join(request.sweep.keys)
        notes.append(f"the first of {len(request.sweep.points)} points, which differ in {keys}")
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    print(OmegaConf.to_yaml(OmegaConf.create(request.first.tree)), end="")
