"""Standing ways as trees from zones and hubs, and the choice between them: where questions begin."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit import answering as kernel
from reopen.benefit.pricing import hours_of, mode_of
from reopen.benefit.tracing import merge
from reopen.errors import SettingsError
from reopen.path.dijkstra import many_to_all
from reopen.path.repair import tree_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.changed import Flows
    from reopen.benefit.ways import LayerWays, Ways

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Trees that a thread takes at a time.
CHUNK = 28


@dataclass(frozen=True, slots=True)
class Adds:
    """What each of B arcs adds, as lists one after the other.

    Attributes
    ----------
    hour : ndarray of float64, shape (B,)
        Hours.
    first : ndarray of int64, shape (B + 1,)
        Arc k adds ``amount[first[k]:first[k + 1]]``.
    what : ndarray of int64
        To which figure: see :mod:`reopen.benefit.answering`.
    amount : ndarray of float64
        How much for a tonne.
    link : ndarray of int64, shape (B,)
        Row of its link; -1 for transfers.
    """

    hour: Floats
    first: Ints
    what: Ints
    amount: Floats
    link: Ints

    def met(self, flow: Floats, figures: int) -> Floats:
        """What flows over the arcs, shape (B,), meet, by figure."""
        weights = np.repeat(flow, np.diff(self.first)) * self.amount
        return np.bincount(self.what, weights, figures).astype(np.float64)

    def loads(self, flow: Floats, links: int) -> Floats:
        """Flows over the arcs, shape (B,), by link."""
        some = self.link >= 0
        return np.bincount(self.link[some], flow[some], links).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Trees:
    """Standing ways of one class and season. Z zones, H hubs, K openings, L links.

    Attributes
    ----------
    layer : LayerWays
        The class and season.
    hubs : ndarray of int64, shape (H,)
        Ends of all new arcs.
    dist, hours : ndarray of float64, shape (Z + H, 4 Z + H)
        Costs and hours of the ways from zones and hubs to zones, by kind after kind, and to hubs.
    before, arc : ndarray of int32, shape (Z + H, M)
        Nodes on the ways to zones and hubs, listed root first: place of the node before each, and the arc
        between; -1 at the root, and not set after the last.
    place : ndarray of int32, shape (Z + H, 4 Z + H)
        Place of each way's end in that list.
    usual, mean : ndarray of float64, shape (Z, Z)
        Composite and mean cost of each pair, USD a tonne; infinite and 0 without a way.
    shares : ndarray of float64, shape (Z, Z, 4)
        Shares of the kinds of ways.
    flow, wanted : ndarray of float64, shape (Z, Z)
        Tonnes a year in the season; and which pairs to look at.
    new : tuple of Adds
        What the arcs of each opening add.
    loads : ndarray of float64, shape (L,)
        Tonnes a year over each link as the region stands.
    """

    layer: LayerWays
    hubs: Ints
    dist: Floats
    hours: Floats
    before: NDArray[np.int32]
    arc: NDArray[np.int32]
    place: NDArray[np.int32]
    usual: Floats
    mean: Floats
    shares: Floats
    flow: Floats
    wanted: Floats
    new: tuple[Adds, ...]
    loads: Floats


@dataclass(frozen=True, slots=True)
class Stand:
    """A region as it stands, ready for questions about openings. Z zones.

    Attributes
    ----------
    ways : Ways
        Ways of goods, or of passengers, with each opening as a scenario of its own.
    flows : Flows
        What moves.
    adds : Adds
        What the arcs add.
    zones, home : ndarray of int64, shape (Z,)
        Nodes and countries of zones.
    ends : ndarray of int64, shape (4 Z,)
        Unfolded nodes at which ways of each kind to the zones end, kind after kind.
    trees : tuple of Trees
        Classes and seasons.
    """

    ways: Ways
    flows: Flows
    adds: Adds
    zones: Ints
    home: Ints
    ends: Ints
    trees: tuple[Trees, ...]

    def loads(self) -> Floats:
        """Tonnes a year over each link as the region stands, shape (L,)."""
        return np.asarray(sum((t.loads for t in self.trees), np.zeros(len(self.ways.region.tables["link"]))))


def stand(
    ways: Ways,
    flows: Flows,
    at: Assumptions,
    *,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> Stand:
    """Make the trees that questions start from.

    Parameters
    ----------
    at : Assumptions
        Central values.
    told : callable
        Called with the share of the work that is done.

    Raises
    ------
    SettingsError
        When an opening makes a way dearer: sets with it are no sum of new arcs.
    """
    if ways.dearer:
        raise SettingsError(
            f"{', '.join(ways.dearer)} cannot be switched with others: they make a way dearer or close one;"
            " take that part out of the opening"
        )
    begun, hour, mode, links = _begun(ways, flows, at)
    trees = []
    for layer in ways.layers:
        new = tuple(_new_adds(ways, layer, o, hour, mode, links) for o in range(len(ways.names)))
        trees.append(_trees(begun, layer, at, new, jobs))
        told(len(trees) / len(ways.layers))
    return replace(begun, trees=tuple(trees))


def standing_loads(ways: Ways, flows: Flows, at: Assumptions, *, jobs: int = 1) -> Floats:
    """Tonnes a year over each link as the region stands, shape (L,); whatever openings do to ways."""
    begun = _begun(ways, flows, at)[0]
    return replace(begun, trees=tuple(_trees(begun, layer, at, (), jobs) for layer in ways.layers)).loads()


def _begun(ways: Ways, flows: Flows, at: Assumptions) -> tuple[Stand, Floats, Ints, Ints]:
    """A stand without trees; hours that amounts add, their modes, and links of arcs."""
    hour, mode = hours_of(ways.amounts.names, at), mode_of(ways.amounts.names)
    zones, home = ways.network.zones.astype(np.int64), ways.network.zone_country.astype(np.int64)
    ends = np.concatenate([zones + end * ways.unfolded.n_nodes for end in ways.ends]).astype(np.int64)
    links = ways.network.link[ways.unfolded.arc].astype(np.int64)
    begun = Stand(ways, flows, _adds(ways, ways.taken, hour, mode, links), zones, home, ends, ())
    return begun, hour, mode, links


def _adds(ways: Ways, table: Floats, hour: Floats, mode: Ints, links: Ints) -> Adds:
    """Arcs' rows of amounts, fees and kilometres as lists of what they add."""
    m, c = len(hour), ways.n_countries
    modes = [table[:, :m][:, mode == n].sum(axis=1)[:, None] for n in range(kernel.MODES)]
    wide = np.concatenate([*modes, table[:, m : m + c]], axis=1)
    row, column = np.nonzero(wide)
    first = np.searchsorted(row, np.arange(len(table) + 1)).astype(np.int64)
    amount = np.ascontiguousarray(wide[row, column])
    return Adds(np.ascontiguousarray(table[:, :m] @ hour), first, column.astype(np.int64), amount, links)


def _new_adds(ways: Ways, layer: LayerWays, o: int, hour: Floats, mode: Ints, links: Ints) -> Adds:
    """What the arcs of an opening add; the link of each is that of the dearest arc of the same ends."""
    graph, new = ways.unfolded, layer.new
    begin, end = int(new.first[o]), int(new.first[o + 1])
    link = np.full(end - begin, -1, np.int64)
    for k in range(begin, end):
        some = np.arange(graph.first[new.tail[k]], graph.first[new.tail[k] + 1])
        some = some[graph.head[some] == new.head[k]]
        # Of parallel arcs the one that opens, or becomes cheaper, costs most as the region stands.
        link[k - begin] = links[some[np.argmax(layer.cost[some])]]
    return _adds(ways, new.amounts[begin:end], hour, mode, link)


def _trees(at: Stand, layer: LayerWays, figures: Assumptions, new: tuple[Adds, ...], jobs: int) -> Trees:
    ways, graph, z = at.ways, at.ways.unfolded, len(at.zones)
    hubs = np.unique(np.concatenate([layer.new.tail, layer.new.head])).astype(np.int64)
    size, links, count = layer.dist.shape[1], len(ways.region["link"]), z + len(hubs)
    nodes, listed = np.concatenate([at.ends, hubs]), np.zeros(count, np.int64)
    before, arc = np.empty((count, size), np.int32), np.empty((count, size), np.int32)
    place = np.empty((count, len(nodes)), np.int32)
    dist, hours = np.empty((count, len(nodes))), np.empty((count, len(nodes)))
    usual, mean, shares = np.empty((z, z)), np.empty((z, z)), np.empty((z, z, 4))
    flow = np.ascontiguousarray(at.flows.tonnes[layer.number] * layer.share)

    def found(begin: int) -> None:
        """Trees of some zones or hubs."""
        end = min(begin + CHUNK, count)
        best, room, summed = np.empty(size), np.empty(size, np.int64), np.empty((size, 1))
        pred = np.empty(size, np.int32)
        if end > z:
            some = hubs[max(begin - z, 0) : end - z].astype(np.int32)
            far, last = many_to_all(graph.first, graph.head, layer.cost, some)
        for i in range(begin, end):
            if i < z:
                merge(layer.dist, layer.pred, i, z, best, pred)
            else:
                best, pred = far[i - max(begin, z)], last[i - max(begin, z)]
            tree_sums(best, pred, graph.tail, at.adds.hour[:, None], summed, room)
            dist[i], hours[i] = best[nodes], summed[nodes, 0]
            listed[i] = kernel.rooted(pred, graph.tail, nodes, before[i], arc[i], place[i])

    def chosen(begin: int) -> Floats:
        """The choice between the ways of some zones, and what moves over links from there."""
        end, carried = min(begin + CHUNK, z), np.zeros(len(graph.head))
        kernel.standing_choice(
            dist, figures["mode-choice-sensitivity"], figures["mode-nest-dissimilarity"], figures.constants(),
            begin, end, usual, mean, shares,
        )  # fmt: skip
        moved = np.moveaxis(flow[begin:end, :, None] * shares[begin:end], 2, 1).reshape(end - begin, -1)
        moved, rows = np.ascontiguousarray(moved), np.arange(begin, end)
        kernel.carry_all(moved, rows, np.arange(len(at.ends)), before, arc, place, carried)
        return carried

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(found, range(0, count, CHUNK)))
        carried = np.asarray(sum(pool.map(chosen, range(0, z, CHUNK)), np.zeros(len(graph.head))))
    wanted, most = flow + at.flows.split[layer.number], listed.max()
    return Trees(
        layer, hubs, dist, hours, before[:, :most].copy(), arc[:, :most].copy(), place, usual, mean, shares,
        flow, wanted, new, at.adds.loads(carried, links),
    )  # fmt: skip
