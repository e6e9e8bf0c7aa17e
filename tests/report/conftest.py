"""Studies for the report's tests: the embedded region's, and one whose names try to break the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import reopen
from reopen.region.template import new
from reopen.report.html import write
from reopen.settings import Rebuild, Settings
from reopen.study import Study
from tests.report import rebuilt

#: Few draws and combinations: enough for everything that the report shows.
QUICK = Settings(
    draws=64,
    together=8,
    package_draws=16,
    sensitivity=8,
    rebuild=Rebuild(effort=1.0, front=2, shadow=False),
)

#: Names that break a page which reads them as markup, script, template or the end of an element.
HOSTILE = (
    '<script>window.hacked = 1</script>"quoted" & <b>bold</b>',
    "</script></title></style><img src=x onerror='window.hacked=2'>",
    "\u202eدولت‌آباد {{ 1234 * 5678 }} {% raw %}",
    "Cafe\u0301 n\u0303 \u2028 ${window.hacked=3}",
)


@pytest.fixture(scope="session")
def hostile_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of the starter region with a hostile text in every place that the page prints."""
    folder = tmp_path_factory.mktemp("hostile") / "region"
    new(folder)
    region = reopen.load(folder)
    tables = {}
    for name, columns in {
        "node": ("name",),
        "link": ("name", "note"),
        "crossing": ("name_a", "name_b", "limits", "note"),
        "country": ("name",),
        "opening": ("title", "cost_basis", "note"),
        "source": ("publisher", "affiliation", "title"),
        "state": ("reason",),
        "unit_cost": ("item", "basis"),
        "parameter": ("name", "basis"),
    }.items():
        table = region[name].copy()
        for k, column in enumerate(columns):
            table[column] = [HOSTILE[(k + i) % len(HOSTILE)] for i in range(len(table))]
        tables[name] = table
    tables["node"]["names"] = [
        (("fa", HOSTILE[2]), ("ka", HOSTILE[i % 4])) for i in range(len(tables["node"]))
    ]
    tables["node"].loc[0, "note"] = HOSTILE[1]
    return reopen.run(region.replace(**tables), settings=QUICK, jobs=1)


@pytest.fixture(scope="session")
def study(south_caucasus: reopen.Region) -> Study:
    """A study of the embedded region."""
    return reopen.run(south_caucasus, settings=QUICK)


@pytest.fixture(scope="session")
def rebuilt_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of the starter region with a small rebuilding programme."""
    folder = tmp_path_factory.mktemp("rebuilt") / "region"
    new(folder)
    found = reopen.run(reopen.load(folder), settings=QUICK, jobs=1)
    return replace(found, region=rebuilt.with_places(found.region), rebuilding=rebuilt.rebuilding())


@pytest.fixture(scope="session")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded region's report as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write(study, path)
    return path


@pytest.fixture(scope="session")
def hostile_report(hostile_study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile region's report as a file."""
    path = tmp_path_factory.mktemp("hostile-report") / "report.html"
    write(hostile_study, path)
    return path
