"""Whatever is sent to the interface, by its description or against it, no answer is the server's fault."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import count
from time import monotonic, sleep

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from reopen.region.template import new
from reopen.web.app import inner
from tests.web.client import HOME, client_of
from tests.web.conftest import desk_of

EXAMPLES = 25
#: Never ends, and is tested by itself.
STREAM = "/api/events"
#: Operations that cannot succeed here: the starter region has no works of which a programme could be made.
NEVER = {"GET /api/programme"}
#: Seconds that a small solve takes at most.
SECONDS = 60
NUMBERS = count()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """A desk of its own, whose jobs and scenarios nobody else sees."""
    folder = tmp_path_factory.mktemp("fuzzed")
    new(folder / "region")
    desk = desk_of(str(folder / "region"), folder / "scenarios")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def solved(page):
    """A solve that is done, for whoever asks for a result."""
    ask = {"kind": "lattice", "open": ["valley-road"]}
    name = page.send("POST", "/api/jobs", ask).json()["id"]
    until = monotonic() + SECONDS
    while page.get(f"/api/jobs/{name}").json()["state"] != "done" and monotonic() < until:
        sleep(0.1)
    assert page.get(f"/api/jobs/{name}").json()["state"] == "done"
    return name


@pytest.fixture(scope="module")
def described(fuzzed):
    """The interface's own description."""
    return schemathesis.openapi.from_dict(inner(fuzzed).openapi()).exclude(path=STREAM)


@pytest.fixture(scope="module")
def page(fuzzed):
    """A page that has brought its token."""
    with client_of(fuzzed, timeout=60) as client:
        yield client


def sent(case):
    """A generated case as a request's parts."""
    parts = case.as_transport_kwargs(base_url=HOME)
    headers = {k: v for k, v in dict(parts.get("headers") or {}).items() if k.lower() != "host"}
    body = {"json": parts["json"]} if "json" in parts else {}
    if isinstance(parts.get("data"), (bytes, str)):
        body = {"content": parts["data"]}
    return parts["method"], parts["url"], {"params": parts.get("params"), "headers": headers, **body}


def fitted(page, case, solved, n):
    """The case with openings, figures, names and a body that fit what there is: the nth choice of each."""

    def scenario(**more):
        edits = [{"do": "open", "id": "valley-road"}][: n % 2]
        return {"format": 1, "name": f"Number {next(NUMBERS)}", "edits": edits, **more}

    choices = {
        "open": ["", "valley-road"], "elasticity": [0.5, 2.0], "time": [1.0], "border": [1.0],
        "rate": [3.0, 7.0], "as_of": [page.get("/api/session").json()["as_of"]],
    }  # fmt: skip
    path, query, body = case.operation.path, case.query or {}, case.body
    if path.startswith(("/api/scenarios", "/api/diff")):
        made = page.send("POST", "/api/scenarios", scenario()).json()
        choices |= {"name": [made["id"]], "a": ["0", made["id"]], "b": [made["id"], "0"]}
        body = scenario(**({"revision": made["revision"]} if case.method == "PUT" else {}))
    elif path.startswith("/api/jobs"):
        choices["name"] = [solved]
        body = {"kind": "lattice", "open": ["valley-road"]}
    case.query = {key: choices[key][n % len(choices[key])] if key in choices else query[key] for key in query}
    if "name" in choices and case.path_parameters:
        case.path_parameters = {"name": choices["name"][0]}
    if case.method in ("POST", "PUT"):
        case.body = body
    return case


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_answer_is_the_servers_fault(described, page, solved, mode):
    """No 5xx to what the description allows and to what it does not, and every error is in words.

    Half of what it allows fits the region, so that it is answered: every operation is, at least once.
    """
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()

    def check(case, fits, n):
        if fits and mode is GenerationMode.POSITIVE:
            case = fitted(page, case, solved, n)
        method, url, parts = sent(case)
        found = page.request(method, url, **parts | {"headers": parts["headers"] | {"X-Reopen": "1"}})
        asked[case.operation.label] += 1
        met[case.operation.label] += found.is_success
        assert found.status_code < 500, (case.operation.label, found.text)
        if found.status_code >= 400:
            assert found.json()["error"]["message"]

    for operation in described.get_all_operations():
        cases = operation.ok().as_strategy(generation_mode=mode)
        options = {"max_examples": EXAMPLES, "deadline": None, "derandomize": True, "database": None}
        with suppress(Unsatisfiable):  # nothing can be wrong with a request that takes nothing
            settings(suppress_health_check=list(HealthCheck), **options)(
                given(case=cases, fits=st.booleans(), n=st.integers(0, 9))(check)
            )()
    assert len(asked) > 10 and sum(asked.values()) > 10 * EXAMPLES / 2
    if mode is GenerationMode.POSITIVE:
        assert {label for label in asked if not met[label]} == NEVER
