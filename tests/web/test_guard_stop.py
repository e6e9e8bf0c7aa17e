"""How ``reopen serve`` ends: at once and without noise, whoever listens and whatever is being solved."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from time import monotonic, sleep

import pytest

from reopen.region.template import new
from tests.web.served import REOPEN, address

SECONDS = 10
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")


def alive(session):
    """Processes of a session that have not ended."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,sess=,stat="], capture_output=True, text=True, check=True)
    rows = [row.split() for row in found.stdout.splitlines()]
    return [int(pid) for pid, of, state in rows if int(of) == session and not state.startswith("Z")]


@pytest.mark.parametrize(
    ("number", "code", "last"),
    [
        (signal.SIGINT, 130, "stopped; scenarios that were saved are kept"),
        (signal.SIGTERM, -signal.SIGTERM, "stop with Ctrl-C"),
    ],
)
def test_it_ends_at_once_while_a_page_listens_and_a_solve_runs(tmp_path, number, code, last):
    """The stream ends, who waits gets an answer, the solve's process ends, and at most a line is said."""
    new(tmp_path / "region")
    given = [str(tmp_path / "region"), "--no-browser", "--scenarios", str(tmp_path / "scenarios")]
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*REOPEN, "serve", *given], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    opened = ExitStack()
    try:
        port, token = re.search(r":(\d+)/\?token=(\S+)", address(server, tmp_path / "log")).groups()
        headers = {"Cookie": f"reopen-{port}={token}", "X-Reopen": "1", "Content-Type": "application/json"}

        def asked(method, path, body=None):
            connection = opened.enter_context(
                closing(HTTPConnection("127.0.0.1", int(port), timeout=SECONDS))
            )
            connection.request(method, path, body=body, headers=headers)
            return connection

        stream = opened.enter_context(asked("GET", "/api/events").getresponse())
        assert stream.readline() == b"retry: 2000\n"
        assert asked("POST", "/api/jobs", json.dumps({"kind": "report"})).getresponse().status == 202
        waits = asked("GET", "/api/answer?border=2")
        until = monotonic() + SECONDS
        # The server, what tracks its processes, and the one that solves, which still imports.
        while len(alive(server.pid)) < 3 and monotonic() < until:
            sleep(0.02)
        assert len(alive(server.pid)) == 3
        sent = monotonic()
        os.killpg(server.pid, number)  # as a terminal does it: to all of them
        assert server.wait(timeout=SECONDS) == code
        assert monotonic() - sent < SECONDS / 2
        assert waits.getresponse().status in (200, 429)
        stream.read()
        while alive(server.pid) and monotonic() < sent + SECONDS:
            sleep(0.02)
        assert alive(server.pid) == []
    finally:
        opened.close()
        if server.poll() is None:
            server.kill()
            server.wait()
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 3 and lines[-1] == last
