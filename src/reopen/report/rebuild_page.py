"""``rebuilding.html``: the programme alone, as the report has it, on a page that fetches and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from reopen.report import gantt_svg as lanes
from reopen.report import palette
from reopen.report.basemap import static_text
from reopen.report.html import environment, themes
from reopen.report.rebuilding import rebuilding

if TYPE_CHECKING:
    from reopen.report.planned import Planned

#: Nothing is fetched, and no script runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def render(one: Planned) -> str:
    """The page as HTML text; the same run gives the same text.

    Raises
    ------
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    view = rebuilding(one)
    assert view is not None
    drawn = {
        name: [Markup(part) for part in lanes.gantt_svg(view.gantt, form)]
        for name, form in (("gantt_wide", lanes.WIDE), ("gantt_narrow", lanes.NARROW))
    }
    return (
        environment()
        .get_template("rebuilding.html.j2")
        .render(
            run=one,
            region=one.region.meta,
            version=one.version,
            rebuild=view,
            tracks=palette.TRACKS,
            styles=Markup(themes() + static_text("report.css")),
            policy=POLICY,
            **drawn,
        )
    )
