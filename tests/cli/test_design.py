"""``reopen design`` as a user runs it."""

from __future__ import annotations

import json
import os
import signal

import pytest
import typer
from typer.testing import CliRunner

from reopen.cli import design as command
from tests.traffic.networks import SIOUX_FALLS
from tests.traffic.test_dndp import TEXT

DEMAND = SIOUX_FALLS / "demand.csv"
CANDIDATES = """from_node_id,to_node_id,capacity,free_flow_time,cost
10,21,9000,4,700
21,10,9000,4,700
1,24,500,40,100
"""


def run(*args):
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command.design)
    return CliRunner().invoke(app, [str(a) for a in args])


@pytest.fixture
def table(tmp_path):
    """Links that may be built on Sioux Falls: two that help and one that does not."""
    path = tmp_path / "candidates.csv"
    path.write_text(CANDIDATES, encoding="utf-8")
    return path


@pytest.fixture
def instance(tmp_path):
    """A small file with its candidates in it, and trips."""
    net, trips = tmp_path / "small.txt", tmp_path / "small_trips.tntp"
    net.write_text(TEXT, encoding="utf-8")
    trips.write_text("<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 1\n2 : 8;\n", encoding="utf-8")
    return net, trips


def test_candidates_of_a_table_as_json(table):
    """With money for two links the two that help are built, at less total cost, proven."""
    done = run(SIOUX_FALLS, DEMAND, table, "--budget", 1450, "--json", "--jobs", 1)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [(row["from"], row["to"], row["cost"]) for row in found["links"]] == [
        ("10", "21", 700.0),
        ("21", "10", 700.0),
    ]
    assert [row["link"] for row in found["links"]] == [77, 78]
    assert (found["status"], found["spent"], found["budget"], found["candidates"]) == (
        "optimal", 1400.0, 1450.0, 3,
    )  # fmt: skip
    assert found["bound"] <= found["objective"] < 0.95 * found["objective_before"]
    assert found["gap"] <= 1.01e-5
    assert {"version", "nodes", "seconds", "history", "gap_wanted"} <= set(found)


def test_an_instance_in_words(instance):
    """A file with candidates in it, with all the money: the link, what it costs and what it brings."""
    done = run(*instance, "--share", 1)
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    for part in ("1 of 1 links to build", "spent 825 of 825", "less than", "proven least within a gap of"):
        assert part in words


def test_ctrl_c_keeps_the_best_links_so_far(table, monkeypatch):
    """After Ctrl-C the best set is printed with its gap, and the exit code says that it was stopped."""
    from reopen.traffic import branching as engine

    plain = engine.Search.begin

    def interrupted(self, go_on):
        plain(self, go_on)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(engine.Search, "begin", interrupted)
    monkeypatch.setattr("reopen.cli.kernels.ready", lambda solve: None)
    done = run(SIOUX_FALLS, DEMAND, table, "--budget", 1450, "--json")
    assert done.exit_code == 130
    assert "stopped at a gap of" in done.stderr
    found = json.loads(done.stdout)
    assert (found["status"], found["gap"]) == ("stopped", 1.0)
    assert found["objective"] < found["objective_before"]


def test_wrong_use_gets_words(table, instance):
    """Money or candidates given twice or not at all, and bad tables, are told without a traceback."""
    cases = [
        ([SIOUX_FALLS, DEMAND, table], "give one of --budget and --share"),
        ([SIOUX_FALLS, DEMAND, table, "--budget", 1, "--share", 1], "give one of --budget and --share"),
        ([SIOUX_FALLS, DEMAND, "--budget", 1], "has no links that may be built"),
        ([*instance, table, "--budget", 1], "leave"),
        ([SIOUX_FALLS, DEMAND, DEMAND, "--budget", 1], "is missing"),
        (["no.txt", DEMAND, "--budget", 1], "cannot be read"),
    ]
    for args, words in cases:
        done = run(*args)
        assert done.exit_code == 1, args
        assert words in " ".join(done.stderr.split())
        assert "Traceback" not in done.output
    assert run(*instance, "--share", 2).exit_code == 2
