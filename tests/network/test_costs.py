"""Arc costs against the formulas of the design, worked out by hand."""

from __future__ import annotations

import pytest

from reopen.network.scenario import Close, Scenario
from reopen.network.skim import skim

RATES = {
    "truck-opcost": 1.0,
    "truck-hour": 10.0,
    "truck-empty-share": 0.5,
    "truck-payload": 20.0,
    "rail-tariff": 0.04,
    "rail-wagon-load": 50.0,
    "rail-terminal-handling": 5.0,
    "rail-terminal-hours": 24.0,
    "sea-tariff": 0.01,
    "port-handling": 8.0,
    "gauge-change": 6.0,
    "gauge-change-hours": 12.0,
    "car-opcost": 0.2,
    "car-occupancy": 2.0,
    "rail-fare": 0.03,
    "sea-fare": 0.1,
    "passenger-value-of-time": 4.0,
    "rail-passenger-border-hours": 3.0,
    "road-maintenance": 9000.0,
    "rail-maintenance": 20000.0,
}
#: One class of 240 USD/t at 1 % a day: 0.1 USD per tonne and hour.
VOT = 0.1


def unit_costs(**more):
    """Unit costs without a range, so that every level is the same."""
    values = RATES | {key.replace("_", "-"): v for key, v in more.items()}
    return [
        {"unit_cost_id": i, "item": i, "unit": "USD/t", "low": v, "central": v, "high": v}
        for i, v in values.items()
    ]


def cargo():
    row = {"class_id": "goods", "basis": "test"}
    row |= {f"unit_value_{e}": 240 for e in ("low", "central", "high")}
    return [row | {f"vot_{e}": 1 for e in ("low", "central", "high")}]


def node(name, country="XA", kind="city", x=0.0, y=0.0):
    return {
        "node_id": name, "name": name, "x_coord": x, "y_coord": y, "node_type": kind, "country_id": country,
        "population": 1000, "is_zone": "yes",
    }  # fmt: skip


def link(name, a, b, mode="road", km=100.0, speed=50.0, countries="XA", **more):
    kind = {"road": "primary", "rail": "main", "sea": "ferry"}[mode]
    return {
        "link_id": name, "from_node_id": a, "to_node_id": b, "mode": mode, "facility_type": kind,
        "length": km, "free_speed": speed, "country_ids": countries, **more,
    }  # fmt: skip


@pytest.fixture
def world(make_region):
    """A region of the given nodes and links, and nothing else but rates."""

    def make(nodes, links, crossings=None, costs=None, **more):
        rows = {"crossing": crossings, "state": None, "opening": None, "consent": None, "trade": TRADE}
        tables = {"node": nodes, "link": links, "unit_cost": costs or unit_costs(), "cargo_class": cargo()}
        return make_region(**{**rows, **tables, **more})

    return make


TRADE = [
    {"origin_id": a, "destination_id": b, "year": 2023, "tonnes_kt": 0, "class_shares": "goods:1"}
    for a, b in (("XA", "XB"), ("XB", "XA"))
]  # fmt: skip


def gate(links="l", a="a", b="b", **more):
    return [
        {
            "crossing_id": "gate", "name_a": "a", "name_b": "b", "node_a_id": a, "node_b_id": b,
            "country_a": "XA", "country_b": "XB", "link_ids": links,
            "hours_truck_a_to_b": 5, "hours_truck_b_to_a": 9, "hours_rail": 20,
            "hours_car": 1, "fee_usd": 60, **more,
        }
    ]  # fmt: skip


def test_road_pays_distance_time_fee_and_border_by_direction(world):
    """A gated road costs the design's formula, with 5 h one way and 9 h the other."""
    region = world([node("a"), node("b", "XB", x=0.5)], [link("l", "a", "b", countries="XA;XB")], gate())
    found = skim(region)
    for way, border in ((("a", "b"), 5.0), (("b", "a"), 9.0)):
        hours = 100 / 50 + border
        usd = (1.0 * 100 * 1.5 + 10 * hours + 60) / 20 + VOT * hours
        assert found.between(*way, "goods") == pytest.approx(usd, rel=1e-12)
    car = 0.2 * 100 / 2 + 4 * (100 / 50 + 1)
    assert found.between("a", "b", "passenger") == pytest.approx(car, rel=1e-12)


def test_sides_follow_the_gate_not_the_drawing_of_the_link(world):
    """A link drawn from side b to side a charges the same hours by direction."""
    region = world([node("a"), node("b", "XB", x=0.5)], [link("l", "b", "a", countries="XA;XB")], gate())
    found = skim(region)
    assert found.hours["goods"][found.zones.index("a"), found.zones.index("b")] == pytest.approx(100 / 50 + 5)


def test_transit_fee_is_half_on_entering_and_half_on_leaving(world):
    """A country's transit fee is charged half at each of its road borders."""
    region = world(
        [node("a"), node("b", "XB", x=0.5)],
        [link("l", "a", "b", countries="XA;XB")],
        gate(fee_usd=0),
        unit_costs(xb_transit_fee=130.0),
    )
    plain = (150 + 10 * 7) / 20 + VOT * 7
    assert skim(region).between("a", "b", "goods") == pytest.approx(plain + 65 / 20, rel=1e-12)


def test_rail_pays_both_stations_and_the_wagon_fee(world):
    """A railway costs its tariff, the gate's fee by wagon and a station at each end."""
    region = world(
        [node("a"), node("b", "XB", x=0.5)],
        [link("l", "a", "b", "rail", countries="XA;XB", gauge_mm=1520)],
        gate(hours_truck_a_to_b="", hours_truck_b_to_a=""),
    )
    hours = 2 + 20 + 48
    assert skim(region).between("a", "b", "goods") == pytest.approx(4 + 60 / 50 + 10 + VOT * hours, rel=1e-12)


def test_gauge_change_costs_what_its_crossing_states_or_the_rate(world):
    """Between two gauges goods change at the stated cost, or at the usual one where none is stated."""
    nodes = [node("a"), node("m", kind="junction", x=0.5), node("b", "XB", x=1.0)]
    nodes[1]["is_zone"] = "no"
    links = [
        link("l1", "a", "m", "rail", gauge_mm=1520),
        link("l2", "m", "b", "rail", countries="XA;XB", gauge_mm=1435),
    ]
    rail = {"hours_truck_a_to_b": "", "hours_truck_b_to_a": "", "hours_rail": 0, "fee_usd": 0}
    base = 8 + 10 + VOT * (4 + 48)
    usual = world(nodes, links, gate("l2", "m", **rail))
    assert skim(usual).between("a", "b", "goods") == pytest.approx(base + 6 + VOT * 12, rel=1e-12)
    stated = gate("l2", "m", **rail, gauge_node_id="m", gauge_transfer_hours=30, gauge_transfer_usd_per_t=2)
    assert skim(world(nodes, links, stated)).between("a", "b", "goods") == pytest.approx(
        base + 2 + VOT * 30, rel=1e-12
    )


def test_sea_takes_its_own_tariff_flat_or_by_distance(world):
    """A sea link pays port handling once in all, its port stay, and its own tariff or the sea rate."""
    nodes = [node("a", kind="port"), node("b", kind="port", x=0.5)]
    costs = [
        *unit_costs(),
        {**unit_costs(flat=30.0)[-1], "unit": "USD per t"},
        {**unit_costs(far=0.05)[-1], "unit": "USD/tkm"},
        {**unit_costs(stay=72.0)[-1], "unit": "hours"},
    ]
    for tariff, usd in (("", 0.01 * 100), ("flat", 30.0), ("far", 0.05 * 100)):
        region = world(nodes, [link("l", "a", "b", "sea", tariff_id=tariff, dwell_id="stay")], costs=costs)
        expected = usd + 8 + VOT * (2 + 72)
        assert skim(region).between("a", "b", "goods") == pytest.approx(expected, rel=1e-12)


def test_a_directed_link_goes_one_way(world):
    """A directed link is used from its start to its end only; the way back is unreachable, by name."""
    region = world([node("a"), node("b", x=0.5)], [link("l", "a", "b", directed="yes")])
    found = skim(region)
    lost = found.unreachable()
    assert set(lost["traffic_class"]) == {"goods", "passenger"}
    assert set(zip(lost["origin_name"], lost["destination_name"], strict=True)) == {("b", "a")}


def test_winter_is_weighted_by_days(world):
    """A pass shut for 73 days sends a fifth of the year over the way round."""
    nodes = [node("a"), node("b", "XB", x=0.5), node("c", "XB", x=0.5, y=0.5)]
    links = [
        link("l", "a", "b", countries="XA;XB"),
        link("m", "a", "c", km=200, countries="XA;XB"),
        link("n", "c", "b", km=200),
    ]
    region = world(nodes, links, gate(winter_closure_days=73))
    summer, winter = skim(region), skim(region, scenario=Scenario("winter", (Close("l"),)))
    year = skim(region, season_days=(73.0,))
    expected = 0.8 * summer.between("a", "b", "goods") + 0.2 * winter.between("a", "b", "goods")
    assert winter.between("a", "b", "goods") > summer.between("a", "b", "goods")
    assert year.between("a", "b", "goods") == pytest.approx(expected, rel=1e-12)
