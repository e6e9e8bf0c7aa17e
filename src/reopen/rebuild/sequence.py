"""In which order to repair or open links, so that least value is lost until all stand.

What is lost is the integral over time of the value of all links less the value of those that stand. The
value may be any function of sets: benefits from the lattice of openings, or a traffic equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Several
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError
from reopen.path.limits import check_memory
from reopen.progress import Progress, silent
from reopen.rebuild.bounds import SLACK, Bound, Listed, Nothing, grouped, listed, root
from reopen.rebuild.branching import search
from reopen.rebuild.crews import TooManyError, exact
from reopen.rebuild.links import Links, Timed, Value, along, begun_at, links
from reopen.rebuild.subsets import allowed, follow, is_monotone, to_go

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Called with the share of the work that is done.
Told = Callable[[float], None]

#: Links up to which a function is asked for the value of every set.
MOST_ASKED = 20
#: Links up to which several crews are planned exactly, if their states are not too many.
MOST_CREWED = 18
#: Effort of the search before several crews are planned exactly: a good order makes that short.
WARM_UP = 5_000
#: Bytes that each set takes: its value, that of its best part, its time, and losses to it and from it.
SET_BYTES = 5 * 8


@dataclass(frozen=True, slots=True)
class Sequence:
    """An order of n links with its schedule.

    Attributes
    ----------
    order : tuple of int
        Links as they begin; of those that begin at once, as their crews are numbered.
    start, finish : (n,) float64 arrays
        When work on each link begins and ends, from 0 on.
    crew : (n,) int64 array
        Which crew works on it, from 0 on.
    lost : float
        Value lost until all links stand.
    bound : float
        No schedule loses less; minus infinity where nothing is known.
    gap : float
        ``(lost - bound) / |lost|``, a share; 0 where proven best.
    status : str
        ``optimal`` where proven, up to rounding, else ``feasible``.
    method : str
        ``subsets`` (one crew, dynamic programme over all sets), ``crews`` (several, exactly) or
        ``search``.
    monotone : bool
        Whether links are known never to take value away. Where they can and there are several crews,
        the best is the best of schedules in which work begins only when other work is finished.
    seconds : float
        Time taken.
    seed : int
        Seed.
    stopped : bool
        Whether Ctrl-C ended it before its effort was spent.
    """

    order: tuple[int, ...]
    start: Floats
    finish: Floats
    crew: Ints
    lost: float
    bound: float
    gap: float
    status: str
    method: str
    monotone: bool
    seconds: float
    seed: int
    stopped: bool = False


def sequence(
    durations: ArrayLike,
    value: ArrayLike | Value,
    *,
    crews: int = 1,
    after: Several[int] | None = None,
    monotone: bool | None = None,
    effort: int = 200_000,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress = silent,
) -> Sequence:
    """Find the order of links that loses least value until all stand.

    One crew is planned exactly by a dynamic programme over sets, for up to 24 links with a list of
    values and up to 20 with a function. Several crews are planned exactly for up to 18 links, as long as
    their states are not too many. All else is searched, with a bound.

    Parameters
    ----------
    durations : array_like, shape (n,)
        Time that each link takes one crew, without a break, in any unit.
    value : array_like, shape (2 ** n,), or callable
        Value of each standing set per unit of time; bit j of a set stands for link j. A function gets a
        set as a whole number, once; sets that the precedence rules out are not asked for.
    crews : int
        Crews, all alike.
    after : sequence of int, optional
        Links that must stand before work on each begins, as a set.
    monotone : bool, optional
        Whether more links are never worth less. It is looked up where all sets are valued, whatever is
        said here. Beyond, only True gives a bound, and a value that falls is refused where it is met.
    effort : int
        States and orders to look at where the order is searched.
    seed : int
        Seed of the search; the result depends on it and on the effort alone.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Told the share of the work that is done. Ctrl-C in a search returns the best order so far.

    Raises
    ------
    SettingsError
        When the links are wrong, naming all problems, or take more memory than the machine has.

    Examples
    --------
    Two pieces of a chain bring 10 together and nothing alone; a short link brings 2:

    >>> found = sequence([4.0, 5.0, 1.0], [0, 0, 0, 10, 2, 2, 2, 12])
    >>> found.order, found.lost, found.status
    ((2, 0, 1), 102.0, 'optimal')
    """
    begin = perf_counter()
    one = links(durations, value, crews=crews, after=after)
    if effort < 1 or jobs < 1:
        raise SettingsError(f"effort {effort}, jobs {jobs}; expected at least 1 each")
    one = _asked(one, progress)

    def told(share: float) -> None:
        progress("sequence", share)

    if not len(one):
        timed, bound, method, fits, stopped = along(one, ()), 0.0, "subsets", True, False
    elif one.values is not None and one.crews == 1:
        timed, fits = _one_crew(one, jobs, told)
        bound, method, stopped = timed.lost, "subsets", False
    else:
        timed, bound, method, fits, stopped = _sought(one, bool(monotone), effort, seed, jobs, told)
    close = bound >= timed.lost - SLACK * abs(timed.lost)
    bound = timed.lost if close else bound
    return Sequence(
        order=tuple(sorted(range(len(one)), key=lambda j: (timed.start[j], timed.crew[j]))),
        start=timed.start,
        finish=timed.finish,
        crew=timed.crew,
        lost=timed.lost,
        bound=bound,
        gap=0.0 if close else (timed.lost - bound) / abs(timed.lost) if timed.lost else np.inf,
        status="optimal" if close else "feasible",
        method=method,
        monotone=fits,
        seconds=perf_counter() - begin,
        seed=seed,
        stopped=stopped,
    )


def _asked(one: Links, progress: Progress) -> Links:
    """The links with all values listed, where they are few enough."""
    n = len(one)
    if one.values is None and n > MOST_ASKED:
        return one
    check_memory(SET_BYTES * 2.0**n, f"all sets of {n} links", mend="name fewer links", error=SettingsError)
    if one.values is not None:
        return one
    fits = allowed(np.array(one.after, np.int64))
    values = np.zeros(1 << n)
    for standing in np.flatnonzero(fits).tolist():
        values[standing] = -one.loss(standing)
        if standing & 1023 == 0:
            progress("values", standing / len(values))
    # Values count from that of all links. A set that may not occur is never looked at.
    return Links(one.durations, one.after, one.crews, one.loss, values)


def _one_crew(one: Links, jobs: int, told: Told) -> tuple[Timed, bool]:
    """The best schedule of one crew, and whether the values are monotone."""
    assert one.values is not None
    times, after = np.array(one.durations), np.array(one.after, np.int64)
    table = to_go(one.values, times, after, jobs=jobs, told=told)
    fits = is_monotone(one.values, allowed(after), SLACK * float(np.ptp(one.values)))
    return along(one, follow(table, one.values, times, after)), fits


def _sought(
    one: Links, monotone: bool, effort: int, seed: int, jobs: int, told: Told
) -> tuple[Timed, float, str, bool, bool]:
    """A schedule, its bound, the method, whether values are monotone, and whether it was stopped."""
    bound: Bound = Nothing()
    if one.values is not None:
        bound = listed(one, jobs=jobs)
        monotone = bound.monotone
    elif monotone:
        bound = grouped(one)
    least = root(one, bound)
    few = isinstance(bound, Listed) and len(one) <= MOST_CREWED
    warm = min(effort, WARM_UP) if few else effort
    found = search(one, bound, root=least, monotone=monotone, effort=warm, seed=seed, told=told)
    if few and not found.stopped and found.bound < found.lost:
        assert isinstance(bound, Listed)
        try:
            start = exact(one, bound, below=found.lost, told=told)
        except TooManyError:
            found = search(one, bound, root=least, monotone=monotone, effort=effort, seed=seed, told=told)
        except KeyboardInterrupt:
            return along(one, found.order), found.bound, "search", monotone, True
        else:
            timed = along(one, found.order) if start is None else begun_at(one, start)
            return timed, timed.lost, "crews", monotone, False
    return along(one, found.order), found.bound, "search", monotone, found.stopped
