"""``reopen sequence --network`` as a user runs it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from tests.cli.test_sequence import run
from tests.traffic.networks import SIOUX_FALLS

DEMAND = SIOUX_FALLS / "demand.csv"


@pytest.fixture
def broken(tmp_path):
    """Three broken links of Sioux Falls."""
    path = tmp_path / "broken.csv"
    path.write_text("from_node_id,to_node_id,repair_days\n10,15,30\n15,10,20\n8,6,5\n", encoding="utf-8")
    return path


def test_json_and_csv_hold_the_same_order(broken, tmp_path):
    """The order is proven; works follow each other; the table has them in the same order."""
    args = "--network", SIOUX_FALLS, "--trips", DEMAND, "--broken", broken
    done = run(*args, "--json", "--jobs", 1, "--out", tmp_path / "order.csv")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["optimal"], found["gap"], found["equilibria"]) == (True, 0.0, 8)
    assert found["equilibrium_gap"] <= 1e-8
    assert found["total_repaired"] == pytest.approx(7_480_225.34, rel=1e-6)
    assert found["total_broken"] > found["total_repaired"]
    ends = [(row["start_day"], row["finish_day"]) for row in found["works"]]
    assert ends[0][0] == 0.0
    assert [b for _, b in ends[:-1]] == [a for a, _ in ends[1:]]
    assert ends[-1][1] == 55.0
    with (tmp_path / "order.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [(r["from"], r["to"]) for r in table] == [(w["from"], w["to"]) for w in found["works"]]
    assert [float(r["finish_day"]) for r in table] == [b for _, b in ends]


def test_words_for_a_person(broken):
    """Without --json: a table, what is lost and that it is proven, with two crews."""
    done = run("--network", SIOUX_FALLS, "--trips", DEMAND, "--broken", broken, "--crews", 2)
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    for part in ("Order of repair", "proven least", "8 equilibria at a gap of"):
        assert part in words


def test_a_search_that_was_ended_says_so(broken, tmp_path, monkeypatch):
    """The best order so far is printed and written, whole, and the exit code is that of Ctrl-C."""
    from reopen.rebuild import congested as engine

    plain = engine.congested

    def ended(*args, **options):
        done = plain(*args, **options)
        return replace(done, found=replace(done.found, stopped=True))

    monkeypatch.setattr(engine, "congested", ended)
    out = tmp_path / "order.csv"
    done = run("--network", SIOUX_FALLS, "--trips", DEMAND, "--broken", broken, "--out", out)
    assert done.exit_code == 130
    assert "the best order so far" in done.stderr
    assert out.read_bytes().count(b"\n") == 4
    assert b"\r" not in out.read_bytes()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["broken.csv", "order.csv"]


def test_wrong_use_gets_words(broken):
    """Options that go together, regions beside networks, and links that are not there are told."""
    whole = ["--network", SIOUX_FALLS, "--trips", DEMAND, "--broken", broken]
    cases = [
        (whole[:4], "go together; give all three"),
        ([*whole, "--decide", "x"], "leave the region and --decide out"),
        (["south-caucasus", *whole], "leave the region and --decide out"),
        ([*whole[:4], "--broken", DEMAND], "is missing"),
        ([*whole, "--out", "no/such/order.csv"], "cannot be written"),
    ]
    for args, words in cases:
        done = run(*args)
        assert done.exit_code == 1, args
        assert words in " ".join(done.stderr.split())
        assert "Traceback" not in done.output
