"""A person who clicks, types and reads the workshop page in a real Chromium."""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from experiments.comparison.answer import EFFECT
from experiments.comparison.effects import summarise
from experiments.config.compose import compose
from experiments.config.overrides import options
from experiments.config.values import UNCERTAINTY_OPTION
from experiments.ensembles.plan import ADAPTING, FROZEN, make_plan
from experiments.ensembles.posterior import draws_of
from experiments.ensembles.runner import simulate
from experiments.storage.trunk_cache import default_folder
from tests.experiments.chromium import (
    FRAGMENT,
    PAGE,
    PATIENCE,
    TABS,
    Server,
    card,
    choose,
    needs_chromium,
    opened,
    turn,
    whole,
)

pytestmark = [pytest.mark.slow, needs_chromium]


# ---------------------------------------------------------------------- the answers


def test_every_preset_has_the_numbers_of_the_comparison(page: Page) -> None:
    sizes = ["quick=true", "replications=4"]
    names = [name for name in options("scenario") if name != "no_policy"]
    resolved = compose(sizes, UNCERTAINTY_OPTION)
    plan = make_plan(
        resolved,
        ["no_policy", *names],
        variants=(ADAPTING, FROZEN),
        draws=draws_of(resolved, 2),
    )
    tables = simulate(plan, 2, history=default_folder())
    details = summarise(tables[ADAPTING], plan.policy_starts, tables[FROZEN], None, 2)
    rows = details.set_index(["scenario", "horizon", "outcome"])
    for name in names:
        choose(page, name)
        found = whole(page)["effects"]["2"]
        for outcome in ("supply_doses", "recruits", "overdose_deaths", "homicides"):
            expected = [rows[column][name, 2, outcome] for column in EFFECT]
            assert found["v"][outcome] == pytest.approx(expected, rel=1e-4), (name, outcome)


def test_answers_are_refined_to_sixteen_pairs(browser: Browser, cache: Path) -> None:
    server = Server(
        cache / "answers", f"history='{cache / 'history'}'", "quick=false", "pairs=16"
    )
    page = opened(browser.new_page(), server.url)
    try:
        choose(page, "tariffs")
        card(page)
        assert whole(page)["pairs"] == 16
        page.wait_for_selector(".progress:has-text('all 16')", timeout=PATIENCE)
        assert "%" in card(page)
    finally:
        page.close()
        server.stop()


def test_time_from_slider_to_first_number(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    # fifty moves; shown, not asserted: machines differ
    card(page)
    times = []
    for value in range(50):
        started = time.perf_counter()
        turn(page, "border_enforcement", 1.03 + value / 50)
        card(page)
        times.append(time.perf_counter() - started)
    times.sort()
    shown = f"median {statistics.median(times):.2f} s, 95% {times[47]:.2f} s"
    with capsys.disabled():
        sys.stdout.write(f"slider to first number: {shown}; ")


def test_twenty_people_at_once_all_get_right_answers(
    browser: Browser, server: Server, page: Page
) -> None:
    pages = []
    for number in range(20):
        own = browser.new_context().new_page()
        opened(own, server.url)
        pages.append((own, 5 + number))
    for own, value in pages:
        turn(own, "tariff", value)
    found = {value: (card(own), whole(own)["effects"]["2"]["v"]) for own, value in pages}
    jobs = [found[value][1]["formal_jobs"][0] for _, value in pages]
    assert jobs == sorted(jobs, reverse=True)  # a higher tariff costs more jobs
    for own, _ in pages:
        own.context.close()


# ---------------------------------------------------------------------- the person


def test_undo_back_and_reload_keep_what_was_set(page: Page) -> None:
    card(page)
    turn(page, "tariff", 40)
    turn(page, "strikes", 6)
    page.click("button[aria-label=Undo]")
    assert page.inner_text("[data-lever=strikes] output").startswith("0")
    page.reload()
    page.wait_for_selector("#preset")
    assert page.inner_text("[data-lever=tariff] output").startswith("40")


def test_a_broken_or_foreign_link_is_told_and_does_no_harm(page: Page, server: Server) -> None:
    for fragment, words in (("%%%", "can't be read"), ("eyJ2IjoiMCJ9", "another version")):
        page.goto("about:blank")
        opened(page, f"{server.url}#{fragment}")
        assert words in page.inner_text(".notice >> nth=0")
        card(page)


def test_errors_are_shown_in_the_server_s_words(page: Page, server: Server) -> None:
    state = {"v": "", "s": {"levers": {"tariff": {"value": 900}}}, "w": {}}
    code = page.evaluate("(s) => btoa(JSON.stringify(s))", state)
    page.goto("about:blank")
    opened(page, f"{server.url}#{code}")
    page.wait_for_selector(".faults li")
    assert "set.tariff: 900 is not allowed" in page.inner_text(".faults")


def test_predict_first_covers_the_answer_until_it_is_revealed(page: Page) -> None:
    card(page)
    page.check("text=Predict first")
    turn(page, "tariff", 35)
    page.wait_for_selector("#reveal")
    assert page.query_selector("[data-card=recruits]") is None
    page.click(".cover button:has-text('more') >> nth=1")
    page.click("#reveal")
    assert "The room said more" in card(page)


def test_the_page_speaks_spanish_throughout(page: Page) -> None:
    card(page)
    page.click("button[lang=es]")
    choose(page, "tariffs")
    card(page)
    english = json.loads((PAGE / "src" / "words" / "en.json").read_text())
    spanish = json.loads((PAGE / "src" / "words" / "es.json").read_text())
    own = [text for key, text in english.items() if text != spanish[key] and "{" not in text]
    assert page.get_attribute("html", "lang") == "es"
    for tab in TABS:
        page.click(f"#tab-{tab}")
        shown = page.inner_text("body").splitlines()
        assert [line for line in shown if line.strip() in own] == [], tab


def test_assumptions_change_the_answer(page: Page) -> None:
    choose(page, "tariffs")
    card(page)
    page.click("#tab-assumptions")
    page.click("[data-mechanism='tariffs_unemployment_recruitment:reversed']")
    card(page)
    assert '"tariffs_unemployment_recruitment":-1' in page.evaluate(FRAGMENT)
    page.check("#frozen")
    card(page)
    assert "can't adapt" in page.inner_text("[data-card=offset]")


def test_downloads_are_real_files(page: Page, tmp_path: Path) -> None:
    choose(page, "tariffs")
    card(page)
    page.click("#tab-room")
    heads = {
        "#brief": b"%PDF",
        "#yaml": b"# @package _global_",
        "#csv": b"outcome,year_of_policy",
    }
    for button, head in heads.items():
        with page.expect_download() as waiting:
            page.click(button)
        path = tmp_path / button[1:]
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(head)
    page.click("#tab-graphs")
    for button, head in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waiting:
            page.click(f"button:has-text('{button}') >> nth=0")
        path = tmp_path / button
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(head)
        assert path.stat().st_size > 2000


def test_scenarios_are_kept_side_by_side(page: Page) -> None:
    choose(page, "tariffs")
    page.click("#tab-compare")
    page.click("#keep")
    choose(page, "strikes")
    page.click("#keep")
    page.wait_for_selector("td:has-text('%') >> nth=3", timeout=PATIENCE)
    assert page.inner_text("table >> nth=1").count("\n") >= 2


def test_the_keyboard_alone_moves_a_lever_and_opens_a_tab(page: Page) -> None:
    card(page)
    page.focus("#lever-strikes")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert not page.inner_text("[data-lever=strikes] output").startswith("0 ")
    page.focus("#tab-graphs")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-map", "aria-selected") == "true"
    page.keyboard.press("Control+z")
    assert page.inner_text("[data-lever=strikes] output").startswith("0 ")


def test_a_phone_shows_levers_or_answers_without_sideways_scrolling(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800})
    page = opened(context.new_page(), server.url)
    turn(page, "tariff", 25)
    page.click("nav.panes button >> nth=1")
    card(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_error(
    browser: Browser, server: Server, scheme: Literal["light", "dark"]
) -> None:
    script = PAGE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed: npm ci in experiments/workshop/page")
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = opened(context.new_page(), server.url)
    choose(page, "tariffs")
    card(page)
    page.add_script_tag(path=str(script))
    for tab in TABS:
        page.click(f"#tab-{tab}")
        found = page.evaluate("axe.run()")
        serious = [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], tab
    context.close()


def test_stored_answers_survive_a_restart(page: Page, cache: Path, browser: Browser) -> None:
    choose(page, "kingpin")
    before = whole(page)["effects"]
    second = Server(cache / "answers", f"history='{cache / 'history'}'")
    other = opened(browser.new_page(), second.url)
    try:
        choose(other, "kingpin")
        started = time.perf_counter()
        assert whole(other)["effects"] == before
        assert time.perf_counter() - started < 60
    finally:
        other.close()
        second.stop()
