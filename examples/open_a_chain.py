"""Three openings that are worth little alone: the Araz railway from Nakhchivan to Baku.

Prints the rail cost of general goods between the two, in USD per tonne, for every combination.
"""

from __future__ import annotations

from itertools import combinations

import reopen
from reopen.network.network import build
from reopen.network.skim import skim

PIECES = ("horadiz-aghband-rail", "meghri-rail", "nakhchivan-rail")


def main() -> None:
    """Print one line a combination."""
    region = reopen.load()
    network = build(region)
    for size in range(len(PIECES) + 1):
        for some in combinations(PIECES, size):
            found = skim(region, network=network, scenario=reopen.Scenario.of(*some), modes=("rail",))
            cost = found.between("nakhchivan", "baku", "general")
            print(f"{cost:7.1f} USD/t  {' + '.join(some) or 'as it stands'}")  # noqa: T201


if __name__ == "__main__":
    main()
