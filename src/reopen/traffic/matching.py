"""Whether paths that were found are paths of these pairs on these links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numba import njit

from reopen.errors import GraphError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reopen.traffic.columns import Columns, Pairs
    from reopen.traffic.trees import Graph


@njit(cache=True)
def _matching(graph, pairs, origins, columns):  # type: ignore[no-untyped-def]
    for o in range(len(origins)):
        for od in range(pairs.first[o], pairs.first[o + 1]):
            q = columns.top[od]
            while q >= 0:
                at = origins[o]
                for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
                    a = columns.arcs[i]
                    if a >= len(graph.tail) or graph.tail[a] != at:
                        return False
                    at = graph.head[a]
                if at != pairs.to[od]:
                    return False
                q = columns.after[q]
    return True


def refuse_other(
    graph: Graph, pairs: Pairs, origins: NDArray[np.int32], columns: Columns, *, what: str
) -> None:
    """Refuse paths of other pairs or links: their flows would not be conserved.

    Parameters
    ----------
    graph : Graph
        The links, in the order of the search.
    pairs, origins
        As `reopen.traffic.demand.Trips.sorted` has them.
    columns : Columns
        The paths.
    what : str
        What the paths were given as, for the message.

    Raises
    ------
    GraphError
        When a path does not lead from its pair's origin to its destination.
    """
    if len(columns.top) != len(pairs.to) or not _matching(graph, pairs, origins, columns):
        raise GraphError(f"{what}: flows of other pairs or links; give those of the same trips and network")
