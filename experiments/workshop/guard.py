"""Who may ask, and what a browser may do with the page: token, hosts, security headers."""

import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
COOKIE: Final = "workshop"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
REFUSED: Final = b"Not allowed: open the address that the server printed when it started."


class Guard:
    """Lets requests through that carry the token or, on loopback, name this machine."""

    def __init__(self, app: Any, host: str, token: str) -> None:
        self.app = app
        self.token = token
        self.is_loopback = host in LOOPBACK

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = _asked_token(scope)
        has_token = bool(self.token) and any(
            hmac.compare_digest(word.encode(), self.token.encode())
            for word in (asked, _cookie(scope))
        )
        if not (has_token or (not self.token and self._is_here(scope))):
            await _refuse(send)
            return
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/" if asked else ""
        await self.app(scope, receive, _sealed(send, cookie if has_token else ""))

    def _is_here(self, scope: Any) -> bool:
        """Whether the address bar names this machine, so that no other site can ask."""
        if not self.is_loopback:
            return False
        name = _header(scope, b"host").rpartition(":")
        host = name[0] if name[2].isdigit() else "".join(name)
        return host.strip("[]") in LOOPBACK


def _header(scope: Any, name: bytes) -> str:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    found = [value for key, value in headers if key == name]
    return found[0].decode("latin-1") if found else ""


def _asked_token(scope: Any) -> str:
    text: bytes = scope["query_string"]
    try:
        query = parse_qs(text.decode("latin-1"), max_num_fields=50)
    except ValueError:
        return ""
    return query.get("token", [""])[0]


def _cookie(scope: Any) -> str:
    try:
        cookies = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def _sealed(send: Any, cookie: str) -> Any:
    """Return a sender that adds the security headers, and the cookie once."""

    async def sealed(message: Any) -> None:
        if message["type"] == "http.response.start":
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            if cookie:
                more.append((b"set-cookie", cookie.encode()))
            message["headers"] = [*message.get("headers", []), *more]
        await send(message)

    return sealed


async def _refuse(send: Any) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    headers += [(k.encode(), v.encode()) for k, v in HEADERS.items()]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})
