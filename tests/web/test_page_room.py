"""What the page shows has room: the map keeps its height, nothing is out of sight, cut or covered."""

from __future__ import annotations

import pytest

from tests.web.served import assert_quiet, script, visit

#: Has the programme planned.
PLANNED = "$('[data-plan]')?.click(); await until(() => $('#time-programme'), 'the plan', 150000)"

#: Degrees east of the map's right edge and of the settlement that lies farthest east.
EAST = """
  await until(() => linked('view'), 'the map to move');
  const [east, , zoom] = linked('view').split(',').map(Number);
  const { stages } = await (await fetch('/api/programme')).json();
  const edge = east + ($('.map-box').clientWidth / 2) * 360 / (512 * 2 ** zoom);
  return [edge, Math.max(...stages.places.map(({ at }) => at[0]))];
"""


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_map_keeps_its_height_and_shows_the_settlements(url, width):
    """The first look at the programme moves the map to its settlements; no stop changes the map's height."""
    heights = """
      const found = [];
      for (const slider of [$('#time-programme'), $('#time-record')]) {
        for (let stop = 0; stop <= slider.max; stop++) {
          slider.value = stop;
          slider.dispatchEvent(new Event('input'));
          found.push($('.map-box').clientHeight);
        }
      }
      return found;
    """
    told = visit(
        f"{url}#lang=ru",
        script(f"await settled(''); {PLANNED}; return linked('view')"),
        script(heights),
        script(EAST),
        width=width,
        height=900,
    )
    assert_quiet(told, url)
    before, found, (edge, farthest) = told["steps"]
    assert before == ""
    assert len(found) > 50
    assert set(found) == {found[0]}
    assert farthest < edge


def test_a_link_with_a_view_keeps_it(url):
    """Where somebody has moved the map to, a link with the programme begins."""
    view = "44.5,40.2,7.5"
    told = visit(
        f"{url}#stop=20&view={view}",
        script("await until(() => $('#time-programme'), 'the plan', 150000); await sleep(1500)"),
        script("return [linked('stop'), linked('view')]"),
    )
    assert_quiet(told, url)
    assert told["steps"][-1] == ["20", view]


def test_documents_stand_beside_their_dates_in_whole_lines(url):
    """Every title begins beside its date, and the box ends between two lines."""
    told = visit(
        f"{url}#tab=accord",
        script("await until(() => $('.documents li'))"),
        script(
            "const top = (one) => Math.round(one.getBoundingClientRect().top);"
            "const rows = [...document.querySelectorAll('.documents li')];"
            "return rows.map(({ children: [date, title] }) => Math.abs(top(date) - top(title)))"
        ),
        script(
            "const box = $('.documents'); const { lineHeight, paddingTop } = getComputedStyle(box);"
            "return [(box.clientHeight - parseFloat(paddingTop)) / parseFloat(lineHeight),"
            " ...[...box.querySelectorAll('li')].map((one) => one.offsetHeight / parseFloat(lineHeight))]"
        ),
    )
    assert_quiet(told, url)
    *_, apart, lines = told["steps"]
    assert len(apart) > 3
    assert max(apart) <= 4
    assert lines == [round(line) for line in lines]


def test_recomputing_covers_no_date_on_a_phone(url):
    """The line that tells of computing lies below the dates of the map and of the result."""
    told = visit(
        url,
        script("await settled('')"),
        script(
            "const real = window.fetch; const late = (a, b) => sleep(4000).then(() => real(a, b));"
            "window.fetch = (a, b) => (String(a).includes('/api/answer') ? late(a, b) : real(a, b));"
            "$('[data-switch]').click();"
            "const line = await until(() => $('[data-status]:not([hidden]) progress')?.parentElement);"
            "const { top } = line.getBoundingClientRect();"
            "const bottom = (one) => one.getBoundingClientRect().bottom;"
            "const map = [...document.querySelectorAll('[data-when]')].map(bottom);"
            "$('[data-part=side]').click(); return [top, ...map, bottom($('.headline'))]"
        ),
        width=390,
        height=844,
    )
    assert_quiet(told, url)
    top, *dates = told["steps"][-1]
    assert 0 < max(dates) <= top
