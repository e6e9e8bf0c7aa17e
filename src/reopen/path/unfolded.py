"""A graph in copies, so that a path remembers what it has used.

Each copy of a node stands for the node together with what the path to it has met: a railway, a
sea. An arc leads from a copy of its tail to the copy of its head that its use calls for, so that
the cheapest path to a node's copy is the cheapest one of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A graph of N nodes in Q copies; node v of copy q is node ``q * N + v``.

    Attributes
    ----------
    n_nodes, copies : int
        N and Q.
    first : ndarray of int32, shape (Q * N + 1,)
        Arcs ``first[v]:first[v + 1]`` leave node v.
    tail, head : ndarray of int32, shape (B,)
        End nodes of the arcs, sorted by tail.
    arc : ndarray of int32, shape (B,)
        Arc of the plain graph that each stands for.
    copy : ndarray of int8, shape (B,)
        Copy of its tail.
    """

    n_nodes: int
    copies: int
    first: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    arc: NDArray[np.int32]
    copy: NDArray[np.int8]


def unfold(
    n_nodes: int, tail: NDArray[np.int32], head: NDArray[np.int32], leads: NDArray[np.int8]
) -> Unfolded:
    """Copies of a graph joined by what each arc's use leads to.

    Parameters
    ----------
    n_nodes : int
        Number of nodes N.
    tail, head : ndarray of int32, shape (A,)
        End nodes of the arcs.
    leads : ndarray of int8, shape (Q, A)
        Copy that an arc used in copy q leads to; -1 where it may not be used.

    Examples
    --------
    >>> ends = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    >>> twice = unfold(2, *ends, np.array([[1], [1]], dtype=np.int8))
    >>> twice.tail.tolist(), twice.head.tolist()
    ([0, 2], [3, 3])
    """
    copies = len(leads)
    copy, arc = np.nonzero(leads >= 0)
    start = copy * n_nodes + tail[arc]
    end = leads[copy, arc].astype(np.int64) * n_nodes + head[arc]
    order = np.argsort(start, kind="stable")
    first = np.zeros(copies * n_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(start, minlength=copies * n_nodes), out=first[1:])
    return Unfolded(
        n_nodes=n_nodes,
        copies=copies,
        first=first,
        tail=start[order].astype(np.int32),
        head=end[order].astype(np.int32),
        arc=arc[order].astype(np.int32),
        copy=copy[order].astype(np.int8),
    )
