"""The report is one file that asks for nothing and prints every text as text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reopen.report.html import render
from tests.report.conftest import HOSTILE

FETCHING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.blocks = [], [], {"script": [], "style": []}
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in self.blocks:
            self.inside = tag
            self.blocks[tag].append("")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.blocks[self.inside][-1] += data
        else:
            self.text.append(data)


@pytest.fixture(scope="module")
def page(report):
    return Page(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hostile(hostile_report):
    return Page(hostile_report.read_text(encoding="utf-8"))


def test_nothing_is_fetched(page):
    """No element names an address but links that a reader clicks."""
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            assert name not in FETCHING, (tag, name, value)
            assert not name.startswith("on"), (tag, name)
            if name == "href" and tag != "a":
                assert value == "data:,", (tag, value)
    assert not re.search(r"@import|url\(\s*['\"]?https?:", "".join(page.blocks["style"]))


def test_addresses_are_web_addresses(page):
    """Links lead into the page, to the accord's page or to http(s), without telling where they come from."""
    for tag, attributes in page.elements:
        href = attributes.get("href") or ""
        if tag == "a" and not href.startswith("#") and href != "accord.html":
            assert href.startswith(("https://", "http://"))
            assert "noreferrer" in (attributes.get("rel") or "")


def test_the_policy_lets_only_its_own_script_run(page):
    """The content security policy forbids requests and names the script by its hash."""
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    script = page.blocks["script"][-1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}';" in policy
    assert "http" not in policy


def test_it_is_small_enough_to_send(report):
    """One file below 4.5 MB."""
    assert report.stat().st_size < 4_500_000


def test_links_into_the_page_have_a_target(page):
    """Every source id and every part that the page points at is there."""
    ids = {a["id"] for _, a in page.elements if a.get("id")}
    wanted = {a["href"][1:] for t, a in page.elements if t == "a" and (a.get("href") or "").startswith("#")}
    assert wanted <= ids
    assert {f"source-{i}" for i in ("S058", "M")} <= ids


def test_the_first_page_says_what_it_must(page, study):
    """Date, version, seed, hash, counts by side, what is left out, neutrality."""
    text = " ".join(" ".join(page.text).split())
    for part in (
        study.as_of,
        study.version,
        study.input_sha256,
        "Claims by side",
        "What they leave out",
        "Neutrality",
    ):
        assert part in text
    for note in study.notes:
        assert note in text


def test_every_modelled_number_says_where_it_comes_from(page):
    """Each number in the table of openings has a source on hover."""
    cells = [a for t, a in page.elements if t == "td" and "num" in (a.get("class") or "") and "data-v" in a]
    assert len(cells) > 400
    about = [a for a in cells if a.get("data-tip") or a.get("title")]
    tips = {a["id"] for _, a in page.elements if (a.get("id") or "").startswith("tip-")}
    assert {a["data-tip"] for a in about if a.get("data-tip")} <= tips


def test_every_opening_has_its_appraisal_and_views(page, study):
    """Each opening and named package has a detail, and the table of openings leads to it."""
    ids = {a["id"] for _, a in page.elements if (a.get("id") or "").startswith("case-")}
    assert ids == {f"case-{name}" for name in study.benefits.gains.names}
    links = {
        a["href"][1:] for t, a in page.elements if t == "a" and (a.get("href") or "").startswith("#case-")
    }
    assert links == ids


def test_the_new_parts_say_what_they_rest_on(page, study):
    """Cost sharing, epsilon, horizon, rate, season and new trade; the views are not to be added."""
    text = " ".join(" ".join(page.text).split())
    settings = study.settings
    for part in (
        "each country pays for what lies on its territory",
        f"A loss of up to USD {settings.epsilon:.2f} m a year",
        f"over {settings.horizon} years at {settings.discount_rates[0]:g} % a year",
        "at central values in the open season",
        "Modelled new trade is in none of it",
        "never add them up",
        "Published studies beside this one",
        "Modelled flows beside counts",
    ):
        assert part in text, part
    assert "nine cases" not in text


def test_hostile_texts_stay_texts(page, hostile, hostile_report):
    """A region whose names hold markup gives a page of the same elements, with the names as text."""
    kinds = {tag for tag, _ in page.elements}
    assert {tag for tag, _ in hostile.elements} <= kinds
    assert [tag for tag, _ in hostile.elements].count("script") == 2
    text = "".join(hostile.text)
    for name in HOSTILE:
        assert name in text
    data = json.loads(hostile.blocks["script"][0])
    assert {row["names"][0][1] for row in data["places"]} <= set(HOSTILE)
    assert str(1234 * 5678) not in text


def test_the_same_study_gives_the_same_page(hostile_study, hostile_report):
    """Byte for byte."""
    assert render(hostile_study) == hostile_report.read_text(encoding="utf-8")


def test_no_path_of_this_machine_is_in_it(report):
    """Nothing in the page tells where it was made."""
    text = report.read_text(encoding="utf-8")
    assert str(Path(__file__).parents[2]) not in text
    assert str(report.parent) not in text
