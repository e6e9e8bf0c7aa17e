"""Forecasts of the end of works: on invented registers with known ends, and one step ahead on a real one.

Run it: python bench/forecasts.py [--registers 12]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

import reopen
from reopen.accord.scored import MONTH, Score, score, wilson
from reopen.accord.works import records

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.accord.simulated import SETTINGS, UNSEEN, outcomes

#: First seed: none of these was used while the model was made.
SEED = 9000


def simulated_row(name: str, registers: int) -> str:
    """One kind of register: coverage of the 80 % interval, and errors beside the official target."""
    found = outcomes(range(SEED, SEED + registers), (SETTINGS | UNSEEN)[name])
    n = len(found.low)
    low, high = wilson(found.held, n)
    ours, naive = (found.central - found.finished) / MONTH, (found.naive - found.finished) / MONTH
    return (
        f"{name:20s} {found.works:6d} {n:6d} {1 - n / found.asked:8.0%} {found.held / n:9.1%}"
        f"  {low:5.1%} to {high:5.1%} {np.median(np.abs(ours)):8.1f} {np.median(ours):+7.1f}"
        f" {np.median(np.abs(naive)):10.1f} {np.median(naive):+7.1f}"
    )


def register_lines(found: Score) -> list[str]:
    """The register of the embedded region, one claim ahead."""
    low, high = found.wilson
    held = sum(step.held for step in found.steps)
    lines = [f"held {held} of {len(found.steps)} ({found.coverage:.0%}, 95 % {low:.0%} to {high:.0%})"]
    for kind, unit in (("progress", "percentage points"), ("finished", "months")):
        n, ours, naive = found.beside_naive(kind)
        lines.append(f"{kind}: {found.count(kind)}, mean error {found.error(kind):.1f} {unit};")
        lines[-1] += f" {n} with an official target to come: {ours:.1f}, official target {naive:.1f}"
    return lines


def main() -> None:
    """Print coverage and errors by kind of register, and then of the register."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registers", type=int, default=12)
    options = parser.parse_args()
    print("80 % intervals of the end; medians of errors in months")  # noqa: T201
    print(  # noqa: T201
        f"{'registers':20s} {'works':>6s} {'n':>6s} {'without':>8s} {'coverage':>9s}  {'95 % (Wilson)':14s}"
        f" {'error':>8s} {'bias':>7s} {'of target':>10s} {'bias':>7s}"
    )
    for name in SETTINGS | UNSEEN:
        print(simulated_row(name, options.registers), flush=True)  # noqa: T201
    print("\nembedded register, one claim ahead")  # noqa: T201
    for line in register_lines(score(records(reopen.load()))):
        print(line)  # noqa: T201


if __name__ == "__main__":
    main()
