"""Every kind of bad file is reported once, with its place, the value seen and how to mend it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from reopen.errors import RegionError
from reopen.region import Problem, check, load

from .bad import ALL, Bad


def named(problems: tuple[Problem, ...] | list[Problem], bad: Bad) -> list[Problem]:
    """The problems at the place that the bad file has."""
    place = (bad.file, bad.row, bad.column)
    return [problem for problem in problems if (problem.file, problem.row, problem.column) == place]


def test_the_starter_is_good(folder: Path) -> None:
    """The region that the tests spoil has no problem before."""
    assert check(folder) == []


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_bad_file(bad: Bad, folder: Path) -> None:
    """The problem is found, says what, where, what was seen and how to mend it, and stops the loading."""
    bad.spoil(folder)
    problems = check(folder)
    with pytest.raises(RegionError) as caught:
        load(folder)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert len(errors) == bad.errors, "\n".join(map(str, errors))
    found = named(errors, bad)
    assert found, "\n".join(map(str, errors))
    message = str(found[0])
    assert bad.value is None or bad.value in message
    assert bad.mend in message
    assert list(caught.value.problems) == problems
    assert message in str(caught.value)


def test_kinds_are_many_and_distinct() -> None:
    """There are at least 45 kinds, none twice."""
    assert len({bad.name for bad in ALL}) == len(ALL) >= 45


def test_cell_of_100_megabytes(folder: Path) -> None:
    """A cell of 100 MB is reported within 5 seconds, with its column."""
    with (folder / "source.csv").open("a", encoding="utf-8") as stream:
        stream.write("S1,2026,")
        for _ in range(100):
            stream.write("x" * 1_000_000)
        stream.write(",independent,title,\n")
    start = time.perf_counter()
    problems = check(folder)
    assert time.perf_counter() - start < 5
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("source.csv", 3, "publisher")
    ]


def test_problems_of_every_file_at_once(folder: Path) -> None:
    """Problems of several files come in one list, by file and row."""
    for bad in ALL:
        if bad.name in ("decimal comma", "TRUE", "dotted date", "share in percent", "id with a slash"):
            bad.spoil(folder)
    places = [(problem.file, problem.row) for problem in check(folder)]
    assert places == [
        ("link.csv", 2),
        ("node.csv", 2),
        ("region.toml", 3),
        ("state.csv", 2),
        ("trade.csv", 2),
    ]


def test_rows_before_a_broken_one_are_checked(folder: Path) -> None:
    """An unclosed quote far down does not hide the problems above it."""
    lines = (folder / "consent.csv").read_text(encoding="utf-8").splitlines()
    lines += ["valley-road,XA,stat,interested,", 'valley-road,XB,state,"interested,']
    (folder / "consent.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [(problem.row, problem.column) for problem in check(folder)] == [(4, "kind"), (5, "")]


def test_many_problems_are_capped(folder: Path) -> None:
    """Of a thousand bad cells 200 are listed and the rest counted."""
    with (folder / "consent.csv").open("a", encoding="utf-8") as stream:
        stream.writelines(f"valley-road,Actor {i},stat,interested,\n" for i in range(1000))
    problems = check(folder)
    assert len(problems) == 201
    assert "800 more" in str(problems[-1])
