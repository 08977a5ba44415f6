"""The page of a validation: misses first, every row, every series, scores of later years."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.presentation.html import embedded, filled
from experiments.storage.output import git_commit, versions
from experiments.validation import held_out as scores
from experiments.validation import targets
from experiments.validation.diagnoses import diagnosis
from experiments.validation.overview_plot import NAME
from experiments.validation.series import Row
from experiments.validation.table import SECTIONS, number, set_in_view, span

GRADED: Final = ("A", "B", "C")
BLOCK_WORDS: Final[dict[str, str]] = {
    scores.WHOLE: "Held-out years 2020-24",
    scores.DURING: "Of these, the pandemic years 2020-21",
    scores.WITHOUT: "Of these, without the pandemic: 2022-24",
    scores.LATER: "2025-26, a second block",
}
ALT: Final = "Published points with their band, and the model: mean, seeds and 80% interval"


def render(
    rows: Sequence[Row],
    table: pd.DataFrame | None,
    pictures: Sequence[Path],
    *,
    seeds: Sequence[int],
    tree: Mapping[str, Any],
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    rows
        Judged targets, as in ``targets.csv``.
    table
        Scores of later years, as `held_out_scores.table` returns them; None without history.
    pictures
        PNG files, the overview and one for each series.
    seeds, tree
        What was run.
    """
    figures = {path.stem: embedded(path) for path in pictures}
    return filled(
        "validation.html.j2",
        counts=counted(rows),
        misses=[listed(row) for row in spelt_out(rows) if is_missed(row)],
        sections=[
            {"title": title, "rows": [listed(row) for row in rows if belongs(row)]}
            for title, belongs in SECTIONS.items()
            if any(belongs(row) for row in rows)
        ],
        summary=figures.get(NAME),
        overview=figures.get("overview"),
        series=[
            {"what": target.what, "source": figures[stem], "alt": ALT}
            for target in targets.HISTORY
            if (stem := target.id.replace(".", "_")) in figures
        ],
        blocks=[] if table is None else block_tables(table),
        summaries=[] if table is None else summaries(table),
        in_view=set_in_view(),
        seeds=list(seeds),
        quick=bool(tree["quick"]),
        commit=git_commit() or "unknown (no git)",
        versions=versions(),
    )


def is_missed(row: Row) -> bool:
    """Whether a target that counts is missed."""
    return row["hit"] == targets.MISS and row["grade"] in (*GRADED, "level")


def spelt_out(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, with "same" replaced by the experiment of the row before."""
    found, experiment = [], ""
    for row in rows:
        head, _, rest = str(row["what"]).partition("same")
        if head or not rest:
            experiment = str(row["what"]).partition(":")[0]
            found.append(row)
        else:
            found.append(row | {"what": f"{experiment}: {rest.lstrip(':, ')}"})
    return found


def counted(rows: Sequence[Row]) -> list[Row]:
    """Return hits by grade, and over grades A to C."""
    found: list[dict[str, Any]] = [
        {
            "grade": grade,
            "hits": n_hit,
            "n": n,
            "missing": missing,
            "what": targets.GRADES[grade],
        }
        for grade, n_hit, n, missing in targets.counts(rows)
    ]
    graded = [row for row in found if row["grade"] in GRADED]
    together = {name: sum(row[name] for row in graded) for name in ("hits", "n", "missing")}
    return [*found, {"grade": "A to C", **together, "what": "asked for: at least 9 in 10"}]


def listed(row: Row) -> Row:
    """Return a target's row in words, with its diagnosis where it is missed."""
    return {
        "id": row["id"],
        "grade": row["grade"],
        "what": sentence(str(row["what"])),
        "published": number(row["published"]),
        "band": span(row["band_low"], row["band_high"]),
        "simulated": number(row["simulated"]),
        "interval": span(row["low"], row["high"]),
        "hit": row["hit"],
        "diagnosis": sentence(diagnosis(str(row["id"]))),
    }


def sentence(words: str) -> str:
    """Return words with a capital at their head."""
    return words[:1].upper() + words[1:]


def block_tables(table: pd.DataFrame) -> list[Row]:
    """Return the scores of each block as a table of words."""
    return [
        {
            "title": words,
            "rows": [score_row(row) for row in rows.to_dict("records")],
        }
        for block, words in BLOCK_WORDS.items()
        if len(rows := table[table["block"] == block])
    ]


def score_row(row: Mapping[Any, Any]) -> Row:
    """Return a series' scores as cells; a score above 1 is marked."""
    names = ("error_vs_last_value", "error_vs_trend", "crps_vs_last_value")
    years = f", {row['years']}" if row["years"] else ""
    return {
        "id": row["id"],
        "what": sentence(str(row["what"])) + years,
        "values": [number(row[name]) for name in ("published", "simulated", "crps")],
        "scores": [
            {"text": number(row[name]), "is_beaten": float(row[name]) >= 1.0} for name in names
        ],
        "coverage": "–" if math.isnan(row["coverage_80"]) else f"{row['coverage_80']:.0%}",
    }


def summaries(table: pd.DataFrame) -> list[Row]:
    """Return how often the model beats its rivals in each block."""
    return [
        {"title": words, **scores.summary(table, block)} for block, words in BLOCK_WORDS.items()
    ]
