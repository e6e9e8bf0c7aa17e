"""What the page's map shows of a region: the report's ground, openings, provisions, sources, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.network.states import with_states
from reopen.region.records import records
from reopen.region.spans import known_by
from reopen.report import results
from reopen.report.basemap import basemap
from reopen.report.features import names_of
from reopen.report.geometry import grow, view_box
from reopen.report.html import MARGIN
from reopen.report.payload import ground
from reopen.report.results import MEASURES, NPV

if TYPE_CHECKING:
    from reopen.region.region import Region


def map_data(region: Region, as_of: str) -> dict[str, Any]:
    """The map's data on a date, JSON-able.

    Raises
    ------
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    land = basemap(grow(view_box(region), MARGIN))
    links, crossings = (with_states(region, table, as_of) for table in ("link", "crossing"))
    first, *rest = (list(measure) for measure in MEASURES)
    found = ground(region, links, crossings, as_of, land)
    names = {row["country_id"]: names_of(row["name"], row["names"]) for row in records(region["country"])}
    return found | {
        "countries": [one | {"names": names[one["id"]]} for one in found["countries"]],
        "measures": [first, [NPV, "Net present value", "USD m", True], *rest],
        "openings": results.facts(region, as_of),
        "rebuild": None,
        "sources": _sources(region),
        "provisions": _provisions(region),
        "claims": _claims(region, as_of),
    }


def _sources(region: Region) -> dict[str, dict[str, str]]:
    names = ("title", "publisher", "affiliation", "url", "date")
    return {row["source_id"]: {name: str(row[name]) for name in names} for row in records(region["source"])}


def _provisions(region: Region) -> list[dict[str, Any]]:
    """Provisions in the order of documents, with the links and openings that they are about."""
    openings = records(region["opening"])
    out = []
    for row in records(region["provision"]):
        mine = [o for o in openings if row["provision_id"] in o["provision_ids"]]
        out.append(
            {
                "id": row["provision_id"],
                "document": row["document_id"],
                "number": row["number"],
                "title": row["topic"],
                "text": row["summary"],
                "openings": [o["opening_id"] for o in mine],
                "links": sorted({link for o in mine for link in o["link_ids"]}),
                "countries": sorted({c for o in mine for c in o["country_ids"]}),
                "due": row["deadline"] or None,
                "source": list(row["source"]),
            }
        )
    return out


def _claims(region: Region, as_of: str) -> dict[str, list[dict[str, Any]]]:
    """What was said of each subject until a date, in the order of dates."""
    table, out = region["claim"], {}  # type: Any, dict[str, list[dict[str, Any]]]
    known = table[known_by(table["as_of"], as_of)].sort_values(["as_of", "claim_id"], kind="stable")
    for row in records(known):
        said = {
            "date": row["as_of"],
            "claimant": row["claimant"],
            "side": row["side"],
            "text": f"{str(row['attribute']).replace('_', ' ')}: {row['value']} {row['unit']}".strip(),
            "note": row["note"],
            "source": list(row["source"]),
        }
        for subject in row["subject_ids"]:
            out.setdefault(str(subject), []).append(said)
    return dict(sorted(out.items()))
