"""The slippage chart of a work: percent claimed over time, targets as they moved, and the forecast."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import isfinite

from reopen.accord.works import LAST_DAY
from reopen.report.accord_works import Work
from reopen.report.dated import Days, axis, words

#: Size of the drawing in its own units, of its type, and of the field of percents.
WIDTH, SIZE, FIELD = 360.0, 12.0, 96.0
#: Room for numbers on the left, years above, the line of the day below, and between the targets' rows.
LEFT, HEAD, BELOW, RIGHT, ROW = 40.0, 20.0, 18.0, 10.0, 13.0
#: Space above and below the field.
PAD = 12.0
#: Days after the day that the scale may reach; what lies beyond is shown by an arrow at its end.
AHEAD = 20 * 366
#: The scale is not shorter than this, in days.
LEAST = 730


def slippage_svg(work: Work, *, day: int) -> str:
    """A chart as one ``<svg>`` element whose every text is escaped.

    Parameters
    ----------
    work : Work
        Claims and forecast.
    day : int
        The day it is seen on, as ordinal.
    """
    scale = _scale(work, day)
    top = HEAD + len(work.targets) * ROW + (PAD if work.targets else 4.0)
    height = top + FIELD + BELOW
    now = scale(day)
    parts = [
        *axis(scale, SIZE, HEAD, top + FIELD),
        *_targets(work, scale),
        *_field(top),
        f'<path class="now" d="M{now:.1f} {HEAD:.1f}V{top + FIELD:.1f}"/>',
        words("tick", min(max(now, LEFT + 30), WIDTH - 36), height - 4, "as of", "middle"),
        *_progress(work, scale, top),
        *_end(work, scale, top),
    ]
    return (
        f'<svg class="slip" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" font-size="{SIZE:g}" aria-label="{escape(told(work))}">'
        f"{''.join(parts)}</svg>"
    )


def told(work: Work) -> str:
    """The chart for those who cannot see it."""
    said = [f"{one.text} ({one.by})" for one in work.progress]
    said += [f"target {one.text} ({one.by})" for one in work.targets]
    row = work.forecast
    if work.finished:
        said.append(f"finished {row['finished']}")
    elif row["central"]:
        said.append(f"forecast {row['central']}, {row['low']} to {row['high']}")
    return f"{work.title}: {'; '.join(said)}."


def _scale(work: Work, day: int) -> Days:
    """From the first claim to the last day that there is, not beyond a limit."""
    early = [one.said for one in (*work.progress, *work.targets)]
    late = [float(day), *(one.high for one in work.targets), float(work.finished or day)]
    late += [end for name in ("low", "central", "high") if (end := work.day(name)) is not None]
    first = min(min([*early, day]) - 60, LAST_DAY - LEAST)
    last = min(min(max(late), day + AHEAD) + 90, LAST_DAY)
    return Days(first, max(round(last), first + LEAST), LEFT, WIDTH - RIGHT)


def _targets(work: Work, scale: Days) -> Iterable[str]:
    """A row a target: from the day on which it was said to the day aimed at."""
    for n, one in enumerate(work.targets):
        y = HEAD + (n + 0.7) * ROW
        start, low, high = scale(one.said), scale(one.low), scale(one.high)
        last = " last" if n == len(work.targets) - 1 else ""
        yield (
            f'<g class="aim{last}"><title>{escape(f"Target {one.text} ({one.by})")}</title>'
            f'<path d="M{start:.1f} {y:.1f}H{high:.1f}"/><circle cx="{start:.1f}" cy="{y:.1f}" r="2"/>'
            f'<path class="wide" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
            f'<path class="flag" d="M{high:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/></g>'
        )


def _y(percent: float, top: float) -> float:
    return top + FIELD * (1.0 - percent / 100.0)


def _field(top: float) -> Iterable[str]:
    for percent in (0, 50, 100):
        y = _y(percent, top)
        yield f'<path class="{"rule" if percent else "zero"}" d="M{LEFT:.1f} {y:.1f}H{WIDTH - RIGHT:.1f}"/>'
        yield words("tick", LEFT - 6, y + 0.35 * SIZE, f"{percent} %", "end")


def _progress(work: Work, scale: Days, top: float) -> Iterable[str]:
    if len(work.progress) > 1:
        line = "L".join(
            f"{scale(one.said):.1f} {_y((one.low + one.high) / 2, top):.1f}" for one in work.progress
        )
        yield f'<path class="done" d="M{line}"/>'
    for one in work.progress:
        x, low, high = scale(one.said), _y(one.low, top), _y(one.high, top)
        yield (
            f'<g class="point"><title>{escape(f"{one.text} ({one.by})")}</title>'
            f'<path d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
            f'<circle cx="{x:.1f}" cy="{(low + high) / 2:.1f}" r="3.2"/></g>'
        )


def _end(work: Work, scale: Days, top: float) -> Iterable[str]:
    """The end: known, or forecast with its interval on the line of 100 percent."""
    y = _y(100.0, top)
    if work.finished is not None:
        x = scale(work.finished)
        about = escape(f"Finished {work.forecast['finished']}")
        mark = f'<path class="finish" d="M{x - 5:.1f} {y - 5:.1f}h10v10h-10z"/>'
        yield f"<g><title>{about}</title>{mark}</g>"
        return
    low, central, high = (work.day(name) for name in ("low", "central", "high"))
    if low is None or central is None or high is None:
        return
    if work.progress:
        last = work.progress[-1]
        at = f"{scale(last.said):.1f} {_y((last.low + last.high) / 2, top):.1f}"
        yield f'<path class="ahead" d="M{at}L{scale(central):.1f} {y:.1f}"/>'
    row = work.forecast
    about = escape(f"Forecast {row['central']}, {work.level:.0f} % interval {row['low']} to {row['high']}")
    yield f'<g class="range"><title>{about}</title><path d="M{scale(low):.1f} {y:.1f}H{scale(high):.1f}"/>'
    yield f'<path class="mid" d="M{scale(central):.1f} {y - 6:.1f}v12"/>'
    if not isfinite(high) or high > scale.last:
        x = scale.right
        yield f'<path class="on" d="M{x:.1f} {y - 4:.1f}l6 4l-6 4z"/>'
    yield "</g>"
