"""What is refused before it is begun."""

from __future__ import annotations

from reopen.path.limits import machine_bytes


def test_machine_bytes_is_plausible():
    """This machine tells more than 64 MiB, or nothing."""
    has = machine_bytes()
    assert has is None or has > 2**26
