"""Everything the page's script needs of a study, as one JSON-able dictionary in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reopen.report import features, palette, results
from reopen.report.basemap import Basemap, encode
from reopen.report.geometry import view_box
from reopen.report.stages import stages

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region
    from reopen.study import Study

#: Version of the page's data; the script refuses others.
FORMAT = 2

LANGUAGES = {
    "ab": "Abkhaz",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "en": "English",
    "fa": "Persian",
    "hy": "Armenian",
    "ka": "Georgian",
    "kk": "Kazakh",
    "ku": "Kurdish",
    "os": "Ossetian",
    "ru": "Russian",
    "tk": "Turkmen",
    "tr": "Turkish",
}


def payload(study: Study, land: Basemap) -> dict[str, Any]:
    """The page's data.

    Parameters
    ----------
    study : Study
        A finished run.
    land : Basemap
        Base map around the region.

    Returns
    -------
    dict
        JSON-able; the same study gives the same dictionary in the same order. Numbers carry
        four significant digits; missing ones are None. Lines are whole steps of degrees.
    """
    return ground(study.region, study.links, study.crossings, study.as_of, land) | {
        "measures": results.measures(study),
        "openings": results.openings(study),
        "rebuild": stages(study),
    }


def ground(
    region: Region, links: pd.DataFrame, crossings: pd.DataFrame, as_of: str, land: Basemap
) -> dict[str, Any]:
    """The part of the page's data that needs no study: the map, and the names of all that is on it.

    Parameters
    ----------
    links, crossings : DataFrame
        With their states on the date: see :func:`reopen.network.states.with_states`.
    """
    return {
        "format": FORMAT,
        "title": region.meta.title,
        "as_of": as_of,
        "languages": [[code, LANGUAGES.get(code, code)] for code in _languages(region)],
        "view": list(view_box(region)),
        "styles": palette.styles(),
        "step": features.STEP,
        "base": features.base(land),
        "boundaries": [
            {**line, "line": encode(line["line"], features.STEP)}
            for line in features.boundaries(region, as_of)
        ],
        "places": features.places(region),
        "links": features.links(region, links),
        "crossings": features.crossings(region, crossings),
        "histories": features.histories(region),
        "countries": results.countries(region),
    }


def embed(data: dict[str, Any]) -> str:
    r"""JSON that can stand inside a ``<script>`` element.

    ``<``, ``>``, ``&`` and the line separators U+2028 and U+2029 are written as escapes, so
    that no text of a region can end the element or start another.

    Examples
    --------
    >>> embed({"name": "</script>&"})
    '{"name":"\\u003c/script\\u003e\\u0026"}'
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _languages(region: Region) -> list[str]:
    """English first as the tables' working language, the rest in alphabetical order."""
    return ["en", *sorted(set(region.meta.languages) - {"en"})]
