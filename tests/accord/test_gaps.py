"""What the accord and the openings leave out of each other."""

from __future__ import annotations

import pytest

from reopen.accord.gaps import gaps

DOCUMENTS = [
    {"document_id": "D1", "title": "Statement", "date": "2020-11-10"},
    {"document_id": "D2", "title": "Treaty", "date": "2025"},
]


def provision(name, document="D1", topic="transport"):
    return {
        "provision_id": name, "document_id": document, "topic": topic, "obligated": "XA;XB", "summary": name,
    }  # fmt: skip


PROVISIONS = [
    provision("P-opened"), provision("P-bare"), provision("P-event"), provision("P-peace", topic="ceasefire"),
    provision("P-later", "D2"),
]  # fmt: skip
PROJECTS = [{"project_id": "road-works", "name": "Road"}, {"project_id": "idle", "name": "Idle"}]


@pytest.fixture
def region(make_region):
    """Two openings: one for P-opened, by a project; one for the later P-later, without one."""
    start = make_region(document=DOCUMENTS, provision=PROVISIONS, project=PROJECTS, event=[
        {"event_id": "E1", "date": "2024-05", "kind": "works", "title": "Works",
         "subject_ids": "P-event;road-works"},
    ])  # fmt: skip
    row = start["opening"].iloc[[0, 0]].copy().reset_index(drop=True)
    row["opening_id"] = ["first", "second"]
    row["depends_on"] = row["alternatives"] = [(), ()]
    row["provision_ids"] = [("P-opened",), ("P-later",)]
    row["project_ids"] = [("road-works",), ()]
    return start.replace(opening=row)


def test_what_is_not_linked(region):
    """Openings without a provision, provisions without an opening, and without a project."""
    found = gaps(region, "2026-03-31")
    assert found.openings["opening_id"].tolist() == []
    assert found.without_opening["provision_id"].tolist() == ["P-bare", "P-event"]
    assert found.without_project["provision_id"].tolist() == ["P-bare", "P-later"]
    assert found.without_project["opening_ids"].tolist() == [(), ("second",)]


def test_documents_and_events_of_later_days_do_not_count(region):
    """Before the treaty its opening is covered by nothing; before the event nothing serves P-event."""
    found = gaps(region, "2024-05-30")
    assert found.openings["opening_id"].tolist() == ["second"]
    assert found.without_opening["provision_id"].tolist() == ["P-bare", "P-event"]
    assert found.without_project["provision_id"].tolist() == ["P-bare", "P-event"]
    assert gaps(region, "2024-05-31").without_project["provision_id"].tolist() == ["P-bare"]


def test_only_the_topic_of_openings_is_looked_at(region):
    """A ceasefire needs no opening."""
    found = gaps(region)
    assert "P-peace" not in {*found.without_opening["provision_id"], *found.without_project["provision_id"]}


def test_the_word_for_the_topic_is_the_regions_own(make_region):
    """What openings fulfil says which topic is looked at, whatever its word; else every topic is."""
    provisions = [
        provision("P-opened", topic="Verkehr"), provision("P-bare", topic="Verkehr"),
        provision("P-peace", topic="transport"),
    ]  # fmt: skip
    start = make_region(document=DOCUMENTS, provision=provisions)
    row = start["opening"].iloc[[0]].reset_index(drop=True)
    row["provision_ids"] = [("P-opened",)]
    found = gaps(start.replace(opening=row))
    assert found.without_opening["provision_id"].tolist() == ["P-bare"]
    assert found.provisions() == "Provisions on Verkehr"
    row["provision_ids"] = [()]
    found = gaps(start.replace(opening=row))
    assert found.topics == ("Verkehr", "transport")
    assert found.without_opening["provision_id"].tolist() == ["P-bare", "P-opened", "P-peace"]


def test_an_empty_register(make_region):
    """Without provisions no opening is covered, and no provision is bare."""
    region = make_region()
    found = gaps(region)
    assert (found.topics, found.provisions()) == ((), "Provisions")
    assert found.openings["opening_id"].tolist() == region["opening"]["opening_id"].tolist()
    assert len(found.without_opening) == len(found.without_project) == 0


def test_only_documents(make_region):
    """Documents without provisions are like an empty register."""
    assert len(gaps(make_region(document=DOCUMENTS)).without_opening) == 0


def test_the_embedded_region(south_caucasus):
    """No listed opening names a known provision, and each listed provision is named by none."""
    found = gaps(south_caucasus)
    known = set(south_caucasus["provision"]["provision_id"])
    table = south_caucasus["opening"].set_index("opening_id")
    assert len(found.openings) > 0
    assert not any(set(table.loc[o, "provision_ids"]) & known for o in found.openings["opening_id"])
    named = {p for ids in table["provision_ids"] for p in ids}
    assert not named & set(found.without_opening["provision_id"])
    assert set(found.without_opening["provision_id"]) >= {"D01-9c"}
