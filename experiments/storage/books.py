"""Books of saved results: reads what commands wrote, and says which accounts balance."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError
from experiments.presentation.text_table import table
from sim.books import ACCOUNTS, check_books

RESULTS: Final = "results.parquet"
TIDY: Final = ("date", "outcome", "value")
KEYS: Final = ("point", "scenario", "seed")
ALLOWED: Final = "allowed: a results file (Parquet or CSV) or its folder"


def check(resolved: Resolved) -> None:
    """Print a table of accounts for each run of a file, and a line on all of them.

    Raises
    ------
    InputError
        If the file can't be read or lacks a column that the books need.
    RunError
        If an account of a run does not balance.
    """
    path = Path(str(resolved.option("results")))
    n_runs, wrong = 0, []
    for name, results in runs_of(path):
        try:
            books = check_books(results)
        except KeyError as error:
            raise InputError([f"results: {path}: {error.args[0]}"]) from None
        print(f"{name}\n{as_text(books)}\n")
        n_runs += 1
        wrong += [f"{account} of {name}" for account in books.index[~books["balances"]]]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise RunError(f"books of {path} do not balance: {wrong[0]}{more}")
    print(f"the books of {n_runs} {'run' if n_runs == 1 else 'runs'} balance")


def as_text(books: pd.DataFrame) -> str:
    """Return the accounts of one run as lines."""
    rows = [
        (
            str(name),
            row["unit"],
            f"{row['largest_error']:.3g}",
            "yes" if row["balances"] else "NO",
        )
        for name, row in books.iterrows()
    ]
    return table(("account", "unit", "largest error", "balances"), rows)


def runs_of(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each run of a results file by name: a row a month, a column an outcome."""
    frame = _read(path / RESULTS if path.is_dir() else path)
    keys = [key for key in KEYS if key in frame]
    if not keys:
        yield path.name, _wide(frame)
        return
    for values, run in frame.groupby(keys, observed=True, sort=False):
        labels = zip(keys, values, strict=True)
        yield ", ".join(f"{key} {value}" for key, value in labels), _wide(run)


def _read(path: Path) -> pd.DataFrame:
    """Return a file of results; long ones with the outcomes that the books read only."""
    if not path.is_file():  # a pipe or a device may never end
        raise InputError([f"results: '{path}' is no file; {ALLOWED}"])
    try:
        frame = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError([f"results: {path} can't be read ({reason}); {ALLOWED}"]) from None
    if not set(TIDY) <= set(frame):
        return frame
    needed = {column for account in ACCOUNTS for column in account.columns}
    return frame[frame["outcome"].isin(needed)]


def _wide(run: pd.DataFrame) -> pd.DataFrame:
    """Return one run with a row a month and a column an outcome."""
    if set(TIDY) <= set(run):
        if run.duplicated(["date", "outcome"]).any():
            raise InputError(["results: a month stands twice in a run; " + ALLOWED])
        run = run.astype({"outcome": str}).pivot_table(
            values="value", index="date", columns="outcome", aggfunc="first", dropna=False
        )
    return run.sort_values("date") if "date" in run else run.sort_index()
