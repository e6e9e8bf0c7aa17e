"""``reopen damage`` as a user runs it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest

import reopen
from reopen.region.template import new
from tests.rebuild.ruins import geojson

DAMAGE = [sys.executable, "-W", "error", "-c", "from reopen.cli.app import main; main()", "damage"]


def damage(*args, cwd):
    """Run the command in a folder, as a process of its own."""
    return subprocess.run([*DAMAGE, *map(str, args)], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a region, two damage files that partly describe the same things, and a bad one."""
    folder = tmp_path_factory.mktemp("damage")
    new(folder / "mine")
    properties = {"obj_type": "11-Residential Buildings", "src_date": "01/02/2024"}
    geojson(
        folder / "ems.geojson",
        [((-30.0, 20.5), properties | {"damage_gra": "Damaged"}),
         ((-30.0, 20.6), properties | {"damage_gra": "Destroyed"}),
         ((-30.0, 20.7), properties | {"damage_gra": "Not Analysed"})],
    )  # fmt: skip
    geojson(
        folder / "unosat.geojson",
        [((-30.0, 20.50002), {"Main_Damage_Site_Class": 1, "SensorDate": "2025-01-01"})],
    )
    geojson(folder / "bad.geojson", [((-30.0, 20.5), {"damage_gra": "Kaputt"})])
    geojson(folder / "far.geojson", [((45.0, 40.5), {"damage_gra": "Damaged"})])
    geojson(folder / "plain.geojson", [((-30.0, 20.5), {"damage_gra": "Damaged", "KLASSE": "D5"})])
    return folder


def test_counts_pairs_and_notes(here):
    """JSON has objects by sector and grade, the pair with both sides, and what has no grade."""
    done = damage("ems.geojson", "unosat.geojson", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["objects"] for one in found["files"]] == [3, 1]
    counts = {row["grade"]: (row["rows"], row["counted"]) for row in found["counts"]}
    assert counts == {2.0: (1, 0), 4.0: (2, 2), None: (1, 0)}
    (pair,) = found["pairs"]
    assert (pair["grade_a"], pair["grade_b"], pair["why"]) == (2.0, 4.0, "near")
    assert 2.0 < pair["distance_m"] < 2.5
    assert any("1 objects have no grade" in note for note in found["notes"])


def test_words_for_a_person(here):
    """Without --json the answer is a table, the pairs and the notes."""
    words = damage("ems.geojson", "unosat.geojson", cwd=here).stdout
    for part in (
        "Objects by sector and grade",
        "housing",
        "maybe the same, 2 m",
        "4 rows, 1 pairs, 2 rows do not",
    ):
        assert part in " ".join(words.split())


def test_the_table_fits_a_terminal(here, monkeypatch):
    """In 80 columns no word is cut, however long the sector's name."""
    monkeypatch.setenv("COLUMNS", "80")
    words = damage("plain.geojson", "--field", "grade=KLASSE", "--sector", "explosive_hazard", cwd=here)
    assert "…" not in words.stdout
    assert {"explosive_hazard", "possible", "moderate", "destroyed"} <= set(words.stdout.split())


def test_rows_for_a_region(here):
    """The CSV file can take the place of a region's asset.csv, and the region then loads."""
    done = damage("ems.geojson", "--source", "own-estimate", "--out", "mine/asset.csv", cwd=here)
    assert done.returncode == 0, done.stderr
    assets = reopen.load(here / "mine")["asset"]
    assert assets["damage_grade"].tolist()[:2] == [2.0, 4.0]
    assert assets["image_date"].tolist() == ["2024-02-01"] * 3
    assert "which covers moderate and severe" in assets["note"][0]
    (here / "mine" / "asset.csv").unlink()
    assert not list((here / "mine").glob(".*.part"))


def test_beside_a_region(here):
    """With a region, positions are held against its view and settlements are looked for."""
    done = damage("ems.geojson", "--region", "mine", "--out", "out.csv", cwd=here)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((here / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["settlement_id"] for row in rows] == ["", "", ""]
    far = damage("far.geojson", "--region", "mine", cwd=here)
    assert far.returncode == 1
    assert "1 are outside: far.far-1 (45 40.5)" in far.stderr


def test_columns_and_scheme_by_hand(here):
    """A column may be named, and a scheme and a sector given."""
    args = ("--field", "grade=KLASSE", "--scheme", "ems-98", "--sector", "health", "--json")
    found = json.loads(damage("plain.geojson", *args, cwd=here).stdout)
    assert [(row["sector"], row["grade"]) for row in found["counts"]] == [("health", 4.0)]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["bad.geojson"], "'Kaputt' (1 times"),
        (["no.geojson"], "no.geojson: cannot be read"),
        (["ems.geojson", "ems.geojson"], "read each damage file once"),
        (["ems.geojson", "--scheme", "unosatt"], "did you mean 'unosat'"),
        (["ems.geojson", "--rule", "best"], "found 'best'"),
        (["ems.geojson", "--field", "grade"], "expected MEANING=COLUMN"),
        (["ems.geojson", "--field", "grad=x"], "did you mean 'grade'"),
        (["ems.geojson", "--sector", "housin"], "did you mean 'housing'"),
        (["ems.geojson", "--layer", "x"], "no layer 'x'"),
        (["ems.geojson", "--region", "nowhere"], "expected a folder that exists"),
        (["ems.geojson", "--out", "no/such.csv"], "cannot be written"),
        (["far.geojson", "--out", "out.csv"], "name one for them with --sector"),
        (["ems.geojson", "--source", "=1", "--out", "bad.csv"], "bad.csv"),
    ],
)
def test_what_goes_wrong(here, args, words):
    """Each mistake is told in words, with exit code 1, no traceback and nothing on stdout."""
    done = damage(*args, cwd=here)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (here / "bad.csv").exists()
