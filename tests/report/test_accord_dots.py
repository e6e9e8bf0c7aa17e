"""The dot matrix shows the status that each provision had at the end of each period."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.accord.status import provisions_on
from reopen.report.accord_dots import MOST, PERIODS, Block, Change, Dots, Row, State, columns, dots
from reopen.report.dots_svg import NARROW, WIDE, dots_svg, key_dot
from tests.report.conftest import HOSTILE

DATES = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(first=DATES, length=st.integers(0, 15_000))
def test_columns_reach_the_day_and_are_few(first, length):
    """Periods follow each other without a gap, end on the day, and the first one holds the first day."""
    last = date.fromordinal(first.toordinal() + length)
    word, ends = columns(first.isoformat(), last.isoformat())
    assert ends[-1] == last.isoformat()
    assert all(a < b for a, b in pairwise(ends))
    assert ends[0] >= first.isoformat()
    assert len(ends) <= MOST + 1
    assert word in {name for _, name in PERIODS}


def test_every_cell_is_the_status_of_its_day(south_caucasus):
    """Each dot is what the status function says on the last day of its column."""
    found = dots(south_caucasus, south_caucasus.meta.as_of)
    shown = [row for block in found.blocks for row in block.rows]
    for n, end in list(enumerate(found.ends))[::4]:
        held = {row.provision_id: row.cells[n] for row in shown if row.cells[n] is not None}
        frame = provisions_on(south_caucasus, end)
        assert set(held) == set(frame["provision_id"])
        for row in frame.to_dict("records"):
            grade = None if pd.isna(row["implementation"]) else row["implementation"]
            state = State(grade, row["late"], row["overtaken"], row["disputed"])
            assert held[row["provision_id"]] == state


def test_a_register_without_provisions_has_no_rows(make_region):
    """Nothing is drawn where nothing was agreed."""
    region = make_region()
    bare = {name: region[name].iloc[:0] for name in ("document", "version", "provision", "clause", "coding")}
    region = region.replace(**bare)
    found = dots(region, region.meta.as_of)
    assert found.blocks == ()
    assert dots_svg(found, WIDE) == []


@pytest.fixture
def matrix():
    full, begun = State(3, False, False, False), State(1, True, False, True)
    changes = (Change("2024-05-01", begun), Change("2025-01-01", full))
    rows = tuple(Row(f"P{n}", f"Do {HOSTILE[n % 2]}", changes, (None, begun, full)) for n in range(60))
    return Dots("year", ("2023-12-31", "2024-12-31", "2025-03-31"), (Block("D", HOSTILE[1], rows),))


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_provision_is_a_row_and_parts_fit_a_page(matrix, sheet):
    """Each provision is one link in one of the parts, and no part is higher than the sheet."""
    parts = dots_svg(matrix, sheet)
    assert len(parts) > 1
    linked = [name for part in parts for name in re.findall(r'href="#provision-(\w+)"', part)]
    assert linked == [f"P{n}" for n in range(60)]
    for part in parts:
        height = float(re.search(r'viewBox="0 0 \d+ (\d+)"', part)[1])
        assert height <= sheet.height + 5
        assert "<script" not in part
        assert "<img" not in part


def test_flags_have_shapes_of_their_own(matrix):
    """Late and disputed dots bear marks, a full one bears none, and before the document there is no dot."""
    [part, *_] = dots_svg(matrix, WIDE)
    row = re.search(r'<a class="mark" href="#provision-P0".*?</a>', part)[0]
    assert row.count('class="ring"') == 2
    assert row.count('class="late"') == row.count('class="split"') == 1
    assert "from 2024-05-01" in row


def test_grades_differ_without_colour():
    """Each grade, and none, is drawn in another shape or size."""
    drawn = {
        re.sub(r'class="[^"]*"', "", key_dot(State(grade, False, False, False)))
        for grade in (0, 1, 2, 3, None)
    }
    assert len(drawn) == 5


def test_a_state_in_words_names_every_flag():
    """The words hold the grade and each flag."""
    assert State(None, True, True, True).text == "not coded, late, overtaken, disputed"
