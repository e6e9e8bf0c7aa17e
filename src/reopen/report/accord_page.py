"""``accord.html``: what was agreed, done, late and claimed, on a page that fetches and runs nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from reopen.accord.deadlines import RULE as DEADLINES
from reopen.accord.disputed import RULE
from reopen.region.records import records
from reopen.report import accord_rounds, accord_view, dots_svg, evidence, timeline_svg
from reopen.report.accord_dots import State
from reopen.report.basemap import static_text
from reopen.report.html import environment, themes
from reopen.report.rebuild_page import POLICY
from reopen.report.slippage_svg import slippage_svg

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.gaps import Gaps
    from reopen.study import Study

#: What the legend of the dot matrix shows.
KEY = (
    ("not started", State(0, False, False, False)),
    ("minimal", State(1, False, False, False)),
    ("intermediate", State(2, False, False, False)),
    ("full", State(3, False, False, False)),
    ("not coded", State(None, False, False, False)),
    ("bar below: late", State(1, True, False, False)),
    ("stroke: overtaken by events", State(1, False, True, False)),
    ("diamond above: the sides dispute the status", State(1, False, False, True)),
)


def render(study: Study) -> str:
    """The page as HTML text.

    Everything dated after the day of the study is left out of it, and so is the hash of the input, which
    depends on all rows: two registers that are the same up to the day give the same page.

    Raises
    ------
    RegionError
        When claims of works cannot be read.
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    view = accord_view.accord_view(study)
    day = date.fromisoformat(view.as_of).toordinal()
    return (
        environment()
        .get_template("accord.html.j2")
        .render(
            view=view,
            region=study.region.meta,
            version=study.version,
            evidence=evidence,
            words=accord_view,
            rule=RULE,
            deadline_rule=DEADLINES,
            by_id={row["provision_id"]: row for row in view.status},
            gap_rows=[records(some) for some in _gaps(view.gaps)],
            marks=_marks(view.rounds),
            key=[(text, Markup(dots_svg.key_dot(state))) for text, state in KEY],
            timelines=[
                Markup(timeline_svg.timeline_svg(view.rounds, sheet, day=day))
                for sheet in (timeline_svg.WIDE, timeline_svg.NARROW)
            ],
            dots_wide=[Markup(part) for part in dots_svg.dots_svg(view.dots, dots_svg.WIDE)],
            dots_narrow=[Markup(part) for part in dots_svg.dots_svg(view.dots, dots_svg.NARROW)],
            slips=[(one, Markup(slippage_svg(one, day=day))) for one in view.works],
            styles=Markup(themes() + static_text("report.css") + static_text("accord.css")),
            policy=POLICY,
        )
    )


def _gaps(found: Gaps) -> tuple[pd.DataFrame, ...]:
    """The three lists of gaps with the same columns, so that a template can show each."""
    columns = ["provision_id", "opening_id", "summary", "title"]
    some = (found.openings, found.without_opening, found.without_project)
    return tuple(frame.reindex(columns=columns, fill_value="") for frame in some)


def _marks(found: accord_rounds.Rounds) -> list[tuple[str, str, Markup]]:
    """The marks that the timeline uses, their words, and their shapes for the legend."""
    used = {one.mark for one in found.events}
    return [
        (mark, text, Markup(f'<path class="shape" d="{timeline_svg.shape(mark, 8.0, 8.0, 6.0)}"/>'))
        for mark, text in accord_rounds.LABELS.items()
        if mark in used
    ]
