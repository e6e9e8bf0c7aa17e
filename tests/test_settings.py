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
        ("together = 17\n", ["together", "found 17", "0 to 16"]),
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
        ("draws = 1000\n", ["draws", "found 1000", "a power of two from 2 to 65536"]),
        ("draws = 1\n", ["draws", "found 1", "a power of two from 2"]),
        ("draws = 131072\n", ["draws", "found 131072", "65536"]),
        ("draws = 2.0\n", ["draws", "found 2.0", "a power of two"]),
        ("package_draws = 3\n", ["package_draws", "found 3", "a power of two"]),
        ("package_draws = true\n", ["package_draws", "found True", "a power of two"]),
        ("sensitivity = 12\n", ["sensitivity", "found 12", "0 or a power of two"]),
        ("sensitivity = -2\n", ["sensitivity", "found -2", "0 or a power of two"]),
        ("discount_rates = []\n", ["discount_rates", "one or more different rates"]),
        ("discount_rates = [6, 6]\n", ["discount_rates", "different rates"]),
        ("discount_rates = [600]\n", ["discount_rates", "at most 100"]),
        ("discount_rates = [-1]\n", ["discount_rates", "-1", "greater than or equal to 0"]),
        ("epsilon = -0.1\n", ["epsilon", "-0.1", "greater than or equal to 0"]),
        ("sharing = 'alike'\n", ["sharing", "'alike'", "'territory', 'agreeing' or 'outside'"]),
        ("horizon = 0\n", ["horizon", "found 0", "greater than or equal to 1"]),
        ("life = 0\n", ["life", "found 0", "greater than 0"]),
        ("phase_inn = false\n", ["phase_inn", "no such setting", "phase_in"]),
        ("[packages]\nboth = 3\n", ["packages.both", "found 3"]),
        ("rebuild = 3\n", ["rebuild: found 3", "a table of settings"]),
        ("[rebuild]\nobjectve = 'people'\n", ["rebuild.objectve", "did you mean 'objective'"]),
        (
            "[rebuild]\nobjective = 'homes'\n",
            ["rebuild.objective: found 'homes'; expected 'benefits', 'people'"],
        ),
        ("[rebuild]\neffort = -1\n", ["rebuild.effort: found -1; expected greater than or equal to 0"]),
        ("[rebuild]\nhorizon = 2.5\n", ["rebuild.horizon: found 2.5; expected a whole number"]),
        ("[rebuild]\nfront = '5'\n", ["rebuild.front: found '5'; expected a whole number"]),
        ("[rebuild]\ncarry_over = 1\n", ["rebuild.carry_over: found 1; expected true or false"]),
        ("[queues]\nleast_servce = 1\n", ["queues.least_servce", "did you mean 'least_service'"]),
        ("[queues]\non = 1\n", ["queues.on: found 1; expected true or false"]),
        ("[queues]\nday_hours = 0\n", ["queues.day_hours: found 0; expected greater than 0"]),
        (
            "[queues]\nleast_service = 1.5\n",
            ["queues.least_service: found 1.5; expected less than or equal to 1"],
        ),
        ("[rebuild.weights]\nbenefit = 1\n", ["rebuild.weights.benefit", "did you mean 'benefits'"]),
        ("[rebuild.crews]\ndeminers = -1\n", ["rebuild.crews.deminers: found -1"]),
        ("[rebuild.agreed]\nroad = 2027-01-01\n", ["rebuild.agreed.road: found 2027-01-01; expected a text"]),
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


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        ({"both": ("valley-raod",)}, r"'both'.*no opening 'valley-raod'.*did you mean 'valley-road'"),
        ({"valley-road": ("valley-road",)}, r"'valley-road' has the name of an opening.*another"),
        ({"both": ()}, r"'both' holds no opening; name one or more"),
        ({"none": (), "both": ("x",)}, r"(?s)'none' holds no opening.*no opening 'x'"),
    ],
)
def test_a_package_that_is_none_is_refused(make_region, packages, words):
    """A package with an unknown opening, a name that is taken or nothing in it: all said before any work."""
    told = []
    with pytest.raises(reopen.SettingsError, match=words):
        reopen.run(make_region(), settings=Settings(packages=packages), progress=lambda *x: told.append(x[0]))
    assert set(told) <= {"load"}


def test_a_package_of_the_regions_name_is_refused(make_region):
    """A package of the settings may not have the name of one of the region."""
    row = {"package_id": "both", "title": "Both", "opening_ids": "valley-road"}
    with pytest.raises(
        reopen.SettingsError, match=r"'both' has the name of an opening or of another package"
    ):
        reopen.run(make_region(package=[row]), settings=Settings(packages={"both": ("valley-road",)}))


@pytest.mark.parametrize(
    ("name", "switch"), [("phase-in-years", "phase_in"), ("closure-effect", "residual_resistance")]
)
def test_what_is_switched_off_is_zero_and_cannot_be_given(make_region, name, switch):
    """A switch sets its parameter to 0; giving the parameter as well is refused."""
    seen = Settings(**{switch: False}).apply(make_region())
    row = seen["parameter"].set_index("parameter_id").loc[name]
    assert (row["low"], row["central"], row["high"]) == (0.0, 0.0, 0.0)
    both = Settings(**{switch: False, "parameter": {name: {"low": 1, "central": 1, "high": 1}}})
    with pytest.raises(reopen.SettingsError, match=rf"parameter\.{name} is given, and switched off"):
        both.apply(make_region())


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
        ("parameter", "delivered-price-elasticity", 0.0),
        ("parameter", "passenger-elasticity", 0.0),
        ("parameter", "opening-probability", 1.1),
        ("parameter", "reclosure-probability", 1.1),
        ("parameter", "mode-nest-dissimilarity", 1.5),
        ("parameter", "mode-choice-sensitivity", 0.0),
        ("parameter", "drayage-factor", 0.5),
    ],
)
def test_values_that_make_no_sense_are_refused(make_region, table, name, value):
    """A payload of 0 and shares above 1 are refused with their row and value, not computed with."""
    settings = Settings(**{table: {name: {"low": value, "central": value, "high": value}}})
    with pytest.raises(reopen.RegionError, match=name):
        reopen.run(make_region(), settings=settings)
