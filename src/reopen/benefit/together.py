"""What the weightiest openings do together: all combinations of as many as a short run allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.choices import choices
from reopen.benefit.combinations import Combinations, listed
from reopen.benefit.ground import ground
from reopen.benefit.inputs import gather
from reopen.benefit.lattice_values import best_feasible
from reopen.benefit.weightiest import NEGLIGIBLE, weightiest, weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.packages import Packages
    from reopen.network.network import Network
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of some openings are combined in every way, and which are not.

    Attributes
    ----------
    openings : tuple of str
        Those to combine.
    given : tuple of str
        Openings taken as carried out in all combinations, since some of all depend on them.
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
    without_way : tuple of str
        Zones that no way joins to another one as the region stands.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    weight: Mapping[str, float]
    beyond: tuple[str, ...]
    idle: tuple[str, ...]
    dearer: tuple[str, ...]
    without_way: tuple[str, ...]


def chosen(
    region: Region,
    network: Network,
    openings: Sequence[str],
    *,
    most: int,
    as_of: str | None = None,
    jobs: int = 1,
) -> Chosen:
    """Choose the weightiest of some openings, by what they add on the cheapest ways.

    What any of them depends on and is not among them is taken as carried out, whichever are
    chosen, so that an opening is worth the same as among all of them.

    Parameters
    ----------
    openings : sequence of str
        Openings to choose from.
    most : int
        How many to combine at most; each doubles the work.
    jobs : int
        Threads; the result does not depend on it.
    """
    found = ground(region, openings, network=network, as_of=as_of, jobs=jobs)
    gathered, limits = gather(found), choices(region, found.openings)
    weight: dict[str, float] = {}
    shown: Sequence[int] = range(len(limits))
    if len(limits) > most:
        each = weights(gathered, limits, jobs=jobs)
        weight = dict(zip(limits.openings, each.tolist(), strict=True))
        shown = weightiest(each, limits, most)
    left = [name for o, name in enumerate(limits.openings) if o not in shown]
    return Chosen(
        openings=tuple(limits.openings[o] for o in shown),
        given=gathered.given,
        weight=MappingProxyType(weight),
        beyond=tuple(name for name in left if weight[name] >= NEGLIGIBLE),
        idle=tuple(name for name in left if weight[name] < NEGLIGIBLE),
        dearer=found.dearer,
        without_way=gathered.without_way,
    )


@dataclass(frozen=True, slots=True)
class Together:
    """All combinations of the weightiest of some openings, and what was left out.

    Attributes
    ----------
    combinations : Combinations
        Of the openings shown: benefit before costs at central values in the open season.
    chosen : Chosen
        Why those.
    """

    combinations: Combinations
    chosen: Chosen

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


def together(region: Region, found: Packages, those: Chosen) -> Together:
    """What packages tell of how openings work together."""
    combined = listed(
        choices(region, found.openings),
        found.benefit,
        given=found.given,
        countries=found.countries,
        inside=found.inside,
        without_way=those.without_way,
    )
    return Together(combined, those)
