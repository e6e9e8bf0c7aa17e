"""One side's figures everywhere: what is replaced, what is not and why, and what is left as it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.accord.said import known_claims, read
from reopen.accord.sided import TAKEN, sided, sides
from reopen.errors import UnknownIdError

DAY = "2026-03-31"


def claim(n, attribute, value, unit, subject, side="XA", as_of="2025-01-01"):
    """A claim of a side."""
    return {
        "claim_id": f"C{n}", "subject_ids": subject, "attribute": attribute, "value": value, "unit": unit,
        "as_of": as_of, "claimant": f"Speaker of {side}", "side": side,
    }  # fmt: skip


@pytest.fixture
def of(make_region):
    """A region with four openings (two of project "shared", one of "a" and "b", one begun), and claims."""

    def made(*claims):
        region = make_region(
            project=[
                {"project_id": p, "name": p, "length_km": 10} for p in ("one", "shared", "a", "b", "begun")
            ],
            **({"claim": claims} if claims else {}),
        )
        row = region["opening"].iloc[[0] * 5].copy().reset_index(drop=True)
        row["opening_id"] = ["single", "variant-1", "variant-2", "double", "started"]
        row["depends_on"] = row["alternatives"] = [()] * 5
        row["project_ids"] = [("one",), ("shared",), ("shared",), ("a", "b"), ("begun",)]
        row["share_built"] = [0.0, 0.0, 0.0, 0.0, 0.5]
        row["cost_usd_m_low"], row["cost_usd_m_high"] = 10.0, 20.0
        row["build_months_low"], row["build_months_high"] = 12.0, 24.0
        links = region["link"].copy()
        links["project_ids"] = [("one",), *[()] * (len(links) - 1)]
        return region.replace(opening=row, link=links)

    return made


def cell(found, opening, column):
    return found.region["opening"].set_index("opening_id").loc[opening, column]


def why(found):
    return {u.claim_id: u.why for u in found.unused}


def test_a_cost_takes_the_place_of_the_range(of):
    """The side's latest claim is both ends; other rows and the given region stay as they are."""
    region = of(
        claim(1, "cost", "99", "USD_million", "one", as_of="2020"),
        claim(2, "cost", "0.03", "USD_billion", "one"),
    )
    found = sided(region, "XA", DAY)
    assert cell(found, "single", "cost_usd_m_low") == cell(found, "single", "cost_usd_m_high") == 30.0
    assert [(r.before, r.after, r.claim_ids) for r in found.replaced] == [
        (10.0, 30.0, ("C2",)), (20.0, 30.0, ("C2",)),
    ]  # fmt: skip
    assert found.unused == ()
    assert region["opening"]["cost_usd_m_low"].eq(10.0).all()
    others = found.region["opening"]["opening_id"] != "single"
    pd.testing.assert_frame_equal(found.region["opening"][others], region["opening"][others])
    assert found.region["link"].equals(region["link"])


def test_a_range_stays_a_range(of):
    """Two ends that the side states are both kept."""
    found = sided(of(claim(1, "cost", "15-45", "USD_million", "one")), "XA", DAY)
    assert (cell(found, "single", "cost_usd_m_low"), cell(found, "single", "cost_usd_m_high")) == (15.0, 45.0)


def test_only_what_is_known_and_the_sides_own_counts(of):
    """Claims of later days, of other sides and of two sides together change nothing."""
    region = of(
        claim(1, "cost", "30", "USD_million", "one", as_of="2026"),
        claim(2, "cost", "40", "USD_million", "one", "XB"),
        claim(3, "cost", "50", "USD_million", "one", "XA/XB"),
    )  # fmt: skip
    assert sided(region, "XA", DAY).replaced == ()
    assert sides(region, DAY) == ("XA/XB", "XB")
    assert sides(region, "2026-12-31") == ("XA", "XA/XB", "XB")


def test_projects_of_one_opening_add_up(of):
    """Where the side is silent the median of all sides stands in; where everybody is, nothing changes."""
    both = of(
        claim(1, "cost", "30", "USD_million", "a"), claim(2, "cost", "7", "USD_million", "b", "XB"),
        claim(3, "cost", "9", "USD_million", "b", "XC"),
    )  # fmt: skip
    assert cell(sided(both, "XA", DAY), "double", "cost_usd_m_low") == 38.0
    half = sided(of(claim(1, "cost", "30", "USD_million", "a")), "XA", DAY)
    assert half.replaced == ()
    assert "nobody states" in why(half)["C1"]


def test_what_has_no_place_is_told_with_the_reason(of):
    """Several openings, no opening, another currency, several things at once, and figures nobody uses."""
    found = sided(
        of(
            claim(1, "cost", "30", "USD_million", "shared"), claim(2, "cost", "30", "EUR_million", "one"),
            claim(3, "cost", "30", "USD_million", "a;b"), claim(4, "bridges", "3", "count", "one"),
            claim(5, "completion_target", "2028", "year", "one"),
            claim(6, "completion_target", "2024", "year", "begun"),
            claim(7, "build_duration", "30", "months", "begun"), claim(8, "length", "9", "km", "shared"),
        ),
        "XA", DAY,
    )  # fmt: skip
    assert found.replaced == ()
    words = {
        "C1": "several openings", "C2": "unit", "C3": "together", "C4": "no such figure", "C5": "not begun",
        "C6": "passed", "C7": "months left", "C8": "no link",
    }  # fmt: skip
    assert {i: words[i] in reason for i, reason in why(found).items()} == dict.fromkeys(words, True)


def test_progress_and_targets_become_shares_and_months(of):
    """Half done is a share of 0.5; the end of 2027 is 21 months from the end of March 2026."""
    found = sided(
        of(
            claim(1, "physical_progress", "80", "percent", "begun"),
            claim(2, "completion_target", "2027-12-31", "date", "begun"),
        ),
        "XA", DAY,
    )  # fmt: skip
    assert cell(found, "started", "share_built") == pytest.approx(0.8)
    assert cell(found, "started", "build_months_low") == pytest.approx(21.0, abs=0.1)
    assert cell(found, "started", "build_months_high") == cell(found, "started", "build_months_low")


def test_lengths_are_in_proportion_to_the_registers(of):
    """A project of 10 km that is said to be 12 makes its links a fifth longer; a link's own is as stated."""
    region = of()
    first, second = region["link"]["link_id"][:2]
    region = of(claim(1, "length", "12", "km", "one"), claim(2, "length", "5000", "m", second))
    found = sided(region, "XA", DAY).region["link"]["length"]
    assert found[0] == pytest.approx(1.2 * region["link"]["length"][0])
    assert found[1] == pytest.approx(5.0)
    assert (
        sided(of(claim(1, "length", "10", "km", "one")), "XA", DAY).region["link"]["length"][0]
        == (region["link"]["length"][0])
    )
    assert first != second


def test_an_unknown_side(of):
    """The nearest side is suggested; without claims there is no side."""
    with pytest.raises(UnknownIdError, match=r"no side 'XAA'.*'XA'"):
        sided(of(claim(1, "cost", "30", "USD_million", "one")), "XAA", DAY)
    assert sides(of(), DAY) == ()


@pytest.mark.parametrize("day", ["2022-06-30", "2024-06-30", DAY])
def test_every_latest_claim_is_used_or_told_why_not(south_caucasus, day):
    """In the register: each is in exactly one of the two lists, and none is of a later day."""
    for side in sides(south_caucasus, day):
        found = sided(south_caucasus, side, day)
        used = {i for r in found.replaced for i in r.claim_ids}
        unused = [u.claim_id for u in found.unused]
        assert len(unused) == len(set(unused))
        assert not used & set(unused)
        for (_, attribute), rows in known_claims(south_caucasus, day).items():
            unit = TAKEN[attribute][0] if attribute in TAKEN else ""
            mine = [c for c in read(rows, unit) if c.side == side and (not unit or c.figure is not None)]
            assert {c.claim_id for c in mine if c.last == mine[-1].last} <= used | set(unused)
        known = {row["claim_id"] for rows in known_claims(south_caucasus, day).values() for row in rows}
        assert used | set(unused) <= known
        tables = found.region["opening"].set_index("opening_id"), found.region["link"].set_index("link_id")
        for one in found.replaced:
            assert tables[one.table == "link"].loc[one.subject_id, one.column] == one.after
            assert np.isfinite(one.after)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_order_of_claims_does_not_matter(south_caucasus, seed):
    """However the claims are sorted in the table, the same figures of a side take the same places."""
    claims = south_caucasus["claim"]
    shuffled = south_caucasus.replace(claim=claims.sample(frac=1, random_state=seed).reset_index(drop=True))
    for side in sorted(set(claims["side"]) - {""}):
        one, other = sided(south_caucasus, side), sided(shuffled, side)
        assert set(one.replaced) == set(other.replaced)
        assert one.unused == other.unused


def test_what_is_said_of_a_thing_itself_goes_first(of):
    """A cost of the opening takes the place of the range, and the project's is put aside."""
    direct = claim(1, "cost", "9", "USD_million", "single")
    project = claim(2, "cost", "5", "USD_million", "one")
    for rows in ((direct, project), (project, direct)):
        region = of(project)
        claims = pd.concat([region["claim"].iloc[[0, 0]]], ignore_index=True)
        claims["claim_id"] = [row["claim_id"] for row in rows]
        claims["value"] = [row["value"] for row in rows]
        claims["subject_ids"] = [(row["subject_ids"],) for row in rows]
        found = sided(region.replace(claim=claims), "XA", DAY)
        assert cell(found, "single", "cost_usd_m_high") == 9.0
        assert why(found) == {"C2": "the side states the same of single itself"}
