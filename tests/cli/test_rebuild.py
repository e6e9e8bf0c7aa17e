"""``reopen rebuild`` as a user runs it: words, JSON, files, Ctrl-C, earned value."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import reopen.rebuild.rebuilding as rebuilding
from reopen.cli.app import app
from reopen.region.schema import schema
from reopen.region.template import new
from tests.rebuild.hamlet import tables
from tests.rebuild.ruins import geojson

SETTINGS = "[rebuild]\neffort = 0.5\nfront = 0\nshadow = false\n"
#: Tables of the starter that the hamlet's rows are added to, since a study needs those too.
KEPT = ("unit_cost", "parameter")


def write_rows(folder, name, rows):
    """Write a table, or add to the starter's."""
    file = folder / f"{name}.csv"
    sourced = {"source": "own-estimate"} if "source" in schema()[name].attributes else {}
    old = rows_of(file) if name in KEPT else []
    every = [*old, *(sourced | dict(row) for row in rows)]
    columns = list(dict.fromkeys(key for row in every for key in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(every)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a region of a town and a village, settings for a quick plan, and a damage file."""
    folder = tmp_path_factory.mktemp("rebuild")
    new(folder / "mine")
    rows = tables()
    rows["settlement"][0] |= {"x_coord": -30.0, "y_coord": 20.5}
    for name in rows:
        write_rows(folder / "mine", name, rows[name])
    new(folder / "bare")
    (folder / "quick.toml").write_text(SETTINGS)
    (folder / "priced.toml").write_text(SETTINGS + "[rebuild.unit_costs]\nhousing = 'house'\n")
    (folder / "none.toml").write_text(SETTINGS.replace("0.5", "0"))
    (folder / "wrong.toml").write_text("[rebuild]\nobjectve = 'people'\n[rebuild.weights]\nbenefit = 1\n")
    (folder / "crews.toml").write_text(SETTINGS + "[rebuild.crews]\ndeminer = 3\n")
    properties = {"obj_type": "11-Residential Buildings", "src_date": "01/02/2024"}
    geojson(folder / "seen.geojson", [((-30.0, 20.5), properties | {"damage_gra": "Destroyed"})])
    return folder


@pytest.fixture
def run(here, monkeypatch):
    """Run the command in the folder, with the quick settings unless others are given."""

    def call(*args, region="mine"):
        monkeypatch.chdir(here)
        options = [] if "--settings" in args else ["--settings", "quick.toml"]
        return CliRunner().invoke(app, ["rebuild", region, *options, *map(str, args)])

    return call


@pytest.fixture
def written(here, run):
    """A folder with the results of a run."""
    if not (here / "out").exists():
        done = run("--out", "out")
        assert done.exit_code == 0, done.output
    return here / "out"


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_words_for_a_person(run):
    """What is planned, how good it is, people and money by year, every group, and how to get more."""
    done = run()
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    for part in ("tasks in 2 settlements", "Proven", "people home", "state", " of ", "People of the coast",
                 "none found", "was not looked for", "--out FOLDER", "not stated"):  # fmt: skip
        assert part in words


def test_json_is_what_the_summary_holds(run, written):
    """--json prints summary.json but for the seconds; the bound is not below the value."""
    done = run("--json")
    found = json.loads(done.stdout)
    kept = json.loads((written / "summary.json").read_text(encoding="utf-8"))
    for one in (found, kept):
        assert one.pop("seconds") > 0
    assert found == kept
    assert found["rebuild"]["bound"] >= found["rebuild"]["objective"]
    assert not found["rebuild"]["stopped"]


def test_the_folder_holds_every_form(written):
    """Tables, workbook, project package and calendar tell of the same plan; nothing else is left behind."""
    names = ["milestones.ics", "needs.xlsx", "oc4ids.json", "rebuilding.html", "summary.json", "tables"]
    assert sorted(path.name for path in written.iterdir()) == names
    tasks = rows_of(written / "tables/programme_tasks.csv")
    summary = json.loads((written / "summary.json").read_text(encoding="utf-8"))
    assert len(tasks) == summary["rebuild"]["tasks"] > 10
    calendar = (written / "milestones.ics").read_bytes()
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"Town: ready for return of 600 people" in calendar.replace(b"\r\n ", b"")
    projects = json.loads((written / "oc4ids.json").read_text(encoding="utf-8"))["projects"]
    assert {"local-opening-valley-road", "local-settlement-town-buildings"} & {p["id"] for p in projects}
    assert not [path for path in written.parent.iterdir() if path.name.startswith(".out")]


def test_the_page_shows_the_programme_and_fetches_nothing(written):
    """The page has the report's part on rebuilding, links that lead somewhere, and no script."""
    page = (written / "rebuilding.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert {"rebuilding", "programme", "people-home"} <= ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert "People of the coast" in page
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#|data:)', page)


def test_without_excel_a_line_says_how_to_get_it(here, run, monkeypatch):
    """Where openpyxl is missing the workbook of an earlier run goes, and the exact command is printed."""
    import reopen.report.write_rebuilding as writing

    (here / "plain").mkdir(exist_ok=True)
    (here / "plain/needs.xlsx").write_text("of an earlier run")
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    done = run("--out", "plain")
    assert done.exit_code == 0, done.output
    assert "pip install 'reopen[excel]'" in done.output
    assert not (here / "plain/needs.xlsx").exists()
    assert (here / "plain/summary.json").exists()


def test_damage_files_are_added(run, written):
    """An object of a damage file stands in the inventory, has a task and changes the input's hash."""
    done = run("--damage", "seen.geojson", "--settings", "priced.toml", "--out", "seen", "--json")
    assert done.exit_code == 0, done.output
    rows = rows_of(written.parent / "seen/tables/inventory.csv")
    assert "seen.geojson" in {row["origin"] for row in rows}
    tasks = rows_of(written.parent / "seen/tables/programme_tasks.csv")
    assert "town.homes.seen-house-grade-4" in {row["task_id"] for row in tasks}
    before = json.loads((written / "summary.json").read_text(encoding="utf-8"))["input_sha256"]
    assert json.loads(done.stdout)["input_sha256"] != before


def test_a_stopped_search_writes_its_best_plan(here, run, monkeypatch):
    """A plan that Ctrl-C ended is written and called stopped, and the exit code is 0."""
    whole = rebuilding.schedule
    monkeypatch.setattr(
        rebuilding, "schedule", lambda *args, **more: replace(whole(*args, **more), stopped=True)
    )
    done = run("--out", "stopped")
    assert done.exit_code == 0, done.output
    assert "best plan so far" in " ".join(done.output.split())
    assert json.loads((here / "stopped/summary.json").read_text(encoding="utf-8"))["rebuild"]["stopped"]


def test_ctrl_c_before_a_plan_writes_nothing(here, run, monkeypatch):
    """Stopped before there is any plan, the command exits with 130 and leaves no folder."""

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuilding, "schedule", stop)
    done = run("--out", "nothing")
    assert done.exit_code == 130
    assert "nothing was written" in done.output
    assert not (here / "nothing").exists()


def test_earned_value_against_an_earlier_plan(here, run, written):
    """Later, with one task done, its cost is what was earned, and the earlier plan wanted more by then."""
    tasks = rows_of(written / "tables/programme_tasks.csv")
    first = next(row for row in tasks if float(row["cost_usd_m_central"]) > 0)
    row = {"task_id": first["task_id"], "title": first["title"], "months": first["months"]}
    row |= {"work_id": first["work_id"], "settlement_id": first["settlement_id"], "finished": first["start"]}
    row |= {name: first[name] for name in first if name.startswith("cost_usd_m")}
    before = (here / "mine/task.csv").read_bytes()
    write_rows(here / "mine", "task", [row])
    try:
        done = run("--against", "out", "--as-of", "2028-01-31", "--json")
        words = run("--against", "out", "--as-of", "2028-01-31")
    finally:
        (here / "mine/task.csv").write_bytes(before)
    assert done.exit_code == 0, done.output
    earned = json.loads(done.stdout)["earned"]
    assert earned["earned_usd_m"] == pytest.approx(float(first["cost_usd_m_central"]), abs=1e-4)
    assert earned["planned_usd_m"] > earned["earned_usd_m"]
    assert earned["behind_months"] > 0
    assert f"1 of the {len(tasks)} tasks have a row" in " ".join(earned["notes"])
    assert "months behind" in words.stdout


@pytest.mark.parametrize(
    ("region", "args", "code", "words"),
    [
        ("bare", [], 1, "fill work.csv"),
        ("nowhere", [], 1, "nowhere"),
        ("mine", ["--as-of", "soon"], 1, "soon"),
        ("mine", ["--settings", "none.toml"], 1, "found 0, which plans nothing"),
        ("mine", ["--settings", "wrong.toml"], 1, "did you mean 'objective'"),
        ("mine", ["--settings", "wrong.toml"], 1, "did you mean 'benefits'"),
        ("mine", ["--settings", "crews.toml"], 1, "deminer"),
        ("mine", ["--damage", "no.geojson"], 1, "no.geojson"),
        ("mine", ["--against", "mine"], 1, "name a folder that reopen rebuild --out wrote"),
        ("mine", ["--out", "mine"], 1, "holds a region"),
        ("mine", ["--out", "quick.toml"], 1, "is a file"),
        ("mine", ["--out", "quick.toml/deep"], 1, "is a file"),
        ("mine", ["--out", ""], 2, "give it a name"),
        ("mine", ["--effort", "0"], 2, "--effort"),
        ("mine", ["--jobs", "0"], 2, "--jobs"),
    ],
)
def test_wrong_use_gets_words(run, region, args, code, words):
    """Every mistake is told in words, with the right exit code and no traceback."""
    done = run(*args, region=region)
    assert done.exit_code == code
    assert words in " ".join(done.output.split())
    assert "Traceback" not in done.output
