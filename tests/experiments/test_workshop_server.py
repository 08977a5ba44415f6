"""The workshop's server: who may ask, what it answers, and what does it no harm."""

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from experiments.config.compose import compose
from experiments.config.values import Option
from experiments.workshop.answers import columns
from experiments.workshop.engine import Engine
from experiments.workshop.guard import POLICY
from experiments.workshop.jobs import Unit
from experiments.workshop.listen import answers
from experiments.workshop.pairs import Pair
from experiments.workshop.question import Question, Sizes
from experiments.workshop.server import MOST_BODY, STATIC, application
from experiments.workshop.store import Store

SIZES = Sizes(pairs=4, quick=True)
HERE = "http://127.0.0.1:8765"


class Instant(Engine):
    """An engine that makes up its pairs at once."""

    async def start(self) -> None:
        self.is_compiled = True

    async def _call[R](self, function: Callable[[], R]) -> R:
        return function()

    def _work(self, question: Question, unit: Unit) -> Callable[[], Pair]:
        draw = np.random.default_rng(unit.seed)
        base = draw.uniform(50, 150, (4, len(columns())))
        periods = np.stack([1.1 * base, base])
        return lambda: Pair(periods, periods[:, :3])


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = application(Instant(SIZES, 1, None, Store(None)), "127.0.0.1")
    with TestClient(app, base_url=HERE) as found:
        yield found


def events(client: TestClient, digest: str, query: str = "") -> list[dict[str, Any]]:
    with client.stream("GET", f"/api/stream/{digest}{query}") as stream:
        lines = [line for line in stream.iter_lines() if line.startswith("data: ")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def digest_of(client: TestClient, state: object) -> str:
    answer = client.post("/api/scenario", json=state)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["digest"])


# ------------------------------------------------------------------------- answers


def test_a_scenario_is_answered_pair_by_pair_until_it_is_whole(client: TestClient) -> None:
    digest = digest_of(client, {"scenario": "tariffs"})
    found = events(client, digest, "?graph=recruits&graph=route_share&graph=nonsense")

    assert found[-1]["done"], found[-1]["error"]
    assert found[-1]["pairs"] == found[-1]["frozen"] == SIZES.pairs
    assert found[-1]["effects"]["1"]["v"]["recruits"][0] == pytest.approx(0.1)
    assert {"recruits", "route_share[air/parcel]"} <= set(found[-1]["series"])
    assert "nonsense" not in found[-1]["series"]


def test_a_panel_beside_gets_the_pairs_that_it_asks_for(client: TestClient) -> None:
    digest = digest_of(client, {"scenario": "tariffs"})
    found = events(client, digest, "?pairs=2&aside=1")

    assert found[-1]["pairs"] == 2, found[-1]["error"]
    assert found[-1]["frozen"] == 0


def test_bad_input_comes_back_in_sentences(client: TestClient) -> None:
    answer = client.post("/api/scenario", json={"levers": {"tariff": {"value": 900}}})

    assert answer.status_code == 400
    allowed = "a number from 0 to 100 headline ad-valorem points"
    assert answer.json()["faults"] == [f"set.tariff: 900 is not allowed; allowed: {allowed}"]


def test_downloads_are_whole_files(client: TestClient) -> None:
    digest = digest_of(client, {"scenario": "tariffs", "strength": {"guns": 0}})
    events(client, digest)

    table = client.get(f"/api/csv/{digest}")
    assert table.text.splitlines()[0].startswith("outcome,year_of_policy,what,value")
    assert any(
        line.startswith("recruits,1,against no policy,0.1") for line in table.text.splitlines()
    )
    words = client.get(f"/api/yaml/{digest}").text
    assert words.startswith("# @package _global_")
    for language in ("en", "es"):
        texts = {"lang": language, "title": '#import "x" $[', "finding": "a\\b *c* _d_"}
        brief = client.post(f"/api/brief/{digest}", json=texts)
        assert brief.status_code == 200
        assert brief.content.startswith(b"%PDF")


def test_numbers_behind_a_policy_come_assumed_ones_first(client: TestClient) -> None:
    found = client.get("/api/parameters?mechanism=strikes_backlash").json()
    statuses = [one["status"] == "assumed" for one in found]

    assert {one["mechanism"] for one in found} == {"strikes_backlash"}
    assert statuses == sorted(statuses, reverse=True)
    assert all(one["source"] and one["bounds"][0] < one["bounds"][1] for one in found)
    named = client.get("/api/parameters?words=consumption.lethality_fentanyl").json()
    assert [one["name"] for one in named] == ["consumption.lethality_fentanyl"]
    assert client.get("/api/parameters").json() == []


def test_an_unknown_answer_is_not_found(client: TestClient) -> None:
    for address in ("stream", "csv", "yaml"):
        answer = client.get(f"/api/{address}/nothing")
        assert answer.status_code == 404
        assert answer.json()["faults"]


def test_the_committed_page_is_there(client: TestClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    for name in ("assets/page.js", "assets/index.css", "icon.svg"):
        assert name in page.text
        assert client.get(f"/{name}").status_code == 200
    assert client.get("/../server.py").status_code == 404


# ----------------------------------------------------------------------------- harm


def test_five_hundred_malformed_requests_do_no_harm(client: TestClient) -> None:
    draw = random.Random(500)
    pieces = [
        b"{",
        b"}",
        b'"scenario"',
        b":",
        b"[",
        b"null",
        b"1e999",
        b"\xff",
        b"\x00",
        b"${oc.env:HOME}",
    ]
    for _ in range(500):
        body = b"".join(draw.choices(pieces, k=draw.randrange(12)))
        address = draw.choice(["/api/scenario", "/api/brief/x", "/api/stream/%00", "/%2e%2e/x"])
        kind = draw.choice(["application/json", "text/plain", ""])
        answer = client.post(address, content=body, headers={"content-type": kind})
        assert 400 <= answer.status_code < 500
    assert digest_of(client, {"scenario": "tariffs"})


@pytest.mark.parametrize(
    "body", [b"[" * 60_000, b"{}" * MOST_BODY, b'"' + b"a" * 60_000 + b'"']
)
def test_large_and_deep_bodies_are_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/api/scenario", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400
    assert all(len(message) < 500 for message in answer.json()["faults"])


def test_a_long_text_is_refused_for_the_brief(client: TestClient) -> None:
    digest = digest_of(client, {})
    answer = client.post(f"/api/brief/{digest}", json={"finding": "a" * 2000, "lang": "fr"})

    assert answer.status_code == 400
    assert len(answer.json()["faults"]) == 2


# ----------------------------------------------------------------------- who may ask


def test_every_answer_carries_the_content_security_policy(client: TestClient) -> None:
    for address in ("/", "/api/status", "/api/csv/x", "/nothing"):
        assert client.get(address).headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY


def test_on_loopback_another_site_s_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 403
    for host in ("localhost:8765", "127.0.0.1", "[::1]:8765"):
        assert client.get("/", headers={"host": host}).status_code == 200


def test_beyond_loopback_only_the_token_opens_the_page() -> None:
    app = application(Instant(SIZES, 1, None, Store(None)), "0.0.0.0", "secret")
    with TestClient(app, base_url="http://room.example") as client:
        assert client.get("/api/status").status_code == 403
        assert client.get("/api/status?token=wrong").status_code == 403
        many = "&".join(f"a{n}=1" for n in range(100))
        assert client.get(f"/api/status?{many}").status_code == 403
        assert client.get("/api/status?token=secret").status_code == 200
        assert client.get("/api/status").status_code == 200  # by the cookie


def test_a_page_without_a_token_is_closed_beyond_loopback() -> None:
    app = application(Instant(SIZES, 1, None, Store(None)), "0.0.0.0", "")
    with TestClient(app, base_url="http://room.example") as client:
        assert client.get("/").status_code == 403


# ------------------------------------------------------------------------- the words


def words(language: str) -> dict[str, str]:
    folder = STATIC.parent / "page" / "src" / "words"
    found: dict[str, str] = json.loads(
        (folder / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    english, spanish = words("en"), words("es")
    assert list(english) == list(spanish)
    for key, text in english.items():
        blanks = [sorted(re.findall(r"\{(\w+)\}", part)) for part in (text, spanish[key])]
        assert blanks[0] == blanks[1], key
        assert text.strip(), key
        if len(text.split()) > 3:
            assert text != spanish[key], key


def test_no_component_holds_words_of_its_own() -> None:
    found = {}
    for path in (STATIC.parent / "page" / "src").rglob("*.svelte"):
        markup = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text(), flags=re.S)
        markup = _without_braces(markup)
        texts = re.findall(r">([^<>]*)<", markup)
        labels = re.findall(r"\b(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"", markup)
        own = [t.strip() for t in (*texts, *labels) if re.search(r"[A-Za-z]{4,}", t)]
        if own:
            found[path.name] = own
    assert found == {"Room.svelte": ["uv run python -m experiments.run"]}


def _without_braces(text: str) -> str:
    """Return markup without what stands in braces, which may nest."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == "{"
        if not depth:
            kept.append(letter)
        depth -= letter == "}"
    return "".join(kept)


def test_every_word_that_a_component_asks_for_is_there() -> None:
    known = words("en")
    asked = set()
    for path in (STATIC.parent / "page" / "src").rglob("*.*"):
        if path.suffix in (".svelte", ".js"):
            text = path.read_text()
            asked |= set(re.findall(r"\bt\('(\w+)'", text))
            asked |= set(re.findall(r"'(change_\w+)'", text))
            for start in re.findall(r"\bt\(`(\w+_)\$", text):
                assert any(key.startswith(start) for key in known), (path.name, start)
    assert len(asked) > 100
    assert asked <= set(known)


def test_answers_are_kept_where_the_key_says(tmp_path: Path) -> None:
    def kept(value: str) -> Path | None:
        return answers(compose([f"answers='{value}'"], {"answers": Option(None, "")})).folder

    assert kept("off") is None
    assert kept(str(tmp_path)) == tmp_path
