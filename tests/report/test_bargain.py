"""Packages for negotiators: the facts are those of the packages, and the picture draws them to scale."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.packages import delay
from reopen.report.bargain import KINDS, Bargain, Bundle, Share, bargain, kinds, most
from reopen.report.bargain_svg import NARROW, WIDE, bargain_svg, round_below
from reopen.report.html import render
from reopen.report.interplay_svg import LETTER
from tests.report.browser import browse
from tests.report.conftest import HOSTILE
from tests.report.test_interplay import apart, probe

NS = {"svg": "http://www.w3.org/2000/svg"}
SHEETS = pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
value = st.floats(-500, 500, allow_nan=False)


def bundle(code, titles, rows, special=("central",)):
    """A package with these titles and (P10, P50, P90) by country."""
    shares = tuple(
        Share(f"C{n}", *sorted(row), central=row[1], sure=1.0, delay=1.0, agrees=True)
        for n, row in enumerate(rows)
    )
    ids = tuple(f"o{n}" for n in range(len(titles)))
    return Bundle(code, special, ids, tuple(titles), tuple(s.country_id for s in shares), shares, True)


def made(*bundles, names=None):
    """What the part says of some packages."""
    count = len(bundles[0].shares)
    full = names or [f"Country {n}" for n in range(count)]
    return Bargain(
        count=8, feasible=8, valued=len(bundles), size=3, draws=4, marked=bundles, missing=(),
        bundles=bundles, settlement=None, clauses=(), given=(), epsilon=0.1, rate=6.0, horizon=30,
        countries=tuple((f"C{n}", name) for n, name in enumerate(full)), sharing="alike",
    )  # fmt: skip


@st.composite
def bargains(draw):
    """Up to three packages of up to nine countries with any gains and losses."""
    countries, count = draw(st.integers(1, 9)), draw(st.integers(1, 3))
    special = draw(st.permutations(list(KINDS)))
    bundles = []
    for k in range(count):
        titles = draw(st.lists(st.text("abcdef -", min_size=1, max_size=70), min_size=1, max_size=8))
        rows = draw(st.lists(st.tuples(value, value, value), min_size=countries, max_size=countries))
        bundles.append(bundle(k + 1, titles, rows, tuple(special[k : k + 2])))
    return made(*bundles)


def boxes(drawing, size):
    """Estimated boxes of all texts of a drawing: left, top, right, bottom."""
    out = []
    for text in drawing.iterfind(".//svg:text", NS):
        own = float(text.get("font-size", size))
        long = len(text.text or "") * LETTER * own
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - {"end": long, "middle": long / 2}.get(text.get("text-anchor"), 0.0)
        out.append((left, y - 0.74 * own, left + long, y + 0.2 * own))
    return np.array(out)


@SHEETS
@settings(max_examples=40, deadline=None)
@given(found=bargains())
def test_no_words_overlap_whatever_is_drawn(sheet, found):
    """Headings, titles, numbers and ticks keep apart, and stay within the picture's height."""
    drawing = ET.fromstring(bargain_svg(found, sheet))
    some = boxes(drawing, sheet.size)
    for n, one in enumerate(some):
        rest = some[n + 1 :]
        wide = np.minimum(one[2], rest[:, 2]) - np.maximum(one[0], rest[:, 0])
        high = np.minimum(one[3], rest[:, 3]) - np.maximum(one[1], rest[:, 1])
        assert not np.any((wide > 0.5) & (high > 0.5))
    height = float(drawing.get("viewBox").split()[3])
    assert some[:, 1].min() >= 0
    assert some[:, 3].max() <= height


@SHEETS
@settings(max_examples=40, deadline=None)
@given(found=bargains())
def test_bars_are_as_long_as_the_gains(sheet, found):
    """One scale for all: from zero to P50, gains to the right and losses to the left; ranges alike."""
    drawing = ET.fromstring(bargain_svg(found, sheet))
    shares = [share for one in found.marked for share in one.shares]
    bars = drawing.findall(".//svg:g[@class='bar']", NS)
    assert [bar.get("data-country") for bar in bars] == [share.country_id for share in shares]
    zeros = [float(z.get("d")[1:].split()[0]) for z in drawing.iterfind(".//svg:path[@class='zero']", NS)]
    pixels, units = [], []
    for share, bar in zip(shares, bars, strict=True):
        rect, path = bar.find("svg:rect", NS), bar.find("svg:path", NS).get("d")
        long, left = float(rect.get("width")), float(rect.get("x"))
        at_zero = left if share.p50 >= 0 else left + long
        assert min(abs(at_zero - zero) for zero in zeros) < 0.05
        assert rect.get("class") == ("gain" if share.p50 >= 0 else "loss")
        pixels += [long, float(path.split("H")[1]) - float(path[1:].split()[0])]
        units += [abs(share.p50), share.p90 - share.p10]
    scale = sum(pixels) / max(sum(units), 1e-9)
    if max(units) > 0.01:
        np.testing.assert_allclose(pixels, np.array(units) * scale, rtol=0.01, atol=0.15)


@SHEETS
def test_lengths_are_in_proportion(sheet):
    """Twice the gain is twice the bar, a loss as long as a gain of its size, nothing is no bar."""
    found = made(bundle(1, ["one"], [(8, 10, 12), (15, 20, 25), (-12, -10, -8), (0, 0, 0)]))
    drawing = ET.fromstring(bargain_svg(found, sheet))
    long = [float(r.get("width")) for r in drawing.iterfind(".//svg:g[@class='bar']/svg:rect", NS)]
    assert long[1] == pytest.approx(2 * long[0], abs=0.02)
    assert long[2] == pytest.approx(long[0], abs=0.02)
    assert long[3] == 0.0
    sums = [(t.text, t.get("class")) for t in drawing.iterfind(".//svg:text", NS) if "sum" in t.get("class")]
    assert sums == [("+10", "sum gain"), ("+20", "sum gain"), ("−10", "sum loss"), ("0", "sum nil")]


@SHEETS
def test_the_picture_survives_any_name(sheet):
    """Markup in titles and names comes through as text, and the words tell all."""
    titles = [*HOSTILE, "x" * 300, "駅" * 60]
    found = made(bundle(1, titles, [(-3, -2, -1), (1, 2, 3)]), names=HOSTILE[:2])
    drawing = ET.fromstring(bargain_svg(found, sheet))
    assert {element.tag.split("}")[1] for element in drawing.iter()} == {
        "svg", "desc", "text", "circle", "g", "title", "rect", "path",
    }  # fmt: skip
    words = drawing.find("svg:desc", NS).text
    assert "C0 −2 (−3 to −1), C1 +2 (1 to 3) USD m a year" in words
    assert HOSTILE[0] in words


def test_nothing_that_stands_out_is_no_picture():
    """Without a package that stands out nothing is drawn."""
    assert bargain_svg(replace(made(bundle(1, ["a"], [(1, 2, 3)])), marked=()), WIDE) == ""


@given(st.floats(1e-6, 1e9))
def test_ticks_are_round_and_not_above(x):
    """1, 2 or 5 times a power of ten, at least two fifths of the value."""
    found = round_below(x)
    assert 0.39 * x <= found <= x * (1 + 1e-9)
    lead = found / 10.0 ** math.floor(math.log10(found * (1 + 1e-9)))
    assert min(abs(lead - step) for step in (1, 2, 5, 10)) < 1e-6


def test_the_facts_are_those_of_the_packages(study):
    """Gains, sureness, consents and delay of every package valued, the largest total first."""
    found, deal = study.packages, bargain(study)
    assert {b.code for b in deal.bundles} == {p.code for p in found.valued} - {0}
    totals = [round(b.total, 6) for b in deal.bundles]
    assert totals == sorted(totals, reverse=True)
    at = {c: n for n, c in enumerate(found.countries)}
    for one in deal.bundles:
        package, late = found.of(one.code), delay(found, one.code)
        codes = [s.country_id for s in one.shares]
        assert codes == sorted(codes)
        assert one.openings == found.members(one.code)
        assert one.agree == tuple(sorted(c for c, n in at.items() if found.consents[one.code, n]))
        for share in one.shares:
            n = at[share.country_id]
            assert (share.p10, share.p50, share.p90) == tuple(package.gains[:, n])
            assert share.sure == package.sure[n]
            assert share.delay == pytest.approx(late[n])
        assert one.sure == min(share.sure for share in one.shares)


def test_packages_that_stand_out_are_told_once(study):
    """Each kind is marked or said to be missing; nobody loses in those that say so."""
    found, deal = study.packages, bargain(study)
    told = [kind for b in deal.marked for kind in b.kinds]
    assert sorted([*told, *deal.missing]) == sorted(KINDS)
    assert len(set(told)) == len(told)
    for one in deal.marked:
        if "p50" in one.kinds:
            assert min(share.p50 for share in one.shares) >= -found.epsilon
        if "p10" in one.kinds:
            assert min(share.p10 for share in one.shares) >= -found.epsilon
    code = most(found)
    assert code in kinds(found)
    total = found.net()[:, found.inside].sum(axis=1)
    assert total[code] == pytest.approx(total[found.feasible].max())


def test_side_payments_add_up(study):
    """What some receive others pay, and shares add up to what the package brings those that must agree."""
    deal = bargain(study).settlement
    assert sum(row.receives for row in deal.rows) == pytest.approx(0.0, abs=1e-6)
    assert {row.country_id for row in deal.rows} == set(study.packages.payments.players)


def test_provisions_are_those_of_the_openings(study):
    """Every opening of a package that stands out is there once, with the provisions that its row names."""
    deal = bargain(study)
    facts = study.region["opening"].set_index("opening_id")
    assert {name for name, _, _ in deal.clauses} == {o for b in deal.marked for o in b.openings}
    assert len({name for name, _, _ in deal.clauses}) == len(deal.clauses)
    for name, _, some in deal.clauses:
        assert [c.provision_id for c in some] == list(facts.loc[name, "provision_ids"])
        assert all(c.summary for c in some)


def test_without_packages_a_sentence_says_so(study):
    """Where the settings leave the part out the page says it; where none pleases all, too."""
    without = replace(study, benefits=replace(study.benefits, packages=None, together=None))
    assert bargain(without) is None
    assert "The settings leave this part out" in render(without)
    nobody = dict.fromkeys(("central", "p50", "p10"))
    found = replace(study.packages, smallest=nobody, nash=None)
    text = render(replace(study, benefits=replace(study.benefits, packages=found)))
    assert "At central values, no package leaves every country" in text
    assert "There is no Nash bargaining solution" in text
    assert "No package pleases all by itself" in text


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_picture_can_be_read(report, study, width, height):
    """One picture is shown, in type that can be read; its words do not overlap and none is cut off."""
    told = browse(
        report,
        probe("svg.bargain"),
        probe(".bargain text"),
        probe(".bargain .bar rect"),
        {
            "evaluate": "[...document.querySelectorAll('svg.bargain')].filter(e => e.clientWidth)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize) * e.clientWidth / e.viewBox.baseVal.width)"
        },
        {"evaluate": "document.documentElement.scrollWidth"},
        width=width,
        height=height,
        webgl=False,
    )
    pictures, words, bars, sizes, page = told["steps"]
    assert len(pictures) == 1
    assert len(bars) > 5
    assert apart(words)
    left, top, right, bottom = pictures[0]
    for box in words:
        assert left - 1 <= box[0] < box[2] <= right + 1
        assert top - 1 <= box[1] < box[3] <= bottom + 2
    assert sizes[0] >= 11
    assert page <= width
