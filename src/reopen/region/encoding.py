"""Whether a file's bytes are UTF-8 text, and if not, where and why not."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 20
_AS_UTF8 = "save it as UTF-8 without BOM (in a spreadsheet: 'CSV UTF-8')"
_SIGNATURES = (
    (b"\xef\xbb\xbf", "a byte order mark (BOM)", "save the file as UTF-8 without BOM"),
    (b"\xff\xfe", "UTF-16 text", _AS_UTF8),
    (b"\xfe\xff", "UTF-16 text", _AS_UTF8),
    (b"PK\x03\x04", "a spreadsheet or zip file", "open it and export the sheet as 'CSV UTF-8'"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file", "open it and export the sheet as 'CSV UTF-8'"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the bytes are not UTF-8 text.

    Attributes
    ----------
    row : int
        Line on which it was found, the first being 1.
    value : str
        What was seen there.
    mend : str
        How to mend it.
    """

    row: int
    value: str
    mend: str


def find_fault(path: Path) -> Fault | None:
    """The first place at which a file is not UTF-8 text; None when all of it is.

    The file is read in blocks, so its size does not matter.
    """
    with path.open("rb") as stream:
        start = stream.read(_BLOCK)
        for signature, what, mend in _SIGNATURES:
            if start.startswith(signature):
                return Fault(1, what, mend)
        return _scan(start, iter(lambda: stream.read(_BLOCK), b""))


def _scan(start: bytes, blocks: Iterator[bytes]) -> Fault | None:
    row, pending, block = 1, b"", start
    while block:
        following = next(blocks, b"")
        data = pending + block
        try:
            _, used = codecs.utf_8_decode(data, "strict", not following)
        except UnicodeDecodeError as error:
            return _wrong_byte(data, error.start, row)
        zero = data.find(b"\0")
        if zero >= 0:
            mend = "the file is damaged or not text; export it again as 'CSV UTF-8'"
            return Fault(row + data.count(b"\n", 0, zero), "a NUL byte", mend)
        row += data.count(b"\n", 0, used)
        pending, block = data[used:], following
    return None


def _wrong_byte(data: bytes, at: int, row: int) -> Fault:
    line = row + data.count(b"\n", 0, at)
    begin = data.rfind(b"\n", 0, at) + 1
    around = data[max(begin, at - 12) : at + 12].decode("ascii", "replace").splitlines()[0]
    guess = "it looks like Windows-1252 or another old encoding; "
    value = f"byte 0x{data[at]:02x} at character {at - begin + 1} of the line, near {around!r}"
    return Fault(line, value, guess + _AS_UTF8)
