"""What the report says and shows, on results that are known."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from experiments.compare import OPTIONS
from experiments.comparison import report, report_tables
from experiments.comparison.answer import EFFECT
from experiments.comparison.assumptions import (
    MARK,
    assumption_driven,
    assumption_driven_levers,
    rests_on_assumption,
)
from experiments.comparison.effects import summarise
from experiments.comparison.plots import NAMES, spanish
from experiments.comparison.plots.draw import draw, painters
from experiments.comparison.plots.levers import lever_paths
from experiments.comparison.results import Comparison
from experiments.comparison.terminal import headline_table
from experiments.config.compose import compose
from experiments.ensembles.plan import ADAPTING, FROZEN, FROZEN_ALL, Plan, make_plan
from experiments.ensembles.posterior import draws_of
from experiments.ensembles.runner import simulate
from experiments.presentation import wording
from experiments.presentation.languages import Text as BothLanguages
from experiments.presentation.languages import speaking
from sim.outcomes import OUTCOMES
from tests.fakes.market import fake_market

NAMES_RUN = ["no_policy", "current_approach", "strikes", "terror_designation", "tariffs"]
OVERRIDES = ["calendar.start=2023-01-01", "calendar.end=2026-12-01", "replications=3"]
Drawn = tuple[Comparison, Plan, dict[str, Any]]


@pytest.fixture(scope="module")
def run() -> Drawn:
    resolved = compose(OVERRIDES)
    plan = make_plan(resolved, NAMES_RUN)
    tables = simulate(plan, make=fake_market)
    details = summarise(
        tables[ADAPTING],
        plan.policy_starts,
        tables[FROZEN],
        tables[FROZEN_ALL],
        assumed=assumption_driven(plan),
    )
    comparison = Comparison(details, tables[ADAPTING], plan.policy_starts, lever_paths(plan))
    return comparison, plan, resolved.tree


@pytest.fixture(scope="module")
def pictures(run: Drawn, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return draw(run[0], tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def page(run: Drawn, pictures: list[Path]) -> str:
    comparison, plan, tree = run
    abouts = dict.fromkeys(NAMES_RUN, same("A sentence <on> it."))
    answers = {"tariffs": same("The answer.")}
    return report.render(
        comparison, plan, abouts=abouts, pictures=pictures, tree=tree, answers=answers
    )


ALIKE = {"no"}
"""Words of figures that are the same in both languages."""


def same(words: str) -> BothLanguages:
    return BothLanguages(words, words)


def text_of(page: str) -> str:
    """Return what an English reader reads."""
    page = re.sub(r'<span lang="es">.*?</span>', "", page)
    return " ".join(
        re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split()
    )


def test_every_figure_is_drawn_twice(pictures: list[Path]) -> None:
    assert sorted(path.stem for path in pictures) == sorted(NAMES)
    for path in pictures:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_every_figure_speaks_spanish_in_the_spanish_page(
    run: Drawn, pictures: list[Path], page: str
) -> None:
    assert all(spanish(path).read_bytes().startswith(b"\x89PNG") for path in pictures)
    assert page.count('<img lang="es"') == page.count('<img lang="en"') == len(NAMES)

    for paint in painters().values():
        english = {text.get_text() for text in paint(run[0]).findobj(Text)}
        with speaking("es"):
            both = english & {text.get_text() for text in paint(run[0]).findobj(Text)}
        left = {text for text in both if re.search("[a-z]{3}", text)}
        assert left <= ALIKE


def test_figures_are_the_same_bytes_again(
    run: Drawn, pictures: list[Path], tmp_path: Path
) -> None:
    (again,) = draw(run[0], tmp_path, only="supply_recruitment")

    (before,) = [path for path in pictures if path.stem == "supply_recruitment"]
    assert again.read_bytes() == before.read_bytes()
    assert again.with_suffix(".pdf").read_bytes() == before.with_suffix(".pdf").read_bytes()


def test_the_page_needs_nothing_else(page: str) -> None:
    assert page.count("data:image/png;base64,") == 2 * len(NAMES)
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert not re.search(r"https?:|fetch|import|XMLHttpRequest|\bsrc\b", script)


def test_the_page_can_be_read_without_its_script(page: str) -> None:
    plain = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)

    assert "body:has(#es:checked)" in plain  # the language switch is style alone
    assert "<details" in plain
    assert " hidden" not in plain


def test_the_page_holds_the_effects_with_intervals(run: Drawn, page: str) -> None:
    rows = run[0].effects("recruits")
    shown = wording.percent_interval(*(float(rows[name]["tariffs"]) for name in EFFECT))

    ends = shown[shown.index("(") :]
    assert ends in text_of(page)


def test_the_page_names_what_rests_on_assumption(page: str) -> None:
    text = text_of(page)

    assert "strikes † (assumption-driven: no evaluation exists)" in text
    assert "terror designation † (assumption-driven: no evaluation exists)" in text
    assert "tariff (partly known)" in text


def test_the_page_shows_the_evidence_behind_each_outcome(page: str) -> None:
    text = text_of(page)

    assert not re.search(r"evidence [ABC]\b|grade [ABC]\b", text)
    assert "compared with single published figures" in text
    for outcome in OUTCOMES:
        assert outcome.evidence.why in text


def test_four_levers_have_no_evaluation() -> None:
    assert set(assumption_driven_levers()) == {
        "terror_designation",
        "financial_sanctions",
        "anticorruption_aid",
        "strikes",
    }


@pytest.mark.parametrize(
    ("words", "is_assumed"),
    [
        (["scenario=strikes"], True),
        (["scenario=tariffs"], False),
        (["set.financial_sanctions=2"], True),
        (['levers.strikes.schedule=[{from: "2026-01-01", value: 12}]'], True),
    ],
)
def test_a_config_that_moves_such_a_lever_is_known(words: list[str], is_assumed: bool) -> None:
    assert rests_on_assumption(compose(words).tree) == is_assumed


def test_every_table_marks_what_rests_on_assumption(run: Drawn, page: str) -> None:
    comparison = run[0]
    assert {"strikes", "terror_designation"} <= comparison.assumed
    assert "tariffs" not in comparison.assumed

    for table in re.findall(r"<table.*?</table>", page, flags=re.DOTALL):
        for name in comparison.scenarios:
            words = wording.scenario_words(name)
            head = rf'<th scope="row">(?:<span lang="en">)?{re.escape(words)}([^<]*)<'
            for row in re.findall(head, table):
                assert row == (f" {MARK}" if name in comparison.assumed else "")
    assert page.count(f"{MARK} assumption-driven: no evaluation exists of") >= 4
    marked = comparison.details.set_index("scenario")["assumption_driven"]
    assert marked["strikes"].all()
    assert not marked["tariffs"].any()


def test_every_figure_marks_what_rests_on_assumption(run: Drawn) -> None:
    comparison = run[0]
    labels = {wording.scenario_words(name): name for name in comparison.assumed}

    for name, paint in painters().items():
        drawing = paint(comparison)
        drawing.canvas.draw()
        texts = [text.get_text() for text in drawing.findobj(Text)]
        assert not set(labels) & set(texts), name
        if any(MARK in text for text in texts):
            assert any("no evaluation exists of" in text for text in texts), name
        assert any(MARK in text for text in texts), name


def test_the_printed_table_marks_what_rests_on_assumption(run: Drawn) -> None:
    printed = headline_table(run[0])

    assert f"strikes {MARK}" in printed
    assert f"tariffs {MARK}" not in printed
    assert printed.splitlines()[-1].startswith(f"{MARK} assumption-driven")


@pytest.mark.parametrize(
    "words",
    [
        "Against no policy",
        "against the year before",
        "Adaptation offset",
        "capacity frozen too",
        "Intervals hold seed-to-seed variation only",
        "some 500 other numbers and the rules are not drawn, so the true doubt is larger",
        "The answer.",
        "Some signs are open",
        "nearly a unit root",
        "Links between parts are guesses",
        "Responsible use",
        "Seeds 1, 2, 3",
        "Commit",
        "mesa 3.",
        "2024 dollars",
    ],
)
def test_the_page_says(page: str, words: str) -> None:
    assert words in text_of(page)


def test_tables_can_be_heard(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, flags=re.DOTALL)

    assert len(tables) >= 5
    for table in tables:
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table
        widths = {
            sum(
                int(n or 1) for n in re.findall(r'<t[hd](?: [^>]*?(?:colspan="(\d+)")?)?>', row)
            )
            for row in re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
        }
        assert len(widths) == 1
    assert all('alt="' in image for image in re.findall(r"<img[^>]*>", page))


def test_doubt_of_parameters_and_of_seeds_is_told_apart(run: Drawn) -> None:
    _, _, tree = run
    resolved = compose([*OVERRIDES[:2], "replications=4"], OPTIONS)
    draws = draws_of(resolved, 2)
    plan = make_plan(resolved, NAMES_RUN, draws=draws)
    tables = simulate(plan, make=fake_market)
    details = summarise(
        tables[ADAPTING], plan.policy_starts, tables[FROZEN], None, 2, assumption_driven(plan)
    )
    comparison = Comparison(details, tables[ADAPTING], plan.policy_starts, lever_paths(plan))
    abouts = dict.fromkeys(NAMES_RUN, same("A sentence."))
    page = report.render(comparison, plan, abouts=abouts, pictures=[], tree=tree, answers={})

    assert len(draws) == 4
    for words in (
        "Where the doubt comes from",
        "Intervals hold seed-to-seed variation and 25 parameters",
    ):
        assert words in text_of(page)
    assert "seeds only" not in text_of(page)


def test_texts_are_escaped(page: str) -> None:
    assert "A sentence &lt;on&gt; it." in page


def test_a_changed_assumption_is_told(run: Drawn, pictures: list[Path]) -> None:
    comparison, _, tree = run
    resolved = compose([*OVERRIDES, "strength.guns=-1"])
    plan = make_plan(resolved, NAMES_RUN)

    page = report.render(
        comparison,
        plan,
        abouts=dict.fromkeys(NAMES_RUN, same("")),
        pictures=[],
        tree=tree,
        answers={},
    )

    assert "strength.guns=-1" in text_of(page)


def looks(effect: float, low: float, high: float, outcome: str = "recruits") -> tuple[str, str]:
    cell = report_tables.effect_cell(outcome, effect, low, high)
    return cell["text"].en, cell["look"]


def test_an_effect_that_may_be_zero_is_called_unclear() -> None:
    assert looks(-0.01, -0.029, 0.009) == ("not clear (−2.9 to +0.9)", "muted")
    assert looks(-0.041, -0.050, -0.032) == ("−4.1% (−5.0 to −3.2)", "down")
    assert looks(np.nan, np.nan, np.nan) == ("–", "muted")
    assert looks(0.1, np.nan, np.nan) == ("+10.0% (one run: no interval)", "muted")
    assert looks(1e-5, 1e-6, 2e-5) == ("about 0", "muted")


def test_no_effect_that_touches_zero_as_it_is_shown_has_a_colour() -> None:
    assert looks(0.012, 0.0003, 0.0237) == ("not clear (0 to +2.4)", "muted")
    assert looks(0.03, 0.004, 0.056) == ("not clear (0 to +6)", "muted")
    assert looks(0.03, 0.006, 0.054) == ("+3% (+1 to +5)", "up")


def test_a_colour_needs_a_change_that_matters() -> None:
    assert looks(0.009, 0.008, 0.010) == ("+0.9% (+0.8 to +1.0)", "")
    assert looks(0.011, 0.010, 0.012) == ("+1.1% (+1.0 to +1.2)", "up")
    assert looks(0.011, 0.010, 0.012, "us_retail_price[heroin]")[1] == ""
    assert looks(-0.003, -0.004, -0.002, "formal_jobs")[1] == "down"


@pytest.mark.parametrize("half", [0.0, 0.0004, 0.004, 0.019, 0.021, 0.3])
@pytest.mark.parametrize("change", [-0.31, -0.0004, 0.0, 0.0006, 0.05])
def test_digits_follow_the_doubt_and_zero_has_no_sign(change: float, half: float) -> None:
    text = wording.percent_interval(change, change - half, change + half)

    assert not re.search(r"[−+-]0(\.0)?(?![.\d])", text)
    if half >= 0.02:
        assert "." not in text


def test_the_year_before_has_no_colour_where_the_policy_moves_nothing() -> None:
    def row(effect: float, low: float, high: float) -> pd.DataFrame:
        known = {"effect_vs_no_policy": effect, "effect_low": low, "effect_high": high}
        start = {"effect_vs_start": 0.08, "start_low": 0.07, "start_high": 0.09}
        return pd.DataFrame(known | start, index=["tariffs"])

    def look(effect: float, low: float, high: float) -> str:
        cell = report_tables.vs_before("supply_doses", row(effect, low, high), "tariffs")
        return str(cell["look"])

    assert look(0.02, 0.01, 0.03) == "up"
    assert look(0.002, 0.001, 0.003) == "muted"
    assert look(0.02, -0.01, 0.05) == "muted"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.664e9, "1.66 billion"),
        (38_412, "38,400"),
        (0, "0"),
        (3.14159, "3.14"),
        (-2_500_000, "−2.5 million"),
        (float("nan"), "–"),
    ],
)
def test_numbers_are_rounded_to_three_figures(value: float, words: str) -> None:
    assert wording.number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0001, "0.0%"), (0.356, "+36%"), (-0.0412, "−4.1%"), (float("nan"), "–")],
)
def test_changes_are_rounded_sensibly(value: float, words: str) -> None:
    assert wording.percent(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(-0.002, "0%"), (0.437, "44%"), (-0.31, "−31%"), (float("nan"), "–")]
)
def test_offsets_are_whole_percents(value: float, words: str) -> None:
    assert wording.share(value) == words


def test_money_has_its_sign_first() -> None:
    assert wording.dollars(-1.234e9) == "−$1.23 billion"
    assert wording.dollars(0.0) == "$0"


def test_a_comparison_without_the_main_scenarios_can_be_drawn(tmp_path: Path) -> None:
    plan = make_plan(compose([*OVERRIDES, "replications=1"]), ["no_policy", "tariffs"])
    tables = simulate(plan, make=fake_market)
    details = summarise(tables[ADAPTING], plan.policy_starts, tables[FROZEN])
    comparison = Comparison(details, tables[ADAPTING], plan.policy_starts, lever_paths(plan))

    pictures = draw(comparison, tmp_path)
    page = report.render(
        comparison,
        plan,
        abouts={"no_policy": same(""), "tariffs": same("")},
        pictures=pictures,
        tree=compose(OVERRIDES).tree,
        answers={},
    )

    assert len(pictures) == len(NAMES)
    assert "one run: no interval" in page
    assert "capacity frozen too" not in page


def test_labels_do_not_cover_each_other(run: Drawn) -> None:
    from experiments.comparison.plots import effects as figures_effects
    from experiments.presentation import style as figures_style

    with figures_style.styled():
        drawing = figures_effects.scatter(run[0])
        drawing.canvas.draw()
    (axes,) = drawing.axes
    boxes = [text.get_window_extent() for text in axes.texts]

    effects = run[0].details.query("horizon == 2 and scenario != 'no_policy'")
    sizes = effects.pivot_table(
        index="scenario", columns="outcome", values="effect_vs_no_policy", observed=True
    )
    is_large = sizes[["supply_doses", "recruits"]].abs().max(axis=1) >= 0.005
    assert len(boxes) == 4 + is_large.sum()
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[place + 1 :])


def test_readers_find_packages_first() -> None:
    names = ["tariffs", "gun_control", "merida", "current_approach"]

    assert wording.reading_order(names) == [
        "current_approach",
        "merida",
        "gun_control",
        "tariffs",
    ]


def test_months_come_back_by_seed(run: Drawn) -> None:
    months = run[0].months("recruits", "strikes")

    assert months.columns.equals(pd.Index([1, 2, 3]))
    assert months.index[0] == pd.Timestamp("2023-01-01")
