"""Rules on figures: ranges in order, shares that sum to 1, flows between places that exist."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from reopen.region.findings import Findings
from reopen.region.sheet import Sheet, where
from reopen.region.suggest import choose

#: How far the shares of a flow may be from 1 in sum.
SHARE_TOLERANCE = 0.011
#: Modes that shares may be observed of.
MODES = ("road", "rail", "sea")


def check(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Check ranges, shares and flows."""
    for sheet in sheets.values():
        for column in sheet.table.attributes:
            if column == "low" or column.endswith("_low"):
                _range(sheet, column.removesuffix("low"), findings)
    _trade(sheets["trade"], findings)
    _production(sheets["node"], findings)
    _mode_shares(sheets["trade"], findings)
    _internal_flows(sheets["internal_flow"], sheets["node"], findings)
    for sheet in sheets.values():
        if "class_shares" in sheet.table.attributes:
            _sums(sheet, findings)


def _range(sheet: Sheet, prefix: str, findings: Findings) -> None:
    columns = [prefix + end for end in ("low", "central", "high") if prefix + end in sheet.frame]
    values = sheet.frame[columns].to_numpy()
    wrong = np.zeros(len(values), bool)
    for i in range(len(columns)):
        for j in range(i + 1, len(columns)):
            wrong |= values[:, i] > values[:, j]
    names = " <= ".join(columns)
    for index in where(wrong):
        seen = ", ".join("blank" if np.isnan(v) else f"{v:.12g}" for v in values[index])
        sheet.report(findings, index, columns[0], names, "put the values in that order", value=seen)


def _trade(sheet: Sheet, findings: Findings) -> None:
    columns = ("origin_id", "destination_id", "tonnes_kt", "class_shares")
    for index, (origin, destination, tonnes, shares) in enumerate(sheet.cells(*columns)):
        if origin and origin == destination:
            mend = "delete the row; flows inside a country belong into internal_flow.csv"
            expected = "another country than the origin"
            sheet.report(findings, index, "destination_id", expected, mend, value=origin)
        if tonnes > 0 and not shares:
            mend = "write the shares by cargo class, such as bulk:0.6;general:0.4"
            sheet.report(findings, index, "class_shares", "shares, as there are tonnes", mend, value="")


def _mode_shares(sheet: Sheet, findings: Findings) -> None:
    """Observed shares are of road, rail and sea, and sum to 1."""
    for index, shares in enumerate(sheet.column("mode_shares")):
        wrong = [name for name, _ in shares or () if name not in MODES]
        total = sum(share for _, share in shares or ())
        if shares and (wrong or abs(total - 1) > SHARE_TOLERANCE):
            mend = "write them as road:0.7;rail:0.3"
            seen = ";".join(f"{key}:{share:.12g}" for key, share in shares)
            expected = f"shares of {', '.join(MODES)} that sum to 1"
            sheet.report(findings, index, "mode_shares", expected, mend, value=seen)


def _production(sheet: Sheet, findings: Findings) -> None:
    """Stated shares of a country's zones in a cargo class sum to 1 at most."""
    for column in ("production_shares", "consumption_shares"):
        total: dict[tuple[str, str], float] = {}
        for index, (country, zone, shares) in enumerate(sheet.cells("country_id", "is_zone", column)):
            if shares and not zone:
                mend = "mark the node as a zone, or empty the cell"
                sheet.report(findings, index, column, "blank, as the node is no zone", mend, value="shares")
            for name, share in shares or ():
                total[country, name] = total.get((country, name), 0.0) + share
                if total[country, name] > 1.0 + SHARE_TOLERANCE:
                    expected = f"shares of {country} in {name} that sum to 1 at most"
                    sheet.report(
                        findings,
                        index,
                        column,
                        expected,
                        "lower them",
                        value=f"{total[country, name]:g} so far",
                    )


def _internal_flows(sheet: Sheet, nodes: Sheet, findings: Findings) -> None:
    areas = set(nodes.column("area")) - {""}
    for column in ("from_area", "to_area"):
        for index, area in enumerate(sheet.column(column)):
            if area and area not in areas and nodes.complete:
                otherwise = f"write {area!r} into column area of the nodes that it has"
                near = partial(choose, area, areas, otherwise)
                sheet.report(findings, index, column, f"an area of {nodes.file}", near, value=area)
    columns = ("from_area", "to_area", "kind", "unit", "class_shares")
    for index, (start, end, kind, unit, shares) in enumerate(sheet.cells(*columns)):
        if start and start == end:
            mend = "name two different areas"
            sheet.report(findings, index, "to_area", "another area than from_area", mend, value=end)
        if kind == "freight" and not shares:
            mend = "write the shares by cargo class, such as bulk:0.6;general:0.4"
            sheet.report(findings, index, "class_shares", "shares, as it is freight", mend, value="")
        right = "kt/year" if kind == "freight" else "thousand trips/year both ways"
        if kind and unit and unit != right:
            sheet.report(findings, index, "unit", f"{right!r} for {kind}", f"convert to {right}", value=unit)


def _sums(sheet: Sheet, findings: Findings) -> None:
    for index, shares in enumerate(sheet.column("class_shares")):
        total = sum(share for _, share in shares)
        if shares and abs(total - 1) > SHARE_TOLERANCE:
            mend = f"the shares sum to {total:.6g}; correct them so that they sum to 1"
            seen = ";".join(f"{key}:{share:.12g}" for key, share in shares)
            sheet.report(findings, index, "class_shares", "shares that sum to 1", mend, value=seen)
