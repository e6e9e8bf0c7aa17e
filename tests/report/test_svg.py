"""The static map: well-formed, complete, and safe with any name."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from reopen.report import palette
from reopen.report.basemap import basemap
from reopen.report.geometry import grow, view_box
from reopen.report.payload import payload
from reopen.report.svg import static_map
from tests.report.conftest import HOSTILE

NS = {"svg": "http://www.w3.org/2000/svg"}


def draw(study):
    land = basemap(grow(view_box(study.region), 0.6))
    return ET.fromstring(static_map(payload(study, land), land))


@pytest.fixture(scope="module")
def drawing(study):
    return draw(study)


def test_every_link_with_a_state_is_drawn(drawing, study):
    """One path a link, in the style of its mode and state; links that do not exist are left out."""
    drawn = {path.get("data-link") for path in drawing.iterfind(".//svg:path[@data-link]", NS)}
    near = {row.link_id for row in study.links.itertuples() if row.state in {s.id for s in palette.STATES}}
    assert drawn <= near
    assert {"rl-nrnadzor-meghri", "rd-yerevan-ashtarak"} <= drawn
    assert len(drawn) > 0.9 * len(near)


def test_states_differ_by_more_than_colour():
    """No two states share a dash pattern, nor a colour."""
    assert len({s.dash for s in palette.STATES}) == len(palette.STATES)
    assert (
        len({s.light for s in palette.STATES}) == len({s.dark for s in palette.STATES}) == len(palette.STATES)
    )


def test_land_and_lines_are_drawn_without_country_fills(drawing):
    """One area for all land; every other path but gates is a line."""
    areas = [path for path in drawing.iterfind(".//svg:path", NS) if path.get("class") == "land"]
    assert len(areas) == 1
    assert len(areas[0].get("d", "")) > 2000


def test_it_has_a_text_for_those_who_cannot_see_it(drawing, study):
    """Role and label."""
    assert drawing.get("role") == "img"
    assert study.as_of in drawing.get("aria-label", "")


def test_hostile_names_stay_names(hostile_study):
    """Markup in names comes through as text."""
    drawing = draw(hostile_study)
    labels = {text.text for text in drawing.iterfind(".//svg:text", NS)}
    assert labels
    assert labels <= set(HOSTILE)
    assert drawing.find(".//svg:script", NS) is None
