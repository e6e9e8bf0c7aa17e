"""Where the table of combinations may be written."""

from __future__ import annotations

import os

import pytest

from reopen.errors import OutputError
from reopen.files import check_target


def test_a_pipe_or_folder_is_refused(tmp_path):
    """What is no plain file would be replaced by one, so it is refused; a link to a file is not."""
    pipe, real, link = tmp_path / "pipe", tmp_path / "real.csv", tmp_path / "link.csv"
    real.touch()
    link.symlink_to(real)
    for good in (real, link, tmp_path / "new.csv"):
        check_target(good)
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="is no plain file"):
        check_target(pipe)
    with pytest.raises(OutputError, match="is a folder"):
        check_target(tmp_path)
    with pytest.raises(OutputError, match="no folder"):
        check_target(tmp_path / "none" / "file.csv")
