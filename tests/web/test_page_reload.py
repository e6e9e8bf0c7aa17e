"""Solves that run are in sight again after the page is loaded anew, and what they find is taken."""

from __future__ import annotations

from tests.web.served import assert_quiet, script, visit

#: Begins a solve as the page does.
POST = """
  const headers = { "X-Reopen": "1", "Content-Type": "application/json" };
  const post = (body) => fetch("/api/jobs", { method: "POST", headers, body: JSON.stringify(body) });
  const again = () => (setTimeout(() => location.reload()), null);
"""
WORDS = "$('[data-running]').textContent"
LINES = "[...document.querySelectorAll('[data-running] > div')]"


def test_the_programme_and_a_report_are_in_sight_after_a_reload(url):
    """The plan shows its progress where its slider comes then; the report can be cancelled."""
    told = visit(
        url,
        script("(await until(() => $('[data-plan]'))).click(); await until(() => $('.plan progress'))"),
        script(f"{POST} await post({{ kind: 'report' }}); return again()"),
        {"wait": 1500},
        script(
            "await until(() => $('.plan progress'), 'progress of the plan');"
            f"await until(() => $('[data-running] progress'), 'the report'); return {WORDS}"
        ),
        {"click": "[data-running] button"},
        script(
            f"await until(() => {WORDS}.includes('cancelled'));"
            f"return [{WORDS}, $('[data-running]').contains(document.activeElement)]"
        ),
        {"click": "[data-running] button"},
        script(f"await until(() => $('#time-programme'), 'the plan', 120000); return {WORDS}"),
    )
    assert_quiet(told, url)
    assert told["steps"][3] == "Report: waitingCancel"
    assert told["steps"][5] == ["Report: The computation was cancelled.Close", True]
    assert told["steps"][7] == ""


def test_the_record_s_slider_stands_at_its_date_before_the_record_is_there(valleys):
    """Until then it cannot be moved, and stands at the end, where the newest date is; then it can."""
    look = (
        "const slider = $('#time-record'); return [slider.disabled, slider.value === slider.max, slider.max]"
    )
    told = visit(
        valleys,
        script(look),
        script("await until(() => !$('#time-record').disabled)"),
        script(look),
        slow="**/api/timeline",
    )
    assert_quiet(told, valleys)
    assert told["steps"][0] == [True, True, "1"]
    disabled, at_end, stops = told["steps"][2]
    assert (disabled, at_end) == (False, True)
    assert int(stops) > 1


def test_what_a_solve_has_found_is_taken_after_a_reload(valleys):
    """A report and a lattice are given as files, packages are shown; another programme is not the page's."""
    told = visit(
        valleys,
        script(
            f"{POST} await settled('');"
            "for (const title of ['A', 'B']) await post({ kind: 'report', title });"
            "await post({ kind: 'packages' }); await post({ kind: 'lattice', open: ['upper-road'] });"
            "return again()"
        ),
        {"wait": 1500},
        script("await until(() => $('[data-running] progress'))"),
        script(
            "await until(() => $('[data-found=\"lattice\"]'), 'the lattice', 120000);"
            "const found = [...document.querySelectorAll('[data-found]')];"
            "const kind = async ({ href }) => (await fetch(href)).headers.get('content-type');"
            "return Promise.all(found.map(kind))"
        ),
        script(
            f"const line = {LINES}.find((one) => one.textContent.startsWith('Packages'));"
            "line.querySelector('button').click(); await until(() => $('[data-front] svg'));"
            "return line.hidden"
        ),
    )
    assert_quiet(told, valleys)
    kinds, hidden = told["steps"][3:]
    assert kinds[-1] == "application/json"
    assert set(kinds[:-1]) == {"application/octet-stream"}
    assert hidden is True
