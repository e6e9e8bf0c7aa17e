"""Links to build, and orders of repair, at equilibrium: ``python bench/design.py``; ``--enumerate 10``.

Cases are read from ``../shared/bench`` (environment variable ``REOPEN_BENCH`` overrides the folder): Rey's
ten instances of the discrete network design problem on Sioux Falls at budgets of 25, 50 and 75 % of what all
links cost, and broken links of Sioux Falls. Kernels are compiled before, on Braess' network.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np

FOLDER = Path(os.environ.get("REOPEN_BENCH", "../shared/bench"))
SHARES = (0.25, 0.5, 0.75)
BROKEN = ("SF_8_1", "SF_10_1", "SF_12_1")
#: Sets that enumeration solves in one walk.
WALK = 4096


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def compiled() -> None:
    """Solve a tiny case, so that kernels are there."""
    from reopen.rebuild.congested import congested
    from reopen.traffic.demand import Trips
    from reopen.traffic.design import design
    from reopen.traffic.network import RoadNetwork
    from reopen.traffic.performance import bpr

    ends = np.array([(0, 1), (0, 2), (1, 3), (2, 3), (1, 2)], np.int32).T
    net = RoadNetwork(
        np.arange(4), ends[0].copy(), ends[1].copy(), bpr(np.ones(5), np.ones(5)), np.zeros(4, np.bool_),
        np.zeros((1, 5)),
    )  # fmt: skip
    trips = Trips.given(np.array([0]), np.array([3]), np.array([6.0]))
    design(net, trips, [4], [1.0], budget=1.0)
    congested(net, trips, [4], [1.0])


def enumerated(name: str, budget: float) -> tuple[float, float, int]:
    """The least total cost of all affordable sets, solved one by one; seconds; how many."""
    from reopen.traffic.dndp import read_instance
    from reopen.traffic.resolve import Solver
    from reopen.traffic.tntp import read_trips

    given = read_instance(FOLDER / f"dndp/{name}.txt")
    trips = read_trips(FOLDER / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    costs = np.zeros(1)
    for price in given.price:
        costs = np.concatenate([costs, costs + price])
    codes = np.arange(len(costs))
    gray = codes ^ (codes >> 1)
    sets = gray[costs[gray] <= budget]
    solver, begin, least = Solver(given.network, trips, given.links.tolist()), time.perf_counter(), np.inf
    for k in range(0, len(sets), WALK):
        least = min(least, float(solver.walk(sets[k : k + WALK], gap=1e-7).total.min()))
    return least, time.perf_counter() - begin, len(sets)


def designs(names: list[str], gap: float, jobs: int, most: int) -> None:
    """Seconds to the proven optimum of each instance and budget."""
    from reopen.traffic.design import design
    from reopen.traffic.dndp import read_instance
    from reopen.traffic.tntp import read_trips

    say("| instance | budget, % | total cost | bound | gap | nodes | s | CPU s | of all sets, one by one |")
    say("|---|---|---|---|---|---|---|---|---|")
    trips = read_trips(FOLDER / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    for name in names:
        given = read_instance(FOLDER / f"dndp/{name}.txt")
        for share in SHARES:
            budget, spent = share * float(given.price.sum()), time.process_time()
            found = design(
                given.network, trips, given.links.tolist(), given.price, budget=budget, gap=gap, jobs=jobs
            )
            spent = time.process_time() - spent
            all_sets = ""
            if len(given.links) <= most:
                least, seconds, count = enumerated(name, budget)
                all_sets = f"{found.total / least - 1:+.1e}, {count:,} sets, {seconds:.1f} s"
            say(
                f"| {name} | {share:.0%} | {found.total:,.2f} | {found.bound:,.2f} | {found.gap:.1e} |"
                f" {found.nodes:,} | {found.seconds:.2f} | {spent:.2f} | {all_sets} |"
            )


def orders(jobs: int) -> None:
    """Seconds to the exact order of repair."""
    from reopen.rebuild.broken import read_broken
    from reopen.rebuild.congested import congested
    from reopen.traffic.tntp import read_network, read_trips

    say("\n| broken links | equilibria | largest gap | lost | s | CPU s |")
    say("|---|---|---|---|---|---|")
    net = read_network(FOLDER / "tntp/SiouxFalls/SiouxFalls_net.tntp")
    trips = read_trips(FOLDER / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    for name in BROKEN:
        links, days = read_broken(FOLDER / f"sequence/{name}.csv", net)
        begin, spent = time.perf_counter(), time.process_time()
        done = congested(net, trips, links, days, jobs=jobs)
        seconds, spent = time.perf_counter() - begin, time.process_time() - spent
        say(
            f"| {len(links)} | {done.solved:,} | {done.gap:.1e} | {done.found.lost:,.0f} | {seconds:.2f} |"
            f" {spent:.2f} |"
        )


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gap", type=float, default=1e-5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 20])
    parser.add_argument("--enumerate", type=int, default=0, metavar="LINKS",
                        help="solve all sets of instances with up to so many links as well")  # fmt: skip
    options = parser.parse_args()
    compiled()
    names = [f"SF_DNDP_{size}_{number}" for size in options.sizes for number in range(1, 6)]
    designs(names, options.gap, options.jobs, options.enumerate)
    orders(options.jobs)


if __name__ == "__main__":
    main()
