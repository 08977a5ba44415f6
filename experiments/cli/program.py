"""What a command is: its name, its own keys, its help, and the function that it runs."""

from collections.abc import Callable, Mapping
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
  quick=true  seed=N  replications=N  workers=N  output_dir=PATH  debug=true

flags:
  -m, --multirun                 sweep: -m set.tariff=0,10,25 'seed=range(0,8)'
  --cfg job                      print the composed config and stop
  --list WHAT                    levers, scenarios, outcomes, parameters, mechanisms,
                                 drivers
  -sc install=bash               completion of keys: eval "$(python -m ... -sc install=bash)"
  -h, --help                     this text
"""


@dataclass(frozen=True)
class Program:
    """One experiment: a function of a checked config, and what its command line may hold."""

    name: str
    about: str
    function: Callable[["Resolved"], None]
    options: Mapping[str, Option] = field(default_factory=dict)
    simulates: bool = True
    has_one_thread: bool = False

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
        return "\n".join(lines) + KEY_HELP
