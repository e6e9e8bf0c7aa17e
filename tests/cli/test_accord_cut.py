"""Every answer and file of the accord, from a region and from one that is cut at the day, byte by byte."""

from __future__ import annotations

from importlib import import_module

import pytest
from typer.testing import CliRunner

import reopen
from reopen.accord.known import DATED
from reopen.cli.accord import accord
from reopen.region.spans import known_by
from tests.cli.accord_runs import TWO_VALLEYS, cut

#: Where commands find what loads a region; the package has a function of the same name.
LOADING = import_module("reopen.region.load")
#: Commands that take a region, a day and little time.
QUICK = (
    ("status",), ("status", "--by", "document"), ("status", "--by", "topic"), ("status", "--by", "category"),
    ("status", "--by", "party"), ("status", "--by", "year"), ("late", "--until", "2099-12-31"), ("claims",),
    ("forecast",), ("cost", "--gaps"),
)  # fmt: skip
#: Those that take a document, sheets or nothing, and the region as an option.
OTHERS = (("compare",), ("agreement",))
SLOW = (("cost", "--draws", "4", "--jobs", "1"), ("claims", "--draws", "4", "--jobs", "1", "--side"))


def answer(monkeypatch, region, args):
    """What a command prints, with the region in the place of the one that it loads."""
    with monkeypatch.context() as patch:
        patch.setattr(LOADING, "load", lambda _: region)
        done = CliRunner().invoke(accord, [*args], env={"COLUMNS": "180"})
    assert done.exit_code in (0, 1), done.output
    return done.exit_code, done.output


def compared(monkeypatch, region, day, args):
    """The answer of the region as it is; the same as that of the region cut at the day."""
    whole = answer(monkeypatch, region, args)
    assert answer(monkeypatch, cut(region, day), args) == whole, args
    return whole


@pytest.fixture(scope="module")
def two_valleys():
    return reopen.load(TWO_VALLEYS)


@pytest.mark.parametrize("day", ["2020-11-10", "2022-06-30", "2024-12-31", "2026-03-31"])
def test_answers_on_the_embedded_region(south_caucasus, monkeypatch, day):
    """Tables for a person and JSON of every command that is quick, and of every document."""
    for command in QUICK:
        for more in ((), ("--json",)):
            code, _ = compared(monkeypatch, south_caucasus, day, (*command, "--as-of", day, *more))
            assert code == 0
    documents = south_caucasus["document"]
    several = documents.loc[known_by(documents["date"], day), "document_id"]
    for command in (*OTHERS, *(("compare", name) for name in several)):
        compared(monkeypatch, south_caucasus, day, (*command, "--as-of", day, "--json"))


@pytest.mark.parametrize("day", ["2020-11-10", "2023-06-30", "2026-03-31"])
def test_files_on_the_embedded_region(south_caucasus, monkeypatch, tmp_path, day):
    """Every table of the export, PA-X-like rows and the CSV files of the lists."""
    found = []
    for name, region in (("whole", south_caucasus), ("cut", cut(south_caucasus, day))):
        folder = tmp_path / name
        folder.mkdir()
        for args in (
            ("export", str(folder / "all")), ("export", str(folder / "pax"), "--pax"),
            ("status", "--out", str(folder / "status.csv")), ("late", "--out", str(folder / "late.csv")),
        ):  # fmt: skip
            assert answer(monkeypatch, region, (*args, "--as-of", day))[0] == 0
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    assert len(found[0]) > 15
    assert found[0] == found[1]


@pytest.mark.parametrize("day", ["2021-06-30", "2024-12-31"])
def test_what_is_valued(two_valleys, monkeypatch, day):
    """Costs of provisions, and each side's figures carried through to benefits."""
    sides = sorted(set(cut(two_valleys, day)["claim"]["side"]))
    for command in (SLOW[0], *((*SLOW[1], side) for side in sides)):
        code, _ = compared(monkeypatch, two_valleys, day, (*command, "--as-of", day, "--json"))
        assert code == 0


def test_the_cut_takes_something_away(south_caucasus):
    """On each day rows are gone, and rows that stay have lost sources, so that the tests above can fail."""
    for day in ("2020-11-10", "2022-06-30", "2024-12-31"):
        seen = cut(south_caucasus, day)
        assert all(len(seen[name]) < len(south_caucasus[name]) for name in DATED)
    first = cut(south_caucasus, "2020-11-10")["provision"].set_index("provision_id")["source"]
    whole = south_caucasus["provision"].set_index("provision_id")["source"].loc[first.index]
    assert (first != whole).any()
