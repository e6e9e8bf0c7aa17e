"""``reopen equilibrium`` as a user runs it."""

from __future__ import annotations

import csv
import json
import os
import signal

import pytest
import typer
from typer.testing import CliRunner

from reopen.cli import equilibrium as command
from tests.traffic.networks import SIOUX_FALLS, SIOUX_FALLS_OBJECTIVE
from tests.traffic.test_tntp import NET, TRIPS

DEMAND = SIOUX_FALLS / "demand.csv"


def run(*args):
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command.equilibrium)
    return CliRunner().invoke(app, [str(a) for a in args])


def rows(path):
    """A table's rows."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def tntp(tmp_path):
    """A small TNTP network and trips that it can carry."""
    net, trips = tmp_path / "a_net.tntp", tmp_path / "a_trips.tntp"
    net.write_text(NET, encoding="utf-8")
    trips.write_text(TRIPS.replace("1 : 1e1;", "1 : 0;").replace("30.5", "20.5"), encoding="utf-8")
    return net, trips


def test_gmns_as_json_and_tables(tmp_path):
    """Sioux Falls: the published objective, flows by link that agree, and the gap's history."""
    folder = tmp_path / "out"
    done = run(SIOUX_FALLS, DEMAND, "--gap", 1e-11, "--json", "--out", folder, "--select", 1, "--jobs", 1)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["objective"] == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=1e-11)
    assert (found["status"], found["relative_gap"] <= 1e-11) == ("converged", True)
    assert {
        "version",
        "method",
        "total_travel_time",
        "iterations",
        "trips",
        "pairs",
        "seconds",
        "history",
    } <= set(found)
    flows = rows(folder / "flows.csv")
    assert [float(r["flow"]) for r in flows] == [link["flow"] for link in found["links"]]
    assert len(rows(folder / "history.csv")) == len(found["history"])
    pairs = rows(folder / "pairs.csv")
    assert len(pairs) == found["pairs"] == 528
    for row in pairs:
        assert float(row["time"]) == pytest.approx(float(row["cheapest_cost"]), rel=1e-6)
    users = rows(folder / "users.csv")
    assert sum(float(r["flow"]) for r in users) == pytest.approx(found["links"][0]["flow"], rel=1e-9)
    assert sorted(found["files"]) == sorted(str(p) for p in folder.iterdir())


def test_tntp_in_words(tntp):
    """Without --json: what was solved, its gap and objective."""
    done = run(*tntp)
    assert done.exit_code == 0, done.output
    for part in ("user equilibrium of 20.5 trips on 3 links: converged", "objective", "total cost"):
        assert part in done.stdout


def test_the_optimum_costs_less():
    """--optimum lowers the total and says what it is."""
    users, best = (json.loads(run(SIOUX_FALLS, DEMAND, "--json", *o).stdout) for o in ([], ["--optimum"]))
    assert best["total_travel_time"] < users["total_travel_time"]
    assert "system optimum" in run(SIOUX_FALLS, DEMAND, "--optimum").stdout


def test_marginal_tolls_make_the_optimum_an_equilibrium(tmp_path):
    """Users who pay what --optimum --out writes as marginal tolls drive as at the optimum."""
    assert run(SIOUX_FALLS, DEMAND, "--optimum", "--gap", 1e-10, "--out", tmp_path / "o").exit_code == 0
    best = rows(tmp_path / "o/flows.csv")
    for source in SIOUX_FALLS.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    links = rows(tmp_path / "link.csv")
    toll = {row["link"]: row["marginal_toll"] for row in best}
    with (tmp_path / "link.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*links[0], "toll"])
        writer.writeheader()
        writer.writerows(row | {"toll": toll[row["link_id"]]} for row in links)
    done = run(tmp_path, tmp_path / "demand.csv", "--toll-weight", 1, "--gap", 1e-10, "--json")
    flow = {str(link["link"]): link["flow"] for link in json.loads(done.stdout)["links"]}
    for row in best:
        assert flow[row["link"]] == pytest.approx(float(row["flow"]), rel=1e-3)


def test_frank_wolfe(tmp_path):
    """--method bfw has the same objective within its gap, and pairs without means."""
    done = run(SIOUX_FALLS, DEMAND, "--method", "bfw", "--gap", 1e-4, "--json", "--out", tmp_path / "o")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["objective"] == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=2e-4)
    assert set(rows(tmp_path / "o/pairs.csv")[0]) == {"origin", "destination", "flow", "cheapest_cost"}


def test_trips_within_zones_alone_are_refused(tntp):
    """Nobody travels: there is no equilibrium to find."""
    net, trips = tntp
    trips.write_text("<END OF METADATA>\nOrigin 1\n1 : 5;\n", encoding="utf-8")
    done = run(net, trips)
    assert done.exit_code == 1
    assert "found no flow between two nodes" in done.stderr


def test_tolls_count_where_asked(tntp):
    """A toll that weighs enough moves the trips to the other way."""
    free, tolled = (json.loads(run(*tntp, "--json", *o).stdout) for o in ([], ["--toll-weight", 9]))
    assert free["links"][0]["flow"] > tolled["links"][0]["flow"] == 0.0


def test_ctrl_c_keeps_the_flows_so_far(tmp_path, monkeypatch):
    """After Ctrl-C the flows are written with their gap, and the exit code says that it was stopped."""
    from reopen.traffic import equilibrium as engine

    plain = engine._Work.round

    def interrupted(self, pool, go_on):
        if self.columns.used[0]:
            os.kill(os.getpid(), signal.SIGINT)
        return plain(self, pool, go_on)

    monkeypatch.setattr(engine._Work, "round", interrupted)
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("reopen.cli.kernels.ready", lambda solve: None)
    done = run(SIOUX_FALLS, DEMAND, "--gap", 1e-12, "--out", tmp_path / "o")
    assert done.exit_code == 130
    assert "stopped at a gap of" in done.stderr
    assert "was not reached" in done.stdout
    assert sum(float(r["flow"]) for r in rows(tmp_path / "o/flows.csv")) > 360_600.0
    assert signal.getsignal(signal.SIGINT) is before


def test_both_files_are_told_of_at_once(tntp):
    """Lines of the network and of the trips that make no sense come in one message."""
    net, trips = tntp
    net.write_text(NET.replace("\t1\t3\t10", "\t1\t3\t0"), encoding="utf-8")
    trips.write_text("Origin 1\n2 : many;\n", encoding="utf-8")
    done = run(net, trips)
    assert done.exit_code == 1
    assert "line 8: found capacity 0" in done.stderr
    assert "line 2: found '2 : many;'" in done.stderr


def test_tables_are_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """Where writing fails the table of before stays, and no draft is left."""
    from reopen.cli import equilibrium_output as output

    run(SIOUX_FALLS, DEMAND, "--gap", 1e-2, "--out", tmp_path / "o")
    before = (tmp_path / "o/pairs.csv").read_bytes()

    def pairs(inputs, found):
        def lines():
            yield [1, 2, 3.0, 4.0]
            raise OSError(28, "No space left on device")

        return ["origin"], lines()

    monkeypatch.setattr(output, "_pairs", pairs)
    done = run(SIOUX_FALLS, DEMAND, "--gap", 1e-2, "--out", tmp_path / "o")
    assert done.exit_code == 1
    assert "pairs.csv cannot be written: No space left on device" in done.stderr
    assert (tmp_path / "o/pairs.csv").read_bytes() == before
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == ["flows.csv", "history.csv", "pairs.csv"]


def test_first_flows_beyond_numbers_are_null(tntp):
    """A history in which all take one steep link first is JSON still."""
    net, trips = tntp
    net.write_text(NET.replace("\t3\t2\t10\t2\t1\t0.15\t4", "\t3\t2\t10\t2\t1\t1\t900"), encoding="utf-8")
    done = run(net, trips, "--json", "--seed", 7)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["status"], found["seed"]) == ("converged", 7)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ([SIOUX_FALLS, "x_trips.tntp"], 1, "of two formats"),
        (["x_net.tntp", "x_trips.tntp"], 1, "x_net.tntp: cannot be read"),
        ([SIOUX_FALLS / "lost.csv", DEMAND], 1, "name GMNS' folder or its link.csv"),
        ([SIOUX_FALLS, DEMAND, "--out", "no/such/folder"], 1, "cannot be made"),
        ([SIOUX_FALLS, DEMAND, "--out", DEMAND], 1, "is no folder"),
        ([SIOUX_FALLS, DEMAND, "--select", 77], 1, "links 1 to 76"),
        ([SIOUX_FALLS, DEMAND, "--select", 7, "--method", "bfw"], 1, "--method paths"),
        ([SIOUX_FALLS, DEMAND, "--select", 7], 1, "name a folder for it with --out"),
        ([SIOUX_FALLS, DEMAND, "--toll-weight", "inf"], 2, "--toll-weight"),
        ([SIOUX_FALLS, DEMAND, "--gap", 0], 2, "--gap"),
        ([SIOUX_FALLS, DEMAND, "--method", "magic"], 2, "--method"),
    ],
)
def test_wrong_use_gets_words(args, code, words):
    """Wrong files and options are told in words, with the right exit code and no traceback."""
    done = run(*args)
    assert done.exit_code == code
    assert words in done.output + done.stderr
    assert "Traceback" not in done.output
