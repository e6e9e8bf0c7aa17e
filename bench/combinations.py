"""Seconds for all combinations of the embedded region's decisions, and their exactness.

``python bench/combinations.py 16 20`` values all 2^16 and 2^20 combinations on all processors and
compares 200 random ones with a search of the whole network each.
"""

from __future__ import annotations

import os
import resource
import sys
from time import perf_counter

import numpy as np

import reopen
from reopen.benefit.combinations import Combinations, combinations
from reopen.benefit.decisions import decisions
from reopen.benefit.demand import demand
from reopen.benefit.parameters import parameters
from reopen.benefit.surplus import user_benefit
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


def main() -> None:
    """One line a size."""
    region = reopen.load()
    chosen = decisions(region, region.meta.as_of)
    jobs = os.cpu_count() or 1
    combinations(region, chosen[:2], jobs=jobs)  # compiles
    for size in [int(a) for a in sys.argv[1:]] or [12, 14, 16]:
        begin = perf_counter()
        found = combinations(region, chosen[:size], constrained=False, jobs=jobs)
        spent = perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(  # noqa: T201
            f"{len(found.values):,} combinations of {size}: {spent:.1f} s on {jobs} threads, "
            f"{spent / len(found.values) * 1e6:.0f} us each, peak {peak:.2f} GiB, "
            f"largest relative error of {CHECKED}: {largest_error(region, found):.1e}"
        )


if __name__ == "__main__":
    main()
