"""How the time for all combinations grows with openings and with zones, as a table and as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log10
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.inputs import Inputs, LayerInputs, inputs
from reopen.benefit.splitting import split, values_of
from reopen.lattice.trimmed import Arcs

if TYPE_CHECKING:
    from reopen.region.region import Region

Points = Sequence[tuple[int, float]]


def seconds(gathered: Inputs, jobs: int) -> float:
    """Seconds for all combinations: splitting, walking and adding up; the better of two."""
    spent = []
    for _ in range(2):
        begin = perf_counter()
        values_of(split(gathered), range(len(gathered.openings)), jobs=jobs, told=lambda _: None)
        spent.append(perf_counter() - begin)
    return min(spent)


def by_openings(region: Region, openings: Sequence[str], sizes: Sequence[int], jobs: int) -> Points:
    """Seconds with the first so many openings."""
    return [(size, seconds(inputs(region, openings[:size], jobs=jobs), jobs)) for size in sizes]


def by_zones(region: Region, openings: Sequence[str], shares: Sequence[float], jobs: int) -> Points:
    """Seconds with fewer zones (some left out) or more (each there several times), by their number."""
    gathered = inputs(region, openings, jobs=jobs)
    chosen = np.random.default_rng(0).permutation(gathered.zones)
    out = []
    for share in shares:
        zones = np.tile(chosen, max(int(share), 1))[: round(share * gathered.zones)]
        out.append((len(zones), seconds(_with_zones(gathered, zones), jobs)))
    return out


def _with_zones(gathered: Inputs, zones: np.ndarray) -> Inputs:
    layers = []
    for layer in gathered.layers:
        rows = np.concatenate([zones, np.arange(gathered.zones, len(layer.costs))])
        shift = len(zones) - gathered.zones
        arcs = Arcs(layer.arcs.first, layer.arcs.tail + shift, layer.arcs.head + shift, layer.arcs.cost)
        costs = np.ascontiguousarray(layer.costs[np.ix_(rows, rows)])
        layers.append(LayerInputs(costs, arcs, layer.curves.at(zones)))
    return replace(gathered, zones=len(zones), layers=tuple(layers))


def drawing(series: Sequence[tuple[str, Points, bool]]) -> str:
    """Charts side by side, seconds on a logarithmic axis, as SVG.

    Parameters
    ----------
    series : sequence of (str, points, bool)
        Title of the horizontal axis, points, and whether that axis is logarithmic too.
    """
    width, height, left, top = 330, 250, 52, 16
    charts = [_chart(left + n * width, top, width - 70, height - 60, *s) for n, s in enumerate(series)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width * len(series)} {height}" '
        f'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(charts)
        + "\n</svg>\n"
    )


def _chart(x0: float, y0: float, width: float, height: float, title: str, points: Points, both: bool) -> str:
    across = [log10(x) if both else float(x) for x, _ in points]
    low, high = _decades([y for _, y in points])
    at = [
        (
            x0 + width * (x - min(across)) / (max(across) - min(across)),
            y0 + height * (1 - (log10(y) - low) / (high - low)),
        )
        for x, (_, y) in zip(across, points, strict=True)
    ]
    out = []
    for power in range(low, high + 1):
        y = y0 + height * (1 - (power - low) / (high - low))
        out.append(f'<path d="M{x0} {y:.1f}H{x0 + width}" stroke="#ddd"/>')
        out.append(f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for (x, y), (number, spent) in zip(at, points, strict=True):
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#1b6ca8"/>')
        out.append(f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{spent:.2g}</text>')
        out.append(f'<text x="{x:.1f}" y="{y0 + height + 16}" text-anchor="middle">{number}</text>')
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    out.append(f'<polyline points="{line}" fill="none" stroke="#1b6ca8" stroke-width="1.5"/>')
    out.append(f'<text x="{x0 + width / 2}" y="{y0 + height + 36}" text-anchor="middle">{title}</text>')
    return "\n".join(out)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    logs = [log10(v) for v in values]
    low, high = int(np.floor(min(logs))), int(np.ceil(max(logs)))
    return low, max(high, low + 1)
