"""What keeping the ways in draws leaves out: single draws valued on kept ways, and with ways searched anew.

Run it: python bench/draws.py [--draws 8] [--jobs 2]
"""

from __future__ import annotations

import argparse

import numpy as np

import reopen
from reopen.benefit.assumptions import uncertain
from reopen.benefit.openings import gains
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.region.region import Region

MILLION = 1e6


def at_values(region: Region, values: dict[str, float]) -> Region:
    """The region with every figure at one value, and so without ranges."""
    names = ("unit_cost", "parameter", "cargo_class", "internal_flow")
    tables = {name: region[name].copy() for name in names}
    for name in ("unit_cost", "parameter"):
        table = tables[name]
        for row, key in enumerate(table[f"{name}_id"]):
            if key in values:
                table.loc[row, ["low", "central", "high"]] = values[key]
    for row, key in enumerate(tables["cargo_class"]["class_id"]):
        for what, column in (("value", "unit_value"), ("vot", "vot")):
            for end in ("low", "central", "high"):
                tables["cargo_class"].loc[row, f"{column}_{end}"] = values[f"{what}:{key}"]
    flows = tables["internal_flow"]
    for row, key in enumerate(flows["flow_id"]):
        if f"flow:{key}" in values:
            flows.loc[row, ["low", "central", "high"]] = flows.loc[row, "central"] * values[f"flow:{key}"]
    return region.replace(**tables)


def main() -> None:
    """Print the relative difference over openings and draws."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    region = reopen.load()
    network = build(region)
    scenarios = {str(o): Scenario.of(str(o)) for o in region["opening"]["opening_id"]}
    season = (20.0, 60.0)
    found = gains(region, network, scenarios, season_days=season, draws=options.draws, jobs=options.jobs)
    inside = ~found.scene.demand.gateway
    kept = found.drawn["benefit"][:, :, inside].sum(axis=2) / MILLION
    anew = np.zeros_like(kept)
    for d in range(options.draws):
        values = {name: three[1] for name, three in uncertain(region).items()}
        values |= dict(zip(found.drawing.names, found.drawing.values[d].tolist(), strict=True))
        there = at_values(region, values)
        one = gains(there, network, scenarios, season_days=season, draws=2, jobs=options.jobs)
        anew[:, d] = one.middle["benefit"][:, inside].sum(axis=1) / MILLION
    for s in np.argsort(-found.middle["benefit"][:, inside].sum(axis=1))[:20]:
        print(  # noqa: T201
            f"{found.names[s]:26s} kept {np.median(kept[s]):7.2f}  anew {np.median(anew[s]):7.2f}"
            f"  median difference of a draw {np.median(kept[s] - anew[s]):+7.2f}"
        )
    whole = kept.sum(axis=0), anew.sum(axis=0)
    print(f"sum of all openings: kept / anew by draw {np.round(whole[0] / whole[1], 2)}")  # noqa: T201


if __name__ == "__main__":
    main()
