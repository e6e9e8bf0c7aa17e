"""Three countries joined by roads, a railway and the sea, with three openings, trips and counts."""

from __future__ import annotations

from tests.benefit.test_openings import USUAL, gate
from tests.network.test_costs import RATES, link, node

OPENINGS = ("faster", "railway", "second")
#: Parts of the central value that figures with a range fall short of it, and exceed it.
SPREAD = 0.2


def ranged(values, key, spread, unit="USD"):
    """Rows with a range around each value."""
    return [
        {key: i, "name" if key == "parameter_id" else "item": i, "unit": unit}
        | {"low": v * (1 - spread), "central": v, "high": v * (1 + spread)}
        for i, v in values.items()
    ]


def classes(spread):
    """Two cargo classes."""
    rows = []
    for name, value, vot in (("goods", 240.0, 1.0), ("fuel", 650.0, 0.2)):
        row = {"class_id": name, "basis": "test"}
        for column, v in (("unit_value", value), ("vot", vot)):
            row |= {f"{column}_low": v * (1 - spread), f"{column}_central": v}
            row[f"{column}_high"] = v * (1 + spread)
        rows.append(row)
    return rows


def sale(origin, destination, kt):
    return {
        "origin_id": origin, "destination_id": destination, "year": 2023, "tonnes_kt": kt,
        "value_usd_m": kt * 0.4, "class_shares": "goods:0.6;fuel:0.4",
    }  # fmt: skip


def opening(name, kind, links, countries, cost, months, **more):
    return {
        "opening_id": name, "title": name, "kind": kind, "link_ids": links, "country_ids": countries,
        "cost_usd_m_low": cost * 0.8, "cost_usd_m_high": cost * 1.2, "build_months_low": months / 2,
        "build_months_high": months * 3 / 2, **more,
    }  # fmt: skip


def triangle(make_region, *, spread=SPREAD, parameter=None, **tables):
    """West and east of XA, XB and XC: roads, a railway shut between XB and XC, and a ferry from XA to XC.

    ``faster`` speeds up the road gate of XA and XB, ``railway`` mends the railway on to XC, and
    ``second`` opens a second road from XA to XB.
    """
    gauged = {"gauge_mm": 1520}
    fixed = {"rail-constant": 0.1, "sea-constant": 0.2}
    usual = USUAL | {"delivered-price-elasticity": 1.5} | (parameter or {})
    rows = {
        "country": [
            {"country_id": i, "name": i, "gdp_usd_m": gdp, "population": 1e6}
            for i, gdp in (("XA", 1000), ("XB", 3000), ("XC", 2000))
        ],
        "node": [
            node("a", kind="port") | {"area": "west"},
            node("e", x=0.3, y=0.4) | {"area": "east", "population": 500},
            node("b", "XB", x=0.8) | {"area": "middle"},
            node("c", "XC", kind="port", x=1.6) | {"area": "far"},
        ],
        "link": [
            link("ab", "a", "b", countries="XA;XB"),
            link("bc", "b", "c", countries="XB;XC"),
            link("ae", "a", "e", km=60.0),
            link("eb", "e", "b", km=90.0, countries="XA;XB"),
            link("rab", "a", "b", "rail", countries="XA;XB", **gauged),
            link("rbc", "b", "c", "rail", countries="XB;XC", **gauged),
            link("sea", "a", "c", "sea", km=240.0, speed=20.0, countries="XA;XC", dwell_id="port-stay"),
        ],
        "crossing": [
            # Hours differ by direction, so that no two ways cost just the same.
            gate("gate-ab", "XA", "XB", "ab") | {"hours_truck_b_to_a": 6},
            gate("gate-bc", "XB", "XC", "bc") | {"hours_truck_b_to_a": 6.5},
            gate("gate-eb", "XA", "XB", "eb") | {"hours_truck_b_to_a": 5.7, "node_a_id": "e"},
            gate("rail-ab", "XA", "XB", "rab") | {"hours_rail": 10},
            gate("rail-bc", "XB", "XC", "rbc") | {"hours_rail": 12},
        ],
        "state": [
            {"subject_id": i, "date": "1995-01-01", "state": "closed"}
            for i in ("rbc", "rail-bc", "eb", "gate-eb")
        ],
        "unit_cost": ranged(RATES | {"xb-transit-fee": 130.0}, "unit_cost_id", spread)
        + ranged({"port-stay": 36.0}, "unit_cost_id", spread, "hours"),
        "cargo_class": classes(spread),
        "parameter": ranged(usual, "parameter_id", spread),
        "trade": [
            sale("XA", "XB", 300), sale("XB", "XA", 200), sale("XA", "XC", 500), sale("XC", "XA", 400),
            sale("XB", "XC", 150), sale("XC", "XB", 250),
        ],
        "internal_flow": [
            {
                "flow_id": "inner", "from_area": "west", "to_area": "east", "kind": "freight",
                "low": 40 * (1 - spread), "central": 40, "high": 40 * (1 + spread), "unit": "kt/year",
                "class_shares": "goods:1",
            },
            {
                "flow_id": "visits", "from_area": "west", "to_area": "middle", "kind": "passengers",
                "low": 90, "central": 100, "high": 110, "unit": "thousand trips/year both ways",
            },
        ],
        "opening": [
            opening("faster", "upgrade", "ab", "XA;XB", 8.0, 6.0),
            opening("railway", "reopen", "rbc", "XB;XC", 20.0, 24.0, crossing_ids="rail-bc"),
            opening("second", "new", "eb", "XA;XB", 5.0, 12.0, crossing_ids="gate-eb"),
        ],
        "opening_effect": [
            {
                "opening_id": "faster", "subject_id": "gate-ab", "attribute": f"hours_{what}",
                **dict.fromkeys(("after_low", "after_central", "after_high"), hours),
            }
            for what, hours in (("truck_a_to_b", 1), ("truck_b_to_a", 1.5), ("car", 0.5))
        ],
        "consent": [
            {"opening_id": o, "actor": c, "kind": "state", "role": "must_agree"}
            for o, cs in (("faster", "AB"), ("railway", "BC"), ("second", "AB"))
            for c in (f"X{x}" for x in cs)
        ],
    }  # fmt: skip
    for row in rows["parameter"]:
        if row["parameter_id"] in fixed:
            row |= dict.fromkeys(("low", "central", "high"), fixed[row["parameter_id"]])
        if row["parameter_id"] == "drayage-factor" and spread:
            row["low"] = 1.5
    return make_region(**rows | tables)
