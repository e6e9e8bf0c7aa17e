"""``reopen openings`` as a user runs it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess

import pytest

from tests.cli.test_app import REOPEN, reopen

CHAIN = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return tmp_path_factory.mktemp("openings")


@pytest.fixture(scope="module")
def done(here):
    chosen = [part for name in (*CHAIN, "margara-alican-road") for part in ("--decide", name)]
    return reopen("openings", *chosen, "--json", "--out", "all.csv", cwd=here)


def test_json_holds_shares_interactions_and_the_best(done):
    """The chain's pieces are worth nothing alone, share what they bring together, and are all in the best."""
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["count"] == found["feasible"] == 16
    assert all(abs(found["alone_usd_m_per_year"][name]) < 0.05 for name in CHAIN)
    assert all(found["share_usd_m_per_year"][name] > 0.05 for name in CHAIN)
    assert set(found["best"]["openings"]) == {*CHAIN, "margara-alican-road"}
    assert sum(found["share_usd_m_per_year"].values()) == pytest.approx(found["best"]["usd_m_per_year"])
    assert found["method"] == "exact"
    assert found["without_way"] == ["tskhinvali"]
    assert {"openings", "count", "seconds", "shapley", "interactions", "by_country"} <= set(found)
    assert set(found["shapley"]["meghri-rail"]) == set(found["by_country"])


def test_one_row_a_combination(here, done):
    """The CSV file has every combination once, the empty one first and worth nothing."""
    rows = list(csv.DictReader((here / "all.csv").read_text(encoding="utf-8").splitlines()))
    assert len({row["openings"] for row in rows}) == len(rows) == 16
    assert rows[0]["openings"] == ""
    assert {rows[0][c] for c in ("AM", "AZ", "GE", "EU")} == {"0.0"}
    assert not list(here.glob(".all.csv*"))


def test_words_for_a_person(here):
    """Without --json the answer is a table, what needs what, and the best combination."""
    chosen = [part for name in CHAIN for part in ("--decide", name)]
    words = reopen("openings", *chosen, cwd=here).stdout
    for part in ("meghri-rail", "Shapley", "need each other", "best together", "8 combinations"):
        assert part in words


def test_a_link_stays_a_link(here):
    """The table goes where a link points, and the link stays."""
    (here / "real.csv").write_text("old")
    (here / "link.csv").symlink_to(here / "real.csv")
    reopen("openings", "--decide", "meghri-rail", "--out", "link.csv", cwd=here)
    assert (here / "link.csv").is_symlink()
    assert (here / "real.csv").read_text().startswith("openings,feasible")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--decide", "meghri-rial"], 1, "did you mean 'meghri-rail'"),
        (["--decide", "meghri-rail", "--decide", "meghri-rail"], 1, "twice"),
        (["--decide", "meghri-rail", "--out", "no/such/folder.csv"], 1, "cannot be written"),
        (["--decide", "meghri-rail", "--out", "."], 1, "is a folder"),
        (["--as-of", "", "--decide", "meghri-rail"], 1, "as-of date"),
        (["--as-of", "soon", "--decide", "meghri-rail"], 1, "soon"),
        (["--jobs", "0"], 2, "--jobs"),
        (["--samples", "99"], 2, "--samples"),
    ],
)
def test_wrong_use_gets_words(here, args, code, words):
    """Wrong choices are told in words, with the right exit code and no traceback."""
    done = reopen("openings", *args, cwd=here)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def many(south_caucasus):
    """Options that decide on the first 25 openings, one more than is listed."""
    names = [str(name) for name in south_caucasus["opening"]["opening_id"]][:25]
    return [part for name in names for part in ("--decide", name)]


def test_more_openings_than_can_be_listed_are_sampled(here, many):
    """Shares of 25 openings are sampled and say so: method, orders, seed and intervals."""
    done = reopen("openings", *many, "--samples", "100", "--seed", "7", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert "sampled" in found["method"]
    assert found["count"] == 2**25
    (part,) = [part for part in found["parts"] if part["method"] == "sampled"]
    assert (part["permutations"], part["seed"]) == (100, 7)
    for name in part["openings"]:
        low, high = found["share_interval_usd_m_per_year"][name]
        assert low <= found["share_usd_m_per_year"][name] <= high
    assert list(found["share_usd_m_per_year"]) == found["openings"] == many[1::2]
    assert sum(found["share_usd_m_per_year"].values()) == pytest.approx(
        found["best"]["usd_m_per_year"], abs=1e-4
    )
    assert sum(found["by_country"][c] for c in ("AM", "AZ", "GE")) > 0


def test_a_person_is_told_that_shares_are_sampled(here, many):
    """The table shows the intervals, and a line says from how many orders they are."""
    words = " ".join(reopen("openings", *many, "--samples", "100", cwd=here).stdout.split())
    assert "95 % interval" in words
    assert "sampled from 100 orders (seed 1)" in words
    assert "left out, since no way joins them to another zone: tskhinvali" in words


def test_one_row_a_combination_is_refused_where_they_are_not_listed(here, many):
    """--out with more openings than are listed is refused at once, with the way out."""
    done = reopen("openings", *many, "--out", "many.csv", cwd=here)
    assert done.returncode == 1
    assert "at most 24 openings; these are 25" in done.stderr
    assert not list(here.glob("*many*"))


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_during_a_long_walk_leaves_no_file_and_says_what_is_lost(here, many):
    """A walk that foretold minutes and is interrupted leaves no file, and says that nothing is kept."""
    process = subprocess.Popen(
        [*REOPEN, "openings", *many[:48], "--jobs", "1", "--out", "half.csv"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    foretold = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=120)
    assert "minutes" in foretold
    assert process.returncode == 130
    assert "Traceback" not in words
    assert "valued so far is lost" in words
    assert not list(here.glob("*half*"))
