"""``reopen serve`` in a process of its own, and a real browser on its page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.report.browser import PLAYWRIGHT, browse, missing

REOPEN = [sys.executable, "-c", "from reopen.cli.app import main; main()"]

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")

AXE = PLAYWRIGHT.parents[1] / "axe-core" / "axe.min.js"

#: Settings with a quick programme, few draws and no queues: the page is tested, not the model.
QUICK = """draws = 64
together = 8
package_draws = 16

[rebuild]
effort = 1.0
front = 2
shadow = false

[queues]
on = false
"""

#: Begins every script of a step.
HELPERS = Path(__file__).with_name("helpers.js").read_text(encoding="utf-8")


def script(body: str) -> dict[str, str]:
    """A step that runs JavaScript with the helpers at hand and gives back what it returns."""
    return {"evaluate": f"(async () => {{ {HELPERS}\n{body} }})()"}


@contextmanager
def serving(folder: Path, *region: str) -> Iterator[str]:
    """The server on a free port, of the embedded region or another; yields the page's address."""
    settings = folder / "quick.toml"
    settings.write_text(QUICK, encoding="utf-8")
    given = ["--no-browser", "--scenarios", str(folder / "scenarios"), "--settings", str(settings)]
    with (folder / "serve.log").open("w+", encoding="utf-8") as log:
        running = subprocess.Popen([*REOPEN, "serve", *region, *given], stdout=log, stderr=subprocess.STDOUT)
        try:
            yield address(running, folder / "serve.log")
        finally:
            running.terminate()
            running.wait(timeout=30)


def address(running: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the server tells once it listens."""
    for _ in range(600):
        found = ADDRESS.search(log.read_text(encoding="utf-8"))
        if found:
            return found[0]
        try:
            running.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"reopen serve does not listen:\n{log.read_text(encoding='utf-8')[-2000:]}")


def visit(
    url: str, *steps: dict[str, Any], width: int = 1280, height: int = 800, webgl: bool = True
) -> dict[str, Any]:
    """Open the page in Chromium, do the steps, and tell what happened.

    Returns
    -------
    dict
        ``requests``, ``console``, ``errors`` and the steps' results.
    """
    if not AXE.is_file():
        missing("axe-core is not installed (npm ci --prefix web)")
    return browse(url, *steps, width=width, height=height, webgl=webgl)
