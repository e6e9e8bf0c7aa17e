"""A hash of what a region says, whatever its files look like."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256

from reopen.region.region import Region
from reopen.region.schema import schema


def region_sha256(region: Region) -> str:
    """SHA-256 of a region's meta data and tables.

    It is the same for every way to write the same region: quoting, line ends, the order of
    columns, file names and ``1.0`` for ``1`` do not matter. The order of rows does.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    from reopen.region.write import rows

    digest = sha256()
    for item in fields(region.meta):
        if item.name != "files":
            digest.update(f"{item.name}\x1f{getattr(region.meta, item.name)!r}\x1e".encode())
    for name, table in schema().items():
        digest.update(f"\x1d{name}\x1e".encode())
        for columns in rows(table, region.tables[name]):
            cells = ("\x1f".join(row) for row in zip(*columns, strict=True))
            digest.update(("\x1e".join(cells) + "\x1e").encode())
    return digest.hexdigest()
