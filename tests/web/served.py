"""``reopen serve`` in a process of its own, and a real browser on its page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.report.browser import PLAYWRIGHT, browse, missing

REOPEN = [sys.executable, "-c", "from reopen.cli.app import main; main()"]

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")

AXE = PLAYWRIGHT.parents[1] / "axe-core" / "axe.min.js"

FIRST, SECOND = "ijevan-gazakh-rail", "margara-alican-road"
BOTH = f"{FIRST},{SECOND}"

#: A region so small that its packages are solved in seconds.
VALLEYS = Path(__file__).parents[2] / "examples" / "two-valleys"

WIDE = "return document.documentElement.scrollWidth"

#: Serious findings of axe-core: rule, first elements.
FINDINGS = (
    (AXE.read_text(encoding="utf-8") if AXE.is_file() else "")
    + """;
  const told = await axe.run(document, { resultTypes: ["violations"] });
  return told.violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))]);
"""
)

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
    url: str,
    *steps: dict[str, Any],
    width: int = 1280,
    height: int = 800,
    webgl: bool = True,
    slow: str | None = None,
) -> dict[str, Any]:
    """Open the page in Chromium, do the steps, and tell what happened.

    Returns
    -------
    dict
        ``requests``, ``console``, ``errors`` and the steps' results.
    """
    if not AXE.is_file():
        missing("axe-core is not installed (npm ci --prefix web)")
    return browse(url, *steps, width=width, height=height, webgl=webgl, slow=slow)


def assert_quiet(told, url):
    """Nothing went wrong, and nothing was asked for beyond the server on this machine."""
    assert not told["errors"]
    assert not [line for line in told["console"] if line.startswith(("error", "warning"))]
    host = urlsplit(url).netloc
    assert {urlsplit(one).netloc for one in told["requests"] if one.startswith("http")} == {host}
    assert not [one for one in told["requests"] if not one.startswith(("http:", "blob:", "data:"))]
