"""Reopen: plan and track reopening of blocked links and rebuilding of destroyed areas after a conflict.

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
    ProgrammeError,
    RegionError,
    ReopenError,
    SettingsError,
    UnknownIdError,
)

if TYPE_CHECKING:
    from reopen.network.scenario import Close, Open, Scenario
    from reopen.rebuild.damage import read_damage
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import After, Crew, Fund, Programme, Task
    from reopen.rebuild.schedule import schedule
    from reopen.rebuild.sequence import sequence
    from reopen.rebuild.track import track
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
    "After": "reopen.rebuild.programme",
    "Crew": "reopen.rebuild.programme",
    "Fund": "reopen.rebuild.programme",
    "Plan": "reopen.rebuild.plan",
    "Programme": "reopen.rebuild.programme",
    "Task": "reopen.rebuild.programme",
    "read_damage": "reopen.rebuild.damage",
    "schedule": "reopen.rebuild.schedule",
    "sequence": "reopen.rebuild.sequence",
    "track": "reopen.rebuild.track",
    "Region": "reopen.region.region",
    "check": "reopen.region.load",
    "load": "reopen.region.load",
    "save": "reopen.region.save",
    "Settings": "reopen.settings",
    "Study": "reopen.study",
    "run": "reopen.study",
}

__all__ = [
    "After",
    "Close",
    "Crew",
    "Fund",
    "GraphError",
    "Open",
    "OutputError",
    "Plan",
    "Programme",
    "ProgrammeError",
    "Region",
    "RegionError",
    "ReopenError",
    "Scenario",
    "Settings",
    "SettingsError",
    "Study",
    "Task",
    "UnknownIdError",
    "__version__",
    "check",
    "load",
    "read_damage",
    "run",
    "save",
    "schedule",
    "sequence",
    "track",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'reopen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
