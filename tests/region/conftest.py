"""A small good region in a folder of its own, for tests that spoil it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reopen.region import new


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder written by ``new``; not to be changed."""
    folder = tmp_path_factory.mktemp("starter") / "region"
    new(folder)
    return folder


@pytest.fixture
def folder(starter: Path, tmp_path: Path) -> Path:
    """A copy of the starter that a test may change."""
    return Path(shutil.copytree(starter, tmp_path / "region"))
