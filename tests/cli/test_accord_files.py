"""``reopen accord sheet``, ``agreement``, ``export``, ``read`` and ``accept`` as a user runs them."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

import reopen
from reopen.region.save import save
from tests.cli.accord_runs import TWO_VALLEYS, found, run, words

TEXT = "On 5 March 2026 officials of Armenia and Azerbaijan met in Yerevan.\n"
#: Markup of rich, a terminal escape, a control character of eight bits and a change of direction.
HOSTILE = (
    "The [bold red]Yerevan[/] road \x1b[31m \x9b31m \u202e was closed on 5 March 2026 [link=file:///x]y.\n"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a region to write to, a text, a page and a text in another encoding."""
    folder = tmp_path_factory.mktemp("accord-files")
    shutil.copytree(TWO_VALLEYS, folder / "mine")
    (folder / "news.txt").write_text(TEXT, encoding="utf-8")
    (folder / "news.html").write_text(f"<html><body><script>x</script><p>{TEXT}</p></body></html>")
    (folder / "old.txt").write_bytes("Баку".encode("cp1251"))
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    return folder


def _filled(folder, name, coder, grade):
    """A sheet of one coder, with every grade filled in alike but for the first."""
    done = run("sheet", name, "--coder", coder, "--region", TWO_VALLEYS, cwd=folder)
    assert done.returncode == 0, done.stderr
    lines = (folder / name).read_text(encoding="utf-8-sig").splitlines()
    remarks = [line for line in lines if line.lstrip('"').startswith("#")]
    rows = list(csv.DictReader(lines[len(remarks) :]))
    source = reopen.load(TWO_VALLEYS)["source"]["source_id"][0]
    for number, row in enumerate(rows):
        row |= {"implementation": str(grade if number == 0 else number % 4), "source": source}
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_two_sheets_and_their_agreement(here):
    """Two people code alone; what they differ on is named, and alpha is below 1 but above chance."""
    rows = _filled(here, "a.csv", "ann", 0)
    _filled(here, "b.csv", "bob", 3)
    told = found("agreement", "a.csv", "b.csv", "--region", TWO_VALLEYS, cwd=here)
    assert told["coders"] == ["ann", "bob"]
    assert told["provisions"] == len(rows)
    assert [row["provision_id"] for row in told["differing"]] == [rows[0]["provision_id"]]
    assert 0.0 < told["alpha"]["grade"]["value"] < 1.0
    assert "furthest apart" in words("agreement", "a.csv", "b.csv", "--region", TWO_VALLEYS, cwd=here)


def test_the_coders_of_a_register(here):
    """Without files the region's own two coders are compared."""
    told = found("agreement", "--region", TWO_VALLEYS, cwd=here)
    assert told["coders"] == ["first", "second"]


def test_export_of_every_table(here):
    """All tables are files; a panel row is of no year after the day."""
    done = run("export", "out", "--as-of", "2022-12-31", cwd=here)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (here / "out").iterdir()}
    assert {"status.csv", "panel.csv", "history.csv", "pax.csv", "register_coding.csv"} <= names
    rows = list(csv.DictReader((here / "out/panel.csv").read_text(encoding="utf-8").splitlines()))
    assert max(row["year"] for row in rows) == "2022"


def test_export_of_agreements_alone(here):
    """With --pax there is one file, in the columns of the codebook."""
    assert run("export", "pax", "--pax", cwd=here).returncode == 0
    assert [path.name for path in (here / "pax").iterdir()] == ["pax.csv"]
    rows = list(csv.DictReader((here / "pax/pax.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(reopen.load()["document"])
    assert rows[0]["AgtId"] == "D01"


def test_a_text_is_quoted_to_the_letter(here):
    """Every mention's place holds its words, from a file and piped in alike."""
    told = found("read", "news.txt", "--published", "2026-03-06", cwd=here)
    assert told == found("read", "-", "--published", "2026-03-06", cwd=here, given=TEXT)
    assert all(told["text"][one["start"] : one["end"]] == one["quote"] for one in told["mentions"])
    assert {"AM", "AZ", "yerevan", "2026-03-05"} <= {one["value"] for one in told["mentions"]}


def test_a_page_tells_where_the_file_has_it(here):
    """In HTML the places of the file differ from those of its text, and scripts are left out."""
    told = found("read", "news.html", cwd=here)
    page = (here / "news.html").read_text()
    assert "x" not in told["text"].split()
    (one,) = [one for one in told["mentions"] if one["value"] == "yerevan"]
    assert page[one["file_start"] :].startswith(one["quote"])
    plain = found("read", "news.html", "--text", cwd=here)
    assert "script" in plain["text"]


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_hostile_text_cannot_reach_the_terminal(here, more):
    """Markup is printed as it is, and nothing of it moves the cursor or turns the direction."""
    done = run("read", "hostile.txt", *more, cwd=here)
    assert done.returncode == 0, done.stderr
    for wrong in ("\x1b", "\x9b", "\u202e"):
        assert wrong not in done.stdout + done.stderr
    if more:
        assert json.loads(done.stdout)["text"] == HOSTILE


def test_markup_in_a_proposal_is_printed_as_it_is(here):
    """The row's title still holds its brackets."""
    assert "[bold red]Yerevan[/]" in words("read", "hostile.txt", cwd=here)


def test_a_long_text_shows_its_beginning(here):
    """A table holds no more rows than a person reads, and says how many there are beside."""
    text = words("read", "-", cwd=here, given="Yerevan, Baku. " * 150)
    assert "and 100 more mentions" in text
    assert "more proposed rows" not in text


def test_nothing_enters_until_it_is_accepted(here):
    """Reading leaves the region as it is; accepting adds the chosen row and its source, and no other."""
    before = reopen.load(here / "mine")
    country = before["country"]["name"].tolist()[0]
    text = f"On 5 May 2019 ministers of {country} met again. On 6 May 2019 ministers of {country} met again."
    told = found("read", "-", "--region", "mine", "--out", "rows.jsonl", cwd=here, given=text)
    events = [one["proposal_id"] for one in told["proposals"] if one["table"] == "event"]
    assert len(events) >= 2
    assert len(reopen.load(here / "mine")["event"]) == len(before["event"])
    source = ("--source-publisher", "A paper", "--source-title", "Invented", "--source-date", "2019-05-07")
    done = run("accept", "rows.jsonl", "--region", "mine", "--ids", events[0], *source, cwd=here)
    assert done.returncode == 0, done.stderr
    after = reopen.load(here / "mine")
    assert len(after["event"]) == len(before["event"]) + 1
    assert len(after["source"]) == len(before["source"]) + 1
    assert after["event"]["date"].tolist()[-1] == "2019-05-05"


def test_a_claim_that_rebuilding_could_not_read_does_not_enter(tmp_path):
    """The quantity of an asset in words is refused with its place, and no file changes."""
    save(reopen.load(), tmp_path / "mine")
    asset = reopen.load()["asset"]["asset_id"][0]
    row = {"subject_ids": asset, "attribute": "quantity", "value": "many", "unit": "home"}
    row |= {"as_of": "2026-03-01", "claimant": "A speaker", "side": "XA"}
    proposal = {"proposal_id": "c1", "table": "claim", "row": row}
    (tmp_path / "rows.jsonl").write_text(json.dumps(proposal), encoding="utf-8")
    before = (tmp_path / "mine" / "claim.csv").read_bytes()
    done = run("accept", "rows.jsonl", "--region", "mine", "--all", "--source-id", "S001", cwd=tmp_path)
    assert done.returncode == 1
    assert "'many', expected a number" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert (tmp_path / "mine" / "claim.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "code", "part"),
    [
        (["read", "none.txt"], 1, "cannot be read"),
        (["read", "old.txt"], 1, "is no UTF-8"),
        (["read", "news.txt", "--published", "May"], 1, "expected a day"),
        (["read", "news.txt", "--out", "no/such.jsonl"], 1, "cannot be written"),
        (["accept", "rows.jsonl", "--region", "mine"], 1, "--all"),
        (["accept", "none.jsonl", "--region", "mine", "--all"], 1, "cannot read"),
        (["accept", "rows.jsonl", "--all"], 2, "--region"),
        (["sheet", "a.txt", "--coder", "ann"], 1, "expected .csv or .xlsx"),
        (["sheet", "a.csv"], 2, "--coder"),
        (["agreement"], 1, "at least two"),
        (["agreement", "none.csv"], 1, "cannot be read"),
        (["export", ""], 2, "give it a name"),
        (["export", "news.txt", "--pax"], 1, "cannot be written"),
    ],
)
def test_wrong_use_gets_words(here, args, code, part):
    """Mistakes are told in words, with the right exit code and no traceback."""
    (here / "rows.jsonl").touch()
    done = run(*args, cwd=here)
    assert done.returncode == code
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert (here / "news.txt").read_text() == TEXT
