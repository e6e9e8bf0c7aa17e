"""Long solves: in processes of their own, told as they go, cancelled, killed, and asked for again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from multiprocessing.context import SpawnProcess
from queue import Queue
from threading import Event, Thread
from time import sleep

import pytest

from reopen.benefit.combinations import combinations
from reopen.report.together import as_json
from reopen.web.events import WAITING, Events
from reopen.web.jobs import ENDED, Jobs
from reopen.web.problems import BusyError, NotFoundError
from reopen.web.questions import Question
from tests.web.client import client_of

SECONDS = 120


@pytest.fixture
def told():
    """Changes of jobs in the order in which they are told."""
    return Queue()


@pytest.fixture
def jobs(told):
    """Jobs of their own."""
    found = Jobs(told.put)
    yield found
    found.close()


def until(told, name, states):
    """Every change of a job until it is in one of some states."""
    seen = []
    while not seen or seen[-1].state not in states:
        job = told.get(timeout=SECONDS)
        if job.id == name:
            seen.append(job)
    return seen


def test_a_lattice_is_what_the_command_finds(jobs, told, small_desk):
    """A solve runs through waiting and running, and its result is the command's JSON."""
    job = jobs.post(small_desk.order("lattice", Question(("valley-road",))))
    seen = until(told, job.id, ENDED)
    states = list(dict.fromkeys(change.state for change in seen))
    assert states == ["waiting", "running", "done"]
    assert seen[-1].told()["result"] == f"/api/jobs/{job.id}/result"
    assert json.loads(jobs.result(job.id)) == as_json(combinations(small_desk.setup.seen, ["valley-road"]))


def test_a_process_that_cannot_start_is_told_and_the_next_one_works(jobs, told, small_desk, monkeypatch):
    """Without room for a process the job fails with words, and the same solve is done when there is room."""
    order = small_desk.order("lattice", Question(("valley-road",)))

    def full(self):
        raise OSError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(SpawnProcess, "start", full)
        (*_, failed) = until(told, jobs.post(order).id, ENDED)
    assert (failed.state, "Resource temporarily unavailable" in failed.message) == ("failed", True)
    assert until(told, jobs.post(order).id, ENDED)[-1].state == "done"


@pytest.mark.parametrize(("where", "name"), [(SpawnProcess, "start"), (Jobs, "_heard")])
def test_whatever_goes_wrong_with_a_job_the_next_one_works(jobs, told, small_desk, monkeypatch, where, name):
    """An error that nobody thought of fails its job with words, leaves no process, and ends no other job."""
    order = small_desk.order("lattice", Question(("valley-road",)))

    def wrong(*_):
        raise RuntimeError("no more threads")

    with monkeypatch.context() as patch:
        patch.setattr(where, name, wrong)
        (*_, failed) = until(told, jobs.post(order).id, ENDED)
    assert failed.state == "failed"
    assert failed.message == "the server could not go on with it (no more threads); ask for it again"
    assert until(told, jobs.post(order).id, ENDED)[-1].state == "done"


def test_a_change_is_told_before_the_next_one_is_made(told, small_desk):
    """However slow it is to tell that a job waits, that it runs is told after."""

    def slowly(job):
        if job.state == "waiting":
            sleep(0.5)
        told.put(job)

    jobs = Jobs(slowly)
    job = jobs.post(small_desk.order("lattice", Question(("valley-road",))))
    states = [change.state for change in until(told, job.id, ENDED)]
    jobs.close()
    assert list(dict.fromkeys(states)) == ["waiting", "running", "done"]


def test_nothing_comes_between_a_cancel_and_its_word(jobs, told, small_desk, monkeypatch):
    """A job that is being cancelled is not started meanwhile, nor told as failed because it was killed."""
    entered, change = Event(), Jobs._change

    def slowly(self, name, **new):
        if new.get("state") == "cancelled":
            entered.set()
            sleep(0.5)
        change(self, name, **new)

    monkeypatch.setattr(Jobs, "_change", slowly)
    first = jobs.post(small_desk.order("report", Question()))
    waiting = jobs.post(small_desk.order("lattice", Question()))
    last = jobs.post(small_desk.order("lattice", Question(("valley-road",))))
    until(told, first.id, ("running",))
    cancelling = Thread(target=jobs.cancel, args=(waiting.id,))
    cancelling.start()
    assert entered.wait(SECONDS)
    os.kill(jobs.process_id(), signal.SIGKILL)
    states = [change.state for change in until(told, waiting.id, ENDED)]
    cancelling.join()
    until(told, last.id, ("running",))
    killed = jobs.cancel(last.id)
    assert states == ["cancelled"]
    assert killed.state == "cancelled"


def test_a_page_that_is_slow_takes_no_other_with_it():
    """The queue that is full is let go; those after it get the event."""
    events, queues = Events(), [asyncio.Queue() for _ in range(20)]
    for queue in queues:
        queue.put_nowait("before")
    for _ in range(WAITING):
        queues[0].put_nowait("much")
    events._queues = set(queues)
    events._hand_out("news")
    assert [queue.get_nowait() for queue in queues] == ["before"] * 20
    assert [queue.get_nowait() for queue in queues[1:]] == ["news"] * 19


def test_a_killed_process_is_told_and_the_next_one_works(jobs, told, small_desk):
    """Signal 9 to the process that solves: a clear message, and the same solve again is done."""
    order = small_desk.order("lattice", Question(("valley-road",)))
    job = jobs.post(order)
    until(told, job.id, ("running",))
    os.kill(jobs.process_id(), signal.SIGKILL)
    failed = until(told, job.id, ENDED)[-1]
    assert failed.state == "failed"
    assert failed.message == (
        "the process that worked on it was ended from outside (signal 9, often because memory ran out);"
        " ask for it again"
    )
    again = jobs.post(order)
    assert again.id != job.id
    assert until(told, again.id, ENDED)[-1].state == "done"


def test_a_cancelled_job_ends_at_once_and_others_go_on(jobs, told, small_desk):
    """A job that runs and one that waits are both cancelled; the one after them is done."""
    running = jobs.post(small_desk.order("report", Question()))
    waiting = jobs.post(small_desk.order("lattice", Question()))
    last = jobs.post(small_desk.order("lattice", Question(("valley-road",))))
    until(told, running.id, ("running",))
    assert jobs.cancel(waiting.id).state == "cancelled"
    assert jobs.cancel(running.id).state == "cancelled"
    assert until(told, last.id, ENDED)[-1].state == "done"
    assert jobs.one(running.id).state == "cancelled"
    with pytest.raises(NotFoundError, match="cancelled"):
        jobs.result(running.id)


def test_the_same_order_is_the_same_job(jobs, small_desk):
    """Who asks for what is being solved gets the job that there is."""
    order = small_desk.order("lattice", Question(("valley-road",)))
    assert jobs.post(order).id == jobs.post(order).id


def test_an_error_of_the_solve_is_told_in_its_words(jobs, told, small_desk):
    """What the solve raises is the job's message."""
    job = jobs.post(small_desk.order("programme", Question()))
    failed = until(told, job.id, ENDED)[-1]
    assert failed.state == "failed"
    assert "Traceback" not in failed.message and len(failed.message) > 20


def test_too_many_that_wait_are_refused(jobs, small_desk):
    """Beyond some, a new order is refused in words."""
    with pytest.raises(BusyError, match="wait already"):
        for n in range(20):
            jobs.post(small_desk.order("lattice", Question(rate=float(n))))


def test_what_a_process_wrote_is_sent_as_it_is(small, small_desk, monkeypatch):
    """The server sends on the text of a result and does not read it; of a report it sends the file."""
    ask = {"kind": "lattice", "open": ["valley-road"]}
    job = small.send("POST", "/api/jobs", ask).json()
    with monkeypatch.context() as patch:
        patch.setattr(small_desk.jobs, "_results", {job["id"]: '{"html":  "<p>"}'})
        assert small.get(f"/api/jobs/{job['id']}/result").text == '{"html":  "<p>"}'
    small.send("DELETE", f"/api/jobs/{job['id']}")


def test_jobs_over_the_interface(small, small_desk):
    """A job is posted, listed, told by events and cancelled over the interface."""
    posted = small.send("POST", "/api/jobs", {"kind": "report", "open": ["valley-road"], "title": "Both"})
    name = posted.json()["id"]
    assert (posted.status_code, posted.json()["kind"]) == (202, "report")
    assert name in [job["id"] for job in small.get("/api/jobs").json()["jobs"]]
    assert small.send("DELETE", f"/api/jobs/{name}").json()["state"] == "cancelled"
    assert small.get(f"/api/jobs/{name}/result").status_code == 404
    assert small.get("/api/jobs/j999").status_code == 404


@pytest.mark.parametrize(
    ("data", "place"),
    [({"kind": "magic"}, "kind"), ({"kind": "report", "open": ["x"]}, "open"), ({}, "body.kind")],
)
def test_a_wrong_order_is_told(small, data, place):
    """Unknown kinds and openings, and missing parts, are told with their place."""
    found = small.send("POST", "/api/jobs", data)
    assert found.status_code == 422
    assert found.json()["error"]["problems"][0]["place"] == place


def test_events_begin_with_the_jobs_there_are(small_desk):
    """Who begins to listen is told of every job first, and then of every change."""

    async def listened():
        stream = small_desk.events.listen(lambda: [("job", {"id": "j0"})])
        first = [await anext(stream) for _ in range(2)]
        small_desk.events.tell("base", {"share": 0.5})
        then = await anext(stream)
        await stream.aclose()
        return first, then

    first, then = asyncio.run(listened())
    assert first[1] == 'event: job\ndata: {"id": "j0"}\n\n'
    assert then == 'event: base\ndata: {"share": 0.5}\n\n'


def test_answers_do_not_wait_for_a_solve(small_desk):
    """While a solve runs, a switch is answered."""
    with client_of(small_desk) as client:
        name = client.send("POST", "/api/jobs", {"kind": "report"}).json()["id"]
        found = client.get("/api/answer?open=valley-road")
        assert found.status_code == 200
        assert client.get(f"/api/jobs/{name}").json()["state"] in ("waiting", "running")
        client.send("DELETE", f"/api/jobs/{name}")
