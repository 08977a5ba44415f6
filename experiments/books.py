"""Checks the books of saved results: ``python -m experiments.books results=PATH``.

The path is a results file or its folder, of ``run``, ``collect`` or ``compare``; or a table of
one run with a row a month and a column an outcome (Parquet or CSV).
"""

import sys
from typing import TYPE_CHECKING, Final

from experiments.cli.command import command
from experiments.config.values import Option

if TYPE_CHECKING:
    from experiments.config.compose import Resolved

OPTIONS: Final = {"results": Option("", "file or folder of results")}


@command(
    "books", "Checks that people, kilograms and money of saved runs balance.", OPTIONS, False
)
def main(resolved: "Resolved") -> None:
    """Print a table of accounts for each run; fail if one does not balance."""
    from experiments.storage.books import check

    check(resolved)


if __name__ == "__main__":
    sys.exit(main())
