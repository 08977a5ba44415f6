"""The report of a comparison: one HTML file that needs nothing else to be read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from experiments.comparison import answer, report_tables
from experiments.comparison import report_words as words
from experiments.comparison.plots import spanish
from experiments.comparison.policy_words import late
from experiments.comparison.report_chart import chart
from experiments.comparison.report_history import (
    evidence_in_words,
    history_rows,
    not_held_out,
)
from experiments.comparison.results import Comparison
from experiments.ensembles.plan import Plan
from experiments.presentation.html import embedded, filled
from experiments.presentation.languages import Text, listed, month, named, said
from experiments.presentation.wording import outcome_words
from experiments.storage.output import git_commit, versions

OUTCOMES: Final = (*answer.ASKED, "members")
Row = dict[str, Any]


def render(
    comparison: Comparison,
    plan: Plan,
    *,
    abouts: Mapping[str, Text],
    pictures: Sequence[Path],
    tree: Mapping[str, Any],
    answers: Mapping[str, Text],
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
    answers
        The answer in words to each policy that was asked for: levers set by hand, or one alone.
    """
    history = history_rows(comparison)
    single = comparison.policies[0] if len(comparison.policies) == 1 else ""
    return filled(
        "report.html.j2",
        run=run_facts(comparison, plan, tree),
        single=single and comparison.title(single),
        answers=list(answers.values()),
        asked=[abouts[name] for name in answers],
        findings=[] if single else answer.findings(comparison),
        same=[*answer.same_levers(comparison), *late(plan)],
        how_sure=answer.how_sure(comparison, len(plan.seeds)),
        offset_sentence=answer.offset_sentence(comparison),
        rests_on=rests_on(plan, list(answers)),
        known=[
            (named(outcome_words(name)), evidence_in_words(name, history)) for name in OUTCOMES
        ],
        chart=chart(comparison),
        headline=report_tables.single_rows(comparison, single)
        if single
        else report_tables.headline_rows(comparison),
        history=history,
        not_held_out=not_held_out(),
        caveats=words.caveats(comparison),
        mark_note=mark_note(comparison),
        figures={path.stem: figure(path, comparison) for path in pictures},
        **folded(comparison, plan, abouts),
    )


def folded(comparison: Comparison, plan: Plan, abouts: Mapping[str, Text]) -> Row:
    """Return the tables that the page keeps folded."""
    return {
        "start": report_tables.start_rows(comparison),
        "outcomes": report_tables.outcome_rows(),
        "headlines": [named(outcome_words(name)) for name in answer.ASKED],
        "offsets": report_tables.offset_rows(comparison),
        "has_capacity_columns": report_tables.has_capacity_columns(comparison),
        "costs": report_tables.cost_rows(comparison),
        "policies": report_tables.policy_rows(comparison, plan, abouts),
        "levers": report_tables.lever_rows(plan, comparison.policies),
        "doubts": report_tables.doubt_table(comparison) if comparison.has_draws else None,
        "rests": report_tables.rests_rows(comparison),
    }


def run_facts(comparison: Comparison, plan: Plan, tree: Mapping[str, Any]) -> Row:
    """Return what was run, for the first paragraph and the footer."""
    calendar = plan.trunk.calendar
    starts = sorted(set(plan.policy_starts.values()))
    return {
        "n_policies": len(comparison.policies),
        "seeds": ", ".join(map(str, plan.seeds)),
        "n_seeds": len(plan.seeds),
        "n_runs": len(plan.seeds) * len(plan.arms),
        "start": month(calendar.start),
        "end": month(calendar.end),
        "policy": listed([month(start) for start in starts]),
        "doubt": comparison.doubt_in_words,
        "horizon": comparison.horizon,
        "horizons": comparison.horizons,
        "population": plan.trunk.population,
        "quick": bool(tree["quick"]),
        "commit": git_commit() or "unknown (no git)",
        "versions": ", ".join(f"{name} {number}" for name, number in versions().items()),
        "changed": words.changed_assumptions(plan),
    }


def rests_on(plan: Plan, names: Sequence[str]) -> Text | None:
    """Return how well the levers of the policies asked for are known; None where none was."""
    levers = [text for name in names for text in report_tables.graded_levers(plan, name)]
    if not levers:
        return None
    return said(
        "Outside this model, how well each lever's effect is known: {levers}.",
        levers=listed(levers),
    )


def mark_note(comparison: Comparison) -> Text | None:
    """Return what the sign of assumption means, where a policy bears it."""
    if not comparison.note(comparison.policies):
        return None
    return said(
        "† assumption-driven: no evaluation exists of strikes, terrorist designation, financial"
        " sanctions or anti-corruption aid."
    )


def figure(path: Path, comparison: Comparison) -> Row:
    """Return a picture as data for the page, with a text for those who cannot see it."""
    alt = words.alt_text(path.stem, comparison)
    return {"source": embedded(path), "spanish": embedded(spanish(path)), "alt": alt}
