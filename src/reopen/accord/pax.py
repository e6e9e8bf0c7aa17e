"""Documents as rows of the PA-X Peace Agreements Database, and such rows as documents."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import zip_longest
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.accord.coded import last_day
from reopen.errors import RegionError, ReopenError
from reopen.region.cells import BadCell
from reopen.region.dates import iso_date
from reopen.region.findings import Findings
from reopen.region.frame import make_table
from reopen.region.records import records
from reopen.region.schema import schema
from reopen.region.spans import known_by
from reopen.region.suggest import choose
from reopen.region.values import PARSERS

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

COLUMNS = ("Con", "PPName", "AgtId", "Agt", "Dat", "Status", "ThrdPart")
#: Columns without which a row is no document.
NEEDED = ("AgtId", "Agt", "Dat")
SIGNED = "Multiparty signed/agreed"
_ROLE = re.compile(r"(.*?)\s*\(([^()]*)\)\s*")


def pax_rows(region: Region, day: str) -> pd.DataFrame:
    """The documents known on a day, in columns of the PA-X codebook, oldest first.

    Only what the register can fill is there:

    ``Con``
        The parties without a role of their own, by the names of the region's countries, in
        alphabetical order and separated by slashes. PA-X means the country in which the conflict lies,
        which the register does not say.
    ``PPName``
        The title of the region, for the peace process.
    ``AgtId``
        The document's id, a text; PA-X has numbers.
    ``Agt``
        The title.
    ``Dat``
        The date; as in PA-X the last day where only the month or the year is known.
    ``Status``
        "Multiparty signed/agreed" where the register has the document as signed, else blank.
    ``ThrdPart``
        Parties with a role in brackets, such as hosts and witnesses.

    Missing are ``Lgt`` and ``N_characters``, since the register holds no full texts; ``Contp``,
    ``Agtp``, ``Stage``, ``Reg``, ``PP``, ``Ver`` and the codes of topics, which are judgements or
    numbers of PA-X itself.

    Raises
    ------
    SettingsError
        When the day is no date.

    References
    ----------
    Bell, C. and Badanjak, S. (2019). Introducing PA-X: a new peace agreement database and dataset. Journal
    of Peace Research 56(3): 452-466.
    """
    import pandas as pd

    day = iso_date(day)
    documents = region["document"]
    documents = documents[known_by(documents["date"], day)]
    names = dict(zip(region["country"]["country_id"], region["country"]["name"], strict=True))
    rows = [_row(one, names, region.meta.title) for one in records(documents)]
    rows.sort(key=lambda row: (row["Dat"], row["AgtId"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def pax_documents(path: str | PathLike[str], region: Region, *, source: Sequence[str]) -> pd.DataFrame:
    """Read rows of PA-X, or of :func:`pax_rows`, as rows of the table ``document``.

    ``AgtId``, ``Agt`` and ``Dat`` become id, title and date; a number gets "PAX-" before it. ``Con``
    becomes the parties: names of the region's countries as their ids, others as they stand. ``Status``
    becomes the legal force, ``Stage`` and ``Agtp`` the form. All else, third parties too, is left out. Mind
    the licence of the data.

    Parameters
    ----------
    path : str or path
        A CSV file in UTF-8.
    region : Region
        The region that the documents are for.
    source : sequence of str
        Ids of the region's sources that say where the rows come from.

    Returns
    -------
    DataFrame
        Rows of the table ``document``, in the order of the file.

    Raises
    ------
    RegionError
        With every problem at once: columns that are missing, blank or bad cells, ids that are met twice or
        that the region has already, unknown sources.
    ReopenError
        When the file cannot be read.
    """
    file = Path(path)
    header, rows = _read(file)
    findings = Findings()
    for name in NEEDED:
        if name not in header:
            findings.add(file.name, f"the column {name!r}", "export it from PA-X again", row=1, column=name)
    known = set(region["source"]["source_id"])
    for name in source:
        if name not in known:
            mend = choose(name, known, "add it to source.csv first")
            findings.add(file.name, "a source of the region", mend, column="source", value=name)
    if not source:
        findings.add(file.name, "a source", "name the source of the rows", column="source", value="")
    if findings.problems():
        raise RegionError(str(path), findings.problems())
    read = _documents(rows, region, file.name, findings)
    if findings.problems():
        raise RegionError(str(path), findings.problems())
    columns = {name: [one[name] for one in read] for name in read[0]} if read else {}
    return make_table("document", columns | {"source": [tuple(source)] * len(read)} if read else None)


def _row(one: dict[str, Any], names: dict[str, str], title: str) -> dict[str, str]:
    with_role = [party for party in one["parties"] if _ROLE.fullmatch(party)]
    own = sorted(names.get(party, party) for party in one["parties"] if party not in with_role)
    force = one["legal_force"]
    signed = "signed" in force and "not signed" not in force
    return {
        "Con": "/".join(own),
        "PPName": title,
        "AgtId": one["document_id"],
        "Agt": one["title"],
        "Dat": last_day(one["date"]),
        "Status": SIGNED if signed else "",
        "ThrdPart": "; ".join(_named(party, names) for party in sorted(with_role)),
    }


def _named(party: str, names: dict[str, str]) -> str:
    """A party with the role in brackets, by its name."""
    found = _ROLE.fullmatch(party)
    return f"{names.get(found[1], found[1])} ({found[2]})" if found else names.get(party, party)


def _read(file: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReopenError(f"{file} cannot be read: {error.strerror}; name another file") from error
    except UnicodeDecodeError as error:
        raise ReopenError(f"{file}: byte {error.start + 1:,} is no UTF-8; save it as CSV UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, list[str]]] = []
    try:
        before = 0
        for cells in reader:
            rows.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
    except csv.Error as error:
        raise ReopenError(f"{file}, line {reader.line_num}: {error}; check its quotes") from None
    rows = [(line, cells) for line, cells in rows if any(cells)]
    header = rows[0][1] if rows else []
    return header, [
        (line, dict(zip_longest(header, cells[: len(header)], fillvalue=""))) for line, cells in rows[1:]
    ]


def _documents(
    rows: list[tuple[int, dict[str, str]]], region: Region, file: str, findings: Findings
) -> list[dict[str, Any]]:
    codes = {name.casefold(): code for code, name in zip(
        region["country"]["country_id"], region["country"]["name"], strict=True)}  # fmt: skip
    seen = dict.fromkeys(region["document"]["document_id"], "document.csv of the region")
    out = []
    for line, row in rows:
        label = f"PAX-{row['AgtId']}" if row["AgtId"].isdigit() else row["AgtId"]
        made: dict[str, Any] = {}
        for column, name, text in (
            ("AgtId", "document_id", label), ("Agt", "title", row["Agt"]), ("Dat", "date", row["Dat"])
        ):  # fmt: skip
            made[name] = _value(text, name, file, line, column, label, findings)
        if label and label in seen:
            mend = f"delete it, as it is in {seen[label]}"
            findings.add(file, "an id of its own", mend, row=line, column="AgtId", value=label)
        seen.setdefault(label, f"row {line}")
        parties = [part.strip() for part in row.get("Con", "").split("/") if part.strip()]
        made["parties"] = tuple(codes.get(part.casefold(), part.replace(";", ",")) for part in parties)
        made["form"] = ", ".join(f"{key} {row[key]}" for key in ("Stage", "Agtp") if row.get(key))
        made["legal_force"] = row.get("Status", "")
        out.append(made)
    return out


def _value(text: str, name: str, file: str, line: int, column: str, label: str, findings: Findings) -> str:
    """A cell as the table has it; "" and a problem where it is none."""
    attribute = schema()["document"].attributes[name]
    try:
        if not text:
            raise BadCell("a value", f"fill it in: {attribute.description}")
        return str(PARSERS[attribute.type](text, attribute))
    except BadCell as bad:
        findings.add(file, bad.expected, bad.mend, row=line, column=column, id=label, value=text)
        return ""
