"""Seconds for the gain in market access of upgrading each link of a network, and their limits.

``python bench/access.py`` makes a road-like network of 1,400 nodes and 2,300 two-way links, values
the upgrade of each to four fifths of its cost in a fresh process (compiles and all) and in a warm
one, solves some of the links anew with SciPy to compare times and values, and sets the bytes that
the counterfactuals move and the powers that they raise against what one thread of the machine does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from time import perf_counter

import numpy as np
from bytes_moved import bandwidth
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from reopen.economics.access import market_access, network_costs, upgrade_gains

SHARE, REPEATS = 0.8, 3
#: Bytes that looking at a pair moves: its column, the way on and the cost now read, its place and
#: new cost written.
LOOKED = 4 + 8 + 8 + 4 + 8
#: Bytes that valuing a changed pair moves: place, new cost, worth and people read.
VALUED = 4 + 8 + 8 + 8
#: Bytes that finding origins and destinations moves for each place: four costs read, two things written.
FOUND = 8 * 4 + 12


def roads(n: int, count: int, seed: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Links and populations: random points, joined by a shortest tree and the shortest sides of triangles."""
    rng = np.random.default_rng(seed)
    xy = 500.0 * rng.random((n, 2))
    corners = Delaunay(xy).simplices
    sides = np.unique(np.sort(np.concatenate([corners[:, p] for p in ([0, 1], [1, 2], [0, 2])])), axis=0)
    length = np.hypot(*(xy[sides[:, 0]] - xy[sides[:, 1]]).T)
    tree = minimum_spanning_tree(coo_matrix((length, tuple(sides.T)), shape=(n, n))).tocoo()
    kept = np.sort(np.stack([tree.row, tree.col], axis=1)) @ [n, 1]
    order = np.argsort(np.where(np.isin(sides @ [n, 1], kept), -1.0, length))[:count]
    cost = length[order] * rng.uniform(1.0, 1.5, len(order))
    return [sides[order, 0], sides[order, 1], cost], rng.lognormal(9.0, 1.2, n)


def solved(links: list[np.ndarray], people: np.ndarray, theta: float, price: float | None) -> float:
    """Total market access by a fresh search of everything."""
    n = len(people)
    graph = coo_matrix((links[2], (links[0], links[1])), shape=(n, n)).tocsr()
    return float(people @ market_access(dijkstra(graph, directed=False), people, theta=theta, price=price))


def counts(links: list[np.ndarray], people: np.ndarray) -> tuple[int, int]:
    """Pairs looked at, one way of each link, and the squares of all places that a plain update looks at."""
    costs, looked = network_costs(links, len(people)), 0
    for u, v, c in zip(*links, strict=True):
        looked += int(np.sum(costs[u] + SHARE * c < costs[v])) * int(np.sum(SHARE * c + costs[v] < costs[u]))
    return looked, len(links[2]) * len(people) ** 2


def power_seconds() -> float:
    """Seconds that NumPy takes for one power, on one thread."""
    values = np.random.default_rng(0).uniform(1.0, 500.0, 2_000_000)
    begin = perf_counter()
    values**-3.6
    return (perf_counter() - begin) / len(values)


def cold(arguments: list[str]) -> float:
    """Seconds of a first run with nothing compiled, without starting Python."""
    with tempfile.TemporaryDirectory() as folder:
        found = subprocess.run(
            [sys.executable, __file__, "--once", *arguments],
            env=os.environ | {"NUMBA_CACHE_DIR": folder},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(found.stdout)


def timed(*arguments: object, **options: object) -> tuple[float, object]:
    """Least seconds of some runs, and the result."""
    spent = []
    for _ in range(REPEATS):
        begin = perf_counter()
        found = upgrade_gains(*arguments, **options)  # type: ignore[arg-type]
        spent.append(perf_counter() - begin)
    return min(spent), found


def main() -> None:
    """Print a line a measure."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--nodes", type=int, default=1400)
    asked.add_argument("--links", type=int, default=2300)
    asked.add_argument("--theta", type=float, default=3.6)
    asked.add_argument("--price", type=float)
    asked.add_argument("--sample", type=int, default=12)
    asked.add_argument("--once", action="store_true")
    given = asked.parse_args()
    links, people = roads(given.nodes, given.links, 1)
    options = {"theta": given.theta, "price": given.price, "upgraded": SHARE * links[2]}
    jobs = os.cpu_count() or 1
    if given.once:
        begin = perf_counter()
        upgrade_gains(links, people, jobs=jobs, **options)
        print(perf_counter() - begin)  # noqa: T201
        return
    passed = [x for x in sys.argv[1:] if x != "--once"]
    first = cold(passed)
    warm, found = timed(links, people, jobs=jobs, **options)
    alone, _ = timed(links, people, **options)
    begin = perf_counter()
    network_costs(links, len(people))
    searched = perf_counter() - begin
    print(  # noqa: T201
        f"{len(found):,} counterfactuals of {len(people):,} nodes: cold {first:.2f} s and warm {warm:.2f} s"
        f" on {jobs} threads, warm {alone:.2f} s on one, of which all pairs {searched:.2f} s",
        flush=True,
    )

    sample = np.random.default_rng(0).choice(len(found), given.sample, replace=False)
    total, worst = solved(links, people, given.theta, given.price), 0.0
    begin = perf_counter()
    for k in sample:
        cost = links[2].copy()
        cost[k] *= SHARE
        gain = solved([*links[:2], cost], people, given.theta, given.price) - total
        worst = max(worst, abs(gain - found["gain"][k]) / total)
    plain = (perf_counter() - begin) / given.sample * len(found)
    print(  # noqa: T201
        f"plain way, SciPy for each link: {plain:.0f} s on one thread (from {given.sample} links),"
        f" {plain / alone:.0f} times as long; largest difference {worst:.1e} of total market access"
    )

    looked, whole = counts(links, people)
    raised = int(found["pairs_changed"].sum()) // 2
    moved = LOOKED * looked + VALUED * raised + FOUND * len(found) * len(people)
    near, far, power = bandwidth(2**19), bandwidth(2**28), power_seconds()
    update = max(alone - searched, 1e-9)
    print(  # noqa: T201
        f"pairs changed {2 * raised:,} ({raised:,} by symmetry), looked at {looked:,}: {looked / raised:.2f}"
        f" times as many, where plain updates look at {whole:,}\n"
        f"moved {moved / 1e9:.1f} GB: {moved / near:.2f} s in the cache ({near / 1e9:.1f} GB/s),"
        f" {moved / far:.2f} s outside it ({far / 1e9:.1f} GB/s); powers {raised * power:.2f} s"
        f" at NumPy's {power * 1e9:.0f} ns each; the update took {update:.2f} s,"
        f" {update / (moved / near + raised * power):.2f} times the sum of cache and powers"
    )


if __name__ == "__main__":
    main()
