"""Settings: read from TOML, every problem named, applied to a region."""

from __future__ import annotations

import pytest

import reopen
from reopen.settings import Settings


def test_values_replace_the_regions_own(make_region, tmp_path):
    """A unit cost and a parameter named in the settings take the place of the region's."""
    file = tmp_path / "settings.toml"
    file.write_text(
        "season_days = [30]\n[unit_cost.truck-hour]\nlow = 1\ncentral = 2\nhigh = 3\n"
        "[parameter.importer-share]\nlow = 0.4\ncentral = 0.5\nhigh = 0.6\n"
    )
    settings, region = Settings.from_toml(file), make_region()
    seen = settings.apply(region)
    row = seen["unit_cost"].set_index("unit_cost_id").loc["truck-hour"]
    assert (row["low"], row["central"], row["high"]) == (1, 2, 3)
    assert seen["parameter"].set_index("parameter_id").at["importer-share", "high"] == 0.6
    assert region["unit_cost"].set_index("unit_cost_id").at["truck-hour", "central"] != 2
    assert settings.season_days == (30.0,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seasons = [30]\n", ["seasons", "no such setting", "season_days"]),
        ("season_days = [0, 400]\n", ["season_days", "at most 365"]),
        ("season_days = [20, 20]\n", ["season_days", "different"]),
        ("together = 21\n", ["together", "found 21", "0 to 20"]),
        ("together = 2.5\n", ["together", "found 2.5", "a whole number"]),
        ("together = true\n", ["together", "found True", "a whole number"]),
        ("[unit_cost.truck-hour]\nlow = 1\n", ["unit_cost.truck-hour.central", "unit_cost.truck-hour.high"]),
        (
            "[unit_cost.truck-hour]\nlow = nan\ncentral = 1\nhigh = 2\n",
            ["unit_cost.truck-hour.low", "finite"],
        ),
        (
            "[unit_cost.truck-hour]\nlow = 3\ncentral = 2\nhigh = 4\n",
            ["unit_cost.truck-hour", "low <= central"],
        ),
        ("[unit_cost.truck-hour]\nlow = -1\ncentral = 2\nhigh = 4\n", ["unit_cost.truck-hour.low", "-1"]),
        (
            "[unit_cost.truck-hour]\nlow = true\ncentral = '2'\nhigh = 4\n",
            ["low: found True", "central: found '2'"],
        ),
        ("season_days = [", ["not TOML"]),
        (b"\xff\xfe", ["UTF-8"]),
    ],
)
def test_every_problem_is_named(tmp_path, text, words):
    """A wrong settings file is refused with the file, the place and the reason."""
    file = tmp_path / "settings.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(reopen.SettingsError) as caught:
        Settings.from_toml(file)
    assert all(word in str(caught.value) for word in [str(file), *words])


def test_a_missing_file_is_named(tmp_path):
    """A settings file that is not there is named, without a traceback of the system's."""
    with pytest.raises(reopen.SettingsError, match="no-such"):
        Settings.from_toml(tmp_path / "no-such.toml")


def test_every_unknown_id_gets_the_nearest(make_region):
    """Values that the region does not have are all refused, each with the nearest name."""
    value = {"low": 1, "central": 2, "high": 3}
    settings = Settings(unit_cost={"truck-hours": value}, parameter={"importers-share": value})
    with pytest.raises(reopen.SettingsError, match=r"(?s)'truck-hour'.*'importer-share'"):
        settings.apply(make_region())


def test_a_value_that_no_stage_reads_is_refused(south_caucasus):
    """A setting that would do nothing is refused by name, not accepted in silence."""
    settings = Settings(parameter={"border-effect": {"low": 0.1, "central": 0.2, "high": 0.3}})
    with pytest.raises(reopen.SettingsError, match=r"no stage .* reads parameter\.border-effect"):
        reopen.run(south_caucasus, settings=settings)


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("unit_cost", "truck-payload", 0.0),
        ("parameter", "importer-share", 5.0),
        ("parameter", "closure-effect", 2.0),
    ],
)
def test_values_that_make_no_sense_are_refused(make_region, table, name, value):
    """A payload of 0 and shares above 1 are refused with their row and value, not computed with."""
    settings = Settings(**{table: {name: {"low": value, "central": value, "high": value}}})
    with pytest.raises(reopen.RegionError, match=name):
        reopen.run(make_region(), settings=settings)
