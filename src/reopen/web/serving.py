"""Listening on this machine alone: a socket, a token, and the browser."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from reopen.errors import SettingsError
from reopen.web.app import app
from reopen.web.desk import Desk

if TYPE_CHECKING:
    from reopen.web.desk import Setup

HOST = "127.0.0.1"
#: Connections that may wait to be accepted.
WAITING = 256


def default_folder() -> Path:
    """Where the user's scenarios lie: the system's folder for data of programs."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "reopen" / "scenarios"


def run(setup: Setup, *, port: int, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve until the user stops it.

    Parameters
    ----------
    port : int
        0 for a free one.
    browser : bool
        Whether to open the page.
    tell : callable
        Called with words for the user.

    Raises
    ------
    SettingsError
        When the port cannot be had.
    """
    import uvicorn

    from reopen.web.heads import Prompt

    listening = bound(port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    address = f"http://{HOST}:{port}/?token={token}"
    desk = Desk(setup)
    config = uvicorn.Config(
        app(desk, token=token, port=port),
        log_level="warning",
        access_log=False,
        server_header=False,
        http=Prompt,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
        limit_concurrency=256,
        h11_max_incomplete_event_size=1 << 15,
    )
    tell(f"open {address}")
    tell("stop with Ctrl-C")
    if browser:
        import webbrowser

        # Aside: a browser of the console is waited for until it ends, and has to be answered until then.
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            desk.let_go()  # else it would wait for pages that listen and for answers that are being made
            await super().shutdown(sockets)

    try:
        Server(config).run(sockets=[listening])
    finally:
        desk.close()
        listening.close()


def bound(port: int) -> socket.socket:
    """A socket on this machine alone.

    Raises
    ------
    SettingsError
        When the port cannot be had.
    """
    # asyncio sends without delay only where the protocol is named; else each answer waits 40 ms.
    out = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":
        out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        out.bind((HOST, port))
        out.listen(WAITING)  # from now on who comes waits until the server is up
    except OSError as error:
        out.close()
        raise SettingsError(
            f"--port {port}: {error.strerror}; another program has it: name another, or leave it away"
        ) from error
    return out
