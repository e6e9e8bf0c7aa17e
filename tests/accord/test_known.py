"""The register as it was known on a day."""

from __future__ import annotations

from reopen.accord.known import DATED, PARTS, as_known
from reopen.region.spans import span

from .coded import TABLES


def test_nothing_later_is_left_in_the_embedded_register(south_caucasus):
    """No row is dated later than the day, and no row of the register names one that is gone."""
    day = "2022-06-30"
    known = as_known(south_caucasus, day)
    for name, column in DATED.items():
        assert all(span(text)[1].isoformat() <= day for text in known[name][column] if text)
        assert len(known[name]) < len(south_caucasus[name])
    assert set(known["provision"]["document_id"]) <= set(known["document"]["document_id"])
    assert set(known["coding"]["provision_id"]) <= set(known["provision"]["provision_id"])
    for name in (*DATED, *PARTS):
        if name != "source":
            cited = {source for sources in known[name]["source"] for source in sources}
            assert cited <= set(known["source"]["source_id"]), name
    named = {event for events in known["coding"]["event_ids"] for event in events}
    assert named <= set(known["event"]["event_id"])


def test_all_of_it_is_known_in_the_end(south_caucasus):
    """On a day after everything nothing is left out."""
    known = as_known(south_caucasus, "2100-01-01")
    for name in (*DATED, *PARTS):
        assert known[name].equals(south_caucasus[name])


def test_clauses_and_versions_go_with_their_document(make_region):
    """A version of a later document is gone even where it is dated earlier, and its clauses with it."""
    version = {
        "version_id": "V2",
        "document_id": "D2",
        "kind": "draft",
        "publisher": "x",
        "date": "2021-01-01",
    }
    region = make_region(
        **TABLES,
        version=[version, version | {"version_id": "V1", "document_id": "D1"}],
        clause=[
            {"version_id": name, "number": "1", "summary": "x", "provision_ids": ids}
            for name, ids in (("V1", "P1"), ("V2", "P4"))
        ],
    )
    known = as_known(region, "2021-07-01")
    assert known["version"]["version_id"].tolist() == ["V1"]
    assert known["clause"]["provision_ids"].tolist() == [("P1",)]
    assert len(as_known(region, "2021-08-31")["clause"]) == 2
