"""Which opening each task of a programme belongs to, the earlier stages of its works too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reopen.rebuild.programme import Task


def owners(tasks: Sequence[Task]) -> dict[str, str]:
    """Opening of each task that brings one or leads up to one, such as its earlier stages."""
    by_id = {task.id: task for task in tasks}
    found: dict[str, str] = {}
    for task in tasks:
        queue = [task.id] if task.opening_id else []
        while queue:
            name = queue.pop()
            one = by_id[name]
            other = one.opening_id not in ("", task.opening_id)
            if name in found or other or (one.settlement_id and not one.opening_id):
                continue
            found[name] = task.opening_id
            queue += [before.task_id for before in one.after if before.task_id in by_id]
    return found
