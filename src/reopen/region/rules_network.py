"""Rules on the network: positions, lengths, gauges, and gates attached to both their sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from reopen.region.findings import Findings
from reopen.region.region import Meta
from reopen.region.rules_lengths import check_lengths
from reopen.region.sheet import Sheet, where

#: Classes of link by mode.
_KINDS = {
    "road": ("motorway", "trunk", "primary", "secondary", "tertiary"),
    "rail": ("main_electrified", "main", "branch"),
    "sea": ("ferry",),
}


def check(sheets: Mapping[str, Sheet], meta: Meta | None, findings: Findings) -> None:
    """Check nodes, links and crossings."""
    _zones(sheets["node"], findings)
    _links(sheets["link"], findings)
    ends = Ends(sheets["node"], sheets["link"])
    check_lengths(sheets["node"], sheets["link"], ends.start, ends.end, meta.view if meta else None, findings)
    _ungated(sheets, ends, findings)
    _crossings(sheets["crossing"], sheets["link"], findings)
    _gauge_changes(sheets["crossing"], findings)
    _shared(sheets["crossing"], findings)
    _countries(sheets["crossing"], sheets["node"], findings)
    _traders(sheets["trade"], sheets["node"], findings)


class Ends:
    """Row in the node table of both ends of every link; -1 where there is none.

    Attributes
    ----------
    start, end : array of int, shape (links,)
        Row of the node.
    """

    def __init__(self, nodes: Sheet, links: Sheet) -> None:
        rows = {identifier: index for index, identifier in enumerate(nodes.column("node_id")) if identifier}
        self.start = self._rows(rows, links, "from_node_id")
        self.end = self._rows(rows, links, "to_node_id")

    @staticmethod
    def _rows(rows: dict[str, int], links: Sheet, column: str) -> npt.NDArray[np.int64]:
        found = (rows.get(identifier, -1) for identifier in links.column(column))
        return np.fromiter(found, np.int64, len(links.frame))


def _zones(nodes: Sheet, findings: Findings) -> None:
    zones = nodes.frame["is_zone"].to_numpy()
    if len(zones) and not zones.any() and not _zones_unknown(nodes):
        mend = "write yes for the nodes where demand starts and ends"
        findings.add(nodes.file, "at least one zone", mend, column="is_zone")
    weightless = zones & nodes.frame[["zone_weight", "population"]].isna().to_numpy().all(axis=1)
    for index in where(weightless):
        if nodes.is_faulty(index, "population"):
            continue
        mend = "write the zone's weight, or the population if demand follows it"
        expected = "a weight or a population, as it is a zone"
        nodes.report(findings, index, "zone_weight", expected, mend, value="")


def _zones_unknown(nodes: Sheet) -> bool:
    return bool(not nodes.complete or nodes.faulty.get("is_zone") or nodes.faulty.get(""))


def _links(links: Sheet, findings: Findings) -> None:
    frame = links.frame
    start, end = frame["from_node_id"].to_numpy(), frame["to_node_id"].to_numpy()
    for index in where((start == end) & (start != "")):
        mend = "name the node at the other end"
        links.report(findings, index, "to_node_id", "another node than the start", mend, value=end[index])
    bare = (frame["mode"] == "rail").to_numpy() & frame["gauge_mm"].isna().to_numpy()
    for index in where(bare):
        mend = "write 1435, 1520 or whatever the gauge is"
        links.report(findings, index, "gauge_mm", "a gauge, as it is a railway", mend, value="")
    for mode, kinds in _KINDS.items():
        odd = (frame["mode"] == mode).to_numpy() & ~frame["facility_type"].isin([*kinds, ""]).to_numpy()
        for index in where(odd):
            seen, expected = frame["facility_type"].iloc[index], f"a class of {mode} ({', '.join(kinds)})"
            mend = "correct the class or the mode"
            links.report(findings, index, "facility_type", expected, mend, value=seen)


def _ungated(sheets: Mapping[str, Sheet], ends: Ends, findings: Findings) -> None:
    """Links between two countries that pass no crossing."""
    nodes, links, crossings = sheets["node"], sheets["link"], sheets["crossing"]
    if not (nodes.complete and crossings.complete):
        return
    country = np.append(nodes.frame["country_id"].to_numpy(object), "")
    one, other = country[ends.start], country[ends.end]
    land = (links.frame["mode"] != "sea").to_numpy()
    ids = links.column("link_id")
    gated: set[str] = set().union(*crossings.column("link_ids"))
    for index in where(land & (one != other) & (one != "") & (other != "")):
        if ids[index] not in gated:
            mend = f"add it to link_ids of a crossing in {crossings.file}, else the border costs nothing"
            seen = f"{one[index]} - {other[index]}"
            expected = "a crossing on a link between two countries"
            links.report(findings, index, "country_ids", expected, mend, value=seen, severity="warning")


def _crossings(crossings: Sheet, links: Sheet, findings: Findings) -> None:
    columns = ("link_id", "from_node_id", "to_node_id", "mode")
    gated: set[str] = set().union(*crossings.column("link_ids"))
    known = {row[0]: row[1:] for row in links.cells(*columns) if row[0] in gated}
    for index, members in enumerate(crossings.column("link_ids")):
        passing = [known[member] for member in members if member in known]
        if not passing:
            continue
        _sides(crossings, index, passing, all(member in known for member in members), findings)
        modes = {mode for *_, mode in passing}
        needed = {"road": ("hours_truck_a_to_b", "hours_truck_b_to_a"), "rail": ("hours_rail",)}
        for mode in sorted(modes & set(needed)):
            for column in needed[mode]:
                if np.isnan(crossings.frame[column].to_numpy()[index]):
                    expected = f"border hours, as a {mode} link passes"
                    mend = "write the hours, or an estimate with hours_basis own_estimate"
                    crossings.report(findings, index, column, expected, mend, value="")


def _sides(crossings: Sheet, index: int, passing: list[Any], whole: bool, findings: Findings) -> None:
    touched = {node for start, end, _ in passing for node in (start, end)}
    for column in ("node_a_id", "node_b_id"):
        node = str(crossings.frame[column].iat[index])
        if whole and node and node not in touched:
            mend = "name the node at which one of its links ends, or add the link to link_ids"
            crossings.report(findings, index, column, "a node that one of link_ids touches", mend, value=node)


def _gauge_changes(crossings: Sheet, findings: Findings) -> None:
    columns = ("gauge_node_id", "gauge_transfer_hours", "gauge_transfer_usd_per_t")
    for index, row in enumerate(crossings.cells(*columns)):
        given = [row[0] != "", not np.isnan(row[1]), not np.isnan(row[2])]
        if any(given) and not all(given):
            missing = columns[given.index(False)]
            expected = "the node, the hours and the cost of a gauge change together"
            mend = f"fill in {missing}, or clear all three"
            crossings.report(findings, index, missing, expected, mend, value="")


def _shared(crossings: Sheet, findings: Findings) -> None:
    """Links and gauge changes that two crossings claim: each would be charged by one of them only."""
    for column, what in (("link_ids", "link"), ("gauge_node_id", "gauge change")):
        first: dict[str, str] = {}
        for index, (own, named) in enumerate(crossings.cells("crossing_id", column)):
            for member in filter(None, named if isinstance(named, tuple) else (named,)):
                if first.setdefault(member, own) != own:
                    expected = f"a {what} of one crossing, but {first[member]} has it too"
                    mend = "take it out of one of them"
                    crossings.report(findings, index, column, expected, mend, value=member)


def _countries(crossings: Sheet, nodes: Sheet, findings: Findings) -> None:
    """Sides of a crossing that lie in another country than their node."""
    country = dict(nodes.cells("node_id", "country_id"))
    for side in ("a", "b"):
        for index, (node, stated) in enumerate(crossings.cells(f"node_{side}_id", f"country_{side}")):
            actual = country.get(node, "")
            if stated and actual and stated != actual:
                expected = f"{actual!r}, the country of node {node!r}"
                mend = "check whether the two sides are swapped"
                crossings.report(
                    findings, index, f"country_{side}", expected, mend, value=stated, severity="warning"
                )


def _traders(trade: Sheet, nodes: Sheet, findings: Findings) -> None:
    """Each country that trades needs a zone for the goods to start from or go to; told once a country."""
    served = {country for country, zone in nodes.cells("country_id", "is_zone") if zone} | {""}
    if _zones_unknown(nodes) or served == {""}:  # that there is none at all is told already
        return
    for index, row in enumerate(trade.cells("origin_id", "destination_id", "tonnes_kt")):
        for column, country in zip(("origin_id", "destination_id"), row, strict=False):
            if country not in served and row[2] > 0:
                served.add(country)
                expected = "a country with at least one zone, as it trades"
                mend = f"write is_zone yes for a node of {country} in {nodes.file}, or set its tonnes to 0"
                trade.report(findings, index, column, expected, mend, value=country)
