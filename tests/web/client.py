"""A client that speaks to the application in this process, as a page in a browser does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from reopen.web.app import app
from reopen.web.desk import Desk

TOKEN, PORT = "a-token-of-the-tests", 8000
HOME = f"http://127.0.0.1:{PORT}"


class Client:
    """Requests on an event loop of its own."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(
            app(desk, token=TOKEN, port=PORT, warm=False), raise_app_exceptions=False
        )
        self._client = httpx.AsyncClient(transport=transport, base_url=HOME, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request."""
        return self._runner.run(self._client.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Read."""
        return self.request("GET", path, **options)

    def send(self, method: str, path: str, data: Any = None, **options: Any) -> httpx.Response:
        """Change something, as the page does it."""
        return self.request(method, path, json=data, headers={"X-Reopen": "1"}, **options)

    def close(self) -> None:
        """Close the loop."""
        self._runner.run(self._client.aclose())
        self._runner.close()


@contextmanager
def client_of(desk: Desk, *, token: str | None = TOKEN, **options: Any) -> Iterator[Client]:
    """A client; with the token's cookie, unless it is None."""
    client = Client(desk, **options)
    try:
        if token is not None:
            client.get(f"/?token={token}")
        yield client
    finally:
        client.close()
