"""From a switch to its answer on the screen, in headless Chromium on a real server.

    python bench/switching.py                     the embedded region
    python bench/switching.py --switches 60

A browser opens the page of ``reopen serve`` and switches decisions one after another, with a pause in
which ranges may be asked for. ``painted`` runs from the click to the frame after the new bars, numbers
and flows were drawn, ``followed`` to the one after it, which begins when that has been handed over,
``drawn`` to the moment when the page had done its part. Chromium draws in software and shares the
processors with the server. Printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from serve import served, told

HERE = Path(__file__).parent
PLAYWRIGHT = HERE.parent / "web" / "node_modules" / "playwright-core" / "index.mjs"


def measured(address: str, switches: int) -> dict[str, object]:
    """Times of a browser's switches."""
    job = {
        "playwright": str(PLAYWRIGHT),
        "chromium": shutil.which(os.environ.get("REOPEN_CHROMIUM") or "chromium"),
        "url": address,
        "switches": switches,
    }
    done = subprocess.run(
        ["node", str(HERE / "switching.mjs")],
        input=json.dumps(job),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = json.loads(done.stdout)
    return {name: told([value / 1e3 for value in times]) for name, times in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("region", nargs="?", help="folder of a region; the embedded one by default")
    parser.add_argument("--switches", type=int, default=40)
    given = parser.parse_args()
    with served(given.region) as address:
        sys.stdout.write(json.dumps(measured(address, given.switches), indent=2) + "\n")


if __name__ == "__main__":
    main()
