"""A request whose head does not end, or does not begin, is not waited for; others are answered."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn

from reopen.web.heads import Prompt
from reopen.web.serving import bound

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


class Hasty(Prompt):
    """One that waits for a moment only."""

    seconds = 0.3


async def hello(scope, receive, send):
    """Answer after longer than a head may take."""
    if scope["type"] != "http":
        return
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def closed_after(*parts: bytes) -> bytes:
    """What comes back until the server closes, when these parts are sent a while apart."""
    listening = bound(0)
    port = listening.getsockname()[1]
    config = uvicorn.Config(hello, http=Hasty, ws="none", log_level="error", timeout_keep_alive=30)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0.1)
        async with asyncio.timeout(5):
            got = await reader.read()
        writer.close()
        return got
    finally:
        server.should_exit = True
        await serving


@pytest.mark.parametrize(
    "parts", [(), (HEAD,), (b"GET",), (HEAD, b"X-A: b\r\n", b"X-B: c\r\n", b"X-C: d\r\n")]
)
def test_a_head_that_does_not_end_is_not_waited_for(parts):
    assert asyncio.run(closed_after(*parts)) == b""


def test_a_whole_head_is_answered_however_long_that_takes_and_the_next_must_end_too():
    got = asyncio.run(closed_after(HEAD + b"\r\n", *[b""] * 7, HEAD))
    assert got.startswith(b"HTTP/1.1 200")
    assert got.endswith(b"hello")
    assert got.count(b"HTTP/1.1") == 1
