"""Files that are written whole or not at all."""

from __future__ import annotations

import pytest

from reopen.errors import OutputError
from reopen.files import whole_file


def test_a_file_is_whole_or_as_it_was(tmp_path) -> None:
    """An error on the way leaves the earlier file and no draft; without one the draft takes its place."""
    out = tmp_path / "out.csv"
    out.write_text("before")
    with pytest.raises(KeyError), whole_file(out) as draft:
        draft.write_text("half")
        raise KeyError
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.csv", "before")]
    with whole_file(out) as draft:
        draft.write_text("after")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.csv", "after")]


def test_a_file_that_cannot_be_written_is_named(tmp_path) -> None:
    """A folder that is not there, and one that is a file, are told in words."""
    (tmp_path / "file").touch()
    for out in (tmp_path / "no/out.csv", tmp_path / "file/out.csv"):
        words = r"out.csv cannot be written: .*; name another file"
        with pytest.raises(OutputError, match=words), whole_file(out) as draft:
            draft.write_text("lost")
