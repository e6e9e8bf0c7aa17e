"""One at a time: who came last is next, and who goes away waits no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Turns of one event loop."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[asyncio.Future[None]] = []

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and hand it on in the end."""
        if self._taken:
            mine = asyncio.get_running_loop().create_future()
            self._waiting.append(mine)
            try:
                await mine
            except asyncio.CancelledError:
                if mine not in self._waiting and not mine.cancelled():  # it was handed the turn as it went
                    self._hand_on()
                raise
            finally:
                if mine in self._waiting:
                    self._waiting.remove(mine)
        self._taken = True
        try:
            yield
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        while self._waiting:
            if not (last := self._waiting.pop()).done():
                last.set_result(None)
                return
        self._taken = False
