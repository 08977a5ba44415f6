"""The web server: one page, a question in, a stream of answers out. It holds no session."""

import asyncio
import json
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from experiments.config.errors import InputError
from experiments.workshop.answers import answer, columns
from experiments.workshop.brief import read_texts, render
from experiments.workshop.catalogue import behind, catalogue
from experiments.workshop.engine import Engine
from experiments.workshop.exports import as_csv, as_yaml, command_line
from experiments.workshop.guard import Guard
from experiments.workshop.jobs import Job, Listener
from experiments.workshop.question import Question, read_question
from sim.outcomes import OUTCOMES

STATIC: Final = Path(__file__).parent / "static"
MOST_BODY: Final = 64 * 1024
MOST_QUESTIONS: Final = 512
MOST_STREAMS: Final = 400
MOST_GRAPHS: Final = 8
LONGEST_WORDS: Final = 80
PAUSE: Final = 0.15  # seconds between two answers of a stream
ALIVE: Final = 15.0
BUSY: Final = "The server has too many open pages; close one and try again."
UNKNOWN: Final = "The server does not know this scenario; send it again."


class Pages:
    """The routes of one server."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.questions: OrderedDict[str, Question] = OrderedDict()
        self.n_streams = 0
        self._catalogue: bytes | None = None

    def routes(self) -> list[Route | Mount]:
        """Return every address of the server."""
        return [
            Route("/api/catalogue", self.catalogue),
            Route("/api/parameters", self.parameters),
            Route("/api/status", self.status),
            Route("/api/scenario", self.scenario, methods=["POST"]),
            Route("/api/stream/{digest}", self.stream),
            Route("/api/csv/{digest}", self.csv),
            Route("/api/yaml/{digest}", self.yaml),
            Route("/api/brief/{digest}", self.brief, methods=["POST"]),
            Mount("/", StaticFiles(directory=STATIC, html=True)),
        ]

    async def catalogue(self, _: Request) -> Response:
        """Return what there is to turn and to show."""
        if self._catalogue is None:
            try:
                found = await asyncio.to_thread(catalogue, self.engine.sizes)
            except asyncio.CancelledError:  # the server stops while the page is loading
                return Response(status_code=503)
            self._catalogue = json.dumps(found, ensure_ascii=False).encode()
        return Response(self._catalogue, media_type="application/json")

    async def parameters(self, request: Request) -> Response:
        """Return the numbers behind some mechanisms, or those that match some words."""
        asked = request.query_params
        mechanisms = asked.getlist("mechanism")[:MOST_GRAPHS]
        words = asked.get("words", "")[:LONGEST_WORDS]
        return JSONResponse(await asyncio.to_thread(behind, mechanisms, words))

    async def status(self, _: Request) -> Response:
        """Return how far preparation is."""
        return JSONResponse(self.engine.status())

    async def scenario(self, request: Request) -> Response:
        """Check a scenario; return its digest, or every error."""
        try:
            state = await read_json(request)
            question = await asyncio.to_thread(read_question, state, self.engine.sizes)
        except InputError as error:
            return JSONResponse({"faults": list(error.errors)}, 400)
        self.questions[question.digest] = question
        self.questions.move_to_end(question.digest)
        while len(self.questions) > MOST_QUESTIONS:
            self.questions.popitem(last=False)
        found = {"digest": question.digest, "command": command_line(question)}
        return JSONResponse(found)

    async def stream(self, request: Request) -> Response:
        """Stream a question's answers as server-sent events, until the last pair is in."""
        question = self.questions.get(request.path_params["digest"])
        if question is None:
            return JSONResponse({"faults": [UNKNOWN]}, 404)
        if self.n_streams >= MOST_STREAMS:
            return JSONResponse({"faults": [BUSY]}, 503)
        n_pairs = _whole(request.query_params.get("pairs"), self.engine.sizes.pairs)
        listener = Listener(n_pairs, is_aside="aside" in request.query_params)
        events = self._events(question, listener, _graphs(request))
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(
        self, question: Question, listener: Listener, graphs: list[str]
    ) -> AsyncIterator[str]:
        job = self.engine.ask(question)
        self.n_streams += 1
        try:
            with job.heard_by(listener):
                self.engine.fill()
                async for event in _news(job, listener, graphs):
                    yield event
        finally:
            self.n_streams -= 1
            self.engine.fill()

    async def csv(self, request: Request) -> Response:
        """Return an answer's effects as a table."""
        return self._download(request, "answer.csv", "text/csv", as_csv)

    async def yaml(self, request: Request) -> Response:
        """Return a scenario as a file that ``experiments.run`` accepts."""
        return self._download(request, "workshop.yaml", "application/yaml", as_yaml)

    async def brief(self, request: Request) -> Response:
        """Return a one-page brief as PDF."""
        question = self.questions.get(request.path_params["digest"])
        if question is None:
            return JSONResponse({"faults": [UNKNOWN]}, 404)
        try:
            texts = read_texts(await read_json(request))
        except InputError as error:
            return JSONResponse({"faults": list(error.errors)}, 400)
        job = self.engine.ask(question)
        found = answer(job, [])
        body = await asyncio.to_thread(render, question, found, texts)
        return _attached(body, "brief.pdf", "application/pdf")

    def _download(
        self, request: Request, name: str, kind: str, make: Callable[[Job], str]
    ) -> Response:
        question = self.questions.get(request.path_params["digest"])
        if question is None:
            return JSONResponse({"faults": [UNKNOWN]}, 404)
        return _attached(make(self.engine.ask(question)).encode(), name, kind)


async def _news(job: Job, listener: Listener, graphs: list[str]) -> AsyncIterator[str]:
    """Give an event for every change of a job, and a sign of life in between."""
    while True:
        listener.news.clear()
        found = answer(job, graphs)
        yield f"data: {json.dumps(found)}\n\n"
        is_enough = listener.is_aside and found["pairs"] >= listener.pairs
        if found["done"] or found["error"] or is_enough:
            return
        while not listener.news.is_set():
            try:
                await asyncio.wait_for(listener.news.wait(), ALIVE)
            except TimeoutError:
                yield ": waiting\n\n"
        await asyncio.sleep(PAUSE)


async def read_json(request: Request) -> Any:
    """Return a small JSON body.

    Raises
    ------
    InputError
        If it is too large, or no JSON.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise InputError(["body: is not application/json"])
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise InputError([f"body: is larger than {MOST_BODY} bytes"])
    try:
        return json.loads(bytes(body))
    except (ValueError, RecursionError):
        raise InputError(["body: is no JSON"]) from None


def _graphs(request: Request) -> list[str]:
    """Return the outcomes that a page draws; unknown ones are left out."""
    known = {*columns(), *(outcome.name for outcome in OUTCOMES)}
    asked = request.query_params.getlist("graph")
    return [name for name in dict.fromkeys(asked) if name in known][:MOST_GRAPHS]


def _whole(value: str | None, most: int) -> int:
    if value is None or not (value.isascii() and value.isdigit() and len(value) < 6):
        return most
    return max(1, min(int(value), most))


def _attached(body: bytes, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)


def application(engine: Engine, host: str, token: str = "") -> Starlette:
    """Return the web application; with a token, only who has it gets in."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await engine.start()
        try:
            yield
        finally:
            await engine.stop()

    guard = Middleware(Guard, host=host, token=token)
    return Starlette(routes=Pages(engine).routes(), middleware=[guard], lifespan=life)


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(16)
