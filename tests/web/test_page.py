"""The map application's page in a real browser, on a real server."""

from __future__ import annotations

import json
import subprocess
from xml.etree import ElementTree

import pytest

from tests.web.served import (
    BOTH,
    FINDINGS,
    FIRST,
    REOPEN,
    SECOND,
    VALLEYS,
    WIDE,
    assert_quiet,
    script,
    serving,
    visit,
)

#: Colours of a picture, at least: a blank one has a single one.
COLOURS = 50

VIEWS = ("result", "focus", "accord", "compare", "scenarios")


@pytest.fixture(scope="module")
def combinations():
    """What ``reopen openings --json`` says of the two openings in every combination."""
    command = [*REOPEN, "openings", "--decide", FIRST, "--decide", SECOND, "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=240, check=True)
    return json.loads(done.stdout)


def test_changed_assumptions_are_told(url):
    """A link with another discount rate says so beside its numbers; one without it says nothing."""
    words = "[$('[data-changed]')?.textContent ?? '', $('[data-assume-changed]').textContent]"
    told = visit(
        f"{url}#open={FIRST}&s.rate=12",
        script(f"await settled('{FIRST}'); return {words}"),
        *(script(f"return await (await taken('share.{what}.svg')).text()") for what in ("map", "chart")),
        script(
            f"$('[data-sliders] button').click(); await until(() => !$('[data-changed]')); return {words}"
        ),
    )
    assert_quiet(told, url)
    (said, mark), drawn, chart, after = told["steps"]
    assert "12" in said
    assert "(6)" in said
    assert mark == "1 changed"
    assert "Discount rate 12" in drawn
    assert "Discount rate 12" in " ".join(ElementTree.fromstring(chart).itertext())
    assert after == ["", ""]


def test_numbers_of_an_earlier_choice_say_so_until_the_network_is_back(url):
    """While answers fail the result is told as an earlier choice's; then it is asked again by itself."""
    cut = """
      const real = window.fetch;
      window.fetch = (a, ...rest) => (window.cut && String(a).startsWith("/api/answer")
        ? Promise.reject(new TypeError("cut")) : real(a, ...rest));
      window.cut = true;
    """
    told = visit(
        url,
        script("await settled('')"),
        script(cut),
        {"click": f'[data-switch="{FIRST}"]'},
        script("return (await until(() => $('[data-failed]'))).textContent"),
        script("return [...document.querySelectorAll('.stale')].map((one) => one.textContent).join()"),
        script(f"window.cut = false; await settled('{FIRST}'); return $('[data-failed]') === null"),
    )
    assert "earlier choice" in told["steps"][3]
    assert "Armenia" in told["steps"][4]
    assert told["steps"][5] is True
    assert_quiet(told, url)


def test_a_map_of_another_date_than_the_result_is_told(url):
    """A link to a date of the record draws its states, and the page says that the result is of another."""
    apart = "[$('[data-dates]')?.textContent ?? '', $('[data-apart]').textContent]"
    told = visit(
        f"{url}#shown=1994-05-12",
        script(f"await settled(''); await until(() => $('[data-dates]')); return {apart}"),
        script("return $('#time-record').value > 0 && $('[data-when=\"record\"]').textContent"),
        {"click": "[data-ask-date]"},
        script(f"await until(() => !$('[data-dates]')); return {apart}"),
    )
    assert_quiet(told, url)
    said, when, _, after = told["steps"]
    assert all("states as of 1994-05-12" in words for words in said)
    assert when == "1994-05-12"
    assert after == ["", ""]


def test_a_link_holds_what_is_looked_at(url):
    """Place, measure and the map's view come back after a reload; sources that are not named are counted."""
    told = visit(
        f"{url}#place=gyumri&tab=focus&measure=npv&view=44.5,40.5,8.25",
        script(
            "await until(() => document.documentElement.dataset.map); return $('[data-panel] h2').textContent"
        ),
        {"click": '[data-tab="result"]'},
        script("return (await until(() => $('[data-measure]'))).value"),
        {"click": ".maplibregl-ctrl-zoom-in"},
        script("await until(() => linked('view').endsWith(',9.25')); return location.hash"),
        script("location.reload()"),
        {"wait": 1500},
        script("await until(() => document.documentElement.dataset.map); return location.hash"),
    )
    opening = visit(
        f"{url}#focus=meghri-rail&tab=focus",
        script("return (await until(() => $('.sources-of summary'))).textContent"),
    )
    assert_quiet(told, url)
    assert opening["steps"][0].startswith("5: ")
    assert opening["steps"][0].endswith(" and 1 more")
    title, _, measure, _, before, _, _, after = told["steps"]
    assert "Gyumri" in title
    assert measure == "npv"
    assert after == before


def test_switching_by_mouse_and_keyboard(url, shots, combinations):
    """List and map stay in step, the numbers are those of ``reopen openings``, and undo takes steps back."""
    in_list, on_map = f"checked('[data-switch=\"{SECOND}\"]')", f"checked('[data-mark=\"{SECOND}\"]')"
    lattice = "figure('total.lattice')"
    told = visit(
        url,
        script(f"await settled(''); return {lattice}"),
        {"click": f'[data-switch="{FIRST}"]'},
        script(f"await settled('{FIRST}'); return [{lattice}, checked('[data-mark=\"{FIRST}\"]')]"),
        script(f"$('[data-mark=\"{SECOND}\"]').focus()"),
        {"press": "Enter"},
        script(f"await settled('{BOTH}'); await until(() => $('[data-live]').textContent.includes('2'))"),
        script(f"return [{lattice}, {in_list}, $('[data-live]').textContent]"),
        {"shot": str(shots / "switched-desktop.png")},
        {"press": "Control+z"},
        script(f"await settled('{FIRST}'); return {on_map}"),
        {"press": "Control+Shift+z"},
        script(f"await settled('{BOTH}'); return $('[data-undo]').ariaDisabled"),
        {"click": "[data-undo]"},
        {"click": "[data-undo]"},
        script("await settled(''); return $('[data-undo]').ariaDisabled"),
    )
    assert_quiet(told, url)
    start, _, (one, marked), _, _, _, (two, switched, said), _, _, undone, _, can, _, _, cannot = told[
        "steps"
    ]
    assert start == 0
    assert one == pytest.approx(combinations["alone_usd_m_per_year"][FIRST], abs=2e-6)
    assert sorted(combinations["best"]["openings"]) == sorted((FIRST, SECOND))
    assert two == pytest.approx(combinations["best"]["usd_m_per_year"], abs=2e-6)
    assert (marked, switched, undone) == ("true", "true", "false")
    assert "Armenia" in said
    assert (can, cannot) == ("false", "true")


def test_scenarios_are_saved_loaded_compared_and_deleted(url, shots):
    """A scenario survives a reload, its steps are told beside another's, and both stand side by side."""
    one, both = "One railway", "Railway and road"
    only_there = '[data-diff="compare.only.there"]'
    told = visit(
        url,
        {"click": f'[data-switch="{FIRST}"]'},
        {"click": '[data-tab="scenarios"]'},
        script("await until(() => $('[data-scenarios]'))"),
        {"fill": ["[data-name]", one]},
        script(f"return await saved('{one}')"),
        {"click": f'[data-switch="{SECOND}"]'},
        {"fill": ["[data-name]", both]},
        script(f"return await saved('{both}')"),
        script(f"await act('{one}', 'scenarios.diff')"),
        script("return (await until(() => $('[data-diff-list]'))).innerText"),
        script("location.hash = ''"),
        {"wait": 1500},
        script("await until(() => document.documentElement.dataset.map)"),
        {"click": '[data-tab="scenarios"]'},
        script(f"await act('{one}', 'scenarios.load'); await settled('{FIRST}')"),
        script(f"await act('{both}', 'tab.compare'); await until(() => $('{only_there}'))"),
        script(f"return [$('[data-table=\"compare\"]').innerText, $('{only_there}').innerText]"),
        {"shot": str(shots / "compare-desktop.png")},
        {"click": '[data-tab="scenarios"]'},
        script(f"confirm = () => true; await act('{one}', 'scenarios.delete')"),
        script(f"await until(() => !$('[data-scenarios]').textContent.includes('{one}'))"),
        script("return $('[data-scenarios]').innerText"),
    )
    assert_quiet(told, url)
    steps = told["steps"]
    assert (steps[4], steps[7]) == (2, 3)
    assert "Margara" in steps[9]
    table, there = steps[16]
    assert "Difference" in table
    assert "Margara" in there
    assert "Baseline" in steps[-1]
    assert both in steps[-1]


def test_time_plays(url, shots):
    """The record plays to the region's date; the programme is planned on request and plays to its end."""
    told = visit(
        url,
        script("await until(() => $('#time-record')?.max > 20)"),
        script("return await played('record', 3, '[data-when=\"record\"]')"),
        {"click": "[data-plan]"},
        script("await until(() => $('#time-programme'), 'the plan', 150000)"),
        script("return await played('programme', 4, '[data-says=\"programme\"]')"),
        script("return linked('stop')"),
        {"shot": str(shots / "programme-desktop.png")},
    )
    assert_quiet(told, url)
    _, (then, now, _), _, _, (before, after, last), stop, _ = told["steps"]
    assert then < now
    assert "people at home" in before
    assert before != after
    assert stop == last


def test_a_link_brings_the_state_back(url):
    """What is on, assumptions, date, view and language stand in the address and come back from it."""
    wanted = f"#open={BOTH}&s.rate=9&focus={SECOND}&tab=focus&lang=tr&names=az"
    told = visit(
        url + wanted,
        script(f"await settled('{BOTH}'); await until(() => $('[data-interplay] .adds'))"),
        script("return location.hash"),
        script("return [document.documentElement.lang, document.documentElement.dataset.answered]"),
        script("return [$('[data-tab=\"focus\"]').ariaSelected, $('[data-slider=\"rate\"]').value]"),
        script("return $('[data-panel] h2').textContent"),
        script("location.hash = '#open=no-such-opening&as_of=2026-13-45&tab=secret&s.elasticity=99'"),
        {"wait": 1500},
        script("await until(() => $('[data-status]').textContent.includes('no-such-opening'))"),
        script("await settled(''); return [location.hash, $('[data-status]').innerText]"),
    )
    assert_quiet(told, url)
    _, back, (language, answered), (chosen, rate), title, _, _, _, (left, unknown) = told["steps"]
    assert set(back[1:].split("&")) == set(wanted[1:].split("&"))
    assert (language, chosen, float(rate)) == ("tr", "true", 9)
    assert "rate=9" in answered
    assert "Margara" in title
    assert "does not have" in unknown
    assert "no-such-opening, s.elasticity=99, as_of=2026-13-45, tab=secret" in unknown
    assert left == "#lang=en&names=en"


def test_what_is_shown_can_be_taken_away(url):
    """Pictures of map and chart, and tables, come as files that hold what they should."""
    told = visit(
        f"{url}#open={FIRST}",
        script(f"await settled('{FIRST}')"),
        *(
            script(
                f"const png = await taken('share.{what}.png'); const image = await createImageBitmap(png);"
                "const canvas = new OffscreenCanvas(image.width, image.height);"
                "const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);"
                "const { data } = context.getImageData(0, 0, image.width, image.height);"
                "return [png.type, image.width, image.height, new Set(new Uint32Array(data.buffer)).size]"
            )
            for what in ("map", "chart")
        ),
        *(
            script(f"const svg = await taken('share.{what}.svg'); return [svg.type, await svg.text()]")
            for what in ("map", "chart")
        ),
        script(
            "const table = await fetch($('[data-share-menu] a[href*=\"benefits.csv\"]').href);"
            "return [table.headers.get('content-type').split(';')[0], await table.text()]"
        ),
    )
    assert_quiet(told, url)
    _, *pictures, drawn, chart, table = told["steps"]
    for (kind, wide, high, colours), (_, text) in zip(pictures, (drawn, chart), strict=True):
        svg = ElementTree.fromstring(text)
        assert kind == "image/png"
        assert (wide, high) == tuple(int(2 * float(svg.get(side))) for side in ("width", "height"))
        assert colours > COLOURS
    assert pictures[0][1] == 2400
    for kind, text in (drawn, chart):
        assert kind == "image/svg+xml"
        assert "var(--" not in text
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "South Caucasus" in drawn[1]
    assert "Armenia" in chart[1]
    assert table[0] == "text/csv"
    assert "AM" in table[1]


def test_a_package_is_shown_on_the_map(tmp_path, shots):
    """The front is drawn once it is solved; a package switches list and map to what it opens."""
    with serving(tmp_path, str(VALLEYS)) as url:
        told = visit(
            f"{url}#tab=packages",
            script("await until(() => $('[data-front] svg'), 'the front', 150000)"),
            {"shot": str(shots / "packages-desktop.png")},
            script("$('.fronts [data-package]').click(); await until(() => linked('open'))"),
            script("await settled(linked('open')); return linked('open').split(',')"),
            script("return marked()"),
            {"press": "Control+z"},
            script("await settled(''); return marked().length"),
        )
    assert_quiet(told, url)
    _, _, _, opened, marked, _, left = told["steps"]
    assert opened
    assert sorted(marked) == sorted(opened)
    assert left == 0


def test_without_webgl_a_drawing_stays(url):
    """The map is drawn as SVG and follows the list's switches."""
    drawn = """[...document.querySelectorAll('.drawn [stroke="var(--accent)"]')].length"""
    told = visit(
        url,
        script(f"await settled(''); return [document.documentElement.dataset.map, {drawn}]"),
        {"click": f'[data-switch="{FIRST}"]'},
        script(f"await settled('{FIRST}'); return {drawn}"),
        webgl=False,
    )
    assert_quiet(told, url)
    assert told["steps"][0] == ["svg", 0]
    assert told["steps"][2] >= 3


def in_every_view(shots, *, narrow):
    """Steps through all views: width of the page, findings of axe-core, a picture."""
    name = "phone" if narrow else "desktop"
    dark = script("$('[data-theme-switch]').click(); await sleep(400)")
    look = script(FINDINGS)

    def shot(view):
        return {"shot": str(shots / f"{view}-{name}.png")}

    yield from (script(f"await settled('{BOTH}'); await sleep(400); {WIDE}"), look, shot("map"))
    if narrow:
        yield from ({"click": '[data-part="list"]'}, look, shot("list"), {"click": '[data-part="side"]'})
    else:
        yield from (dark, look, shot("dark"), dark)
    for view in VIEWS:
        yield script(f"$('[data-tab=\"{view}\"]').click(); await sleep(700); {WIDE}")
        yield from (look, shot(view))


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_everyone_can_use_it(url, shots, width, height):
    """Nothing runs off the screen, and axe-core has no serious finding in any view."""
    steps = list(in_every_view(shots, narrow=width < 600))
    told = visit(f"{url}#open={BOTH}&focus={SECOND}", *steps, width=width, height=height)
    assert_quiet(told, url)
    looks = [step for step in told["steps"] if isinstance(step, list)]
    assert len(looks) == len(VIEWS) + 2
    assert not [finding for step in looks for finding in step]
    widths = [told["steps"][i] for i, step in enumerate(steps) if WIDE in step.get("evaluate", "")]
    assert len(widths) == len(VIEWS) + 1
    assert max(widths) <= width
