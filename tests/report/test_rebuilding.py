"""The part on rebuilding says what the plan says, leaves nobody out, and is absent without a programme."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from reopen.rebuild.programme import Worth
from reopen.report import palette
from reopen.report.html import render, write
from reopen.report.rebuild_words import aim_of, percent, sentence, status_of, unit_of
from reopen.report.rebuilding import rebuilding
from reopen.report.summary import summary
from reopen.report.tables import tables
from tests.report import rebuilt
from tests.report.browser import browse
from tests.report.conftest import HOSTILE


@pytest.fixture(scope="module")
def view(rebuilt_study):
    return rebuilding(rebuilt_study)


@pytest.fixture(scope="module")
def page(rebuilt_study, tmp_path_factory):
    path = tmp_path_factory.mktemp("rebuilt") / "report.html"
    write(rebuilt_study, path)
    return path


@pytest.fixture(scope="module")
def text(page):
    return page.read_text(encoding="utf-8")


def test_the_head_counts_what_the_plan_holds(view):
    """Tasks, places, openings, people, cost and months are those of the programme."""
    tasks = rebuilt.tasks()
    assert (view.tasks, view.places, view.openings) == (len(tasks), len(rebuilt.PLACES), 1)
    assert view.persons == sum(task.persons for task in tasks)
    assert view.cost[1] == pytest.approx(sum(task.cost.central for task in tasks))
    assert view.start == "2026-04"
    assert view.finish == max(rebuilt.rebuilding().tasks.query("months > 0")["end"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Proven within 3.0 % of the best possible."),
        ({"status": "optimal", "gap": 0.0}, "Proven: no other plan is better."),
        ({"gap": np.inf}, "is not known"),
        ({"stopped": True}, "The search was stopped before its end."),
    ],
)
def test_the_status_is_said_in_a_sentence(changes, words):
    """Proven, near enough, or unknown: each in words of its own."""
    assert words in status_of(rebuilt.plan(**changes))


def test_a_gap_is_never_rounded_to_nothing():
    """Small gaps are rounded up, so that none reads as 0."""
    assert percent(0.00001) == "0.01"
    assert percent(0.2501) == "26"


def test_aims_and_units_follow_the_weights():
    """One aim has its own unit, several have points."""
    assert unit_of(Worth(benefits=0, people=1)) == "person-years"
    assert unit_of(Worth(benefits=0, finish=1)) == "months"
    assert aim_of(Worth(benefits=1, people=2)).count(" and ") == 1


@pytest.mark.parametrize(
    ("months", "words"),
    [(1, "finish 1 month sooner"), (-2, "finish 2 months later"), (0, "home, worth 2 points")],
)
def test_more_of_something_is_a_sentence(months, words):
    """Sooner, later, or no word of the finish; the worth in the unit of the objective."""
    row = {
        "title": "Builders",
        "change": "one more team",
        "person_years": -3.0,
        "months": months,
        "gain": 2.0,
    }
    said = sentence(row, "points")
    assert words in said
    assert "−3 person-years" in said


def test_charts_hold_every_fund_group_and_work(view):
    """Funds with and without a budget; all groups together and each; each kind of clearance."""
    assert [chart.years.title for chart in view.spending] == ["State budget", "No budget stated"]
    assert view.spending[0].years.limit
    assert view.spending[1].years.limit == ()
    whole, *parts = view.people
    assert whole.years.values[-1] == view.persons
    assert np.sum([part.years.values for part in parts], axis=0) == pytest.approx(whole.years.values)
    land = {chart.years.title: sum(chart.years.values) for chart in view.clearance}
    assert land == {"Survey": 480.0, "Clearance": 960.0}


def test_every_displaced_group_is_listed(view, text):
    """Also the one for which no programme was found, and in so many words."""
    assert [row["group_id"] for row in view.groups] == [group[0] for group in rebuilt.GROUPS]
    for _, title, *_ in rebuilt.GROUPS:
        assert title in text
    assert "none found" in text


def test_needs_are_apart_and_not_added(view, text):
    """Three columns with their ranges, a sum of each, and the sentence that they are not to be added."""
    assert [sector.name for sector in view.sectors] == ["housing", "water", "all sectors"]
    assert view.sectors[-1].parts["damage"] == (11.0, 22.0, 43.0)
    assert np.isnan(view.sectors[1].parts["loss"][1])
    assert "Damage, loss and needs overlap. They stand side by side and are never added." in text
    assert "64" not in re.search(r'<table class="needs">.*?</table>', text, re.DOTALL)[0]


def test_what_brings_nothing_is_named(view, text):
    """Crews that are not scarce stand in a sentence, not among the gains."""
    assert [one.title for one in view.more] == ["Builders"]
    assert view.nothing == ("Deminers",)
    assert (
        "Builders, one more team: +1,200 person-years at home, finish 3 months sooner, worth USD 4 m." in text
    )
    assert "No gain was found from more of: <bdi>Deminers</bdi>." in text


def test_budgets_that_are_too_small_are_said_to_be(text):
    """A point of the front without a plan is a row with a sentence."""
    assert "no plan can be carried out with so little" in text


def test_notes_stand_once_as_sentences(view):
    """The programme's own note is not repeated, and others end in a full stop."""
    assert view.notes == ("Winters are left out.", "2 assets have no unit cost.")


def test_every_task_is_in_the_table(text, view):
    """A row a work and place below the picture, which together hold all tasks, people and money."""
    table = re.search(r'<table class="sortable tasks".*?</table>', text, re.DOTALL)[0]
    assert table.count("<tr>") == len(view.works) + 1
    assert sum(row["tasks"] for row in view.works) == len(rebuilt.tasks())
    for name, of in (("persons", lambda t: t.persons), ("cost_usd_m_high", lambda t: t.cost.high)):
        assert sum(row[name] for row in view.works) == pytest.approx(sum(map(of, rebuilt.tasks())))


def test_monuments_have_rows_of_their_own(view):
    """No monument is hidden behind a sum."""
    monuments = {task.asset_id or task.id for task in rebuilt.tasks() if task.track == "heritage"}
    rows = [row for row in view.works if row["track"] == "heritage"]
    assert len(rows) == len(monuments) > 1


def test_works_say_where_and_when_they_are(view):
    """Stages of an opening stand together under its title, others under the name of their settlement."""
    made = rebuilt.rebuilding().tasks
    stages = made[made["task_id"].str.startswith("valley-road.")]
    row = next(row for row in view.works if row["where"] == "Open the valley road and its gate")
    assert (row["tasks"], row["start"], row["end"]) == (3, stages["start"].min(), stages["end"].max())
    assert "Ash / Esh" in {row["where"] for row in view.works}


def test_parts_that_the_settings_leave_out_are_absent(rebuilt_study):
    """No heading without what stands below it."""
    whole = rebuilt_study.rebuilding
    less = rebuilt.rebuilding(shadow=whole.shadow.iloc[:0], front=whole.front.iloc[:0])
    found = render(replace(rebuilt_study, rebuilding=less))
    assert 'id="front"' not in found
    assert "one more team" not in found
    assert "shadow" not in summary(replace(rebuilt_study, rebuilding=less))["rebuild"]
    assert "programme_front" not in tables(replace(rebuilt_study, rebuilding=less))


def test_without_a_programme_there_is_nothing(rebuilt_study):
    """No part, no link to it, no slider, no key and no table."""
    without = replace(rebuilt_study, rebuilding=None)
    found = render(without)
    for word in ('id="rebuilding"', 'href="#rebuilding"', 'id="time"', 'class="stages'):
        assert word not in found
    assert "rebuild" not in summary(without)
    assert not [name for name in tables(without) if name.startswith(("programme_", "needs", "inventory"))]


def test_the_summary_is_plain_json(rebuilt_study):
    """Status, objective, bound, gap, finish and years, and nothing that JSON lacks."""
    found = summary(rebuilt_study)["rebuild"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {"status", "objective", "bound", "gap", "finish", "years"} <= set(found)
    assert found["gap"] == 0.03
    assert found["years"][-1]["persons_home"] == sum(task.persons for task in rebuilt.tasks())
    assert found["years"][0]["funds"]["none"]["budget_usd_m"] is None
    assert found["front"][0]["months"] is None
    spent = sum(year["funds"]["state"]["committed_usd_m_central"] for year in found["years"])
    assert spent == pytest.approx(sum(t.cost.central for t in rebuilt.tasks() if t.fund_id == "state"))


def test_tables_are_written(rebuilt_study):
    """Tasks and all else as tables for a spreadsheet, lists joined."""
    found = tables(rebuilt_study)
    assert len(found["programme_tasks"]) == len(rebuilt.tasks())
    assert "ash.power;ash.water" in set(found["programme_tasks"]["after"])
    assert {"programme_spending", "programme_groups", "programme_shadow", "needs", "inventory"} <= set(found)


SLIDE = (
    "(stop => {{ const t = document.querySelector('#time'); t.value = stop;"
    " t.dispatchEvent(new Event('input', {{bubbles: true}})); }})({})"
)
SAYS = {"evaluate": "document.querySelector('[data-time-says]').textContent"}


@pytest.mark.parametrize("width", [1280, 390])
def test_the_slider_moves_the_map(page, width):
    """Sentence, date, circles and gate follow it, by keyboard too; back at the start all is as before."""
    gate = "document.querySelector('[data-crossing=valley-gate]').style.getPropertyValue('--c')"
    told = browse(
        page,
        SAYS,
        {"evaluate": "document.querySelectorAll('.static-map .settle:not(.off)').length"},
        {"evaluate": gate},
        {"evaluate": SLIDE.format(99)},
        SAYS,
        {"evaluate": "document.querySelectorAll('.static-map .settle.home').length"},
        {"evaluate": gate},
        {"evaluate": "document.querySelector('#time').focus()"},
        {"press": "ArrowLeft"},
        {"evaluate": "document.querySelector('#time').getAttribute('aria-valuetext')"},
        {"press": "Home"},
        {"evaluate": gate},
        {"evaluate": "document.documentElement.scrollWidth"},
        width=width,
        webgl=False,
    )
    assert not told["errors"]
    steps = told["steps"]
    assert "Move the slider" in steps[0]
    assert steps[1] == 0
    assert re.match(r"By 20\d\d-\d\d: 2,250 people at home, 1 opening passable", steps[4])
    assert steps[5] == len(rebuilt.PLACES)
    assert "open" in steps[6]
    assert re.match(r"by 20\d\d-\d\d", steps[9])
    assert steps[11] == steps[2] != steps[6]
    assert steps[12] <= width


def test_play_moves_on_and_stops(page):
    """The button starts and stops the slider."""
    stop = {"evaluate": "Number(document.querySelector('#time').value)"}
    told = browse(
        page,
        {"click": "[data-time-play]", "wait": 0},
        {"wait": 1200, **stop},
        {"click": "[data-time-play]"},
        stop,
        {"wait": 900, **stop},
        webgl=False,
    )
    _, moved, _, held, later = told["steps"]
    assert moved >= 1
    assert held == later


def test_the_slider_draws_on_the_gl_map(page):
    """Settlements appear in the colour of their stage."""
    home = next(stage for stage in palette.STAGES if stage.id == "home").light
    told = browse(
        page,
        {"evaluate": "document.querySelector('#map').scrollIntoView()", "wait": 300},
        {"count": [".gl-map canvas", home]},
        {"evaluate": "document.documentElement.dataset.map"},
        {"evaluate": SLIDE.format(99)},
        {"wait": 1500, "count": [".gl-map canvas", home]},
    )
    assert not told["errors"]
    _, before, kind, _, after = told["steps"]
    assert kind == "gl"
    assert before["near"][0] == 0
    assert after["near"][0] > 100


def test_hostile_names_stay_text(rebuilt_study, tmp_path):
    """Names of places, groups and works run nothing and add no element."""
    count = iter(range(1000))
    region = rebuilt.with_places(rebuilt_study.region, lambda _: HOSTILE[next(count) % len(HOSTILE)])
    path = tmp_path / "hostile.html"
    write(replace(rebuilt_study, region=region), path)
    told = browse(
        path,
        {"evaluate": SLIDE.format(99)},
        {"evaluate": "[window.hacked ?? null, document.scripts.length, document.images.length]"},
        webgl=False,
    )
    assert told["steps"][1] == [None, 2, 0]
    assert not told["errors"]
    assert not told["dialogs"]
