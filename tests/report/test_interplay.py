"""The part on openings together says what the combinations say, and draws it so that it can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

import reopen
from reopen.benefit.packages import packages
from reopen.benefit.together import chosen, together
from reopen.report.html import render, write
from reopen.report.interplay import Interplay, Pair, Part, interplay
from reopen.report.interplay_svg import LINES, NARROW, WIDE, interplay_svg, wrapped
from reopen.settings import Settings
from tests.report.browser import browse
from tests.report.conftest import HOSTILE

NS = {"svg": "http://www.w3.org/2000/svg"}
CHAIN = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail", "margara-alican-road")


def combined(study, openings):
    """The study with other openings combined, in as few draws as there can be."""
    found = study.benefits
    those = chosen(study.region, study.network, openings, most=12)
    both = packages(
        study.region, study.network, those.openings, those.given, found.works, found.terms,
        like=found.gains.scene, draws=2,
    )  # fmt: skip
    joint = together(study.region, both, those)
    return replace(study, benefits=replace(found, packages=both, together=joint))


@pytest.fixture(scope="module")
def found(study):
    return interplay(study)


@pytest.fixture(scope="module")
def chained(study):
    """The study with the pieces of a chain, and an opening beside it, as its decisions."""
    return combined(study, CHAIN)


@pytest.fixture(scope="module")
def hostile_plot(study):
    """The study with openings whose titles try to break the page."""
    table = study.region["opening"].copy()
    table["title"] = [HOSTILE[n % len(HOSTILE)] for n in range(len(table))]
    return replace(study, region=study.region.replace(opening=table))


def test_parts_and_pairs_are_those_of_the_combinations(study, found):
    """Shares add up to what all bring; every pair is there once, by its interaction, the largest first."""
    all_of = study.together.combinations
    assert sum(part.share for part in found.parts) == pytest.approx(found.all_value)
    assert {part.opening_id for part in found.parts} == set(all_of.openings)
    assert len(found.pairs) == 8 * 7 / 2
    pulls = [round(pair.pull, 6) for pair in found.pairs]  # further digits are rounding and decide nothing
    assert pulls == sorted(pulls, reverse=True)
    for pair in found.pairs:
        i, j = (all_of.openings.index(found.parts[n].opening_id) for n in (pair.first, pair.second))
        assert pair.pull == all_of.interactions[i, j]
        assert pair.apart == pytest.approx(all_of.total()[1 << i] + all_of.total()[1 << j])
        if not pair.either:
            assert pair.both == pytest.approx(all_of.total()[1 << i | 1 << j])


def test_the_sentences_name_the_strongest_pairs(found):
    """The strongest need, and the strongest competition but for alternatives, which only one can be."""
    assert found.need == found.pairs[0]
    assert not found.compete.either
    assert found.compete.pull == min(pair.pull for pair in found.pairs if not pair.either)


def test_alternatives_are_no_rivals(study):
    """Of two alternatives only one counts, so together they bring what the better one brings alone."""
    found = interplay(combined(study, ("meghri-rail", "araz-corridor-rail", "margara-alican-road")))
    (either,) = (pair for pair in found.pairs if pair.either)
    assert either.both == pytest.approx(max(found.parts[n].alone for n in (either.first, either.second)))
    assert found.compete is not None
    assert not found.compete.either


def test_gains_are_those_of_the_best_combination(study, found):
    """Countries in the order of their codes, blocs apart; the countries' gains add up to the best."""
    codes = [gain.country_id for gain in found.countries]
    assert codes == sorted(codes)
    assert sum(gain.value for gain in found.countries) == pytest.approx(found.best_value)
    assert {gain.country_id for gain in found.gateways}.isdisjoint(codes)
    assert len(found.best) + len(found.beside) == len(found.parts)
    assert found.best_value == pytest.approx(study.together.worth().max())


def test_a_chain_is_told(chained):
    """What its pieces bring together, and that little is left without any; no chain is part of another."""
    chains = interplay(chained).chains
    worth, all_of = chained.together.worth(), chained.together.combinations
    titles = chained.region["opening"].set_index("opening_id")["title"]
    names = {titles[name]: name for name in all_of.openings}
    assert titles["meghri-rail"] in chains[0].titles
    assert chains[0].whole > 5
    for chain in chains:
        members = [all_of.openings.index(names[title]) for title in chain.titles]
        code = sum(1 << n for n in members)
        assert len(members) > 1
        assert chain.broken < 0.2 * chain.whole
        assert chain.whole == worth[code]
        assert chain.broken == max(worth[code ^ 1 << n] for n in members)
    assert "when any one of them is missing" in render(chained)


def made(titles, pulls):
    """An interplay of openings with these titles and interactions of their pairs."""
    parts = tuple(Part(f"o{n}", title, 1.0, 1.0 + n, 0.5) for n, title in enumerate(titles))
    pairs = tuple(Pair(i, j, pull, 2.0, 2.0 + pull, either) for (i, j), (pull, either) in pulls.items())
    rest = {"chains": (), "need": None, "compete": None, "best": (), "beside": (), "countries": ()}
    sums = {"best_value": 1.0, "all_value": 1.0, "sum_alone": 1.0, "feasible": 1}
    names = {"gateways": (), "given": (), "beyond": (), "idle": (), "dearer": ()}
    return Interplay(parts=parts, pairs=pairs, **rest, **sums, **names)


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
def test_kinds_differ_by_more_than_colour(sheet):
    """Need stands on the left, competition and alternatives on the right, each with a class of its own."""
    drawing = ET.fromstring(
        interplay_svg(made("abc", {(0, 1): (5.0, False), (1, 2): (-3.0, False), (0, 2): (-4.0, True)}), sheet)
    )
    ties = {
        g.get("class"): g.find("svg:path", NS).get("d") for g in drawing.iterfind(".//svg:g[svg:path]", NS)
    }
    assert set(ties) == {"tie need", "tie compete", "tie either"}
    starts = {kind: float(path[1:].split()[0]) for kind, path in ties.items()}
    assert starts["tie need"] < sheet.width / 2 < min(starts["tie compete"], starts["tie either"])
    words = drawing.find("svg:desc", NS).text
    assert "a and b need each other: +5" in words
    assert "b and c compete: −3" in words
    assert "a and c are alternatives: −4" in words


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=lambda s: s.name)
def test_the_drawing_survives_any_name(sheet):
    """Markup in titles comes through as text; long, broad and unbroken titles stay within their lines."""
    titles = (*HOSTILE, "x" * 400, "駅" * 90, "two words")
    drawing = ET.fromstring(interplay_svg(made(titles, {(0, 4): (1.0, False)}), sheet))
    assert {element.tag.split("}")[1] for element in drawing.iter()} == {
        "svg", "desc", "g", "title", "rect", "path", "text",
    }  # fmt: skip
    for card in drawing.iterfind(".//svg:g[@class='card']", NS):
        assert 1 <= len(card.findall("svg:text[@class='name']", NS)) <= LINES
    assert any("two words" in (t.text or "") for t in drawing.iterfind(".//svg:text", NS))


def test_wrapping_loses_nothing_that_fits():
    """Lines join to the title; a title that does not fit ends in an ellipsis."""
    assert " ".join(wrapped("one two three four", 9)) == "one two three four"
    assert wrapped("a b c d e f", 1)[-1].endswith("…")
    assert wrapped("", 5) == ("",)


def probe(selector):
    """Boxes on the screen of what a selector finds in the plot that is shown."""
    return {
        "evaluate": f"[...document.querySelectorAll('{selector}')].map(e => e.getBoundingClientRect())"
        ".filter(r => r.width).map(r => [r.left, r.top, r.right, r.bottom])"
    }


def apart(boxes):
    """Whether no two boxes overlap by more than the empty rim of a line of type."""
    found = np.array(boxes)
    for n, one in enumerate(found):
        rest = found[n + 1 :]
        wide = np.minimum(one[2], rest[:, 2]) - np.maximum(one[0], rest[:, 0])
        high = np.minimum(one[3], rest[:, 3]) - np.maximum(one[1], rest[:, 1])
        if np.any((wide > 0.5) & (high > 2.0)):
            return False
    return True


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_plot_can_be_read(report, width, height):
    """One plot is shown, in type that can be read; its cards, numbers and headings do not overlap."""
    told = browse(
        report,
        probe("svg.interplay"),
        probe(".interplay .box"),
        probe(".interplay .pull, .interplay .head"),
        probe(".interplay .name"),
        {
            "evaluate": "[...document.querySelectorAll('svg.interplay')].filter(e => e.clientWidth)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize) * e.clientWidth / e.viewBox.baseVal.width)"
        },
        width=width,
        height=height,
        webgl=False,
    )
    plots, cards, numbers, names, sizes = told["steps"]
    assert len(plots) == 1
    assert len(cards) == 8
    assert len(numbers) > 4
    assert apart(cards)
    assert apart(numbers)
    left, top, right, bottom = plots[0]
    for box in (*cards, *numbers):
        assert left - 1 <= box[0] < box[2] <= right + 1
        assert top - 1 <= box[1] < box[3] <= bottom + 1
    for name in names:
        assert any(c[0] < name[0] and name[2] < c[2] and c[1] - 1 < name[1] and name[3] < c[3] for c in cards)
    assert sizes[0] >= 11


def test_hostile_titles_stay_titles(hostile_plot, report, tmp_path):
    """In the whole part they are text: nothing runs, and the page has the same elements."""
    page = tmp_path / "hostile.html"
    write(hostile_plot, page)
    told = browse(page, {"evaluate": "[window.hacked ?? null, document.scripts.length]"}, webgl=False)
    assert told["steps"][0] == [None, 2]
    assert not told["errors"]


def test_the_settings_leave_it_out(study):
    """Without the stage there is no part, no link to it, and nothing in the summary."""
    from reopen.report.summary import summary

    without = replace(study, benefits=replace(study.benefits, together=None, packages=None))
    text = render(without)
    assert 'id="together"' not in text
    assert 'href="#together"' not in text
    assert "together" not in summary(without)
    assert "together" in summary(study)


def test_a_run_takes_as_many_as_the_settings_say(make_region):
    """0 leaves the stage out."""
    assert reopen.run(make_region(), settings=Settings(together=0)).together is None


@pytest.mark.parametrize(
    ("names", "words"), [((), "No decision is in this part"), (CHAIN[:1], "nothing to combine it with")]
)
def test_none_or_one_is_said_in_a_sentence(study, names, words):
    """Nothing is drawn, and the reason is given."""
    text = render(combined(study, names))
    assert words in text
    assert '<svg class="interplay' not in text.split('id="together"')[1]
