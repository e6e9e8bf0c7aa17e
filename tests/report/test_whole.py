"""A folder of results that is whole or not at all."""

from __future__ import annotations

import pytest

import reopen
from reopen.report.whole import check_folder, whole


def test_files_take_the_place_of_those_before(tmp_path):
    """New files and folders replace earlier ones, what the draft lacks goes, and what is not named stays."""
    out = tmp_path / "out"
    (out / "tables").mkdir(parents=True)
    for name in ("tables/old.csv", "gone.xlsx", "mine.txt"):
        (out / name).write_text("old")
    with whole(out, ("tables", "gone.xlsx", "new.json")) as draft:
        (draft / "tables").mkdir()
        (draft / "tables/new.csv").write_text("new")
        (draft / "new.json").write_text("new")
    found = {str(p.relative_to(tmp_path)): p.read_text() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"out/tables/new.csv": "new", "out/new.json": "new", "out/mine.txt": "old"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("no")])
def test_a_failure_leaves_everything_as_it_was(tmp_path, error):
    """Whatever ends the writing, the folder keeps the earlier files and no draft stays beside it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "new.json").write_text("old")
    with pytest.raises(type(error)), whole(out, ("new.json",)) as draft:
        (draft / "new.json").write_text("new")
        raise error
    assert (out / "new.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_is_told_in_words(tmp_path):
    """An error of the system becomes one message with the place and the option to use."""
    with (
        pytest.raises(reopen.OutputError, match=r"out cannot be written: No space left.*--out"),
        whole(tmp_path / "out", ()),
    ):
        raise OSError(28, "No space left on device")


def test_a_folder_below_a_file_is_refused_before_the_work(tmp_path):
    """Files, regions and what lies below a file are refused; a folder to be made is not."""
    (tmp_path / "file").write_text("")
    (tmp_path / "region").mkdir()
    (tmp_path / "region/region.toml").write_text("")
    for name, words in (("file", "is a file"), ("file/in", "is a file"), ("region", "holds a region")):
        with pytest.raises(reopen.OutputError, match=words):
            check_folder(tmp_path / name)
    check_folder(tmp_path / "new/deep")
    assert not (tmp_path / "new").exists()
