"""Cells that are good alone and wrong together."""

from __future__ import annotations

from .kind import Bad, cell
from .spoil import Spoil, add, cells, every


def _effect(attribute: str, low: str, central: str, high: str) -> Spoil:
    after = {"after_low": low, "after_central": central, "after_high": high}
    row = {"opening_id": "valley-road", "subject_id": "rd-alder-cedar", "attribute": attribute}
    return add("opening_effect.csv", source="own-estimate", **row, **after)


def _opening(name: str, **values: str) -> Spoil:
    row = {"title": name, "kind": "reopen", "country_ids": "XA", "source": "own-estimate"}
    return add("opening.csv", opening_id=name, **{**row, "link_ids": "rd-cedar-birch", **values})


def _rail(**values: str) -> Spoil:
    ends = {"from_node_id": "cedar", "to_node_id": "birch", "country_ids": "XB", "source": "own-estimate"}
    line = {"mode": "rail", "facility_type": "main", "length": "61", "free_speed": "40", "gauge_mm": "1520"}
    return add("link.csv", **{"link_id": "rl-cedar-birch", **ends, **line, **values})


def _package(name: str, **values: str) -> Spoil:
    return add("package.csv", package_id=name, title=name, source="own-estimate", **values)


def _flow(**values: str) -> Spoil:
    ends = {"flow_id": "f1", "from_area": "Coast", "to_area": "Valley", "source": "own-estimate"}
    size = {"low": "1", "central": "2", "high": "3", "unit": "kt/year", "class_shares": "bulk:1"}
    areas = every(cells("node.csv", 2, area="Coast"), cells("node.csv", 3, area="Valley"))
    return every(areas, add("internal_flow.csv", **{"kind": "freight", **ends, **size, **values}))


_SOURCE = add("source.csv", source_id="own-estimate", publisher="Another", title="Another")
_STATE = add("state.csv", subject_id="valley-gate", date="1995-01-01", state="open", source="own-estimate")
_LOOP = every(
    _opening("a", depends_on="b"), _opening("b", depends_on="c"), _opening("c", depends_on="a;valley-road")
)
_NOTHING = cells("opening.csv", 2, link_ids="", crossing_ids="")
_RAIL_GATE = every(_rail(), cells("crossing.csv", 2, link_ids="rd-alder-cedar;rl-cedar-birch"))
_GAUGE = cells("crossing.csv", 2, gauge_node_id="cedar", gauge_transfer_hours="12")
_NO_ZONE = every(cells("node.csv", 2, is_zone="no"), cells("node.csv", 3, is_zone="no"))
_SWAPPED = cells("node.csv", 2, x_coord="20.4", y_coord="-30.4")
_ALL_SWAPPED = every(
    _SWAPPED,
    cells("node.csv", 3, x_coord="20.4", y_coord="-29.8"),
    cells("node.csv", 4, x_coord="20.8", y_coord="-30.1"),
)

IDS = [
    Bad("id twice", _SOURCE, "source.csv", 3, "source_id", "own-estimate", "row 2 has it already"),
    Bad("state twice", _STATE, "state.csv", 3, "subject_id", "valley-gate 1995-01-01 both", "row 2 has it"),
    Bad(
        "id in two tables",
        _rail(link_id="valley-gate"),
        "crossing.csv",
        3,
        "crossing_id",
        "valley-gate",
        "too;",
    ),
    cell("unknown node", "link.csv", 3, "to_node_id", "brich", "did you mean 'birch'?"),
    cell("unknown link", "state.csv", 2, "subject_id", "vally-gate", "did you mean 'valley-gate'?"),
    cell("unknown country in a list", "link.csv", 3, "country_ids", "XC", "add 'XC' to country.csv"),
    Bad(
        "package of an unknown opening",
        _package("both", opening_ids="valley-raod"),
        "package.csv",
        2,
        "opening_ids",
        "valley-raod",
        "did you mean 'valley-road'?",
    ),
    Bad(
        "package of nothing",
        _package("both", opening_ids=""),
        "package.csv",
        2,
        "opening_ids",
        "''",
        "fill it in",
    ),
    Bad(
        "package with an opening's name",
        _package("valley-road", opening_ids="valley-road"),
        "package.csv",
        2,
        "package_id",
        "valley-road",
        "give the package another id",
    ),
    cell("unknown source", "node.csv", 2, "source", "S999", "add 'S999' to source.csv"),
    Bad(
        "unknown class in shares",
        cells("trade.csv", 2, class_shares="bulk:0.7;genral:0.3"),
        "trade.csv",
        2,
        "class_shares",
        "'genral'",
        "did you mean 'general'?",
    ),
]

FIGURES = [
    Bad(
        "costs reversed",
        cells("opening.csv", 2, cost_usd_m_low="30"),
        "opening.csv",
        2,
        "cost_usd_m_low",
        "30, 20",
        "in that",
    ),
    Bad(
        "months reversed",
        cells("opening.csv", 2, build_months_high="3"),
        "opening.csv",
        2,
        "build_months_low",
        "6, 3",
        "in th",
    ),
    Bad(
        "central outside",
        cells("unit_cost.csv", 2, central="5"),
        "unit_cost.csv",
        2,
        "low",
        "0.7, 5, 1.3",
        "in that order",
    ),
    cell("trade with itself", "trade.csv", 2, "destination_id", "XA", "internal_flow.csv"),
    cell("tonnes without shares", "trade.csv", 2, "class_shares", "", "such as bulk:0.6"),
    cell("shares that sum to 0.9", "trade.csv", 2, "class_shares", "bulk:0.6;general:0.3", "sum to 0.9"),
    Bad(
        "trade to a country without a zone",
        cells("node.csv", 3, is_zone="no"),
        "trade.csv",
        2,
        "destination_id",
        "XB",
        "write is_zone yes for a node of XB",
    ),
    cell("production above all", "node.csv", 2, "production_shares", "bulk:1.2", "from 0 to 1"),
    Bad(
        "production of an unknown class",
        cells("node.csv", 2, production_shares="bluk:0.5"),
        "node.csv",
        2,
        "production_shares",
        "'bluk'",
        "did you mean 'bulk'?",
    ),
    Bad(
        "consumption that sums above 1",
        every(
            cells("node.csv", 2, consumption_shares="bulk:0.7"),
            cells("node.csv", 3, consumption_shares="bulk:0.7", country_id="XA"),
            cells("node.csv", 4, is_zone="yes", country_id="XB", population="1000"),
        ),
        "node.csv",
        3,
        "consumption_shares",
        "1.4 so far",
        "lower them",
    ),
    Bad(
        "production where nothing starts",
        cells("node.csv", 4, production_shares="bulk:0.5"),
        "node.csv",
        4,
        "production_shares",
        "shares",
        "mark the node as a zone",
    ),
    Bad("unknown area", _flow(to_area="Vally"), "internal_flow.csv", 2, "to_area", "Vally", "mean 'Valley'?"),
    Bad(
        "flow to its start",
        _flow(to_area="Coast"),
        "internal_flow.csv",
        2,
        "to_area",
        "Coast",
        "two different",
    ),
    Bad(
        "freight without shares",
        _flow(class_shares=""),
        "internal_flow.csv",
        2,
        "class_shares",
        "''",
        "such as",
    ),
    Bad(
        "passengers in tonnes",
        _flow(kind="passengers"),
        "internal_flow.csv",
        2,
        "unit",
        "kt/year",
        "convert to",
    ),
]

OPENINGS = [
    Bad("loop of openings", _LOOP, "opening.csv", 3, "depends_on", "a -> b -> c -> a", "come before itself"),
    Bad(
        "opening that needs itself",
        cells("opening.csv", 2, depends_on="valley-road"),
        "opening.csv",
        2,
        "depends_on",
        "valley-road -> valley-road",
        "come before itself",
    ),
    cell(
        "alternative to itself", "opening.csv", 2, "alternatives", "valley-road", "no alternative to itself"
    ),
    Bad("opening of nothing", _NOTHING, "opening.csv", 2, "link_ids", "''", "name what it opens"),
    Bad(
        "effect elsewhere",
        _effect("hours_car", "1", "2", "3"),
        "opening_effect.csv",
        2,
        "attribute",
        "hours_car",
        "choose",
    ),
    Bad(
        "effect beyond limits",
        _effect("free_speed", "60", "70", "900"),
        "opening_effect.csv",
        2,
        "after_high",
        "900",
        "correct",
    ),
    cell("state of 1195", "state.csv", 2, "date", "1195-01-01", "correct the year"),
]

NETWORK = [
    Bad("railway without gauge", _rail(gauge_mm=""), "link.csv", 5, "gauge_mm", "''", "write 1435, 1520"),
    cell("road gate without hours", "crossing.csv", 2, "hours_truck_b_to_a", "", "write the hours"),
    Bad(
        "link in two crossings",
        cells("crossing.csv", 3, link_ids="rd-alder-birch;rd-alder-cedar"),
        "crossing.csv",
        3,
        "link_ids",
        "rd-alder-cedar",
        "take it out of one",
    ),
    Bad("rail gate without hours", _RAIL_GATE, "crossing.csv", 2, "hours_rail", "''", "write the hours"),
    Bad(
        "gauge change in part",
        _GAUGE,
        "crossing.csv",
        2,
        "gauge_transfer_usd_per_t",
        "''",
        "or clear all three",
    ),
    cell("gate away from its links", "crossing.csv", 3, "node_b_id", "cedar", "one of its links ends"),
    cell("road of a ferry's class", "link.csv", 2, "facility_type", "ferry", "correct the class or the mode"),
    cell("figure beyond all figures", "trade.csv", 2, "value_usd_m", "1e13", "check its digits"),
    cell("name that turns the direction", "node.csv", 2, "name", "Ald\u202eer", "delete it"),
    cell("link to its own start", "link.csv", 3, "to_node_id", "cedar", "the other end"),
    cell("link shorter than straight", "link.csv", 2, "length", "6.1", "correct the length (km)"),
    Bad("latitude as x_coord", _SWAPPED, "node.csv", 2, "x_coord", "20.4, -30.4", "swap the two"),
    Bad(
        "every latitude as x_coord", _ALL_SWAPPED, "node.csv", 4, "x_coord", "20.8, -30.1", "swap the two", 3
    ),
    Bad("no zone", _NO_ZONE, "node.csv", None, "is_zone", None, "write yes"),
    Bad(
        "zone without weight",
        cells("node.csv", 2, population=""),
        "node.csv",
        2,
        "zone_weight",
        "''",
        "the zone's weight",
    ),
]

RULES = [*IDS, *FIGURES, *OPENINGS, *NETWORK]
