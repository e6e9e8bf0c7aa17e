"""Work with the map application's page to its end: solves, time, files, assumptions, the keyboard alone."""

from __future__ import annotations

import json
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from reopen.report.palette import STAGES
from tests.report.browser import browse
from tests.web.served import FIRST, assert_quiet, script, serving, visit

ROAD, FERRY = "upper-road", "strait-ferry"

MESSAGES = Path(__file__).parents[2] / "web" / "src" / "app" / "messages"

#: The jobs of the server, each as its kind and its state.
JOBS = "(await (await fetch('/api/jobs')).json()).jobs.map(({ kind, state }) => [kind, state])"

#: Every number of the result.
FIGURES = "[...document.querySelectorAll('[data-figure]')].map((one) => one.dataset.value).join()"

#: What the status line says from now on.
LISTEN = """
  window.said = [];
  new MutationObserver(() => window.said.push($("[data-status]").textContent))
    .observe($("[data-status]"), { childList: true, subtree: true });
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the server of the embedded region keeps its files."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def url(folder):
    """A server of the embedded region."""
    with serving(folder) as address:
        yield address


def children(process: int) -> list[int]:
    """Processes that a process has started."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for each in tasks for child in each.read_text(encoding="ascii").split()]


def command(process: int) -> str:
    """How a process was called; empty for one that has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def kill_the_solve(folder: Path, sign: Path) -> int:
    """Kill the process that solves for the server of a folder, once a file is there; how many were killed."""
    end = monotonic() + 120
    while not sign.exists() and monotonic() < end:
        sleep(0.05)
    (server,) = (one for one in children(os.getpid()) if str(folder) in command(one))
    solving = [one for one in children(server) if "spawn_main" in command(one)]
    for one in solving:
        os.kill(one, signal.SIGKILL)
    return len(solving)


def test_packages_are_solved_and_a_point_is_shown(valleys):
    """The view tells its progress, draws the front, and a click on a point opens its package everywhere."""
    watch = """
      window.lines = [];
      new MutationObserver(() => {
        const line = $("[data-panel] [data-job]");
        if (line) lines.push([line.textContent, line.querySelector("progress")?.value ?? 0]);
      }).observe($("[data-panel]"), { childList: true });
    """
    switched = (
        "[...document.querySelectorAll('[data-switch][aria-checked=true]')].map((one) => one.dataset.switch)"
    )
    ring = (
        "[...document.querySelectorAll('[data-front] circle[r=\"8\"]')].map((one) => one.getAttribute('cx'))"
    )
    told = visit(
        valleys,
        script(f"await settled(''); {watch}"),
        {"click": '[data-tab="packages"]'},
        script(f"await until(() => $('[data-front] svg'), 'the front'); return [lines, {ring}, {JOBS}]"),
        script(
            "return [...document.querySelectorAll('.fronts [data-package]')].map((one) => one.textContent)"
        ),
        {"click": '[data-front] circle[r="4"]'},
        script("await until(() => linked('open')); await settled(linked('open'))"),
        script(f"return [linked('open').split(','), marked(), {switched}, {ring}]"),
        script("return $('[data-front] circle[r=\"4\"]').getAttribute('cx')"),
    )
    assert_quiet(told, valleys)
    _, _, (lines, before, jobs), packages, _, _, (opened, marked, switched_on, after), point = told["steps"]
    assert any("running" in words for words, _ in lines)
    assert max(share for _, share in lines) > 0
    assert jobs == [["packages", "done"]]
    assert opened == [ROAD]
    assert opened == marked == switched_on
    assert packages[0].startswith("Openings: 1;")
    assert before != after == [point]


def test_a_solve_is_cancelled_and_one_is_killed(url, folder, tmp_path):
    """Both are told beside a button that asks again, and the page answers the next switch each time."""
    running = "await until(() => $('[data-job]')?.textContent.includes('running'), 'a running solve')"
    ended = "await until(() => $('[data-panel] .flag'), 'the end of the solve')"
    told_so = (
        f"{ended}; return [$('[data-panel] .flag').textContent, $('[data-panel] button').textContent, {JOBS}]"
    )
    sign = tmp_path / "running.png"
    with ThreadPoolExecutor() as beside:
        killed = beside.submit(kill_the_solve, folder, sign)
        told = visit(
            url,
            script("await settled('')"),
            {"click": '[data-tab="packages"]'},
            script(running),
            {"click": "[data-job] button"},
            script(told_so),
            {"click": f'[data-switch="{FIRST}"]'},
            script(f"await settled('{FIRST}')"),
            {"click": "[data-panel] button"},
            script(running),
            {"shot": str(sign)},  # the file tells the thread beside that the solve runs
            script(told_so),
            {"click": f'[data-switch="{FIRST}"]'},
            script(
                "await settled(''); $('[data-tab=\"result\"]').click(); return $('[data-total]').textContent"
            ),
        )
    assert killed.result() == 1
    assert_quiet(told, url)
    _, _, _, _, cancelled, _, _, _, _, _, stopped, _, total = told["steps"]
    assert cancelled == ["The computation was cancelled.", "Try again", [["packages", "cancelled"]]]
    words, again, jobs = stopped
    assert "ended from outside (signal 9" in words
    assert again == "Try again"
    assert jobs == [["packages", "cancelled"], ["packages", "failed"]]
    assert total == "0"


def test_the_programme_is_planned_and_played(url):
    """Play moves month, map and numbers; it stops when pressed again and at its end, where it begins anew."""
    slider, button = "$('#time-programme')", "$('[data-play=\"programme\"]')"
    beside = "$('[data-when=\"programme\"]').textContent, $('[data-says=\"programme\"]').textContent"
    now = f"[Number(linked('stop')), {beside}, {button}.ariaPressed, Number({slider}.max)]"
    people_home = {"count": ["[data-map] canvas", STAGES[-1].light]}
    told = visit(
        url,
        script("await until(() => $('[data-plan]'))"),
        {"click": "[data-plan]"},
        script("return (await until(() => $('.plan progress'), 'progress of the plan')).ariaLabel"),
        script(f"await until(() => {slider}, 'the plan', 120000); return {now}"),
        people_home,
        {"click": '[data-play="programme"]'},
        script(f"await until(() => linked('stop') >= 2); {button}.click(); return {now}"),
        script(f"await sleep(1000); return {now}"),
        script(f"{slider}.value = {slider}.max - 2; {slider}.dispatchEvent(new Event('input'))"),
        {"click": '[data-play="programme"]'},
        script(
            f"await until(() => {slider}.value === {slider}.max, 'the end'); await sleep(1000); return {now}"
        ),
        people_home,
        {"click": '[data-play="programme"]'},
        script(f"await until(() => linked('stop') < 9, 'the start'); {button}.click()"),
    )
    assert_quiet(told, url)
    _, _, planned, start, none, _, playing, stopped, _, _, end, many, _, _ = told["steps"]
    assert planned == "Rebuilding programme"
    assert start[:3] == [0, "today", ""]
    assert playing[0] >= 2
    assert stopped == playing
    assert end[0] == end[4]
    assert end[3] == "false"
    assert end[1] > playing[1]
    assert "people at home" in playing[2]
    assert playing[2] != end[2]
    assert none["near"][0] < 100 < many["near"][0]


def test_the_language_changes_while_the_programme_is_planned(tmp_path):
    """The progress goes on in the new language, and the plan takes its place in it."""
    turkish = json.loads((MESSAGES / "tr.json").read_text(encoding="utf-8"))
    change = """
      await until(() => $(".plan progress"), "progress of the plan");
      const choice = $('[data-choice="language"]');
      choice.value = "tr";
      choice.dispatchEvent(new Event("change"));
      await until(() => document.documentElement.lang === "tr" && $(".plan progress"));
      window.lines = [];
      const look = () => $(".plan [data-job]") && lines.push($(".plan [data-job]").textContent);
      look();
      new MutationObserver(look).observe($("[data-times]"), { childList: true, subtree: true });
    """
    with serving(tmp_path) as url:
        told = visit(
            url,
            script("(await until(() => $('[data-plan]'))).click()"),
            script(change),
            script("await until(() => $('#time-programme'), 'the plan', 120000); return lines"),
            script("return [$('#time-programme').ariaLabel, $('.plan') === null]"),
            script("return await played('programme', 2, '[data-says=\"programme\"]')"),
        )
    assert_quiet(told, url)
    _, _, lines, after, (_, says, _) = told["steps"]
    begins, (_, home, *_) = f"{turkish['job.programme']}: ", re.split(r"\{\w+\}", turkish["time.sentence"])
    assert len(set(lines)) > 1
    assert all(line.startswith(begins) and line.endswith(turkish["cancel"]) for line in lines[:-1])
    assert after == [turkish["time.programme"], True]
    assert home in says


def test_the_report_is_made_and_opens(valleys, tmp_path):
    """The menu makes the report of what is on and gives it as a file, which opens without a complaint."""
    report = tmp_path / "report.html"
    told = visit(
        f"{valleys}#open={ROAD},{FERRY}&s.elasticity=2.5",
        script(f"await settled('{ROAD},{FERRY}')"),
        {"click": "[data-share] summary"},
        {"click": '[data-share-act="share.report.make"]'},
        script("return (await until(() => $('[data-report] progress'), 'its progress')).ariaLabel"),
        script("await until(() => $('[data-report-file]'), 'the report', 120000)"),
        {"download": ["[data-report-file]", str(report)]},
    )
    assert_quiet(told, valleys)
    assert told["steps"][3] == "Report"
    assert told["steps"][5] == "reopen-two-valleys.html"
    opened = browse(
        report,
        script("return $('[id^=\"case-present\"] .answer p').textContent"),
        script("return document.doctype.name"),
        script("return [...document.querySelectorAll('.about p')].map((one) => one.textContent)"),
        script(
            "return [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id) => /\\s/.test(id))"
        ),
        {"click": '[href="#case-present-scenario"]'},
        script("return $('#case-present-scenario').open"),
    )
    assert not opened["errors"]
    assert not [line for line in opened["console"] if line.startswith(("error", "warning"))]
    assert not [one for one in opened["requests"] if one.startswith("http")]
    case, doctype, said, spaced, _, unfolded = opened["steps"]
    assert said[0].startswith("Made for the scenario “present scenario”: Resume the strait ferry;")
    assert "delivered price 2.5 instead of " in said[1]
    assert doctype == "html"
    assert spaced == []
    assert unfolded is True
    assert case == "Its openings: Resume the strait ferry; Open the upper valley road and its gate."


def test_a_scenario_leaves_and_comes_back_as_a_file(valleys, tmp_path):
    """Its file brings the same answer back; files that do not fit are told and leave what is on as it is."""
    mine, broken, foreign = (tmp_path / f"{name}.json" for name in ("mine", "broken", "foreign"))
    broken.write_text('{"name": "half a fi', encoding="utf-8")
    data = {"format": 1, "name": "Elsewhere", "region": "south-caucasus", "settings": {"rate": 4}}
    foreign.write_text(json.dumps({**data, "edits": [{"do": "open", "id": FIRST}]}), encoding="utf-8")
    on = "[linked('open'), linked('s.rate')]"
    told = visit(
        f"{valleys}#open={ROAD}&s.rate=9",
        script(f"await settled('{ROAD}'); await until(() => $('[data-figure]')); return {FIGURES}"),
        {"click": '[data-tab="scenarios"]'},
        {"fill": ["[data-name]", "To and fro"]},
        script("return await saved('To and fro')"),
        {"download": ['[data-scenario^="to-and-fro"] a[download]', str(mine)]},
        script("confirm = () => true; await act('To and fro', 'scenarios.delete')"),
        script("await until(() => $('[data-scenarios]').children.length === 1)"),
        {"click": "[data-reset]"},
        script(f"await settled(''); $('[data-tab=\"result\"]').click(); return {FIGURES}"),
        {"click": '[data-tab="scenarios"]'},
        {"choose": ["[data-import]", str(mine)]},
        script(f"await settled('{ROAD}'); return (await scenario('To and fro')).textContent"),
        script(f"$('[data-tab=\"result\"]').click(); return [...{on}, {FIGURES}]"),
        {"click": '[data-tab="scenarios"]'},
        {"choose": ["[data-import]", str(broken)]},
        script("return (await until(() => $('[data-panel] [role=alert]'))).textContent"),
        script(f"return [...{on}, $('[data-scenarios]').children.length]"),
        {"choose": ["[data-import]", str(foreign)]},
        script("return (await scenario('Elsewhere')).textContent"),
        script(
            f"await sleep(300); return [{on}, $('[data-foreign]').textContent, $('[data-live]').textContent]"
        ),
    )
    assert_quiet(told, valleys)
    figures, _, _, count, name, _, _, _, none, _, _, card, back, _, _, alert, kept, _, flag, last = told[
        "steps"
    ]
    assert count == 2
    assert name.startswith("to-and-fro-")
    assert "upper valley road" in card
    assert back == [ROAD, "9", figures]
    assert figures != none
    assert alert == "broken.json is not a scenario file: it is not JSON."
    assert kept == [ROAD, "9", 2]
    assert "was made over this region, and the map shows 'two-valleys'" in flag
    still, told_so, aloud = last
    assert still == [ROAD, "9"]
    assert told_so.startswith(
        "Elsewhere was made over the region south-caucasus, and this map shows two-valleys."
    )
    assert aloud == told_so


def test_assumptions_move_by_keyboard_and_come_back(url):
    """Each slider changes the answer, slow ones say that they compute, and undo brings the numbers back."""
    sliders = ("elasticity", "time", "border", "rate")
    settled = "await until(() => document.documentElement.dataset.answered"
    steps = [script(f"await settled('{FIRST}'); $('[data-assume]').open = true; {LISTEN} return {FIGURES}")]
    for name in sliders:
        steps += [
            script(f"$('[data-slider=\"{name}\"]').focus(); window.said = []"),
            {"press": "ArrowRight"},
            script(f"await until(() => linked('s.{name}')); {settled}.includes('{name}='), '{name}')"),
            script(f"await until(() => $('[data-status]').hidden); return [{FIGURES}, said.join()]"),
        ]
    for name in reversed(sliders):
        steps += [{"press": "Control+z"}, script(f"await until(() => !linked('s.{name}'))")]
    told = visit(
        f"{url}#open={FIRST}",
        *steps,
        script(f"{settled} === 'open={FIRST}', 'the first answer'); return {FIGURES}"),
    )
    assert_quiet(told, url)
    first, last, moved = told["steps"][0], told["steps"][-1], told["steps"][4 : 1 + 4 * len(sliders) : 4]
    assert len({first, *(figures for figures, _ in moved)}) == 1 + len(sliders)
    told_slow = {name for name, (_, said) in zip(sliders, moved, strict=True) if "Recomputing" in said}
    assert told_slow >= {"time", "border"}
    assert last == first


def test_the_keyboard_alone_reaches_everything(valleys):
    """Tab goes from list to map to views, what has the focus shows it, and each part's keys work there."""
    look = """
      const at = document.activeElement;
      const { outlineStyle, boxShadow } = getComputedStyle(at.closest(".choice label") ?? at);
      const kinds = ["search", "switch", "look", "mark", "play", "plan", "tab", "panel"];
      const kind = kinds.find((one) => one in at.dataset) ?? at.className.split(" ")[0];
      return [kind, outlineStyle !== "none" || boxShadow !== "none"];
    """
    steps = [script("await settled('')")]
    places = {}

    def until_at(kind, tabs):
        for _ in range(tabs):
            steps.extend(({"press": "Tab"}, script(look)))
        places[kind] = len(steps) - 1

    until_at("skip", 1)
    until_at("switch", 9)
    steps += [
        {"press": "Space"},
        script(f"await settled('{ROAD}'); return checked('[data-switch=\"{ROAD}\"]')"),
    ]
    switched = len(steps) - 1
    until_at("maplibregl-canvas", 3)
    steps += [
        {"press": "ArrowRight"},
        script("return (await until(() => linked('view'), 'the map moved')) !== ''"),
    ]
    until_at("mark", 1)
    until_at("tab", 6)
    steps += [
        {"press": "ArrowRight"},
        script(look),
        script("return [linked('tab'), $('[data-panel]').textContent]"),
    ]
    told = visit(valleys, *steps)
    assert_quiet(told, valleys)
    shown = [step for step in told["steps"] if isinstance(step, list) and isinstance(step[1], bool)]
    assert {kind: told["steps"][at][0] for kind, at in places.items()} == {kind: kind for kind in places}
    assert told["steps"][switched] == "true"
    assert not [kind for kind, visible in shown if not visible]
    tab, panel = told["steps"][-1]
    assert tab == "focus"
    assert "upper valley road" in panel
