"""Versions of a document clause by clause: what each says, where they differ, and what counts as agreed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.accord.coded import roman
from reopen.accord.known import as_known
from reopen.errors import SettingsError, UnknownIdError
from reopen.region.dates import iso_date
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Kinds of versions that nobody agreed to; they are shown and marked, and never count as the text.
NOT_AGREED = ("draft", "leaked")


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Versions of one document beside each other, as known on a day.

    Attributes
    ----------
    document_id, title, as_of : str
        The document and the day.
    versions : DataFrame
        One row a version: ``version_id, kind, counts, publisher, side, language, date, clauses, note,
        source``. ``counts`` is False for leaked texts and drafts; ``clauses`` is the number of clauses
        that the register has of it.
    table : DataFrame
        One row a clause: ``number, provision_ids, differs, differs_agreed, agreed, remarks``, then one
        column a version, named "id (kind)", with what it says in the register's own words, "" where it
        has no such clause. Versions of which the register has no clauses have no column.

        differs
            The versions do not all say the same, or not all have the clause.
        differs_agreed
            The same among those that count.
        agreed
            What those that count all say; "" where they differ or none has the clause.
    """

    document_id: str
    title: str
    as_of: str
    versions: pd.DataFrame
    table: pd.DataFrame

    def summary(self) -> str:
        """The comparison in one line.

        Examples
        --------
        >>> import reopen
        >>> compare(reopen.load(), "D02").summary()
        'D02: 2 versions, 5 clauses, 0 differ'
        """
        differ, among = int(self.table["differs"].sum()), int(self.table["differs_agreed"].sum())
        counts = f"{_number(len(self.versions), 'version')}, {_number(len(self.table), 'clause')}"
        line = f"{self.document_id}: {counts}, {differ} differ"
        if set_apart := int((~self.versions["counts"]).sum()):
            line += f", {among} of them without the {set_apart} leaked or draft"
        return line


def comparable(region: Region, *, as_of: str | None = None) -> pd.DataFrame:
    """Documents of which at least two versions are known on a day, in the order of their dates.

    Parameters
    ----------
    region : Region
        The region.
    as_of : str, optional
        The day; by default that of the region.

    Returns
    -------
    DataFrame
        ``document_id, title, date, versions, set_apart``: how many versions there are, and how many of
        them are leaked or drafts.

    Raises
    ------
    SettingsError
        When ``as_of`` is not a date.
    """
    day = _day(region, as_of)
    documents, versions = region["document"], _versions(region, day)
    of_each = versions.groupby("document_id")["counts"]
    rows = documents[known_by(documents["date"], day)][["document_id", "title", "date"]]
    rows = rows.assign(
        versions=rows["document_id"].map(of_each.size()).fillna(0).astype(int),
        set_apart=rows["document_id"].map((~versions["counts"]).groupby(versions["document_id"]).sum()),
    )
    rows = rows[rows["versions"] >= 2].sort_values(["date", "document_id"], ignore_index=True)
    return rows.assign(set_apart=rows["set_apart"].astype(int))


def compare(region: Region, document_id: str, *, as_of: str | None = None) -> Comparison:
    """Set the versions of a document beside each other, clause by clause.

    Clauses of different versions stand in one row when they state the same provision of the register,
    or have the same number and one of them states none. They say the same when the register's words for them
    are the same: the words are its own, and equal words mean equal content. An official text is never
    filled up from a leaked one.

    Parameters
    ----------
    region : Region
        The region.
    document_id : str
        The document.
    as_of : str, optional
        The day; by default that of the region. Versions published later are left out.

    Returns
    -------
    Comparison
        Also of a document with one version or none.

    Raises
    ------
    UnknownIdError
        When the region has no such document.
    SettingsError
        When ``as_of`` is not a date, or the document is of a later one.

    Examples
    --------
    >>> import reopen
    >>> table = compare(reopen.load(), "D01").table
    >>> table.loc[table["differs"], "number"].tolist(), int(table["differs_agreed"].sum())
    (['2b'], 0)
    """
    day = _day(region, as_of)
    documents = region["document"]
    found = documents[documents["document_id"] == document_id]
    if found.empty:
        raise UnknownIdError("document", document_id, documents["document_id"])
    if not known_by(found["date"], day).all():
        raise SettingsError(
            f"document {document_id}: dated {found['date'].iloc[0]}, not known on {day}; choose a later day"
        )
    region = as_known(region, day)
    versions = _versions(region, day)
    versions = versions[versions["document_id"] == document_id]
    clauses = region["clause"]
    clauses = clauses[clauses["version_id"].isin(versions["version_id"])]
    versions = versions.assign(clauses=versions["version_id"].map(clauses["version_id"].value_counts()))
    versions = versions.assign(clauses=versions["clauses"].fillna(0).astype(int))
    columns = ["version_id", "kind", "counts", "publisher", "side", "language", "date", "clauses", "note"]
    return Comparison(
        document_id=document_id,
        title=str(found["title"].iloc[0]),
        as_of=day,
        versions=versions[[*columns, "source"]].reset_index(drop=True),
        table=_table(versions, clauses),
    )


def _day(region: Region, as_of: str | None) -> str:
    return iso_date(region.meta.as_of if as_of is None else as_of)


def _versions(region: Region, day: str) -> pd.DataFrame:
    """Versions published by a day; those that count first, then by date and id."""
    versions = region["version"]
    versions = versions[known_by(versions["date"], day)]
    versions = versions.assign(counts=~versions["kind"].isin(NOT_AGREED))
    return versions.sort_values(["counts", "date", "version_id"], ascending=[False, True, True])


def _table(versions: pd.DataFrame, clauses: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    compared = versions[versions["clauses"] > 0]
    heads = {
        name: f"{name} ({kind})" for name, kind in zip(compared["version_id"], compared["kind"], strict=True)
    }
    counted = [heads[name] for name in compared.loc[compared["counts"], "version_id"]]
    fixed = ["number", "provision_ids", "differs", "differs_agreed", "agreed", "remarks"]
    rows = [_row(group, heads, counted) for group in _groups(clauses)]
    table = pd.DataFrame(rows, columns=[*fixed, *heads.values()])
    return table.astype({"differs": bool, "differs_agreed": bool})


def _row(group: pd.DataFrame, heads: dict[str, str], counted: list[str]) -> dict[str, object]:
    """One line of the table, of clauses that belong together."""
    said = {head: _joined(group.loc[group["version_id"] == name, "summary"]) for name, head in heads.items()}
    official = {said[head] for head in counted}
    noted = group[group["note"] != ""]
    return {
        "number": " / ".join(sorted(set(group["number"]), key=_order)),
        "provision_ids": tuple(sorted({one for ids in group["provision_ids"] for one in ids})),
        "differs": len(set(said.values())) > 1,
        "differs_agreed": len(official) > 1,
        "agreed": next(iter(official)) if len(official) == 1 else "",
        "remarks": "; ".join(
            f"{name}: {note}" for name, note in sorted(zip(noted["version_id"], noted["note"], strict=True))
        ),
        **said,
    }


def _joined(texts: pd.Series[str]) -> str:
    return "; ".join(" ".join(text.split()) for text in texts)


def _groups(clauses: pd.DataFrame) -> list[pd.DataFrame]:
    """Clauses that state the same provisions, or share a number that states none in one of them."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    plain = set(clauses.loc[clauses["provision_ids"].map(len) == 0, "number"])
    keys = [
        [f"provision {one}" for one in ids] + [f"number {number}"] * (number in plain)
        for ids, number in zip(clauses["provision_ids"], clauses["number"], strict=True)
    ]
    for names in keys:
        for name in names:
            parent[root(name)] = root(names[0])
    together = [root(names[0]) for names in keys]
    ordered = clauses.assign(_root=together, _place=clauses["number"].map(_order))
    ordered = ordered.sort_values(["_place", "version_id"], kind="stable")
    return [group for _, group in ordered.groupby("_root", sort=False)]


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _order(number: str) -> tuple[tuple[int, int, str], ...]:
    """Where a clause's number stands: 2 before 10, IX before X, 6a before 6b.

    Examples
    --------
    >>> sorted(["10", "6b", "2", "6a"], key=_order), sorted(["X", "IX", "V"], key=_order)
    (['2', '6a', '6b', '10'], ['V', 'IX', 'X'])
    """
    if place := roman(number):
        return ((0, place, ""),)
    parts = re.findall(r"\d+|\D+", number)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
