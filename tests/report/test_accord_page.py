"""The accord's page: complete, as of its day, asking for nothing, and fit for any register."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import reopen
from reopen.accord.known import DATED, PARTS, as_known
from reopen.accord.status import accord_status
from reopen.report.accord_page import render
from reopen.report.accord_view import accord_view, spread, stated_range
from reopen.report.summary import summary
from tests.cli.accord_runs import cut
from tests.report.browser import browse
from tests.report.conftest import HOSTILE, QUICK
from tests.report.test_html import FETCHING, Page

FOLDER = Path(__file__).parents[2] / "examples/two-valleys"
REGISTER = ("document", "version", "provision", "clause", "coding", "event", "claim")


@pytest.fixture(scope="module")
def invented():
    """A study of the invented region."""
    return reopen.run(FOLDER, settings=QUICK, jobs=1)


def seen(study, **tables):
    """A study with some tables of its region replaced."""
    region = study.region.replace(**tables)
    return replace(study, region=region, accord=accord_status(region, study.as_of))


def without(study, *names):
    return seen(study, **{name: study.region[name].iloc[:0] for name in names})


@pytest.fixture(scope="module")
def page(invented):
    return Page(render(invented))


@pytest.fixture(scope="module")
def text(page):
    return " ".join(" ".join(page.text).split())


def later(study):
    """Rows of every table of the register that are dated after the study's day, or belong to such."""
    region, out = study.region, {}
    for name, column in DATED.items():
        row = region[name].iloc[[-1]].copy()
        row[column] = "2030-05-06"
        key = f"{name}_id"
        if key in row:
            row[key] = f"LATER-{name}"
        out[name] = row
    out["version"]["document_id"] = out["document"]["document_id"].iloc[0]
    for name, parent in (("provision", "document"), ("clause", "version")):
        row = region[name].iloc[[-1]].copy()
        row[f"{parent}_id"] = f"LATER-{parent}"
        if name == "provision":
            row["provision_id"] = "LATER-provision"
        out[name] = row
    return {name: pd.concat([row, region[name]], ignore_index=True) for name, row in out.items()}


def test_nothing_later_leaks(invented):
    """Rows dated after the day, entered before all others, leave the page as it is, byte by byte."""
    more = later(invented)
    assert set(more) == {*REGISTER, "source"}
    assert render(seen(invented, **more)) == render(invented)


def test_later_rows_of_the_embedded_region_do_not_count(study):
    """The page is the same without the rows that the embedded register has after its day."""
    known = as_known(study.region, study.as_of)
    assert len(known["event"]) < len(study.region["event"])
    assert render(replace(study, region=known)) == render(study)


@pytest.mark.parametrize("day", ["2021-06-30", "2024-12-31", "2026-03-31"])
def test_the_page_and_the_report_of_a_day_are_those_of_the_register_cut_at_it(invented, day):
    """Rows of a later day, and citations of what was published later, are in neither."""
    whole = seen(replace(invented, as_of=day))
    then = seen(whole, **{name: cut(whole.region, day)[name] for name in (*DATED, *PARTS)})
    assert render(then) == render(whole)
    parts = ("accord", "claims_by_side", "sources_by_affiliation")
    one, other = summary(then), summary(whole)
    assert [one[name] for name in parts] == [other[name] for name in parts]
    pd.testing.assert_frame_equal(then.accord.provisions, whole.accord.provisions)


def test_a_day_before_shows_less(invented):
    """Seen two years earlier, a provision's later change is not told."""
    before = replace(invented, as_of="2021-01-01")
    assert "2023-09-01" in render(invented)
    assert "2023-09-01" not in render(before)


def test_nothing_is_fetched_and_nothing_runs(page):
    """No script, no address but links, and a policy that forbids all requests."""
    for tag, attributes in page.elements:
        assert tag != "script"
        for name, value in attributes.items():
            assert name not in FETCHING, (tag, name, value)
            assert not name.startswith("on"), (tag, name)
        href = attributes.get("href") or ""
        if tag == "a" and not href.startswith(("#", "report.html")):
            assert href.startswith(("https://", "http://"))
            assert "noreferrer" in attributes["rel"]
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy


def test_links_have_a_target(page, study):
    """Marks, provisions and sources lead to a row that is there once, also in the large region."""
    for one in (page, Page(render(study))):
        ids = [a["id"] for _, a in one.elements if a.get("id")]
        assert len(ids) == len(set(ids))
        wanted = {
            a["href"][1:] for t, a in one.elements if t == "a" and (a.get("href") or "").startswith("#")
        }
        assert wanted <= set(ids)


def test_links_to_the_report_have_a_target(study, report):
    """What the page says of openings leads to their parts of the report beside it."""
    ids = {a["id"] for _, a in Page(report.read_text(encoding="utf-8")).elements if a.get("id")}
    linked = re.findall(r'href="report\.html#([^"]+)"', render(study))
    assert linked
    assert set(linked) <= ids
    assert "accord.html" in report.read_text(encoding="utf-8")


def test_everything_of_the_register_stands_on_the_page(invented, text):
    """Provisions, negotiations, works, figures with their sides, versions and the day are there."""
    view = accord_view(invented)
    assert view.as_of in text
    assert view.rounds.events
    assert view.works
    assert view.disputed
    assert view.versions
    assert view.costs
    said = [row["summary"] for row in view.status] + [one.title for one in view.rounds.events]
    said += [one.title for one in (*view.works, *view.disputed, *view.versions)]
    said += [claim.claimant for figure in view.disputed for claim in figure.claims]
    for words in said:
        assert " ".join(words.split()) in text


def test_sources_are_those_that_are_cited(invented):
    """Each source cited by a row is listed, and no other."""
    html = render(invented)
    linked = set(re.findall(r'class="src" href="#source-([^"]+)"', html))
    assert linked == set(re.findall(r'<tr id="source-([^"]+)"', html))
    assert linked


def test_it_is_small_enough_to_send(study):
    """The page of the embedded region is below 1.5 MB."""
    assert len(render(study).encode()) < 1_500_000


def test_an_empty_register_says_so(invented):
    """Without any row there is one sentence and no empty table or picture."""
    html = render(without(invented, *REGISTER))
    assert "holds no document, event or claim" in html
    assert "<table" not in html
    assert "<section" not in html


def test_only_documents_are_enough(invented):
    """With documents alone every part says that there is nothing yet."""
    html = render(without(invented, *(name for name in REGISTER if name != "document")))
    for words in (
        "no round, meeting",
        "No provision of a document",
        "Nothing is overdue",
        "No progress and no date",
    ):
        assert words in html
    assert "No claim is known" in html
    assert "No document is known in several versions" in html


def test_provisions_without_a_coding_work(invented):
    """Where nobody has coded anything, provisions stand as not coded."""
    html = render(without(invented, "coding", "claim", "event"))
    assert "not coded" in html
    assert "provision-" in html


def test_hostile_words_stay_words(invented):
    """Markup, scripts and templates in the register are printed as text."""
    tables = {}
    for name, columns in {
        "event": ("title", "outcome", "place"),
        "document": ("title",),
        "provision": ("summary",),
        "claim": ("claimant", "note"),
        "source": ("publisher", "title", "url"),
        "clause": ("summary", "note"),
        "coding": ("status",),
        "project": ("name",),
        "opening": ("title",),
    }.items():
        table = invented.region[name].copy()
        for k, column in enumerate(columns):
            table[column] = [HOSTILE[(k + i) % len(HOSTILE)] for i in range(len(table))]
        tables[name] = table
    found = Page(render(seen(invented, **tables)))
    assert not {"script", "img", "b"} & {tag for tag, _ in found.elements}
    assert "{{ 1234 * 5678 }}" in "".join(found.text)
    assert not [a for t, a in found.elements if t == "a" and (a.get("href") or "").startswith("javascript")]


def test_the_same_study_gives_the_same_page(invented):
    """Nothing in the page depends on the time or on an order of sets."""
    assert render(invented) == render(invented)


def test_ranges_and_spreads_are_said_in_their_kind(south_caucasus):
    """Costs have a range and a ratio, dates a span of days, and what cannot be compared has neither."""
    from reopen.accord.disputed import disputed

    found = {(one.subject_ids, one.attribute): one for one in disputed(south_caucasus)}
    length = found[("R04",), "length"]
    assert stated_range(length) == "1.3 (1 to 1.6)"
    assert spread(length) == "0.60, 1.6 times"
    aim = found[("X04",), "completion_target"]
    assert stated_range(aim) == "2025-01-30 (2024-03-01 to 2025-12-31)"
    assert spread(aim).endswith(" days")
    unlike = next(one for one in found.values() if one.how == "not comparable")
    assert (stated_range(unlike), spread(unlike)) == ("", "")


@pytest.fixture(scope="module")
def file(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("accord") / "accord.html"
    path.write_text(render(study), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_in_a_browser_it_fits_and_answers_the_keyboard(file, width):
    """The page is no wider than the screen, is quiet, and a mark in focus says what it was."""
    marks = "[...document.querySelectorAll('.rounds .mark')]"
    visible = f"{marks}.find(m => m.getClientRects().length)"
    shown = "document.activeElement.querySelector('.about')"
    told = browse(
        file,
        {"evaluate": "document.documentElement.scrollWidth"},
        {"evaluate": f"{visible}.focus()"},
        {"evaluate": f"getComputedStyle({shown}).display"},
        {"evaluate": "[...document.querySelectorAll('.dots')].filter(d => d.getClientRects().length).length"},
        {"evaluate": f"getComputedStyle({marks}.at(-1).querySelector('.about')).display"},
        width=width,
        webgl=False,
        script=False,
    )
    assert not told["errors"]
    assert not [line for line in told["console"] if line.startswith(("error", "warning"))]
    assert [url.split(":")[0] for url in told["requests"] if not url.startswith("data:")] == ["file"]
    across, _, about, matrices, other = told["steps"]
    assert across <= width
    assert (about, other) == ("inline", "none")
    assert matrices > 1
