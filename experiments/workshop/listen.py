"""Binds the socket, prints the address, and serves until Ctrl-C."""

import asyncio
import contextlib
import socket
import webbrowser
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError, refused
from experiments.storage.trunk_cache import chosen_folder
from experiments.workshop.engine import Engine
from experiments.workshop.guard import LOOPBACK
from experiments.workshop.question import Sizes
from experiments.workshop.server import application, new_token
from experiments.workshop.store import Store, default_folder

LOG_LEVEL: Final = "warning"
QUICK_PAIRS: Final = 4


def serve_page(resolved: Resolved) -> None:
    """Serve the page that a checked config asks for, until it is stopped."""
    host, pairs = resolved.option("host"), resolved.option("pairs")
    if not isinstance(host, str):
        raise InputError([refused("host", host, "an address in quotes")])
    if pairs % 2:
        raise InputError([refused("pairs", pairs, "an even number: two seeds share a draw")])
    sizes = Sizes(min(pairs, QUICK_PAIRS) if resolved.quick else pairs, resolved.quick)
    engine = Engine(sizes, resolved.workers, chosen_folder(resolved), answers(resolved))
    token = "" if host in LOOPBACK else new_token()
    try:
        listening = bound(host, resolved.option("port"))
    except OSError as error:
        reason = f"can't listen on {host}, port {resolved.option('port')}: {error.strerror}"
        raise RunError(f"{reason}; choose another with port=N") from error
    serve(application(engine, host, token), listening, token, is_opened=resolved.option("open"))


def answers(resolved: Resolved) -> Store:
    """Return where answers are kept between starts."""
    value = resolved.option("answers")
    if value is None or value is True:
        return Store(default_folder())
    if value is False or value == "off":
        return Store(None)
    if not isinstance(value, str):
        raise InputError([refused("answers", value, "a path in quotes, off, or null")])
    return Store(Path(value))


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host and port.

    Raises
    ------
    OSError
        If the port is taken or the host is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError:
        found.close()
        raise
    return found


def address(listening: socket.socket, token: str) -> str:
    """Return the address to open, with the token where there is one."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")


def serve(app: Starlette, listening: socket.socket, token: str, *, is_opened: bool) -> None:
    """Serve until the process is stopped; print the address once the page is up."""
    config = uvicorn.Config(
        app, log_level=LOG_LEVEL, lifespan="on", timeout_graceful_shutdown=1, access_log=False
    )
    server = uvicorn.Server(config)
    url = address(listening, token)

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not (server.started or serving.done()):
            await asyncio.sleep(0.02)
        print(f"the page is up: {url}  (Ctrl-C stops it)", flush=True)
        if is_opened:
            webbrowser.open(url)
        await serving

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
