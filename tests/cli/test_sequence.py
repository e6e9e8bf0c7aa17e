"""``reopen sequence`` as a user runs it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from reopen.cli.app import app

CHAIN = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail")


def run(*args):
    """Run the command."""
    return CliRunner().invoke(app, ["sequence", *map(str, args)])


def deciding(*names):
    """Options that choose some openings."""
    return [part for name in names for part in ("--decide", name)]


def test_json_and_csv_hold_the_same_order(tmp_path):
    """The chain's order, proven, as JSON with version and seed, and as a table."""
    done = run(*deciding(*CHAIN), "--json", "--out", tmp_path / "order.csv", "--jobs", 1)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert sorted(found["order"]) == sorted(CHAIN)
    assert found["optimal"]
    assert {"version", "seed", "seconds", "objective", "bound"} <= set(found)
    lines = (tmp_path / "order.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == found["order"]


def test_words_for_a_person():
    """Without --json: a table, the loss with its proof, and what plain orders lose beside it."""
    done = run(*deciding(*CHAIN), "--crews", 2, "--months", "high")
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    for part in ("meghri-rail", "crew", "proven least", "as listed: USD", "largest benefit per month first"):
        assert part in words


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (deciding("meghri-rial"), 1, "did you mean 'meghri-rail'"),
        ([*deciding("meghri-rail"), "--out", "no/such/folder.csv"], 1, "cannot be written"),
        (["--as-of", "soon"], 1, "soon"),
        (["--months", "some"], 2, "--months"),
        (["--crews", "0"], 2, "--crews"),
    ],
)
def test_wrong_use_gets_words(args, code, words):
    """Wrong choices are told in words, with the right exit code and no traceback."""
    done = run(*args)
    assert done.exit_code == code
    assert words in done.output + done.stderr
    assert "Traceback" not in done.output
