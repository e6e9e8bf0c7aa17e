"""What changes when: states of links and crossings and grades of provisions, for the slider of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.accord.coded import last_day
from reopen.accord.status import history, provisions_on
from reopen.network.states import states_at
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

#: A date before every row, to ask for what stood before the first one.
BEFORE = "0001-01-01"


def timeline(region: Region, as_of: str) -> dict[str, Any]:
    """Every change of state until a date, with what stood before the first; JSON-able.

    Returns
    -------
    dict
        ``dates`` on which anything changes; ``links`` and ``crossings``: of each subject with rows, the
        date, state and whether the next row is uncertain in its date; ``before``: their states before
        the first row; ``provisions``: of each the date, its grade and whether it is late; ``due``.
    """
    changes = {table: _changes(region, table, as_of) for table in ("link", "crossing")}
    graded = _graded(region, as_of)
    found = [*changes["link"].values(), *changes["crossing"].values(), *graded.values()]
    return {
        "as_of": as_of,
        "dates": sorted({row[0] for rows in found for row in rows}),
        "links": changes["link"],
        "crossings": changes["crossing"],
        "before": {"links": _before(region, "link"), "crossings": _before(region, "crossing")},
        "provisions": graded,
        "due": {
            row["provision_id"]: [row["deadline"], last_day(row["deadline"])]
            for row in records(region["provision"])
            if row["deadline"]
        },
    }


def _changes(region: Region, table: str, as_of: str) -> dict[str, list[list[Any]]]:
    """Changes of each subject of a table that has rows; only its own dates are looked at."""
    ids = [str(i) for i in region[table][f"{table}_id"]]
    state = region["state"]
    mine = state[state["subject_id"].isin(ids) & (state["date"] <= as_of)]
    rows: dict[str, list[list[Any]]] = {}
    dates = mine.groupby("date")["subject_id"].apply(set)
    for day, subjects in dates.items():
        found = states_at(region, table, str(day))
        for n, name in enumerate(ids):
            if name in subjects:
                rows.setdefault(name, []).append([str(day), found.state[n], bool(found.uncertain[n])])
    return dict(sorted(rows.items()))


def _before(region: Region, table: str) -> dict[str, str]:
    """States before any row, of subjects that did not simply stand open."""
    found = states_at(region, table, BEFORE)
    ids = region[table][f"{table}_id"]
    return {str(i): state for i, state in zip(ids, found.state, strict=True) if state != "open"}


def _graded(region: Region, as_of: str) -> dict[str, list[list[Any]]]:
    """Grades of each provision from their dates on."""
    out: dict[str, list[list[Any]]] = {}
    for row in records(history(region, as_of)):
        out.setdefault(row["provision_id"], []).append([row["date"], row["grade"], bool(row["late"])])
    return out


def accord(region: Region, as_of: str) -> dict[str, Any]:
    """Documents, and every provision with its grade on a date and the links that it is about."""
    openings = records(region["opening"])
    provisions = []
    for row in records(provisions_on(region, as_of)):
        mine = [o for o in openings if row["provision_id"] in o["provision_ids"]]
        provisions.append(
            {
                "id": row["provision_id"],
                "document": row["document_id"],
                "number": row["number"],
                "title": row["topic"],
                "text": row["summary"],
                "status": row["status"],
                "grade": row["grade"],
                "due": row["deadline"] or None,
                "late": bool(row["late"]),
                "days_late": int(row["days_late"]),
                "disputed": bool(row["disputed"]),
                "overtaken": bool(row["overtaken"]),
                "openings": [o["opening_id"] for o in mine],
                "links": sorted({link for o in mine for link in o["link_ids"]}),
                "source": list(row["source"]),
            }
        )
    documents = [
        {
            "id": row["document_id"],
            "title": row["title"],
            "date": row["date"],
            "parties": list(row["parties"]),
        }
        for row in records(region["document"].sort_values("date", kind="stable"))
        if row["date"] <= as_of
    ]
    return {"as_of": as_of, "documents": documents, "provisions": provisions}
