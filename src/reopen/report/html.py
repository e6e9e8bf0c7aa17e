"""The report: one HTML file that works from a disk, with nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from reopen.report import bargain_svg as picture
from reopen.report import evidence, numbers, palette, sure
from reopen.report import gantt_svg as lanes
from reopen.report.bargain import bargain
from reopen.report.basemap import basemap, static_text
from reopen.report.cases import cases
from reopen.report.findings import findings
from reopen.report.geometry import grow, view_box
from reopen.report.interplay import interplay
from reopen.report.interplay_svg import NARROW, WIDE, interplay_svg
from reopen.report.payload import embed, payload
from reopen.report.queues import queue_page
from reopen.report.rebuilding import rebuilding
from reopen.report.svg import static_map
from reopen.report.unreachable import groups
from reopen.report.years_svg import years_svg

if TYPE_CHECKING:
    from jinja2 import Environment

    from reopen.study import Study

#: How far the map can be moved beyond its first view, as a share of it.
MARGIN = 0.6


def render(study: Study, *, about: Sequence[str] = ()) -> str:
    """The report as HTML text.

    Parameters
    ----------
    study : Study
        A finished run.
    about : sequence of str, optional
        Sentences on what it was made for and with, shown first.

    Returns
    -------
    str
        One page with its styles, scripts and data inside. It states a content security
        policy that forbids every request. The same study gives the same text.

    Raises
    ------
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    land = basemap(grow(view_box(study.region), MARGIN))
    data = payload(study, land)
    script = static_text("report.js")
    joint, deal, found, plan = interplay(study), bargain(study), cases(study), rebuilding(study)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            study=study,
            about=about,
            region=study.region.meta,
            data=data,
            countries=[c for c in data["countries"] if c["kind"] == "country"],
            country_codes={c["id"] for c in data["countries"] if c["kind"] == "country"},
            country_names={c["id"]: c["name"] for c in data["countries"]},
            findings=findings(study),
            evidence=evidence,
            sure=sure,
            rate=study.settings.discount_rates[0],
            cases=found,
            named=[found[str(name)] for name in study.named["package_id"]],
            bargain=deal,
            bargain_wide=Markup(picture.bargain_svg(deal, picture.WIDE) if deal else ""),
            bargain_narrow=Markup(picture.bargain_svg(deal, picture.NARROW) if deal else ""),
            unreachable=groups(study.unreachable),
            interplay=joint,
            interplay_wide=Markup(interplay_svg(joint, WIDE) if joint else ""),
            interplay_narrow=Markup(interplay_svg(joint, NARROW) if joint else ""),
            rebuild=plan,
            queues=queue_page(study),
            gantt_wide=[Markup(part) for part in lanes.gantt_svg(plan.gantt, lanes.WIDE)] if plan else [],
            gantt_narrow=[Markup(part) for part in lanes.gantt_svg(plan.gantt, lanes.NARROW)] if plan else [],
            tracks=palette.TRACKS,
            stages=palette.STAGES,
            map_svg=Markup(static_map(data, land)),
            map_source=land.source,
            payload=Markup(embed(data)),
            script=Markup(script),
            styles=Markup(themes() + static_text("report.css")),
            licences=static_text("licences.txt"),
            policy=_policy(script),
            states=palette.STATES,
            modes=palette.MODES,
        )
    )


def write(study: Study, path: Path) -> None:
    """Write the report to a file (UTF-8)."""
    path.write_text(render(study), encoding="utf-8", newline="\n")


def _policy(script: str) -> str:
    """Content security policy that lets this script run and nothing be fetched."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data: blob:; "
        "worker-src blob:; connect-src blob:; base-uri 'none'; form-action 'none'"
    )


def themes() -> str:
    """Colours of light and dark pages, and of paper, as style sheet."""
    light, dark = palette.variables("light"), palette.variables("dark")
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        f"@media print{{:root:root:root{{color-scheme:light;{light}}}}}"
    )


@cache
def environment() -> Environment:
    """Templates with the filters that they use."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("reopen.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "amount": numbers.amount,
        "span": lambda ends, sign=False: numbers.span(ends[0], ends[-1], sign=sign),
        "count": numbers.count,
        "fine": numbers.fine,
        "key": numbers.key,
        "tiny": numbers.tiny,
        "years_svg": lambda chart: Markup(years_svg(chart.years, chart.colour)),
        "exp": math.exp,
        "words": lambda text: str(text).replace("_", " "),
    }
    found.filters.update(filters)
    return found
