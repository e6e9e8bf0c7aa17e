"""Lines on the static map."""

from __future__ import annotations

import re

import numpy as np

from reopen.report.geometry import Mercator

NUMBER = r"-?\d+(?:\.\d)?"


def drawn(text):
    """Points of one line of path data, by adding its steps up."""
    steps = re.findall(rf"[Ml]({NUMBER}) ({NUMBER})", text)
    return np.cumsum([(float(x), float(y)) for x, y in steps], axis=0)


def test_steps_lead_through_the_points_of_a_line():
    """After a thousand steps each point is where it belongs to a twentieth: roundings do not add up."""
    sheet = Mercator((40.0, 38.0, 50.0, 44.0), width=1337.0)
    along = np.linspace(0.0, 1.0, 1000)
    line = list(zip(40.3 + 9.1 * along, 41.0 + 2.0 * np.sin(9.0 * along), strict=True))
    text = sheet.path([line], least=0.0)
    expected = np.array([sheet(point) for point in line])
    assert np.abs(drawn(text) - expected).max() <= 0.05 + 1e-9
    assert len(drawn(text)) == len(line)


def test_several_lines_and_rings():
    """Each line begins anew, rings are closed, and a line of one point is left out."""
    sheet = Mercator((0.0, -10.0, 20.0, 10.0), width=200.0)
    first, second = [(0.0, 0.0), (10.0, 0.0)], [(5.0, 5.0), (5.0, -5.0), (15.0, -5.0)]
    open_path, closed = (sheet.path([first, [(1.0, 1.0)], second], close=close) for close in (False, True))
    assert open_path.count("M") == closed.count("M") == 2
    assert open_path.count("Z") == 0
    assert closed.count("Z") == 2
    assert re.fullmatch(rf"(M{NUMBER} {NUMBER}(l{NUMBER} {NUMBER})+)+", open_path)
