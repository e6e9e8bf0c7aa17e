"""Links to repair: durations, precedence, crews and what sets are worth; and any order as a schedule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.exposure import faults, refuse
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Value of a standing set per unit of time; bit j of the set stands for link j.
Value = Callable[[int], float]
#: Links whose sets are all listed at most: an array for more would not fit into most machines.
MOST_LISTED = 24


@dataclass(frozen=True, slots=True)
class Links:
    """Links to repair or to open.

    Attributes
    ----------
    durations : tuple of float
        Time that each of n links takes one crew, without a break.
    after : tuple of int
        Links that must stand before work on each begins, as a set.
    crews : int
        Crews, all alike; each works on one link at a time.
    loss : callable
        Value lost per unit of time while a set stands: that of all links less that of the set.
        Every set is valued once.
    values : (2 ** n,) float64 array or None
        Value of every set, where they are listed.
    """

    durations: tuple[float, ...]
    after: tuple[int, ...]
    crews: int
    loss: Value
    values: Floats | None

    def __len__(self) -> int:
        """Number of links."""
        return len(self.durations)

    @property
    def everything(self) -> int:
        """The set of all links."""
        return (1 << len(self)) - 1

    def ready(self, begun: int) -> list[int]:
        """Links not begun whose predecessors are."""
        return [j for j, a in enumerate(self.after) if not begun >> j & 1 and a & begun == a]


@dataclass(frozen=True, slots=True)
class Timed:
    """When each link is worked on, by which crew, and what is lost until all stand.

    Attributes
    ----------
    start, finish : (n,) float64 arrays
        Times, from 0 on.
    crew : (n,) int64 array
        Number of the crew, from 0 on.
    lost : float
        Value lost: the integral over time of the value of all links less that of those that stand.
    """

    start: Floats
    finish: Floats
    crew: Ints
    lost: float


def links(
    durations: ArrayLike, value: ArrayLike | Value, *, crews: int = 1, after: Sequence[int] | None = None
) -> Links:
    """Check what is given, and put it together.

    Raises
    ------
    SettingsError
        Naming all problems: durations that are not above 0, values that are not one for each set,
        links that wait for each other.
    """
    times = _numbers("durations", durations, "a number for each link")
    if times.ndim != 1:
        raise SettingsError(
            f"durations: found an array of {times.ndim} dimensions; expected a number for each link"
        )
    n = len(times)
    problems = faults("durations", times, np.isfinite(times) & (times > 0), "a finite time above 0")
    if isinstance(crews, bool) or not isinstance(crews, int) or crews < 1:
        problems.append(f"crews: found {crews!r}; expected a whole number, at least 1")
    first = tuple(int(a) for a in after) if after is not None else (0,) * n
    problems += _waiting(first, n)
    listed = None if callable(value) else _numbers("value", value, "a number for each set")
    if listed is not None:
        problems += _unlisted(listed, n)
    refuse(problems)
    asked: Value = value if callable(value) else listed.item  # type: ignore[union-attr]
    return Links(tuple(times.tolist()), first, crews, _loss(asked, n), listed)


def _numbers(name: str, given: ArrayLike, expected: str) -> Floats:
    try:
        return np.ascontiguousarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise SettingsError(f"{name}: found {given!r}; expected {expected}") from None


def _waiting(after: Sequence[int], n: int) -> list[str]:
    """What is wrong with the precedence."""
    if len(after) != n:
        return [f"after: found {len(after)} sets for {n} links; expected one for each link"]
    out = [
        f"after, link {j}: found the set {a}; expected links from 0 to {n - 1} other than itself"
        for j, a in enumerate(after)
        if not 0 <= a < 1 << n or a >> j & 1
    ]
    begun, more = 0, True
    while more:
        ready = [j for j, a in enumerate(after) if not begun >> j & 1 and a & begun == a]
        begun |= sum(1 << j for j in ready)
        more = bool(ready)
    if not out and begun != (1 << n) - 1:
        stuck = [str(j) for j in range(n) if not begun >> j & 1]
        out.append(f"after: links {', '.join(stuck)} wait for each other; take one of their needs away")
    return out


def _unlisted(values: Floats, n: int) -> list[str]:
    """What is wrong with a list of values."""
    if n > MOST_LISTED:
        return [f"value: {n} links; expected at most {MOST_LISTED} with a list of values, else a function"]
    if values.shape != (1 << n,):
        return [
            f"value: found shape {values.shape} for {n} links; expected ({1 << n},), a value for each set"
        ]
    return faults("value", values, np.isfinite(values), "finite values")


def _loss(value: Value, n: int) -> Value:
    """Loss by standing set, each valued once."""

    def worth(standing: int) -> float:
        found = float(value(standing))
        if not isfinite(found):
            raise SettingsError(f"value of the set {standing} is {found}; expected a finite number")
        return found

    @cache
    def top() -> float:
        return worth((1 << n) - 1)

    @cache
    def loss(standing: int) -> float:
        return 0.0 if standing == (1 << n) - 1 else top() - worth(standing)

    return loss


def lost_by(one: Links, finish: Sequence[float] | Floats) -> float:
    """Value lost when links are finished at these times, until all stand."""
    standing, now, lost = 0, 0.0, 0.0
    for time, j in sorted((float(t), j) for j, t in enumerate(finish)):
        if time > now:
            lost += (time - now) * one.loss(standing)
            now = time
        standing |= 1 << j
    return lost


def lost_along(one: Links, order: Sequence[int]) -> float:
    """Value lost along an order, as in :func:`along`."""
    if one.crews > 1:
        return lost_by(one, _times(one, order)[1])
    standing, lost = 0, 0.0
    for j in order:
        lost += one.durations[j] * one.loss(standing)
        standing |= 1 << j
    return lost


def along(one: Links, order: Sequence[int]) -> Timed:
    """The schedule that an order gives: each link in turn on the crew that is free first.

    A link begins when that crew is free and all stand that it must come after.

    Parameters
    ----------
    one : Links
        The links.
    order : sequence of int
        All links, each behind those that it must come after.
    """
    start, finish, crew = _times(one, order)
    return Timed(np.array(start), np.array(finish), np.array(crew, np.int64), lost_by(one, finish))


def begun_at(one: Links, start: Sequence[float]) -> Timed:
    """The schedule in which links begin at times that the crews allow; crews are given out in turn."""
    free, crew = [0.0] * one.crews, [0] * len(one)
    finish = [t + d for t, d in zip(start, one.durations, strict=True)]
    for j in sorted(range(len(one)), key=lambda j: (start[j], j)):
        # The crew that has been free longest is free, up to rounding.
        crew[j] = min(range(one.crews), key=lambda c: (free[c], c))
        free[crew[j]] = finish[j]
    return Timed(np.array(start), np.array(finish), np.array(crew, np.int64), lost_by(one, finish))


def _times(one: Links, order: Sequence[int]) -> tuple[list[float], list[float], list[int]]:
    n, free = len(one), [0.0] * one.crews
    start, finish, crew = [0.0] * n, [0.0] * n, [0] * n
    for j in order:
        c = free.index(min(free))
        begin = free[c]
        if one.after[j]:
            begin = max(begin, *(finish[i] for i in range(n) if one.after[j] >> i & 1))
        start[j], finish[j], crew[j] = begin, begin + one.durations[j], c
        free[c] = finish[j]
    return start, finish, crew


def in_order(one: Links, wish: Sequence[int]) -> tuple[int, ...]:
    """The order nearest to a wish that the precedence allows: always the first link that is ready."""
    begun, out, waiting = 0, [], list(wish)
    while waiting:
        j = next(j for j in waiting if one.after[j] & begun == one.after[j])
        waiting.remove(j)
        out.append(j)
        begun |= 1 << j
    return tuple(out)
