"""Where flows go under a scenario: new zone costs in every layer, and what the new paths meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reopen.benefit.meters import Met
from reopen.path.dijkstra import many_to_all
from reopen.path.opened import Opened, opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base
    from reopen.benefit.meters import Meters

    Ints = NDArray[np.integer]


class Rerouted(Protocol):
    """Zone costs of a layer under a scenario.

    Attributes
    ----------
    after : ndarray of float64, shape (Z, Z)
        Costs, USD per tonne.
    changed : ndarray of bool, shape (Z, Z)
        Where they are not what they were.
    """

    @property
    def after(self) -> NDArray[np.float64]: ...
    @property
    def changed(self) -> NDArray[np.bool_]: ...

    def met(self, origin: Ints, destination: Ints) -> Met:
        """What the new paths of changed pairs of zones meet."""
        ...


@dataclass(frozen=True, slots=True)
class Same:
    """Nothing changed."""

    after: NDArray[np.float64]
    changed: NDArray[np.bool_]

    def met(self, origin: Ints, destination: Ints) -> Met:  # noqa: ARG002
        """No pair changed, so there is nothing to meet."""
        raise AssertionError("no pair changed")


@dataclass(frozen=True, slots=True)
class Searched:
    """Found by searching anew."""

    after: NDArray[np.float64]
    changed: NDArray[np.bool_]
    pred: NDArray[np.int32]
    zones: NDArray[np.int32]
    meters: Meters

    def met(self, origin: Ints, destination: Ints) -> Met:
        """What the new paths of changed pairs of zones meet."""
        return self.meters.along(self.pred, origin, self.zones[destination])


@dataclass(frozen=True, slots=True)
class Inserted:
    """Found by inserting cheaper arcs: old path to a hub, between hubs, old path from a hub.

    Attributes
    ----------
    found : Opened
        Costs and hubs.
    pred : ndarray of int32, shape (S, N)
        Last arcs of the old paths from the zones and hubs.
    hub_nodes, hub_rows : ndarray of int, shape (H,)
        Node of each hub, and its row in ``pred``.
    meters : Meters
        Of the region as it was: the changed arcs are all between hubs.
    """

    found: Opened
    pred: NDArray[np.int32]
    zones: NDArray[np.int32]
    hub_nodes: Ints
    hub_rows: Ints
    meters: Meters

    @property
    def after(self) -> NDArray[np.float64]:
        """Costs."""
        return self.found.after

    @property
    def changed(self) -> NDArray[np.bool_]:
        """Where they are lower."""
        return self.found.changed

    def met(self, origin: Ints, destination: Ints) -> Met:
        """What the new paths of changed pairs of zones meet."""
        leave = self.found.leave[origin, destination]
        enter = self.found.enter[origin, leave]
        n_hubs, n_zones = len(self.hub_nodes), len(self.zones)
        first, at_first = np.unique(origin * n_hubs + enter, return_inverse=True)
        last, at_last = np.unique(leave.astype(np.int64) * n_zones + destination, return_inverse=True)
        to_hub = self.meters.along(self.pred, first // n_hubs, self.hub_nodes[first % n_hubs])
        onward = self.meters.along(self.pred, self.hub_rows[last // n_zones], self.zones[last % n_zones])
        return Met(to_hub.sums[at_first] + self.found.sums[enter, leave] + onward.sums[at_last])


def reroute(base: Base, name: str) -> tuple[Rerouted, ...]:
    """Zone costs with scenario ``name``, one result a layer.

    Cheaper arcs are inserted into the costs as they stand; a scenario that also makes an arc
    dearer, or closes one, is searched anew.
    """
    meters = base.meters_of(name)
    return tuple(_layer(base, name, number, meters) for number in range(len(base.paths)))


def _layer(base: Base, name: str, number: int, meters: Meters) -> Rerouted:
    net, paths = base.network, base.paths[number]
    old, new = base.stands.layers[number].cost, base.opened[name].layers[number].cost
    n = len(net.zones)
    before = paths.dist[:n][:, net.zones]
    arcs = np.flatnonzero(new != old)
    if not len(arcs):
        return Same(before, np.zeros(before.shape, dtype=np.bool_))
    if np.any(new[arcs] > old[arcs]):
        dist, pred = many_to_all(net.first, net.head, new, net.zones)
        after = dist[:, net.zones]
        return Searched(after, np.asarray(after != before), pred, net.zones, meters)
    hubs = np.unique(np.concatenate([net.tail[arcs], net.head[arcs]]))
    rows = n + np.searchsorted(base.hubs, hubs)
    ends = np.stack([np.searchsorted(hubs, net.tail[arcs]), np.searchsorted(hubs, net.head[arcs])], axis=1)
    pairs = np.repeat(rows, len(hubs)), np.tile(hubs, len(hubs))
    found = opened(
        before,
        paths.dist[:n][:, hubs],
        paths.dist[rows][:, hubs],
        paths.dist[rows][:, net.zones],
        ends,
        new[arcs],
        between_sums=base.meters.along(paths.pred, *pairs).sums.reshape(len(hubs), len(hubs), -1),
        arc_sums=meters.of_arcs(arcs).sums,
    )
    return Inserted(found, paths.pred, net.zones, hubs, rows, base.meters)
