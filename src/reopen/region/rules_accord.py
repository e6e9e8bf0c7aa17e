"""Rules on the accord: codings that fit their document and their evidence, clauses of the right document."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from reopen.region.findings import Findings
from reopen.region.sheet import Sheet
from reopen.region.spans import span


def check(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Check codings and clauses."""
    home = dict(sheets["provision"].cells("provision_id", "document_id"))
    _codings(sheets["coding"], findings)
    _dates(sheets["coding"], home, sheets["document"], findings)
    _evidence(sheets["coding"], sheets["event"], findings)
    _clauses(sheets["clause"], home, sheets["version"], findings)


def _codings(codings: Sheet, findings: Findings) -> None:
    """A coding takes the place of the one before it, so that it must say something."""
    columns = ("implementation", "overtaken", "status")
    for index, (grade, overtaken, status) in enumerate(codings.cells(*columns)):
        if isnan(grade) and not overtaken and not status:
            mend = "write a grade from 0 to 3, or a status that says why there is none, such as unknown"
            expected = "a grade, as the provision is not overtaken and no status says why there is none"
            if not codings.is_faulty(index, *columns):
                codings.report(findings, index, "implementation", expected, mend, value="")


def _dates(codings: Sheet, home: Mapping[str, str], documents: Sheet, findings: Findings) -> None:
    """No provision is carried out before its document is there."""
    dated = dict(documents.cells("document_id", "date"))
    for index, (provision, day) in enumerate(codings.cells("provision_id", "date")):
        document = home.get(provision, "")
        since = dated.get(document, "")
        if _surely_before(day, since):
            expected = f"a date not before {since}, that of document {document!r}"
            mend = "correct the date of the coding, or that of the document"
            codings.report(findings, index, "date", expected, mend, value=day)


def _evidence(codings: Sheet, events: Sheet, findings: Findings) -> None:
    """No coding rests on what happened after it: a view of its day would know of a later one."""
    dated = dict(events.cells("event_id", "date"))
    for index, (day, names) in enumerate(codings.cells("date", "event_ids")):
        for name in names:
            if _surely_before(day, dated.get(name, "")):
                expected = f"events up to the date of the coding, {day}; this one is of {dated[name]}"
                mend = "name the event in a coding of its own date, or correct one of the two dates"
                codings.report(findings, index, "event_ids", expected, mend, value=name)


def _clauses(clauses: Sheet, home: Mapping[str, str], versions: Sheet, findings: Findings) -> None:
    """A clause states provisions of the document that its version is of."""
    document_of = dict(versions.cells("version_id", "document_id"))
    for index, (version, provisions) in enumerate(clauses.cells("version_id", "provision_ids")):
        document = document_of.get(version, "")
        for name in provisions:
            other = home.get(name, "")
            if document and other and other != document:
                expected = f"provisions of document {document!r}, that of its version"
                mend = f"{name!r} is of document {other!r}; name another provision, or another version"
                clauses.report(findings, index, "provision_ids", expected, mend, value=name)


def _surely_before(one: str, other: str) -> bool:
    """Whether the last day of one date is before the first of another; False where one is missing."""
    ends, begins = span(one), span(other)
    return ends is not None and begins is not None and ends[1] < begins[0]
