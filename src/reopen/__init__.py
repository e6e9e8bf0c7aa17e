"""Reopen: plan and track the reopening of blocked transport links after a conflict.

>>> import reopen
>>> region = reopen.load()
>>> region.meta.id
'south-caucasus'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen._version import __version__
from reopen.errors import (
    GraphError,
    OutputError,
    RegionError,
    ReopenError,
    SettingsError,
    UnknownIdError,
)

if TYPE_CHECKING:
    from reopen.network.scenario import Close, Open, Scenario
    from reopen.region.load import check, load
    from reopen.region.region import Region
    from reopen.region.save import save
    from reopen.settings import Settings
    from reopen.study import Study, run

#: Where each name is defined; resolved on first use so that ``import reopen`` stays quick.
_HOME = {
    "Close": "reopen.network.scenario",
    "Open": "reopen.network.scenario",
    "Scenario": "reopen.network.scenario",
    "Region": "reopen.region.region",
    "check": "reopen.region.load",
    "load": "reopen.region.load",
    "save": "reopen.region.save",
    "Settings": "reopen.settings",
    "Study": "reopen.study",
    "run": "reopen.study",
}

__all__ = [
    "Close",
    "GraphError",
    "Open",
    "OutputError",
    "Region",
    "RegionError",
    "ReopenError",
    "Scenario",
    "Settings",
    "SettingsError",
    "Study",
    "UnknownIdError",
    "__version__",
    "check",
    "load",
    "run",
    "save",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'reopen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
