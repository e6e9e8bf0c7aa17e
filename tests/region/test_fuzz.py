"""Whatever bytes a region's files hold, checking them ends with a list of problems."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.errors import RegionError
from reopen.region import check, load

NAMES = [
    "region.toml",
    "source.csv",
    "country.csv",
    "node.csv",
    "link.csv",
    "crossing.csv",
    "trade.csv",
    "opening.csv",
]
PIECES = st.binary(max_size=6) | st.sampled_from(
    [
        b'"',
        b'""',
        b",",
        b";",
        b"\n",
        b"\r",
        b"=",
        b"[",
        b"]",
        b"\0",
        b"\xff",
        b":",
        b"(",
        b"9" * 400,
        b"-",
        b"\xcc\x81",
    ]
)
EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=EDITS)
def test_check_never_raises(edits: list[tuple[str, float, int, bytes]], starter: Path) -> None:
    """Checking spoilt files raises nothing; loading raises a region error exactly when there is an error."""
    with TemporaryDirectory() as name:
        folder = Path(shutil.copytree(starter, Path(name) / "region"))
        for file, where, length, piece in edits:
            data = (folder / file).read_bytes()
            at = int(where * len(data))
            (folder / file).write_bytes(data[:at] + piece + data[at + length :])
        problems = check(folder)
        try:
            load(folder)
            failed = False
        except RegionError:
            failed = True
        assert failed == any(problem.severity == "error" for problem in problems)
        assert all(str(problem) for problem in problems)
