"""Reading ``region.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reopen.region import cells
from reopen.region.cells import BadCell
from reopen.region.encoding import find_fault
from reopen.region.findings import Findings, Severity
from reopen.region.paths import check_name
from reopen.region.region import Meta
from reopen.region.schema import Attribute, schema
from reopen.region.suggest import choose

#: Name of the file.
FILE = "region.toml"

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_REQUIRED = ("id", "title", "version", "as_of")
_NEEDED = {
    "id": "an identifier such as south-caucasus",
    "title": "the region's title",
    "version": "the version of the data, such as 2026.2",
    "as_of": "the date that the data describe, such as 2026-02-27",
}


def read_meta(folder: Path, findings: Findings) -> Meta | None:
    """Read ``region.toml``.

    Parameters
    ----------
    folder : Path
        The region's folder.
    findings : Findings
        Told of every problem.

    Returns
    -------
    Meta or None
        What could be read, blank where it could not; None when the file is not TOML.
    """
    text = _text(folder / FILE, findings)
    if text is None:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        row = int(place[1]) if place else text.count("\n") + 1
        reason = _LINE.sub("", str(error)).split(" (at end")[0].strip()
        findings.add(FILE, "TOML", f"mend the line ({reason}); texts stand in quotes", row=row)
        return None
    return _Reader(text, document, findings).meta()


def _text(path: Path, findings: Findings) -> str | None:
    if not path.is_file():
        mend = "add the file; `reopen new DIR` writes one to start from"
        findings.add(FILE, "a file region.toml in the folder", mend)
        return None
    try:
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
            id=self._get("id", "", _id),
            title=self._get("title", "", _text_value),
            version=self._get("version", "", _text_value),
            as_of=self._get("as_of", "", _date),
            languages=self._get("languages", (), _languages),
            view=self._get("view", None, _view),
            description=self._get("description", "", _text_value),
            licence=self._get("licence", "", _text_value),
            attribution=self._get("attribution", "", _text_value),
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
        for table, name in self._files.items():
            if table not in schema():
                mend = choose(table, schema(), "delete the line") + "; until then it is not read"
                self._problem(f"files.{table}", table, "the name of a table", mend, table, warn=True)
                continue
            try:
                check_name(name)
                if name in names.values():
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


_PLAIN = Attribute("region", "", "text", "", False, "", "", (), "")


def _text_value(value: Any) -> str:
    if not isinstance(value, str):
        raise BadCell("a text", "put it in quotes")
    return cells.text(value, _PLAIN)


def _id(value: Any) -> str:
    return cells.identifier(_text_value(value), _PLAIN)


def _date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise BadCell("a date as YYYY-MM-DD", "write it like 2026-02-27")
    return cells.date(value, _PLAIN)


def _languages(value: Any) -> tuple[str, ...]:
    expected, mend = "a list of language codes", 'write it like ["az", "hy", "ru"]'
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise BadCell(expected, mend)
    wrong = [code for code in value if not _LANGUAGE.fullmatch(code)]
    if wrong:
        raise BadCell(expected, f"{mend}; {wrong[0]!r} is not a code")
    if len(set(value)) < len(value):
        raise BadCell(expected, f"{mend}, each once")
    return tuple(value)


def _view(value: Any) -> tuple[float, float, float, float]:
    expected = "four numbers: least longitude, least latitude, greatest longitude, greatest latitude"
    mend = "write it like [38.0, 37.5, 51.0, 44.0]"
    number = (int, float)
    if not isinstance(value, list) or len(value) != 4:
        raise BadCell(expected, mend)
    if not all(isinstance(v, number) and not isinstance(v, bool) and isfinite(v) for v in value):
        raise BadCell(expected, mend)
    west, south, east, north = (float(v) for v in value)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadCell(expected, f"{mend}; longitudes from -180 to 180, latitudes from -90 to 90, least first")
    return (west, south, east, north)
