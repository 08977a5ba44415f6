"""The page of a mix, in plain words: sums first, then levers, governments and equal money."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.config.compose import Resolved
from experiments.policy_mix import words
from experiments.policy_mix.arms import MONEY_ON, RIVAL, Mix
from experiments.policy_mix.contrasts import (
    ALONE,
    GIVEN_BACK,
    GOVERNMENT,
    OUTCOMES,
    OVERLAP,
    PRESSURE,
    SELF_DEFEAT,
    TAKEN_OUT,
    UNDERMINING,
    WHOLE,
)
from experiments.presentation.html import embedded, filled
from experiments.presentation.wording import (
    decimals,
    dollars,
    is_clear,
    matters,
    outcome_words,
    percent_interval,
    scenario_words,
    signed,
)
from experiments.storage.output import git_commit

SUMS: Final = {
    WHOLE: "The whole mix",
    PRESSURE: "Pressing levers alone",
    UNDERMINING: "Undermining levers alone",
    GIVEN_BACK: "What undermining levers give back (whole less pressing)",
    OVERLAP: "Interaction of the two sides (whole less both)",
    SELF_DEFEAT: "Interaction of all levers (whole less the sum of each alone)",
}
Row = dict[str, Any]


def summary(table: pd.DataFrame, mix: Mix, budget: float) -> list[str]:
    """Return what a mix does, in sentences for a terminal and the head of the page."""
    year = words.told_year(table)
    found = [
        f"{words.scenario(mix.name)} moves {len(mix.levers)} levers, {len(mix.undermining)} of"
        f" them against pressure, for {dollars(budget)} a year of new money. Year {year} of the"
        " policy, against no policy on the same seeds:"
    ]
    for outcome in OUTCOMES:
        found.append(f"- {outcome_words(outcome)}: {_sentence(table, outcome, year)}")
    return found


def _sentence(table: pd.DataFrame, outcome: str, year: int) -> str:
    parts = {part: _one(table, part, outcome, year) for part in SUMS}
    whole = _points(parts[WHOLE])
    text = f"{whole}; pressing levers alone {_points(parts[PRESSURE])}"
    text += f", undermining levers change it by {_points(parts[GIVEN_BACK])}"
    share = parts[GIVEN_BACK]["share_of_mix"]
    if pd.notna(share) and share < 0.0:
        text += (
            f" (they take back {100.0 * share / (share - 1.0):.0f}% of the pressure's effect)"
        )
    clash = parts[SELF_DEFEAT]
    if not is_clear(clash["low"], clash["high"]):
        return f"{text}. No interaction of levers can be told from zero"
    small = "clear but small" if abs(clash["effect"]) < matters(outcome) else "clear"
    return f"{text}. Interaction of levers: {_points(clash)}, {small}"


def _one(table: pd.DataFrame, part: str, outcome: str, year: int, name: str = "") -> pd.Series:
    rows = table[(table["part"] == part) & (table["outcome"] == outcome)]
    rows = rows[rows["horizon"] == year]
    return (rows[rows["name"] == name] if name else rows).iloc[0]


def _points(row: pd.Series) -> str:
    return percent_interval(float(row["effect"]), float(row["low"]), float(row["high"]))


def _cell(row: pd.Series) -> Row:
    effect, low, high = float(row["effect"]), float(row["low"]), float(row["high"])
    is_seen = is_clear(low, high) and abs(effect) >= matters(str(row["outcome"]))
    tone = ("up" if effect > 0.0 else "down") if is_seen else "muted"
    return {"text": percent_interval(effect, low, high), "tone": tone, "value": effect}


def render(
    table: pd.DataFrame, mix: Mix, budget: float, picture: Path, resolved: Resolved
) -> str:
    """Return the page as HTML."""
    years = sorted(set(table["horizon"]))
    year = words.told_year(table)
    head, *lines = summary(table, mix, budget)
    return filled(
        "mix.html.j2",
        name=words.scenario(mix.name),
        head=head,
        lines=[line.removeprefix("- ") + "." for line in lines],
        outcomes=[outcome_words(outcome) for outcome in OUTCOMES],
        year=year,
        years=[
            {"year": one, "rows": [_line(table, part, one) for part in SUMS]} for one in years
        ],
        levers=[_lever(table, mix, name, year) for name in mix.levers],
        governments=[_government(table, mix, one, year) for one in mix.owned()],
        money=_money(table, mix, year),
        budget=dollars(budget),
        figure=embedded(picture),
        n_seeds=int(table["n"].max()),
        quick=resolved.quick,
        commit=git_commit() or "unknown (no git)",
    )


def _line(table: pd.DataFrame, part: str, year: int) -> Row:
    cells = [_cell(_one(table, part, outcome, year)) for outcome in OUTCOMES]
    return {"what": SUMS[part], "cells": cells}


def _lever(table: pd.DataFrame, mix: Mix, name: str, year: int) -> Row:
    found: Row = {
        "what": words.lever(name),
        "side": "undermines" if name in mix.undermining else "presses",
        "government": words.GOVERNMENTS[mix.whole.levers[name].owner],
    }
    for part in (ALONE, TAKEN_OUT):
        found[part] = [_cell(_one(table, part, one, year, name)) for one in OUTCOMES]
    return found


def _government(table: pd.DataFrame, mix: Mix, name: str, year: int) -> Row:
    rows = [_one(table, GOVERNMENT, outcome, year, name) for outcome in OUTCOMES]
    cells = [_cell(row) | {"share": _share(row)} for row in rows]
    levers = ", ".join(words.lever(lever) for lever in sorted(mix.owned()[name]))
    return {"what": words.GOVERNMENTS[name], "levers": levers, "cells": cells}


def _share(row: pd.Series) -> str:
    if pd.isna(row["share_of_mix"]):
        return "no share: the mix's own effect is not clear"
    low, high = row["share_low"], row["share_high"]
    digits = decimals(low, high, row["share_of_mix"])
    shares = [signed(float(one), digits) for one in (row["share_of_mix"], low, high)]
    return f"{shares[0]}% of the mix ({shares[1]} to {shares[2]})"


def _money(table: pd.DataFrame, mix: Mix, year: int) -> list[Row]:
    """Return the mix and what else its money buys, the largest cut of supply first."""
    here = table[table["horizon"] == year]
    rows = here[here["part"].isin([RIVAL, MONEY_ON]) & (here["outcome"] == OUTCOMES[0])]
    if rows.empty:
        return []
    found = [_bought(here, WHOLE, mix.name)]
    ordered = rows.sort_values(["part", "effect"], ascending=[False, True])
    pairs: Iterable[tuple[str, str]] = zip(ordered["part"], ordered["name"], strict=True)
    return found + [_bought(here, part, name) for part, name in pairs]


def _bought(here: pd.DataFrame, part: str, name: str) -> Row:
    rows = here[(here["part"] == part) & (here["name"] == name)]
    what = {
        WHOLE: f"{scenario_words(name)}, as it is",
        RIVAL: f"{scenario_words(name)}, scaled",
        MONEY_ON: f"all on {words.lever(name)}",
    }[part]
    cells = [_cell(rows[rows["outcome"] == one].iloc[0]) for one in OUTCOMES]
    return {"what": what, "spent": dollars(float(rows["usd_a_year"].iloc[0])), "cells": cells}
