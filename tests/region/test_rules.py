"""Rules that warn, and what is right and must not be reported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reopen.region import Region, check
from reopen.region.rules_lengths import distance
from reopen.region.rules_openings import loops

from .bad.spoil import Spoil, add, cells, every, replace


def _link(**values: str) -> Spoil:
    row = {"link_id": "x", "from_node_id": "alder", "to_node_id": "birch", "mode": "road", "length": "70"}
    kind = {"facility_type": "primary", "free_speed": "50", "country_ids": "XA;XB", "source": "own-estimate"}
    return add("link.csv", **{**row, **kind, **values})


WARNINGS = [
    ("roundabout link", cells("link.csv", 2, length="250"), "link.csv", 2, "length", "250"),
    (
        "line that ends elsewhere",
        cells("link.csv", 2, geometry="LINESTRING (-30.4 20.4, -29 20.8)"),
        "link.csv",
        2,
        "geometry",
        "114 km away",
    ),
    ("border without a gate", _link(), "link.csv", 5, "country_ids", "XA - XB"),
    (
        "language that is not listed",
        cells("node.csv", 2, names="en:Alder;hy:Alder"),
        "node.csv",
        2,
        "names",
        "hy:Alder",
    ),
    (
        "sides swapped",
        cells("crossing.csv", 2, country_a="XB", country_b="XA"),
        "crossing.csv",
        2,
        "country_a",
        "XB",
    ),
    (
        "state that does not trade",
        add("consent.csv", opening_id="valley-road", actor="XC", kind="state", role="must_agree"),
        "consent.csv",
        4,
        "actor",
        "XC",
    ),
]

RIGHT = {
    "sea route between countries": _link(mode="sea", facility_type="ferry"),
    "link a little shorter than the straight line": cells("link.csv", 4, length="60.5"),
    "short link that winds": every(
        add(
            "node.csv",
            node_id="near",
            name="Near",
            x_coord="-30.401",
            y_coord="20.4",
            node_type="junction",
            country_id="XA",
            source="own-estimate",
        ),
        _link(to_node_id="near", length="19", country_ids="XA"),
    ),
    "rough position": every(cells("node.csv", 4, precision_km="8"), cells("link.csv", 3, length="45")),
    "shares that sum to 0.99": cells("trade.csv", 2, class_shares="bulk:0.7;general:0.29"),
    "no trade, no shares": cells("trade.csv", 2, tonnes_kt="0", class_shares=""),
    "low and high alike": cells("opening.csv", 2, cost_usd_m_low="20"),
    "only a low value": cells("opening.csv", 2, cost_usd_m_high=""),
    "opening that only changes something": every(
        add(
            "opening.csv",
            opening_id="up",
            title="Up",
            kind="upgrade",
            country_ids="XA",
            source="own-estimate",
        ),
        add(
            "opening_effect.csv",
            opening_id="up",
            subject_id="coast-gate",
            attribute="hours_car",
            after_low="1",
            after_central="2",
            after_high="3",
            source="own-estimate",
        ),
    ),
    "state outside the region that finances": add(
        "consent.csv", opening_id="valley-road", actor="XC", kind="state", role="finances"
    ),
    "company that must agree": add(
        "consent.csv", opening_id="valley-road", actor="Railways of XC", kind="company", role="must_agree"
    ),
    "two states of one subject": add(
        "state.csv", subject_id="valley-gate", date="2001-01-01", state="open", source="own-estimate"
    ),
    "one date, two directions": every(
        add(
            "state.csv",
            subject_id="valley-gate",
            date="2001-01-01",
            state="open",
            direction="a_to_b",
            source="own-estimate",
        ),
        add(
            "state.csv",
            subject_id="valley-gate",
            date="2001-01-01",
            state="closed",
            direction="b_to_a",
            source="own-estimate",
        ),
    ),
    "line drawn the other way in another notation": cells(
        "link.csv", 3, geometry="LINESTRING(-30.1 20.8,-29.8 20.4)"
    ),
    "zone with a weight and no population": cells("node.csv", 2, population="", zone_weight="5"),
    "no languages listed": every(
        replace("region.toml", '["en"]', "[]"), cells("node.csv", 2, names="en:Alder;hy:Alder")
    ),
}


@pytest.mark.parametrize(
    ("spoil", "file", "row", "column", "value"), [w[1:] for w in WARNINGS], ids=[w[0] for w in WARNINGS]
)
def test_warnings(spoil: Spoil, file: str, row: int, column: str, value: str, folder: Path) -> None:
    """What is odd but may be right is a warning, once."""
    spoil(folder)
    problems = check(folder)
    shown = "\n".join(map(str, problems))
    assert {problem.severity for problem in problems} == {"warning"}, shown
    assert (file, row, column) in [(problem.file, problem.row, problem.column) for problem in problems], shown
    assert value in shown


@pytest.mark.parametrize("change", RIGHT.values(), ids=list(RIGHT))
def test_right(change: Spoil, folder: Path) -> None:
    """What is right is not reported."""
    change(folder)
    assert list(map(str, check(folder))) == []


def test_only_the_swapped_end_is_reported(folder: Path) -> None:
    """Of a link between a right and a swapped node, the node whose other links are right is trusted."""
    place = {"node_type": "junction", "country_id": "XA", "source": "own-estimate"}
    for name, x, y in (("p", "10", "30"), ("q", "30", "10"), ("r", "10.1", "30")):
        add("node.csv", node_id=name, name=name, x_coord=x, y_coord=y, **place)(folder)
    _link(link_id="pq", from_node_id="p", to_node_id="q", length="5", country_ids="XA")(folder)
    _link(link_id="pr", from_node_id="p", to_node_id="r", length="15", country_ids="XA")(folder)
    assert [(problem.file, problem.id) for problem in check(folder)] == [("node.csv", "q")]


def test_embedded_region_is_right(south_caucasus: Region) -> None:
    """The embedded region has neither errors nor warnings."""
    assert list(map(str, south_caucasus.warnings)) == []


def test_a_missing_table_does_not_make_others_wrong(folder: Path) -> None:
    """When a table cannot be read, references to it are not reported as well."""
    (folder / "node.csv").write_bytes(b"")
    assert [problem.file for problem in check(folder)] == ["node.csv"]


def test_loops() -> None:
    """Every loop is found, with its members in order; a diamond is none."""
    assert loops({"a": ("b", "c"), "b": ("d",), "c": ("d",), "d": ()}) == []
    assert loops({"a": ("a",)}) == [["a"]]
    assert loops({"x": ("a",), "a": ("b",), "b": ("c",), "c": ("a",)}) == [["a", "b", "c"]]
    assert loops({"a": ("b",), "b": ("a",), "c": ("d",), "d": ("c",)}) == [["a", "b"], ["c", "d"]]
    assert loops({"a": ("unknown",)}) == []


def test_long_chain_has_no_loop() -> None:
    """A chain of a thousand dependencies is followed to its end."""
    assert loops({f"{i}": (f"{i + 1}",) for i in range(1000)}) == []


def test_distance() -> None:
    """A degree along the equator and a quarter of a meridian have their known lengths."""
    assert distance(0, 0, 1, 0) == pytest.approx(111.195, abs=0.001)
    assert distance(10, 0, 10, 90) == pytest.approx(10007.557, abs=0.01)
    assert np.allclose(distance([0, 179.5], [0, 0], [0, -179.5], [0, 0]), [0, 111.195], atol=0.001)
