"""What a command is: its name, its own keys, its help, and the function that it runs."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

SWEEP_FLAGS: Final = ("-m", "--multirun")
KEY_HELP: Final = """\
keys (key=value, any number of them):
  scenario=NAME                  a policy; --list scenarios
  set.LEVER=VALUE                a lever for the whole policy period; --list levers
  'levers.LEVER.schedule=[{from: "2025-03-01", value: 25}]'   a dated schedule
  'drivers.NAME.schedule=[{from: "2026-01-01", value: 0}]'   the outside world; --list drivers
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
  quick=true                     small and short, to try things out
  seed=N                         the first seed; replications=N seeds on workers=N processes
  output_dir=PATH                where results go; debug=true shows where a run failed

flags:
  -m, --multirun                 sweep: -m set.tariff=0,10,25 'seed=range(0,8)'
  --cfg job                      print the composed config and stop
  --list WHAT [WORD ...]         levers, scenarios, outcomes, parameters, mechanisms,
                                 drivers
  -sc install=bash               completion of keys: eval "$(python -m ... -sc install=bash)"
  -h, --help                     this text
"""


@dataclass(frozen=True)
class Applies:
    """Which of the common keys matter to a command: those it takes, less those it ignores."""

    takes: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()

    def __contains__(self, key: object) -> bool:
        """Whether a dotted key has an effect."""
        word = str(key)
        is_taken = not self.takes or word.split(".")[0] in self.takes
        return is_taken and not any(f"{word}.".startswith(f"{name}.") for name in self.ignores)


ALL: Final = Applies()


@dataclass(frozen=True)
class Program:
    """One experiment: a function of a checked config, and what its command line may hold."""

    name: str
    about: str
    function: Callable[["Resolved"], None]
    options: Mapping[str, Option] = field(default_factory=dict)
    simulates: bool = True
    has_one_thread: bool = False
    applies: Applies = ALL

    def help(self) -> str:
        """Return the text of ``--help``."""
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
        return "\n".join(lines) + "".join(filter(self._has_line, KEY_HELP.splitlines(True)))

    def without_effect(self, keys: Iterable[str]) -> list[str]:
        """Return a notice for each key that changes nothing here."""
        known = [*self.options, "manifest", "hydra"]
        lost = [k for k in keys if k not in self.applies and k.split("/")[0] not in known]
        lost = [key for key in lost if key.split(".")[0] not in known]
        return [f"{key} has no effect on experiments.{self.name}" for key in sorted(lost)]

    def _has_line(self, line: str) -> bool:
        """Whether a line of the help names a key that matters here."""
        keys = re.findall(r"^  '?([a-z_]+(?:\.[a-z]+)?)[=.]", line)
        is_sweep = line.startswith("  -m,")
        return all(key in self.applies for key in keys) and not (
            is_sweep and self.applies.takes
        )
