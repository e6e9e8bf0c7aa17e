"""Several damage files: one list where all are good, and every fault of every file where they are not."""

from __future__ import annotations

import pytest

from reopen.errors import ReopenError
from reopen.rebuild.damage_files import read_files
from tests.rebuild.ruins import geojson


def test_files_are_read_in_order(tmp_path) -> None:
    """Options reach every file, and the order is that of the paths."""
    paths = [geojson(tmp_path / f"{name}.geojson", [((1, 2), {"klasse": "D5"})]) for name in "ba"]
    read = read_files(paths, mapping={"grade": "klasse"}, scheme="ems-98", sector="health")
    assert [one.path for one in read] == [str(path) for path in paths]
    assert [one.points["sector"].tolist() for one in read] == [["health"]] * 2
    assert read_files([]) == []


def test_faults_of_all_files_are_named(tmp_path) -> None:
    """A class that is none, a file that is missing and a file that is empty are one error."""
    good = geojson(tmp_path / "good.geojson", [((1, 2), {"damage_gra": "Destroyed"})])
    bad = geojson(tmp_path / "bad.geojson", [((1, 2), {"damage_gra": "Kaputt"})])
    empty = tmp_path / "empty.geojson"
    empty.touch()
    with pytest.raises(ReopenError) as error:
        read_files([bad, good, tmp_path / "none.gpkg", empty])
    lines = str(error.value).split("\n")
    assert len(lines) == 3
    for line, words in zip(
        lines, ("'Kaputt'", "none.gpkg: there is no such file", "empty.geojson: not JSON"), strict=True
    ):
        assert words in line


def test_a_wrong_option_is_said_once(tmp_path) -> None:
    """What is wrong with an option is the same for each file."""
    paths = [geojson(tmp_path / f"{name}.geojson", [((1, 2), {"damage_gra": "Damaged"})]) for name in "ab"]
    with pytest.raises(ReopenError) as error:
        read_files(paths, sector="huts")
    assert str(error.value).count("sector: found 'huts'") == 1
