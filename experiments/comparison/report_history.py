"""How well the runs of a report reproduce history, so that misses stand beside results."""

from typing import Any, Final

import pandas as pd

from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY
from experiments.presentation.wording import number
from experiments.validation import targets
from experiments.validation.series import series_rows
from experiments.validation.table import set_in_view

FIRST, LAST = pd.Timestamp("2012-01-01"), pd.Timestamp("2024-12-01")
BLOCKS: Final = {"fit": "2012-19, fitted", "held_out": "2020-24"}
ROUGH: Final = 0.02
Row = dict[str, Any]


def history_rows(comparison: Comparison) -> list[Row]:
    """Return published and simulated yearly means of each series that the results hold.

    The years before 2025 are history in every scenario, so the run without policy has them.
    Empty when the runs do not cover 2012 to 2024.
    """
    results = comparison.results
    dates = results["date"]
    if dates.min() > FIRST or dates.max() < LAST:
        return []
    known = set(results["outcome"].unique())
    asked = [target for target in targets.HISTORY if set(target.columns) <= known]
    columns = {column for target in asked for column in target.columns}
    frames = seed_frames(results, columns)
    found = []
    for target in asked:
        by_kind = {
            str(row["id"]).rpartition(".")[2]: row for row in series_rows(target, frames)
        }
        for block in BLOCKS:
            rival = by_kind.get("vs_last_value") if block == "held_out" else None
            found.append(_row(target.what, block, by_kind[block], rival))
    return found


def not_held_out() -> str:
    """Return how far the later years are a test, in words."""
    return (
        "Bands: 25% for the two main series, a factor of two for the others. The years 2020-24"
        " are no clean test: the model was built by people who knew them, and"
        f" {len(set_in_view())} parameters were set with them in view."
    )


def seed_frames(results: pd.DataFrame, columns: set[str]) -> list[pd.DataFrame]:
    """Return the run without policy of each seed: index date, one column per outcome."""
    is_asked = (results["scenario"] == NO_POLICY) & results["outcome"].isin(columns)
    rows = results[is_asked].astype({"outcome": str})
    return [
        months.pivot_table(index="date", columns="outcome", values="value")
        for _, months in rows.groupby("seed", observed=True)
    ]


def _row(what: str, block: str, row: Row, rival: Row | None) -> Row:
    published, simulated = float(row["published"]), float(row["simulated"])
    ratio = simulated / published - 1.0
    gap = f"{abs(ratio):.0%} {'high' if ratio > 0 else 'low'}"
    score = "–" if rival is None else f"{float(rival['simulated']):.2f}"
    return {
        "what": what[0].upper() + what[1:],
        "years": BLOCKS[block],
        "published": number(published),
        "simulated": number(simulated),
        "gap": "under 2%" if abs(ratio) < ROUGH else gap,
        "score": score,
        "is_beaten": rival is not None and rival["hit"] == targets.MISS,
        "is_hit": row["hit"] == targets.HIT,
        "band": f"{number(float(row['band_low']))} to {number(float(row['band_high']))}",
    }
