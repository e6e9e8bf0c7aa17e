"""Cells that are no value of their column."""

from __future__ import annotations

from .kind import Bad, cell
from .spoil import add

_LONG = add("consent.csv", opening_id="x" * 81, actor="XA", kind="state", role="finances")
_LIST = add("project.csv", project_id="P1", name="P", target_dates="2024;=cmd()", source="own-estimate")

NUMBERS = [
    cell("decimal comma", "link.csv", 2, "length", "61,5", "write 61.5, not 61,5"),
    cell("comma that may group", "node.csv", 2, "population", "300,000", "300000 if it groups thousands"),
    cell("two commas", "node.csv", 2, "population", "3,000,000", "write 3000000, without"),
    cell("spaces between thousands", "node.csv", 2, "population", "300\u00a0000", "write 300000, without"),
    cell("underscore in a number", "node.csv", 2, "population", "300_000", "write 300000, without"),
    cell("NaN", "link.csv", 2, "capacity", "NaN", "leave the cell blank"),
    cell("inf", "link.csv", 2, "length", "inf", "write a number"),
    cell("too large for a number", "link.csv", 2, "length", "1e999", "write the number"),
    cell("digits of another script", "link.csv", 2, "length", "٦١", "digits 0-9"),
    cell("unit in the cell", "link.csv", 2, "length", "61 km", "write 61 alone; the unit is km"),
    cell("percent sign", "unit_cost.csv", 4, "low", "20%", "write 20 without the sign"),
    cell("negative length", "link.csv", 2, "length", "-61", "without a minus"),
    cell("latitude of 120", "node.csv", 2, "y_coord", "120", "latitude in y_coord"),
    cell("half a lane", "link.csv", 2, "lanes", "2.5", "round it"),
    cell("blank required number", "link.csv", 2, "length", "", "fill it in"),
]

DATES = [
    cell("dotted date", "state.csv", 2, "date", "10.11.2020", "write 2020-11-10"),
    cell("slashed date", "state.csv", 2, "date", "11/10/2020", "2020-10-11 (day first) or 2020-11-10 (month"),
    cell("short date", "state.csv", 2, "date", "2020-1-5", "write 2020-01-05"),
    cell("date with time", "state.csv", 2, "date", "2020-11-10T00:00", "write 2020-11-10"),
    cell("spreadsheet's day number", "state.csv", 2, "date", "44145", "write 2020-11-10"),
    cell("day number that is none", "state.csv", 2, "date", "0004414512", "in digits, such as"),
    cell("month only", "state.csv", 2, "date", "2020-11", "add the day"),
    cell("date in words", "state.csv", 2, "date", "10 Nov 2020", "in digits, such as 2020-11-10"),
    cell("30 February", "state.csv", 2, "date", "2021-02-30", "no such day"),
    cell("month 13", "source.csv", 2, "date", "2026-13", "no such day"),
]

WORDS = [
    cell("blank required text", "node.csv", 2, "name", " ", "fill it in"),
    cell("TRUE", "node.csv", 2, "is_zone", "TRUE", "write yes"),
    cell("misspelt choice", "link.csv", 2, "mode", "raod", "did you mean 'road'?"),
    cell("misspelt choice in a list", "link.csv", 2, "allowed_uses", "freight;pasenger", "mean 'passenger'?"),
    cell("id with a space", "opening.csv", 2, "opening_id", "valley road", "write 'valley-road'", errors=3),
    cell("id in another script", "cargo_class.csv", 2, "class_id", "հատիկ", "letters a-z", errors=3),
    Bad("id too long", _LONG, "consent.csv", 4, "opening_id", "(81 characters)", "shorten it"),
    cell("two ids in one cell", "state.csv", 2, "subject_id", "a;b", "one identifier"),
    cell("ids with commas", "link.csv", 2, "country_ids", "XA,XB", "write ; instead of ,"),
    cell("id twice in a list", "link.csv", 2, "country_ids", "XA;XA", "delete the second 'XA'"),
    cell("name without language", "node.csv", 2, "names", "Alder", "language code"),
    cell("language twice", "node.csv", 2, "names", "en:A;en:B", "separated by ' / '"),
    cell("share without number", "trade.csv", 2, "class_shares", "bulk;general:0.3", "such as bulk:0.55"),
    cell("share in percent", "trade.csv", 2, "class_shares", "bulk:70;general:30", "from 0 to 1"),
    cell(
        "share with decimal comma", "trade.csv", 2, "class_shares", "bulk:0,7;general:0.3", "write 0.7, not"
    ),
    cell("script as address", "source.csv", 2, "url", "javascript:alert(1)", "whole address"),
    cell("file as address", "source.csv", 2, "url", "file:///etc/passwd", "whole address"),
    cell("address without host", "source.csv", 2, "url", "https://", "whole address"),
    cell("address that breaks", "source.csv", 2, "url", "http://[x", "whole address"),
    cell("colour by name", "country.csv", 2, "colour", "red", "six hexadecimal"),
]

LINES = [
    cell("WKT point", "link.csv", 2, "geometry", "POINT (1 2)", "one LINESTRING"),
    cell(
        "WKT with decimal commas", "link.csv", 2, "geometry", "LINESTRING (-30,4 20,4)", "two numbers a point"
    ),
    cell("line of one point", "link.csv", 2, "geometry", "LINESTRING (-30.4 20.4)", "add a point"),
    cell("line with heights", "link.csv", 2, "geometry", "LINESTRING Z (-30 20 9, -30 21 9)", "two numbers"),
    cell("line beyond the pole", "link.csv", 2, "geometry", "LINESTRING (20 -130, 20 -131)", "look swapped"),
    cell(
        "latitude first",
        "link.csv",
        2,
        "geometry",
        "LINESTRING (20.4 -30.4, 20.8 -30.1)",
        "swap the two numbers",
    ),
    cell("text as a line", "link.csv", 2, "geometry", "along the coast", "write it like LINESTRING"),
]

UNSAFE = [
    cell(
        "formula that runs a program", "link.csv", 2, "note", "=cmd|' /C calc'!A0", "a spreadsheet would run"
    ),
    cell("formula as an id", "state.csv", 2, "subject_id", "=cmd()", "a spreadsheet would run"),
    cell("formula as a number", "link.csv", 2, "lanes", "=1+1", "a spreadsheet would run"),
    cell("formula after a plus", "link.csv", 2, "note", "+cmd|'x'!A0", "does not start with '+'"),
    cell("formula after a minus", "link.csv", 2, "note", "-SUM(A1)", "does not start with '-'"),
    cell("formula after an at", "node.csv", 2, "note", "@SUM(A1)", "a spreadsheet would run"),
    cell("formula after a tab", "node.csv", 2, "note", "\t=1", "a spreadsheet would run"),
    Bad(
        "formula in a list", _LIST, "project.csv", 2, "target_dates", "2024;=cmd()", "a spreadsheet would run"
    ),
    cell("control character", "node.csv", 2, "note", "a\x07b", "character 2 is the control character U+0007"),
]

CELLS = [*NUMBERS, *DATES, *WORDS, *LINES, *UNSAFE]
