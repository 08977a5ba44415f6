"""The workshop page in a real Chromium, in short; `test_workshop_person` goes on."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.experiments.chromium import PAGE, PATIENCE, card, needs_chromium, opened, turn


@needs_chromium
def test_a_moved_lever_is_answered_and_the_link_restores_it(
    page: Page, browser: Browser
) -> None:
    first = card(page)
    turn(page, "tariff", 25)
    assert card(page) != first
    assert "25" in page.inner_text("[data-lever=tariff] output")

    other = browser.new_context().new_page()
    opened(other, page.url)
    assert "25" in other.inner_text("[data-lever=tariff] output")
    assert other.evaluate("location.hash") == page.evaluate("location.hash")
    other.context.close()


@needs_chromium
def test_no_stale_number_stands_beside_a_moved_lever(page: Page) -> None:
    card(page)
    turn(page, "tariff", 31)

    assert page.inner_text("[data-card=recruits] .big") == "…"
    page.select_option("#graph-0", "homicides")  # asks for a picture before the answer is there
    assert page.inner_text("[data-card=recruits] .big") == "…"
    page.wait_for_selector(".progress:has-text('all 4')", timeout=PATIENCE)
    assert "without any policy change" not in card(page)
    assert "of change against no policy" not in card(page)  # what no lever at all would give


@needs_chromium
def test_a_hand_that_rests_on_a_lever_sees_no_number(page: Page) -> None:
    card(page)
    page.evaluate(
        "() => { const s = document.getElementById('lever-tariff'); s.value = 44;"
        " s.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    page.wait_for_timeout(1500)
    assert page.inner_text("[data-card=recruits] .big") == "…"
    assert page.inner_text("[data-lever=tariff] output").startswith("44")


def test_the_committed_bundle_is_that_of_the_source(tmp_path: Path) -> None:
    if not (PAGE / "node_modules" / "vite").is_dir():
        pytest.skip("the page's tools are not installed: npm ci in experiments/workshop/page")
    words = [
        "npx",
        "vite",
        "build",
        "--outDir",
        str(tmp_path / "static"),
        "--logLevel",
        "error",
    ]
    subprocess.run(words, cwd=PAGE, check=True, capture_output=True)
    committed = PAGE.parent / "static"
    built = {
        p.relative_to(tmp_path / "static"): p.read_bytes()
        for p in (tmp_path / "static").rglob("*")
        if p.is_file()
    }
    kept = {
        p.relative_to(committed): p.read_bytes() for p in committed.rglob("*") if p.is_file()
    }
    assert built == kept


def test_no_address_of_a_registry_stands_in_the_page_s_files() -> None:
    lock = (PAGE / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "registry" not in lock
