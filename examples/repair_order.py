"""In which order to repair five links, of which two need each other and two replace each other.

Run it: python examples/repair_order.py
"""

from __future__ import annotations

from reopen.rebuild.sequence import sequence

LINKS = ("bridge", "tunnel", "north road", "south road", "depot")
MONTHS = (6.0, 10.0, 4.0, 5.0, 3.0)


def value(standing: int) -> float:
    """USD m a year that a set of standing links brings; bit j stands for link j."""
    bridge, tunnel, north, south, depot = (bool(standing >> j & 1) for j in range(len(LINKS)))
    return 12.0 * (bridge and tunnel) + 5.0 * (north or south) + 1.0 * depot


def main() -> None:
    """Print the order for one and for two crews; the depot can be built only when a road stands."""
    for crews in (1, 2):
        found = sequence(MONTHS, value, crews=crews, after=[0, 0, 0, 0, 0b00100])
        lost = found.lost / 12
        print(f"{crews} crew{'s' * (crews > 1)}: USD {lost:.1f} m are lost until all stand, {found.status}")  # noqa: T201
        for j in found.order:
            print(f"  {LINKS[j]:10s}  month {found.start[j]:4.0f} to {found.finish[j]:3.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
