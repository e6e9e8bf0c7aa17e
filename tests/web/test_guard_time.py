"""Limits of time."""

from __future__ import annotations

import asyncio

from reopen.web.guard import Guard


async def _ask(inner, seconds, stays=60.0):
    sent, cookie = [], b"reopen-8000=t"
    scope = {
        "type": "http", "method": "GET", "path": "/api/answer", "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", cookie)],
    }  # fmt: skip

    async def receive():
        await asyncio.sleep(stays)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await Guard(inner, token="t", port=8000, seconds=seconds)(scope, receive, send)
    return sent


def test_what_takes_too_long_is_ended_in_words():
    """A request that does not end is answered with 503 and when to ask again."""

    async def inner(scope, receive, send):
        await asyncio.sleep(60)

    start, body = asyncio.run(_ask(inner, 0.05))
    assert start["status"] == 503
    assert b'"timeout"' in body["body"] and b"0.05 seconds" in body["body"]
    assert (b"retry-after", b"2") in start["headers"]


def test_what_nobody_waits_for_any_more_is_ended():
    """Who goes away ends what it asked for, without a word."""
    ended = []

    async def inner(scope, receive, send):
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(scope["path"])

    assert asyncio.run(asyncio.wait_for(_ask(inner, 30.0, stays=0.05), 10)) == []
    assert ended == ["/api/answer"]


def test_what_is_quick_is_left_alone():
    """A quick answer passes as it is."""

    async def inner(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    start, body = asyncio.run(_ask(inner, 5.0))
    assert (start["status"], body["body"]) == (200, b"ok")
