"""What any set of openings changes, at once: by pairs of zones, fees, kilometres and flows over links.

Exact, and the same model as :mod:`reopen.benefit.openings`: choice between kinds of ways, response,
users and fees. Only what the set's new arcs make cheaper is looked at (:mod:`reopen.benefit.answering`),
from trees that are made once (:mod:`reopen.benefit.standing_trees`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit import answering as kernel
from reopen.benefit.changed import NOTICED
from reopen.benefit.standing_trees import Adds, Stand, Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


#: Zones that a thread takes at a time.
CHUNK = 128


@dataclass(frozen=True, slots=True)
class Pairs:
    """What openings change, pair by pair of zones. R rows; C countries; L links.

    Attributes
    ----------
    layer, origin, destination : ndarray of int64, shape (R,)
        Number of the class and season, and the zones.
    figures : ndarray of float64, shape (R, 5)
        Columns of :mod:`reopen.benefit.answering`.
    places : ndarray of float64, shape (Z, 6)
        Sums by place, likewise.
    modes : ndarray of float64, shape (3,)
        Change of tonne-kilometres by road, rail and sea.
    fees : ndarray of float64, shape (C,)
        Change of fees, USD a year.
    loads : ndarray of float64, shape (L,)
        Change of the tonnes over each link.
    """

    layer: Ints
    origin: Ints
    destination: Ints
    figures: Floats
    places: Floats
    modes: Floats
    fees: Floats
    loads: Floats


def ask(at: Stand, openings: Sequence[int], figures: Assumptions, *, jobs: int = 1) -> Pairs:
    """What a set of openings, by number, changes.

    Parameters
    ----------
    figures : Assumptions
        Central values; the elasticity among them may differ from that of the trees.
    jobs : int
        Threads; the result does not depend on it.
    """
    chosen = sorted(set(openings))
    if jobs == 1:  # threads that come and go cost more than some answers
        pieces, found = _asked(at, chosen, figures, map)
    else:
        with ThreadPoolExecutor(jobs) as pool:
            pieces, found = _asked(at, chosen, figures, pool.map)
    rows, c = [p.rows for p in pieces], at.ways.n_countries
    met = sum((m for m, _ in found), np.zeros(kernel.FEES_FROM + c))
    return Pairs(
        np.repeat(np.array([p.layer for p in pieces], dtype=np.int64), [len(r) for r in rows]),
        np.concatenate([np.zeros(0, np.int64), *(p.origin for p in pieces)]),
        np.concatenate([np.zeros(0, np.int64), *(p.destination for p in pieces)]),
        np.concatenate([np.zeros((0, kernel.COLUMNS)), *rows]),
        np.asarray(sum((p.places for p in pieces), np.zeros((len(at.zones), kernel.PLACE_COLUMNS)))),
        met[: kernel.MODES],
        figures["border-fee-factor"] * met[kernel.FEES_FROM :],
        np.asarray(sum((loads for _, loads in found), np.zeros(len(at.ways.region.tables["link"])))),
    )


def _asked(
    at: Stand, chosen: Sequence[int], figures: Assumptions, each: Callable[..., Iterable[Any]]
) -> tuple[list[_Piece], list[tuple[Floats, Floats]]]:
    """Zones piece by piece, and what is met and loaded in each class and season; ``each`` maps."""
    layers: list[_Arcs] = list(each(lambda tree: _joined(tree, chosen, len(at.ends)), at.trees))
    work = [
        (n, begin)
        for n, arcs in enumerate(layers)
        if len(arcs.cost)
        for begin in range(0, len(at.zones), CHUNK)
    ]
    pieces: list[_Piece] = list(each(lambda w: _piece(at, w[0], w[1], layers[w[0]], figures), work))
    mine = [[p for p in pieces if p.layer == n] for n in range(len(layers))]
    return pieces, list(each(lambda n: _onward(at, n, layers[n], mine[n]), range(len(layers))))


@dataclass(frozen=True, slots=True)
class _Arcs:
    """New arcs of a set of openings together, and the ways between their ends. H hubs, K arcs.

    Attributes
    ----------
    hubs : ndarray of int64, shape (H,)
        Numbers of the hubs among all of the class.
    tail, head : ndarray of int64, shape (K,)
        Hubs that the arcs join.
    cost, hour : ndarray of float64, shape (K,)
        Of the arcs.
    adds : tuple of Adds
        What they add, opening by opening.
    d, hours, via : ndarray, shape (H, 4 Z + H)
        See :func:`reopen.benefit.answering.include`.
    first_end, ends : ndarray of int64
        See :func:`reopen.benefit.answering.useful`.
    """

    hubs: Ints
    tail: Ints
    head: Ints
    cost: Floats
    hour: Floats
    adds: tuple[Adds, ...]
    d: Floats
    hours: Floats
    via: NDArray[np.int32]
    first_end: Ints
    ends: Ints


def _joined(tree: Trees, openings: Sequence[int], width: int) -> _Arcs:
    """The arcs of a set of openings in one class and season, included between their hubs."""
    new, none = tree.layer.new, np.zeros(0, np.int64)
    some = np.concatenate([none, *(np.arange(new.first[o], new.first[o + 1]) for o in openings)])
    places = np.searchsorted(tree.hubs, np.concatenate([new.tail[some], new.head[some]]))
    hubs, number = np.unique(places, return_inverse=True)
    tail, head = number[: len(some)].astype(np.int64), number[len(some) :].astype(np.int64)
    cost, adds = new.cost[some], tuple(tree.new[o] for o in openings)
    hour = np.concatenate([np.zeros(0), *(a.hour for a in adds)])
    rows = len(tree.flow) + hubs
    d, hours = (kernel.gathered(of, rows, width, hubs) for of in (tree.dist, tree.hours))
    via = np.full(d.shape, -1, np.int32)
    kernel.include(d, hours, via, width, tail, head, cost, hour)
    first_end, ends = kernel.useful(tree.dist, rows, d, width, tail, head, cost)
    return _Arcs(hubs, tail, head, cost, hour, adds, d, hours, via, first_end, ends)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What changes for flows from some zones of one class and season."""

    layer: int
    origin: Ints
    destination: Ints
    rows: Floats
    places: Floats
    over: Floats
    onward: Floats
    carried: Floats


def _piece(at: Stand, number: int, begin: int, arcs: _Arcs, figures: Assumptions) -> _Piece:
    tree, width = at.trees[number], len(at.ends)
    end = min(begin + CHUNK, len(at.zones))
    most, cargo = int(np.count_nonzero(tree.wanted[begin:end] > 0)), at.ways.classes[tree.layer.number].id
    out = _Piece(
        number, np.empty(most, np.int64), np.empty(most, np.int64), np.empty((most, kernel.COLUMNS)),
        np.zeros((len(at.zones), kernel.PLACE_COLUMNS)), np.zeros(len(arcs.cost)), np.zeros(arcs.d.shape),
        np.zeros(len(at.ways.unfolded.head)),
    )  # fmt: skip
    count = kernel.answer_zones(
        tree.dist, tree.hours, tree.before, tree.arc, tree.place, tree.usual, tree.mean, tree.shares,
        tree.flow, tree.wanted, width + arcs.hubs, arcs.d, arcs.hours, arcs.tail,
        arcs.head, arcs.cost, arcs.hour, arcs.first_end, arcs.ends, figures.unit_value(cargo),
        figures.elasticity(cargo), figures["mode-choice-sensitivity"], figures["mode-nest-dissimilarity"],
        figures.constants(), NOTICED, begin, end,
        out.origin, out.destination, out.rows, out.places, out.over, out.onward, out.carried,
    )  # fmt: skip
    # Copies, so that the room for all pairs is given back at once: answers take less time in less memory.
    return replace(
        out,
        origin=out.origin[:count].copy(),
        destination=out.destination[:count].copy(),
        rows=out.rows[:count].copy(),
    )


def _onward(at: Stand, number: int, arcs: _Arcs, pieces: Sequence[_Piece]) -> tuple[Floats, Floats]:
    """What is met and loaded in one class and season: from zones to hubs, over new arcs, and on from hubs."""
    tree = at.trees[number]
    carried = np.asarray(sum((p.carried for p in pieces), np.zeros(len(at.ways.unfolded.head))))
    over = np.asarray(sum((p.over for p in pieces), np.zeros(len(arcs.cost))))
    moved = np.asarray(sum((p.onward for p in pieces), np.zeros(arcs.d.shape)))
    kernel.take_apart(moved, arcs.via, len(at.ends), arcs.tail, arcs.head, over)
    columns = np.concatenate([np.arange(len(at.ends)), len(at.ends) + arcs.hubs])
    kernel.carry_all(moved, len(at.zones) + arcs.hubs, columns, tree.before, tree.arc, tree.place, carried)
    met = at.adds.met(carried, kernel.FEES_FROM + at.ways.n_countries)
    loads, begin = at.adds.loads(carried, len(tree.loads)), 0
    for adds in arcs.adds:  # opening by opening
        new = over[begin : begin + len(adds.hour)]
        begin += len(new)
        met += adds.met(new, len(met))
        loads += adds.loads(new, len(loads))
    return met, loads
