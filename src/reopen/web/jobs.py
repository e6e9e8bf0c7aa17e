"""Long solves one after another, each in a process of its own: progress, cancelling, and what went wrong."""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing import resource_tracker
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any

from reopen.web.problems import BusyError, NotFoundError
from reopen.web.solves import RESULT, Order, work

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

#: Jobs that are remembered with their results, and that may wait.
REMEMBERED, WAITING = 24, 8
#: Number of the signal that ends a process for want of memory; Windows has no name for it.
KILL = 9
ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Job:
    """One long solve as the page sees it.

    Attributes
    ----------
    id : str
        What it is called by.
    kind : str
        What is solved.
    query : str
        What it is asked of, as an address says it; empty for the region as it stands.
    state : {"waiting", "running", "done", "failed", "cancelled"}
        How far it is.
    stage, share : str, float
        What it does now, and how much of that is done.
    message : str
        What went wrong, in words.
    """

    id: str
    kind: str
    query: str = ""
    state: str = "waiting"
    stage: str = ""
    share: float = 0.0
    message: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON."""
        result = f"/api/jobs/{self.id}/result" if self.state == "done" else None
        return {
            "id": self.id, "kind": self.kind, "query": self.query, "state": self.state, "stage": self.stage,
            "share": round(self.share, 4), "message": self.message, "result": result,
        }  # fmt: skip


class Jobs:
    """The jobs of a server. ``listen`` is called with every change, in their order; it may not wait."""

    def __init__(self, listen: Callable[[Job], None]) -> None:
        self._listen, self._changed, self._number = listen, Condition(), count(1)
        self._jobs: dict[str, Job] = {}
        self._orders: dict[str, Order] = {}
        self._results: dict[str, str] = {}
        self._process: SpawnProcess | None = None
        self._running: str | None = None
        self._closed = False
        self._thread = Thread(target=self._run, name="reopen-jobs", daemon=True)
        self._thread.start()

    def post(self, order: Order) -> Job:
        """A job for an order: the one there is, unless it failed or was cancelled, or a new one.

        Raises
        ------
        BusyError
            When too many wait.
        """
        with self._changed:
            for name, known in self._orders.items():
                if known == order and self._jobs[name].state not in ("failed", "cancelled"):
                    return self._jobs[name]
            waiting = sum(job.state == "waiting" for job in self._jobs.values())
            if waiting >= WAITING:
                raise BusyError(f"{waiting} solves wait already; cancel some, or ask again later")
            job = Job(f"j{next(self._number)}", order.kind, order.question.query)
            self._jobs[job.id], self._orders[job.id] = job, order
            self._forget()
            self._changed.notify_all()
            self._listen(job)
            return job

    def all(self) -> list[Job]:
        """Every job, the oldest first."""
        with self._changed:
            return list(self._jobs.values())

    def one(self, name: str) -> Job:
        """A job by its id.

        Raises
        ------
        NotFoundError
            When there is none.
        """
        with self._changed:
            if name not in self._jobs:
                raise NotFoundError(f"there is no job {name[:40]!r}")
            return self._jobs[name]

    def result(self, name: str) -> str:
        """What a job has found: the JSON text that its process wrote.

        Raises
        ------
        NotFoundError
            When it has not found it, or not yet.
        """
        job = self.one(name)
        with self._changed:
            if name not in self._results:
                raise NotFoundError(
                    f"job {job.id} has no result: it is {job.state}{': ' * bool(job.message)}{job.message}"
                )
            return self._results[name]

    def cancel(self, name: str) -> Job:
        """Cancel a job; what has ended stays as it is."""
        with self._changed:
            job = self.one(name)
            if job.state in ENDED:
                return job
            if name == self._running and self._process is not None:
                self._process.kill()
            self._change(name, state="cancelled")
            return self._jobs[name]

    def process_id(self) -> int | None:
        """Process of the job that runs."""
        with self._changed:
            return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """Stop everything."""
        with self._changed:
            self._closed = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        self._thread.join(5.0)

    def _forget(self) -> None:
        """Forget the oldest jobs that have ended."""
        ended = [name for name, job in self._jobs.items() if job.state in ENDED]
        for name in ended[: max(len(self._jobs) - REMEMBERED, 0)]:
            for table in (self._jobs, self._orders, self._results):
                table.pop(name, None)

    def _change(self, name: str, **new: Any) -> None:
        with self._changed:
            if name not in self._jobs or self._jobs[name].state in ENDED:
                return
            self._jobs[name] = job = replace(self._jobs[name], **new)
            self._listen(job)  # before the next change, so that changes are told in their order

    def _next(self) -> str | None:
        """The next job to run; waits for one. None when the server closes."""
        with self._changed:
            while True:
                if self._closed:
                    return None
                for name, job in self._jobs.items():
                    if job.state == "waiting":
                        self._running = name
                        return name
                self._changed.wait()

    def _run(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # Processes that this thread starts never see Ctrl-C, not even while they import: it is the
            # server's, which ends them. The tracker is started before, as its start lets Ctrl-C in again.
            resource_tracker.ensure_running()
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while (name := self._next()) is not None:
            try:
                self._solve(name)
            except Exception as error:  # whatever it is, the jobs after this one go on
                with self._changed:
                    if self._process is not None:
                        self._process.kill()
                    self._process = self._running = None
                words = f"the server could not go on with it ({error}); ask for it again"
                self._change(name, state="failed", message=words)

    def _solve(self, name: str) -> None:
        """Run one job's process to its end and listen to what it tells."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        with self._changed:
            if self._closed or self._jobs[name].state != "waiting":
                return
            process = context.Process(target=work, args=(self._orders[name], theirs), daemon=True)
            process.start()
            self._process = process
            self._change(name, state="running")
        theirs.close()
        try:
            while True:
                self._heard(name, ours.recv_bytes())
        except (EOFError, OSError):
            pass
        process.join()
        code = process.exitcode or 0
        with self._changed:
            self._process = self._running = None
        self._change(
            name, state="failed", message=f"the process that worked on it {_end(code)}; ask for it again"
        )
        ours.close()

    def _heard(self, name: str, message: bytes) -> None:
        if message.startswith(RESULT):
            with self._changed:
                if name in self._jobs and self._jobs[name].state not in ENDED:
                    self._results[name] = message.removeprefix(RESULT).decode()
            self._change(name, state="done", share=1.0)
            return
        data = json.loads(message)
        if "error" in data:
            self._change(name, state="failed", message=data["error"])
        else:
            self._change(name, stage=data["stage"], share=data["share"])


def _end(code: int) -> str:
    """How a process that brought no result has ended, in words."""
    if code == -KILL:
        return f"was ended from outside (signal {KILL}, often because memory ran out)"
    return f"broke off (signal {-code})" if code < 0 else "ended without a result"
