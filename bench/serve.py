"""Answers of the map application's server: one user who switches, and many at once.

    python bench/serve.py                         the embedded region
    python bench/serve.py --zones 1000            a region made of it with about so many zones
    python bench/serve.py --clients 50 --seconds 60 --pause 1

A server of its own process is asked over loopback. First one user walks from the baseline, switching
one opening at a time, with at most ``--open`` of them open; no answer is one that was kept. Then
``--clients`` users walk at once, each pausing between an answer and the next switch, for
``--seconds``. The users share the machine's processors with the server. Printed as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import httpx
import pandas as pd

import reopen
from reopen.region.region import Region
from reopen.region.save import save

START = "from reopen.cli.app import main; main()"


def larger(region: Region, zones: int) -> Region:
    """A region with about so many zones: each is joined by places with a share of its people, 1 km away."""
    node, link = region["node"], region["link"]
    mine = node[node["is_zone"]]
    copies = max(round(zones / len(mine)) - 1, 0)
    nodes, links = [node], [link]
    shared = node["is_zone"]
    node.loc[shared, "population"] = node.loc[shared, "population"] / (copies + 1)
    road = link[link["mode"] == "road"].iloc[[0]]
    for n in range(copies):
        more = mine.assign(
            node_id=mine["node_id"] + f"-{n}",
            production_shares=[()] * len(mine),
            population=mine["population"] / (copies + 1),
            x_coord=mine["x_coord"] + 0.004 * (n % 2 + 1),
            y_coord=mine["y_coord"] + 0.004 * (n // 2 + 1),
        )
        nodes.append(more)
        joined = pd.concat([road] * len(mine), ignore_index=True)
        joined["link_id"] = [f"bench-{name}" for name in more["node_id"]]
        joined["from_node_id"], joined["to_node_id"] = list(mine["node_id"]), list(more["node_id"])
        joined["country_ids"] = [(country,) for country in mine["country_id"]]
        joined["length"], joined["geometry"] = 1.0, ""
        links.append(joined)
    return region.replace(node=pd.concat(nodes, ignore_index=True), link=pd.concat(links, ignore_index=True))


@contextmanager
def served(folder: str | None) -> Iterator[str]:
    """A server of its own process; the address that it tells."""
    where = [folder] if folder else []
    with tempfile.TemporaryDirectory() as scenarios:
        command = [sys.executable, "-c", START, "serve", *where, "--no-browser", "--scenarios", scenarios]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            try:
                yield re.search(r"http://\S+", running.stderr.readline())[0]
            finally:
                running.kill()


def walk(openings: list[str], most: int, seed: int) -> Iterator[str]:
    """Sets of openings of a user who switches one at a time, at most so many open."""
    random, held = Random(seed), set()
    while True:
        held ^= {random.choice(openings)}
        if len(held) > most:
            held.discard(random.choice(sorted(held)))
        yield ",".join(sorted(held))


def told(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    cut = quantiles(seconds, n=20) if len(seconds) > 1 else [seconds[0]] * 19
    return {
        "count": len(seconds),
        "median_ms": round(1e3 * median(seconds), 1),
        "p95_ms": round(1e3 * cut[18], 1),
    }


def one_user(address: str, switches: int, most: int) -> dict[str, object]:
    """One user: times as the page sees them, and those that the server works."""
    base = address.split("/?")[0]
    with httpx.Client(base_url=base, timeout=600) as page:
        page.get(address)
        openings = page.get("/api/session").json()["openings"]
        for name in openings[:3]:  # until all is warm
            page.get("/api/answer", params={"open": name})
        seen, worked, asked = [], [], set()
        for held in walk(openings, most, seed=1):
            if held in asked:
                continue
            asked.add(held)
            begin = perf_counter()
            found = page.get("/api/answer", params={"open": held})
            seen.append(perf_counter() - begin)
            worked.append(found.json()["seconds"])
            if len(seen) == switches:
                return {"answer": told(seen), "worked_by_server": told(worked)}
    raise AssertionError("a walk does not end")


async def many_users(
    address: str, clients: int, seconds: float, pause: float, most: int
) -> dict[str, object]:
    """Many users at once: times of all answers, and how many failed."""
    base, end, times, failed = address.split("/?")[0], perf_counter() + seconds, [], []

    async def user(number: int) -> None:
        random = Random(number)
        async with httpx.AsyncClient(base_url=base, timeout=60) as page:
            await page.get(address)
            openings = (await page.get("/api/session")).json()["openings"]
            await asyncio.sleep(random.uniform(0.0, max(pause, 0.001)))
            for held in walk(openings, most, seed=1000 + number):
                if perf_counter() > end:
                    return
                begin = perf_counter()
                try:
                    found = await page.get("/api/answer", params={"open": held})
                    if found.status_code != 200:
                        failed.append(found.status_code)
                except httpx.HTTPError as error:
                    failed.append(type(error).__name__)
                times.append(perf_counter() - begin)
                await asyncio.sleep(random.uniform(0.5, 1.5) * pause)

    await asyncio.gather(*(user(number) for number in range(clients)))
    return {"clients": clients, "seconds": seconds, "pause_s": pause, **told(times), "failed": failed[:20]}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--zones", type=int, default=0, help="about so many zones; the embedded region's own"
    )
    options.add_argument("--switches", type=int, default=60)
    options.add_argument("--open", type=int, default=6)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--pause", type=float, default=2.0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder, region = None, reopen.load()
        if chosen.zones:
            region, folder = larger(region, chosen.zones), str(Path(work) / "region")
            save(region, folder)
        with served(folder) as address:
            found: dict[str, object] = {
                "zones": int(region["node"]["is_zone"].sum()),
                "processors": os.cpu_count(),
                "load_before": os.getloadavg()[0],
                "one_user": one_user(address, chosen.switches, chosen.open),
            }
            if chosen.clients:
                many = many_users(address, chosen.clients, chosen.seconds, chosen.pause, chosen.open)
                found["many_users"] = asyncio.run(many)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
