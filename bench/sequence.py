"""Repair order: seconds of the exact methods and of the search, and what the search leaves to be proven.

Run it: python bench/sequence.py [--least 10] [--most 20] [--jobs 2]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import perf_counter

import numpy as np

from reopen.rebuild import sequence as module
from reopen.rebuild.sequence import sequence
from reopen.rebuild.subsets import to_go

#: How a group's worth rises with the share of its links that stand: at first, evenly, or at last.
SHAPES = {"replacing": 0.3, "adding": 1.0, "needing": 4.0}
#: A set's value, and what is lost from it on, are a number each.
BYTES = 8


def game(random: np.random.Generator, n: int, power: float) -> Callable[[int], float]:
    """Worth of groups of one to four links, three groups a link."""
    groups = [
        (
            10 * random.random(),
            sum(1 << int(j) for j in random.choice(n, random.integers(1, 5), replace=False)),
        )
        for _ in range(3 * n)
    ]
    return lambda s: sum(w * ((s & m).bit_count() / m.bit_count()) ** power for w, m in groups)


def listed(value: Callable[[int], float], n: int) -> np.ndarray:
    """The values of all sets."""
    return np.array([value(standing) for standing in range(1 << n)])


def copying() -> float:
    """Bytes a second that copying moves, read and written, the best of five."""
    here, there, spent = np.ones(1 << 24), np.zeros(1 << 24), []
    for _ in range(5):
        begin = perf_counter()
        np.copyto(there, here)
        spent.append(perf_counter() - begin)
    return 2 * here.nbytes / min(spent)


def programme(sizes: range, jobs: int) -> None:
    """Seconds of the programme over sets, and how much of the memory's bandwidth it uses."""
    copied = copying()
    print(f"\nCopying memory: {copied / 1e9:.1f} GB/s on one core.\n")  # noqa: T201
    print("| links | sets | memory, MB | 1 thread, s | several, s | bytes read, GB | GB/s | of copying |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|")  # noqa: T201
    random = np.random.default_rng(0)
    for n in sizes:
        values, times, after = random.random(1 << n), random.uniform(1, 36, n), np.zeros(n, np.int64)
        spent = {}
        for threads in (1, jobs):
            runs = []
            for _ in range(3):
                begin = perf_counter()
                to_go(values, times, after, jobs=threads)
                runs.append(perf_counter() - begin)
            spent[threads] = min(runs)
        read = n * 2.0 ** (n - 1) * BYTES
        print(  # noqa: T201
            f"| {n} | {1 << n:,} | {2 * BYTES * 2**n / 1e6:.1f} | {spent[1]:.4f} | {spent[jobs]:.4f}"
            f" | {read / 1e9:.3f} | {read / spent[jobs] / 1e9:.1f} | {read / spent[jobs] / copied:.0%} |"
        )


def crews(sizes: tuple[int, ...]) -> None:
    """Seconds of several crews, exactly."""
    print("\n| links | crews | shape | method | seconds | gap |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    random = np.random.default_rng(1)
    for n in sizes:
        for name, power in SHAPES.items():
            values, times = listed(game(random, n, power), n), random.uniform(1, 36, n)
            for m in (2, 3):
                found = sequence(times, values, crews=m)
                print(f"| {n} | {m} | {name} | {found.method} | {found.seconds:.2f} | {found.gap:.1%} |")  # noqa: T201


def beyond(sizes: tuple[int, ...]) -> None:
    """The search beside the exact answer where there is one, as if it were not there."""
    print("\n| links | shape | seconds | above the least | gap it can prove |")  # noqa: T201
    print("|---|---|---|---|---|")  # noqa: T201
    random, usual = np.random.default_rng(2), module.MOST_ASKED
    for n in sizes:
        for name, power in SHAPES.items():
            value, times = game(random, n, power), random.uniform(1, 36, n)
            best = sequence(times, listed(value, n)).lost if n <= usual else np.nan
            module.MOST_ASKED = 0
            found = sequence(times, value, monotone=True)
            module.MOST_ASKED = usual
            above = f"{found.lost / best - 1:.2%}" if n <= usual else "not known"
            print(f"| {n} | {name} | {found.seconds:.1f} | {above} | {found.gap:.0%} |")  # noqa: T201


def main() -> None:
    """Print three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--least", type=int, default=10)
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    sequence([1.0, 2.0], [0.0, 1.0, 1.0, 2.0], crews=2)  # compile
    programme(range(options.least, options.most + 1, 2), options.jobs)
    crews((10, 12, 14, 16))
    beyond((16, 20, 24, 40))


if __name__ == "__main__":
    main()
