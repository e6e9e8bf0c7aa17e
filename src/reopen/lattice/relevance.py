"""Which openings can matter to a pair of zones, and the small games into which that splits a large one.

**Relevance.** Let D be the costs with none of the openings and E those with all of them. An
opening can matter to a pair (z, w) only if one of its arcs (a, b, c) has
``E_za + c + E_bw < D_zw``. Proof: whatever else is open, costs are at least E, so a way over the
arc costs at least the left side; and the pair's cost is at most D_zw, since opening only adds
ways. Where the inequality fails for all its arcs, no way over the opening is ever cheaper than
one that is always there. So the pair's cost under any set S is its cost under S and the pair's
relevant openings alone.

**Games.** If the value is a sum over pairs, it is a sum of games, one a group of pairs, each
played by the openings that are relevant to some pair of its group: 2^m subsets to walk for a
group of m openings, where the whole has 2^K. Openings that share no pair end up in games of
their own: they do not interact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from reopen.lattice.trimmed import Arcs

#: Pairs with this many openings fewer than the game that could hold them get a game of their own:
#: its walk is 32 times shorter, and they no longer lengthen the steps of the large one.
APART = 5


@dataclass(frozen=True, slots=True)
class Game:
    """A group of pairs of zones and the openings that can matter to them.

    Attributes
    ----------
    members : tuple of int
        Openings, those that are relevant to most pairs first; bit n of a subset is the n-th.
    pairs : ndarray of bool, shape (Z, Z)
        The pairs.
    """

    members: tuple[int, ...]
    pairs: NDArray[np.bool_]

    @property
    def steps(self) -> int:
        """Number of subsets."""
        return 1 << len(self.members)


def relevance(costs: NDArray[np.float64], arcs: Arcs, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which openings can matter to which pairs of zones under some set of the others.

    Parameters
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between V nodes before any opening, the Z zones first; closed under shortest paths.
    arcs : Arcs
        Arcs of K openings.
    asked : ndarray of bool, shape (Z, Z)
        Pairs that have a value; others get no opening.

    Returns
    -------
    ndarray of bool, shape (K, Z, Z)
    """
    everything = costs.copy()
    for a, b, c in zip(arcs.tail, arcs.head, arcs.cost, strict=True):
        np.minimum(everything, everything[:, a, None] + (c + everything[b]), out=everything)
    zones = len(asked)
    before, to, onward = costs[:zones, :zones], everything[:zones], everything[:, :zones]
    out = np.zeros((len(arcs), zones, zones), dtype=np.bool_)
    for o in range(len(arcs)):
        for k in range(arcs.first[o], arcs.first[o + 1]):
            out[o] |= to[:, arcs.tail[k], None] + (arcs.cost[k] + onward[arcs.head[k]]) < before
    return out & asked


def games(relevant: NDArray[np.bool_]) -> tuple[Game, ...]:
    """Group the pairs that some opening can matter to by their openings; large games first.

    Pairs join the smallest game that has all their openings, but for those with far fewer
    openings than it (``APART``), which begin one of their own.

    Parameters
    ----------
    relevant : ndarray of bool, shape (K, Z, Z)
        From :func:`relevance`.

    Examples
    --------
    >>> [game.members for game in games(np.array([[[True, True]], [[False, True]]]))]
    [(0, 1)]
    """
    if not relevant.any():
        return ()
    openings, shape = len(relevant), relevant.shape[1:]
    flat = relevant.reshape(openings, -1)
    some = np.flatnonzero(flat.any(axis=0))
    packed, group = np.unique(np.packbits(flat[:, some], axis=0), axis=1, return_inverse=True)
    bits = np.unpackbits(packed, axis=0, count=openings).astype(bool)
    sets = [frozenset(np.flatnonzero(column).tolist()) for column in bits.T]
    held: dict[frozenset[int], list[int]] = {}
    for number in sorted(range(len(sets)), key=lambda n: (-len(sets[n]), sorted(sets[n]))):
        mine = sets[number]
        hosts = [host for host in held if mine <= host and len(host) - len(mine) < APART]
        held.setdefault(min(hosts, key=len, default=mine), []).append(number)
    out = []
    for host, numbers in held.items():
        pairs = np.zeros(flat.shape[1], dtype=np.bool_)
        pairs[some[np.isin(group.reshape(-1), numbers)]] = True
        count = {o: int((flat[o] & pairs).sum()) for o in host}
        members = tuple(sorted(host, key=lambda o: (-count[o], o)))
        out.append(Game(members, pairs.reshape(shape)))
    return tuple(out)


def components(openings: int, sets: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """Openings that no set joins are apart; the parts, and the openings in them, in ascending order.

    Examples
    --------
    >>> components(4, [(0, 2), (3,)])
    ((0, 2), (1,), (3,))
    """
    part = list(range(openings))
    for some in sets:
        joined = {part[o] for o in some}
        part = [min(joined) if p in joined else p for p in part]
    return tuple(tuple(o for o in range(openings) if part[o] == p) for p in sorted(set(part)))
