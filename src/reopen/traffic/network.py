"""A network to assign traffic to: links, what they cost with flow on them, and where no path may cross."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from reopen.traffic.columns import Load, repriced
from reopen.traffic.faults import refuse
from reopen.traffic.performance import Performance, costs
from reopen.traffic.trees import Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """A network of N nodes and A links.

    Attributes
    ----------
    node_ids : (N,) array
        Names of nodes, as trips use them.
    tail, head : (A,) int32 arrays
        Index of the nodes that each link joins.
    performance : Performance
        What each link costs by its flow; vehicles an hour and hours, or any other units that agree.
    closed : (N,) bool array
        Nodes that a path may begin or end in, and not cross: centroids.
    fixed : (M, A) float64 array
        What a link costs each of M classes besides, such as tolls over the value of time, in the unit of
        the performance; infinite where the class may not pass.

    Raises
    ------
    GraphError
        Naming every link that cannot be used, all at once.
    """

    node_ids: NDArray[np.generic]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    performance: Performance
    closed: NDArray[np.bool_]
    fixed: Floats

    def __post_init__(self) -> None:
        refuse("network", self._problems())

    def _problems(self) -> list[str]:
        p, links = self.performance, len(self.tail)
        lengths = {len(self.head), self.fixed.shape[-1], *(len(column) for column in p)}
        if lengths != {links}:
            return [f"found arrays of {sorted(lengths)} links for {links} links; give one value each"]
        if wrong := self._shapes():
            return wrong
        with np.errstate(invalid="ignore", divide="ignore"):
            tests = {
                "capacity": (
                    ~(p.per_capacity > 0.0) | ~np.isfinite(p.per_capacity),
                    "above 0",
                    1.0 / p.per_capacity,
                ),
                "cost without flow": (~(p.free >= 0.0) | np.isinf(p.free), "0 or more", p.free),
                "growth with flow": (~(p.scale >= 0.0), "0 or more, since costs must not fall", p.scale),
                "power or shape": (~(p.shape >= 0.0), "0 or more, since costs must not fall", p.shape),
            }
            for kind, (low, high), said in (
                (3, (0.0, 1.0), "above 0 and below 1"),
                (4, (1.0, np.inf), "above 1"),
                (5, (0.0, np.inf), "above 0"),
            ):
                outside = (p.kind == kind) & ~((p.shape > low) & (p.shape < high))
                tests[f"shape of {('', '', '', 'davidson', 'conic', 'queue')[kind]}"] = outside, said, p.shape
        out = [
            f"{self.name(a)}: found {what} {values[a]:g}; expected {said}"
            for what, (bad, said, values) in tests.items()
            for a in np.flatnonzero(bad)
        ]
        out += [
            f"{self.name(a)}: found a fixed cost of {self.fixed[m, a]:g} for class {m}; expected 0 or more"
            for m, a in np.argwhere(~(self.fixed >= 0.0))
        ]
        return out

    def _shapes(self) -> list[str]:
        """What does not fit together: the kernels would read beyond the end of arrays."""
        nodes, wrong = len(self.node_ids), []
        if self.fixed.ndim != 2 or not len(self.fixed):
            wrong.append(f"fixed: found shape {self.fixed.shape}; expected a row for each class")
        if len(self.closed) != nodes:
            wrong.append(f"closed: found {len(self.closed)} values for {nodes} nodes; give one for each")
        ends = np.stack([self.tail, self.head])
        wrong += [
            f"link {a}: found ends {self.tail[a]} and {self.head[a]}; expected 0 to {nodes - 1}"
            for a in np.flatnonzero(((ends < 0) | (ends >= nodes)).any(axis=0))
        ]
        names, times = np.unique(self.node_ids, return_counts=True)
        wrong += [
            f"node {name}: found {n} of that name; expected one"
            for name, n in zip(names, times, strict=True)
            if n > 1
        ]
        return wrong

    def name(self, link: int | np.integer) -> str:
        """A link by the names of its nodes."""
        return f"link {link} ({self.node_ids[self.tail[link]]} to {self.node_ids[self.head[link]]})"

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Links in the order of the nodes that they leave, as the search takes them."""
        return np.lexsort((np.arange(len(self.tail)), self.tail))

    @cached_property
    def graph(self) -> Graph:
        """The network as the search takes it."""
        first = np.zeros(len(self.node_ids) + 1, np.int32)
        np.add.at(first, self.tail + 1, 1)
        return Graph(
            np.cumsum(first).astype(np.int32),
            self.tail[self.order].astype(np.int32),
            self.head[self.order].astype(np.int32),
            np.ascontiguousarray(self.closed),
        )

    def load(self, marginal: bool) -> Load:
        """The links without flow, at their costs without flow, in the order of the search."""
        p = self.performance
        performance = Performance(p.kind[self.order], *(column[self.order] for column in p[1:]))
        fixed = np.ascontiguousarray(self.fixed[:, self.order], np.float64)
        nothing = np.zeros(len(self.tail))
        load = Load(performance, marginal, fixed, nothing, nothing.copy(), np.zeros_like(fixed))
        repriced(load)
        return load

    def back(self, values: Floats) -> Floats:
        """Values by link, from the order of the search to that of the links."""
        out = np.empty_like(values)
        out[..., self.order] = values
        return out

    def cost(self, flow: Floats) -> Floats:
        """Cost of each link at flows, without what single classes pay besides."""
        return costs(self.performance, flow)[0]
