"""Accepting: what a person chose enters whole, with its source, and nothing else does."""

from __future__ import annotations

import pytest

import reopen
from reopen.accord.accept import accept, propose_file, read_proposals
from reopen.accord.facts import facts
from reopen.accord.reading import read
from reopen.errors import OutputError, ProgrammeError, RegionError
from reopen.region.paths import embedded
from reopen.region.problems import Problem
from reopen.region.save import save

SOURCE = {"publisher": "A newspaper", "date": "2026-03-05", "title": "Talks"}


@pytest.fixture
def folder(tmp_path, south_caucasus):
    save(south_caucasus, tmp_path / "region")
    return tmp_path / "region"


@pytest.fixture
def proposals(tmp_path, south_caucasus):
    text = "Talks of Armenia and Turkey took place in Gyumri on 3 March."
    made = read(text, south_caucasus, published="2026-03-05")
    assert propose_file(made, tmp_path / "proposed.jsonl") == 1
    return read_proposals(tmp_path / "proposed.jsonl")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_chosen_row_enters_with_its_source(folder, proposals):
    """The event and its source are appended under new ids; the lines before stay as they were."""
    before = contents(folder)
    rows = accept(folder, proposals, ["e1"], source=SOURCE)
    assert [row["table"] for row in rows] == ["source", "event"]
    region = reopen.load(folder)
    event = region["event"].iloc[-1]
    assert (event["place"], event["source"]) == ("gyumri", (rows[0]["source_id"],))
    after = contents(folder)
    assert after["event.csv"].startswith(before["event.csv"])
    assert {name for name in before if before[name] != after[name]} == {"event.csv", "source.csv"}


def test_every_problem_at_once_and_nothing_enters(folder, proposals):
    """An unknown id and a source without a publisher are both told, and no file changes."""
    before = contents(folder)
    with pytest.raises(ProgrammeError) as caught:
        accept(folder, proposals, ["e1", "e9"], source={"colour": "red"})
    assert len(caught.value.problems) == 3
    assert contents(folder) == before


def test_a_row_that_breaks_the_region_is_refused(folder, proposals):
    """A subject that the region does not have stops all of it."""
    proposals[0]["row"]["subject_ids"] = "nowhere"
    before = contents(folder)
    with pytest.raises(RegionError, match="nowhere"):
        accept(folder, proposals, ["e1"], source=SOURCE)
    assert contents(folder) == before


def proposed(**cells):
    row = {
        "subject_ids": "R01",
        "unit": "percent",
        "as_of": "2026-03-01",
        "claimant": "A speaker",
        "side": "XA",
    }
    return [{"proposal_id": "c1", "table": "claim", "row": row | cells}]


@pytest.mark.parametrize(
    "cells",
    [
        {"attribute": "physical_progress", "value": "120"},
        {"attribute": "physical_progress", "value": "about half"},
        {"attribute": "completion_target", "value": "soon", "unit": "date"},
        {"attribute": "budget_0000", "value": "5", "unit": "AZN_million"},
        {"attribute": "cleared_area", "value": "5", "unit": "acres"},
    ],
)
def test_a_claim_that_no_command_could_read_is_refused(folder, cells):
    """What the checks of a table let pass, but facts cannot read, does not enter, and the claim is named."""
    before = contents(folder)
    with pytest.raises(RegionError) as caught:
        accept(folder, proposed(**cells), ["c1"], source=SOURCE)
    (problem,) = caught.value.problems
    assert problem.file == "claim.csv"
    assert problem.mend
    assert contents(folder) == before


def test_a_claim_that_can_be_read_leaves_every_command_able_to(folder):
    """Thousands with commas enter, and facts has the figure."""
    cells = {"attribute": "cleared_area", "value": "1,200-1,300", "unit": "km2", "subject_ids": "REC"}
    (_, row) = accept(folder, proposed(**cells), ["c1"], source=SOURCE)
    known = facts(reopen.load(folder), "2026-03-31").set_index("row_id")
    assert known.loc[row["claim_id"], ["value_low", "value_high"]].tolist() == [120_000.0, 130_000.0]


def test_other_readers_can_refuse_too(folder):
    """What is told by a reader of another room stops all of it."""
    before = contents(folder)
    fault = Problem("claim.csv", None, "value", "C1", "5", "another", "change it")
    cells = {"attribute": "physical_progress", "value": "72"}
    with pytest.raises(RegionError, match="change it"):
        accept(folder, proposed(**cells), ["c1"], source=SOURCE, also=[lambda region: [fault]])
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("made", "end"),
    [
        (lambda held: held.replace(b"\n", b"\r\n"), b"\r\n"),
        (lambda held: held.rstrip(b"\n"), b"\n"),
    ],
    ids=["lines that end in two characters", "no end of the last line"],
)
def test_what_stands_in_a_file_stays_to_the_byte(folder, proposals, made, end):
    """Rows are appended with the ends of lines that the file has, and nothing else is written."""
    path = folder / "event.csv"
    held = made(path.read_bytes())
    path.write_bytes(held)
    accept(folder, proposals, ["e1"], source={"source_id": "S001"})
    after = path.read_bytes()
    assert after.startswith(held)
    added = after[len(held) :].removeprefix(b"" if held.endswith(end) else end)
    assert added.endswith(end)
    assert added.count(b"\n") == 1
    assert len(reopen.load(folder)["event"]) == len(reopen.load()["event"]) + 1


def test_the_embedded_region_is_read_only(proposals):
    """What comes with reopen is left alone, and the message says how to make a copy."""
    with pytest.raises(OutputError, match="copy"):
        accept(embedded()["south-caucasus"], proposals, ["e1"], source=SOURCE)
    with pytest.raises(OutputError, match="south-caucasus comes with reopen and is read only; make a copy"):
        accept("south-caucasus", proposals, ["e1"], source=SOURCE)


def test_a_source_that_is_known_is_used_again(folder, proposals):
    """With the id of a source of the region only the event is added."""
    rows = accept(folder, proposals, ["e1"], source={"source_id": "S001"})
    assert [row["table"] for row in rows] == ["event"]
    assert rows[0]["source"] == "S001"


def test_lines_that_are_no_proposals(tmp_path):
    """Every bad line is told by its number."""
    (tmp_path / "bad.jsonl").write_text("[]\n{\n", encoding="utf-8")
    with pytest.raises(ProgrammeError) as caught:
        read_proposals(tmp_path / "bad.jsonl")
    assert [("line 1" in p, "line 2" in p) for p in caught.value.problems] == [(True, False), (False, True)]
