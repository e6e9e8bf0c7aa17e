"""Disputed figures: who differs, the range used, counts by side, and nothing from later days."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.accord.disputed import OVER_TIME, SAME_TIME, SIDES, UNLIKE, claims_table, disputed, table
from reopen.errors import SettingsError

DAY = "2026-03-31"
PROJECT = {"project_id": "p", "name": "Line", "confidence": "low"}


def claim(n, value, side="XA", as_of="2025-01-01", *, attribute="cost", unit="USD_million", **more):
    """A claim about the project."""
    return {
        "claim_id": f"C{n}", "subject_ids": "p", "attribute": attribute, "value": value, "unit": unit,
        "as_of": as_of, "claimant": f"Speaker of {side}", "side": side, **more,
    }  # fmt: skip


@pytest.fixture
def of(make_region):
    """The figures in dispute among some claims."""

    def found(*claims, day=DAY):
        return disputed(make_region(project=[PROJECT, PROJECT | {"project_id": "q"}], claim=claims), day)

    return found


def test_the_range_takes_the_latest_of_each_side(of):
    """Low, high and median are of the sides' latest claims; the spread is of all."""
    (one,) = of(
        claim(1, "50", "XA", "2020"), claim(2, "200", "XA", "2022"), claim(3, "100", "XB", "2021"),
        claim(4, "900", "XC", "2021-05"), claim(5, "40", "XC", "2021-04"),
    )  # fmt: skip
    assert (one.low, one.central, one.high) == (100, 200, 900)
    assert (one.lowest, one.highest, one.spread, one.ratio) == (40, 900, 860, 22.5)
    assert dict(one.counts) == {"XA": 2, "XB": 1, "XC": 2}
    assert [(s.side, s.claims, s.claim_ids) for s in one.sides] == [
        ("XA", 2, ("C2",)), ("XB", 1, ("C3",)), ("XC", 2, ("C4",)),
    ]  # fmt: skip
    assert (one.how, one.title) == (SIDES, "Line")


def test_claims_of_later_days_are_not_known(of):
    """A claim counts once the last day of its date has passed."""
    claims = (claim(1, "50", "XA", "2020"), claim(2, "60", "XB", "2025"))
    assert of(*claims, day="2025-12-30") == ()
    assert len(of(*claims, day="2025-12-31")) == 1


def test_equal_values_are_no_dispute(of):
    """The same figure in other words, units or less exactly is no second value."""
    assert of(claim(1, "1000"), claim(2, "1", "XB", unit="USD_billion"), claim(3, "900-1100", "XC")) == ()
    assert of(
        claim(1, "2024", attribute="opened", unit="year"),
        claim(2, "2024-06", "XB", attribute="opened", unit="month"),
    ) == ()  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        (("40", "XA", "2022"), ("60", "XA", "2024"), OVER_TIME),
        (("40", "XA", "2022"), ("60", "XB", "2024"), OVER_TIME),
        (("40", "XA", "2024-05"), ("60", "XB", "2024-05"), SIDES),
        (("40", "XA", "2024"), ("60", "XB", "2024-05"), OVER_TIME),  # both may hold, one after the other
        (("60", "XA", "2022"), ("40", "XB", "2024"), SIDES),
        (("60", "XA", "2022"), ("40", "XA", "2024"), SAME_TIME),
    ],
)
def test_progress_that_grows_is_no_dispute(of, first, second, how):
    """Of a growing figure claims contradict each other only where they fit in no growing series."""
    claims = (
        claim(n, *one, attribute="physical_progress", unit="percent") for n, one in enumerate((first, second))
    )
    (found,) = of(*claims)
    assert found.how == how
    if how == OVER_TIME:
        assert (found.low, found.central, found.high) == (60, 60, 60)


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        (("40", "XA", "2022"), ("60", "XB", "2024"), SIDES),
        (("40", "XA", "2022"), ("60", "XA", "2024"), OVER_TIME),
        (("40", "XA", "2024"), ("60", "XA", "2024-05"), SAME_TIME),
    ],
)
def test_other_figures_differ_by_sides_or_over_time(of, first, second, how):
    """Two sides differ whatever the dates; one side changes its figure, or states two at once."""
    (found,) = of(claim(1, *first), claim(2, *second))
    assert found.how == how


def test_sides_that_agree_by_now_do_not_differ(of):
    """What one of them said before is a record over time."""
    (found,) = of(claim(1, "40", "XA", "2020"), claim(2, "60", "XA", "2023"), claim(3, "60", "XB", "2022"))
    assert (found.how, found.low, found.high) == (OVER_TIME, 60, 60)


def test_currencies_are_not_compared(of):
    """All claims are listed; the range is that of the unit most are in, and a lone one says so."""
    (lone,) = of(claim(1, "10"), claim(2, "400", "XB", unit="EUR_million"))
    assert (lone.how, len(lone.claims), sum(c.figure is not None for c in lone.claims)) == (UNLIKE, 2, 1)
    (more,) = of(
        claim(1, "10"), claim(2, "400", "XB", unit="EUR_million"), claim(3, "0.03", "XC", unit="USD_billion")
    )
    assert (more.how, more.unit, more.low, more.high) == (SIDES, "USD_million", 10, 30)
    assert dict(more.counts) == {"XA": 1, "XB": 1, "XC": 1}


def test_words_are_listed_as_text(of):
    """Values that are no number have no range, and beside numbers they are not compared."""
    (words,) = of(claim(1, "about twelve"), claim(2, "many", "XB"))
    assert (words.kind, words.how) == ("text", SIDES)
    assert math.isnan(words.low)
    assert math.isnan(words.spread)
    (mixed,) = of(claim(1, "12"), claim(2, "many", "XB"), claim(3, "14", "XC"))
    assert (mixed.kind, mixed.low, mixed.high, len(mixed.claims)) == ("number", 12, 14, 3)


def test_dates_have_a_range_of_days(of):
    """Targets are compared as days; the table tells them as dates."""
    found = of(
        claim(1, "2024-06", "XA", attribute="completion_target", unit="month"),
        claim(2, "2026", "XB", attribute="completion_target", unit="year"),
    )
    row = table(found).iloc[0]
    assert (row["low"], row["high"], row["unit"]) == ("2024-06-01", "2026-12-31", "date")
    assert row["spread"] == 943
    assert math.isnan(row["ratio"])


def test_a_figure_of_two_things_together_is_its_own(of):
    """A joint figure is not set beside that of one of its parts."""
    assert of(claim(1, "10"), claim(2, "90", "XB", subject_ids="p;q")) == ()
    assert len(of(claim(1, "10", subject_ids="q;p"), claim(2, "90", "XB", subject_ids="p;q"))) == 1


def test_tables_name_every_claim_and_count_by_side(of):
    """One row a figure with counts by side, one row a claim with who says it and its source."""
    found = of(claim(1, "10", note="part only"), claim(2, "90", "XB"))
    assert table(found)["by_side"].tolist() == ["XA 1; XB 1"]
    rows = claims_table(found)
    assert rows["claim_id"].tolist() == ["C1", "C2"]
    assert rows["note"].tolist() == ["part only", ""]
    assert rows["source"].map(len).ge(1).all()


def test_a_region_without_claims(make_region):
    """No claim, no dispute, and tables with their columns."""
    found = disputed(make_region())
    assert found == ()
    assert len(table(found)) == len(claims_table(found)) == 0
    assert "how" in table(found)


def test_a_date_that_is_none(make_region):
    """The message names what was found."""
    with pytest.raises(SettingsError, match="'soon'"):
        disputed(make_region(), "soon")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(south_caucasus, order):
    """The register's figures are the same however its claims were entered."""
    claims = south_caucasus["claim"]
    rows = list(range(len(claims)))
    order.shuffle(rows)
    mixed = disputed(south_caucasus.replace(claim=claims.iloc[rows]), DAY)
    assert sorted(map(repr, mixed)) == sorted(map(repr, disputed(south_caucasus, DAY)))
    assert len({(f.subject_ids, f.attribute) for f in mixed}) == len(mixed) > 0


@pytest.mark.parametrize("day", ["2021-12-31", "2023-06-30", "2026-03-31"])
def test_no_later_claim_matters(south_caucasus, day):
    """The figures of a day are those of a register in which later claims were never entered."""
    from reopen.region.spans import known_by

    claims = south_caucasus["claim"]
    cut = south_caucasus.replace(claim=claims[known_by(claims["as_of"], day)])
    assert list(map(repr, disputed(south_caucasus, day))) == list(map(repr, disputed(cut, DAY)))
