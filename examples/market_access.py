"""Which road to mend first: market access of a small network of one's own.

Six towns and a junction, as two data frames. Prints the five links that add most to total market
access when each, the others as they are, is brought to the hours it would take after repair; the
bridge that is out (of infinite hours) among them.
"""

from __future__ import annotations

import pandas as pd

from reopen.economics.access import upgrade_gains

NODES = pd.DataFrame(
    {
        "node_id": ["Alder", "Birch", "Cedar", "Elm", "Hazel", "Oak", "junction"],
        "population": [900_000, 120_000, 60_000, 250_000, 30_000, 400_000, 0],
    }
)
LINKS = pd.DataFrame(
    [
        ("coast road", "Alder", "Birch", 2.5, 2.0),
        ("old pass", "Birch", "Cedar", 4.0, 2.5),
        ("valley road", "Alder", "junction", 1.5, 1.2),
        ("mill road", "junction", "Elm", 2.0, 1.5),
        ("ridge road", "junction", "Cedar", 3.0, 2.0),
        ("long way round", "Elm", "Oak", 6.0, 4.5),
        ("bridge", "Elm", "Hazel", float("inf"), 0.5),
        ("river road", "Hazel", "Oak", 2.0, 1.8),
    ],
    columns=["link_id", "from_node_id", "to_node_id", "cost", "repaired"],
)


def main() -> None:
    """Print five lines."""
    gains = upgrade_gains(LINKS, NODES, theta=3.6, upgraded="repaired", price=20.0)
    for row in gains.nlargest(5, "gain").itertuples():
        print(f"{row.link}: +{row.gain_percent:.2f} %, {row.pairs_changed} pairs")  # noqa: T201


if __name__ == "__main__":
    main()
