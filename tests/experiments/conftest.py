"""A server and a browser for the tests of the workshop page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.experiments.chromium import CHROMIUM, FLAGS, Server, opened


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of histories and answers that the servers of this file share."""
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="module")
def server(cache: Path) -> Iterator[Server]:
    found = Server(cache / "answers", f"history='{cache / 'history'}'")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A fresh page; it must raise no error, and ask nobody but its server."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    found = context.new_page()
    troubles: list[str] = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on(
        "console", lambda line: troubles.append(line.text) if line.type == "error" else None
    )
    found.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((server.url, "data:", "blob:"))
            else troubles.append(request.url)
        ),
    )
    opened(found, server.url)
    yield found
    context.close()
    assert [line for line in troubles if "400 (Bad Request)" not in line] == []
