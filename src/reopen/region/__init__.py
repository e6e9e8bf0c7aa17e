"""The region: the tables that a user edits; loading, checking and saving them."""

from __future__ import annotations

from reopen.region.digest import region_sha256
from reopen.region.frame import make_table
from reopen.region.load import check, load
from reopen.region.problems import Problem
from reopen.region.region import Meta, Region
from reopen.region.save import save
from reopen.region.schema import schema
from reopen.region.template import new

__all__ = [
    "Meta",
    "Problem",
    "Region",
    "check",
    "load",
    "make_table",
    "new",
    "region_sha256",
    "save",
    "schema",
]
