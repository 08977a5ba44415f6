"""The evidence behind each outcome, tied to the targets that it names."""

import pytest

from experiments.validation import history_numbers as history_points
from experiments.validation import levels, targets
from experiments.validation import recent_numbers as later_points
from experiments.validation.episodes import catalogue
from sim.outcomes import GRADES, OUTCOMES, Outcome, evidence_of

SERIES = {target.id for target in targets.HISTORY}
NUMBERS = {
    *(number.id for number, _ in [*history_points.points(), *later_points.points()]),
    *(target.id for target in [*targets.DOCKING, *catalogue.TARGETS]),
    *(f"L.{level.id}" for level in levels.levels()),
}
KNOWN = {part for id_ in SERIES | NUMBERS for part in (id_, id_.split(".")[0])}


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.columns[0])
def test_an_outcome_names_targets_that_exist_and_a_reason(outcome: Outcome) -> None:
    evidence = outcome.evidence

    assert evidence.grade in GRADES
    assert evidence.why.endswith(".")
    assert set(evidence.rows) <= KNOWN
    assert bool(evidence.rows) == (evidence.grade != "none")


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.columns[0])
def test_only_a_series_with_a_score_of_later_years_gives_grade_a(outcome: Outcome) -> None:
    if outcome.evidence.grade == "A":
        named = set(outcome.evidence.rows)
        own = {t.id for t in targets.HISTORY if t.id in named or t.id.split(".")[0] in named}
        assert own


def test_a_series_that_is_an_outcome_makes_it_grade_a() -> None:
    columns = {column for outcome in OUTCOMES for column in outcome.columns}
    for target in targets.HISTORY:
        for column in set(target.columns) & columns:
            assert evidence_of(column).grade == "A"
