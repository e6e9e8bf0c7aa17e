"""Every combination of openings, exactly: yearly user benefits by country.

Central values, in the open season. Fees and new trade are not in it: they depend on paths and
on more than the costs between zones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.choices import Choices, choices
from reopen.benefit.inputs import Inputs, inputs
from reopen.benefit.lattice_values import best_feasible, interactions, shapley
from reopen.benefit.splitting import split, values_of
from reopen.errors import SettingsError
from reopen.lattice.matrices import walk_matrices
from reopen.path.limits import check_memory
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

#: More openings than this are not listed: each doubles time and memory.
MOST = 24
#: What to do about combinations that do not fit into memory.
FEWER = "name fewer openings, or describe fewer zones"
MILLION = 1e6

#: Value of the costs between zones, USD a year by country, shape (C,). Gets one matrix a cargo
#: class, shape (Z, Z), USD a tonne, infinite where there is no way.
Value = Callable[[tuple["NDArray[np.float64]", ...]], "NDArray[np.float64]"]
#: Called before a walk with about how many seconds and bytes it will take.
Foretold = Callable[[float, float], None]


def nobody(seconds: float, size: float) -> None:
    """Foretell nobody."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """All combinations of K openings. C countries, blocs included.

    Attributes
    ----------
    openings : tuple of str
        The openings decided on; bit n of a combination stands for the n-th.
    given : tuple of str
        Openings taken as carried out in all of them.
    countries : tuple of str
        Country ids.
    inside : ndarray of bool, shape (C,)
        Which are countries of the region; only they count in totals.
    values : ndarray of float64, shape (2 ** K, C)
        User benefit against none of the openings, USD m a year.
    feasible : ndarray of bool, shape (2 ** K,)
        Whether it holds all that its openings depend on, and no two alternatives.
    shapley : ndarray of float64, shape (K, C)
        Shares of each opening in the benefit of all of them, USD m a year; a combination that
        is not feasible counts as its best feasible part.
    interactions : ndarray of float64, shape (K, K)
        Shapley interaction of each pair in the region's total: above 0 the two need each
        other, below 0 they compete.
    without_way : tuple of str
        Zones that no way joins to another one as the region stands; nothing is counted for them.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    countries: tuple[str, ...]
    inside: NDArray[np.bool_]
    values: NDArray[np.float64]
    feasible: NDArray[np.bool_]
    shapley: NDArray[np.float64]
    interactions: NDArray[np.float64]
    without_way: tuple[str, ...] = ()

    def total(self) -> NDArray[np.float64]:
        """Benefit over the region's countries of each combination, shape (2 ** K,), USD m a year."""
        return np.asarray(self.values[:, self.inside].sum(axis=1))

    def members(self, code: int) -> tuple[str, ...]:
        """Openings of a combination."""
        return tuple(o for n, o in enumerate(self.openings) if code >> n & 1)


def combinations(
    region: Region,
    openings: Sequence[str],
    *,
    given: Sequence[str] = (),
    as_of: str | None = None,
    constrained: bool = True,
    value: Value | None = None,
    jobs: int = 1,
    progress: Progress = silent,
    foretold: Foretold = nobody,
) -> Combinations:
    """Value every combination of some openings.

    Parameters
    ----------
    openings : sequence of str
        Which openings to combine.
    given : sequence of str
        Further openings taken as carried out in all combinations, as is what the openings and
        these depend on.
    constrained : bool
        Whether what openings depend on, and alternatives, limit what is feasible.
    value : callable, optional
        What costs between zones are worth to each country, instead of the user benefit; any
        function of the matrices. It is called once a combination, on one thread, so that the
        work takes as long as it does; and it may depend on all pairs at once, so that nothing
        is split.
    jobs : int
        Threads; the result does not depend on it.
    foretold : callable
        Called before the walk with about how many seconds and bytes it will take.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When an opening is named twice, there are too many for the machine or at all, or no flow
        has a way.
    """
    gathered = inputs(region, openings, given=given, as_of=as_of, jobs=jobs)
    limits = choices(region, openings, constrained=constrained)
    return combined(gathered, limits, value=value, jobs=jobs, progress=progress, foretold=foretold)


def combined(
    gathered: Inputs,
    limits: Choices,
    *,
    value: Value | None = None,
    jobs: int = 1,
    progress: Progress = silent,
    foretold: Foretold = nobody,
) -> Combinations:
    """Value every combination of the openings gathered, as :func:`combinations` does."""
    count = len(limits)
    if count > MOST:
        raise SettingsError(
            f"{count} openings: expected at most {MOST}, as each doubles the work; name fewer"
        )
    size = lattice_bytes(gathered, count, jobs)
    check_memory(size, f"all combinations of {count} openings", mend=FEWER, error=SettingsError)

    def told(share: float) -> None:
        progress("combinations", share)

    if value is None:
        found = split(gathered)
        foretold(found.seconds(range(count), jobs), size)
        values = values_of(found, range(count), jobs=jobs, told=told)
    else:
        costs, arcs = [layer.costs for layer in gathered.layers], [layer.arcs for layer in gathered.layers]
        values = walk_matrices(costs, arcs, gathered.zones, value, told=told)
        values -= values[0].copy()
    values /= MILLION
    return listed(
        limits,
        values,
        given=gathered.given,
        countries=gathered.countries,
        inside=gathered.inside,
        without_way=gathered.without_way,
    )


def lattice_bytes(gathered: Inputs, openings: int, jobs: int) -> float:
    """About what listing so many openings takes at its highest: values twice, codes, matrices and logs."""
    matrix = max(layer.costs.size for layer in gathered.layers)
    return 2.0**openings * (2 * 8 * len(gathered.countries) + 64) + jobs * 144.0 * matrix


def listed(
    limits: Choices,
    values: NDArray[np.float64],
    *,
    given: Sequence[str],
    countries: Sequence[str],
    inside: NDArray[np.bool_],
    without_way: Sequence[str] = (),
) -> Combinations:
    """What follows from the values of all combinations of a part, in USD m a year."""
    feasible = limits.feasible()
    best = best_feasible(values[:, inside].sum(axis=1), feasible)
    return Combinations(
        openings=limits.openings,
        given=tuple(given),
        countries=tuple(countries),
        inside=inside,
        values=values,
        feasible=feasible,
        # One country at a time: the values of the best parts would be a second lattice.
        shapley=np.stack([shapley(column[best, None])[:, 0] for column in values.T], axis=1),
        interactions=interactions(values[:, inside].sum(axis=1)[best]),
        without_way=tuple(without_way),
    )
