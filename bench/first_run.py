"""Seconds and peak memory of a first and a second ``reopen run``, and of ``import reopen``.

The first run compiles every kernel into a fresh cache; the second finds them there.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

RUN = "from reopen.cli.app import main; main()"


def main() -> None:
    """Run both and print one line each."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        for name in ("first run", "second run"):
            begin = perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", RUN, "run", "--out", str(Path(folder) / "out"), "--json"],
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
            )
            spent = perf_counter() - begin
            stages = json.loads(done.stdout)["stages"]
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
            print(f"{name}: {spent:.1f} s, peak {peak:.2f} GiB; stages {stages}")  # noqa: T201
        times = []
        for _ in range(9):
            begin = perf_counter()
            subprocess.run([sys.executable, "-c", "import reopen"], check=True)
            with_import = perf_counter() - begin
            begin = perf_counter()
            subprocess.run([sys.executable, "-c", "pass"], check=True)
            times.append(with_import - (perf_counter() - begin))
        print(f"import reopen: {sorted(times)[4]:.3f} s beyond Python itself")  # noqa: T201


if __name__ == "__main__":
    main()
