"""Shares of any number of openings: in parts that do not interact, listed or else sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.benefit.choices import choices
from reopen.benefit.combinations import (
    FEWER,
    MILLION,
    MOST,
    Combinations,
    Foretold,
    lattice_bytes,
    listed,
    nobody,
)
from reopen.benefit.inputs import inputs
from reopen.benefit.sampled import Sampled, sampled
from reopen.benefit.splitting import split, values_of
from reopen.errors import SettingsError
from reopen.path.limits import check_memory
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Shares:
    """Openings in parts that do not interact: no zone pair's cost, no need and no choice joins two.

    The value of a combination is the sum over the parts of the value of what it has of each;
    shares are those within the parts, pairs from two parts do not interact, and the best
    combination is the best of each part together.

    Attributes
    ----------
    openings, given, countries, without_way
        As in :class:`reopen.benefit.combinations.Combinations`.
    parts : tuple of Combinations or Sampled
        Every opening is in one; those too large to list are sampled.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    countries: tuple[str, ...]
    without_way: tuple[str, ...]
    parts: tuple[Combinations | Sampled, ...]


def shares(
    region: Region,
    openings: Sequence[str],
    *,
    as_of: str | None = None,
    constrained: bool = True,
    most: int = MOST,
    samples: int = 1000,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress = silent,
    foretold: Foretold = nobody,
) -> Shares:
    """Share of each of many openings in what all bring.

    Parameters
    ----------
    openings : sequence of str
        Which openings to combine.
    constrained : bool
        Whether what openings depend on, and alternatives, limit what is feasible.
    most : int
        Openings of the largest part to list; larger ones are sampled.
    samples, seed : int
        Orders to follow for a part that is sampled, and where their random numbers begin.
    jobs : int
        Threads; the result does not depend on it.
    foretold : callable
        Called with about how many seconds and bytes it will take, before the parts that can be
        listed and early in each that is sampled.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When an opening is named twice, there is too little memory, no flow has a way, or a part
        cannot be sampled.
    """
    gathered = inputs(region, openings, as_of=as_of, jobs=jobs)
    found, limits = split(gathered), choices(region, openings, constrained=constrained)
    members = found.parts(limits.ties())
    exact = [some for some in members if len(some) <= most]
    size = sum(lattice_bytes(gathered, len(some), 0) for some in exact) + lattice_bytes(gathered, 0, jobs)
    check_memory(size, "all combinations of the parts", mend=FEWER, error=SettingsError)
    if exact:
        foretold(sum(found.seconds(some, jobs) for some in exact), size)
    parts: list[Combinations | Sampled] = []
    for number, some in enumerate(members):

        def told(share: float, done: int = number) -> None:
            progress("combinations", (done + share) / len(members))

        mine = limits.of(some)
        if len(some) <= most:
            values = values_of(found, some, jobs=jobs, told=told) / MILLION
            parts.append(
                listed(
                    mine,
                    values,
                    given=gathered.given,
                    countries=gathered.countries,
                    inside=gathered.inside,
                    without_way=gathered.without_way,
                )
            )
        else:
            parts.append(
                sampled(
                    gathered.of(some),
                    mine,
                    permutations=samples,
                    seed=seed,
                    jobs=jobs,
                    told=told,
                    foretold=lambda seconds: foretold(seconds, size),
                )
            )
    return Shares(gathered.openings, gathered.given, gathered.countries, gathered.without_way, tuple(parts))
