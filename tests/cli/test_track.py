"""``reopen track`` as a user runs it: the table, JSON, files, and words for wrong use."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest

RUN = [sys.executable, "-c", "from reopen.cli.app import main; main()", "track"]


def run(*args, cwd):
    """Run the command in a folder, as a process of its own."""
    return subprocess.run(
        [*RUN, *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "COLUMNS": "160", "PATH": ""},
    )


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return tmp_path_factory.mktemp("track")


@pytest.fixture(scope="module")
def done(here):
    return run("--json", "--out", "results/of/today", cwd=here)


def test_json_holds_every_work_and_the_score(done):
    """Works with and without a forecast, nothing that JSON lacks, and how good the forecasts were."""
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    works = {work["work_id"]: work for work in found["works"]}
    assert works["R01"]["forecast_low"] < works["R01"]["forecast"] < works["R01"]["forecast_high"]
    assert works["R01"]["forecast_low"] > found["as_of"]
    assert works["H06"]["progress_low"] is None
    assert works["NS_CORRIDOR"]["said"].startswith("no forecast")
    score = found["score"]
    assert 0.0 <= score["coverage"] <= 1.0
    assert score["stated_level"] >= score["level"] == 0.8
    assert score["claims_of_progress"] > 0


def test_files_hold_the_same_works_and_every_claim(here, done):
    """Folders are made; one row a work, and the claims with their sides; no draft is left behind."""
    folder = here / "results/of/today"
    assert sorted(path.name for path in folder.iterdir()) == ["claims.csv", "tracking.csv"]
    rows = list(csv.DictReader((folder / "tracking.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["work_id"] for row in rows] == [work["work_id"] for work in json.loads(done.stdout)["works"]]
    claims = list(csv.DictReader((folder / "claims.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["side"] for row in claims if row["subject_id"] == "R01"} >= {"AZ", "independent"}
    assert all("(" not in row["source"] for row in claims)


def test_words_for_a_person(here):
    """The table shows both sides' figures, targets as they moved, an interval and how good forecasts were."""
    words = " ".join(run(cwd=here).stdout.split())
    for part in (
        "independent: 63 %",
        "AZ: 70 %",
        "2025 (said 2023-12-12)",
        "finished 2025-07-03",
        "One claim ahead",
    ):
        assert part in words


def test_an_earlier_date(here):
    """On the first day of 2025 the highway is not finished yet."""
    found = json.loads(run("--as-of", "2025-01-01", "--json", cwd=here).stdout)
    assert found["as_of"] == "2025-01-01"
    assert {work["work_id"]: work["finished"] for work in found["works"]}["H06"] == ""


def test_a_region_without_claims_says_so(here, make_region):
    """No table, but a sentence; and JSON with no works and no score."""
    region = make_region()
    folder = here / "bare"
    import reopen

    reopen.save(region, folder)
    assert "no work has a claim" in run("bare", cwd=here).stdout
    found = json.loads(run("bare", "--json", cwd=here).stdout)
    assert (found["works"], found["score"]["coverage"]) == ([], None)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--as-of", "soon"], 1, "soon"),
        (["no-such-region"], 1, "no-such-region"),
        (["--out", ""], 2, "give it a name"),
        (["--out", "a-file"], 1, "a-file is a file; name a folder"),
        (["--out", "a-file/deep"], 1, "a-file is a file; name a folder"),
    ],
)
def test_wrong_use_gets_words(here, args, code, words):
    """Wrong options are told in words, with the right exit code and no traceback."""
    (here / "a-file").write_text("mine")
    done = run(*args, cwd=here)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert (here / "a-file").read_text() == "mine"
