"""Saving and loading again gives the same region, whatever its cells hold."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.region import Meta, Region, load, make_table, region_sha256, save, schema
from reopen.region.schema import LARGEST, Attribute

#: Tables whose rows need not fit those of other tables; further references are left blank.
FREE = ("source", "settlement", "asset", "parameter", "project", "document", "event", "study", "border_time")

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(
    "\n\t\"',;<>|&=@+-\u202e\u0301\u200f"
)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,30}", fullmatch=True)


def _harmless(text: str) -> bool:
    """Whether text is neither blank nor a formula."""
    return bool(text.strip()) and text[0] not in "=@\t+-"


TEXTS = (
    st.text(CHARACTERS, min_size=1, max_size=12)
    | st.sampled_from(
        ['"', "<script>alert('x')</script>", 'a,b\n"c"', "שלום\u200f", "e\u0301", "👩‍👩‍👧", " x ", "- x"]
    )
).filter(lambda text: _harmless(text) or text == "- x")
PIECES = TEXTS.map(lambda text: text.replace(";", ",").strip()).filter(_harmless)
LANGUAGES = st.sampled_from(["az", "hy", "ru", "ka", "zh-Hant"])
DATES = st.dates().map(str)


def _numbers(attribute: Attribute) -> st.SearchStrategy[float]:
    low, high = (math.copysign(min(abs(bound), LARGEST), bound) for bound in attribute.bounds)
    floats = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return floats.map(round).map(float) if attribute.type == "integer" else floats


def _cells(attribute: Attribute) -> st.SearchStrategy[Any]:
    """Values of a column, without those that stand for a blank."""
    kinds: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "id": lambda: IDS,
        "text": lambda: TEXTS,
        "texts": lambda: st.lists(PIECES, min_size=1, max_size=3).map(tuple),
        "names": lambda: st.lists(
            st.tuples(LANGUAGES, PIECES), min_size=1, max_size=3, unique_by=lambda p: p[0]
        ).map(tuple),
        "number": lambda: _numbers(attribute),
        "integer": lambda: _numbers(attribute),
        "boolean": st.booleans,
        "date": lambda: DATES,
        "partial_date": lambda: DATES.flatmap(lambda date: st.sampled_from([date[:4], date[:7], date])),
        "choice": lambda: st.sampled_from(attribute.choices),
        "url": lambda: st.sampled_from(["https://example.org/a?b=c;d,e", "http://xn--e1afmkfd.example/ə"]),
    }
    return kinds[attribute.type]()


@st.composite
def rows(draw: st.DrawFn, name: str) -> dict[str, list[Any]]:
    """Up to three rows of a table, by column."""
    table = schema()[name]
    count = draw(st.integers(0, 3))
    columns: dict[str, list[Any]] = {}
    for column, attribute in table.attributes.items():
        if attribute.type == "sources":
            columns[column] = [("own-estimate",)] * count
        elif not attribute.refers_to:
            unique = column == table.key[0]
            some = st.lists(_cells(attribute), min_size=count, max_size=count, unique=unique)
            columns[column] = draw(some)
    for column in list(columns):
        if column.endswith("low"):
            ends = [column[:-3] + end for end in ("low", "central", "high") if column[:-3] + end in columns]
            for end, values in zip(
                ends,
                zip(*map(sorted, zip(*(columns[e] for e in ends), strict=True)), strict=True),
                strict=False,
            ):
                columns[end] = list(values)
    if name == "study":  # only an opening or a package may stand there, and with a measure
        columns["scenario_id"] = [""] * count
    prefix = name[0] + name[-1]
    columns[table.key[0]] = [f"{prefix}{value}" for value in columns[table.key[0]]]
    return columns


@st.composite
def regions(draw: st.DrawFn, base: Region) -> Region:
    """The starter with some tables replaced, and other meta data."""
    tables = dict(base.tables)
    for name in draw(st.sets(st.sampled_from(FREE), min_size=1, max_size=3)):
        made = make_table(name, draw(rows(name)))
        tables[name] = pd.concat([base.tables[name], made], ignore_index=True) if name == "source" else made
    meta = Meta(
        id=draw(IDS),
        title=draw(TEXTS),
        version=draw(TEXTS),
        as_of=draw(DATES),
        languages=("az", "hy", "ru", "ka", "zh-Hant", "en"),
        view=draw(st.none() | st.just((-31.5, 20.0, -29.0, 21.123456789))),
        description=draw(st.just("") | TEXTS),
        licence=draw(st.just("") | TEXTS),
        attribution=draw(st.just("") | TEXTS),
    )
    return Region(meta, MappingProxyType(tables))


@pytest.fixture(scope="module")
def small(starter: Path) -> Region:
    """The starter, loaded."""
    return load(starter)


def same(one: Region, other: Region) -> None:
    """Assert that two regions hold the same."""
    assert one.meta == other.meta
    for name in schema():
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name], check_exact=True)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_saving_and_loading_is_the_identity(data: st.DataObject, small: Region) -> None:
    """Loading what was saved gives the same tables, meta data and hash; saving that the same bytes."""
    region = data.draw(regions(small))
    with TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        save(region, first)
        again = load(first)
        same(region, again)
        assert region_sha256(again) == region_sha256(region)
        save(again, second)
        assert contents(first) == contents(second)
        package = json.loads((first / "datapackage.json").read_text(encoding="utf-8"))
        paths = {resource["path"] for resource in package["resources"]}
        assert {*paths, "region.toml", "datapackage.json"} == set(contents(first))


@given(value=st.floats(-LARGEST, LARGEST))
def test_every_number_survives(value: float) -> None:
    """Every number that a region may hold is written so that the same bits are read."""
    from reopen.region.values import ColumnReader
    from reopen.region.write import number

    reader = ColumnReader(schema()["parameter"].attributes["central"])
    reader.feed([number(value)], lambda *_: None)
    assert repr(float(reader.finish()[0])) == repr(value)


def test_embedded_region_survives(south_caucasus: Region, tmp_path: Path) -> None:
    """The embedded region is the same after saving and loading."""
    save(south_caucasus, tmp_path / "copy")
    again = load(tmp_path / "copy")
    same(south_caucasus, again)
    assert region_sha256(again) == region_sha256(south_caucasus)


def test_the_embedded_region_is_as_the_tool_writes_it(south_caucasus: Region, tmp_path: Path) -> None:
    """Its tables and its datapackage.json are, byte for byte, what saving it writes."""
    from reopen.region.paths import DEFAULT, embedded

    save(south_caucasus, tmp_path / "copy")
    for written in (tmp_path / "copy").iterdir():
        if written.name != "region.toml":  # ours has remarks
            assert (embedded()[DEFAULT] / written.name).read_bytes() == written.read_bytes(), written.name
