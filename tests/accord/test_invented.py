"""The invented region in examples/two-valleys: another conflict, in another place, works as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import reopen
from reopen.accord.versions import comparable, compare
from reopen.network.skim import skim
from reopen.region import check
from reopen.region.spans import known_by, span
from reopen.study import run

FOLDER = Path(__file__).parent.parent.parent / "examples/two-valleys"


@pytest.fixture(scope="module")
def two_valleys():
    return reopen.load(FOLDER)


def test_its_files_have_no_problem():
    """Not even a warning: the folder is a model for others."""
    assert check(FOLDER) == []


def test_it_shares_nothing_with_the_embedded_region(two_valleys, south_caucasus):
    """No country, place, document or source of the one is in the other."""
    for table, key in {
        "country": "country_id",
        "node": "node_id",
        "document": "document_id",
        "source": "source_id",
    }.items():
        assert not set(two_valleys[table][key]) & set(south_caucasus[table][key])


def test_every_source_says_that_it_is_invented(two_valleys):
    """Nobody who reads one row alone can take it for a fact."""
    assert two_valleys["source"]["title"].str.startswith("Invented").all()
    assert "invented" in two_valleys.meta.title


def test_every_side_speaks(two_valleys):
    """Both coders, claims of both sides and of neither, and openings for clauses on transport."""
    assert set(two_valleys["coding"]["coder"]) == {"first", "second"}
    assert {"XM", "XN", "independent"} <= set(two_valleys["claim"]["side"])
    provisions, openings = two_valleys["provision"], two_valleys["opening"]
    covered = {one for ids in openings["provision_ids"] for one in ids}
    assert len(openings) == 3
    assert covered < set(provisions.loc[provisions["topic"] == "transport", "provision_id"])


def test_all_its_places_reach_each_other(two_valleys):
    """The network of today joins all zones, so that a run has ways to value."""
    costs = skim(two_valleys, as_of=two_valleys.meta.as_of)
    assert len(costs.zones) == 7
    assert costs.unreachable().empty


def test_a_whole_run(two_valleys):
    """One run values every opening for every country, and sees what is late."""
    study = run(two_valleys)
    central = study.by_country["benefit_central"]
    assert len(central) == 9
    assert (central > 0.0).all()
    assert study.accord.late["provision_id"].tolist()[:2] == ["TV1-3a", "TV1-2"]


def test_its_versions_are_compared(two_valleys):
    """The texts of the two sides differ on the dues; the leaked draft on four clauses more, never counted."""
    assert comparable(two_valleys)["document_id"].tolist() == ["TV1", "TV2"]
    table = compare(two_valleys, "TV1").table
    assert table.loc[table["differs_agreed"], "number"].tolist() == ["3b"]
    assert table.loc[table["differs"], "number"].tolist() == ["2", "3b", "4", "6"]
    assert table.set_index("number").loc["2", "agreed"] == "The upper valley road opens by the end of 2020"
    assert not compare(two_valleys, "TV2").table["differs"].any()


def test_before_the_second_side_published_there_is_one_official_text(two_valleys):
    """On the day of the signature one official text stands beside the leaked draft, and differs from none."""
    found = compare(two_valleys, "TV1", as_of="2019-05-04")
    assert found.versions[["version_id", "counts"]].values.tolist() == [["TV1-m", True], ["TV1-leak", False]]
    assert not found.table["differs_agreed"].any()
    assert comparable(two_valleys, as_of="2019-05-03").empty


def test_codings_of_the_embedded_register_know_nothing_later(south_caucasus):
    """Every provision has a coding of the day of its document, and no coding rests on a later event."""
    coding, events = south_caucasus["coding"], south_caucasus["event"].set_index("event_id")["date"]
    for date, ids in zip(coding["date"], coding["event_ids"], strict=True):
        assert known_by(events.loc[list(ids)], span(date)[1].isoformat()).all()
    documents = south_caucasus["document"].set_index("document_id")["date"]
    provisions = south_caucasus["provision"].set_index("provision_id")["document_id"]
    first = coding.groupby("provision_id")["date"].min()
    assert set(first.index) == set(provisions.index)
    signed = provisions.map(documents)
    late = [name for name in signed.index if span(first[name])[0] > span(signed[name])[1]]
    assert late == []
