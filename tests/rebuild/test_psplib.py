"""Instances of PSPLIB: the format, and published optima where the instances are at hand."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from reopen.errors import SettingsError
from reopen.rebuild.psplib import read_psplib
from reopen.rebuild.schedule import schedule
from tests.rebuild.checker import faults

FOLDER = Path(os.environ.get("REOPEN_BENCH") or Path(__file__).parents[3] / "shared/bench") / "psplib"

SMALL = """\
************************************************************************
file with basedata            : small.bas
initial value random generator: 1
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  5
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   4
   2        1          1           5
   3        1          1           4
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     4       2    0
  3      1     3       1    1
  4      1     2       2    0
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    2    1
************************************************************************
"""


@pytest.fixture
def small(tmp_path):
    """A file by hand: five jobs, two crews."""
    path = tmp_path / "small.sm"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_file_is_read(small):
    """Jobs, what they wait for, teams, and the sum of durations as the horizon."""
    p = read_psplib(small)
    assert (p.title, p.horizon) == ("small", 9)
    assert [t.id for t in p.tasks] == ["1", "2", "3", "4", "5"]
    assert [t.months for t in p.tasks] == [0, 4, 3, 2, 0]
    assert [tuple(one.task_id for one in t.after) for t in p.tasks] == [
        (),
        ("1",),
        ("1",),
        ("1", "3"),
        ("2", "4"),
    ]
    assert [t.crews for t in p.tasks] == [(), (("R1", 2),), (("R1", 1), ("R2", 1)), (("R1", 2),), ()]
    assert [(c.id, c.levels) for c in p.crews] == [("R1", ((0, 2),)), ("R2", ((0, 1),))]


def test_its_optimum_is_proven(small):
    """All three jobs need the first crew, two of them all of it: nine months, one after the other."""
    plan = schedule(read_psplib(small), effort=0.5)
    assert (plan.value, plan.status) == (-9.0, "optimal")
    assert faults(plan.programme, plan.start) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("nothing", "it has no line 'PRECEDENCE RELATIONS:'"),
        (SMALL.replace("REQUESTS/DURATIONS:", "REQUESTS:"), "it has no line 'REQUESTS/DURATIONS:'"),
        (SMALL.partition("  R 1  R 2\n    2")[0], "expected a single-mode file"),
    ],
)
def test_another_file_is_refused(tmp_path, text, seen):
    """What is not such a file is told with its path and what is missing."""
    path = tmp_path / "other.sm"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"other\.sm: expected a single-mode file") as caught:
        read_psplib(path)
    assert seen in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    """A missing file is told with its path."""
    with pytest.raises(SettingsError, match=r"gone\.sm"):
        read_psplib(tmp_path / "gone.sm")


@pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the instances of PSPLIB are not here; REOPEN_BENCH names their folder"
)
@pytest.mark.parametrize("name", ["j301_1", "j305_3", "j3010_2", "j3037_6", "j601_1"])
def test_published_optima_are_proven(name):
    """The best-known makespan of five published instances is found and proven (Kolisch, Sprecher 1996)."""
    group = "j60" if name.startswith("j60") else "j30"
    with (FOLDER / f"{group}.sm/optimum/optimum.csv").open(encoding="utf-8") as stream:
        known = {row["problem"]: row["optimum"] for row in csv.DictReader(stream)}
    p = read_psplib(FOLDER / f"{group}.sm/{name}.sm")
    plan = schedule(p, effort=8.0)
    assert faults(p, plan.start) == []
    assert (plan.value, plan.status) == (-float(known[f"{name}.sm"]), "optimal")
