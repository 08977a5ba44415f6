"""The answer to a user's own question: in a sentence, in a table, named by its values."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from experiments.compare import OPTIONS
from experiments.comparison import answer, policy_words, report
from experiments.comparison.assumptions import assumption_driven
from experiments.comparison.compare import scenario_abouts
from experiments.comparison.effects import summarise
from experiments.comparison.plots.levers import lever_paths
from experiments.comparison.results import Comparison
from experiments.comparison.terminal import own_answers, told
from experiments.config.compose import Resolved, compose
from experiments.config.overrides import options
from experiments.ensembles.plan import (
    ADAPTING,
    CUSTOM,
    FROZEN,
    Plan,
    make_plan,
    scenario_names,
)
from experiments.ensembles.runner import simulate
from experiments.presentation import wording
from experiments.presentation.languages import Text, catalogue, listed, month, said
from sim.levers import LEVER_NAMES
from sim.outcomes import OUTCOMES
from tests.fakes.market import fake_market

SHORT = ["calendar.start=2023-01-01", "calendar.end=2026-12-01", "replications=2"]
Compared = tuple[Comparison, Plan, Resolved]
ASKED = ("supply_doses", "recruits", "overdose_deaths", "homicides")


def compared(names: list[str], *words: str) -> Compared:
    resolved = compose([*SHORT, *words], OPTIONS)
    plan = make_plan(resolved, names)
    tables = simulate(plan, make=fake_market)
    details = summarise(
        tables[ADAPTING], plan.policy_starts, tables[FROZEN], assumed=assumption_driven(plan)
    )
    comparison = Comparison(
        details,
        tables[ADAPTING],
        plan.policy_starts,
        lever_paths(plan),
        policy_words.names(plan, resolved),
    )
    return comparison, plan, resolved


@pytest.fixture(scope="module")
def own() -> Compared:
    return compared(["no_policy"], "set.tariff=25", "strength.guns=-1")


@pytest.fixture(scope="module")
def several() -> Compared:
    names = ["no_policy", "history", "current_approach", "strikes", "tariffs"]
    return compared(names, "set.treatment_funding=2")


def page_of(comparison: Comparison, plan: Plan, resolved: Resolved) -> str:
    return report.render(
        comparison,
        plan,
        abouts=scenario_abouts(plan, resolved),
        pictures=[],
        tree=resolved.tree,
        answers=own_answers(comparison, plan, resolved),
    )


def known(**effects: tuple[float, float, float]) -> Comparison:
    """Return a comparison of one policy whose effects of year 2 are given."""
    rows = [
        {
            "scenario": scenario,
            "outcome": outcome,
            "horizon": 2,
            "assumption_driven": False,
            "sd_parameters": np.nan,
            **dict(zip(answer.EFFECT, triple if scenario == "x" else [0.0] * 3, strict=True)),
        }
        for outcome, triple in effects.items()
        for scenario in ("no_policy", "x")
    ]
    starts = dict.fromkeys(("no_policy", "x"), pd.Timestamp("2025-01-01"))
    empty = pd.DataFrame(columns=["scenario", "lever", "unit", "date", "value"])
    return Comparison(pd.DataFrame(rows), empty, starts, empty)


# ------------------------------------------------------------------------- sentences


def test_the_answer_names_clear_changes_first_and_unclear_ones_last() -> None:
    comparison = known(
        supply_doses=(0.002, -0.010, 0.014),
        recruits=(0.002, 0.0016, 0.003),
        overdose_deaths=(-0.031, -0.04, -0.02),
        homicides=(-0.003, -0.022, 0.017),
    )

    text = answer.answer(comparison, "x", Text("tariff = 25", "arancel = 25"))

    assert text.en == (
        "With tariff = 25, overdose deaths in the US are about 3.1% lower and recruitment in"
        " Mexico is about 0.2% higher in year 2 than without it; supply to the US and homicides"
        " in Mexico show no clear change."
    )
    assert text.es.startswith("Con arancel = 25, en el año 2, las muertes por sobredosis")


def test_the_answer_can_be_that_nothing_is_clear() -> None:
    comparison = known(**dict.fromkeys(ASKED, (0.01, -0.01, 0.03)))

    text = answer.answer(comparison, "x", Text("x = 1", "x = 1")).en

    assert text.startswith("With x = 1, supply to the US, recruitment in Mexico, overdose")
    assert text.endswith("show no clear change in year 2 against no policy.")


def test_the_terminal_answers_in_words_before_the_table(own: Compared) -> None:
    lines = told(*own).splitlines()

    assert lines[0].startswith("With tariff = 25 from January 2025, ")
    assert lines[1] == "changed for this run: strength.guns=-1"
    header = next(line for line in lines if line.startswith("outcome"))
    assert "against no policy" in header
    assert "against the year before" in header
    (row,) = [line for line in lines if line.startswith("Recruitment")]
    assert len(re.findall(r"\(\S+ to \S+\)|about 0", row)) == 3
    assert "custom" not in "\n".join(lines)


# ---------------------------------------------------------------------------- names


def test_a_policy_is_named_by_its_values(own: Compared) -> None:
    comparison, plan, resolved = own

    assert comparison.title(CUSTOM) == Text("Tariff 25", "Arancel a bienes mexicanos 25")
    about = scenario_abouts(plan, resolved)[CUSTOM].en
    assert about == "tariff: 25 from January 2025 (2024: 1; unit: headline ad-valorem points)"
    page = page_of(*own)
    assert about in page
    for words in ("levers set by hand", "1 of 1", "of 1 policies", "1 policies"):
        assert words.lower() not in page.lower()


@pytest.mark.parametrize(
    ("words", "name", "setting"),
    [
        (
            ["set.tariff=25", "set.strikes=2", "set.gun_supply=0.5"],
            "Strikes 2, tariff 25 and 1 more †",
            "strikes = 2 from January 2025, gun supply = 0.5 from January 2025 and tariff = 25"
            " from January 2025",
        ),
        (
            ['levers.tariff.schedule=[{from: "2025-03-01", value: 25}]'],
            "Tariff 25",
            "tariff = 25 from March 2025",
        ),
        (
            ["scenario=border_surge", "set.tariff=25"],
            "Border surge with tariff 25",
            'the policy "Border surge" and tariff = 25 from January 2025',
        ),
    ],
)
def test_names_hold_dates_and_what_they_are_laid_upon(
    words: list[str], name: str, setting: str
) -> None:
    comparison, plan, resolved = compared(["no_policy"], *words)
    (text,) = own_answers(comparison, plan, resolved).values()

    assert comparison.label(CUSTOM) == name
    for part in re.split(r", | and ", setting):
        assert part in text.en


# ------------------------------------------------------------------------ one policy, once


def test_scenarios_with_the_same_levers_are_counted_once() -> None:
    same = compared(["no_policy", "strikes", "tariffs"], "set.tariff=25")
    comparison = same[0]

    assert comparison.same == {"tariffs": CUSTOM}
    assert comparison.policies == ["strikes", CUSTOM]
    assert "tariffs" in comparison.scenarios
    page = page_of(*same)
    assert "sets the same levers as Tariff 25" in page
    assert "of 2 policies" in page


def test_scenarios_that_differ_in_one_month_are_counted_apart() -> None:
    names = ["no_policy", "tariffs"]
    same = compared(names, "set.tariff=25")[0]
    dates = '{from: "2025-01-01", value: 25}, {from: "2026-12-01", value: 24}'
    other = compared(names, f"levers.tariff.schedule=[{dates}]")[0]

    assert same.same == {"tariffs": CUSTOM}
    assert other.same == {}


# --------------------------------------------------------------------------- languages


class Untranslated(HTMLParser):
    """Collects words outside elements that say their language, and outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "input", "br", "img"):
            known = tag in ("code", "style", "script", "title") or (
                "lang" in dict(attributes) and tag != "html"
            )
            self.open.append((tag, known))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(known for _, known in self.open) and re.search(r"[^\W\d_]{2,}", data):
            self.found.append(data.strip())


def untranslated(page: str) -> list[str]:
    parser = Untranslated()
    parser.feed(page)
    assert parser.open == []
    return parser.found


def test_every_word_of_the_report_is_in_both_languages(
    own: Compared, several: Compared
) -> None:
    for run in (own, several):
        assert untranslated(page_of(*run)) == []


def test_an_untranslated_word_is_found() -> None:
    assert untranslated('<p>Word <b lang="en">this</b><code>x y</code> 12.5%</p>') == ["Word"]


def test_both_languages_stand_side_by_side(own: Compared) -> None:
    page = page_of(*own)

    assert page.count('<span lang="en">') == page.count('<span lang="es">')
    assert "Con arancel a bienes mexicanos = 25 desde enero de 2025" in page


def test_every_name_has_its_spanish() -> None:
    names = [wording.outcome_words(outcome.name) for outcome in OUTCOMES]
    names += [wording.scenario_words(name) for name in options("scenario")]
    names += [
        str(compose([f"scenario={n}"]).tree["scenario"]["about"]) for n in options("scenario")
    ]
    names += [name.replace("_", " ") for name in LEVER_NAMES]
    names += [lever.unit for lever in compose([]).model.levers.values()]

    assert [name for name in names if name not in catalogue()] == []
    assert catalogue()["US overdose deaths"] == "Muertes por sobredosis en EE. UU."


def test_every_outcome_has_a_plain_name() -> None:
    for outcome in OUTCOMES:
        assert outcome.name in wording.OUTCOME_WORDS
    assert wording.outcome_words("us_retail_price[fentanyl]") == "US retail price, fentanyl"


def test_the_braces_of_both_languages_agree() -> None:
    for english, spanish in catalogue().items():
        assert sorted(re.findall(r"{\w*}", english)) == sorted(re.findall(r"{\w*}", spanish))


def test_a_text_without_spanish_is_refused() -> None:
    with pytest.raises(KeyError):
        said("nobody has translated this")


def test_lists_and_months_are_written_in_both_languages() -> None:
    assert listed([Text("a", "a"), Text("b", "b")]) == Text("a and b", "a y b")
    assert month(pd.Timestamp("2025-01-01")) == Text("January 2025", "enero de 2025")


def test_levers_that_move_after_the_policy_date_are_told() -> None:
    def warned(*words: str) -> list[Text]:
        resolved = compose([*words, "calendar.end=2027-12-01"])
        return policy_words.late(make_plan(resolved, scenario_names(resolved, ["no_policy"])))

    row = "levers.tariff.schedule=[{from: %s, value: 25}]"
    (warning,) = warned(row % "'2026-03-01'")
    assert "calendar.policy_start=2026-03-01 counts from there" in warning.en
    assert warned(row % "policy_start") == warned("set.tariff=25") == warned() == []
    assert warned(row % "policy_start", "calendar.policy_start=2026-03-01") == []
