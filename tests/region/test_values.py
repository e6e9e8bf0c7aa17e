"""Cells: what is a value of each type, and what is not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.region.cells import BadCell
from reopen.region.schema import Attribute, schema
from reopen.region.values import PARSERS, ColumnReader, blank


def attribute(kind: str, limits: str = "", *, required: bool = False, default: str = "") -> Attribute:
    """An attribute of a type."""
    return Attribute("table", "name", kind, "", required, default, limits, (), "What it means.")


def parse(kind: str, cell: str, limits: str = "") -> Any:
    """The value of a cell."""
    return PARSERS[kind](cell, attribute(kind, limits))


GOOD = [
    ("number", "12.5", 12.5),
    ("number", " -0.3 ", -0.3),
    ("number", "+1.2e6", 1.2e6),
    ("number", ".5", 0.5),
    ("integer", "2024", 2024.0),
    ("integer", "2024.0", 2024.0),
    ("date", "2020-02-29", "2020-02-29"),
    ("partial_date", "2020", "2020"),
    ("partial_date", "2020-11", "2020-11"),
    ("partial_date", "2020-11-10", "2020-11-10"),
    ("boolean", "yes", True),
    ("boolean", "no", False),
    ("id", "rd-a_b.c+1", "rd-a_b.c+1"),
    ("id", "x" * 80, "x" * 80),
    ("ids", "a; b;c;", ("a", "b", "c")),
    ("texts", "2023 (memory); 2024", ("2023 (memory)", "2024")),
    ("names", "az:İrəvan;hy:Yerevan / Erivan", (("az", "İrəvan"), ("hy", "Yerevan / Erivan"))),
    ("names", "zh-Hant:第比利斯", (("zh-Hant", "第比利斯"),)),
    ("names", "en:Place: the second", (("en", "Place: the second"),)),
    ("shares", "bulk:0.55;general:0.45", (("bulk", 0.55), ("general", 0.45))),
    ("url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ("url", "http://example.org:8080/ə", "http://example.org:8080/ə"),
    ("colour", "#2F7f93", "#2F7f93"),
    ("line", "LINESTRING (44.5 40.18, 43.85 40.79)", "LINESTRING (44.5 40.18, 43.85 40.79)"),
    ("line", "LINESTRING(-1e1 .5,2. 3)", "LINESTRING(-1e1 .5,2. 3)"),
    ("text", "- from memory", "- from memory"),
    ("text", "+7 123 456", "+7 123 456"),
    ("text", "-5", "-5"),
    ("text", "a = b", "a = b"),
    ("text", "two\nlines\tand a tab", "two\nlines\tand a tab"),
]

BAD = [
    ("number", "1 2"),
    ("number", "0x10"),
    ("number", "1e"),
    ("number", "--1"),
    ("number", "1.2.3"),
    ("number", "½"),
    ("number", "१२"),
    ("number", "Infinity"),
    ("date", "0000-01-01"),
    ("date", "2020-11-10 "[:7]),
    ("date", "２０２０-11-10"),
    ("partial_date", "20"),
    ("partial_date", "2020-11-1"),
    ("boolean", "Yes"),
    ("boolean", "1"),
    ("id", "-a"),
    ("id", "a/b"),
    ("id", "a:b"),
    ("id", "a\nb"),
    ("id", "é"),
    ("names", "EN:Alder"),
    ("names", "en:"),
    ("names", ":Alder"),
    ("shares", "bulk:-0.1"),
    ("shares", "bulk:nan"),
    ("shares", "bulk:0.5;bulk:0.5"),
    ("url", "ftp://example.org"),
    ("url", "www.example.org"),
    ("url", "https://exa mple.org"),
    ("url", "https://example.org/<script>"),
    ("url", "HTTPS://example.org\nx"),
    ("url", " javascript:alert(1)//http://example.org"),
    ("colour", "#12345"),
    ("colour", "#1234567"),
    ("line", "LINESTRING ()"),
    ("line", "LINESTRING (1 2 3, 4 5 6)"),
    ("line", "LINESTRING (1 2, 3)"),
    ("line", "LINESTRING (1 2, 3 nan)"),
    ("line", "LINESTRING (181 2, 3 4)"),
    ("line", "LINESTRING (1 2, 3 4"),
    ("text", "=1"),
    ("text", "@a"),
    ("text", "\ta"),
    ("text", "+f(1)"),
    ("text", "-1+cmd|' /C calc'!A0"),
    ("text", "a\x00b"),
    ("text", "a\rb"),
    ("text", "a\x85b"),
    ("texts", "a;=b"),
    ("names", "en:=b"),
]


@pytest.mark.parametrize(("kind", "cell", "value"), GOOD)
def test_good_cells(kind: str, cell: str, value: object) -> None:
    """A good cell gives its value, with the value's type."""
    found = parse(kind, cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "cell"), BAD)
def test_bad_cells(kind: str, cell: str) -> None:
    """A bad cell says what was expected and how to mend it."""
    with pytest.raises(BadCell) as caught:
        parse(kind, cell)
    assert caught.value.expected
    assert caught.value.mend


def test_limits() -> None:
    """Numbers at the limits are good, beyond them bad; an open end still stops at a trillion."""
    assert parse("number", "0", "0..1") == 0
    assert parse("number", "1", "0..1") == 1
    assert parse("number", "1e12", "0..") == 1e12
    for cell, limits in (
        ("1.0001", "0..1"),
        ("-1e-9", "0.."),
        ("3", "..2"),
        ("1.1e12", "0.."),
        ("-1e300", ""),
    ):
        with pytest.raises(BadCell):
            parse("number", cell, limits)


def test_long_malformed_line_is_quick() -> None:
    """A malformed line of many points is refused in no time."""
    with pytest.raises(BadCell):
        parse("line", "LINESTRING (" + "12345 67890, " * 7000 + "x)")


def test_every_type_of_the_schema_is_known() -> None:
    """Every type that the attribute table uses has a parser, and every default is a good cell."""
    for table in schema().values():
        for column in table.attributes.values():
            assert column.type in PARSERS
            assert blank(column) is not None


def column(kind: str, cells: list[str], **options: Any) -> tuple[list[Any], dict[int, str]]:
    """The values of a column, and the cells that were reported."""
    reported: dict[int, str] = {}
    reader = ColumnReader(attribute(kind, **options))
    reader.feed(cells, lambda position, cell, bad: reported.__setitem__(position, cell))
    return reader.finish().tolist(), reported


def test_number_column_with_a_bad_cell() -> None:
    """Only the bad cells of a column are reported; the others keep their values."""
    values, reported = column("number", ["1", "", "x", "2"])
    assert values[0] == 1
    assert values[3] == 2
    assert math.isnan(values[1])
    assert math.isnan(values[2])
    assert reported == {2: "x"}


def test_blank_required_cell() -> None:
    """A blank cell of a required column is reported, in quick columns too."""
    for kind in ("number", "text", "id", "ids"):
        assert column(kind, ["1"] * 100 + [""], required=True)[1] == {100: ""}


def test_blank_cell_with_a_default() -> None:
    """A blank cell takes the default."""
    assert column("number", ["", "2"], default="7")[0] == [7, 2]
    assert column("text", ["", "b"], default="a")[0] == ["a", "b"]


def test_whitespace_is_blank() -> None:
    """A cell of blanks only is blank, in columns with many different cells too."""
    values, reported = column("text", [f"x{i}" for i in range(100)] + [" \t "], required=True)
    assert values[100] == ""
    assert reported == {100: " \t "}


CELLS = st.lists(st.text(alphabet="ab=+-@(|! \n\t\r\x0712.,eE_٣", max_size=5), max_size=130)


@pytest.mark.parametrize("kind", ["number", "integer", "id", "text"])
@given(cells=CELLS)
def test_quick_and_slow_paths_agree(kind: str, cells: list[str]) -> None:
    """Reading many cells at once gives what reading each alone gives."""
    cells = [*cells, *(f"{i}" for i in range(70))]
    values, reported = column(kind, cells)
    for position, cell in enumerate(cells):
        (alone,), wrong = column(kind, [cell])
        assert values[position] == alone or (alone != alone and values[position] != values[position])
        assert bool(wrong) == (position in reported)
