"""The scheduler on PSPLIB beside PyJobShop: ``bench/scheduling.py --sets j30 j60 j120 --every 4 --peer``.

Instances and best-known makespans are read from ``../shared/bench/psplib`` (environment variable
``REOPEN_BENCH`` overrides the folder). Every solver has the same seconds by the clock on two
threads, one instance after the other, in one run; PyJobShop is run with its default solver, where
it is installed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from pathlib import Path

from reopen.rebuild.programme import Programme
from reopen.rebuild.psplib import read_psplib
from reopen.rebuild.schedule import schedule

FOLDER = Path(os.environ.get("REOPEN_BENCH", "../shared/bench")) / "psplib"
#: Seconds for each instance.
SECONDS = {"j30": 120.0, "j60": 30.0, "j120": 30.0}
THREADS = 2


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def published(name: str) -> dict[str, int]:
    """Best-known makespans by file name."""
    out = {}
    with (FOLDER / f"{name}.sm/optimum/optimum.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            out[row["problem"]] = int(row["optimum"].rpartition("..")[2])
    return out


def ours(programme: Programme, seconds: float) -> tuple[int, int]:
    """Makespan and bound of this package."""
    plan = schedule(programme, wall=seconds, jobs=THREADS)
    return round(-plan.value), round(-plan.bound)


def pyjobshop(programme: Programme, seconds: float) -> tuple[int, int]:
    """Makespan and bound of PyJobShop."""
    from pyjobshop import Model

    model = Model()
    crews = {crew.id: model.add_renewable(capacity=crew.levels[0][1]) for crew in programme.crews}
    tasks = {}
    for task in programme.tasks:
        tasks[task.id] = model.add_task()
        model.add_mode(
            tasks[task.id],
            [crews[name] for name, _ in task.crews],
            duration=task.months,
            demands=[teams for _, teams in task.crews],
        )
    for task in programme.tasks:
        for before in task.after:
            model.add_end_before_start(tasks[before.task_id], tasks[task.id])
    found = model.solve(time_limit=seconds, num_workers=THREADS, display=False)
    return int(found.objective), int(found.lower_bound)


def main() -> None:
    """Run, print, and write a table on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["j30", "j60", "j120"])
    parser.add_argument("--every", type=int, default=1, help="every so many groups of parameters")
    parser.add_argument("--seconds", type=float, help="instead of the sets' own")
    parser.add_argument("--all-of-group", action="store_true", help="all instances of a group, not one")
    parser.add_argument("--peer", action="store_true", help="run PyJobShop too")
    parser.add_argument("--log", type=Path, help="JSON lines, one an instance")
    args = parser.parse_args()
    say("| set | solver | instances | average above best known | most | proven | mean s | most s |")
    say("|---|---|---|---|---|---|---|---|")
    for name in args.sets:
        best = published(name)
        seconds = args.seconds or SECONDS[name]
        solvers = {"reopen": ours} | ({"pyjobshop": pyjobshop} if args.peer else {})
        rows: dict[str, list[tuple[float, bool, float]]] = {solver: [] for solver in solvers}
        schedule(read_psplib(FOLDER / f"{name}.sm" / f"{name}1_1.sm"), wall=1.0)  # compile
        for file in chosen(name, sorted(best), args.every, args.all_of_group):
            programme = read_psplib(FOLDER / f"{name}.sm" / file)
            for solver, solve in solvers.items():
                begin = time.perf_counter()
                makespan, bound = solve(programme, seconds)
                taken = time.perf_counter() - begin
                rows[solver].append((makespan / best[file] - 1, makespan <= bound, taken))
                line = {"solver": solver, "file": file, "makespan": makespan, "bound": bound}
                line |= {"best": best[file], "seconds": round(taken, 2)}
                if args.log:
                    with args.log.open("a", encoding="utf-8") as stream:
                        stream.write(json.dumps(line) + "\n")
                say(str(line))
        for solver, found in rows.items():
            gaps, proven, taken_ = zip(*found, strict=True)
            say(
                f"| {name} | {solver} | {len(found)} | {100 * sum(gaps) / len(gaps):.2f} % |"
                f" {100 * max(gaps):.2f} % | {sum(proven)} | {sum(taken_) / len(taken_):.1f} |"
                f" {max(taken_):.1f} |"
            )


def chosen(name: str, files: list[str], every: int, whole: bool) -> list[str]:
    """Files of every so many groups: the first of each, or all of them."""
    groups: dict[int, list[str]] = {}
    for file in files:
        group, number = file.removeprefix(name).removesuffix(".sm").split("_")
        if (FOLDER / f"{name}.sm" / file).exists():
            groups.setdefault(int(group), []).append(f"{int(number):02d}{file}")
    picked = [sorted(groups[g]) for g in sorted(groups)][::every]
    return [file[2:] for group in picked for file in (group if whole else group[:1])]


if __name__ == "__main__":
    main()
