"""A table of distances that is brought up to date when few arcs change.

A pair's distance can rise only if one of its cheapest ways was over an arc that got dearer; those
pairs are searched anew. It can fall only to a way over an arc that got cheaper, and those need the
distances to that arc and from it, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.path.hierarchy import Metric

#: Of more changed arcs, the whole table is searched anew.
MOST_CHANGED = 64
#: A way this much dearer than the cheapest still counts as a cheapest one: distances are sums of
#: the same costs in different orders.
ROUNDING = 1e-9


@njit(nogil=True, cache=True)
def _over(cost, to_tail, arc_cost, from_head, rows, columns):  # type: ignore[no-untyped-def]
    """Mark the rows and columns of the pairs that have a cheapest way over one of some arcs."""
    for i in range(cost.shape[0]):
        for k in range(len(arc_cost)):
            base = to_tail[i, k] + arc_cost[k]
            if base < np.inf:
                for j in range(cost.shape[1]):
                    if base + from_head[k, j] <= cost[i, j] * (1.0 + ROUNDING) and cost[i, j] < np.inf:
                        rows[i] = True
                        columns[j] = True


@njit(nogil=True, cache=True)
def _lower(cost, to_tail, arc_cost, from_head):  # type: ignore[no-untyped-def]
    for i in range(cost.shape[0]):
        for k in range(len(arc_cost)):
            base = to_tail[i, k] + arc_cost[k]
            if base < np.inf:
                for j in range(cost.shape[1]):
                    cost[i, j] = min(cost[i, j], base + from_head[k, j])


@dataclass(frozen=True, slots=True)
class Matrix:
    """Distances between some nodes under some costs.

    Attributes
    ----------
    metric : Metric
        The network with its costs.
    sources, targets : ndarray of int64, shape (S,) and (T,)
        Nodes.
    cost : ndarray of float64, shape (S, T)
        Distances, infinite where there is no path.
    """

    metric: Metric
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    cost: NDArray[np.float64]

    @classmethod
    def of(
        cls, metric: Metric, sources: NDArray[np.integer], targets: NDArray[np.integer], *, jobs: int = 1
    ) -> Matrix:
        """Find all distances."""
        cost = metric.many_to_many(sources, targets, jobs=jobs)
        return cls(metric, np.array(sources, np.int64), np.array(targets, np.int64), cost)

    def changed(self, arcs: NDArray[np.integer], cost: NDArray[np.float64], *, jobs: int = 1) -> Matrix:
        """The table with other costs on a few arcs, in time that depends on what they change.

        Parameters
        ----------
        arcs, cost : ndarray, shape (K,)
            See :meth:`reopen.path.hierarchy.Metric.changed`; infinite cost closes an arc.
        jobs : int
            Threads; the result does not depend on them.
        """
        old, new = self.metric, self.metric.changed(arcs, cost, jobs=jobs)
        moved = np.unique(np.asarray(arcs, np.int64))
        moved = moved[new.cost[moved] != old.cost[moved]]
        if len(moved) > MOST_CHANGED:
            return Matrix.of(new, self.sources, self.targets, jobs=jobs)
        dearer, cheaper = (moved[sign * (new.cost[moved] - old.cost[moved]) > 0] for sign in (1, -1))
        table = self.cost.copy()
        if len(dearer):
            rows, columns = np.zeros(table.shape[0], np.bool_), np.zeros(table.shape[1], np.bool_)
            _over(self.cost, *self._ways(old, dearer, jobs), rows, columns)
            if rows.any():
                block = new.many_to_many(self.sources[rows], self.targets[columns], jobs=jobs)
                table[np.ix_(rows, columns)] = block
        if len(cheaper):
            _lower(table, *self._ways(new, cheaper, jobs))
        return Matrix(new, self.sources, self.targets, table)

    def _ways(
        self, metric: Metric, arcs: NDArray[np.int64], jobs: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Distances to the start of each arc, its cost, and distances from its end."""
        network = metric.hierarchy
        tail, head = network.tail[arcs], network.head[arcs]
        to_tail = metric.many_to_many(self.sources, tail, jobs=jobs)
        from_head = metric.many_to_many(head, self.targets, jobs=jobs)
        # A closed node is crossed by no path: it only begins or ends one.
        shut = network.closed[tail]
        to_tail[:, shut] = np.where(self.sources[:, None] == tail[shut], 0.0, np.inf)
        shut = network.closed[head]
        from_head[shut] = np.where(head[shut][:, None] == self.targets, 0.0, np.inf)
        return to_tail, metric.cost[arcs], from_head
