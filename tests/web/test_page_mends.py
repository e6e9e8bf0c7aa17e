"""What a reader has at hand on the page stays there, and what is done twice is done once."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.web.served import VALLEYS, assert_quiet, script, serving, visit


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
            "await until(() => $('[data-panel] [role=alert]'));"
            "const flags = [...document.querySelectorAll('[data-panel] [role=alert]')];"
            "return [flags.map((one) => one.textContent).join(' '), (await scenario('Ours')).textContent]"
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


def test_on_paper_there_is_one_legend(valleys):
    """That of the drawing, which goes with what is drawn; the page's own is not printed."""
    told = visit(
        valleys,
        script("await settled('')"),
        script(
            "const sheets = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules]);"
            "const paper = sheets.filter(({ media }) => media?.mediaText === 'print');"
            "const rules = paper.flatMap(({ cssRules }) => [...cssRules]);"
            "const gone = rules.filter(({ style }) => style?.display === 'none');"
            "const hidden = gone.some(({ selectorText }) => $('.legend-box').matches(selectorText));"
            "dispatchEvent(new Event('beforeprint'));"
            "return [hidden, document.querySelectorAll('.drawn [data-key]').length]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][1] == [True, 1]


def test_without_the_shape_of_any_land_nothing_is_drawn_as_sea(valleys):
    """The ground of a region that the base map knows no land of has the colour of land."""
    told = visit(
        valleys,
        script("await settled(''); return await (await taken('share.map.svg')).text()"),
        script("return getComputedStyle(document.documentElement).getPropertyValue('--land').trim()"),
    )
    assert_quiet(told, valleys)
    drawn, land = told["steps"]
    assert ElementTree.fromstring(drawn).find("{http://www.w3.org/2000/svg}rect").get("fill") == land


def test_a_switch_is_called_by_its_title(valleys):
    """Many titles begin with a verb: nothing stands before them, in the list and on the map."""
    called = "return [$('[data-switch]').ariaLabel, $('[data-mark]').ariaLabel]"
    told = visit(valleys, script(f"await settled(''); await until(() => $('[data-mark]')); {called}"))
    assert_quiet(told, valleys)
    assert told["steps"] == [["Open the upper valley road and its gate"] * 2]


def test_what_changes_nothing_alone_leads_to_what_it_is_worth_more_with(url):
    """An opening that needs others, none of them declared, says so and leads to them."""
    told = visit(
        f"{url}#open=meghri-rail",
        script("await settled('meghri-rail'); await until(() => $('[data-idle] button'))"),
        {"click": "[data-idle] button"},
        script("return (await until(() => $('[data-interplay] .pairs'))).textContent"),
        {"click": '[data-tab="result"]'},
        {"click": '[data-switch="ijevan-gazakh-rail"]'},
        script("await settled(linked('open')); return $('[data-idle]') === null"),
    )
    assert_quiet(told, url)
    assert "Horadiz" in told["steps"][2]
    assert told["steps"][-1] is True


def test_a_scenario_file_that_cannot_be_read_is_shown_and_can_only_be_deleted(tmp_path):
    """Its card says what is wrong and offers one button; *Compare* does not offer the file."""
    card = "$('[data-scenario=\"broken-abcdef\"]')"
    (tmp_path / "scenarios" / "two-valleys").mkdir(parents=True)
    broken = tmp_path / "scenarios" / "two-valleys" / "broken-abcdef.json"
    broken.write_text('{"format": 2, "name": "Later"}', encoding="utf-8")
    with serving(tmp_path, str(VALLEYS)) as url:
        told = visit(
            f"{url}#tab=scenarios",
            script(f"await until(() => {card}); window.confirm = () => true"),
            script(
                f"return [{card}.querySelector('.flag').textContent,"
                f" [...{card}.querySelectorAll('button, a')].map((one) => one.dataset.act ?? one.href)]"
            ),
            {"click": '[data-tab="compare"]'},
            script(
                "const select = await until(() => $('[data-other]'));"
                "return [...select.options].map((one) => one.value)"
            ),
            {"click": '[data-tab="scenarios"]'},
            script(
                f"(await until(() => {card})).querySelector('button').click(); await until(() => !{card})"
            ),
        )
        assert_quiet(told, url)
    assert told["steps"][1] == [
        "format: it is 2; this version of reopen reads format 1; save it anew with this version, or update"
        " reopen",
        ["scenarios.delete"],
    ]
    assert told["steps"][3] == ["0"]
    assert not broken.exists()
