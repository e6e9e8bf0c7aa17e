"""Meanings of columns."""

from __future__ import annotations

import pytest

from reopen.errors import SettingsError
from reopen.rebuild.damage_fields import check_mapping, fields, is_wanted

COPERNICUS = ["obj_type", "name", "info", "simplified", "damage_gra", "det_method", "notation", "or_src_id",
              "dmg_src_id", "cd_value"]  # fmt: skip
UNOSAT = ["OBJECTID", "SiteID", "SensorDate", "SensorID", "ConfidenceID", "Main_Damage_Site_Class",
          "Damage_Status", "SensorDate_2", "SensorID_2", "ConfidenceID_2", "Main_Damage_Site_Class_2",
          "SensorDate_14", "Main_Damage_Site_Class_14", "Governorate"]  # fmt: skip


def test_copernicus_columns():
    """The columns of a Copernicus EMS grading package."""
    found = fields(COPERNICUS, {})
    assert found.scheme == "copernicus"
    assert found.columns["grade"] == "damage_gra"
    assert found.columns["kind"] == "obj_type"
    assert found.columns["image"] == "dmg_src_id"
    assert found.columns["analyst"] == "det_method"
    assert len(found.passes) == 1


def test_unosat_columns_with_passes():
    """UNOSAT's columns, a set for each pass, in the order of their numbers."""
    found = fields(UNOSAT, {})
    assert found.scheme == "unosat"
    assert found.columns["id"] == "SiteID"
    assert [one["grade"] for one in found.passes] == [
        "Main_Damage_Site_Class", "Main_Damage_Site_Class_2", "Main_Damage_Site_Class_14",
    ]  # fmt: skip
    assert found.passes[1]["confidence"] == "ConfidenceID_2"
    assert "sensor" not in found.passes[2]
    assert set(found.names) == {*UNOSAT} - {"OBJECTID", "Damage_Status", "Governorate"}


def test_names_cut_by_a_shapefile():
    """Ten letters are enough, and a clash makes way for a number after eight."""
    found = fields(["SiteID", "SensorDate", "Main_Damag", "SensorDa_1", "Main_Dam_1"], {})
    assert found.scheme == "unosat"
    assert [one["date"] for one in found.passes] == ["SensorDate", "SensorDa_1"]
    assert found.passes[1]["grade"] == "Main_Dam_1"


def test_columns_named_by_hand():
    """A mapping comes before known names, in any case, and leaves the scheme to the classes."""
    found = fields(["KLASSE", "damage_gra"], {"grade": "Klasse"})
    assert (found.scheme, found.columns["grade"]) == ("", "KLASSE")
    assert fields(["damage_gra"], {"grade": "Klasse"}) is None


def test_no_grades():
    """A layer without a column of grades has no meaning here."""
    assert fields(["name", "height"], {}) is None


def test_a_meaning_that_no_column_has():
    """The nearest meaning is suggested."""
    with pytest.raises(SettingsError, match="did you mean 'grade'"):
        check_mapping({"grad": "KLASSE"})


@pytest.mark.parametrize("name", [*COPERNICUS[:6], *UNOSAT[1:6], "SensorDate_14", "Main_Dam_1"])
def test_what_is_kept_of_a_file(name):
    """Columns that have a meaning are kept, those without one are not."""
    assert is_wanted(name, {})
    assert not is_wanted("Shape_Area", {})
    assert is_wanted("Shape_Area", {"grade": "shape_area"})
