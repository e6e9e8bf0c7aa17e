"""What the weightiest openings do together: all combinations of as many as a short run allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.base import Base, base
from reopen.benefit.choices import choices, needed
from reopen.benefit.combinations import Combinations, combinations
from reopen.benefit.lattice_values import best_feasible
from reopen.benefit.weightiest import NEGLIGIBLE, weightiest, weights
from reopen.network.scenario import Scenario
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Together:
    """All combinations of the weightiest of some openings, and what was left out.

    Attributes
    ----------
    combinations : Combinations
        Of the openings shown.
    weight : mapping of str to float
        What each opening adds, USD m a year, the mean over a few orders of opening all of
        them; see :mod:`reopen.benefit.weightiest`. Empty when there was no need to choose.
    beyond : tuple of str
        Openings that add something and are not shown, as more would take too long.
    idle : tuple of str
        Openings that are not shown as they add next to nothing.
    dearer : tuple of str
        Openings that combinations cannot value, since they make a way dearer or depend on one
        that does.
    """

    combinations: Combinations
    weight: Mapping[str, float]
    beyond: tuple[str, ...]
    idle: tuple[str, ...]
    dearer: tuple[str, ...]

    def worth(self) -> NDArray[np.float64]:
        """Benefit of each combination over the region's countries, shape (2 ** K,), USD m a year.

        A combination that is not feasible counts as its best feasible part.
        """
        total = self.combinations.total()
        return np.asarray(total[best_feasible(total, self.combinations.feasible)])

    def last_in(self) -> NDArray[np.float64]:
        """What each opening shown adds to all others shown, shape (K,), USD m a year."""
        worth = self.worth()
        without = (len(worth) - 1) ^ (1 << np.arange(len(self.combinations.openings)))
        return np.asarray(worth[-1] - worth[without])


def together(
    region: Region,
    network: Network,
    openings: Sequence[str],
    *,
    most: int,
    as_of: str | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Together:
    """Combine the weightiest of some openings in every way.

    What any of them depends on and is not among them is taken as carried out, whichever are
    chosen, so that an opening is worth the same here as among all of them.

    Parameters
    ----------
    openings : sequence of str
        Openings to choose from.
    most : int
        How many to combine at most; each doubles the work.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Called with the stage "combinations" and the share of it that is done.
    """
    at, valued = _stand(region, network, openings, as_of=as_of, jobs=jobs)
    weight, shown = {}, valued
    if len(valued) > most:
        limits = choices(region, valued)
        each = weights(at, limits, jobs=jobs)
        weight = dict(zip(valued, each.tolist(), strict=True))
        shown = tuple(valued[o] for o in weightiest(each, limits, most))
    ground = _with_given(region, shown, needed(region, valued))
    left = [name for name in valued if name not in shown]
    return Together(
        combinations=combinations(ground, shown, as_of=as_of, jobs=jobs, progress=progress),
        weight=MappingProxyType(weight),
        beyond=tuple(name for name in left if weight[name] >= NEGLIGIBLE),
        idle=tuple(name for name in left if weight[name] < NEGLIGIBLE),
        dearer=tuple(name for name in openings if name not in valued),
    )


def _stand(
    region: Region, network: Network, openings: Sequence[str], *, as_of: str | None, jobs: int
) -> tuple[Base, tuple[str, ...]]:
    """The region with what the openings need in place, and those of them that make no way dearer there."""
    names = tuple(openings)
    while True:
        given, each = Scenario.of(*needed(region, names)), {name: Scenario.of(name) for name in names}
        at = base(region, network, each, as_of=as_of, scenario=given, jobs=jobs)
        limits = choices(region, names)
        out = {other for o, name in enumerate(names) if _dearer(at, name) for other in limits.after(o)}
        if not out:
            return at, names
        names = tuple(name for o, name in enumerate(names) if o not in out)


def _dearer(at: Base, name: str) -> bool:
    """Whether an opening makes an arc dearer for any class of goods."""
    layers = zip(at.stands.layers, at.opened[name].layers, strict=True)
    return any(bool(np.any(new.cost > old.cost)) for old, new in layers)


def _with_given(region: Region, shown: Sequence[str], given: Sequence[str]) -> Region:
    """The region with one opening shown that depends on all that is given, so that it is in place."""
    if not shown:
        return region
    table = region["opening"].copy()
    table["depends_on"] = [
        tuple(dict.fromkeys((*given, *before))) if name == shown[0] else before
        for name, before in zip(table["opening_id"], table["depends_on"], strict=True)
    ]
    return region.replace(opening=table)
