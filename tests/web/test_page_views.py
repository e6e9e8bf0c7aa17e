"""Views of the map application's page with something in them: for everyone, and as pictures to look at."""

from __future__ import annotations

from struct import unpack_from
from zlib import decompress

import pytest

from tests.web.served import BOTH, FINDINGS, FIRST, SECOND, assert_quiet, script, visit

#: Width and height of the pictures, and of the page that axe-core looks at.
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
LOOKED_AT = {"desktop": (1280, 800), "phone": (390, 844)}

#: Lines of a picture that differ, at least: an empty page has a handful.
LINES = 200

#: Waits for the programme, and shows it as it is after five years and a half.
PLAYED = """
  await until(() => $("#time-programme"), "the plan", 120000);
  $("#time-programme").value = 20;
  $("#time-programme").dispatchEvent(new Event("input"));
"""


def seen(name, size, shots):
    """Steps at one view: findings of axe-core, then a picture in its size."""
    look = "await sleep(400);"
    yield from ({"size": LOOKED_AT[size]}, script(f"{look} {FINDINGS}"))
    if LOOKED_AT[size] != SIZES[size]:
        yield from ({"size": SIZES[size]}, script(look))
    yield {"shot": str(shots / f"{name}-{size}.png")}


def tab(name, until="true"):
    """A step to a view; says by how many pixels its tab is cut at the end of the bar."""
    return script(
        f"const tab = $('[data-tab=\"{name}\"]'); tab.click(); await until(() => {until}, '{name}');"
        "const end = $('[data-tabs]').getBoundingClientRect().right;"
        "return { cut: Math.max(0, Math.round(tab.getBoundingClientRect().right - end)) }"
    )


def opened(size, part):
    """On a phone, a step to one part of the page."""
    return [{"click": f'[data-part="{part}"]'}] if size == "phone" else []


def assert_seen(told, url, size, pictures):
    """Nothing went wrong, no view has a serious finding, and every picture shows something in its size."""
    assert_quiet(told, url)
    looks = [step for step in told["steps"] if isinstance(step, list)]
    assert len(looks) == len(pictures)
    assert not [step["cut"] for step in told["steps"] if isinstance(step, dict) and step["cut"]]
    assert not [finding for look in looks for finding in look]
    for picture in pictures:
        width, height, lines = read(picture)
        assert (width, height) == SIZES[size], picture.name
        assert lines > LINES, picture.name


def read(picture):
    """Width, height and the number of different lines of a PNG, as they are packed."""
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, packed = 8, b""
    while at < len(data):
        (size,), kind = unpack_from(">I", data, at), data[at + 4 : at + 8]
        if kind == b"IHDR":
            width, height = unpack_from(">II", data, at + 8)
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    whole = decompress(packed)
    line = len(whole) // height
    return width, height, len({whole[i : i + line] for i in range(0, len(whole), line)})


@pytest.mark.parametrize("size", SIZES)
def test_views_of_the_region(url, shots, size):
    """Result, details, accord, comparison, scenarios and the programme in time, light and dark."""
    dark = script("$('[data-theme-switch]').click(); await sleep(300)")
    other = f"'{size} railway'"
    told = visit(
        f"{url}#open={FIRST}&tab=scenarios",
        script(f"await settled('{FIRST}'); (await until(() => $('[data-plan], #time-programme'))).click()"),
        *opened(size, "side"),
        {"fill": ["[data-name]", f"The {size} railway"]},
        script(f"await saved({other}); await until(() => $('[data-switch=\"{SECOND}\"]'))"),
        script(f"$('[data-switch=\"{SECOND}\"]').click(); await settled('{BOTH}')"),
        tab("scenarios"),
        *seen("scenarios", size, shots),
        tab("result", "!$('.headline')?.textContent.includes('the range follows')"),
        *seen("result", size, shots),
        tab("focus", "$('[data-interplay] .adds')"),
        *seen("focus", size, shots),
        tab("accord", "$('[data-panel] .cards')"),
        *seen("accord", size, shots),
        script(f"$('[data-tab=\"scenarios\"]').click(); await act({other}, 'tab.compare')"),
        script("await until(() => $('[data-compare]'))"),
        *seen("compare", size, shots),
        tab("result"),
        *opened(size, "map"),
        script(PLAYED),
        *seen("programme", size, shots),
        dark,
        *seen("dark", size, shots),
        width=SIZES[size][0],
        height=SIZES[size][1],
    )
    views = ("scenarios", "result", "focus", "accord", "compare", "programme", "dark")
    assert_seen(told, url, size, [shots / f"{view}-{size}.png" for view in views])


@pytest.mark.parametrize("size", SIZES)
def test_packages_view(valleys, shots, size):
    """The packages of the small region, solved, light and dark."""
    told = visit(
        f"{valleys}#tab=packages",
        *opened(size, "side"),
        script("await until(() => $('[data-front] svg'), 'the front', 120000)"),
        script("$('.fronts [data-package]').click(); await until(() => linked('open'))"),
        *seen("packages", size, shots),
        script("$('[data-theme-switch]').click()"),
        *seen("packages-dark", size, shots),
        # Words that are longer than the bar has room for.
        script(
            "const choice = $('[data-choice=\"language\"]'); choice.value = 'ru';"
            "choice.dispatchEvent(new Event('change'));"
            "await until(() => document.documentElement.lang === 'ru')"
        ),
        tab("scenarios"),
        width=SIZES[size][0],
        height=SIZES[size][1],
    )
    assert_seen(told, valleys, size, [shots / f"{view}-{size}.png" for view in ("packages", "packages-dark")])
