"""Binds the socket, prints the address, and serves until Ctrl-C."""

import asyncio
import contextlib
import socket
import webbrowser
from typing import Final

import uvicorn
from starlette.applications import Starlette

LOG_LEVEL: Final = "warning"


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
