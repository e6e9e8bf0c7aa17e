"""Colours that can be read: contrast after WCAG 2.2."""

from __future__ import annotations

import pytest

from reopen.report import palette

PAGE = {name: (light, dark) for name, light, dark in palette.PAGE}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "gain", "loss"])
@pytest.mark.parametrize("ground", ["paper", "card", "soft"])
def test_text_can_be_read(text, ground, theme):
    """At least 4.5 to 1 on every ground (level AA)."""
    assert contrast(PAGE[text][theme], PAGE[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("state", palette.STATES, ids=lambda s: s.id)
def test_links_stand_out_from_land_and_water(state, theme):
    """At least 3 to 1 (level AA for graphics)."""
    colour = (state.light, state.dark)[theme]
    assert contrast(colour, PAGE["land"][theme]) >= 3
    assert contrast(colour, PAGE["water"][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tint", palette.TRACKS, ids=lambda t: t.id)
def test_bars_of_the_programme_stand_out(tint, theme):
    """At least 3 to 1 on the page (level AA for graphics)."""
    assert contrast((tint.light, tint.dark)[theme], PAGE["paper"][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tint", palette.STAGES, ids=lambda t: t.id)
def test_settlements_stand_out_from_land(tint, theme):
    """At least 3 to 1 on land and on the page's legend."""
    for ground in ("land", "paper"):
        assert contrast((tint.light, tint.dark)[theme], PAGE[ground][theme]) >= 3
