"""Time of the parts of a full study of the embedded region, and of its draws.

Run it: python bench/benefits.py [--draws 1024] [--jobs 2]
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import reopen
from reopen.benefit.benefits import benefits
from reopen.benefit.views import views
from reopen.network.network import build
from reopen.settings import Settings


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print how long a part takes."""
    begin = perf_counter()
    yield
    print(f"{name:12s} {perf_counter() - begin:7.1f} s", flush=True)  # noqa: T201


def main() -> None:
    """Time a full study, part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1024)
    parser.add_argument("--together", type=int, default=12)
    parser.add_argument("--package-draws", type=int, default=128)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    region = reopen.load()
    network = build(region)
    small = Settings(draws=2, together=2, package_draws=2)
    with stage("warming up"):
        benefits(region, network, small, jobs=options.jobs)
    settings = Settings(draws=options.draws, together=options.together, package_draws=options.package_draws)
    begin = perf_counter()
    found = benefits(region, network, settings, jobs=options.jobs, stage=stage)
    with stage("views"):
        views(found.gains.scene, found.gains.names, jobs=options.jobs)
    rows = sum(len(kept) for kept in found.gains.held.kept)
    print(f"{'all':12s} {perf_counter() - begin:7.1f} s")  # noqa: T201
    print(f"{len(found.gains.names)} scenarios, {options.draws} draws, {rows:,} rows drawn")  # noqa: T201
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")  # noqa: T201


if __name__ == "__main__":
    main()
