"""Server-sent events: what changes is told to every page that listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

#: Seconds after which a line is sent all the same, so that nobody takes the connection for dead.
BEAT = 15.0
#: Pages that may listen, and events that may wait for one; a page that is slower is let go.
LISTENERS, WAITING = 64, 1000


class Events:
    """Hands events to all who listen; they may come from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[str | None]] = set()
        self._closed = False

    def tell(self, event: str, data: Any) -> None:
        """Tell everybody."""
        text = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, text)

    def _hand_out(self, text: str | None) -> None:
        for queue in list(self._queues):
            slow = queue.qsize() >= WAITING
            if slow:
                self._queues.discard(queue)
            queue.put_nowait(None if slow else text)

    def close(self) -> None:
        """Let everybody go, so that the server can end."""
        self._closed = True
        self._hand_out(None)

    def full(self) -> bool:
        """Whether as many listen as may."""
        return len(self._queues) >= LISTENERS

    async def listen(self, first: Callable[[], list[tuple[str, Any]]]) -> AsyncIterator[str]:
        """Events as text, beginning with those of how things are now."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield "retry: 2000\n\n"
            for event, data in first():
                yield f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            while not self._closed:
                try:
                    text = await asyncio.wait_for(queue.get(), BEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if text is None:
                    return
                yield text
        finally:
            self._queues.discard(queue)
