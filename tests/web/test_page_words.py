"""What the page says beside its numbers: where the central value lies, and everything in its own language."""

from __future__ import annotations

from tests.web.served import assert_quiet, script, visit

#: Most of these openings' benefit is passengers', whose ranges reach much further up than down.
UP = "meghri-road-tripp,horadiz-aghband-highway"

#: An answer with its ranges, as the server gives it.
RANGED = """
  const json = async (address) => (await fetch(address)).json();
  const answer = await json('/api/answer?open=%s');
  const { total } = await json('/api/ranges?open=%s');
  return [answer.total.benefit, total.benefit];
"""

#: What the page says of them once the ranges are there.
SAID = """
  const small = await until(() => /P50/.test($('.headline small')?.textContent) && $('.headline small'));
  const ticks = document.querySelectorAll('[data-bars] [stroke-width="2"] line');
  return [small.textContent, $('[data-outside]') !== null, ticks.length];
"""


def test_p50_stands_beside_the_range_and_a_central_value_beyond_it_is_told(url):
    """Beyond P10 to P90 a sentence says why; in the baseline there is nothing to say."""
    told = visit(
        f"{url}#open={UP}",
        script(f"await settled('{UP}'); {SAID}"),
        script(RANGED % (UP, UP)),
        script(f"$('[data-reset]').click(); await settled(''); await sleep(100); {SAID}"),
    )
    assert_quiet(told, url)
    (small, outside, ticks), (central, (low, middle, high)), (_, baseline, _) = told["steps"]
    assert central < low < middle < high
    assert outside and not baseline
    assert ticks == 8
    assert small == f"P50 (median) +{middle:.1f}; P10 to P90: +{low:.1f} to +{high:.1f}"


def test_a_draft_language_is_told_and_nothing_of_the_page_stays_english(url):
    """The line can be closed; notes, countries, blocs and the kind of an error are in the page's language."""
    told = visit(
        f"{url}#lang=ka",
        script(
            "await settled(''); const line = $('[data-draft]'); const said = line.innerText;"
            "line.querySelector('button').click(); return [said, line.hidden]"
        ),
        script(
            "const rows = [...document.querySelectorAll('[data-table=\"by-country\"] th')];"
            "const notes = [...document.querySelectorAll('.notes li')];"
            "const apart = [...document.querySelectorAll('[data-panel] p.fine')].at(-1);"
            "return [...rows, ...notes, apart].map((one) => one.textContent)"
        ),
    )
    in_english = visit(url, script("await settled(''); return $('[data-draft]').hidden"))
    assert_quiet(told, url)
    (said, closed), words = told["steps"]
    assert said.startswith("ქართული: მანქანური მონახაზი")
    assert closed and in_english["steps"] == [True]
    assert len(words) == 8 + 3 + 1
    assert all(any("ა" <= letter <= "ჰ" for letter in text) for text in words)
    assert not [text for text in words if "Georgia" in text or "Union" in text]
