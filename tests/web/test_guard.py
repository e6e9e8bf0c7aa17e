"""Who may speak to the server: the page that brought the token, from this machine, and nobody else."""

from __future__ import annotations

import pytest

from reopen.web.guard import LARGEST_BODY
from tests.web.client import HOME, TOKEN, client_of


@pytest.fixture
def stranger(small_desk):
    """A client without the token."""
    with client_of(small_desk, token=None) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/api/session", "/api/answer", "/api/events", "/static/app.js", "/x"])
def test_nothing_is_told_without_the_token(stranger, path):
    """Every address answers 401 without the cookie, those that do not exist too."""
    found = stranger.get(path)
    assert (found.status_code, found.json()["error"]["code"]) == (401, "unauthorized")


def test_the_token_is_exchanged_for_a_strict_cookie_and_leaves_the_address(stranger):
    """The first request is sent on without the token, and its cookie no other site can send."""
    found = stranger.get(f"/?token={TOKEN}&lang=ru")
    cookie = found.headers["set-cookie"]
    assert (found.status_code, found.headers["location"]) == (303, "/?lang=ru")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    assert stranger.get("/api/session").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "ü"])
def test_a_wrong_token_gets_no_cookie(stranger, token):
    """Only the whole token counts."""
    found = stranger.get("/", params={"token": token})
    assert found.status_code == 401
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1.evil.example:8000", ""]
)
def test_a_name_of_the_web_that_leads_here_is_refused(small, host):
    """A page whose name is bound to this machine anew (DNS rebinding) sends its own name as the host."""
    assert small.get("/api/session", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:8001", "http://localhost"]
)
def test_requests_of_other_sites_are_refused(small, origin):
    """Another origin is refused, whatever it brings along."""
    found = small.request(
        "POST", "/api/scenarios", json={"name": "x"}, headers={"origin": origin, "X-Reopen": "1"}
    )
    assert found.status_code == 403


def test_the_pages_own_origin_passes(small):
    """The page's own origin is let through."""
    assert small.get("/api/session", headers={"origin": HOME}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_marks_as_from_elsewhere_is_refused(small, site):
    """Images, scripts and forms of other sites are refused by the browser's own mark."""
    assert small.get("/api/session", headers={"sec-fetch-site": site}).status_code == 403


def test_a_link_from_elsewhere_opens_the_page_and_starts_no_solve(small):
    """A page of another port here is of the same site: its links may open the map, not ask for a solve."""
    link = {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"}
    assert small.get("/", headers=link).status_code == 200
    assert small.get("/api/packages", headers=link).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_change_needs_a_header_that_other_sites_cannot_set(small, method):
    """A form of another site could send a body, but not this header."""
    assert small.request(method, "/api/scenarios/0", json={}).status_code == 403


def test_an_oversized_body_is_refused_before_it_is_read_as_anything(small):
    """One byte more than may be is refused, even though it is no JSON."""
    found = small.request(
        "POST", "/api/scenarios", content=b"x" * (LARGEST_BODY + 1), headers={"X-Reopen": "1"}
    )
    assert (found.status_code, found.json()["error"]["code"]) == (413, "too_large")


def test_an_oversized_address_is_refused(small):
    """So is an address of many thousand characters."""
    assert small.get("/api/answer?open=" + "x" * 20_000).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/%2e%2e/guard.py",
        "/static//etc/passwd", "/static/..\\..\\app.py", "/api/scenarios/..%2f..%2fregion%2fregion",
        "/api/scenarios/region.toml/file", "/api/tables/..%2flink.csv", "/api/jobs/..%2f..", "/etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(small, path):
    """Paths that would leave a folder find nothing."""
    found = small.get(path)
    assert (found.status_code, found.json()["error"]["code"]) == (404, "not_found")


def test_answers_carry_the_headers_that_keep_a_page_to_itself(small):
    """No script but the server's own, no frame, no guess at types, nothing kept by proxies."""
    found = small.get("/api/session").headers
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy and "http" not in policy
    assert (found["x-content-type-options"], found["cache-control"]) == ("nosniff", "no-store")


def test_errors_carry_the_headers_too(stranger):
    """A refusal is guarded as an answer is."""
    assert "content-security-policy" in stranger.get("/api/session").headers


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/api/session"])
def test_a_browser_is_told_in_a_page_which_address_to_open(stranger, path):
    """A refused link shows words without a script, guarded as an answer is; what asks for data gets JSON."""
    found = stranger.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (found.status_code, found.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "token" in found.text and "<code>reopen serve</code> prints" in found.text
    assert "<script" not in found.text and TOKEN not in found.text
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert found.headers["cache-control"] == "no-store" and "set-cookie" not in found.headers
    assert stranger.get(path, headers={"accept": "*/*"}).json()["error"]["code"] == "unauthorized"
