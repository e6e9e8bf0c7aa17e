"""Reading ``region.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reopen.region import metavalues
from reopen.region.cells import BadCell
from reopen.region.encoding import find_fault
from reopen.region.findings import Findings, Severity
from reopen.region.paths import check_name, leads_out
from reopen.region.region import Meta
from reopen.region.schema import schema
from reopen.region.suggest import choose

#: Name of the file.
FILE = "region.toml"
#: Its largest size in bytes.
LARGEST = 100_000

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_REQUIRED = ("id", "title", "version", "as_of")
_NEEDED = {
    "id": "an identifier such as south-caucasus",
    "title": "the region's title",
    "version": "the version of the data, such as 2026.2",
    "as_of": "the date that the data describe, such as 2026-02-27",
}


def read_meta(folder: Path, findings: Findings, *, trusted: bool = False) -> Meta | None:
    """Read ``region.toml``.

    Parameters
    ----------
    folder : Path
        The region's folder.
    findings : Findings
        Told of every problem.
    trusted : bool
        Whether the file may be a link that leads out of the folder.

    Returns
    -------
    Meta or None
        What could be read, blank where it could not; None when the file is not TOML.
    """
    if not trusted and leads_out(folder, folder / FILE):
        mend = "copy the file itself into the folder"
        findings.add(FILE, "a file inside the region's folder", mend, value="a link that leads out of it")
        return None
    text = _text(folder / FILE, findings)
    if text is None:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        row = int(place[1]) if place else text.count("\n") + 1
        reason = str(error).split(" (at ")[0]
        findings.add(FILE, "TOML", f"mend the line ({reason}); texts stand in quotes", row=row)
        return None
    except (ValueError, RecursionError):
        mend = "delete what is nested too deep, or the number that is too long"
        findings.add(FILE, "TOML that can be read", mend)
        return None
    return _Reader(text, document, findings).meta()


def _text(path: Path, findings: Findings) -> str | None:
    if not path.is_file():
        mend = "add the file; `reopen new DIR` writes one to start from"
        findings.add(FILE, "a file region.toml in the folder", mend)
        return None
    try:
        if path.stat().st_size > LARGEST:
            findings.add(
                FILE, f"at most {LARGEST:,} bytes", "shorten it", value=f"{path.stat().st_size:,} bytes"
            )
            return None
        fault = find_fault(path)
        if fault is None:
            return path.read_text(encoding="utf-8")
        findings.add(FILE, "UTF-8 text", fault.mend, row=fault.row, value=fault.value)
    except OSError as error:
        findings.add(FILE, "a file that can be read", f"allow this user to read it ({error.strerror})")
    return None


class _Reader:
    """Reads the keys of a TOML document one by one."""

    def __init__(self, text: str, document: dict[str, Any], findings: Findings) -> None:
        self._lines = text.splitlines()
        self._findings = findings
        self._region = self._table(document, "region", required=True)
        self._present = isinstance(document.get("region"), dict)
        self._files = self._table(document, "files", required=False)
        self._unknown(document, ("region", "files"), "")

    def meta(self) -> Meta:
        """Every key checked."""
        known = [name for name in Meta.__dataclass_fields__ if name != "files"]
        self._unknown(self._region, known, "region.")
        return Meta(
            id=self._get("id", "", metavalues.identifier),
            title=self._get("title", "", metavalues.text_value),
            version=self._get("version", "", metavalues.text_value),
            as_of=self._get("as_of", "", metavalues.day),
            languages=self._get("languages", (), metavalues.languages),
            view=self._get("view", None, metavalues.view),
            description=self._get("description", "", metavalues.text_value),
            licence=self._get("licence", "", metavalues.text_value),
            attribution=self._get("attribution", "", metavalues.text_value),
            files=MappingProxyType(self._file_names()),
        )

    def _get(self, key: str, default: Any, convert: Callable[[Any], Any]) -> Any:
        if key not in self._region:
            if key in _REQUIRED and self._present:
                mend = f"add {key} = ... below [region]"
                self._problem(f"region.{key}", None, _NEEDED[key], mend, "region")
            return default
        value = self._region[key]
        try:
            if key in _REQUIRED and value == "":
                raise BadCell(_NEEDED[key], "fill it in")
            return convert(value)
        except BadCell as bad:
            self._problem(f"region.{key}", value, bad.expected, bad.mend, key)
            return default

    def _file_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        usual = {f"{table}.csv" for table in schema() if table not in self._files}
        for table, name in self._files.items():
            if table not in schema():
                mend = choose(table, schema(), "delete the line") + "; until then it is not read"
                self._problem(f"files.{table}", table, "the name of a table", mend, table, warn=True)
                continue
            try:
                check_name(name)
                if name in {*names.values(), *usual} - {f"{table}.csv"}:
                    raise BadCell("a file of its own for each table", "give each table its own file")
                names[table] = name
            except BadCell as bad:
                self._problem(f"files.{table}", name, bad.expected, bad.mend, table)
        return names

    def _table(self, document: dict[str, Any], key: str, *, required: bool) -> dict[str, Any]:
        value = document.get(key)
        if isinstance(value, dict):
            return value
        if value is not None or required:
            mend = f"write [{key}] on a line of its own above its keys"
            self._problem(key, value, f"a table [{key}]", mend, key)
        return {}

    def _unknown(self, table: dict[str, Any], known: list[str] | tuple[str, ...], prefix: str) -> None:
        for key in table:
            if key not in known:
                mend = choose(key, known, "delete it") + "; until then it is not read"
                self._problem(prefix + key, key, "a key that region.toml knows", mend, key, warn=True)

    def _problem(
        self, column: str, value: Any, expected: str, mend: str, find: str, *, warn: bool = False
    ) -> None:
        pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(find)}[\"']?\s*(=|\]|\.)")
        row = next((i for i, line in enumerate(self._lines, 1) if pattern.match(line)), None)
        seen = None if value is None else str(value)
        severity: Severity = "warning" if warn else "error"
        self._findings.add(FILE, expected, mend, row=row, column=column, value=seen, severity=severity)
