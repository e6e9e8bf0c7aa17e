"""Which openings are decisions still to be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reopen.network.states import states_at
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region


def decisions(region: Region, as_of: str) -> tuple[str, ...]:
    """Openings with a crossing between two countries that is neither open nor under works on a date."""
    states = states_at(region, "crossing", as_of).state
    waiting = {
        str(gate["crossing_id"])
        for gate, state in zip(records(region["crossing"]), states, strict=True)
        if gate["country_a"] != gate["country_b"] and state not in ("open", "under_works")
    }
    openings = records(region["opening"])
    return tuple(str(row["opening_id"]) for row in openings if waiting & set(row["crossing_ids"]))
