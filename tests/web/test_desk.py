"""What the page begins with: session, map, dates, accord and tables."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from inspect import signature
from threading import Event, Semaphore
from time import sleep

import numpy as np
import pandas as pd
import pytest

from reopen.benefit.benefits import benefits
from reopen.errors import SettingsError
from reopen.network.network import build
from reopen.network.states import states_at
from reopen.report.html import render
from reopen.study import run
from reopen.web.bases import Bases
from reopen.web.desk import TABLES, Desk
from reopen.web.packages import as_json
from reopen.web.pages import pages
from reopen.web.problems import ConflictError
from reopen.web.questions import RANGES, Question
from reopen.web.routes import asker
from reopen.web.scenarios import Folder
from reopen.web.tables import _text
from reopen.web.timeline import timeline
from reopen.web.turns import Turns

#: Parts of the report's data that need a study.
STUDIED = ("measures", "openings", "rebuild")


def test_the_session_names_what_can_be_asked(large, large_desk):
    """Openings, decisions, sliders and the map's address are there."""
    found = large.get("/api/session").json()
    assert found["openings"] == list(large_desk.openings)
    assert set(found["decisions"]) < set(found["openings"])
    assert [s["id"] for s in found["sliders"]] == ["elasticity", "time", "border", "rate"]
    assert all(s["low"] <= s["central"] <= s["high"] for s in found["sliders"])
    assert large.get(found["map"]["url"]).status_code == 200
    assert found["programme"] and found["tables"] == list(TABLES)


def test_every_figure_that_may_be_moved_can_be_asked_for(small_desk):
    """The routes' parameters and the sliders are the figures of a question, in their order."""
    assert list(signature(asker(small_desk)).parameters) == ["open", *RANGES, "as_of"]
    assert tuple(slider.id for slider in small_desk.sliders) == tuple(RANGES)


def test_the_map_comes_once_packed(large):
    """The map is packed, may be kept for ever, and is not sent again to who has it."""
    url = large.get("/api/session").json()["map"]["url"]
    first = large.get(url)
    assert first.headers["content-encoding"] == "gzip"
    assert "immutable" in first.headers["cache-control"]
    again = large.get(url, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_map_names_every_source_that_it_cites(large):
    """Sources of links, openings, provisions and claims are all told."""
    data = large.get(large.get("/api/session").json()["map"]["url"]).json()
    cited = {
        s
        for part in ("links", "openings", "crossings", "provisions")
        for row in data[part]
        for s in row["source"]
    }
    cited |= {s for rows in data["claims"].values() for row in rows for s in row["source"]}
    assert cited and cited <= set(data["sources"])
    links = {row["id"] for row in data["links"]}
    assert all(links.issuperset(row["links"]) for row in (*data["openings"], *data["provisions"]))


@pytest.mark.parametrize("day", ["1989-06-01", "1994-01-01", "2021-01-01", "2026-03-31"])
@pytest.mark.parametrize("table", ["link", "crossing"])
def test_the_timeline_gives_the_states_of_any_date(south_caucasus, table, day):
    """Played up to a date, it gives what the model takes for that date."""
    found = timeline(south_caucasus, "2026-03-31")
    ids, now = list(south_caucasus[f"{table}"][f"{table}_id"]), states_at(south_caucasus, table, day)
    for name, state in zip(ids, now.state, strict=True):
        past = [row[1] for row in found[f"{table}s"].get(name, []) if row[0] <= day]
        played = past[-1] if past else found["before"][f"{table}s"].get(name, "open")
        assert played == state, name


def test_the_accord_on_a_date(large):
    """Provisions have a grade and the links that they are about; an earlier date knows fewer documents."""
    now, then = (large.get(f"/api/accord{q}").json() for q in ("", "?as_of=2021-06-01"))
    assert len(then["documents"]) < len(now["documents"])
    assert all(p["grade"] for p in now["provisions"])
    assert any(p["links"] for p in now["provisions"])
    assert then["as_of"] == "2021-06-01"


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("packages", "programme")])
def test_every_table_can_be_had_as_csv(large, name):
    """Each table has a header and rows of equal length, and comes as a file."""
    found = large.get(f"/api/tables/{name}.csv?open=margara-alican-road")
    rows = list(csv.reader(io.StringIO(found.text)))
    assert found.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("name", ["benefits", "places", "flows", "interplay"])
def test_a_table_of_an_answer_tells_what_it_rests_on(small, small_desk, name):
    """Date, openings and moved sliders stand in every row; the region's own values are not told as moved."""
    day = small_desk.setup.day
    plain, moved = (
        pd.read_csv(io.StringIO(small.get(f"/api/tables/{name}.csv{query}").text), keep_default_na=False)
        for query in ("", "?open=valley-road&rate=3&elasticity=2")
    )
    told = moved[["as_of", "open", "elasticity", "rate"]].drop_duplicates().to_numpy().tolist()
    assert told == [[day, "valley-road", 2.0, 3.0]]
    assert {"elasticity", "time", "border", "rate"}.isdisjoint(plain.columns)
    assert plain[["as_of", "open"]].drop_duplicates().to_numpy().tolist() in ([[day, ""]], [])


@pytest.mark.parametrize("name", ["links", "crossings", "provisions"])
def test_a_table_of_a_date_tells_the_date(large, name):
    """What does not depend on openings does not name them."""
    text = large.get(f"/api/tables/{name}.csv?open=margara-alican-road&as_of=2021-06-01").text
    found = pd.read_csv(io.StringIO(text))
    assert set(found["as_of"]) == {"2021-06-01"} and "open" not in found.columns


def test_a_ground_that_failed_is_tried_again_and_leaves_nothing(small_desk, monkeypatch):
    """An error reaches who asked; those who waited and those who come then get one ground, made once."""
    setup, made, go = small_desk.setup, [], Semaphore(0)
    bases = Bases(setup.seen, setup.settings, setup.day, 1)

    def make_base(*_, **__):
        made.append(1)
        assert go.acquire(timeout=60)
        if len(made) == 1:
            raise SettingsError("no flow has a way")
        return made

    monkeypatch.setattr("reopen.web.bases.make_base", make_base)
    with ThreadPoolExecutor(3) as threads:
        first, waits = (threads.submit(bases.of, Question()) for _ in range(2))
        sleep(0.1)
        go.release()
        with pytest.raises(SettingsError):
            first.result()
        assert not bases.has(Question())
        comes = threads.submit(bases.of, Question())
        sleep(0.1)
        go.release(2)
        assert waits.result() is comes.result() is bases.of(Question()) is made
    assert len(made) == 2


def test_the_ground_asked_for_last_is_made_first_and_none_for_nobody(tmp_path, small_desk, monkeypatch):
    """Of a slider that went on, the place where it stands is answered next; what was given up is not made."""
    desk, made, go = Desk(replace(small_desk.setup, scenarios=tmp_path)), [], Event()

    def make_base(*_, **__):
        assert go.wait(60)
        return made

    def moved(_, time, border):
        made.append(border)

    monkeypatch.setattr("reopen.web.bases.make_base", make_base)
    monkeypatch.setattr("reopen.web.bases.moved", moved)
    monkeypatch.setattr("reopen.web.desk.answer", lambda *_, **__: {})

    async def slid():
        asked = []
        for border in (1.25, 1.5, 1.75, 2.0):
            asked.append(asyncio.ensure_future(desk.answer(Question(border=border))))
            await asyncio.sleep(0.05)
        asked[1].cancel()
        await asyncio.sleep(0.05)
        go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(slid())
    desk.close()
    assert made == [1.25, 2.0, 1.75]
    assert [isinstance(one, asyncio.CancelledError) for one in found] == [False, True, False, False]


def test_turns_outlive_who_goes_as_its_turn_comes():
    """The turn that is handed to someone who goes at that moment comes to the next one."""

    async def turned():
        turns, had = Turns(), []

        async def take(name):
            async with turns.turn():
                had.append(name)
                await asyncio.sleep(0)

        async with turns.turn():
            tasks = [asyncio.ensure_future(take(name)) for name in "abc"]
            await asyncio.sleep(0)
        tasks[-1].cancel()
        await asyncio.wait(tasks)
        await take("d")
        return had

    assert asyncio.run(asyncio.wait_for(turned(), 10)) == ["b", "a", "d"]


def test_a_scenario_that_is_saved_twice_at_once_is_one(small_desk, tmp_path, monkeypatch):
    """Of two clicks on *Save* one saves, the other is told; there is one file."""
    folder, write = Folder(tmp_path, small_desk.folder.baseline), Folder._write

    def slowly(self, made):
        sleep(0.1)
        return write(self, made)

    def save(name):
        try:
            return folder.add(replace(folder.baseline, name=name)).name
        except ConflictError as error:
            return str(error)

    monkeypatch.setattr(Folder, "_write", slowly)
    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(save, ["Twice", "Twice"]))
    assert told[0] == "Twice" and "'Twice' already" in told[1]
    assert len(list(tmp_path.glob("*.json"))) == 1


def finished(client, job, seconds=120):
    """How a job ends."""
    for _ in range(10 * seconds):
        state = client.get(f"/api/jobs/{job}").json()["state"]
        if state not in ("waiting", "running"):
            break
        sleep(0.1)
    return state


def test_tables_that_take_long_are_jobs(small):
    """A table of packages is a job until it is there; an unknown table is told."""
    found = small.get("/api/tables/packages.csv")
    assert (found.status_code, found.json()["job"]["kind"]) == (202, "packages")
    small.send("DELETE", f"/api/jobs/{found.json()['job']['id']}")
    assert small.get("/api/tables/secrets.csv").status_code == 404


def test_packages_are_there_once_they_are_solved(small, small_desk):
    """The address answers with the job, then with the front; the table of it tells what it rests on."""
    query = "?open=valley-road&rate=3"
    job = small.get(f"/api/packages{query}")
    assert job.status_code == 202
    assert finished(small, job.json()["job"]["id"]) == "done"
    found, table = small.get(f"/api/packages{query}"), small.get(f"/api/tables/packages.csv{query}")
    assert (found.status_code, table.status_code) == (200, 200)
    seen, settings = small_desk.setup.seen, small_desk.setup.settings
    settings = settings.model_copy(update={"discount_rates": (3.0,), "draws": 2, "sensitivity": 0})
    solved = benefits(seen, build(seen), settings, as_of=small_desk.setup.day).packages
    assert found.json() == json.loads(json.dumps(as_json(solved)))
    rows = pd.read_csv(io.StringIO(table.text))
    front = found.json()["front"]
    assert rows["openings"].tolist() == [";".join(one["open"]) for one in front]
    assert rows["net_usd_m_per_year"].tolist() == [one["total"] for one in front]
    assert rows[["as_of", "rate"]].drop_duplicates().to_numpy().tolist() == [[small_desk.setup.day, 3.0]]
    assert "open" not in rows.columns
    assert any(one["gains"] for one in front)
    for country in front[0]["by_country"]:
        ends = rows[[f"{country}_{end}" for end in ("p10", "p50", "p90")]].to_numpy()
        told = [one["gains"][country] if one["gains"] else [None] * 3 for one in front]
        assert np.array_equal(ends, np.array(told, dtype=float), equal_nan=True)


def test_a_region_without_works_has_no_programme(small):
    """It is told, not computed."""
    assert small.get("/api/programme").status_code == 404
    assert small.get("/api/tables/programme.csv").status_code == 404
    assert small.send("POST", "/api/jobs", {"kind": "programme"}).status_code == 404
    session = small.get("/api/session").json()
    assert not session["programme"] and "programme" not in session["tables"]


def test_pages_are_a_fixed_table_of_known_kinds(tmp_path):
    """Files of known kinds are there with their bytes; folders and other kinds are not."""
    (tmp_path / "app.js").write_bytes(b"1;")
    (tmp_path / "notes.exe").write_bytes(b"x")
    (tmp_path / "more.js").mkdir()
    found = pages(tmp_path)
    assert list(found) == ["app.js"]
    assert gzip.decompress(found["app.js"].packed) == found["app.js"].body == b"1;"
    assert pages(tmp_path / "none") == {}


def test_the_ground_is_the_reports(small, small_desk):
    """All that the map shows without a study is, to the letter, what the report's page holds."""
    setup = small_desk.setup
    settings = setup.settings.model_copy(update={"draws": 2, "sensitivity": 0})
    html = render(run(setup.region, settings=settings, as_of=setup.day, jobs=1))
    report = json.loads(re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', html, re.S)[1])
    data = small.get(small.get("/api/session").json()["map"]["url"]).json()
    theirs = {name: value for name, value in report.items() if name not in STUDIED}
    assert len(theirs) > 10 and theirs["links"]
    for link in theirs["links"]:
        link.pop("flow", None)
    for country in data["countries"]:
        country.pop("names")  # the report is in one language
    assert {name: data.get(name) for name in theirs} == theirs


def test_no_cell_begins_like_a_formula():
    """A text that a spreadsheet would compute is marked as text; numbers and other texts stay."""
    cells = pd.DataFrame({"name": ["=1+1", "@sum", "+1", "-5 %", "a=b"], "ids": [("=a",)] * 5, "n": [-1] * 5})
    first, *rows = csv.reader(io.StringIO(_text(cells, {"open": "=2"})))
    assert first == ["name", "ids", "n", "open"]
    assert [row[0] for row in rows] == ["'=1+1", "'@sum", "'+1", "-5 %", "a=b"]
    assert rows[0][1:] == ["'=a", "-1", "'=2"]


@pytest.mark.parametrize("path", ["/api/scenarios", "/api/jobs"])
def test_a_body_that_is_no_json_is_told_by_its_place(small, path):
    """Reason and character are told, and that the body is meant."""
    headers = {"X-Reopen": "1", "Content-Type": "application/json"}
    found = small.request("POST", path, content='{"name": ', headers=headers)
    (problem,) = found.json()["error"]["problems"]
    assert found.status_code == 422
    assert problem["place"] == "body"
    assert problem["found"] == "the body is not JSON: Expecting value at character 10"


def test_a_figure_that_is_no_number_hides_nothing(small):
    """All that is wrong with a question is told at once, each once."""
    found = small.get("/api/matrix?elasticity=x&rate=99&open=gone&as_of=soon").json()["error"]["problems"]
    assert sorted(problem["place"] for problem in found) == ["as_of", "elasticity", "open", "place", "rate"]
    assert all(problem["mend"] for problem in found)
