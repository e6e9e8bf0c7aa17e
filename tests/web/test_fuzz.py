"""Whatever is sent to the interface, by its description or against it, no answer is the server's fault."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from reopen.region.template import new
from reopen.web.app import inner
from tests.web.client import HOME, client_of
from tests.web.conftest import desk_of

EXAMPLES = 25
#: Never ends, and is tested by itself.
STREAM = "/api/events"


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """A desk of its own, whose jobs and scenarios nobody else sees."""
    folder = tmp_path_factory.mktemp("fuzzed")
    new(folder / "region")
    desk = desk_of(str(folder / "region"), folder / "scenarios")
    yield desk
    desk.close()


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


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_answer_is_the_servers_fault(described, page, mode):
    """No 5xx to what the description allows and to what it does not, and every error is in words."""
    asked: Counter[str] = Counter()

    def check(case):
        method, url, parts = sent(case)
        found = page.request(method, url, **parts | {"headers": parts["headers"] | {"X-Reopen": "1"}})
        asked[case.operation.label] += 1
        assert found.status_code < 500, (case.operation.label, found.text)
        if found.status_code >= 400:
            assert found.json()["error"]["message"]

    for operation in described.get_all_operations():
        cases = operation.ok().as_strategy(generation_mode=mode)
        options = {"max_examples": EXAMPLES, "deadline": None, "derandomize": True, "database": None}
        with suppress(Unsatisfiable):  # nothing can be wrong with a request that takes nothing
            settings(suppress_health_check=list(HealthCheck), **options)(given(case=cases)(check))()
    assert len(asked) > 10 and sum(asked.values()) > 10 * EXAMPLES / 2
