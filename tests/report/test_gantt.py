"""The programme in lanes: every task is in one bar, every lane can be read, nothing lies on anything else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Programme, Task
from reopen.report.gantt import ELSEWHERE, OPENINGS, gantt, merged
from reopen.report.gantt_svg import NARROW, WIDE, gantt_svg
from tests.report import rebuilt
from tests.report.conftest import HOSTILE

NS = "{http://www.w3.org/2000/svg}"
NAMES = {name: (title, district) for name, title, district, *_ in rebuilt.PLACES}


@pytest.fixture(scope="module")
def found():
    return gantt(rebuilt.plan(), NAMES, {"valley-road": "Valley road"})


def lanes(found):
    return [lane for block in found.blocks for lane in block.lanes]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=20))
def test_bars_cover_the_months_of_their_tasks_and_no_others(spans):
    """Merged bars are apart, in order, and hold every task once."""
    whole = [(begin, begin + months) for begin, months in spans]
    bars = merged(whole)
    assert {m for bar in bars for m in range(bar.begin, bar.end)} == {
        m for a, b in whole for m in range(a, b)
    }
    assert all(one.end < other.begin for one, other in pairwise(bars))
    assert sum(bar.tasks for bar in bars) == len(whole)


def test_every_task_with_a_duration_is_in_one_bar(found):
    """Returns are marks; all else is drawn, and nothing twice."""
    drawn = sum(bar.tasks for lane in lanes(found) for _, bars in lane.rows for bar in bars)
    assert drawn == sum(1 for task in rebuilt.tasks() if task.months and task.track != "return")
    assert found.tasks == len(rebuilt.tasks())


def test_lanes_are_places_by_district_and_then_openings(found):
    """Districts stand by name, their places in the region's order, openings last."""
    assert [block.title for block in found.blocks] == [
        "", "East district", "North district", "West district", OPENINGS,
    ]  # fmt: skip
    assert [lane.id for lane in found.blocks[1].lanes] == ["ash", "beech"]
    assert [lane.title for lane in found.blocks[-1].lanes] == ["Valley road"]


def test_people_and_openings_are_marked_where_the_plan_has_them(found):
    """The last return, the sum of people, and the end of the last stage of the opening."""
    made = rebuilt.plan()
    ends = {t.id: int(end) for t, end in zip(made.programme.tasks, made.finish, strict=True)}
    by_id = {lane.id: lane for lane in lanes(found)}
    assert by_id["ash"].returns[-1][0] == max(ends["ash.return1"], ends["ash.return2"])
    assert by_id["ash"].persons == 450.0
    assert by_id[rebuilt.NOBODY].returns == ()
    assert by_id["valley-road"].passable == ends["valley-road.3"]
    assert by_id["valley-road"].rows[0][1][0].tasks == rebuilt.STAGES


def test_tasks_that_belong_nowhere_have_a_lane():
    """A task written by hand without place, opening or track is not lost."""
    plan = Plan(Programme("x", 2026, 1, 24, (Task("a", "A", 3),)), np.array([2]), "feasible", 0, 0, 0, 0, 0)
    found = gantt(plan, {}, {})
    assert [block.title for block in found.blocks] == [ELSEWHERE]
    assert lanes(found)[0].rows[0][1][0].tasks == 1


def test_a_programme_without_tasks_is_no_picture():
    """Nothing is drawn, and nothing fails."""
    plan = Plan(Programme("x", 2026, 1, 24, ()), np.zeros(0, np.int64), "optimal", 0, 0, 0, 0, 0)
    assert gantt_svg(gantt(plan, {}, {}), WIDE) == []


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
def test_bars_lie_within_their_sheet_and_apart(found, sheet):
    """No bar leaves its part or lies on another, and all are drawn."""
    drawn = 0
    for text in gantt_svg(found, sheet):
        root = ET.fromstring(text)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        bars = [
            [float(rect.attrib[k]) for k in ("x", "y", "width", "height")] for rect in root.iter(f"{NS}rect")
        ]
        drawn += len(bars)
        for n, (x, y, w, h) in enumerate(bars):
            assert sheet.label <= x
            assert x + w <= width
            assert y > 0
            assert y + h <= height
            for a, b, c, d in bars[:n]:
                assert x + w <= a + 0.11 or a + c <= x + 0.11 or y + h <= b or b + d <= y
    assert drawn == sum(len(bars) for lane in lanes(found) for _, bars in lane.rows)


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
def test_parts_are_no_higher_than_a_page(found, sheet):
    """Many lanes become several parts, each with its own years, and every lane is in one of them."""
    block = found.blocks[1]
    many = replace(found, blocks=(replace(block, lanes=block.lanes * 40),))
    parts = [ET.fromstring(text) for text in gantt_svg(many, sheet)]
    assert len(parts) > 1
    assert sum(len(list(part.iter(f"{NS}g"))) for part in parts) == 80
    for part in parts:
        assert float(part.attrib["viewBox"].split()[3]) <= sheet.height + 1
        years = [t.text for t in part.iter(f"{NS}text") if t.attrib["class"] == "tick"]
        assert years
        assert all("2026" <= year <= "2031" for year in years)


def test_it_is_said_in_words_too(found):
    """Whoever cannot see the picture is told months, people and openings."""
    said = " ".join(ET.fromstring(text).find(f"{NS}desc").text for text in gantt_svg(found, WIDE))
    assert "Ash / Esh: survey and clearance 2026-04 to" in said
    assert "450 home by 20" in said
    assert "Valley road: openings 2026-09 to 2027-08, passable from 2027-09." in said


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
def test_hostile_names_stay_text(sheet):
    """Names that look like markup are escaped in every part."""
    names = {name: (HOSTILE[n % 4], HOSTILE[(n + 1) % 4]) for n, name in enumerate(NAMES)}
    parts = gantt_svg(gantt(rebuilt.plan(), names, {"valley-road": HOSTILE[0]}), sheet)
    assert all({e.tag for e in ET.fromstring(p).iter()} <= {
        f"{NS}{tag}" for tag in ("svg", "desc", "title", "g", "path", "rect", "text")
    } for p in parts)  # fmt: skip
