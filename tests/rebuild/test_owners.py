"""Which opening each task belongs to."""

from __future__ import annotations

from reopen.rebuild.owners import owners
from reopen.rebuild.programme import After, Task


def test_earlier_stages_belong_to_their_opening():
    """All that leads up to an opening does, but for tasks of a settlement and of another opening."""
    tasks = (
        Task("survey", "S", 1, settlement_id="town"),
        Task("rail.1", "R", 1, after=(After("survey"),)),
        Task("rail.2", "R", 1, after=(After("rail.1"), After("gone")), opening_id="rail"),
        Task("road.1", "R", 1, after=(After("rail.2"),)),
        Task("road.2", "R", 1, after=(After("road.1"),), opening_id="road", settlement_id="town"),
        Task("alone", "A", 1),
    )
    assert owners(tasks) == {"rail.1": "rail", "rail.2": "rail", "road.1": "road", "road.2": "road"}
