"""Calendars: the rules of RFC 5545, and the milestones of the plan."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.icalendar import escaped, folded, milestones, to_icalendar
from tests.rebuild.valley_plan import CLEAR, HOUSES, ROAD, plan, programme

NAMES = {
    "town": "Şəhər / Քաղաք; both, and the villages around it, to the last house",
    "valley-road": "Valley road",
}


def read(text):
    """Events of a calendar as dictionaries, unfolded and unescaped: the reading rules of RFC 5545."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events, event = [], None
    for line in lines:
        key, value = line.split(":", 1)
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            assert key not in event
            event[key] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return events


def test_one_event_a_milestone():
    """The town is ready once houses end, the road passable once it ends; its deadline is a day of its own."""
    events = {
        event["UID"]: event
        for event in read(to_icalendar(plan(), as_of="2026-03-31", name="valley", names=NAMES))
    }
    assert {uid: event["DTSTART;VALUE=DATE"] for uid, event in events.items()} == {
        "opening-valley-road@valley": "20261101",
        "return-town@valley": "20261201",
        "deadline-valley-road@valley": "20270930",
    }
    assert events["return-town@valley"]["SUMMARY"] == f"{NAMES['town']}: ready for return of 1,200 people"
    assert events["deadline-valley-road@valley"]["DESCRIPTION"] == "planned to be finished by 2026-11-01"
    assert {event["DTSTAMP"] for event in events.values()} == {"20260331T000000Z"}
    assert events["return-town@valley"]["DTEND;VALUE=DATE"] == "20261202"


def test_a_settlement_is_ready_with_its_last_houses():
    """Two batches are one event on the later day, with both in its text."""
    second = replace(HOUSES, id="town.houses.2", title="More houses", persons=300.0)
    base = plan(programme(tasks=(CLEAR, HOUSES, second, ROAD)), start=(0, 5, 12, 2))
    (ready,) = [one for one in milestones(base) if one.kind == "return"]
    assert (ready.day.isoformat(), ready.title) == ("2027-07-01", "town: ready for return of 1,500 people")
    assert ready.text == "2026-12: Houses, 1,200 people\n2027-07: More houses, 300 people"


def test_the_same_plan_gives_the_same_text_and_a_new_plan_the_same_ids():
    """No clock and no chance, and a calendar can update its events."""
    first, again = (to_icalendar(plan(), as_of="2026-03-31") for _ in range(2))
    moved = to_icalendar(plan(start=(0, 6, 3)), as_of="2026-06-30")
    assert first == again
    assert first != moved
    assert {e["UID"] for e in read(first)} == {e["UID"] for e in read(moved)}


def test_a_plan_without_milestones_is_an_empty_calendar():
    """Clearing alone brings nobody home and opens nothing."""
    assert read(to_icalendar(plan(programme(tasks=(CLEAR,)), start=(0,)), as_of="2026-03-31")) == []


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


@given(texts)
@example("x" * 400)
@example("\U0001f3d7Քaz" * 60)
def test_folding_keeps_lines_short_and_loses_nothing(text):
    """No line has more than 75 octets, none cuts a character, and unfolding gives the line back."""
    line = text.replace("\r", "").replace("\n", "")
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode("utf-8")) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@given(texts)
def test_any_title_comes_back(text):
    """Whatever a title holds but control characters, a reader sees it as it was."""
    title = "x" + text
    base = plan(programme(tasks=(replace(ROAD, title=title),)), start=(2,))
    (seen,) = [e["SUMMARY"] for e in read(to_icalendar(base, as_of="2026-03-31")) if "deadline" in e["UID"]]
    plain = title.replace("\r\n", "\n").replace("\r", "\n")
    assert seen == "".join(c for c in plain if c in "\n\t" or (c >= " " and c != "\x7f")) + ": deadline"


def test_marks_are_escaped():
    """Backslash, semicolon, comma and line end; a colon is not."""
    assert escaped("a\\b;c,d\ne:f\x00") == "a\\\\b\\;c\\,d\\ne:f"


def test_a_wrong_date_is_refused():
    """The stamp must be a date."""
    with pytest.raises(SettingsError, match="today"):
        to_icalendar(plan(), as_of="today")
