"""Seconds for all combinations of the embedded region's decisions, their exactness and their limits.

``python bench/combinations.py 16 20`` values all 2^16 and 2^20 combinations on all processors and
compares 200 random ones with a search of the whole network each; counts what the walk moves and
sets it against what the memory can do. With ``--growth FILE`` it also measures how the time grows
with openings and zones, and draws that as SVG.
"""

from __future__ import annotations

import argparse
import os
import resource
from pathlib import Path
from time import perf_counter

import numpy as np
from bytes_moved import bandwidth, traffic
from growth import by_openings, by_zones, drawing

import reopen
from reopen.benefit.combinations import Combinations, combinations
from reopen.benefit.decisions import decisions
from reopen.benefit.demand import demand
from reopen.benefit.inputs import inputs
from reopen.benefit.parameters import parameters
from reopen.benefit.splitting import split, values_of
from reopen.economics.surplus import user_benefit
from reopen.network.network import build
from reopen.network.rates import rates
from reopen.network.scenario import Scenario
from reopen.network.skim import skim

CHECKED = 200


def largest_error(region: reopen.Region, found: Combinations) -> float:
    """Largest relative error of the region's total over random combinations."""
    network, theta = build(region), parameters(region, "central").elasticity
    flows, home = demand(region, network), network.zone_country
    before = skim(region, network=network, scenario=Scenario.of(*found.given))
    worst, total = 0.0, found.total()
    for code in np.random.default_rng(0).integers(1, len(found.values), CHECKED):
        scenario = Scenario.of(*found.given, *found.members(int(code)))
        after, value = skim(region, network=network, scenario=scenario), 0.0
        for k, cargo in enumerate(rates(region).classes):
            g0, g1, q = before.cost[cargo.id], after.cost[cargo.id], flows.tonnes[k]
            i, j = np.nonzero((q > 0) & np.isfinite(g0))
            worth = user_benefit(q[i, j], cargo.unit_value, g0[i, j], g0[i, j], g1[i, j], theta) / 1e6
            value += 0.5 * (worth[found.inside[home[i]]].sum() + worth[found.inside[home[j]]].sum())
        worst = max(worst, abs(total[code] - value) / max(abs(value), 1.0))
    return worst


def tell_traffic(region: reopen.Region, chosen: tuple[str, ...]) -> None:
    """What walking moves on one thread, against copying arrays that fit a cache and that do not."""
    found = split(inputs(region, chosen))
    traffic(split(inputs(region, chosen[:2])))  # compiles
    moved, begin = traffic(found), perf_counter()
    values_of(found, range(len(chosen)), told=lambda _: None)
    spent = perf_counter() - begin
    near, far = bandwidth(2**19), bandwidth(2**28)
    rate = moved.bytes / spent
    print(  # noqa: T201
        f"one thread, {len(chosen)} openings: {moved.steps:,} steps instead of"
        f" {len(found.inputs.layers) << len(chosen):,}, each changing {moved.changed / moved.steps:.0f} costs"
        f" and valuing {moved.valued / moved.steps:.0f} pairs; {spent:.2f} s, of which {moved.seconds:.2f} s"
        f" change costs and the rest values pairs and adds up\n"
        f"moved {moved.bytes / 1e9:.1f} GB at {rate / 1e9:.1f} GB/s: {rate / far:.0%} of copying 256 MiB"
        f" ({far / 1e9:.1f} GB/s), {rate / near:.0%} of copying 512 KiB in the cache ({near / 1e9:.1f} GB/s)"
    )


def tell_growth(region: reopen.Region, chosen: tuple[str, ...], jobs: int, picture: Path) -> None:
    """Tables and a drawing of seconds by openings and by zones."""
    openings = by_openings(region, chosen, [8, 10, 12, 14, 16, 18], jobs)
    zones = by_zones(region, chosen[:14], [0.25, 0.5, 1.0, 2.0, 4.0], jobs)
    for what, points in (("openings", openings), ("zones, 14 openings", zones)):
        for number, spent in points:
            print(f"{number:5} {what}: {spent:.2f} s")  # noqa: T201
    picture.write_text(
        drawing([("openings, 220 zones", openings, False), ("zones, 14 openings", zones, True)]),
        encoding="utf-8",
    )


def main() -> None:
    """One line a size, then the limits and the growth."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("sizes", nargs="*", type=int, default=[12, 14, 16])
    asked.add_argument("--growth", type=Path)
    options = asked.parse_args()
    region = reopen.load()
    chosen = decisions(region, region.meta.as_of)
    jobs = os.cpu_count() or 1
    combinations(region, chosen[:2], jobs=jobs)  # compiles
    for size in options.sizes:
        begin = perf_counter()
        found = combinations(region, chosen[:size], constrained=False, jobs=jobs)
        spent = perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(  # noqa: T201
            f"{len(found.values):,} combinations of {size}: {spent:.1f} s on {jobs} threads, "
            f"{spent / len(found.values) * 1e6:.0f} us each, peak {peak:.2f} GiB, "
            f"largest relative error of {CHECKED}: {largest_error(region, found):.1e}",
            flush=True,
        )
    tell_traffic(region, chosen[:16])
    if options.growth:
        tell_growth(region, chosen, jobs, options.growth)


if __name__ == "__main__":
    main()
