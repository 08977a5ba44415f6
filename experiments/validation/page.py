"""The page of a validation: misses first, every row, every series, scores of later years."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.presentation.html import embedded, filled
from experiments.presentation.languages import Text, said
from experiments.storage.output import git_commit, versions
from experiments.validation import held_out as scores
from experiments.validation import targets, total_deaths
from experiments.validation.diagnoses import diagnosis
from experiments.validation.overview_plot import NAME
from experiments.validation.series import Frames, Row
from experiments.validation.table import SECTIONS, number, set_in_view, span
from experiments.validation.words import (
    GRADE_WORDS,
    both,
    numbers,
    plain,
    sentence,
    spelt_out,
    width,
)

GRADED: Final = ("A", "B", "C")
BLOCK_WORDS: Final[dict[str, str]] = {
    scores.WHOLE: "Held-out years 2020-24",
    scores.DURING: "Of these, the pandemic years 2020-21",
    scores.WITHOUT: "Of these, without the pandemic: 2022-24",
    scores.LATER: "2025-26, a second block",
}
VERDICTS: Final = {
    targets.HIT: "met",
    targets.MISS: "missed",
    targets.UNMEASURED: "not measured",
}
ALT: Final = "Published points with their band, and the model: mean, seeds and 80% interval"


def render(
    rows: Sequence[Row],
    table: pd.DataFrame | None,
    pictures: Sequence[Path],
    *,
    frames: Frames,
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
    frames
        Runs of history; none where only other parts were run.
    seeds, tree
        What was run.
    """
    figures = {path.stem: embedded(path) for path in pictures}
    told = spelt_out(rows)
    return filled(
        "validation.html.j2",
        verdict=verdict(rows, table),
        counts=counted(rows),
        misses=[listed(row) for row in told if is_missed(row)],
        sections=[
            section(title, [row for row in told if belongs(row)])
            for title, belongs in SECTIONS.items()
            if any(belongs(row) for row in rows)
        ],
        deaths=[] if not frames else death_rows(frames),
        summary=figures.get(NAME),
        overview=figures.get("overview"),
        series=[
            {"what": sentence(target.what), "source": figures[stem], "alt": ALT}
            for target in targets.HISTORY
            if (stem := target.id.replace(".", "_")) in figures
        ],
        blocks=[] if table is None else block_tables(table),
        summaries=[] if table is None else summaries(table),
        in_view=set_in_view(),
        seeds=", ".join(map(str, seeds)),
        n_seeds=len(seeds),
        quick=bool(tree["quick"]),
        commit=git_commit() or "unknown (no git)",
        versions=", ".join(f"{name} {known}" for name, known in versions().items()),
    )


def verdict(rows: Sequence[Row], table: pd.DataFrame | None) -> list[Text]:
    """Return what the page finds, in sentences."""
    counting = [row for row in rows if row["grade"] in (*GRADED, "level")]
    measured = [row for row in counting if row["hit"] != targets.UNMEASURED]
    narrow = [row for row in measured if width(row) == said("narrow")]
    found = [
        said(
            "{hits} of {n} published numbers are met, most of them only within a factor of two;"
            " of the {n_narrow} with a narrow band, {narrow} are met.",
            hits=sum(row["hit"] == targets.HIT for row in measured),
            n=len(measured),
            n_narrow=len(narrow),
            narrow=sum(row["hit"] == targets.HIT for row in narrow),
        )
    ]
    if table is not None:
        known = table.loc[table["block"] == scores.WHOLE, "error_vs_last_value"].dropna()
        found.append(
            said(
                "Of {n} series, {better} are closer to 2020-24 than repeating the value of 2019"
                " would be; the model was built by people who knew those years.",
                n=len(known),
                better=int((known < 1.0).sum()),
            )
        )
    return found


def death_rows(frames: Frames) -> list[Row]:
    """Return the published and simulated totals of overdose deaths by year."""
    return [
        {
            "year": year.year,
            "published": number(year.published),
            "simulated": number(year.simulated),
            "band": both(span(year.low, year.high)),
            "verdict": said("inside" if year.is_inside else "outside"),
            "is_inside": year.is_inside,
        }
        for year in total_deaths.totals(frames)
    ]


def section(title: str, rows: Sequence[Row]) -> Row:
    """Return a part of the targets with its count of hits."""
    measured = [row for row in rows if row["hit"] != targets.UNMEASURED]
    return {
        "title": said(title),
        "rows": [listed(row) for row in rows],
        "hits": sum(row["hit"] == targets.HIT for row in measured),
        "n": len(measured),
    }


def is_missed(row: Row) -> bool:
    """Whether a target that counts is missed."""
    return row["hit"] == targets.MISS and row["grade"] in (*GRADED, "level")


def counted(rows: Sequence[Row]) -> list[Row]:
    """Return hits by grade in words, and over all grades that count."""
    found: list[Row] = [
        {"what": said(GRADE_WORDS[grade]), "hits": n_hit, "n": n, "missing": missing}
        for grade, n_hit, n, missing in targets.counts(rows)
    ]
    graded = [count for count in targets.counts(rows) if count[0] in GRADED]
    n_hit, n, missing = (sum(int(count[place]) for count in graded) for place in (1, 2, 3))
    together = said("the first three together (asked for: at least 9 in 10)")
    return [*found, {"what": together, "hits": n_hit, "n": n, "missing": missing}]


def listed(row: Row) -> Row:
    """Return a target's row in words, with its diagnosis where it is missed."""
    return {
        "id": row["id"],
        "what": plain(str(row["what"])),
        "width": width(row),
        **numbers(row),
        "hit": row["hit"],
        "verdict": said(VERDICTS[str(row["hit"])]),
        "diagnosis": sentence(diagnosis(str(row["id"]))),
    }


def block_tables(table: pd.DataFrame) -> list[Row]:
    """Return the scores of each block as a table of words."""
    return [
        {
            "title": said(words),
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
        {
            "title": said(words),
            **{name: both(text) for name, text in scores.summary(table, block).items()},
        }
        for block, words in BLOCK_WORDS.items()
    ]
