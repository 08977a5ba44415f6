"""How well the runs of a report reproduce history, so that misses stand beside results."""

from typing import Any, Final

import pandas as pd

from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY
from experiments.presentation.languages import Text, capital, counted, named, said
from experiments.presentation.wording import number
from experiments.validation import targets, total_deaths
from experiments.validation.series import series_rows
from experiments.validation.table import set_in_view
from experiments.validation.targets import FIT_YEARS, HELD_OUT_YEARS
from sim.outcomes import evidence_of

FIRST, LAST = pd.Timestamp("2012-01-01"), pd.Timestamp("2024-12-01")
BLOCKS: Final = {"fit": "2012-19, fitted", "held_out": "2020-24"}
YEARS: Final = {"fit": FIT_YEARS, "held_out": HELD_OUT_YEARS}
ROUGH, ALIKE = 0.02, 0.05
SCORED: Final = {
    "homicides": "H4.homicides",
    "cartel_deaths": "H4.cartel_deaths",
    "overdose_deaths": total_deaths.TOTAL.id,
    "overdose_deaths[fentanyl]": "H1.synthetic",
}
"""The series that scores an outcome fitted to it."""

GRADES: Final = {
    "A": "fitted on 2012-19, later years scored",
    "B": "compared with single published figures",
    "C": "order of magnitude or direction only",
    "none": "nothing published to compare with",
}
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
    frames = seed_frames(results, columns | (known & set(total_deaths.TOTAL.columns)))
    found = []
    for target in asked:
        by_kind = {
            str(row["id"]).rpartition(".")[2]: row for row in series_rows(target, frames)
        }
        for block in BLOCKS:
            rival = by_kind.get("vs_last_value") if block == "held_out" else None
            found.append(_row(target.id, target.what, block, by_kind[block], rival))
    if set(total_deaths.TOTAL.columns) <= known:
        found += _total_rows(frames)
    return found


def not_held_out() -> Text:
    """Return how far the later years are a test, in words."""
    return said(
        "Bands: 25% for the two main series, a factor of two for the others. The years 2020-24"
        " are no clean test: the model was built by people who knew them, and {n} parameters"
        " were set with them in view.",
        n=len(set_in_view()),
    )


def evidence_in_words(outcome: str, history: list[Row]) -> Text:
    """Return how well an outcome is known, by its scores in these runs if it has any."""
    grade = evidence_of(outcome).grade
    rows = [row for row in history if row["id"] == SCORED.get(outcome) and row["ratio"]]
    if not rows:
        return said(GRADES[grade])
    ratio = float(rows[0]["ratio"])
    english = "fitted on 2012-19; since 2020 the error is {ratio} times that of repeating 2019"
    if abs(ratio - 1.0) < ALIKE:
        english += ", which is no better"
    else:
        english += ", which is better" if ratio < 1.0 else ", which is worse"
    text = said(english, ratio=f"{ratio:.2f}")
    if rows[0].get("n_outside") is None:
        return text
    more = "; {n} of {of} published totals of 2012-24 lie outside the runs' band"
    return text + said(more, n=rows[0]["n_outside"], of=rows[0]["n_years"])


def seed_frames(results: pd.DataFrame, columns: set[str]) -> list[pd.DataFrame]:
    """Return the run without policy of each seed: index date, one column per outcome."""
    is_asked = (results["scenario"] == NO_POLICY) & results["outcome"].isin(columns)
    rows = results[is_asked].astype({"outcome": str})
    return [
        months.pivot_table(index="date", columns="outcome", values="value")
        for _, months in rows.groupby("seed", observed=True)
    ]


def _row(id_: str, what: str, block: str, row: Row, rival: Row | None) -> Row:
    ratio = None if rival is None else float(rival["simulated"])
    return {
        "id": id_,
        "what": capital(named(what)),
        "years": said(BLOCKS[block]),
        **_levels(float(row["published"]), float(row["simulated"])),
        "score": "–" if ratio is None else f"{ratio:.2f}",
        "ratio": ratio,
        "is_beaten": rival is not None and rival["hit"] == targets.MISS,
        "is_hit": row["hit"] == targets.HIT,
        "verdict": said("in the band" if row["hit"] == targets.HIT else "missed"),
        "band": _span(float(row["band_low"]), float(row["band_high"])),
    }


def _total_rows(frames: list[pd.DataFrame]) -> list[Row]:
    """Return the totals of overdose deaths, whose band is that of the runs."""
    years = total_deaths.totals(frames)
    found = []
    for block, chosen in YEARS.items():
        mine = [year for year in years if year.year in chosen]
        means = total_deaths.mean_of(years, chosen)
        ratio = total_deaths.error_over_last_value(frames) if block == "held_out" else None
        outside = total_deaths.n_outside(mine)
        found.append(
            {
                "id": total_deaths.TOTAL.id,
                "what": capital(named(total_deaths.TOTAL.what)),
                "years": said(BLOCKS[block]),
                **_levels(means["published"], means["simulated"]),
                "score": "–" if ratio is None else f"{ratio:.2f}",
                "ratio": ratio,
                "is_beaten": ratio is not None and ratio >= 1.0,
                "is_hit": outside == 0,
                "verdict": said("{n} of {of} years outside", n=outside, of=len(mine)),
                "band": _span(means["low"], means["high"]) + said(" (5-95% of runs)"),
                "n_outside": total_deaths.n_outside(years),
                "n_years": len(years),
            }
        )
    return found


def _levels(published: float, simulated: float) -> Row:
    ratio = simulated / published - 1.0
    gap = said("{size} high" if ratio > 0 else "{size} low", size=f"{abs(ratio):.0%}")
    return {
        "published": counted(number(published)),
        "simulated": counted(number(simulated)),
        "gap": said("under 2%") if abs(ratio) < ROUGH else gap,
    }


def _span(low: float, high: float) -> Text:
    return said("{low} to {high}", low=counted(number(low)), high=counted(number(high)))
