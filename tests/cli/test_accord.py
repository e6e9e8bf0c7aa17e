"""``reopen accord`` as a user runs it: status, late, claims, compare, forecast, cost."""

from __future__ import annotations

import csv
import json

import pytest

import reopen
from reopen.accord.aggregate import aggregate
from reopen.accord.deadlines import overdue
from reopen.accord.disputed import disputed
from reopen.accord.forecasts import forecasts
from reopen.accord.status import provisions_on
from reopen.region.template import new
from tests.cli.accord_runs import REGISTER, TWO_VALLEYS, found, run, words


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a region whose register is empty, and one that has only documents."""
    folder = tmp_path_factory.mktemp("accord")
    for name in ("empty", "papers"):
        new(folder / name)
        for table in REGISTER:
            (folder / name / f"{table}.csv").unlink(missing_ok=True)
    (folder / "papers/document.csv").write_text(
        "document_id,title,date,source\nP1,A [bold]paper[/bold],2020-01-01,own-estimate\n"
    )
    return folder


def test_status_says_what_the_library_says(here, south_caucasus):
    """Every provision with its grade, and counts that sum to them."""
    told = found("status", cwd=here)
    table = provisions_on(south_caucasus, told["as_of"])
    assert [row["provision_id"] for row in told["provisions"]] == table["provision_id"].tolist()
    assert [row["grade"] for row in told["provisions"]] == table["grade"].tolist()
    assert sum(told["counts"].values()) == len(table)
    assert told["flags"]["late"] == int(table["late"].sum())


def test_status_of_an_earlier_day_knows_nothing_later(here, south_caucasus):
    """In 2021 there is no provision of a later document, and no coding dated later."""
    told = found("status", "--as-of", "2021-06-30", cwd=here)
    documents = south_caucasus["document"].set_index("document_id")["date"]
    assert told["provisions"]
    assert all(documents[row["document_id"]] <= "2021-06-30" for row in told["provisions"])
    assert all(row["coded_on"] <= "2021-06-30" for row in told["provisions"])


@pytest.mark.parametrize("by", ["document", "topic", "category", "party", "year"])
def test_status_summed_up(here, south_caucasus, by):
    """Groups are those of the library, by each of the five."""
    told = found("status", "--by", by, cwd=here)
    table = aggregate(south_caucasus, told["as_of"], by)
    assert [row["provisions"] for row in told["groups"]] == table["provisions"].tolist()
    assert [row[by] for row in told["groups"]] == table[by].tolist()


def test_the_table_and_the_file_hold_the_same(here):
    """The CSV file has a row a provision, and the words the same counts."""
    told = found("status", cwd=here)
    text = words("status", "--out", "status.csv", cwd=here)
    rows = list(csv.DictReader((here / "status.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["provision_id"] for row in rows] == [row["provision_id"] for row in told["provisions"]]
    assert {row["late"] for row in rows} == {"yes", "no"}
    for word, count in told["counts"].items():
        assert f"{word} {count}" in text
    assert not list(here.glob(".*.part"))


def test_late_and_due(here, south_caucasus):
    """What is overdue is what the library finds, and nothing falls due outside the days asked for."""
    told = found("late", "--until", "2027-12-31", cwd=here)
    missed = overdue(south_caucasus, told["as_of"])
    assert [row["subject_id"] for row in told["overdue"]] == missed["subject_id"].tolist()
    assert all(told["as_of"] <= row["due"] <= "2027-12-31" for row in told["due"])
    assert "R01" in [row["subject_id"] for row in told["due"]]
    assert "from the date of its document on" in told["rule"]
    shown = words("late", cwd=here)
    assert "Overdue on" in shown
    assert "from the date of its document on" in " ".join(shown.split())


def test_a_year_ahead_of_a_leap_day(here):
    """Without --until a year is shown, from the last of February too."""
    assert found("late", "--as-of", "2024-02-29", cwd=here)["until"] == "2025-02-28"


def test_claims_with_sides(here, south_caucasus):
    """Every figure with several values, the rule for the range, and claims by side."""
    told = found("claims", cwd=here)
    every = disputed(south_caucasus)
    assert len(told["figures"]) == len(every)
    assert len(told["claims"]) == sum(len(one.claims) for one in every)
    assert sum(told["claims_by_side"].values()) == len(south_caucasus["claim"])
    text = words("claims", cwd=here)
    assert "sides differ" in text
    assert "Range used" in text


def test_compare_sets_leaked_texts_apart(here):
    """The leaked version is marked as not counting, and the clause on which it differs is named."""
    told = found("compare", "D01", cwd=here)
    assert {row["kind"]: row["counts"] for row in told["versions"]} == {"official": True, "leaked": False}
    assert [row["number"] for row in told["clauses"] if row["differs"]] == ["2b"]
    text = words("compare", "D01", cwd=here)
    assert told["summary"] in text
    assert "no, set apart" in text


def test_compare_without_a_document_lists_some(here):
    """Documents of several versions, with how many."""
    told = found("compare", cwd=here)["documents"]
    assert {row["document_id"]: row["versions"] for row in told}["D01"] == 3


def test_forecasts_beside_targets(here, south_caucasus):
    """Works are the library's; the score has its interval and the target's error beside its own."""
    told = found("forecast", cwd=here)
    table = forecasts(south_caucasus)
    assert [row["central"] for row in told["works"]] == table["central"].tolist()
    score = told["score"]
    low, high = score["wilson_95"]
    assert low <= score["coverage"] <= high
    assert score["progress"]["with_official_target"]["claims"] <= score["progress"]["claims"]
    assert "One claim ahead" in words("forecast", cwd=here)


def test_gaps_without_values(here):
    """Openings that no provision covers are listed without valuing anything."""
    told = found("cost", "--gaps", cwd=here)
    assert "kajaran-tunnel" in [row["opening_id"] for row in told["openings_without_provision"]]
    assert "provisions" not in told


def test_costs_by_provision_and_country(here):
    """In the invented region each open provision has a cost, which its countries' costs sum to."""
    told = found("cost", TWO_VALLEYS, "--draws", "8", cwd=here)
    assert told["provisions"]
    for row in told["provisions"]:
        mine = [one for one in told["by_country"] if one["provision_id"] == row["provision_id"]]
        whole = sum(one["month_usd_m_central"] for one in mine if one["inside"])
        assert whole == pytest.approx(row["month_usd_m_central"], abs=1e-5)


def test_one_sides_figures(here):
    """A side's figures are named with the claims they come from, and openings are valued under them."""
    region = reopen.load(TWO_VALLEYS)
    side = sorted(set(region["claim"]["side"]))[0]
    told = found("claims", TWO_VALLEYS, "--side", side, "--draws", "8", cwd=here)
    assert told["side"] == side
    named = {one for row in told["replaced"] for one in row["claim_ids"]}
    assert named <= set(region["claim"]["claim_id"])
    assert len(told["replaced"]) + len(told["unused"]) > 0
    for row in told["openings"]:
        assert set(row["claim_ids"]) <= named


@pytest.mark.parametrize("command", ["status", "late", "claims", "compare", "forecast", "cost"])
@pytest.mark.parametrize("region", ["empty", "papers"])
def test_registers_that_hold_little(here, region, command):
    """An empty register and one with only documents are answered in words and in JSON."""
    args = ("compare", "--region", region) if command == "compare" else (command, region)
    assert words(*args, cwd=here)
    told = found(*args, cwd=here)
    rows = [row for value in told.values() if isinstance(value, list) for row in value]
    assert [row for row in rows if "provision_id" in row or "claim_id" in row] == []


def test_a_document_without_versions(here):
    """It is compared with nothing, and its title is printed as it is and not as markup."""
    assert "A [bold]paper[/bold]" in words("compare", "P1", "--region", "papers", cwd=here)
    assert found("compare", "P1", "--region", "papers", cwd=here)["versions"] == []


@pytest.mark.parametrize("command", ["status", "late", "claims", "forecast"])
def test_the_invented_region(here, command):
    """Another conflict in another place is answered too."""
    told = found(command, TWO_VALLEYS, cwd=here)
    assert any(value for value in told.values() if isinstance(value, list))
    assert words(command, TWO_VALLEYS, cwd=here)


@pytest.mark.parametrize(
    ("args", "code", "part"),
    [
        (["status", "--as-of", "soon"], 1, "soon"),
        (["status", "no-such-region"], 1, "no-such-region"),
        (["status", "--by", "colour"], 1, "expected"),
        (["status", "--coder", "nobody"], 1, "nobody"),
        (["status", "--out", "no/such.csv"], 1, "cannot be written"),
        (["status", "--out", ""], 2, "give it a name"),
        (["late", "--until", "2000-01-01"], 1, "expected"),
        (["claims", "--side", "Mars"], 1, "Mars"),
        (["compare", "D99"], 1, "D99"),
        (["compare", "D01", "--as-of", "2019-01-01"], 1, "not known"),
        (["forecast", "--level", "2"], 1, "level"),
        (["cost", "--draws", "3"], 1, "power of two"),
        (["nothing"], 2, "nothing"),
    ],
)
def test_wrong_use_gets_words(here, args, code, part):
    """Wrong options are told in words, with the right exit code, no traceback and nothing on stdout."""
    done = run(*args, cwd=here)
    assert done.returncode == code
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_json_lacks_what_json_lacks(here):
    """Figures that are not known are null, not NaN."""
    text = run("forecast", "--json", cwd=here).stdout
    assert "NaN" not in text
    assert json.loads(text)["works"]
