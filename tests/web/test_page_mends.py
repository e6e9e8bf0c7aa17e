"""What a reader has at hand on the page stays there, and what is done twice is done once."""

from __future__ import annotations

from tests.web.served import assert_quiet, script, visit


def test_the_panel_keeps_focus_and_caret(valleys):
    """Drawn anew, a panel gives the focus back to the control that had it, with the caret where it was."""
    told = visit(
        f"{valleys}#tab=scenarios",
        script("await settled(''); await until(() => $('[data-scenarios]'))"),
        {"fill": ["[data-name]", "Valley road"]},
        script(
            "const field = (window.old = $('[data-name]'));"
            "field.setSelectionRange(2, 5); $('[data-switch]').click()"
        ),
        script("await until(() => linked('open')); await settled(linked('open')); await sleep(300)"),
        script(
            "const now = $('[data-name]'); const focused = document.activeElement === now;"
            "return [now !== window.old, focused, now.selectionStart, now.selectionEnd]"
        ),
        {"click": '[data-tab="result"]'},
        script("const notes = $('.notes'); notes.open = true; notes.firstChild.focus(); window.old = notes"),
        {"press": "Control+z"},
        script("await settled(''); await sleep(300)"),
        script(
            "const now = $('.notes'); const focused = document.activeElement === now.firstChild;"
            "return [now !== window.old, now.open, focused]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][4] == [True, True, 2, 5]
    assert told["steps"][-1] == [True, True, True]


def test_a_double_click_saves_one_scenario(valleys):
    """A double click on the button, and Enter pressed twice, post one scenario each."""
    posts = "window.posts.length"
    count = """
      window.posts = [];
      const real = window.fetch;
      window.fetch = (a, b) => (b?.method === "POST" && window.posts.push(a), real(a, b));
    """
    told = visit(
        f"{valleys}#tab=scenarios",
        script(f"await until(() => $('[data-scenarios]')); {count}"),
        {"fill": ["[data-name]", "By mouse"]},
        script("$('[data-save]').click(); $('[data-save]').click(); await scenario('By mouse')"),
        script(f"$('[data-save]').click(); await sleep(200); return {posts}"),
        {"fill": ["[data-name]", "By key"]},
        {"press": "Enter"},
        {"press": "Enter"},
        script(f"await scenario('By key'); await sleep(200); return {posts}"),
        script("return $('[data-save]').ariaDisabled"),
    )
    assert_quiet(told, valleys)
    assert told["steps"][3] == 1
    assert told["steps"][7] == 2
    assert told["steps"][8] is None


def test_a_scenario_that_was_saved_elsewhere_is_listed_anew(valleys):
    """Who saves over it is told to load it again, and the list has it as it is now."""
    elsewhere = (
        "const all = (await (await fetch('/api/scenarios')).json()).scenarios;"
        "const { id, revision } = all.find(({ name }) => name === 'Ours');"
        "const headers = { 'X-Reopen': '1', 'Content-Type': 'application/json' };"
        "const body = { format: 1, name: 'Ours', edits: [{ do: 'open', id: 'upper-road' }], revision };"
        "await fetch('/api/scenarios/' + id, { method: 'PUT', headers, body: JSON.stringify(body) });"
        "await sleep(1100)"  # the same saved again at once is a double click
    )
    told = visit(
        f"{valleys}#tab=scenarios",
        script("await until(() => $('[data-scenarios]'))"),
        {"fill": ["[data-name]", "Ours"]},
        script("await saved('Ours')"),
        script(elsewhere),
        {"click": "[data-renew]"},
        script(
            "const flag = await until(() => $('[data-panel] [role=alert]'));"
            "return [flag.textContent, (await scenario('Ours')).textContent]"
        ),
        script("confirm = () => true; await act('Ours', 'scenarios.load'); await settled('upper-road')"),
        script(
            "await act('Ours', 'scenarios.delete');"
            "await until(() => !$('[data-scenarios]').textContent.includes('Ours'))"
        ),
    )
    # The browser itself says that the server answered 409.
    assert not told["errors"]
    said, card = told["steps"][5]
    assert "load it again" in said
    assert "upper valley road" in card


def test_a_table_is_saved_once_it_is_solved(valleys):
    """The packages as CSV come as a table, not as the job that they wait for."""
    told = visit(
        valleys,
        script(
            "const make = URL.createObjectURL; let blob = null;"
            "URL.createObjectURL = (one) => ((blob = one), make(one));"
            "$('[data-share]').open = true;"
            "(await until(() => $('[data-share-menu] a[href*=\"packages.csv\"]'))).click();"
            "await until(() => $('[data-table-told=\"packages\"] .job') || blob, 'progress');"
            "await until(() => blob, 'the table', 150000);"
            "const left = $('[data-table-told=\"packages\"]').textContent;"
            "return [blob.type.split(';')[0], await blob.text(), left]"
        ),
        script(
            "const real = window.fetch; window.fetch = () => Promise.reject(new TypeError('cut'));"
            "$('[data-share-menu] a[href*=\"links.csv\"]').click();"
            "const said = await until(() => $('[data-table-told=\"links\"] .flag'));"
            "window.fetch = real; return said.textContent"
        ),
    )
    assert_quiet(told, valleys)
    (kind, text, left), failed = told["steps"]
    assert kind == "text/csv"
    assert "," in text.splitlines()[0]
    assert "{" not in text.splitlines()[0]
    assert left == ""
    assert failed == "cut"


def test_what_changes_nothing_is_no_step(valleys):
    """Baseline and central values, pressed where they hold already, leave undo and redo as they are."""
    can = "[$('[data-undo]').ariaDisabled, $('[data-redo]').ariaDisabled]"
    told = visit(
        f"{valleys}#s.open=5",
        script("return $('[data-status]').innerText"),
        script("await settled(''); $('[data-switch]').click(); await until(() => linked('open'))"),
        script("$('[data-undo]').click(); await settled('')"),
        script(f"$('[data-reset]').click(); $('[data-sliders] button').click(); return {can}"),
    )
    assert_quiet(told, valleys)
    assert "s.open" in told["steps"][0]
    assert told["steps"][-1] == ["true", "false"]


def test_a_region_without_works_offers_no_plan(valleys):
    """A sentence stands for the button, no table of it is offered, and a link to a stop asks for none."""
    told = visit(
        f"{valleys}#stop=3",
        script("await settled(''); await until(() => $('#time-record')); $('[data-share]').open = true"),
        script("await until(() => $('[data-share-menu] a[href*=\"links.csv\"]')); await sleep(300)"),
        script(
            "return [$('[data-plan]'), $('[data-times] .plan').textContent,"
            "$('[data-share-menu] a[href*=\"programme.csv\"]')]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][-1] == [None, "This region has no rebuilding programme.", None]
    assert not [one for one in told["requests"] if "/api/programme" in one]


def test_what_was_switched_there_and_back_is_not_said(valleys):
    """The result of a choice that was taken back at once is not read out after it."""
    turn = "$('[data-switch]').click(); await"
    told = visit(
        valleys,
        script("await settled(''); await until(() => $('[data-live]').textContent.includes('on: 0'))"),
        script(f"{turn} until(() => linked('open')); await settled(linked('open')); {turn} settled('')"),
        script("await sleep(1000); return $('[data-live]').textContent"),
    )
    assert_quiet(told, valleys)
    assert "on: 0" in told["steps"][-1]


def test_on_paper_the_legend_is_there(valleys):
    """The legend is open on paper, and shut again on the screen."""
    told = visit(
        valleys,
        script("await settled('')"),
        script(
            "const open = () => $('[data-legend]').open; const was = open();"
            "dispatchEvent(new Event('beforeprint')); const printed = open();"
            "dispatchEvent(new Event('afterprint')); return [was, printed, open()]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][1] == [False, True, False]
