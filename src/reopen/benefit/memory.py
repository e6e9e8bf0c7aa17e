"""Whether the machine can hold what a computation needs: asked before it, not found out during it."""

from __future__ import annotations

import os

from reopen.errors import SettingsError

GIB = 2.0**30


def machine_bytes() -> float | None:
    """Bytes of memory of this machine; None where it does not tell."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * float(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None


def check_memory(size: float, what: str) -> None:
    """Refuse what needs more memory than the machine has.

    Raises
    ------
    SettingsError
        When ``size`` bytes are more than that.
    """
    has = machine_bytes()
    if has is not None and size > has:
        raise SettingsError(
            f"{what} would take {size / GIB:,.1f} GiB of memory and this machine has {has / GIB:,.1f};"
            " name fewer openings, or describe fewer zones"
        )
