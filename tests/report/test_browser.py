"""The report in a real browser, opened from the disk as a reader does by double click."""

from __future__ import annotations

import re

import pytest

from reopen.report import palette
from tests.report.browser import browse
from tests.report.conftest import HOSTILE

CLOSED = next(s for s in palette.STATES if s.id == "closed")
WATER, LAND, LIT = (next(c for c in palette.PAGE if c[0] == name) for name in ("water", "land", "lit"))
MAP_KIND = {"evaluate": "document.documentElement.dataset.map"}
WIDTH = {"evaluate": "document.documentElement.scrollWidth"}


def assert_quiet(told):
    """Nothing was asked for beyond the file and what it holds; nothing went wrong."""
    assert not told["errors"]
    assert not told["dialogs"]
    assert not [line for line in told["console"] if line.startswith(("error", "warning"))]
    assert not [url for url in told["requests"] if not url.startswith(("file:", "blob:", "data:"))]
    assert len([url for url in told["requests"] if url.startswith("file:")]) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_map_draws(report, tmp_path, width, height, scheme):
    """Land, water and closed links are on the canvas; nothing is fetched; the page fits the screen."""
    theme = 1 if scheme == "light" else 2
    closed = CLOSED.light if scheme == "light" else CLOSED.dark
    told = browse(
        report,
        MAP_KIND,
        WIDTH,
        {"evaluate": "document.querySelector('#map').scrollIntoView()", "wait": 300},
        {"count": [".gl-map canvas", WATER[theme], LAND[theme], closed]},
        {"shot": str(tmp_path / f"map-{width}-{scheme}.png")},
        width=width,
        height=height,
        scheme=scheme,
    )
    assert_quiet(told)
    kind, page_width, _, seen, shot = told["steps"]
    assert kind == "gl"
    assert page_width <= width
    pixels = seen["width"] * seen["height"]
    water, land, shut = seen["near"]
    assert water > 0.05 * pixels
    assert land > 0.3 * pixels
    assert shut > 20
    assert seen["distinct"] > 100
    assert shot > 10_000


def test_without_webgl_the_static_map_stays(report):
    """The SVG is shown instead, and choices work on it too."""
    told = browse(
        report,
        MAP_KIND,
        {"select": ["[data-opening-choice]", "ijevan-gazakh-rail"]},
        {"evaluate": "document.querySelectorAll('.static-map path.lit').length"},
        {"evaluate": "document.querySelector('#map').scrollIntoView()"},
        {"count": [".static-map", WATER[1], LAND[1], CLOSED.light, LIT[1]]},
        webgl=False,
    )
    assert_quiet(told)
    kind, _, lit, _, seen = told["steps"]
    assert kind == "svg"
    assert lit >= 3
    assert all(count > 30 for count in seen["near"])


def test_without_scripts_everything_can_be_read(report):
    """Map, tables and appendix are there, and no control that does nothing."""
    told = browse(
        report,
        {"count": [".static-map", WATER[1], LAND[1], CLOSED.light]},
        script=False,
    )
    assert_quiet(told)
    assert all(count > 30 for count in told["steps"][0]["near"])


def test_an_opening_chosen_lights_up(report):
    """Its links glow on the map, its row is marked, the panel tells its gains, and the chart marks it."""
    told = browse(
        report,
        {"evaluate": "document.querySelector('#map').scrollIntoView()", "wait": 300},
        {"count": [".gl-map canvas", LIT[1]]},
        {"select": ["[data-opening-choice]", "ijevan-gazakh-rail"], "wait": 200},
        {"wait": 1500, "count": [".gl-map canvas", LIT[1]]},
        {"evaluate": "document.querySelector('[data-panel]').textContent"},
        {"evaluate": "[...document.querySelectorAll('tr.chosen')].map(row => row.dataset.opening)"},
    )
    assert_quiet(told)
    _, before, _, after, panel, rows = told["steps"]
    assert before["near"][0] == 0
    assert after["near"][0] > 200
    assert "Gazakh" in panel
    assert "USD m a year" in panel
    assert rows == ["ijevan-gazakh-rail"]


def test_a_link_is_found_by_name_and_told_in_every_language(report):
    """By keyboard alone: names of both ends, state, dated history, sources, confidence."""
    told = browse(
        report,
        {
            "evaluate": "const found = [...document.querySelectorAll('#names option')].map(o => o.value)"
            ".find(v => v.includes('rl-nrnadzor-meghri'));"
            "const input = document.querySelector('[data-find]'); input.focus(); input.value = found"
        },
        {"press": "Space"},
        {"press": "Tab"},
        {"evaluate": "document.querySelector('[data-panel]').innerText"},
        {"select": ["[data-language]", "hy"], "wait": 300},
        {"evaluate": "document.querySelector('[data-panel] h3').textContent"},
    )
    assert_quiet(told)
    panel, title = told["steps"][3], told["steps"][5]
    for part in ("Removed", "by 2020-11-10", "Azerbaijani", "Armenian", "Russian", "S058", "confidence"):
        assert part in panel
    assert re.search("[\u0530-\u058f]", title)


def test_tables_sort_and_theme_switches(report):
    """A click on a head sorts by number; the switch turns the page dark and the map with it."""
    told = browse(
        report,
        {"click": ".openings thead th:nth-child(2) button"},
        {
            "evaluate": "[...document.querySelectorAll('.openings tbody tr')]"
            ".map(row => Number(row.cells[1].dataset.v))"
        },
        {"click": "[data-theme-switch]", "wait": 1200},
        {"evaluate": "document.querySelector('#map').scrollIntoView()", "wait": 300},
        {"count": [".gl-map canvas", WATER[2], WATER[1]]},
    )
    assert_quiet(told)
    costs, seen = told["steps"][1], told["steps"][4]
    assert costs == sorted(costs, reverse=True)
    assert seen["near"][0] > 1000
    assert seen["near"][1] < 100


def test_layers_switch_off(report):
    """Without closed links nothing of their colour is left."""
    told = browse(
        report,
        {"evaluate": "document.querySelector('#map').scrollIntoView()"},
        {"click": "[data-state=closed]", "wait": 1200},
        {"count": [".gl-map canvas", CLOSED.light]},
    )
    assert_quiet(told)
    assert told["steps"][2]["near"][0] < 10


def test_numbers_and_sources_explain_themselves(report):
    """A card says where a number comes from, and what a source id stands for."""
    told = browse(
        report,
        {"evaluate": "document.querySelector('.openings td[data-tip]').scrollIntoView({block: 'center'})"},
        {"hover": [".openings tbody tr:first-child td:nth-child(3)", 0.6, 0.3], "wait": 100},
        {"evaluate": "document.querySelector('.tip').innerText"},
        {"evaluate": "document.querySelector('.openings a.src').focus({focusVisible: true})"},
        {"evaluate": "document.querySelector('.tip').innerText"},
    )
    assert_quiet(told)
    assert "Modelled" in told["steps"][2]
    assert re.match(r"\w+ · ", told["steps"][4])


def test_the_chart_draws_gains_and_losses(report):
    """Dots on both sides, in two colours, for each country."""
    probe = "[...document.querySelectorAll('.chart svg circle')].map(c => c.getAttribute('fill'))"
    told = browse(
        report, {"evaluate": probe}, {"select": ["[data-measure]", "transit_mtkm"]}, {"evaluate": probe}
    )
    assert_quiet(told)
    for fills in (told["steps"][0], told["steps"][2]):
        assert fills.count("var(--gain)") > 5
        assert fills.count("var(--loss)") > 5


def test_it_prints(report, tmp_path):
    """The printed report has its pages, with the static map."""
    told = browse(report, {"pdf": str(tmp_path / "report.pdf")})
    assert_quiet(told)
    assert told["steps"][0] > 100_000


@pytest.mark.parametrize("webgl", [True, False])
def test_hostile_names_do_nothing(hostile_report, webgl):
    """No name of a region runs as a script or becomes markup, in the page, the map or the panel."""
    told = browse(
        hostile_report,
        {"select": ["[data-opening-choice]", "valley-road"], "wait": 300},
        {"evaluate": "document.querySelector('[data-panel] h3').textContent"},
        {"evaluate": "[window.hacked ?? null, document.scripts.length, document.images.length]"},
        {"evaluate": "document.querySelector('.openings tbody th bdi').textContent"},
        webgl=webgl,
    )
    assert_quiet(told)
    assert told["steps"][1] in HOSTILE
    assert told["steps"][2] == [None, 2, 0]
    assert told["steps"][3] in HOSTILE
