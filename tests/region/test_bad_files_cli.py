"""``reopen check`` on every kind of bad file: exit code 1, the message, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from reopen import run
from reopen.errors import RegionError
from reopen.region import check

from .bad import ALL, Bad
from .bad.spoil import read, write

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


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("delivered-price-elasticity", (0, 1, 2), "0 < low <= central <= high <= 50"),
        ("delivered-price-elasticity", (-1, 1, 2), "0 < low <= central <= high <= 50"),
        ("passenger-elasticity", (0, 0, 0), "0 < low <= central <= high <= 10"),
        ("trade-elasticity", (-4, 5, 8), "0 < low <= central <= high <= 50"),
        ("distance-elasticity", (0, 1, 2), "0 < low <= central <= high <= 10"),
        ("opening-probability", (0.2, 0.5, 1.2), "0 <= low <= central <= high <= 1"),
        ("reclosure-probability", (0, 1, 2), "0 <= low <= central <= high <= 1"),
        ("importer-share", (0.3, 0.5, 1.7), "0 <= low <= central <= high <= 1"),
    ],
)
def test_check_command_on_a_parameter_that_makes_no_sense(
    name: str, values: tuple[float, float, float], expected: str, folder: Path
) -> None:
    """Elasticities at or below 0 and probabilities above 1 are named before anything runs, both ways in."""
    path = folder / "parameter.csv"
    rows = read(path)
    row = next(row for row in rows if row[0] == name)
    for end, value in zip(("low", "central", "high"), values, strict=True):
        row[rows[0].index(end)] = str(value)
    write(path, rows)
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit | None)
    for part in ("parameter.csv", name, expected):
        assert part in result.output
    told: list[str] = []
    with pytest.raises(RegionError, match=name):
        run(folder, progress=lambda stage, _: told.append(stage))
    assert set(told) <= {"load"}


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
