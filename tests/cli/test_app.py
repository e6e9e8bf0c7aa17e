"""The commands as a user runs them: files, words, exit codes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reopen.region.template import new

REOPEN = [sys.executable, "-c", "from reopen.cli.app import main; main()"]


def reopen(*args, cwd, **more):
    """Run the command line in a folder, as a process of its own."""
    return subprocess.run(
        [*REOPEN, *map(str, args)], cwd=cwd, capture_output=True, text=True, check=False, **more
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that holds a small region called ``mine``."""
    here = tmp_path_factory.mktemp("cli")
    new(here / "mine")
    return here


@pytest.fixture(scope="module")
def done(folder):
    """A finished run of it."""
    return reopen("run", "mine", "--out", "results", "--json", cwd=folder)


def test_run_writes_report_summary_and_tables(folder, done):
    """A run of a new region writes report, summary and tables, and prints JSON alone to stdout."""
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == json.loads((folder / "results/summary.json").read_text(encoding="utf-8"))
    for key in (
        "version",
        "seed",
        "seconds",
        "region",
        "as_of",
        "input_sha256",
        "stages",
        "openings",
        "accord",
    ):
        assert key in found
    assert found["openings"][0]["countries"]["XA"]["benefit_usd_m_per_year"].keys() == {
        "p10",
        "p50",
        "p90",
        "central",
    }
    assert (folder / "results/report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    table = (folder / "results/tables/gains_by_country.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["country_id"] for row in rows} == {"XA", "XB"}
    assert "report.html" in done.stderr


def test_the_opening_of_the_starter_helps_both_its_countries(done):
    """The shorter valley road lowers costs, so both countries of the starter gain."""
    opening = json.loads(done.stdout)["openings"][0]
    gains = [c["benefit_usd_m_per_year"]["central"] for c in opening["countries"].values()]
    assert min(gains) > 0


def test_results_are_not_in_the_way_of_the_next_run(folder, done):
    """A second run into the same folder replaces the results and leaves nothing half-written behind."""
    assert reopen("run", "mine", "--out", "results", cwd=folder).returncode == 0
    names = ["accord.html", "report.html", "summary.json", "tables"]
    assert sorted(p.name for p in (folder / "results").iterdir()) == names
    assert not [p for p in folder.iterdir() if p.name.startswith(".results")]


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_leaves_nothing_half_written(folder):
    """A run that is interrupted exits with 130, without a traceback and without a results folder."""
    process = subprocess.Popen(
        [*REOPEN, "run", "--out", "stopped"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in words
    assert "stopped" in words
    assert not [p for p in folder.iterdir() if "stopped" in p.name]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["run", "no-such-region"], 1, "no-such-region"),
        (["run", "mine", "--as-of", "31.12.2020"], 1, "31.12.2020"),
        (["run", "mine", "--settings", "no-such.toml"], 1, "no-such.toml"),
        (["run", "mine", "--out", "mine/link.csv"], 1, "is a file"),
        (["run", "mine", "--jobs", "0"], 2, "--jobs"),
        (["run", "mine", "--no-such-option"], 2, "--no-such-option"),
        (["fly"], 2, "fly"),
        (["new", "mine"], 1, "not empty"),
    ],
)
def test_wrong_use_and_wrong_input(folder, args, code, words):
    """Wrong input exits with 1 and wrong use with 2, both in words and without a traceback."""
    done = reopen(*args, cwd=folder)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_nothing_of_the_embedded_region(folder):
    """The embedded region has no error and no warning."""
    done = reopen("check", "--json", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"errors": 0, "problems": []}


def test_check_lists_every_problem_with_its_place(folder, tmp_path):
    """Two wrong cells in two files are both listed, and the exit code is 1."""
    new(tmp_path / "bad")
    for name, old, wrong in (("link.csv", ",70,", ",-70,"), ("trade.csv", "XB", "XZ")):
        file = tmp_path / "bad" / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, wrong, 1), encoding="utf-8")
    done = reopen("check", tmp_path / "bad", cwd=folder)
    assert done.returncode == 1
    assert "link.csv" in done.stdout
    assert "-70" in done.stdout
    assert "XZ" in done.stdout


def test_check_knows_what_a_study_needs(folder, tmp_path):
    """A region that lacks a unit cost and a parameter is told both at once, by check and by run alike."""
    new(tmp_path / "bare")
    for name, row in (("unit_cost.csv", "truck-hour"), ("parameter.csv", "importer-share")):
        file = tmp_path / "bare" / name
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(x for x in lines if not x.startswith(f"{row},")), encoding="utf-8")
    for command in ("check", "run"):
        done = reopen(command, tmp_path / "bare", cwd=folder)
        words = done.stdout + done.stderr
        assert done.returncode == 1
        assert "truck-hour" in words
        assert "importer-share" in words
        assert "Traceback" not in words


def test_version_tells_what_a_bug_report_needs(folder):
    """``--version --verbose`` names the versions of reopen, Python and the libraries."""
    words = reopen("--version", "--verbose", cwd=folder).stdout
    assert words.startswith("reopen ")
    assert "python " in words


def test_new_makes_a_region_that_runs(tmp_path):
    """``reopen new`` makes a folder that ``reopen check`` accepts without a word."""
    assert reopen("new", "fresh", cwd=tmp_path).returncode == 0
    done = reopen("check", "fresh", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert Path(tmp_path / "fresh/README.md").exists()
