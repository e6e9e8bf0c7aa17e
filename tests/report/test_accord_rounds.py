"""Which events are negotiations, in which lane they stand, and how their picture is drawn."""

from __future__ import annotations

import re
from datetime import date

import pytest

from reopen.report.accord_rounds import LABELS, MARKS, NO_LEVEL, mark_of, rounds
from reopen.report.timeline_svg import NARROW, WIDE, shape, timeline_svg
from tests.report.conftest import HOSTILE

DAY = date(2026, 1, 1).toordinal()


def event(name, on, *, kind="negotiation_round", level="leaders", **more):
    row = {"event_id": name, "date": on, "kind": kind, "level": level, "title": f"Title {name}"}
    return row | {"parties": "ZB;ZA", "outcome": "A text", **more}


@pytest.fixture
def found(make_region):
    rows = [
        event("E1", "2024-02"),
        event("E2", "2023-05-04", level="zeta", kind="talks"),
        event("E3", "2025-01-01", kind="closure"),
        event(
            "E4", "2025-03-01", level="experts", claims_conflict="yes", place="Port", hosts="ZC", round="7"
        ),
        event("E5", "2025-03-01", level="", kind="signature"),
    ]
    return rounds(make_region(event=rows))


def test_only_negotiations_count(found):
    """Rounds, talks and signatures are there by date, a closure is not."""
    assert [one.event_id for one in found.events] == ["E2", "E1", "E4", "E5"]


def test_lanes_follow_the_levels(found):
    """Known levels come first, others after them, events without a level last."""
    assert found.lanes == ("leaders", "experts", "zeta", NO_LEVEL)


def test_a_mark_says_what_it_was(found):
    """Round, parties in alphabetical order, place and host stand in one line."""
    one = next(one for one in found.events if one.event_id == "E4")
    assert one.about == "2025-03-01 · round 7 · ZA, ZB · at Port · host ZC"
    assert one.conflict


@pytest.mark.parametrize(
    "kind", ["groundbreaking", "road_design", "resignation", "stalking", "background note", "disagreement"]
)
def test_words_that_hold_a_word_for_talks_are_none(kind):
    """Ground is no round, and a design is no signature."""
    assert mark_of(kind) == ""


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("talks", "circle"), ("Signing-ceremony", "triangle"), ("agreement signed", "triangle"),
     ("joint_statements", "square"), ("summit", "diamond")],
)  # fmt: skip
def test_words_are_met_in_whatever_form(kind, mark):
    """Plurals, capitals and any sign between words."""
    assert mark_of(kind) == mark


@pytest.mark.parametrize(
    ("kind", "mark"),
    [("leaders_meeting", "diamond"), ("meeting", "circle"), ("Signature", "triangle"), ("budget", "")],
)
def test_kinds_have_marks(kind, mark):
    """Leaders' meetings have a mark of their own among meetings; what is no negotiation has none."""
    assert mark_of(kind) == mark


def test_every_mark_has_words_and_a_shape():
    """The legend can name each mark, and no two look alike."""
    assert set(MARKS.values()) == set(LABELS)
    assert len({shape(mark, 5.0, 5.0, 4.0) for mark in LABELS}) == len(LABELS)


def test_a_few_early_events_do_not_press_the_rest(make_region):
    """One event long before all others lies before the picture; without a long gap nothing does."""
    late = [event(f"E{n}", f"2024-0{n % 9 + 1}-0{n % 7 + 1}") for n in range(20)]
    apart = rounds(make_region(event=[event("old", "1999-01-01"), *late]))
    assert apart.earlier == 1
    assert date.fromordinal(apart.begin).year == 2024
    assert rounds(make_region(event=late)).earlier == 0


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
def test_marks_lead_to_their_rows_and_do_not_meet(make_region, sheet):
    """Each event is one link, and no two marks of a lane lie over each other."""
    rows = [event(f"E{n}", f"2024-05-{n + 1:02d}") for n in range(12)]
    svg = timeline_svg(rounds(make_region(event=rows)), sheet, day=DAY)
    assert sorted(re.findall(r'href="#event-(\w+)"', svg)) == sorted(f"E{n}" for n in range(12))
    boxes = re.findall(r'class="hit" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"', svg)
    at = [(float(x), float(y), float(w)) for x, y, w in boxes]
    assert len(at) == 12
    for n, (x, y, wide) in enumerate(at):
        assert x >= 0
        assert x + wide <= sheet.width
        assert all(abs(y - v) > 5 or abs(x - u) >= wide - 3 for u, v, _ in at[n + 1 :])


def test_hostile_words_stay_words(make_region):
    """Titles and outcomes with markup are escaped."""
    rows = [event("E1", "2024-05-01", title=HOSTILE[0], outcome=HOSTILE[1])]
    svg = timeline_svg(rounds(make_region(event=rows)), WIDE, day=DAY)
    assert "<script" not in svg
    assert "<img" not in svg


def test_without_events_there_is_no_picture(make_region):
    """A register without negotiations has no lanes and draws nothing."""
    found = rounds(make_region(event=[event("E3", "2025-01-01", kind="closure")]))
    assert (found.events, found.lanes) == ((), ())
    assert timeline_svg(found, WIDE, day=DAY) == ""
