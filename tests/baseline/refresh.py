"""Store the baseline anew: ``python -m tests.baseline.refresh --reason "why it changed"``.

Only cases that differ are written, each with the reason.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from tests.baseline import stored


def refresh(
    reason: str,
    folder: Path = stored.FOLDER,
    simulate: Callable[[str], pd.DataFrame] = stored.simulated,
) -> list[str]:
    """Store results that differ from the stored ones; return a sentence for each case."""
    told = []
    for case in stored.CASES:
        results = simulate(case)
        if stored.path_of(case, folder).exists():
            _, before = stored.read(case, folder)
            changed = stored.differences(results, before)
            if not changed:
                told.append(f"{case}: unchanged, left alone")
                continue
            told += [f"{case}: {line}" for line in changed]
        stored.write(case, results, reason, folder)
        told.append(f"{case}: stored")
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the reason and store the baseline anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reason", required=True, help="why the results changed")
    reason = parser.parse_args(arguments).reason.strip()
    if not reason:
        parser.error("--reason must say why the results changed")
    sys.stdout.write("\n".join(refresh(reason)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
