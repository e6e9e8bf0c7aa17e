"""``reopen check`` on every kind of bad file: exit code 1, the message, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from reopen.region import check

from .bad import ALL, Bad

app = pytest.importorskip("reopen.cli.app").app
CliRunner = pytest.importorskip("typer.testing").CliRunner


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_check_command(bad: Bad, folder: Path) -> None:
    """The command ends with 1 and says where the problem is, without a traceback."""
    bad.spoil(folder)
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit | None)
    assert "Traceback" not in result.output
    assert bad.file in result.output


def test_check_command_on_a_good_region(folder: Path) -> None:
    """The command ends with 0 when there is no problem."""
    assert check(folder) == []
    assert CliRunner().invoke(app, ["check", str(folder)]).exit_code == 0


@pytest.mark.parametrize("path", ["", "no-such-folder", "south-caucasu", "a\0b"])
def test_check_command_on_no_folder(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that leads nowhere ends with 1 as well."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["check", path])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit | None)
