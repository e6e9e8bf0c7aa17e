"""The accord on a date: counts, lateness, and whose figures they are."""

from __future__ import annotations

import pytest

from reopen.accord.status import accord_status

DOCUMENT = {"document_id": "D1", "title": "Statement", "date": "2020-11-10"}


def provision(number, deadline, status, grade, **more):
    row = {"provision_id": f"P{number}", "document_id": "D1", "summary": "do it", "deadline": deadline}
    return row | {"status": status, "implementation": grade, "status_date": "2021-01-01"} | more


@pytest.fixture
def region(make_region):
    return make_region(
        document=[DOCUMENT, {"document_id": "D2", "title": "Later", "date": "2025-08"}],
        provision=[
            provision(1, "2021-06-01", "partial", 1),
            provision(2, "2021", "partial", 2),
            provision(3, "2021-06-01", "fulfilled", 3),
            provision(4, "2021-06-01", "overtaken", 1),
            provision(5, "", "partial", 1),
            provision(6, "2030-01-01", "not started", 0),
            provision(7, "", "partial", 0, document_id="D2", status_date="2025-09-01"),
        ],
    )


def test_late_is_past_its_deadline_and_not_done(region):
    """Late: past the last day of the deadline and not full; overtaken and undated ones are not."""
    late = accord_status(region, "2022-01-01").late
    assert dict(zip(late["provision_id"], late["days_late"], strict=True)) == {"P1": 214, "P2": 1}
    assert list(accord_status(region, "2021-06-01").late["provision_id"]) == []
    assert list(accord_status(region, "2021-06-02").late["provision_id"]) == ["P1"]


def test_what_was_done_later_was_late_before(make_region):
    """A provision fulfilled after its deadline is late on any day between, and no grade leaks back."""
    done_late = provision(1, "2021-12-31", "fulfilled late", 3, status_date="2022-05-24")
    region = make_region(document=[DOCUMENT], provision=[done_late])
    late = accord_status(region, "2022-03-01").late
    assert list(late["provision_id"]) == ["P1"]
    assert late["implementation"].isna().all()
    assert accord_status(region, "2022-06-01").late.empty


def test_what_was_not_signed_or_not_recorded_does_not_count(region):
    """A later document's provisions are absent; a status dated later reads as not recorded yet."""
    assert dict(accord_status(region, "2020-12-01").counts) == {"not recorded yet": 6}
    assert dict(accord_status(region, "2021-01-01").counts) == {
        "fulfilled": 1,
        "not started": 1,
        "overtaken": 1,
        "partial": 3,
    }
    assert accord_status(region, "2025-10-01").counts["partial"] == 4
    assert accord_status(region, "2020-01-01").counts == {}


def test_the_embedded_register(south_caucasus):
    """Every provision is counted once, and claims and sources are counted by side."""
    found = accord_status(south_caucasus)
    assert sum(found.counts.values()) == len(south_caucasus["provision"])
    assert sum(found.claims_by_side.values()) == len(south_caucasus["claim"])
    assert sum(accord_status(south_caucasus, "2021-12-31").claims_by_side.values()) < 20
    dated = south_caucasus["source"]["date"] <= found.as_of
    assert sum(found.sources_by_affiliation.values()) == dated.sum() > 300
    assert (found.late["days_late"] > 0).all()
