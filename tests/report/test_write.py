"""Writing results: all of them or none, in the place of those before."""

from __future__ import annotations

import json

import pytest

import reopen
import reopen.report.write as writing
from reopen.region.template import new
from reopen.report.write import write


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("write") / "mine"
    new(folder)
    return reopen.run(folder)


def held(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError("no"), OSError(28, "No space left on device")]
)
def test_a_run_that_fails_leaves_what_was_there(study, tmp_path, monkeypatch, error):
    """Stopped or failing while it writes, a run leaves the earlier results as they were and no rest."""
    write(study, tmp_path / "out")
    before = held(tmp_path)

    def fail(_):
        raise error

    monkeypatch.setattr(writing, "render", fail)
    with pytest.raises((KeyboardInterrupt, RuntimeError, reopen.OutputError)):
        write(study, tmp_path / "out")
    assert held(tmp_path) == before


def test_tables_of_an_earlier_run_go(study, tmp_path):
    """A table that this version does not write does not stay among those that it does."""
    (tmp_path / "out/tables").mkdir(parents=True)
    (tmp_path / "out/tables/old.csv").write_text("x\n")
    (tmp_path / "out/mine.txt").write_text("keep\n")
    write(study, tmp_path / "out")
    assert not (tmp_path / "out/tables/old.csv").exists()
    assert (tmp_path / "out/mine.txt").exists()


def test_a_region_is_not_written_over(study, tmp_path):
    """Results are not put into a folder that holds a region."""
    new(tmp_path / "region")
    before = held(tmp_path)
    with pytest.raises(reopen.OutputError, match="holds a region"):
        write(study, tmp_path / "region")
    assert held(tmp_path) == before


def test_what_is_returned_is_what_is_written(study, tmp_path):
    """The summary that a caller gets is the one in the file."""
    found = write(study, tmp_path / "out")
    assert json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8")) == found
