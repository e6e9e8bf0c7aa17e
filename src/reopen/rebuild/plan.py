"""A plan: when each task of a programme starts, what that is worth, and how good it is proven to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from reopen.rebuild.programme import Programme


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a programme.

    Attributes
    ----------
    programme : Programme
        What is planned.
    start : (tasks,) int64 array
        Month in which each task starts, in the order of ``programme.tasks``; month 0 is the first.
    status : str
        ``optimal`` where proven, else ``feasible``.
    value : float
        The objective, larger is better: see :class:`reopen.rebuild.programme.Worth`.
    bound : float
        No plan can have a larger value.
    gap : float
        ``(bound - value) / |value|``, a share.
    seconds : float
        Time taken.
    seed : int
        Seed.
    stopped : bool
        Whether it was stopped before its effort was spent.
    """

    programme: Programme
    start: npt.NDArray[np.int64]
    status: str
    value: float
    bound: float
    gap: float
    seconds: float
    seed: int
    stopped: bool = False

    @property
    def finish(self) -> npt.NDArray[np.int64]:
        """Month from whose beginning on each task is finished: start plus duration."""
        import numpy as np

        return self.start + np.array([t.months for t in self.programme.tasks], np.int64)
