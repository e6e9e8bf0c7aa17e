"""A network of one's own, a table of travel times, and what closing a bridge does to it.

A town of 60 x 60 streets on both sides of a river with three bridges. Prints the mean minutes
between 200 places as it stands, without the middle bridge, and the vehicles on each bridge.
"""

from __future__ import annotations

import numpy as np

from reopen.path.hierarchy import Hierarchy
from reopen.path.matrix import Matrix

SIDE, RIVER, BRIDGES = 60, 30, (10, 30, 50)


def main() -> None:
    """Print two lines."""
    node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    street = np.ones((SIDE, SIDE - 1), dtype=bool)
    street[:, RIVER] = False  # no street crosses the river
    street[list(BRIDGES), RIVER] = True  # but for the bridges
    a = np.concatenate([node[:, :-1][street], node[:-1].ravel()])
    b = np.concatenate([node[:, 1:][street], node[1:].ravel()])
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.argsort(tail, kind="stable")  # arcs by the node they leave
    tail, head = tail[order], head[order]
    first = np.searchsorted(tail, np.arange(node.size + 1))

    rng = np.random.default_rng(1)
    minutes = rng.uniform(0.5, 1.5, len(tail))
    places = rng.choice(node.size, 200, replace=False)
    trips = rng.random((200, 200))
    spans = [
        np.flatnonzero(np.isin(tail, ends) & np.isin(head, ends))
        for ends in (node[row, RIVER : RIVER + 2] for row in BRIDGES)
    ]

    network = Hierarchy.of(first, head)
    table = Matrix.of(network.customize(minutes), places, places)
    closed = table.changed(spans[1], np.full(len(spans[1]), np.inf))
    for name, found in (("three bridges", table), ("two bridges", closed)):
        load = found.metric.load(places, places, trips)
        print(  # noqa: T201
            f"{name}: {found.cost.mean():.2f} minutes, on the bridges",
            *(f"{load[arcs].sum():.0f}" for arcs in spans),
        )


if __name__ == "__main__":
    main()
