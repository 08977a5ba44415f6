"""The report of a comparison: one HTML file that needs nothing else to be read."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.comparison import report_words as words
from experiments.comparison.assumptions import MARK, NO_EVALUATION, moved_levers
from experiments.comparison.report_history import history_rows, not_held_out
from experiments.comparison.results import Comparison
from experiments.ensembles.plan import NO_POLICY, Plan
from experiments.presentation.html import embedded, filled
from experiments.presentation.wording import (
    dollars,
    is_clear,
    is_negligible,
    number,
    outcome_words,
    percent,
    percent_interval,
    reading_order,
    share,
)
from experiments.storage.output import git_commit, versions
from sim.outcomes import GRADES, OUTCOMES, evidence_of

HEADLINES: Final = ("supply_doses", "recruits")
BESIDE: Final = ("overdose_deaths", "homicides")
COST: Final = "policy_cost_usd"
Row = dict[str, Any]


def render(
    comparison: Comparison,
    plan: Plan,
    *,
    abouts: Mapping[str, str],
    pictures: Sequence[Path],
    tree: Mapping[str, Any],
) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    comparison, plan
        What was found, and what was run.
    abouts
        A sentence on each scenario.
    pictures
        PNG files, which are put into the page.
    tree
        The whole config, for the footer.
    """
    return filled(
        "report.html.j2",
        run=run_facts(comparison, plan, tree),
        abouts=[(comparison.label(name), abouts[name]) for name in order(comparison)],
        findings=words.findings(comparison),
        headline=headline_rows(comparison),
        start=start_facts(comparison),
        outcomes=outcome_rows(),
        outcome_grades=GRADES,
        grade_of={name: evidence_of(name).grade for name in (*HEADLINES, *BESIDE)},
        offsets=offset_rows(comparison),
        has_capacity_columns=has_capacity_columns(comparison),
        offset_sentence=words.offset_sentence(comparison),
        costs=cost_rows(comparison),
        evidence=evidence_rows(comparison, plan),
        levers=lever_rows(plan),
        history=history_rows(comparison),
        not_held_out=not_held_out(),
        doubts=doubt_table(comparison) if comparison.has_draws else None,
        caveats=words.caveats(comparison),
        mark_note=comparison.note(comparison.policies),
        figures={path.stem: figure(path, comparison) for path in pictures},
    )


def order(comparison: Comparison) -> list[str]:
    """Return the policies in the order of the tables: packages first."""
    return reading_order(comparison.policies)


def run_facts(comparison: Comparison, plan: Plan, tree: Mapping[str, Any]) -> Row:
    """Return what was run, for the first paragraph and the footer."""
    calendar = plan.trunk.calendar
    starts = sorted(set(plan.policy_starts.values()))
    return {
        "n_policies": len(comparison.policies),
        "seeds": list(plan.seeds),
        "n_seeds": len(plan.seeds),
        "n_runs": len(plan.seeds) * len(plan.arms),
        "start": f"{calendar.start:%B %Y}",
        "end": f"{calendar.end:%B %Y}",
        "policy": " and ".join(f"{start:%B %Y}" for start in starts),
        "doubt": comparison.doubt,
        "horizon": comparison.horizon,
        "horizons": comparison.horizons,
        "population": plan.trunk.population,
        "quick": bool(tree["quick"]),
        "commit": git_commit() or "unknown (no git)",
        "versions": versions(),
        "changed": words.changed_assumptions(plan),
    }


def headline_rows(comparison: Comparison) -> list[Row]:
    """Return the headline table: both references for both headlines, and two more outcomes."""
    tables = {outcome: comparison.effects(outcome) for outcome in (*HEADLINES, *BESIDE)}
    rows = []
    for name in order(comparison):
        cells = []
        for outcome in HEADLINES:
            cells += [vs_no_policy(tables[outcome], name), vs_start(tables[outcome], name)]
        cells += [vs_no_policy(tables[outcome], name) for outcome in BESIDE]
        rows.append({"scenario": comparison.label(name), "cells": cells})
    reference = [vs_start(tables[outcome], NO_POLICY) for outcome in HEADLINES]
    none = cell("reference", "muted")
    cells = [none, reference[0], none, reference[1], none, none]
    rows.append({"scenario": comparison.label(NO_POLICY), "cells": cells})
    return rows


def doubt_table(comparison: Comparison) -> Row:
    """Return the spread of headline effects over parameters, and from seed to seed [points]."""
    outcomes = (*HEADLINES, *BESIDE)
    tables = {outcome: comparison.effects(outcome) for outcome in outcomes}
    columns = ("sd_parameters", "sd_luck")
    rows = [
        {
            "scenario": comparison.label(name),
            "cells": [
                points(float(tables[outcome][column].loc[name]))
                for outcome in outcomes
                for column in columns
            ],
        }
        for name in order(comparison)
    ]
    return {"outcomes": [outcome_words(outcome) for outcome in outcomes], "rows": rows}


def points(share: float) -> str:
    """Return a share as points of a per cent; below a hundredth counts as nothing."""
    value = 100.0 * share
    return "0" if value < 0.01 else f"{value:.2g}"


def vs_no_policy(table: pd.DataFrame, name: str) -> Row:
    """Return an effect against no policy as a table cell."""
    row: Any = table.loc[name]
    return effect_cell(row["effect_vs_no_policy"], row["effect_low"], row["effect_high"])


def vs_start(table: pd.DataFrame, name: str) -> Row:
    """Return a change against the year before the policy as a table cell."""
    row: Any = table.loc[name]
    return effect_cell(row["effect_vs_start"], row["start_low"], row["start_high"], "change")


def effect_cell(effect: float, low: float, high: float, what: str = "effect") -> Row:
    """Return the text and the look of an effect; "no clear effect" if zero is within."""
    text = percent_interval(effect, low, high)
    if math.isnan(effect) or math.isnan(low) or is_negligible(effect, low, high):
        return cell(text, "muted")
    if is_clear(low, high):
        return cell(text, "up" if effect > 0.0 else "down")
    ends = text[text.find("(") :]
    return cell(f"no clear {what} {ends}", "muted")


def cell(text: str, look: str = "") -> Row:
    """Return a table cell."""
    return {"text": text, "look": look}


def start_facts(comparison: Comparison) -> list[Row]:
    """Return levels without policy, so that percentages can be read as people and doses."""
    rows = []
    for outcome in (*HEADLINES, *BESIDE, "members"):
        row: Any = comparison.effects(outcome).loc[NO_POLICY]
        rows.append(
            {
                "outcome": outcome_words(outcome),
                "evidence": evidence_of(outcome).grade,
                "level": number(float(row["mean"])),
                "change": percent(float(row["effect_vs_start"])),
            }
        )
    return rows


def outcome_rows() -> list[Row]:
    """Return what stands behind each outcome, one row for each that is declared."""
    return [
        {
            "name": f"{outcome.name}[...]" if outcome.axis else outcome.name,
            "about": outcome.about,
            "grade": outcome.evidence.grade,
            "why": outcome.evidence.why,
            "rows": ", ".join(outcome.evidence.rows),
        }
        for outcome in OUTCOMES
    ]


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
        rows.append({"scenario": comparison.label(name), "cells": cells})
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
            cells.append(dollars(float(means[name] - means[NO_POLICY])))
        rows.append({"scenario": comparison.label(name), "cells": cells})
    return rows


def evidence_rows(comparison: Comparison, plan: Plan) -> list[Row]:
    """Return, for each scenario, its levers with the grade of what is known about them."""
    rows = []
    for name in order(comparison):
        levers = [
            {"name": lever_words(plan, lever), "grade": grade(plan, lever)}
            for lever in moved_levers(plan, name)
        ]
        rows.append({"scenario": comparison.label(name), "levers": levers})
    return rows


def lever_rows(plan: Plan) -> list[Row]:
    """Return what is known about each lever that any scenario moves."""
    moved = {lever for name in plan.scenarios for lever in moved_levers(plan, name)}
    return [
        {
            "name": lever_words(plan, name),
            "about": lever.about,
            "grade": grade(plan, name),
            "evidence": lever.evidence,
        }
        for name, lever in plan.config(NO_POLICY).levers.items()
        if name in moved
    ]


def lever_words(plan: Plan, lever: str) -> str:
    """Return a lever's name in words, with the sign where no evaluation exists."""
    known = plan.config(NO_POLICY).levers[lever].grade
    words_of_it = lever.replace("_", " ")
    return f"{words_of_it} {MARK}" if known == NO_EVALUATION else words_of_it


def grade(plan: Plan, lever: str) -> str:
    """Return a lever's grade in words; four rest on assumption alone."""
    known = plan.config(NO_POLICY).levers[lever].grade
    return words.NO_EVALUATION if known == NO_EVALUATION else known


def figure(path: Path, comparison: Comparison) -> Row:
    """Return a picture as data for the page, with a text for those who cannot see it."""
    return {"source": embedded(path), "alt": words.alt_text(path.stem, comparison)}
