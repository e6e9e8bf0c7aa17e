"""What the commands share: progress on the terminal, words for errors, exit codes."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from reopen.errors import ReopenError
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from types import FrameType

#: Seconds from which on it is told beforehand how long the work takes.
LONG = 60.0
#: Exit codes beside 0; a wrong option exits with 2 by itself.
WRONG_INPUT, STOPPED = 1, 130


def log() -> Console:
    """The console for words to a person: stderr, so that stdout stays machine-readable."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(data: Any) -> None:
    """Print JSON to stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def foretell(seconds: float, size: float) -> None:
    """Say how long work will take and how many bytes, where that is long."""
    if seconds > LONG:
        log().print(f"this will take about {seconds / 60:.0f} minutes and {size / 2**30:.1f} GiB of memory")


@contextmanager
def guarded(lost: str = "nothing was written") -> Iterator[None]:
    """Turn errors into words and exit codes: 1 for wrong input, 130 for Ctrl-C, which tells what is lost."""
    try:
        yield
    except ReopenError as error:
        log().print(str(error), markup=False, style=None)
        raise SystemExit(WRONG_INPUT) from None
    except KeyboardInterrupt:
        log().print(f"stopped; {lost}")
        raise SystemExit(STOPPED) from None


@contextmanager
def asked() -> Iterator[Callable[[], bool]]:
    """Whether to go on: until Ctrl-C, which lets the flows be kept; a second one ends at once."""
    asked: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: not asked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def stages() -> Iterator[Progress]:
    """A progress bar a stage on a terminal; silent elsewhere."""
    console = log()
    bar = Bar(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=False,
    )
    tasks: dict[str, TaskID] = {}

    def told(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=1.0)
        bar.update(tasks[stage], completed=share)

    if not console.is_terminal:
        yield silent
        return
    with bar:
        yield told
