"""What stands before every request: whence it comes, token, size, time; and the headers of answers.

The server is on this machine alone. That does not keep pages of the web from sending requests to it
through the user's browser, so that each must carry a cookie that no other site can have sent, name
this server as its host (a name of the web that leads here does not), and, where it changes something,
carry a header that other sites cannot set.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from reopen.web.closed import CLOSED
from reopen.web.problems import (
    ForbiddenError,
    RequestError,
    SlowError,
    TooLargeError,
    UnauthorizedError,
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

#: Bytes of a body, characters of a path with its query, and seconds that a request may take.
LARGEST_BODY, LONGEST_QUERY, SECONDS = 1 << 18, 16_384, 60.0
#: Requests without a limit of time: they tell what happens for as long as someone listens.
STREAMS = ("/api/events",)
READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Guard:
    """An ASGI application around another that lets through what may pass."""

    def __init__(self, inner: Application, *, token: str, port: int, seconds: float = SECONDS) -> None:
        self.inner, self.token, self.seconds = inner, token, seconds
        self.cookie = f"reopen-{port}"
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.inner(scope, receive, send)
            return  # web sockets are closed by the server when nothing answers
        began = False

        async def guarded(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                names = {name.lower() for name, _ in message.get("headers", [])}
                more = [header for header in HEADERS if header[0] not in names]
                if b"cache-control" not in names:
                    more.append((b"cache-control", b"no-store"))
                message["headers"] = [*message.get("headers", []), *more]
            await send(message)

        try:
            if (to := self._admitted(scope)) is not None:
                await self._sent_on(guarded, to)
                return
            body = await self._body(scope, receive)
            limit = None if scope["path"] in STREAMS else self.seconds
            reads = scope["method"] in READING and limit is not None
            async with asyncio.timeout(limit):
                answering = self.inner(scope, _again(body, receive), guarded)
                await (while_there(answering, receive) if reads else answering)
        except UnauthorizedError as error:  # only the guard asks for the token, before anything began
            await (answer_closed(guarded) if _for_a_person(scope) else answer_error(guarded, error))
        except RequestError as error:
            if not began:
                await answer_error(guarded, error)
        except TimeoutError:
            if not began:
                words = f"this took more than {self.seconds:g} seconds; ask for less, or ask again"
                await answer_error(guarded, SlowError(words))

    def _admitted(self, scope: Message) -> str | None:
        """Where to send on a request that brings the token; None for one that may pass.

        Raises
        ------
        RequestError
            When it may not.
        """
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if headers.get("host", "").lower() not in self.hosts:
            raise ForbiddenError("this server answers to 127.0.0.1 and localhost alone")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self.hosts}:
            raise ForbiddenError("this request comes from another site")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            # A link from elsewhere may open the page, and nothing else: a page of another port here is of
            # the same site, and the cookie is sent along with it.
            opens = scope["path"] == "/" and scope["method"] in READING
            if not (opens and headers.get("sec-fetch-mode") == "navigate"):
                raise ForbiddenError("this request comes from another site")
        query = scope["query_string"].decode("latin-1")
        if len(scope["path"]) + len(query) > LONGEST_QUERY:
            raise TooLargeError(f"an address may have {LONGEST_QUERY:,} characters; ask for less")
        if scope["path"] == "/" and scope["method"] == "GET":
            pairs = parse_qsl(query, keep_blank_values=True)
            given = dict(pairs).get("token")
            if given is not None:
                if not secrets.compare_digest(given.encode(), self.token.encode()):
                    raise UnauthorizedError(
                        "the token is not that of this server; use the link in its terminal"
                    )
                rest = urlencode([pair for pair in pairs if pair[0] != "token"])
                return "/" + (f"?{rest}" if rest else "")
        if not self._knows(headers.get("cookie", "")):
            raise UnauthorizedError("open the link that `reopen serve` has printed in its terminal")
        if scope["method"] not in READING and headers.get("x-reopen") != "1":
            raise ForbiddenError("requests that change something need the header X-Reopen: 1")
        return None

    def _knows(self, cookies: str) -> bool:
        try:
            found = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return False
        return found is not None and secrets.compare_digest(found.value.encode(), self.token.encode())

    async def _sent_on(self, send: Send, to: str) -> None:
        cookie = f"{self.cookie}={self.token}; Path=/; HttpOnly; SameSite=Strict"
        headers = [
            (b"location", to.encode("latin-1")),
            (b"set-cookie", cookie.encode()),
            (b"content-length", b"0"),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _body(self, scope: Message, receive: Receive) -> bytes:
        """The whole body, in memory, if it is no larger than it may be and comes in time."""
        if scope["method"] in READING:
            return b""
        parts, size = [], 0
        async with asyncio.timeout(self.seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise RequestError("the request ended early")
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > LARGEST_BODY:
                    raise TooLargeError(f"a body may have {LARGEST_BODY:,} bytes; send less")
                if not message.get("more_body"):
                    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A way to receive a body that was read already, and then what comes after it."""
    told = False

    async def received() -> Message:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return received


async def while_there(answering: Awaitable[None], receive: Receive) -> None:
    """Answer until it is done, or until who asked goes away: a slider that moves on leaves much behind."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    doing, leaving = asyncio.ensure_future(answering), asyncio.ensure_future(gone())
    doing.add_done_callback(lambda _: leaving.cancel())
    leaving.add_done_callback(lambda _: doing.cancel())
    try:
        await doing
    except asyncio.CancelledError:
        if not leaving.done() or leaving.cancelled():
            raise


def _for_a_person(scope: Message) -> bool:
    """Whether a browser asks for a page to show, and not the page for data."""
    accepted = b",".join(value for name, value in scope["headers"] if name.lower() == b"accept")
    kinds = [part.partition(";")[0].strip() for part in accepted.decode("latin-1").lower().split(",")]
    return scope["method"] == "GET" and "text/html" in kinds


async def answer_closed(send: Send) -> None:
    """Answer a link without the token of this server with a page to read."""
    body = CLOSED.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"vary", b"accept"),
    ]
    await send({"type": "http.response.start", "status": UnauthorizedError.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer_error(send: Send, error: RequestError) -> None:
    """Answer with an error in words."""
    body = json.dumps(error.body(), ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if error.status in (429, 503):
        headers.append((b"retry-after", b"2"))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
