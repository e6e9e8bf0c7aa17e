"""What each side says: claims by a day in one unit, and the latest of each side."""

from __future__ import annotations

import pytest

from reopen.accord.said import common_unit, known_claims, last_of, read


def row(n, value, side="XA", as_of="2025-01-01", unit="km", subjects=("p",)):
    """A claim as the region's table has it."""
    return {
        "claim_id": f"C{n}", "subject_ids": subjects, "attribute": "length", "value": value, "unit": unit,
        "as_of": as_of, "claimant": "", "side": side, "note": "", "source": ("S",),
    }  # fmt: skip


def test_a_dates_last_day_makes_a_claim_the_latest():
    """A year ends after its months; claims of one date count together."""
    claims = read(
        [row(1, "5", as_of="2024"), row(2, "6", as_of="2024-06"), row(3, "9", as_of="2024-12-31")], "km"
    )
    assert [c.claim_id for c in claims] == ["C2", "C1", "C3"]
    (side,) = last_of(claims)
    assert (side.claims, side.claim_ids, side.low, side.central, side.high) == (3, ("C1", "C3"), 5, 7, 9)
    assert side.text == "5 km / 9 km"


def test_sides_stand_in_alphabetical_order_and_joint_ones_apart():
    """A claim of two sides together is no claim of either."""
    found = last_of(read([row(1, "1", "XB"), row(2, "2", "XA/XB"), row(3, "3", "XA")], "km"))
    assert [(s.side, s.central) for s in found] == [("XA", 3), ("XA/XB", 2), ("XB", 1)]


@pytest.mark.parametrize(
    ("units", "unit"),
    [
        (("m", "m", "km"), "m"), (("m", "km"), "km"),
        (("EUR_million", "USD_million", "USD_billion"), "USD_million"),
        (("year", "month"), "date"), (("EUR_million", "USD_million"), "EUR_million"),
    ],
)  # fmt: skip
def test_the_unit_that_most_claims_share(units, unit):
    """Of ties the unit that others are turned into, then the first by name; all dates are one."""
    assert common_unit([row(n, "2024", unit=u) for n, u in enumerate(units)]) == unit


def test_figures_are_turned_into_the_unit():
    """Metres into kilometres and back; what has no relation has no figure."""
    claims = read(
        [row(1, "1500", unit="m"), row(2, "2", unit="km"), row(3, "3", unit="ha"), row(4, "far")], "km"
    )
    assert [c.figure and c.figure.low for c in claims] == [1.5, 2.0, None, None]
    assert read([row(1, "2", unit="km")], "m")[0].figure.high == pytest.approx(2000.0)


def test_words_alone_are_compared_as_words():
    """Beside numbers they are not."""
    assert read([row(1, "far")], "km")[0].figure.kind == "text"


def test_claims_are_grouped_by_what_they_are_of(make_region):
    """The order of ids in a claim does not matter, and later claims are left out."""
    tables = {name: {"project_id": name, "name": name} for name in "pq"}
    claims = [
        {k: (";".join(v) if isinstance(v, tuple) else v) for k, v in one.items() if k != "source"}
        | {"claimant": "Speaker"}
        for one in (
            row(1, "1", subjects=("q", "p")), row(2, "2", subjects=("p", "q")), row(3, "3"),
            row(4, "4", as_of="2026"),
        )
    ]  # fmt: skip
    found = known_claims(make_region(project=list(tables.values()), claim=claims), "2026-03-31")
    assert {key: [r["claim_id"] for r in rows] for key, rows in found.items()} == {
        (("p", "q"), "length"): ["C1", "C2"],
        (("p",), "length"): ["C3"],
    }
    assert known_claims(make_region()) == {}
