"""Splitting border hours into service and queue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.benefit.gates import REASONS, capacity_for, counts, gated, others, split, waiting
from reopen.settings import Queues
from tests.benefit import gated as gates_of

AMOUNT = st.floats(1.0, 5000.0)


def one(value):
    return np.array([float(value)])


def wait(flow, capacity, hours=24.0):
    return float(waiting(one(flow), one(capacity), hours)[0])


def test_a_queue_by_hand():
    """At capacity the wait is T / 4 times the root of 8 k / (c T); at twice of it, about half of T."""
    assert wait(600, 600) == pytest.approx(6.0 * np.sqrt(4.0 / 600.0))
    assert wait(1200, 600) == pytest.approx(6.0 * (1.0 + np.sqrt(1.0 + 8.0 / 600.0)))
    assert wait(0, 600) == 0.0
    assert wait(600, np.inf) == 0.0


@given(AMOUNT, AMOUNT, st.floats(1.01, 4.0), st.floats(4.0, 24.0))
def test_more_trucks_wait_longer_and_more_capacity_shortens(flow, capacity, times, hours):
    """The wait grows with the flow and falls with the capacity."""
    assert wait(flow * times, capacity, hours) > wait(flow, capacity, hours)
    assert wait(flow, capacity * times, hours) < wait(flow, capacity, hours)


@given(AMOUNT, st.floats(0.02, 40.0), st.floats(4.0, 24.0))
def test_the_capacity_for_a_wait_gives_that_wait(flow, hours, day):
    """The inverse of the queue is its inverse."""
    found = float(capacity_for(one(flow), one(hours), day)[0])
    assert wait(flow, found, day) == pytest.approx(hours, rel=1e-9)


@pytest.fixture
def stands(make_region):
    """Network and layers of the triangle; capacities of 600, none, and none by gate."""
    found = gates_of.scene_of(gates_of.region(make_region, {"gate-ab": 600, "gate-bc": 100}, both=True)).goods
    return found.network, found.stands, counts(found.region)


def at_gate(network, region_row, value):
    """Trucks a day of an amount on the road arcs of one crossing, none elsewhere."""
    out = np.zeros(network.n_arcs)
    out[(network.crossing == region_row) & (network.kind == 0)] = value
    return out


@pytest.mark.parametrize(
    ("gate", "flow", "reason", "queue"),
    [
        (0, 0.0, "unused", 0.0),
        (0, 200.0, "capacity", None),
        (1, 300.0, "hours", 0.7),
        (2, 300.0, "unknown", 0.0),
    ],
)
def test_hours_are_split_by_what_is_known(stands, gate, flow, reason, queue):
    """Service and queue at today's flow are the hours; service is their least share, or more."""
    network, found, seen = stands
    how = Queues()
    gates = split(network, found, at_gate(network, gate, flow), seen, how)
    mine = network.crossing[gates.arc] == gate
    assert {gates.reason[n] for n in np.flatnonzero(mine)} == {reason}
    now = waiting(gates.base[mine], gates.capacity[mine], how.day_hours)
    assert gates.service[mine] + now == pytest.approx(gates.hours[mine])
    assert (gates.service[mine] >= 0.3 * gates.hours[mine] - 1e-9).all()
    expected = wait(flow, 300.0) if queue is None else queue * gates.hours[mine]
    assert now == pytest.approx(expected * np.ones(2))
    if reason == "hours":
        assert (gates.capacity[mine] > gates.stated[mine]).all()
    assert set(gates.reason) <= set(REASONS)


def test_a_count_of_waiting_trucks_decides(stands):
    """Trucks waiting over trucks passing is the queue, as far as the hours leave room for it."""
    network, found, seen = stands
    none = np.full(len(seen.trucks), np.nan)
    for waiting_trucks, queue in ((50.0, 2.0), (5000.0, 3.5)):
        counted = replace(
            seen,
            trucks=np.where(np.arange(5) == 0, 600.0, none),
            waiting=np.where(np.arange(5) == 0, waiting_trucks, none),
        )
        gates = split(network, found, at_gate(network, 0, 300.0), counted, Queues())
        mine = (network.crossing[gates.arc] == 0) & (gates.hours == 5.0)
        assert gates.hours[mine] - gates.service[mine] == pytest.approx(queue)
        assert waiting(gates.base[mine], gates.capacity[mine], 24.0) == pytest.approx(queue)
        assert gates.reason[np.flatnonzero(mine)[0]] == "waiting"


def test_at_a_least_share_of_one_nothing_is_queue(stands):
    """All hours are service, and no flow makes a queue."""
    network, found, seen = stands
    gates = split(network, found, at_gate(network, 1, 300.0), seen, Queues(least_service=1.0))
    assert gates.service == pytest.approx(gates.hours)
    mine = network.crossing[gates.arc] == 1
    assert np.isinf(gates.capacity[mine]).all()


def flow_row(name, value, year=2024, unit="trucks per day", confidence="high", links="ab"):
    return {
        "flow_id": name, "title": name, "link_ids": links, "year": year, "value": value, "unit": unit,
        "confidence": confidence,
    }  # fmt: skip


def test_the_latest_and_surest_count_is_taken(make_region):
    """Not an older one, one of less confidence, one to come, of tonnes, or of another link."""
    rows = [
        flow_row("old", 1.0, year=2023),
        flow_row("a-low", 2.0, confidence="low"),
        flow_row("high", 3.0),
        flow_row("z-high", 4.0),
        flow_row("to-come", 5.0, year=2030),
        flow_row("tonnes", 6.0, unit="kt per year"),
        flow_row("elsewhere", 7.0, year=2025, links="bc"),
        flow_row("queue", 8.0, unit="trucks waiting"),
    ]
    found = counts(gates_of.region(make_region, observed_flow=rows))
    assert found.flow_id == ("high", "elsewhere", "", "", "")
    assert found.trucks[:2].tolist() == [3.0, 7.0]
    assert np.isnan(found.trucks[2:]).all()
    assert found.waiting_id == ("queue", "", "", "", "")


def test_what_the_model_does_not_carry(stands):
    """Half of a count each way, less what is modelled, and never less than nothing."""
    network, found, seen = stands
    arcs = gated(network, found)
    counted = replace(seen, trucks=np.array([600.0, np.nan, 100.0, np.nan, np.nan]))
    more = others(network, arcs, np.full(len(arcs), 120.0), counted)
    for gate, expected in ((0, 180.0), (1, 0.0), (2, 0.0)):
        assert more[network.crossing[arcs] == gate].tolist() == [expected] * 2


def test_a_gate_of_two_roads_shares_its_capacity(south_caucasus):
    """Habur has two roads: each carries a quarter of the gate's capacity each way."""
    scene = gates_of.scene_of(south_caucasus, (), ())
    network, found = scene.goods.network, scene.goods.stands
    gates = split(network, found, np.zeros(network.n_arcs), counts(south_caucasus), Queues())
    ids = list(south_caucasus["crossing"]["crossing_id"])
    mine = network.crossing[gates.arc] == ids.index("tr-iq-habur")
    assert gates.stated[mine].tolist() == [625.0] * 4
