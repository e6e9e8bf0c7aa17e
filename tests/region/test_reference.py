"""The reference is up to date and says what the attribute table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from reopen.region import schema
from reopen.region.reference import TYPES, main, reference
from reopen.region.values import PARSERS

DOCS = Path(__file__).parents[2] / "docs" / "region.md"


def test_docs_are_up_to_date() -> None:
    """docs/region.md is what the attribute table gives; else run ``python -m reopen.region.reference``."""
    assert DOCS.read_text(encoding="utf-8") == reference()


def test_every_type_is_explained() -> None:
    """Every type that cells can have is explained, and no other."""
    assert set(TYPES) == set(PARSERS)


def test_rows_of_tables_have_as_many_cells() -> None:
    """Every row of a Markdown table has as many cells as its header, bars in texts being escaped."""
    width = None
    for line in reference().splitlines():
        if not line.startswith("|"):
            width = None
            continue
        count = line.replace("\\|", "").count("|")
        width = width or count
        assert count == width, line


def test_references_lead_somewhere() -> None:
    """Every table that a column refers to has a section."""
    text = reference()
    for table in schema().values():
        for attribute in table.attributes.values():
            for target in attribute.refers_to:
                assert f"\n## {target}\n" in text


def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--check exits 1 on a file that is missing or differs, 0 on one that is up to date."""
    path = tmp_path / "region.md"
    assert main(["--check", str(path)]) == 1
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert "not up to date" in capsys.readouterr().err


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file name the exit code is 2."""
    assert main(["--check"]) == 2
    assert "usage" in capsys.readouterr().err
