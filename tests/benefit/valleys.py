"""A region of two valleys that no road joins, for what combining openings should find."""

from __future__ import annotations

from tests.benefit.test_openings import gate, parameters
from tests.network.test_costs import cargo, link, node, unit_costs

GATES = ("west-1", "west-2", "east-1", "east-2")


def valleys(make_region, *, limits=None, trade=True, **tables):
    """West: XA - XB - XC; east: XD - XE - XF; an opening speeds up each gate; an island without a road.

    ``limits`` gives openings more columns, such as ``{"west-2": {"depends_on": "west-1"}}``.
    """
    sides = {"west-1": "AB", "west-2": "BC", "east-1": "DE", "east-2": "EF"}
    openings = [
        {
            "opening_id": name, "title": name, "kind": "upgrade", "link_ids": f"road-{name}",
            "country_ids": f"X{a};X{b}", **(limits or {}).get(name, {}),
        }
        for name, (a, b) in sides.items()
    ]  # fmt: skip
    effect = {"attribute": "hours_truck_a_to_b", "after_low": 1, "after_central": 1, "after_high": 1}
    flows = [(a, b, 100 * n + 100) for n, (a, b) in enumerate(("AB", "BC", "AC", "DE", "EF", "DF"))]
    rows = {
        "country": [{"country_id": f"X{c}", "name": c, "gdp_usd_m": 1000} for c in "ABCDEF"],
        "node": [
            *(node(c.lower(), f"X{c}", x=n / 2, y=n // 3 * 3.0) for n, c in enumerate("ABCDEF")),
            node("island", "XA", x=9.0),
        ],
        "link": [
            link(f"road-{name}", a.lower(), b.lower(), countries=f"X{a};X{b}")
            for name, (a, b) in sides.items()
        ],
        "crossing": [
            gate(f"gate-{name}", f"X{a}", f"X{b}", f"road-{name}") for name, (a, b) in sides.items()
        ],
        "unit_cost": unit_costs(),
        "cargo_class": cargo(),
        "parameter": parameters(),
        "trade": [
            {
                "origin_id": f"X{a}", "destination_id": f"X{b}", "year": 2023,
                "tonnes_kt": kt if trade else 0, "class_shares": "goods:1",
            }
            for a, b, kt in flows
        ],
        "opening": openings,
        "opening_effect": [effect | {"opening_id": name, "subject_id": f"gate-{name}"} for name in sides],
        "consent": None,
        "state": None,
    }  # fmt: skip
    return make_region(**rows | tables)
