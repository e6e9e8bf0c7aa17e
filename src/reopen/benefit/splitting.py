"""The value of openings as a sum of small games: walked one by one, added up exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.lattice_values import add_game
from reopen.lattice.relevance import Game, components, games, relevance
from reopen.lattice.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from reopen.benefit.inputs import Inputs, LayerInputs

#: Openings of the small walk that is timed to foretell the whole.
TIMED = 9
#: Walks of fewer steps than this take seconds; they are not timed.
SHORT = 1 << 18


@dataclass(frozen=True, slots=True)
class Split:
    """Openings' games, layer by layer.

    Attributes
    ----------
    inputs : Inputs
        The region and the openings.
    games : tuple of tuple of Game
        Those of each layer, by number of the opening.
    """

    inputs: Inputs
    games: tuple[tuple[Game, ...], ...]

    def parts(self, ties: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
        """Openings that neither a game nor a tie joins are in parts of their own."""
        played = [game.members for layer in self.games for game in layer]
        return components(len(self.inputs.openings), [*played, *ties])

    def games_of(self, members: Sequence[int]) -> list[tuple[LayerInputs, list[Game]]]:
        """Games of a part, or of all openings, by layer."""
        inside = set(members)
        return [
            (layer, [game for game in mine if inside.issuperset(game.members)])
            for layer, mine in zip(self.inputs.layers, self.games, strict=True)
        ]

    def steps(self, members: Sequence[int]) -> int:
        """Subsets to walk over for a part."""
        return sum(game.steps for _, mine in self.games_of(members) for game in mine)

    def seconds(self, members: Sequence[int], jobs: int) -> float:
        """About how long a part's walk takes on this machine, from a small one; 0 for seconds."""
        if self.steps(members) < SHORT:
            return 0.0
        most, layer = max(
            ((game, layer) for layer, mine in self.games_of(members) for game in mine),
            key=lambda found: found[0].steps,
        )
        few = np.array(most.members[-TIMED:])
        spent = []
        for _ in range(2):  # the first one compiles
            begin = perf_counter()
            walk(layer.costs, layer.arcs.of(few), layer.curves.only(most.pairs))
            spent.append(perf_counter() - begin)
        return spent[-1] / (1 << len(few)) * self.steps(members) / jobs


def split(inputs: Inputs) -> Split:
    """Find which openings can matter to which pairs of zones, and the games that follow."""
    return Split(
        inputs,
        tuple(
            games(relevance(layer.costs, layer.arcs, layer.curves.scale != 0.0)) for layer in inputs.layers
        ),
    )


def values_of(
    found: Split, members: Sequence[int], *, jobs: int = 1, told: Callable[[float], None]
) -> NDArray[np.float64]:
    """Value of every subset of a part, USD a year.

    Parameters
    ----------
    members : sequence of int
        A part, or all openings; bit n of a subset stands for the n-th of them.
    jobs : int
        Threads; the result does not depend on it.
    told : callable
        Called with the share of the work that is done.

    Returns
    -------
    ndarray of float64, shape (2 ** k, C)
    """
    out = np.zeros((1 << len(members), len(found.inputs.countries)))
    steps, done = max(found.steps(members), 1), 0
    for layer, mine in found.games_of(members):
        walked: dict[tuple[int, ...], NDArray[np.float64]] = {}
        for game in mine:

            def so_far(share: float, before: int = done, now: int = game.steps) -> None:
                told((before + share * now) / steps)

            arcs, curves = layer.arcs.of(np.array(game.members)), layer.curves.only(game.pairs)
            walked[game.members] = walk(layer.costs, arcs, curves, jobs=jobs, told=so_far)
            done += game.steps
        _add_up(walked, out, members)
    return out


def _add_up(
    walked: dict[tuple[int, ...], NDArray[np.float64]], out: NDArray[np.float64], members: Sequence[int]
) -> None:
    """Add games to the whole, each through the smallest game that holds it, so that few are as long as it."""
    for players in sorted(walked, key=len):
        game = walked.pop(players)
        hosts = [other for other in walked if len(other) > len(players) and set(other) >= set(players)]
        if hosts:
            host = min(hosts, key=len)
            add_game(walked[host], host, game, players)
        else:
            add_game(out, members, game, players)
