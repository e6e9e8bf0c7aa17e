"""The routes of the application's interface: what they take is checked here, and answered elsewhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from reopen.web.desk import TABLES
from reopen.web.problems import BusyError, Problem, WrongRequestError
from reopen.web.questions import RANGES, Question, asked
from reopen.web.scenario import Saved, diff, unreadable
from reopen.web.scenario_reading import parsed
from reopen.web.solves import KINDS
from reopen.web.tables import csv_of

if TYPE_CHECKING:
    from fastapi import APIRouter

    from reopen.web.desk import Desk
    from reopen.web.jobs import Job

#: Answers by status that the description of the interface names.
ERRORS: Mapping[int | str, dict[str, Any]] = {
    status: {"description": words}
    for status, words in (
        (401, "No token"), (403, "From elsewhere"), (404, "No such thing"), (409, "Changed since"),
        (413, "Too large"), (422, "Wrong input, all told"), (429, "Too much at once"), (503, "Too slow"),
    )
}  # fmt: skip


class Asked(BaseModel):
    """A job that is asked for."""

    model_config = ConfigDict(extra="forbid")

    # The description names what there is; what else comes is refused in this server's own words.
    kind: str = Field(max_length=20, json_schema_extra={"enum": list(KINDS)})
    open: list[str] = Field(default_factory=list, max_length=2000)
    settings: dict[str, float | None] = Field(default_factory=dict, max_length=20)
    as_of: str | None = Field(default=None, max_length=10)
    title: str = Field(default="", max_length=200)


def asker(desk: Desk) -> Callable[..., Question]:
    """A function that makes a checked question of the parameters that several routes share."""

    def question(
        open: str = "",
        elasticity: float | None = None,
        time: float | None = None,
        border: float | None = None,
        rate: float | None = None,
        as_of: str | None = None,
    ) -> Question:
        names = [name for name in open.split(",") if name]
        figures = {"elasticity": elasticity, "time": time, "border": border, "rate": rate}
        return asked(
            desk.setup.seen, desk.sliders, open=names, moved=figures, as_of=as_of, day=desk.setup.day
        )

    return question


def others(desk: Desk, given: Mapping[str, str]) -> list[Problem]:
    """What else is wrong with a question of which some figures are no numbers."""
    figures = {}
    for name in RANGES:
        try:
            figures[name] = float(given[name])
        except (KeyError, ValueError):
            continue
    try:
        asker(desk)(given.get("open", ""), as_of=given.get("as_of"), **figures)
    except WrongRequestError as error:
        return list(error.problems)
    return []


def answers(desk: Desk) -> APIRouter:
    """Routes that answer questions about openings."""
    from fastapi import APIRouter, Depends, Header, Path, Query
    from fastapi.responses import Response

    routes = APIRouter(prefix="/api", responses=dict(ERRORS))
    of_query: Any = Depends(asker(desk))
    node = desk.setup.seen["node"]
    places = [str(z) for z in node.loc[node["is_zone"], "node_id"]]
    a_place: Any = Query(json_schema_extra={"enum": places})
    an_opening: Any = Query(default=None, json_schema_extra={"enum": [*desk.openings, None]})
    a_table: Any = Path(json_schema_extra={"enum": list(TABLES)})

    def told(text: str) -> Response:
        return Response(text, media_type="application/json")

    @routes.get("/session")
    def session() -> Any:
        """What the page begins with."""
        return desk.session()

    @routes.get("/map")
    def map_of(v: str = "", if_none_match: str = Header(default="")) -> Any:  # noqa: ARG001
        """The map's data; it never changes while the digest is the same."""
        return packed(desk.map, if_none_match, "private, max-age=31536000, immutable")

    @routes.get("/timeline")
    def dates(if_none_match: str = Header(default="")) -> Any:
        """What changes when."""
        return packed(desk.dates, if_none_match, "private, no-cache")

    @routes.get("/answer")
    async def answer(question: Any = of_query) -> Any:
        """Who gains, which places and links, at central values."""
        return told(await desk.answer(question))

    @routes.get("/ranges")
    async def ranges(question: Any = of_query) -> Any:
        """P10, P50 and P90 of the same."""
        return told(await desk.ranges(question))

    @routes.get("/interplay")
    async def interplay(question: Any = of_query, focus: str | None = an_opening) -> Any:
        """What each opening adds, and what one needs or competes with."""
        if focus is not None and focus not in desk.openings:
            raise _unknown("focus", focus, "it must be an opening of the region")
        return told(await desk.interplay(question, focus))

    @routes.get("/matrix")
    async def matrix(place: str = a_place, question: Any = of_query) -> Any:
        """What flows from and to a place cost before and after."""
        if place not in places:
            raise _unknown("place", place, "it must be a place with flows of its own")
        return told(await desk.matrix(question, place))

    @routes.get("/accord")
    async def accord(question: Any = of_query) -> Any:
        """Documents and provisions on a date."""
        return told(await desk.accord(question.as_of or desk.setup.day))

    @routes.get("/packages", responses={202: {"description": "Being computed: the job"}})
    def packages(question: Any = of_query) -> Any:
        """Packages on the Pareto front, and what stands out."""
        return _solved(desk, desk.solved("packages", question))

    @routes.get("/programme", responses={202: {"description": "Being computed: the job"}})
    def programme(question: Any = of_query) -> Any:
        """The rebuilding programme by month and year."""
        return _solved(desk, desk.solved("programme", question))

    @routes.get("/tables/{name}.csv", responses={202: {"description": "Being computed: the job"}})
    async def table(name: str = a_table, question: Any = of_query) -> Any:
        """A table as CSV."""
        found = await csv_of(desk, name, question)
        if not isinstance(found, str):
            return _solved(desk, found)
        headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
        return Response(found, media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def jobs(desk: Desk) -> APIRouter:
    """Routes of long solves and of events."""
    from fastapi import APIRouter
    from fastapi.responses import Response, StreamingResponse

    routes = APIRouter(prefix="/api", responses=dict(ERRORS))

    @routes.post("/jobs", status_code=202)
    def post(job: Asked) -> Any:
        """Begin a long solve; the same one again is the same job."""
        if job.kind not in KINDS:
            raise _unknown("kind", job.kind, "there are " + ", ".join(KINDS))
        question = asked(
            desk.setup.seen,
            desk.sliders,
            open=job.open,
            moved=job.settings,
            as_of=job.as_of,
            day=desk.setup.day,
        )
        return desk.solved(job.kind, question, job.title).told()

    @routes.get("/jobs")
    def every() -> Any:
        """All jobs that are remembered."""
        return {"jobs": [job.told() for job in desk.jobs.all()]}

    @routes.get("/jobs/{name}")
    def one(name: str) -> Any:
        """One job."""
        return desk.jobs.one(name).told()

    @routes.delete("/jobs/{name}")
    def cancel(name: str) -> Any:
        """Cancel a job."""
        return desk.jobs.cancel(name).told()

    @routes.get("/jobs/{name}/result")
    def result(name: str) -> Any:
        """What a job has found: JSON, or a report as a file."""
        found = desk.jobs.result(name)
        if desk.jobs.one(name).kind != "report":
            return Response(found, media_type="application/json")
        headers = {"content-disposition": f'attachment; filename="reopen-{desk.setup.region.meta.id}.html"'}
        html = json.loads(found)["html"]
        return Response(html, media_type="application/octet-stream", headers=headers)

    @routes.get("/events")
    async def events() -> Any:
        """Server-sent events: jobs, and grounds that are being made."""
        if desk.events.full():
            raise BusyError("too many pages listen already; close some")
        stream = desk.events.listen(lambda: [("job", job.told()) for job in desk.jobs.all()])
        return StreamingResponse(stream, media_type="text/event-stream")

    return routes


def scenarios(desk: Desk) -> APIRouter:
    """Routes of scenarios."""
    from fastapi import APIRouter, Body
    from fastapi.responses import JSONResponse, Response

    routes = APIRouter(prefix="/api", responses=dict(ERRORS))
    body: Any = Body(default=None)

    @routes.get("/scenarios")
    def every() -> Any:
        """All scenarios, the baseline first, and last the files that cannot be read."""
        found, broken = desk.folder.listed()
        names = Counter(one.called for one in found)
        told = [_told(desk, one, names) for one in found]
        return {"scenarios": [*told, *(unreadable(name, wrong) for name, wrong in broken.items())]}

    @routes.post("/scenarios", status_code=201)
    def add(data: Any = body) -> Any:
        """Save a new scenario, or one from elsewhere; that one may have the name of another."""
        made = _over(desk, parsed(data, desk.folder.baseline, new=True), data)
        made = desk.folder.add(made, twice=not data.keys().isdisjoint(("region", "region_sha256")))
        return JSONResponse(_told(desk, made), 201)

    @routes.get("/scenarios/{name}")
    def one(name: str) -> Any:
        """One scenario."""
        return _told(desk, desk.folder.one(name))

    @routes.put("/scenarios/{name}")
    def change(name: str, data: Any = body) -> Any:
        """Save a scenario anew; ``revision`` is the one that was loaded.

        What the file holds of openings that the region lost stays, and so does the region that it names,
        unless the request names one.
        """
        made = _over(desk, parsed(data, desk.folder.baseline), data)
        stays = "region" not in data and "region_sha256" not in data
        found = desk.folder.change(name, made, made.revision, desk.openings, over_stays=stays)
        return _told(desk, found)

    @routes.delete("/scenarios/{name}", status_code=204, response_model=None)
    def remove(name: str) -> Any:
        """Delete a scenario."""
        desk.folder.remove(name)
        return Response(status_code=204)

    @routes.get("/scenarios/{name}/file")
    def file(name: str) -> Any:
        """A scenario as a file to share."""
        found = desk.folder.file(name)
        headers = {"content-disposition": f'attachment; filename="{name}.json"'}
        return Response(found, media_type="application/json", headers=headers)

    @routes.get("/diff")
    def differ(a: str, b: str) -> Any:
        """How two scenarios differ."""
        return diff(desk.folder.one(a), desk.folder.one(b), desk.openings)

    return routes


def _over(desk: Desk, made: Saved, data: Any) -> Saved:
    """A scenario with the region at hand, unless it says over which it was made."""
    if "region_sha256" in data:
        return made
    return replace(made, region_sha256=desk.sha256 if made.region == desk.folder.baseline.region else "")


def _told(desk: Desk, one: Saved, names: Mapping[str, int] | None = None) -> dict[str, Any]:
    """A scenario as the page gets it."""
    if names is None:
        names = Counter(other.called for other in desk.folder.all())
    return one.told(desk.openings, desk.folder.baseline.region, names)


def packed(found: Any, if_none_match: str, cache: str) -> Any:
    """A file in memory, packed, or nothing where the page has it."""
    from fastapi.responses import Response

    mark = f'"{found.digest}"'
    headers = {"etag": mark, "cache-control": cache, "vary": "accept-encoding"}
    if mark in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(found.packed, media_type=found.kind, headers=headers | {"content-encoding": "gzip"})


def _solved(desk: Desk, job: Job) -> Any:
    """What a job has found, or the job while it runs."""
    from fastapi.responses import JSONResponse, Response

    if job.state == "done":
        return Response(desk.jobs.result(job.id), media_type="application/json")
    return JSONResponse({"job": job.told()}, 202)


def _unknown(place: str, found: str, expected: str) -> WrongRequestError:
    return WrongRequestError([Problem(place, f"there is no {found[:80]!r}", expected, "choose one")])
