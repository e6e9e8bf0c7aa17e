"""The map application's server: the page, its interface and their guard as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from reopen._version import __version__
from reopen.errors import ReopenError
from reopen.web import routes
from reopen.web.guard import Guard
from reopen.web.problems import NotFoundError, Problem, RequestError, WrongRequestError
from reopen.web.questions import RANGES

if TYPE_CHECKING:
    from fastapi import FastAPI

    from reopen.web.desk import Desk
    from reopen.web.pages import Page

#: Name of the page among the built files.
INDEX = "index.html"


def app(desk: Desk, *, token: str, port: int, warm: bool = True) -> Guard:
    """The whole server.

    Parameters
    ----------
    desk : Desk
        What requests are answered from.
    token : str
        What the first request must bring.
    port : int
        Where it listens on 127.0.0.1.
    warm : bool
        Whether to make the first ground in the background.
    """
    return Guard(inner(desk, warm=warm), token=token, port=port)


def inner(desk: Desk, *, warm: bool = False) -> FastAPI:
    """The application without its guard."""
    from fastapi import FastAPI

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if warm:
            desk.warm()
        yield
        desk.close()

    out = FastAPI(
        title="Reopen map application",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    for part in (routes.answers, routes.jobs, routes.scenarios):
        out.include_router(part(desk))
    _errors(out, desk)
    _files(out, desk.pages)
    return out


def _files(out: FastAPI, found: Mapping[str, Page]) -> None:
    """Routes to the page and its files, one by one: none of them reads a path from a request."""
    from fastapi import Header
    from fastapi.responses import HTMLResponse

    def route(path: str, one: Page) -> None:
        def serve(if_none_match: str = Header(default="")) -> Any:
            return routes.packed(one, if_none_match, "private, no-cache")

        out.add_api_route(path, serve, methods=["GET"], include_in_schema=False)

    for name, one in found.items():
        route(f"/static/{name}", one)
    if INDEX in found:
        route("/", found[INDEX])
        return

    @out.get("/", include_in_schema=False)
    def missing() -> Any:
        words = "the front end's page is not in the package; build it: python hatch_build.py build"
        return HTMLResponse(f"<!doctype html><title>reopen</title><p>{words}", 503)


def _problem(one: Mapping[str, Any]) -> Problem:
    """One thing that is wrong with the form of a request, in words."""
    where, *parts = (str(part) for part in one["loc"])
    if one["type"] == "json_invalid":
        found = f"the body is not JSON: {one['ctx']['error']} at character {int(parts[0]) + 1}"
        return Problem(where, found, "a body is one value of JSON", "mend it there")
    place = ".".join(parts) if where == "query" else ".".join((where, *parts))
    if one["type"] == "missing":
        return Problem(place, "it is missing", "it must be given", "add it")
    mend = "write another value, or leave it out"
    return Problem(place, f"it is {ascii(one.get('input'))[:80]}", str(one["msg"])[:200], mend)


def _errors(out: FastAPI, desk: Desk) -> None:
    """Answer every error in one shape."""
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException

    def told(error: RequestError) -> JSONResponse:
        headers = {"retry-after": "2"} if error.status in (429, 503) else {}
        return JSONResponse(error.body(), error.status, headers=headers)

    def asked(_: Any, error: Any) -> JSONResponse:
        return told(error)

    def wrong(request: Any, error: Any) -> JSONResponse:
        found = error.errors()
        problems = [_problem(one) for one in found]
        # A figure that is no number was refused before anything else of the question was looked at.
        if any(one["loc"][0] == "query" and one["loc"][-1] in RANGES for one in found):
            problems += routes.others(desk, request.query_params)
        return told(WrongRequestError(problems))

    def other(_: Any, error: Any) -> JSONResponse:
        found = RequestError(str(error))
        found.status, found.code = 422, "wrong_input"
        return told(found)

    def none(_: Any, error: Any) -> JSONResponse:
        if error.status_code == 404:
            return told(NotFoundError("there is no such address"))
        found = RequestError(str(error.detail))
        found.status, found.code = error.status_code, "wrong_input"
        response = told(found)
        response.headers.update(error.headers or {})
        return response

    out.add_exception_handler(RequestError, asked)
    out.add_exception_handler(ReopenError, other)
    out.add_exception_handler(RequestValidationError, wrong)
    out.add_exception_handler(HTTPException, none)
