"""The way into every command: help, checks before anything starts, sweeps, exit status."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from experiments.config.errors import InputError, RunError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from experiments.config.compose import Resolved
    from experiments.config.overrides import Setting
    from experiments.config.values import Option
    from experiments.sweeps.plan import Sweep

GOOD, FAILED, BAD_INPUT = 0, 1, 2
HELP_FLAGS: Final = ("-h", "--help")
SWEEP_FLAGS: Final = ("-m", "--multirun")
COMPLETION_FLAGS: Final = ("-sc", "--shell-completion")
HYDRA_FLAGS: Final = (
    "--cfg",
    "-c",
    "--package",
    "-p",
    "--resolve",
    "--info",
    "-i",
    "--hydra-help",
)
FLAGS_WITH_VALUE: Final = ("--cfg", "-c", "--package", "-p", "--info", "-i", "--list")
KEY_HELP: Final = """\
keys (key=value, any number of them):
  scenario=NAME                  a policy; --list scenarios
  set.LEVER=VALUE                a lever for the whole policy period; --list levers
  'levers.LEVER.schedule=[{from: "2025-03-01", value: 25}]'   a dated schedule
  params.GROUP.NAME=VALUE        a parameter; --list parameters
  params=NAME                    a set of parameters, a file of configs/params
  strength.MECHANISM=VALUE       1 as in the evidence, 0 off, -1 reversed; --list mechanisms
  adaptation.CHOICE=false        freeze a choice: routes drugs markets trades channels capacity
  calendar.KEY=VALUE             start, end, policy_start (YYYY-MM-01), substeps
  population.KEY=N               consumers, firms, cartels
  world.network_csv=PATH         a network of rivals and allies
  design=FILE                    a sweep: CSV or Parquet, a row per point, columns are keys
  resume=true                    go on with the sweep in output_dir; jobs=N batches
  manifest=FILE                  run again what a manifest.json tells of
  wars=own                       wars that begin and end by themselves; else dated
  experiment=NAME                a prepared experiment, a file of configs/experiment
  quick=true  seed=N  replications=N  workers=N  output_dir=PATH  debug=true

flags:
  -m, --multirun                 sweep: -m set.tariff=0,10,25 'seed=range(0,8)'
  --cfg job                      print the composed config and stop
  --list WHAT                    levers, scenarios, outcomes, parameters, mechanisms
  -sc install=bash               completion of keys: eval "$(python -m ... -sc install=bash)"
  -h, --help                     this text
"""


@dataclass(frozen=True)
class Command:
    """One experiment as a command-line program; call it to run it, and get the exit status."""

    name: str
    about: str
    function: Callable[["Resolved"], None]
    options: Mapping[str, "Option"] = field(default_factory=dict)
    simulates: bool = True

    def __call__(self, argv: Sequence[str] | None = None) -> int:
        """Run with arguments (those of the process when None); return the exit status."""
        arguments = list(sys.argv[1:] if argv is None else argv)
        is_open = "debug=true" in arguments or bool(os.environ.get("HYDRA_FULL_ERROR"))
        try:
            with _stoppable():
                self._run(arguments)
        except InputError as error:
            return _tell(error.faults, BAD_INPUT, is_open)
        except RunError as error:
            return _tell([str(error)], FAILED, is_open)
        except KeyboardInterrupt:
            return _tell(["interrupted; nothing unfinished was kept"], FAILED, False)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except MemoryError:
            return _tell(["out of memory; try quick=true or fewer workers"], FAILED, is_open)
        except Exception as error:  # the last line of defence: one sentence, no traceback
            return _tell([_describe(error)], _status(error), is_open)
        return GOOD

    def _run(self, arguments: list[str]) -> None:
        flags, overrides = _split(arguments)
        names = [flag for flag, _ in flags]
        if self._answers(flags, overrides):
            return
        is_sweep = any(name in SWEEP_FLAGS for name in names)
        plan = _Plan(self, overrides, is_sweep)
        plan.check()
        if _shows_config(flags, plan):
            _show_config(plan)
            return
        hydra_flags = [part for flag in flags for part in flag if part]
        if plan.sweep is not None and set(names) <= set(SWEEP_FLAGS):
            self._sweep(plan)
        elif plan.is_sweep or hydra_flags or plan.has_hydra_keys:
            self._through_hydra(plan, hydra_flags)
        else:
            self._job(plan.first)

    def _answers(self, flags: list[tuple[str, str]], overrides: list[str]) -> bool:
        """Print what a flag asks for, without a config; return whether one did."""
        names = [flag for flag, _ in flags]
        if any(name in HELP_FLAGS for name in names):
            print(self._help())
            return True
        if "--list" in names:
            from experiments.cli.listing import print_list

            if overrides or len(flags) > 1:
                rest = [*overrides, *(name for name in names if name != "--list")]
                raise InputError([f"--list: stands alone; leave out {' '.join(rest)}"])
            print_list(flags[0][1])
            return True
        if any(name in COMPLETION_FLAGS for name in names):
            from experiments.cli.completion import WORDS, complete

            if len(overrides) != 1 or overrides[0] not in WORDS:
                raise InputError([f"-sc: needs one word; allowed: {', '.join(WORDS)}"])
            complete(overrides[0], tuple(self.options))
            return True
        return False

    def _sweep(self, plan: "_Plan") -> None:
        """Run the points of a sweep in batches, each a job of the chosen engine."""
        from experiments.storage.output import default_folder
        from experiments.sweeps.launchers import launcher
        from experiments.sweeps.runner import run_sweep

        assert plan.sweep is not None
        for notice in plan.first.notices:
            print(f"note: {notice}", file=sys.stderr)
        words = [s.text for s in plan.settings if s.key.startswith("hydra")]
        self._compile()
        launch, is_parallel = launcher(plan.launcher, words, self.function, self.options)
        run_sweep(
            plan.first.output_dir or default_folder(self.name),
            self.name,
            plan.sweep,
            launch,
            plan.first.tree["jobs"] if is_parallel else 1,
        )

    def _compile(self) -> None:
        if self.simulates:
            from experiments.cli.warmup import prepare

            prepare()

    def _job(self, resolved: "Resolved") -> None:
        for notice in resolved.notices:
            print(f"note: {notice}", file=sys.stderr)
        self._compile()
        self.function(resolved)

    def _through_hydra(self, plan: "_Plan", flags: list[str]) -> None:
        """Let Hydra compose, sweep and launch; each job comes back to ``_hydra_job``."""
        import hydra

        from experiments.config.overrides import CONFIGS
        from experiments.storage.output import default_folder
        from experiments.sweeps.launchers import process_of

        folder = plan.first.output_dir or default_folder(self.name)
        given = [setting.key for setting in plan.settings]
        own = {"hydra.job.name": self.name, "hydra.sweep.dir": f"'{folder}'"}
        words = [setting.for_hydra for setting in plan.settings]
        words += [f"{key}={value}" for key, value in own.items() if key not in given]
        decorate = hydra.main(
            version_base="1.3", config_path=str(CONFIGS), config_name="config"
        )
        with process_of(["experiments." + self.name, *flags, *words]):
            try:
                decorate(self._hydra_job)()
            except SystemExit as stop:
                if stop.code not in (None, 0):
                    raise RunError("Hydra stopped; see the lines above") from stop

    def _hydra_job(self, config: Any) -> None:
        from hydra.core.hydra_config import HydraConfig

        from experiments.config.compose import from_hydra

        hydra_config = HydraConfig.get()
        keys = [word.lstrip("+~").split("=")[0] for word in hydra_config.overrides.task]
        resolved = from_hydra(config, keys, dict(self.options))
        self._job(resolved)

    def _help(self) -> str:
        lines = [
            f"python -m experiments.{self.name} [flags] [key=value ...]",
            "",
            self.about,
            "",
        ]
        if self.options:
            lines.append("keys of this command:")
            lines += [
                f"  {name + '=' + str(option.default):<30} {option.about}"
                for name, option in self.options.items()
            ]
            lines.append("")
        return "\n".join(lines) + KEY_HELP


class _Plan:
    """What a command line asks for, checked in full before the first job starts."""

    def __init__(self, command: Command, overrides: list[str], is_sweep: bool) -> None:
        from experiments.config.overrides import read_settings

        self.command = command
        self.settings, self.faults = read_settings(overrides)
        self.is_sweep = is_sweep
        self.sweep: Sweep | None = None
        self.is_again = any(setting.key == "manifest" for setting in self.settings)
        self.has_hydra_keys = any(setting.key.startswith("hydra") for setting in self.settings)

    def check(self) -> None:
        """Check the run, or every point of a sweep.

        Raises
        ------
        InputError
            With every fault of every value, each once.
        """
        from experiments.config.compose import HydraChoices, hydra_choices
        from experiments.config.overrides import command_line_faults, repeats
        from experiments.sweeps.plan import has_design

        given = {setting.key for setting in self.settings}
        faults = [*self.faults, *command_line_faults(self.settings)]
        choices = HydraChoices()
        try:
            choices = hydra_choices(self.settings)
        except InputError as error:
            faults += error.faults
        self.launcher = choices.launcher
        extra = [setting for setting in choices.sweep if setting.key not in given]
        try:
            self.is_sweep |= choices.is_sweep or has_design(self.settings)
            self._resolve([*self.settings, *(extra if self.is_sweep else [])])
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in faults]
        repeated = repeats(self.settings)
        if self.is_sweep:
            faults += [f"{fault}; allowed: once in a sweep" for fault in repeated]
        if not faults:
            for notice in repeated:
                self.first = self.first.noting(f"{notice}; the last one counts")
            from experiments.config.schema import output_faults

            faults += output_faults(self.first.output_dir or Path("outputs"))
        if faults:
            raise InputError(faults)

    def _resolve(self, settings: "list[Setting]") -> None:
        from experiments.config.compose import compose_settings
        from experiments.storage.reproduce import from_manifest
        from experiments.sweeps.plan import plan_sweep

        name, options = self.command.name, dict(self.command.options)
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


def command(
    name: str,
    about: str = "",
    options: "Mapping[str, Option] | None" = None,
    simulates: bool = True,
) -> Callable[[Callable[["Resolved"], None]], Command]:
    """Make a function of a checked config into a command-line program.

    Use as a decorator; end the module with ``sys.exit(main())`` under ``__main__``.

    Parameters
    ----------
    name
        The experiment: ``python -m experiments.NAME``, results in ``outputs/NAME``.
    about
        A sentence for ``--help``.
    options
        Keys of this command alone, at top level beside ``seed``.
    simulates
        Whether it runs the model, whose inner loops are then compiled first.
    """

    def decorate(function: Callable[["Resolved"], None]) -> Command:
        return Command(name, about, function, dict(options or {}), simulates)

    return decorate


def _split(arguments: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return flags with their values, and the overrides."""
    flags: list[tuple[str, str]] = []
    overrides: list[str] = []
    known = (*HELP_FLAGS, *SWEEP_FLAGS, *COMPLETION_FLAGS, *HYDRA_FLAGS, "--list")
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("-"):
            overrides.append(word)
            continue
        flag, _, value = word.partition("=")
        if flag not in known:
            near = nearest(flag, known)
            raise InputError([f"{flag}: there is no such flag; see --help{near}"])
        if flag in FLAGS_WITH_VALUE and not value and waiting and "=" not in waiting[0]:
            value = waiting.pop(0)
        flags.append((flag, value))
    return flags, overrides


def _shows_config(flags: Sequence[tuple[str, str]], plan: "_Plan") -> bool:
    """Whether the config of a sweep or a manifest is asked for, which Hydra can't tell.

    Its other flags, which ask Hydra about a config that it did not compose, are refused.
    """
    if plan.sweep is None and not plan.is_again:
        return False
    asked = [flag for flag in flags if flag[0] not in SWEEP_FLAGS]
    known = [("--cfg", "job"), ("-c", "job"), ("--resolve", "")]
    if strange := [" ".join(flag).strip() for flag in asked if flag not in known]:
        what = "a manifest" if plan.is_again else "a sweep"
        raise InputError([f"{strange[0]}: can't be told of {what}; allowed: --cfg job"])
    return any(value == "job" for _, value in asked)


def _show_config(plan: "_Plan") -> None:
    """Print the config of a run, or of the first point of a sweep, and say what differs."""
    from omegaconf import OmegaConf

    notes = list(plan.first.notices)
    if plan.sweep is not None:
        keys = ", ".join(plan.sweep.keys)
        notes.append(f"the first of {len(plan.sweep.points)} points, which differ in {keys}")
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    print(OmegaConf.to_yaml(OmegaConf.create(plan.first.tree)), end="")


@contextmanager
def _stoppable() -> "Iterator[None]":
    """Let a polite kill end a command like Ctrl-C, so that unfinished results are removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(faults: Sequence[str], status: int, is_open: bool) -> int:
    if is_open:
        traceback.print_exc()
    for fault in faults:
        print(f"error: {' '.join(fault.split())}", file=sys.stderr)
    return status


def _describe(error: Exception) -> str:
    reason = " ".join(str(error).split()) or "no reason given"
    if _status(error) == BAD_INPUT:
        return reason
    return f"the run failed: {type(error).__name__}: {reason} (debug=true shows where)"


def _status(error: Exception) -> int:
    """Return bad input for damaged data files and configs, failure for all else."""
    names = {kind.__name__ for kind in type(error).__mro__}
    is_input = names & {"DataError", "LeverError", "HydraException", "OmegaConfBaseException"}
    return BAD_INPUT if is_input else FAILED
