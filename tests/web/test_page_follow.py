"""What the page shows, says and links to follows its state, however quickly that changes."""

from __future__ import annotations

from tests.web.served import assert_quiet, script, visit

ROAD = "upper-road"

#: The jobs of packages, by their state.
STATES = """(await (await fetch("/api/jobs")).json()).jobs
  .filter(({ kind }) => kind === "packages").map(({ state }) => state)"""

#: Moves a slider.
MOVE = "const one = $('[data-slider=\"rate\"]'); one.value = 9; one.dispatchEvent(new Event('input'))"


def test_a_scenario_with_a_lost_opening_is_compared(valleys):
    """What it still opens is compared; the opening that the region lost is told with the scenario alone."""
    post = f"""
      const edits = ["gone", "{ROAD}"].map((id) => ({{ do: "open", id }}));
      const body = JSON.stringify({{ format: 1, name: "Older", region: "two-valleys", edits }});
      const headers = {{ "X-Reopen": "1", "Content-Type": "application/json" }};
      const one = await (await fetch("/api/scenarios", {{ method: "POST", headers, body }})).json();
      return [one.open, one.conflicts.map(({{ id }}) => id)];
    """
    told = visit(
        f"{valleys}#tab=accord",
        script(post),
        {"click": '[data-tab="scenarios"]'},
        script("await act('Older', 'tab.compare'); await until(() => $('[data-compare]'), 'both sides')"),
        script("return $('[data-diff=\"compare.only.there\"]').textContent"),
    )
    assert_quiet(told, valleys)
    assert told["steps"][0] == [[ROAD], ["gone"]]
    assert "upper valley road" in told["steps"][-1]


def test_a_report_goes_on_while_the_menu_is_shut(valleys):
    """Its progress, and then the file, stand in the menu that is opened again."""
    told = visit(
        valleys,
        script("await settled('')"),
        {"click": "[data-share] summary"},
        {"click": '[data-share-act="share.report.make"]'},
        script("await until(() => $('[data-report] .job'))"),
        {"click": "h1"},
        script("await until(() => !$('[data-share]').open); await sleep(100)"),
        {"click": "[data-share] summary"},
        script("return (await until(() => $('[data-report] .job button, [data-report-file]'))).isConnected"),
        script("await until(() => $('[data-report-file]'), 'the report', 120000)"),
        {"click": "h1"},
        {"click": "[data-share] summary"},
        script(
            "await sleep(100); return [$('[data-report-file]') !== null, $('[data-report] button') !== null]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][7] is True
    assert told["steps"][-1] == [True, True]


def test_a_provision_is_told_as_lit_while_it_is(url):
    """A panel drawn anew tells it still; what the pointer lights in the list takes its place."""
    pressed = "[...document.querySelectorAll('[data-provision][aria-pressed=true]')]"
    told = visit(
        f"{url}#tab=accord",
        script("await settled(''); await until(() => $('[data-provision]'))"),
        {"click": "[data-provision]"},
        script(f"const {{ provision }} = {pressed}[0].dataset; {MOVE}; return provision"),
        script("await until(() => linked('s.rate')); await sleep(1500)"),
        script(f"return {pressed}.map((one) => one.dataset.provision)"),
        {"hover": ["[data-list] li:nth-child(2)", 0.5, 0.5]},
        script(f"return {pressed}.length"),
    )
    assert_quiet(told, url)
    assert told["steps"][2] in told["steps"][4]
    assert told["steps"][6] == 0


def test_without_webgl_the_legend_hides_too(valleys):
    """Its boxes switch flows, places, states and modes off in the drawing, and in its file."""
    count = "document.querySelectorAll(`[data-map] .drawn [data-${kind}]`).length"
    drawn = f"['flow', 'worth', 'link'].map((kind) => {count})"
    boxes = "[...document.querySelectorAll('[data-legend-body] fieldset:first-child input')]"
    told = visit(
        f"{valleys}#open={ROAD}",
        script(f"await settled('{ROAD}'); await until(() => $('[data-map] [data-worth]')); return {drawn}"),
        script(f"for (const one of {boxes}.slice(0, 2)) one.click(); return {drawn}"),
        script(
            "for (const one of document.querySelectorAll('[data-legend-body] fieldset:last-of-type input'))"
            f" one.click(); return [...{drawn}, document.querySelectorAll('[data-map] [data-opened]').length]"
        ),
        script("return await (await taken('share.map.svg')).text()"),
        webgl=False,
    )
    assert_quiet(told, valleys)
    before, fewer, (*_, links, opened), file = told["steps"]
    assert min(before) > 0
    assert fewer == [0, 0, before[2]]
    assert links == 2 * opened > 0
    assert "data-flow" not in file


def test_a_page_that_is_out_of_sight_does_not_listen(valleys):
    """It lets its stream go, and what ended meanwhile is there when it is looked at again."""
    turn = "document.dispatchEvent(new Event('visibilitychange'))"
    told = visit(
        f"{valleys}#s.rate=7",
        script(
            "await until(() => linked('s.rate')); window.gone = []; const real = EventSource.prototype.close;"
            "EventSource.prototype.close = function () { gone.push(this.url); real.call(this); };"
            "Object.defineProperty(document, 'hidden', { get: () => window.away, configurable: true })"
        ),
        {"click": '[data-tab="packages"]'},
        script(f"await until(() => $('[data-job]')); window.away = true; {turn}; return gone.length"),
        script(f"await until(async () => {STATES}.at(-1) === 'done', 'the end'); await sleep(500)"),
        script("return $('[data-front]') === null"),
        script(f"window.away = false; {turn}; await until(() => $('[data-front]'), 'the front')"),
    )
    assert_quiet(told, valleys)
    assert told["steps"][2] == 1
    assert told["steps"][4] is True


def test_a_solve_that_is_replaced_is_cancelled(url):
    """Who moves a slider while packages are solved waits for the new ones alone."""
    told = visit(
        f"{url}#tab=packages",
        script(f"await until(() => $('[data-job]')?.textContent.includes('running'), 'a solve'); {MOVE}"),
        script(f"return await until(async () => ((now) => now[0] === 'cancelled' && now)({STATES}))"),
        script("await until(() => $('[data-job]')?.textContent.includes('running'), 'the other')"),
        {"click": "[data-job] button"},
    )
    assert_quiet(told, url)
    assert told["steps"][1][0] == "cancelled"


def test_quick_changes_are_few_in_the_address(valleys):
    """Browsers refuse an address that changes too often; the link that is copied is up to date."""
    told = visit(
        valleys,
        script(
            "await settled(''); await sleep(500); window.written = 0; const real = history.replaceState;"
            "history.replaceState = (...told) => (window.written++, real.apply(history, told));"
            "const clipboard = { writeText: async (text) => (window.text = text) };"
            "Object.defineProperty(navigator, 'clipboard', { value: clipboard });"
            "$('[data-share]').open = true; await until(() => $('[data-share-act=\"share.link\"]'))"
        ),
        script(
            f"for (let i = 0; i < 81; i += 1) $('[data-switch=\"{ROAD}\"]').click();"
            "$('[data-share-act=\"share.link\"]').click(); return [window.written, window.text]"
        ),
        script("await sleep(1500); return [written, linked('open')]"),
    )
    assert_quiet(told, valleys)
    (at_once, link), written = told["steps"][1], told["steps"][2]
    assert f"open={ROAD}" in link
    assert at_once <= 30
    assert written == [at_once + 1, ROAD]


def test_notes_are_shut_again_after_paper(valleys):
    """On paper they are open; the screen has them as the reader left them."""
    told = visit(
        valleys,
        script("await settled(''); await until(() => $('.notes'))"),
        script(
            "const open = () => $('.notes').open; const was = open();"
            "dispatchEvent(new Event('beforeprint')); const printed = open();"
            "dispatchEvent(new Event('afterprint')); return [was, printed, open()]"
        ),
    )
    assert_quiet(told, valleys)
    assert told["steps"][1] == [False, True, False]
