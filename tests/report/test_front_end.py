"""The front end's own tests and types, run from here so that one command runs everything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.report.browser import missing, node

WEB = Path(__file__).parents[2] / "web"


@pytest.mark.parametrize(
    "command", [["test/run.mjs"], ["node_modules/typescript/bin/tsc", "--noEmit"]], ids=["tests", "types"]
)
def test_front_end(command):
    """TypeScript sources pass their unit tests and their type check."""
    program = node()
    if not (WEB / "node_modules" / "esbuild").is_dir():
        missing("the front end's packages are not installed (npm ci --prefix web)")
    done = subprocess.run(
        [program, *command], cwd=WEB, capture_output=True, encoding="utf-8", timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
