"""Two scenarios as two small maps on one scale, and the legend of the map that leaves the page."""

from __future__ import annotations

from math import sqrt
from xml.etree import ElementTree

import pytest

from tests.web.served import BOTH, FIRST, SECOND, WIDE, assert_quiet, script, serving, visit

SVG = "{http://www.w3.org/2000/svg}"

#: What the two maps hold, and what they should: links that openings have, and answers of the server.
MAPS = """
  const maps = (await until(() => $('.maps') && document.querySelectorAll('.maps [role=img]')));
  const told = [...maps].map((svg) => ({
    opened: [...new Set([...svg.querySelectorAll('[data-opened]')].map((one) => one.dataset.link))].sort(),
    flows: Object.fromEntries([...svg.querySelectorAll('[data-flow][stroke="var(--muted)"]')]
      .map((one) => [one.dataset.flow, Number(one.getAttribute('stroke-width'))])),
    worth: Object.fromEntries([...svg.querySelectorAll('[data-worth]')]
      .map((one) => [one.dataset.worth, Number(one.getAttribute('r'))])),
    said: svg.getAttribute('aria-label'),
    described: svg.querySelector(':scope > desc')?.textContent,
    box: svg.getBoundingClientRect().toJSON(),
  }));
  const json = async (address) => (await fetch(address)).json();
  const { openings } = await json((await json('/api/session')).map.url);
  const links = Object.fromEntries(openings.map(({ id, links }) => [id, links]));
  const titles = Object.fromEntries(openings.map(({ id, title }) => [id, title]));
  const answers = [await json('/api/answer?open=%s'), await json('/api/answer?open=%s')];
  return [told, links, titles, answers];
"""

#: Texts of the bars of both charts that lie over another one.
OVER = """
  const all = [...document.querySelectorAll('[data-compare] svg text')];
  const texts = all.map((one) => [one.textContent, one.getBoundingClientRect()]);
  const meet = ([, a], [, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const found = texts.filter((one) => texts.some((other) => one !== other && meet(one, other)));
  return [texts.length, found.map(([text]) => text)];
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server of the embedded region with one saved scenario, the railway alone."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        told = visit(
            f"{address}#open={FIRST}&tab=scenarios",
            script(f"await settled('{FIRST}'); await until(() => $('[data-scenarios]'))"),
            {"fill": ["[data-name]", "Railway"]},
            script("return await saved('Railway')"),
        )
        assert_quiet(told, address)
        yield address


def compared(url, *steps, width, height):
    """The present scenario, railway and road, beside the saved one."""
    return visit(
        f"{url}#open={BOTH}&tab=scenarios",
        script(f"await settled('{BOTH}'); await until(() => $('[data-scenarios]'))"),
        script("document.querySelector('[data-part=side]')?.click(); await act('Railway', 'tab.compare')"),
        script("await until(() => $('.maps')?.innerText.includes('Railway'))"),
        script(MAPS % (BOTH, FIRST)),
        *steps,
        width=width,
        height=height,
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 1000), (390, 844)])
def test_two_maps_stand_beside_each_other_on_one_scale(url, tmp_path, width, height):
    """Each map has its own open links; bands and discs of both are shares of the same largest ones."""
    point = """
      const line = $('.maps [data-opened]');
      line.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      return line.querySelector('title').textContent;
    """
    shot = {"shot": str(tmp_path / f"compare-{width}.png")}
    told = compared(url, script(WIDE), script(OVER), script(point), shot, width=width, height=height)
    assert_quiet(told, url)
    _, _, _, ((here, there), links, titles, answers), wide, (texts, over), title, _ = told["steps"]
    assert there["opened"] == sorted(links[FIRST])
    assert here["opened"] == sorted({*links[FIRST], *links[SECOND]})

    after = [{link: now for link, _, now in answer["flows"]} for answer in answers]
    same = [link for link in here["flows"] if after[0][link] == after[1].get(link)]
    assert len(same) > 10
    assert all(here["flows"][link] == there["flows"][link] for link in same)
    benefit = [{place: value for place, value, *_ in answer["places"]} for answer in answers]
    both = [place for place in here["worth"] if place in there["worth"]]
    assert both
    for place in both:
        ratio = sqrt(abs(benefit[0][place] / benefit[1][place]))
        assert here["worth"][place] / there["worth"][place] == pytest.approx(ratio)

    assert here["said"].startswith("Present. Openings on: 2.")
    assert there["said"].startswith("Railway. Openings on: 1.")
    assert all("Georgia −" in one["said"] for one in (here, there))
    for one, opened in ((here, (FIRST, SECOND)), (there, (FIRST,))):
        assert one["described"].startswith(f"Openings on: {len(opened)} ")
        assert {name for name in (FIRST, SECOND) if titles[name] in one["described"]} == set(opened)
    assert "Link that the scenario opens" in title
    assert wide <= width
    assert texts > 16
    assert over == []
    beside = here["box"]["top"] == there["box"]["top"]
    below = here["box"]["bottom"] < there["box"]["top"] and here["box"]["left"] == there["box"]["left"]
    assert (beside, below) == ((True, False) if width > 1000 else (False, True))


def test_maps_and_bars_fit_the_window_when_it_turns(url):
    """On a phone that is turned they are drawn anew, and as wide as there is room."""

    def wide(drawn):
        return script(
            f"await until(() => $('.maps [role=img]').width.baseVal.value {drawn}, 'maps drawn anew');"
            "const widths = (what) =>"
            "[...document.querySelectorAll(what)].map((one) => one.width.baseVal.value);"
            "const room = $('[data-panel]').clientWidth - 36;"
            "return [room, widths('.maps [role=img]'), widths('[data-compare] svg')]"
        )

    turn = {"size": [844, 390]}
    told = compared(url, wide("> 200"), turn, wide("< 200"), width=390, height=844)
    assert_quiet(told, url)
    (room, maps, bars), _, (turned, *both) = told["steps"][-3:]
    assert (maps, bars) == ([room, room], [pytest.approx((room - 12) / 2)] * 2)
    assert both == [[pytest.approx((turned - 12) / 2)] * 2] * 2


@pytest.mark.parametrize("webgl", [True, False])
def test_links_that_only_the_other_scenario_opens_are_dashed_in_the_saved_map(url, webgl):
    """The saved map dashes them and says so in its legend; outside of the comparison it has none."""
    count = "document.querySelectorAll('.gl-map .drawn [data-compared]').length"
    told = visit(
        f"{url}#open={SECOND}&tab=scenarios",
        script(f"await settled('{SECOND}'); await act('Railway', 'tab.compare')"),
        script(f"await until(() => $('.maps')?.innerText.includes('Railway')); return {count}"),
        script("return await (await taken('share.map.svg')).text()"),
        script(
            "const json = async (address) => (await fetch(address)).json();"
            "const { openings } = await json((await json('/api/session')).map.url);"
            f"return openings.find(({{ id }}) => id === '{FIRST}').links"
        ),
        script("$('[data-tab=\"result\"]').click(); return await (await taken('share.map.svg')).text()"),
        webgl=webgl,
    )
    assert_quiet(told, url)
    _, shown, compared, railway, without = told["steps"]
    dashed = [one for one in ElementTree.fromstring(compared).iter(f"{SVG}path") if one.get("data-compared")]
    assert sorted(one.get("data-compared") for one in dashed) == sorted(railway)
    assert all(" " in one.get("stroke-dasharray") for one in dashed)
    assert shown == (0 if webgl else len(railway))
    words = "Link that only the other scenario opens"
    assert words in compared
    assert "data-compared" not in without and words not in without


def test_the_map_that_leaves_the_page_has_a_legend(url):
    """As a file and on paper the map tells its lines, bands and discs; on the screen the page does."""
    paper = """
      const keys = () => document.querySelectorAll('.drawn [data-key]').length;
      const before = keys();
      dispatchEvent(new Event('beforeprint'));
      const printed = keys();
      dispatchEvent(new Event('afterprint'));
      return [before, printed, keys()];
    """
    told = compared(
        url,
        script("return await (await taken('share.map.svg')).text()"),
        script("return await (await taken('share.chart.svg')).text()"),
        script(paper),
        width=1440,
        height=1000,
    )
    without = visit(url, script("await settled('')"), script(paper), webgl=False)
    assert_quiet(told, url)
    *_, drawn, chart, printed = told["steps"]
    svg = ElementTree.fromstring(drawn)
    (key,) = [group for group in svg.iter(f"{SVG}g") if group.get("data-key") is not None]
    texts = list(key.iter(f"{SVG}text"))
    said = [text.text for text in texts]
    assert {"Open", "Closed", "Destroyed", "Road", "Railway", "Opening that is on"} <= set(said)
    assert "Link that the scenario opens" in said
    assert "Not built" not in said
    assert said[-2:] == [
        "Flows: width = tonnes; blue = more, dashed orange = less",
        "Places: disc = gain, ring = loss",
    ]
    assert len(list(key.iter(f"{SVG}svg"))) == len(texts)
    bottom, ground = float(svg.get("viewBox").split()[3]), float(svg.find(f"{SVG}rect").get("height"))
    assert all(ground < float(text.get("y")) < bottom for text in texts)
    assert float(svg.get("height")) == bottom
    assert "data-link" not in chart
    marks = [one.get("data-drawn-mark") for one in svg.iter(f"{SVG}g") if one.get("data-drawn-mark")]
    assert {FIRST, SECOND} < set(marks)
    (titles,) = [group for group in svg.iter(f"{SVG}g") if group.get("data-on") is not None]
    named = " ".join(text.text for text in titles.iter(f"{SVG}text"))
    assert "Margara - Alican road gate" in named and "; " in named
    assert printed == without["steps"][1] == [0, 1, 0]
