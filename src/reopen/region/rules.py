"""What must hold between rows and between tables."""

from __future__ import annotations

from collections.abc import Mapping

from reopen.region import (
    rules_accord,
    rules_figures,
    rules_keys,
    rules_network,
    rules_openings,
    rules_rebuild,
)
from reopen.region.findings import Findings
from reopen.region.region import Meta
from reopen.region.sheet import Sheet


def check(sheets: Mapping[str, Sheet], meta: Meta | None, findings: Findings) -> None:
    """Check every rule.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        Every table of the schema.
    meta : Meta or None
        What region.toml says; None when it could not be read.
    findings : Findings
        Told of every problem.
    """
    rules_keys.check(sheets, findings)
    _languages(sheets, meta, findings)
    rules_figures.check(sheets, findings)
    rules_openings.check(sheets, findings)
    rules_rebuild.check(sheets, findings)
    rules_accord.check(sheets, findings)
    rules_network.check(sheets, meta, findings)


def _languages(sheets: Mapping[str, Sheet], meta: Meta | None, findings: Findings) -> None:
    """Warn once of each language that names use and region.toml does not list."""
    known = set(meta.languages) if meta else set()
    if not known:
        return
    for sheet in sheets.values():
        if "names" not in sheet.table.attributes:
            continue
        for index, names in enumerate(sheet.column("names")):
            for language, name in names:
                if language not in known:
                    known.add(language)
                    mend = f"add {language!r} to languages in region.toml, or correct it here"
                    seen = f"{language}:{name}"
                    expected = "a language that region.toml lists"
                    sheet.report(findings, index, "names", expected, mend, value=seen, severity="warning")
