"""Nothing that is dated later than the day asked for is in any answer of ``reopen accord``."""

from __future__ import annotations

import csv
import shutil

import pytest

from tests.cli.accord_runs import TWO_VALLEYS, found, run, words

DAY = "2021-06-30"
#: Rows that become known after the day; the month and the year do so with their last days.
LATER = {
    "source": {
        "source_id": "LATE",
        "date": "2021",
        "publisher": "Later Gazette",
        "affiliation": "XM-media",
        "title": "Invented for a test",
    },
    "document": {"document_id": "TV9", "title": "Later accord", "date": "2021-07-01", "source": "LATE"},
    "version": {
        "version_id": "TV1-late", "document_id": "TV1", "kind": "official", "publisher": "Later Gazette",
        "side": "XM", "date": "2021", "source": "LATE",
    },
    "clause": {
        "version_id": "TV1-late", "number": "1", "provision_ids": "TV1-1",
        "summary": "Something later", "source": "LATE",
    },
    "provision": {
        "provision_id": "TV9-1", "document_id": "TV9", "topic": "transport", "obligated": "XM",
        "summary": "Something later", "deadline": "2022-01-01", "deadline_type": "date", "source": "LATE",
    },
    "coding": {
        "provision_id": "TV1-2", "date": "2021-07", "coder": "first", "implementation": "3",
        "disputed": "yes", "status": "later", "source": "LATE",
    },
    "event": {
        "event_id": "TE99", "date": "2021-07-01", "kind": "opening", "subject_ids": "TP1;TP2;TV1-2",
        "title": "Later opening", "source": "LATE",
    },
    "claim": {
        "claim_id": "TC99", "subject_ids": "TP2", "attribute": "physical_progress", "value": "99",
        "unit": "percent", "as_of": "2021-07", "claimant": "Later Gazette", "side": "XM", "source": "LATE",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with the invented region, and with the same and later rows in every table."""
    folder = tmp_path_factory.mktemp("accord-later")
    for name in ("before", "after"):
        shutil.copytree(TWO_VALLEYS, folder / name)
    for table, row in LATER.items():
        path = folder / "after" / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, next(csv.reader(text.splitlines())), lineterminator="\n")
            writer.writerow(row)
    return folder


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("status", ()),
        ("status", ("--by", "party")),
        ("status", ("--by", "year")),
        ("status", ("--coder", "first")),
        ("late", ("--until", "2099-12-31")),
        ("claims", ()),
        ("claims", ("--side", "XM", "--draws", "8")),
        ("forecast", ()),
        ("cost", ("--draws", "8")),
    ],
)
def test_later_rows_change_no_answer(here, command, more):
    """JSON is the same to the last digit with and without them."""
    args = ("--as-of", DAY, *more)
    assert found(command, "after", *args, cwd=here) == found(command, "before", *args, cwd=here)


@pytest.mark.parametrize("command", [("compare", "TV1"), ("compare",), ("agreement",)])
def test_later_rows_change_no_comparison(here, command):
    """Versions and codings that came later are not compared."""
    before, after = (
        found(*command, "--region", name, "--as-of", DAY, cwd=here) for name in ("before", "after")
    )
    assert after == before


def test_later_rows_are_in_no_file(here):
    """Every exported file is the same, to the letter."""
    for name in ("before", "after"):
        done = run("export", f"out-{name}", "--region", name, "--as-of", DAY, cwd=here)
        assert done.returncode == 0, done.stderr
    for path in (here / "out-before").iterdir():
        assert (here / "out-after" / path.name).read_text() == path.read_text(), path.name


def test_they_are_seen_once_they_are_known(here):
    """A year later each of them changes something, so that the tests above can fail."""
    args = ("--as-of", "2022-06-30")
    for command in ("status", "late", "claims", "forecast"):
        assert found(command, "after", *args, cwd=here) != found(command, "before", *args, cwd=here)
    assert "TV9-1" in words("late", "after", *args, cwd=here)
    assert "TV1-late" in words("compare", "TV1", "--region", "after", *args, cwd=here)
