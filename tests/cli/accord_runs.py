"""Running ``reopen accord`` as a user does, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from reopen.accord.known import DATED, PARTS
from reopen.region.spans import known_by

RUN = [sys.executable, "-W", "error", "-c", "from reopen.cli.app import main; main()", "accord"]
TWO_VALLEYS = Path(__file__).parent.parent.parent / "examples/two-valleys"
#: Tables of the register.
REGISTER = ("document", "version", "clause", "provision", "coding", "event", "claim")


def run(*args, cwd, given=None):
    """Run a command of the accord in a folder; ``given`` is piped in."""
    return subprocess.run(
        [*RUN, *map(str, args)],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "COLUMNS": "180", "PATH": ""},
    )


def found(*args, cwd, given=None):
    """What a command prints as JSON."""
    done = run(*args, "--json", cwd=cwd, given=given)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def words(*args, cwd, given=None):
    """What a command prints for a person, on one line."""
    done = run(*args, cwd=cwd, given=given)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def cut(region, day):
    """The region as somebody had it on the day: no later row of the register, and none that cites one."""
    out = {name: region[name] for name in (*DATED, *PARTS)}
    for name, column in DATED.items():
        out[name] = out[name][known_by(out[name][column], day)]
    sources = set(out["source"]["source_id"])
    for name in out.keys() - {"source"}:
        cells = [tuple(one for one in cell if one in sources) for cell in out[name]["source"]]
        out[name] = out[name].assign(source=cells)
    return region.replace(**{name: table.reset_index(drop=True) for name, table in out.items()})
