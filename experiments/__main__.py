"""``python -m experiments`` lists the commands."""

import sys
from importlib import import_module
from pathlib import Path

from experiments.cli.program import Program


def commands() -> list[Program]:
    """Return every command, in the order of the alphabet."""
    here = Path(__file__).parent
    names = [path.stem for path in here.glob("*.py") if not path.stem.startswith("__")]
    names += [f"{path.parent.name}.__main__" for path in here.glob("*/__main__.py")]
    found = [vars(import_module(f"experiments.{name}")).get("main") for name in names]
    programs = [one for one in found if isinstance(one, Program)]
    return sorted(programs, key=lambda one: one.name)


def main() -> int:
    """Print a line for each command."""
    print("python -m experiments.NAME [key=value ...]; --help after any name tells its keys\n")
    for program in commands():
        print(f"  {program.name:<16} {program.about}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
