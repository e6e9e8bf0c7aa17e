"""The triangle with capacities at its gates: two roads from XA to XB, of which one is the shorter."""

from __future__ import annotations

from reopen.benefit.scene import scene
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.test_openings import gate
from tests.benefit.triangle import OPENINGS, triangle

SEASONS = (60.0,)


def gates(capacity=None, closed=None):
    """Gates of the triangle; ``capacity`` and days of closure by gate, none where nothing is said."""
    rows = [
        gate("gate-ab", "XA", "XB", "ab") | {"hours_truck_b_to_a": 6},
        gate("gate-bc", "XB", "XC", "bc") | {"hours_truck_b_to_a": 6.5},
        gate("gate-eb", "XA", "XB", "eb") | {"hours_truck_b_to_a": 5.7, "node_a_id": "e"},
        gate("rail-ab", "XA", "XB", "rab") | {"hours_rail": 10},
        gate("rail-bc", "XB", "XC", "rbc") | {"hours_rail": 12},
    ]
    for row in rows:
        name = row["crossing_id"]
        row |= {
            "capacity": (capacity or {}).get(name, ""),
            "winter_closure_days": (closed or {}).get(name, 0),
        }
    return rows


def shut(*names):
    """States of links and gates that are closed."""
    return [{"subject_id": i, "date": "1995-01-01", "state": "closed"} for i in names]


def region(make_region, capacity=None, closed=None, *, both=False, **tables):
    """The triangle with gates that have capacities; with both roads open, or the second shut."""
    closed_now = shut("rbc", "rail-bc") if both else shut("rbc", "rail-bc", "eb", "gate-eb")
    return triangle(make_region, **{"crossing": gates(capacity, closed), "state": closed_now} | tables)


def effect(value, attribute="capacity", subject="gate-ab"):
    """What the opening ``faster`` changes at a gate."""
    ends = dict.fromkeys(("after_low", "after_central", "after_high"), value)
    return {"opening_id": "faster", "subject_id": subject, "attribute": attribute, **ends}


def scene_of(found, seasons=SEASONS, names=OPENINGS):
    """The scene of a region with its openings, each alone."""
    return scene(found, build(found), {name: Scenario.of(name) for name in names}, season_days=seasons)
