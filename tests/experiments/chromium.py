"""A person in a real Chromium: what the tests of the workshop page share."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "experiments" / "workshop" / "page"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 240_000  # ms for a first number on a busy machine, code compiled and history made
FRAGMENT = "atob(location.hash.slice(1).replaceAll('-', '+').replaceAll('_', '/'))"
TABS = (
    *("graphs", "map", "why", "ranking", "assumptions"),
    *("timeline", "compare", "room", "trust"),
)
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here: apt-get install chromium"
)


class Server:
    """A server of its own for the tests of this file."""

    def __init__(self, folder: Path, *more: str) -> None:
        words = ["open=false", "port=0", "quick=true", f"answers='{folder}'", *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "experiments.workshop", *words],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        told = ""
        for line in self.process.stdout:
            told += line
            if found := re.search(r"http://\S+", line):
                self.url = found[0]
                return
        raise AssertionError(told)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("#preset", timeout=PATIENCE)
    return page


def card(page: Page, name: str = "recruits") -> str:
    """Return a card's words, once its first number is there."""
    page.wait_for_selector(f"[data-card={name}] .big:not(.wait)", timeout=PATIENCE)
    return page.inner_text(f"[data-card={name}]")


def whole(page: Page) -> dict[str, Any]:
    """Wait for the whole answer on show, and return what the server says of it."""
    state = page.evaluate(
        "JSON.parse(atob(location.hash.slice(1).replaceAll('-', '+').replaceAll('_', '/'))).s"
    )
    digest = page.evaluate(
        "async (s) => (await (await fetch('/api/scenario', {method: 'POST', headers: "
        "{'content-type': 'application/json'}, body: JSON.stringify(s)})).json()).digest",
        state,
    )
    found = page.evaluate(
        "(digest) => new Promise((done) => {"
        " const s = new EventSource('/api/stream/' + digest);"
        " s.onmessage = (e) => { const a = JSON.parse(e.data);"
        " if (a.done || a.error) { s.close(); done(a) } } })",
        digest,
    )
    assert isinstance(found, dict)
    return found


def choose(page: Page, name: str) -> None:
    page.select_option("#preset", name)


def turn(page: Page, lever: str, value: float) -> None:
    page.evaluate(
        "([id, value]) => { const s = document.getElementById(id); s.value = value;"
        " for (const kind of ['input', 'change'])"
        " s.dispatchEvent(new Event(kind, {bubbles: true})) }",
        [f"lever-{lever}", value],
    )
