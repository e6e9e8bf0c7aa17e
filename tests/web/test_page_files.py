"""The page's built files: what the server needs, and what they must not hold."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import hatch_build
import pytest

from reopen.report.html import themes

ROOT = Path(__file__).parents[2]
APP = ROOT / "web" / "src" / "app"
STATIC = ROOT / "src" / "reopen" / "web" / "static"


def test_the_palette_is_the_report_s():
    """The application's colours are those of the report, to the letter."""
    first, rest = (APP / "theme.css").read_text(encoding="utf-8").split("\n", 1)
    assert "palette.py" in first
    assert rest.strip() == themes()


def test_the_page_runs_under_the_policy():
    """The page holds no script and no handler of its own, and asks for nothing beyond the server."""
    text = (APP / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>(.*?)</script>", text) == [""]
    assert not re.findall(r"\son\w+=", text)
    asked = set(re.findall(r'(?:src|href)="([^"]+)"', text))
    assert asked == {"data:,", "#list", "#panel", "/static/app.css", "/static/app.js"}


@pytest.mark.parametrize("name", [name for name in hatch_build.BUILT if name.startswith("app/")])
def test_the_build_makes_every_file(name):
    """Every file that the wheel must hold is built, and none is empty."""
    if not STATIC.is_dir():
        pytest.skip("the front end is not built (pip install -e .)")
    assert (STATIC / name).stat().st_size > 1000


def test_styles_fetch_nothing_from_elsewhere():
    """No style names an address on the network."""
    if not (STATIC / "app" / "app.css").is_file():
        pytest.skip("the front end is not built (pip install -e .)")
    text = (STATIC / "app" / "app.css").read_text(encoding="utf-8")
    assert "url(" in text
    assert not re.findall(r"""url\((?!['"]?data:)[^)]*""", text)


@pytest.mark.parametrize("fails", [0, 1])
def test_what_is_built_by_hand_is_known_by_its_sources(tmp_path, monkeypatch, fails):
    """After a build by hand, other sources count as not built; after one that failed, all do."""
    source, static = tmp_path / "web" / "src" / "app.ts", tmp_path / "src" / "reopen" / "web" / "static"
    hook = hatch_build.CustomBuildHook.__new__(hatch_build.CustomBuildHook)
    monkeypatch.setattr(hatch_build.CustomBuildHook, "root", str(tmp_path), raising=False)
    for path in (source, *(static / name for name in hatch_build.BUILT)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A")
    (static / ".built-from").write_text(hatch_build._sources(tmp_path / "web"))
    assert hook._is_built()
    monkeypatch.setattr(hatch_build, "__file__", str(tmp_path / "hatch_build.py"))
    monkeypatch.setattr(hatch_build, "_tools", lambda: "")
    monkeypatch.setattr(hatch_build, "_install", lambda *_: None)
    monkeypatch.setattr(hatch_build.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=fails))
    source.write_text("B")
    assert hatch_build.main("build") == fails
    assert hook._is_built() is not bool(fails)
    source.write_text("A")
    assert not hook._is_built()
