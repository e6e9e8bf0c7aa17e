"""``reopen serve``: listens on this machine alone, tells its address, and ends in words."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from time import sleep

import httpx
import pytest
from typer.testing import CliRunner

from reopen.cli.app import app
from reopen.errors import SettingsError
from reopen.region.load import load
from reopen.region.template import new
from reopen.settings import Settings
from reopen.study import input_hash
from reopen.web.serving import bound, default_folder
from reopen.web.studied import studied

START = "from reopen.cli.app import main; main()"


@contextmanager
def served(*options):
    """A server of its own process and the address that it tells."""
    command = [sys.executable, "-c", START, "serve", "--no-browser", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            words = running.stderr.readline()
            yield running, re.search(r"http://\S+", words)[0]
        finally:
            running.kill()


def test_it_serves_until_it_is_stopped(tmp_path):
    """The address told opens the page's session; Ctrl-C ends it with what is kept."""
    new(tmp_path / "region")
    with served(str(tmp_path / "region"), "--scenarios", str(tmp_path / "mine")) as (running, address):
        with httpx.Client(base_url=address.split("/?")[0], timeout=60) as page:
            assert page.get("/api/session").status_code == 401
            assert page.get(address).status_code == 303
            assert page.get("/api/session").json()["openings"] == ["valley-road"]
            assert page.get("/api/answer?open=valley-road").json()["total"]["benefit"] > 0
            saved = page.post(
                "/api/scenarios",
                json={"format": 1, "name": "Both"},
                headers={"X-Reopen": "1", "Origin": str(page.base_url)},
            )
            assert saved.status_code == 201
        running.send_signal(signal.SIGINT)
        _, words = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "scenarios that were saved are kept" in words
    assert "Traceback" not in words
    assert [path.suffix for path in (tmp_path / "mine").rglob("*.json")] == [".json"]


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a script")
def test_a_browser_of_the_console_is_answered(tmp_path):
    """The server answers a browser that is waited for until it ends."""
    new(tmp_path / "region")
    browser = tmp_path / "browser"
    browser.write_text(
        f"#!{sys.executable}\nimport sys, urllib.request, urllib.error\n"
        "try:\n    urllib.request.urlopen(sys.argv[1], timeout=60)\n"
        "except urllib.error.HTTPError as error:\n"
        f"    open({str(tmp_path / 'answered')!r}, 'w').write(str(error.code))\n",
    )
    browser.chmod(0o755)
    command = [sys.executable, "-c", START, "serve", str(tmp_path / "region")]
    more = ["--scenarios", str(tmp_path / "mine")]
    with subprocess.Popen(
        [*command, *more], stderr=subprocess.DEVNULL, env={**os.environ, "BROWSER": f"{browser} %s"}
    ) as running:
        try:
            for _ in range(300):
                if (tmp_path / "answered").exists():
                    break
                sleep(0.1)
        finally:
            running.kill()
    # It keeps no cookies, and so is sent on and not let in.
    assert (tmp_path / "answered").read_text() == "401"


def test_a_port_that_is_taken_is_told(tmp_path):
    """Another program has the port: one sentence and exit code 1."""
    new(tmp_path / "region")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        found = CliRunner().invoke(app, ["serve", str(tmp_path / "region"), "--no-browser", "--port", port])
    assert found.exit_code == 1
    assert f"--port {port}" in found.output and "name another" in found.output


def test_only_this_machine_is_listened_to():
    """The socket is bound to loopback and no other interface."""
    with bound(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_scenarios_lie_in_the_users_data_folder(monkeypatch, tmp_path):
    """Without a folder named, the system's own is taken."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "reopen" / "scenarios"


def summary(**more):
    """A summary as ``reopen run`` writes it, as far as it is read."""
    return {
        "region": {"id": "south-caucasus", "title": "x"},
        "as_of": "2026-01-31",
        "seed": 7,
        "input_sha256": "0" * 64,
        "settings": Settings(draws=64).model_dump(mode="json"),
    } | more


def test_a_study_is_served_as_it_was_made(tmp_path):
    """Region, date, seed and settings are those of the study."""
    (tmp_path / "summary.json").write_text(json.dumps(summary()))
    found = studied(str(tmp_path))
    assert (found.region, found.as_of, found.seed) == ("south-caucasus", "2026-01-31", 7)
    assert found.settings == Settings(draws=64)


def test_what_is_no_study_is_a_region(tmp_path):
    """Without a summary, what is named is a region."""
    assert studied(str(tmp_path)) is None
    assert studied(None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no summary of a study"),
        (json.dumps({}), "no summary of a study"),
        (json.dumps(summary(region={"id": "mine"})), "reopen serve .* --region FOLDER"),
    ],
)
def test_a_study_that_cannot_be_served_is_told(tmp_path, text, words):
    """A broken summary, and a region that does not come with reopen, are told in words."""
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(SettingsError, match=words):
        studied(str(tmp_path))


def test_a_study_is_served_over_the_folder_of_its_region(tmp_path):
    """With the region's folder named, it is served as it was made; another region or a changed one is not."""
    where, made = tmp_path / "region", tmp_path / "study"
    new(where)
    made.mkdir()
    region, settings = load(where), Settings(draws=64)
    told = summary(region={"id": region.meta.id}, input_sha256=input_hash(region, settings))
    (made / "summary.json").write_text(json.dumps(told))
    with served(str(made), "--region", str(where)) as (_, address), httpx.Client(timeout=60) as page:
        page.get(address)
        found = page.get(address.split("?")[0] + "api/session").json()
    assert (found["region"]["id"], found["as_of"], found["seed"]) == (region.meta.id, "2026-01-31", 7)
    study = studied(str(made), str(where))
    with pytest.raises(SettingsError, match="name the folder of that one"):
        study.check(load())
    table = region["link"].copy()
    table.loc[0, "length"] += 1
    with pytest.raises(SettingsError, match="has changed since"):
        study.check(region.replace(link=table))


def test_a_folder_of_a_region_goes_with_a_study(tmp_path):
    """Named beside a region or nothing it is refused, with the command that serves it."""
    for given in (None, "south-caucasus"):
        with pytest.raises(SettingsError, match="reopen serve mine"):
            studied(given, "mine")
