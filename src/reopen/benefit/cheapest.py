"""User benefit of one set of openings on the cheapest ways: one combination of ``reopen openings``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.inputs import Inputs, inputs
from reopen.lattice.curves import Curves, value_pairs
from reopen.lattice.include import include

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.lattice.trimmed import Arcs
    from reopen.network.network import Network
    from reopen.region.region import Region

    Floats = NDArray[np.float64]

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Cheapest:
    """A region and all its openings, ready for one set after another. Z zones, V nodes.

    Attributes
    ----------
    inputs : Inputs
        Costs, arcs and demand with none of the openings.
    flows : tuple of ndarray of float64, shape (Z, Z)
        Tonnes a year by class; 0 where there is no way with none of them.
    """

    inputs: Inputs
    flows: tuple[Floats, ...]


def cheapest(
    region: Region, openings: Sequence[str], *, network: Network, as_of: str | None = None, jobs: int = 1
) -> Cheapest:
    """Gather what sets of openings need.

    Parameters
    ----------
    openings : sequence of str
        Every opening of the region, so that none is taken as carried out.

    Raises
    ------
    SettingsError
        When an opening makes an arc dearer, or when no flow has a way.
    """
    found = inputs(region, openings, network=network, as_of=as_of, jobs=jobs)
    return Cheapest(found, tuple(layer.curves.scale * layer.curves.inverse for layer in found.layers))


def user_benefit(at: Cheapest, openings: Sequence[int], given: Sequence[int], elasticity: float) -> Floats:
    """User benefit of a set of openings by country, shape (C,), USD m a year.

    Parameters
    ----------
    openings, given : sequence of int
        The set, by number, and what is taken as carried out before it, which is not counted.
    elasticity : float
        Of demand to the delivered price.
    """
    out = np.zeros(len(at.inputs.countries))
    for layer, flow in zip(at.inputs.layers, at.flows, strict=True):
        d, zones = layer.costs.copy(), len(flow)
        logs = np.empty(d.size, np.int64), np.empty(d.size)
        _include(d, layer.arcs, given, logs)
        curves = replace(layer.curves, theta=elasticity)
        curves = _curves_at(d, flow, curves) if given else curves
        before = d[:zones, :zones].copy()
        _include(d, layer.arcs, openings, logs)
        i, j = np.nonzero(d[:zones, :zones] < before)
        worth, room = np.zeros((zones, zones)), len(i) + 1
        value_pairs(
            d, i * len(d) + j, 0, len(i), worth, np.empty(room, np.int64), np.empty(room), 0, curves.scale,
            curves.inverse, curves.price, curves.theta, curves.home, curves.importer, out,
        )  # fmt: skip
    return out / MILLION


def _include(d: Floats, arcs: Arcs, openings: Sequence[int], logs: tuple[NDArray[np.int64], Floats]) -> None:
    """Include openings in a matrix of costs, in place; what is logged is not needed."""
    need, columns = np.full(len(arcs.cost), len(d), np.int64), np.empty(len(d), np.int64)
    for o in openings:
        for k in range(arcs.first[o], arcs.first[o + 1]):  # one arc changes an entry once at most
            include(d, need, arcs.tail, arcs.head, arcs.cost, k, k + 1, *logs, 0, columns)


def _curves_at(d: Floats, flow: Floats, curves: Curves) -> Curves:
    """Demand from the costs of a matrix on."""
    zones = len(flow)
    now = d[:zones, :zones]
    delivered = curves.price + np.where(np.isfinite(now), now, 0.0)
    return replace(curves, scale=flow * delivered, inverse=1.0 / delivered)
