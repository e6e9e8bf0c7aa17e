"""The accord on a day: grades, lateness, and whose figures they are, whatever the order of entry."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.accord.known import as_known
from reopen.accord.status import COLUMNS, accord_status, history, provisions_on
from reopen.errors import SettingsError, UnknownIdError
from reopen.region.frame import make_table
from reopen.region.spans import known_by, span

DOCUMENTS = [
    {"document_id": "D1", "title": "Statement", "date": "2020-11-10"},
    {"document_id": "D2", "title": "Later", "date": "2025-08"},
]


def provision(name, deadline, **more):
    return {
        "provision_id": f"P{name}",
        "document_id": "D1",
        "summary": "do it",
        "deadline": deadline,
    } | more


def coding(number, day, grade, **more):
    return {"provision_id": f"P{number}", "date": day, "coder": "register", "implementation": grade} | more


@pytest.fixture
def region(make_region):
    return make_region(
        document=DOCUMENTS,
        provision=[
            provision(1, "2021-06-01"),
            provision(2, "2021"),
            provision(3, "2021-06-01"),
            provision(4, "2021-06-01"),
            provision(5, ""),
            provision(6, "2030-01-01"),
            provision(7, "", document_id="D2"),
        ],
        coding=[
            coding(1, "2021-01-01", 1),
            coding(2, "2021-01-01", 2),
            coding(3, "2021-01-01", 3),
            coding(4, "2021-01-01", 1, overtaken="yes"),
            coding(5, "2021-01-01", 1, disputed="yes"),
            coding(6, "2021-01-01", 0),
            coding(7, "2025-09-01", 0),
        ],
    )


def on(region, day, **options):
    return provisions_on(region, day, **options).set_index("provision_id")


def same(one, other):
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_late_is_past_its_deadline_and_not_done(region):
    """Late: past the last day of the deadline and not full; overtaken and undated ones are not."""
    late = accord_status(region, "2022-01-01").late
    assert dict(zip(late["provision_id"], late["days_late"], strict=True)) == {"P1": 214, "P2": 1}
    assert list(accord_status(region, "2021-06-01").late["provision_id"]) == []
    assert list(accord_status(region, "2021-06-02").late["provision_id"]) == ["P1"]


def test_what_was_done_later_was_late_before(make_region):
    """Between deadline and fulfilment it is late, afterwards done late by the days between; nothing leaks."""
    rows = [coding(1, "2022-05-24", 3), coding(1, "2023-01-01", 3, coder="second")]
    region = make_region(document=DOCUMENTS[:1], provision=[provision(1, "2021-12-31")], coding=rows)
    before, after = on(region, "2022-03-01").loc["P1"], on(region, "2023-06-01").loc["P1"]
    assert (before["late"], before["done_late"], before["days_late"]) == (True, False, 60)
    assert (before["grade"], before["coder"]) == ("not coded", "")
    assert before["implementation"] is pd.NA
    assert (after["late"], after["done_late"], after["days_late"]) == (False, True, 144)


def test_done_in_time_is_not_done_late(make_region):
    """Full by the deadline, or perhaps by it where the coding has no day, is not done late."""
    region = make_region(
        document=DOCUMENTS[:1],
        provision=[provision(1, "2021-06-01"), provision(2, "2021-06-15")],
        coding=[coding(1, "2021-06-01", 3), coding(2, "2021-06", 3)],
    )
    assert on(region, "2021-06-20")["late"].tolist() == [False, True]
    found = on(region, "2021-06-30")
    assert not found[["late", "done_late"]].any(axis=None)
    assert found["days_late"].tolist() == [0, 0]


def test_grades_and_flags_are_counted_apart(region):
    """Grades sum to the provisions in force; flags stand beside them; later documents are absent."""
    found = accord_status(region, "2022-01-01")
    counts = {"not started": 1, "minimal": 3, "intermediate": 1, "full": 1, "not coded": 0}
    assert dict(found.counts) == counts
    assert dict(found.flags) == {"late": 2, "done late": 0, "overtaken": 1, "disputed": 1}
    assert list(found.counts) == list(counts)
    assert accord_status(region, "2020-12-01").counts["not coded"] == 6
    assert sum(accord_status(region, "2025-08-30").counts.values()) == 6
    assert accord_status(region, "2025-08-31").counts["not coded"] == 1
    assert sum(accord_status(region, "2020-01-01").counts.values()) == 0


def test_the_newest_coding_holds_and_equal_dates_go_by_coder(make_region):
    """Months end later than their days, exact dates go before vague ones, and then the alphabet counts."""
    rows = [
        coding(1, "2021-03", 1, coder="b"),
        coding(1, "2021-03-20", 2, coder="a"),
        coding(2, "2021-03", 1, coder="a"),
        coding(2, "2021-03-31", 2, coder="b"),
        coding(3, "2021-03-31", 1, coder="b"),
        coding(3, "2021-03-31", 2, coder="a"),
    ]
    for order in (rows, rows[::-1]):
        region = make_region(
            document=DOCUMENTS[:1], provision=[provision(n, "") for n in (1, 2, 3)], coding=order
        )
        assert on(region, "2021-03-31")["implementation"].tolist() == [1, 2, 2]
        assert on(region, "2021-03-30")["implementation"].tolist()[0] == 2
        assert on(region, "2021-12-31", coder="b")["implementation"].tolist() == [1, 2, 1]


def test_events_after_the_day_are_not_named(make_region):
    """A coding names only events that are known by the day."""
    events = [
        {"event_id": n, "date": d, "kind": "meeting", "title": n}
        for n, d in (("E1", "2021-01-02"), ("E2", "2021"))
    ]
    region = make_region(
        document=DOCUMENTS[:1],
        provision=[provision(1, "")],
        coding=[coding(1, "2021-01-03", 1, event_ids="E1;E2")],
        event=events,
    )
    assert on(region, "2021-06-01")["event_ids"]["P1"] == ("E1",)
    assert on(region, "2021-12-31")["event_ids"]["P1"] == ("E1", "E2")


def test_provisions_stand_in_the_order_of_documents_and_numbers(make_region):
    """Roman and Arabic numbers are counted, not spelled."""
    numbers = ["IX", "V", "I", "10", "9"]
    rows = [provision(n, "", number=number) for n, number in enumerate(numbers)]
    found = provisions_on(make_region(document=DOCUMENTS, provision=rows), "2022-01-01")
    assert found["number"].tolist() == ["I", "V", "IX", "9", "10"]


def test_wrong_days_and_coders_are_refused(region):
    """The message names the value, and the nearest coder."""
    with pytest.raises(SettingsError, match="found '2021'"):
        provisions_on(region, "2021")
    with pytest.raises(UnknownIdError, match="did you mean 'register'"):
        provisions_on(region, "2021-01-01", coder="registre")


def test_history_is_the_status_of_every_day(region):
    """On every day the last row of the history until then is the status of that day."""
    changes = history(region, "2025-12-31")
    assert (changes["date"] <= "2025-12-31").all()
    assert "2021-06-02" in set(changes.loc[changes["provision_id"] == "P1", "date"])
    for n in range(0, 1900, 13):
        day = (date(2020, 11, 10) + timedelta(n)).isoformat()
        then = changes[changes["date"] <= day].groupby("provision_id").last()
        now = on(region, day)
        columns = ["implementation", "grade", "late", "overtaken", "disputed"]
        same(then[columns].sort_index(), now[columns].sort_index())


def test_history_has_a_row_only_where_something_changes(south_caucasus):
    """No two rows of a provision that follow each other are alike, and nothing is later than the day."""
    changes = history(south_caucasus, "2025-01-01")
    columns = ["implementation", "late", "overtaken", "disputed"]
    for _, rows in changes.groupby("provision_id"):
        assert rows["date"].is_monotonic_increasing
        states = [tuple(map(str, row)) for row in rows[columns].itertuples(index=False)]
        assert all(one != other for one, other in pairwise(states))
    assert changes["date"].max() <= "2025-01-01"


DATES = st.sampled_from(
    ["2020", "2021", "2021-02", "2021-02-28", "2021-03-01", "2021-12-31", "2022-05", "2022-05-31"]
)
CODINGS = st.lists(
    st.tuples(
        st.integers(1, 3), DATES, st.sampled_from("abc"), st.integers(0, 3), st.booleans(), st.booleans()
    ),
    max_size=12,
    unique_by=lambda row: row[:3],
)


@given(
    CODINGS,
    st.lists(DATES, min_size=3, max_size=3),
    st.integers(0, 1000),
    st.sampled_from([0, 1]),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_entry_is_nothing_and_nothing_later_counts(
    south_caucasus, rows, deadlines, seed, signed
):
    """On every date of a register: rows in any order, and without those of later, give the same status."""
    region = south_caucasus.replace(**_register(rows, deadlines, ("2020-11-10", "2021-02")[signed]))
    mixed = region.replace(
        **{
            name: _shuffled(region[name], random.Random(seed))
            for name in ("coding", "event", "provision", "document")
        }
    )
    for day in _days(region):
        same(provisions_on(as_known(mixed, day), day), provisions_on(region, day))
        same(history(as_known(mixed, day), day), history(region, day))


def test_the_embedded_register_on_every_date_in_any_order(south_caucasus):
    """Status on every date of the register is the same with its rows mixed and with later ones deleted."""
    names = ("coding", "event", "provision", "document")
    mixed = south_caucasus.replace(
        **{name: _shuffled(south_caucasus[name], random.Random(4)) for name in names}
    )
    days = [day for day in _days(south_caucasus) if day >= "2020-11-01"]
    assert len(days) > 80
    for day in days:
        same(provisions_on(as_known(mixed, day), day), provisions_on(south_caucasus, day))


def test_the_embedded_register(south_caucasus):
    """Every provision is counted once, and claims and sources are counted by side."""
    found = accord_status(south_caucasus)
    assert sum(found.counts.values()) == len(south_caucasus["provision"]) == len(found.provisions)
    assert tuple(found.provisions.columns) == COLUMNS
    assert sum(found.claims_by_side.values()) == known_by(south_caucasus["claim"]["as_of"], found.as_of).sum()
    assert sum(accord_status(south_caucasus, "2021-12-31").claims_by_side.values()) < 20
    dated = known_by(south_caucasus["source"]["date"], found.as_of)
    assert sum(found.sources_by_affiliation.values()) == dated.sum() > 300
    assert (found.late["days_late"] > 0).all()
    assert found.flags["late"] == len(found.late)


def test_an_empty_register(make_region):
    """Without documents, and with documents only, there is a status without rows."""
    for tables in ({}, {"document": DOCUMENTS}):
        found = accord_status(make_region(**tables), "2026-01-01")
        assert (len(found.provisions), len(found.late), sum(found.counts.values())) == (0, 0, 0)
        assert found.provisions["late"].dtype == bool
        assert history(make_region(**tables), "2026-01-01").empty


def _register(rows, deadlines, signed):
    codings = [
        coding(n, day, grade, coder=who, overtaken=over, disputed=said)
        for n, day, who, grade, over, said in rows
    ]
    given = {
        "document": [{"document_id": "D1", "title": "Statement", "date": signed, "source": ("M",)}],
        "provision": [provision(n, due, source=("M",)) for n, due in enumerate(deadlines, 1)],
        "event": [
            {"event_id": f"E{n}", "date": row[1], "kind": "x", "title": "x"} for n, row in enumerate(rows)
        ],
        "coding": [
            one | {"event_ids": (f"E{len(rows) - n - 1}",), "source": ("M",)} for n, one in enumerate(codings)
        ],
        "version": [],
        "clause": [],
        "claim": [],
        "source": [],
    }
    return {
        name: make_table(name, {key: [row[key] for row in table] for key in table[0]} if table else None)
        for name, table in given.items()
    }


def _shuffled(table, rng):
    order = list(range(len(table)))
    rng.shuffle(order)
    return table.iloc[order].reset_index(drop=True)


def _days(region):
    texts = [*region["coding"]["date"], *region["event"]["date"], *region["document"]["date"]]
    last = {span(text)[1] for text in texts} | {
        span(text)[1] + timedelta(1) for text in region["provision"]["deadline"] if text
    }
    return sorted(day.isoformat() for day in last)
