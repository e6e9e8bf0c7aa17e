"""``reopen openings`` as a user runs it."""

from __future__ import annotations

import csv
import json

import pytest

from tests.cli.test_app import reopen

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
    ],
)
def test_wrong_use_gets_words(here, args, code, words):
    """Wrong choices are told in words, with the right exit code and no traceback."""
    done = reopen("openings", *args, cwd=here)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
