"""The rows of the report's tables, as texts in both languages."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from experiments.comparison.answer import ASKED, EFFECT, HEADLINES
from experiments.comparison.assumptions import MARK, NO_EVALUATION, moved_levers
from experiments.comparison.policy_words import in_full
from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY, Plan
from experiments.presentation.languages import Text, counted, named, said
from experiments.presentation.wording import (
    EVIDENCE_WORDS,
    dollars,
    effect_text,
    is_clear,
    is_negligible,
    is_notable,
    lever_words,
    number,
    outcome_words,
    reading_order,
    share,
)
from sim.outcomes import OUTCOMES

COST: Final = "policy_cost_usd"
LEVER_GRADES: Final = {
    "high": "well known",
    "medium": "partly known",
    "low": "hardly known",
    NO_EVALUATION: "assumption-driven: no evaluation exists",
}
Row = dict[str, Any]


def order(comparison: Comparison) -> list[str]:
    """Return the policies in the order of the tables: packages first."""
    return reading_order(comparison.policies)


def headline_rows(comparison: Comparison) -> list[Row]:
    """Return the headline table: both references for both headlines, and two more outcomes."""
    tables = {outcome: comparison.effects(outcome) for outcome in ASKED}
    rows = []
    for name in order(comparison):
        cells = []
        for outcome, table in tables.items():
            cells.append(vs_no_policy(outcome, table, name))
            if outcome in HEADLINES:
                cells.append(vs_before(outcome, table, name))
        rows.append({"scenario": comparison.title(name), "cells": cells})
    none = cell(said("reference"), math.nan, "muted")
    cells = []
    for outcome in ASKED:
        cells.append(none)
        if outcome in HEADLINES:
            cells.append(vs_before(outcome, tables[outcome], NO_POLICY))
    return [*rows, {"scenario": comparison.title(NO_POLICY), "cells": cells}]


def single_rows(comparison: Comparison, name: str) -> list[Row]:
    """Return one policy's table: an outcome a row, at each horizon and against today."""
    rows = []
    for outcome in (*ASKED, "members"):
        cells = [
            vs_no_policy(outcome, comparison.effects(outcome, horizon), name)
            for horizon in comparison.horizons
        ]
        table = comparison.effects(outcome)
        cells += [vs_before(outcome, table, who) for who in (name, NO_POLICY)]
        rows.append({"scenario": named(outcome_words(outcome)), "cells": cells})
    return rows


def vs_no_policy(outcome: str, table: pd.DataFrame, name: str) -> Row:
    """Return an effect against no policy as a table cell."""
    row: Any = table.loc[name]
    return effect_cell(outcome, *(float(row[column]) for column in EFFECT))


def vs_before(outcome: str, table: pd.DataFrame, name: str) -> Row:
    """Return a change against the year before, coloured only where the policy moves it."""
    row: Any = table.loc[name]
    change, low, high = (
        float(row[column]) for column in ("effect_vs_start", "start_low", "start_high")
    )
    found = effect_cell(outcome, change, low, high)
    is_moved = is_notable(outcome, *(float(row[column]) for column in EFFECT))
    return found if is_moved else found | {"look": "muted"}


def effect_cell(outcome: str, effect: float, low: float, high: float) -> Row:
    """Return the text and the look of an effect; "not clear" if zero is within.

    A colour needs an interval that leaves out zero as it is shown, and a change that matters.
    """
    text = effect_text(effect, low, high)
    if math.isnan(effect) or math.isnan(low) or is_negligible(effect, low, high):
        return cell(text, effect, "muted")
    if not is_clear(low, high):
        ends = Text(*(side[side.find("(") :] for side in (text.en, text.es)))
        return cell(said("not clear {ends}", ends=ends), effect, "muted")
    if not is_notable(outcome, effect, low, high):
        return cell(text, effect, "")
    return cell(text, effect, "up" if effect > 0.0 else "down")


def cell(text: Text, value: float, look: str = "") -> Row:
    """Return a table cell: its text, the number it is sorted by, and its look."""
    return {"text": text, "value": "" if math.isnan(value) else f"{value:.6g}", "look": look}


def start_rows(comparison: Comparison) -> list[Row]:
    """Return levels without policy, so that percentages can be read as people and doses."""
    rows = []
    for outcome in (*ASKED, "members"):
        row: Any = comparison.effects(outcome).loc[NO_POLICY]
        ends = (row["effect_vs_start"], row["start_low"], row["start_high"])
        rows.append(
            {
                "outcome": named(outcome_words(outcome)),
                "level": counted(number(float(row["mean"]))),
                "change": effect_text(*(float(end) for end in ends)),
            }
        )
    return rows


def doubt_table(comparison: Comparison) -> Row:
    """Return the spread of headline effects over parameters, and from seed to seed [points]."""
    tables = {outcome: comparison.effects(outcome) for outcome in ASKED}
    columns = ["sd_parameters", "sd_luck"]
    names = ["parameters", "seeds"]
    if comparison.n_members:
        columns.insert(1, "sd_form")
        names.insert(1, "forms of rules")
    rows = []
    for name in order(comparison):
        effects: list[Any] = [tables[outcome].loc[name] for outcome in ASKED]
        cells = [points(float(row[column])) for row in effects for column in columns]
        rows.append({"scenario": comparison.title(name), "cells": cells})
    return {
        "outcomes": [named(outcome_words(outcome)) for outcome in ASKED],
        "parts": [said(name) for name in names],
        "rows": rows,
    }


def rests_rows(comparison: Comparison) -> list[Row]:
    """Return, by policy and headline, the chance of a rise and what the effect moves with."""
    rows = []
    for name in order(comparison) if comparison.n_members else []:
        for outcome in ASKED:
            row: Any = comparison.effects(outcome).loc[name]
            chance, told = float(row["probability_rise"]), row["rests_on"]
            if math.isnan(chance) or math.isnan(float(row["sd_form"])):
                continue
            has_words = isinstance(told, str) and told
            rows.append(
                {
                    "scenario": comparison.title(name),
                    "outcome": named(outcome_words(outcome)),
                    "chance": f"{chance:.0%}",
                    "rests_on": counted(str(told)) if has_words else said("none stands out"),
                }
            )
    return rows


def points(share_of_one: float) -> str:
    """Return a share as points of a per cent; below a hundredth counts as nothing."""
    if math.isnan(share_of_one):
        return "–"
    value = 100.0 * share_of_one
    return "0" if value < 0.01 else f"{value:.2g}"


def offset_rows(comparison: Comparison) -> list[Row]:
    """Return offsets of both headlines at each horizon, and without growth of capacity."""
    has_plain = has_capacity_columns(comparison)
    rows = []
    for name in order(comparison):
        cells = []
        for outcome in HEADLINES:
            for horizon in comparison.horizons:
                cells.append(share(float(comparison.offsets(outcome, horizon)[name])))
            if has_plain:
                is_shown = not math.isnan(comparison.offsets(outcome)[name])
                plain = comparison.effects(outcome)["offset_no_capacity"].loc[name]
                cells.append(share(float(plain) if is_shown else math.nan))
        rows.append({"scenario": comparison.title(name), "cells": cells})
    return rows


def has_capacity_columns(comparison: Comparison) -> bool:
    """Whether runs with capacity frozen were made."""
    return bool(comparison.details["offset_no_capacity"].notna().any())


def cost_rows(comparison: Comparison) -> list[Row]:
    """Return public cost a year against no policy, at each horizon."""
    rows = []
    for name in order(comparison):
        cells = []
        for horizon in comparison.horizons:
            means = comparison.effects(COST, horizon)["mean"]
            more = float(means[name] - means[NO_POLICY])
            cells.append(cell(counted(dollars(more)), more))
        rows.append({"scenario": comparison.title(name), "cells": cells})
    return rows


def policy_rows(comparison: Comparison, plan: Plan, abouts: Mapping[str, Text]) -> list[Row]:
    """Return, for each policy, what it does, and its levers with how well each is known."""
    return [
        {
            "scenario": comparison.title(name),
            "about": abouts[name],
            "values": in_full(plan, name),
            "levers": graded_levers(plan, name),
        }
        for name in order(comparison)
    ]


def graded_levers(plan: Plan, name: str) -> list[Text]:
    """Return the levers that a policy moves, each with how well its effect is known."""
    return [
        said("{lever} ({grade})", lever=marked(plan, lever), grade=grade(plan, lever))
        for lever in moved_levers(plan, name)
    ]


def lever_rows(plan: Plan, names: Sequence[str]) -> list[Row]:
    """Return what is known about each lever that any of the policies moves."""
    moved = {lever for name in names for lever in moved_levers(plan, name)}
    return [
        {
            "name": marked(plan, name),
            "about": lever.about,
            "grade": grade(plan, name),
            "evidence": lever.evidence,
        }
        for name, lever in plan.config(NO_POLICY).levers.items()
        if name in moved
    ]


def marked(plan: Plan, lever: str) -> Text:
    """Return a lever's name in words, with the sign where no evaluation exists."""
    known = plan.config(NO_POLICY).levers[lever].grade
    words = lever_words(lever)
    return words + f" {MARK}" if known == NO_EVALUATION else words


def grade(plan: Plan, lever: str) -> Text:
    """Return how well a lever's effect is known; four rest on assumption alone."""
    return said(LEVER_GRADES[plan.config(NO_POLICY).levers[lever].grade])


def outcome_rows() -> list[Row]:
    """Return what stands behind each outcome, one row for each that is declared."""
    return [
        {
            "name": named(outcome_words(outcome.name)),
            "code": f"{outcome.name}[...]" if outcome.axis else outcome.name,
            "about": outcome.about,
            "grade": named(EVIDENCE_WORDS[outcome.evidence.grade]),
            "why": outcome.evidence.why,
            "rows": ", ".join(outcome.evidence.rows),
        }
        for outcome in OUTCOMES
    ]
