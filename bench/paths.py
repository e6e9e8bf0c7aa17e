"""Shortest paths against peers: preparation, a change of all costs, a matrix, one to all.

``python bench/paths.py`` runs all peers that are installed (bench/requirements.txt) on all graphs, one
process each, compares a sample of every answer with SciPy's, and prints a table a graph.
docs/benchmarks.md says what is measured.
"""

from __future__ import annotations

import argparse
import functools
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from graphs import GRAPHS, Graph, small
from peers import JOBS, PEERS, PROCESSES

import reopen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

START, END = "<!-- results of bench/paths.py -->", "<!-- end of the results -->"

#: Rows of the matrix, and origins of searches, that are compared with SciPy's.
CHECKED, CHECKED_ALL = 8, 2

HEAD = (
    ("peer", "---"),
    ("runs on", "---"),
    ("prepare, s", "---:"),
    ("MiB", "---:"),
    ("costs change, s", "---:"),
    ("how", "---"),
    ("matrix, s", "---:"),
    ("matrix, CPU s", "---:"),
    ("change + matrix, s", "---:"),
    ("one to all, ms", "---:"),
    ("largest relative error", "---:"),
)

say = functools.partial(print, flush=True)


class Clock:
    """Seconds of a call by the wall and by all processors, its child processes' too."""

    def __init__(self, function: Callable[[], Any]) -> None:
        cpu, begin = self.spent(), perf_counter()
        self.found = function()
        self.wall, self.cpu = perf_counter() - begin, self.spent() - cpu

    @staticmethod
    def spent() -> float:
        """Processors' seconds of this process and of its children that ended."""
        use = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in use)


def best(function: Callable[[], Any]) -> Clock:
    """The fastest of up to five calls, of fewer when they are slow."""
    calls = [Clock(function)]
    while len(calls) < 5 and sum(c.wall for c in calls) + calls[0].wall < 10:
        calls.append(Clock(function))
    return min(calls, key=lambda c: c.wall)


def memory(key: str) -> float:
    """MiB of this process, by a key of Linux's account of it; NaN elsewhere."""
    account = Path("/proc/self/status")
    lines = account.read_text().splitlines() if account.exists() else []
    return next((int(x.split()[1]) / 2**10 for x in lines if x.startswith(key)), np.nan)


def error(found: NDArray[np.float64], right: NDArray[np.float64], asked: NDArray[np.bool_]) -> float:
    """Largest relative error where asked; infinite where only one of both finds a path."""
    found, right = found[asked], right[asked]
    reached = np.isfinite(right)
    if not np.array_equal(reached, np.isfinite(found)):
        return np.inf
    some = reached & (right > 0)
    return float(np.max(np.abs(found[some] / right[some] - 1), initial=0.0))


def measure(name: str, folder: Path, limit: float) -> dict[str, Any]:
    """One peer on one graph, in a process of its own.

    Parameters
    ----------
    limit : float
        Seconds; of longer queries a sample is measured and scaled.
    """
    kind = PEERS[name]
    whole, right = Graph.load(folder / "graph.npz"), np.load(folder / "right.npz")
    graph = whole if kind.closes else whole.split()
    tiny = kind(small(), 1e4)
    tiny.prepare()
    tiny.set_costs(tiny.graph.changed)
    tiny.matrix(tiny.graph.rows, tiny.graph.columns)
    if kind.searches:
        tiny.to_all(tiny.graph.sources)
    del tiny

    peer, before = kind(graph, float(right["longest"])), memory("VmRSS")
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")  # the peak so far counts no more
    out: dict[str, Any] = {"prepare": Clock(peer.prepare).wall}
    out["memory"] = memory("VmHWM") - before
    out["change"] = best(lambda: peer.set_costs(graph.changed)).wall

    def shared(function: Callable[[], Any]) -> Clock:
        found = best(function)
        if (
            kind.runs_on == PROCESSES and found.wall < 1
        ):  # to start processes may take longer than to do without
            peer.jobs = 1
            found = min(found, best(function), key=lambda c: c.wall)
            peer.jobs = JOBS
        return found

    def query(rows: NDArray[np.int32]) -> Clock:
        peer.choose(rows)
        return shared(lambda: peer.matrix(rows, graph.columns))

    n_rows = len(graph.rows)
    few = min(16, n_rows)
    guess = query(graph.rows[:few]).wall * n_rows / few
    out["scaled"] = guess > limit
    rows = graph.rows[: max(few, int(n_rows * limit / 4 / guess))] if out["scaled"] else graph.rows
    clock = query(rows)
    found, scale = clock.found, n_rows / len(rows)
    out["matrix"] = scale * (peer.seconds or clock.wall)
    out["cpu"] = None if peer.seconds else scale * clock.cpu
    asked = ~np.eye(min(CHECKED, n_rows), found.shape[1], dtype=bool)  # a zone to itself: by definition
    out["error"] = error(found[:CHECKED], right["matrix"][:, : found.shape[1]], asked)

    if kind.searches:
        few = graph.sources[:CHECKED_ALL]
        often = Clock(lambda: peer.to_all(few)).wall / len(few) * len(graph.sources) < limit
        sources = graph.sources if often else few
        clock = shared(lambda: peer.to_all(sources))
        out["to_all"] = clock.wall / len(sources)
        found = clock.found[:CHECKED_ALL, : whole.n_nodes]
        asked = np.broadcast_to(~whole.closed, found.shape)
        out["error"] = max(out["error"], error(found, right["to_all"], asked))
    return out


def right_answers(graph: Graph) -> dict[str, Any]:
    """SciPy's, for the sample that is compared, and a bound of the costs between nodes."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    split = graph.split()
    shape, few = (split.n_nodes, split.n_nodes), split.sources[:CHECKED_ALL]
    before = dijkstra(csr_array((split.cost, split.head, split.first), shape=shape), indices=few)
    arcs = csr_array((split.changed, split.head, split.first), shape=shape)
    to_all = dijkstra(arcs, indices=few)
    matrix = dijkstra(arcs, indices=split.rows[:CHECKED])[:, split.columns]
    longest = 4 * max(np.max(d, where=np.isfinite(d), initial=0.0) for d in (before, to_all))
    return {"matrix": matrix, "to_all": to_all[:, : graph.n_nodes], "longest": longest}


def row(name: str, found: dict[str, Any]) -> list[str]:
    """A row of the table."""
    kind = PEERS[name]

    def number(value: float | None, *, scaled: bool = False) -> str:
        if value is None or np.isnan(value):
            return "-"
        return "< 0.001" if value < 1e-3 else ("~" if scaled else "") + f"{float(f'{value:.3g}'):,.10g}"

    to_all = found.get("to_all")
    wrong = " (too much)" if found["error"] > kind.tolerance else ""
    return [
        f"{name} {version(kind.package)}".strip(),
        kind.runs_on,
        number(found["prepare"]),
        f"{found['memory']:,.0f}",
        number(found["change"]),
        kind.change,
        number(found["matrix"], scaled=found["scaled"]),
        number(found["cpu"], scaled=found["scaled"]),
        number(found["change"] + found["matrix"], scaled=found["scaled"]),
        number(None if to_all is None else to_all * 1e3),
        f"{found['error']:.0e}{wrong}",
    ]


def version(package: str) -> str:
    """Of a distribution that is installed, or of this clone."""
    if package == "reopen":
        return reopen.__version__
    return importlib.metadata.version(package)


def machine() -> str:
    """Processor, cores, memory, what else it does, versions."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), platform.processor())
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    software = f"Python {platform.python_version()}, NumPy {np.__version__}, Numba {version('numba')}"
    model += f", {os.cpu_count()} cores, {size:.0f} GiB, load {os.getloadavg()[0]:.1f} at the start"
    return f"{model}; {platform.system()}; {software}"


def side_by_side(graph: Graph, peers: list[str], limit: float) -> str:
    """The table of one graph."""
    say(f"{graph.name}: {graph.n_nodes:,} nodes, {len(graph.head):,} arcs")
    rows, skipped = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph.save(folder / "graph.npz")
        np.savez(folder / "right.npz", **right_answers(graph))
        env = {"OMP_WAIT_POLICY": "PASSIVE"} | os.environ | {"OMP_NUM_THREADS": str(JOBS), "TMPDIR": name}
        for peer in peers:
            env["REOPEN_CACHE"] = str(folder / peer)  # no order that an earlier run has kept
            out = folder / f"{peer}.json"
            command = [sys.executable, __file__, "--measure", peer, name, "--limit", str(limit)]
            done = subprocess.run(
                command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            if out.exists():
                rows.append(row(peer, json.loads(out.read_text())))
                say("  " + " | ".join(rows[-1]))
            else:
                why = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
                say(f"  {peer}: skipped: {why[-1]}")
                skipped.append(f"{peer} skipped: {why[-1]}")
    lines = [
        f"### {graph.name}",
        "",
        f"{graph.about}: {graph.n_nodes:,} nodes, {len(graph.head):,} arcs; matrix {len(graph.rows):,} x "
        f"{len(graph.columns):,}, one to all from {len(graph.sources)}.",
        "",
        *("| " + " | ".join(cells) + " |" for cells in (*zip(*HEAD, strict=True), *rows)),
        *("\n" + line for line in skipped),
    ]
    return "\n".join(lines)


def options() -> argparse.ArgumentParser:
    """The command's."""
    parser = argparse.ArgumentParser(description="Shortest paths against peers.")
    add = parser.add_argument
    add("--graphs", nargs="+", choices=list(GRAPHS), default=list(GRAPHS))
    add("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    add("--size", type=int, default=1000, help="rows of the matrices without zones")
    add("--searches", type=int, default=32, help="origins of one to all")
    add("--nodes", type=int, default=1_000_000, help="nodes of the generated graph")
    add("--limit", type=float, default=60.0, help="seconds; longer queries are sampled and scaled")
    add("--markdown", type=Path, metavar="FILE", help="write the tables to a file")
    add("--write", type=Path, metavar="FILE", help="write the tables between a file's two marks")
    add("--measure", nargs=2, help=argparse.SUPPRESS)
    return parser


def command(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> str:
    """What to type to repeat a run."""
    words = ["python", "bench/paths.py"]
    for key in ("graphs", "peers", "size", "searches", "nodes", "limit"):
        value = getattr(chosen, key)
        if value != parser.get_default(key):
            words += [f"--{key}", *(value if isinstance(value, list) else [f"{value:g}"])]
    return " ".join(words)


def main() -> None:
    """All graphs, or one peer on one graph when called by itself."""
    parser = options()
    chosen = parser.parse_args()
    if chosen.measure:
        peer, folder = chosen.measure[0], Path(chosen.measure[1])
        found = measure(peer, folder, chosen.limit)
        (folder / f"{peer}.json").write_text(json.dumps(found))
        return
    here, tables = machine(), []
    say(here)
    for name in chosen.graphs:
        extra = {"n_nodes": chosen.nodes} if name == "generated" else {}
        try:
            graph = GRAPHS[name](chosen.size, chosen.searches, **extra)
        except FileNotFoundError as missing:
            say(f"{name}: skipped: {missing}; REOPEN_BENCH names the folder of the cases")
            continue
        tables.append(side_by_side(graph, chosen.peers, chosen.limit))
    text = "\n\n".join([f"`{command(parser, chosen)}`", here + ".", *tables])
    say("\n" + text)
    if chosen.markdown:
        chosen.markdown.write_text(text + "\n", encoding="utf-8")
    if chosen.write:
        before, _, rest = chosen.write.read_text(encoding="utf-8").partition(START)
        _, end, after = rest.partition(END)
        if not end:
            sys.exit(f"{chosen.write} lacks {START} or {END}")
        chosen.write.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
